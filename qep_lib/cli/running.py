"""`qep run` and `qep retry`. Options are read in `asking`, what is said is in `following`."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from qep_lib.cli.asking import Asked, How, make_plan
from qep_lib.cli.exits import batch_exit_code
from qep_lib.cli.following import Teller, tell_end
from qep_lib.cli.importing import counted, tell_disagreements
from qep_lib.cli.screen import Screen
from qep_lib.cli.telling import tell_ledger_faults, tell_taken_away
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.runs.execute.batch import BatchRequest, run_batch
from qep_lib.runs.guard.stored import find_orphans
from qep_lib.runs.plan.selection import check_patterns, match_ids
from qep_lib.runs.record.history import read_latest, usual_seconds
from qep_lib.runs.record.retry import former_settings, jobs_to_retry, plan_retry, typed_as_of


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
    said = partial(tell_disagreements, screen, workspace, catalogue)
    with screen.progress(0, "Fichiers"):
        result = run_batch(workspace, catalogue, request, replace(teller.listener, on_changes=said))
    tell_end(screen, workspace, result, find_orphans(workspace, catalogue))
    left_out = tell_taken_away(screen, catalogue, result.left_out)
    return left_out or batch_exit_code(result.has_refused_data, result.has_failures)
