"""`qep plan`, `qep run` and `qep retry`. Options are read in `asking`, what is said is in `telling`."""

import json
from collections import Counter
from collections.abc import Sequence

from qep_lib.cli.asking import Asked, How, make_plan
from qep_lib.cli.exits import DATA_REFUSED, batch_exit_code
from qep_lib.cli.importing import counted, tell_left_out
from qep_lib.cli.screen import Screen
from qep_lib.cli.telling import Teller, plan_totals, state_words, tell_end, tell_ledger_faults, tell_orphans
from qep_lib.errors import ParameterError
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.left_out import LeftOut
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.runs.execute.batch import BatchRequest, run_batch
from qep_lib.runs.guard.stored import find_orphans
from qep_lib.runs.plan.planning import Plan
from qep_lib.runs.plan.selection import check_patterns, match_ids
from qep_lib.runs.publish.freshness import JobState, examine_plan
from qep_lib.runs.record.history import read_latest, usual_seconds
from qep_lib.runs.record.retry import former_settings, jobs_to_retry, plan_retry, typed_as_of

DATA_WORDS = {
    "stored": "importées",
    "to_import": "à importer",
    "none": "aucune donnée : importer ses fichiers avec « qep import », ou les déclarer dans params/runs/",
    "missing_file": "fichier manquant",
}


def show_plan(asked: Asked, is_forced: bool, as_json: bool) -> int:
    """Print the jobs, what is to be done of each and why, and the files to import; nothing is started.

    Exit code 3 when a declared file is not there.
    """
    workspace, screen = Workspace.find(), Screen()
    catalogue = read_catalogue(workspace)
    plan = make_plan(workspace, catalogue, asked)
    states = examine_plan(workspace, catalogue, plan, is_forced)
    if as_json:
        orphans = [orphan.to_json() for orphan in find_orphans(workspace, catalogue)]
        print(json.dumps(_plan_json(plan, states) | {"orphans": orphans}, ensure_ascii=False, indent=1))
        return DATA_REFUSED if plan.missing_files else 0
    rows = [(s.job.id, s.job.report_title, s.job.as_of, DATA_WORDS[s.job.data], state_words(s)) for s in states]
    screen.table(("rapport", "titre", "arrêté au", "données", "état"), rows)
    files = counted(len(plan.imports), "fichier déclaré", "fichiers déclarés")
    screen.line(f"{plan_totals(states)} ; {files}.")
    for file in plan.missing_files:
        screen.line(
            f"Fichier manquant : {file}. À faire : le mettre à cette place, ou corriger son nom dans params/runs/.",
            "bold red",
        )
    tell_orphans(screen, find_orphans(workspace, catalogue))
    return _tell_left_out(screen, catalogue, plan.left_out) or (DATA_REFUSED if plan.missing_files else 0)


def run_reports(asked: Asked, how: How, is_forced: bool) -> int:
    """Import, produce what is not up to date, publish, and say where the result is."""
    workspace = Workspace.find()
    catalogue = read_catalogue(workspace)
    request = BatchRequest(
        make_plan=lambda: make_plan(workspace, catalogue, asked),
        settings=how.settings(),
        is_forced=is_forced,
        asked=asked.to_json("run") | {"force": is_forced},
    )
    return _run(workspace, catalogue, request, Screen(), has_force=True)


def retry_reports(only: Sequence[str], how: How) -> int:
    """Run again what had data and is not published, with the parameters and settings it was run with."""
    workspace, screen = Workspace.find(), Screen()
    catalogue = read_catalogue(workspace)
    wanted = jobs_to_retry(catalogue, read_latest(workspace))
    if not wanted:
        screen.line("Rien à reprendre : aucun rapport en échec, interrompu ou non lancé.")
        return 0
    check_patterns(only, wanted)
    wanted = {job_id: wanted[job_id] for job_id in match_ids(wanted, only)}
    typed = {job_id: day for job_id, latest in wanted.items() if (day := typed_as_of(latest))}
    request = BatchRequest(
        make_plan=lambda: plan_retry(workspace, catalogue, wanted),
        settings=how.settings(former_settings(wanted)),
        asked={"command": "retry", "only": list(only), "as_of_by_job": typed},
    )
    screen.line(f"{counted(len(wanted), 'rapport', 'rapports')} à reprendre.")
    return _run(workspace, catalogue, request, screen, has_force=False)


def _run(workspace: Workspace, catalogue: Catalogue, request: BatchRequest, screen: Screen, has_force: bool) -> int:
    tell_ledger_faults(workspace, screen)
    teller = Teller(screen, has_force, request.settings.workers, lambda: usual_seconds(workspace))
    with screen.progress(0, "Fichiers"):
        result = run_batch(workspace, catalogue, request, teller.listener)
    tell_end(screen, workspace, result, find_orphans(workspace, catalogue))
    left_out = _tell_left_out(screen, catalogue, result.left_out)
    return left_out or batch_exit_code(result.has_refused_data, result.has_failures)


def _tell_left_out(screen: Screen, catalogue: Catalogue, asked: Sequence[LeftOut]) -> int:
    """Say all that is left out; the exit code of what took away something that was `asked`, 0 when nothing did."""
    tell_left_out(screen, dict.fromkeys((*catalogue.left_out, *asked)))
    if not asked:
        return 0
    return DATA_REFUSED if all(found.kind == "stored" for found in asked) else ParameterError.exit_code


def _plan_json(plan: Plan, states: Sequence[JobState]) -> dict:
    """The plan with the state of each job, and the number of jobs by state."""
    value = plan.to_json()
    for job, state in zip(value["jobs"], states, strict=True):
        job.update(state=state.state, reasons=list(state.reasons), key=state.key)
    return value | {"totals": Counter(state.state for state in states)}
