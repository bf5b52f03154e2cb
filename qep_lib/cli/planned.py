"""`qep plan`. Options are read in `asking`, what is said is in `telling`."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from qep_lib.cli.asking import Asked, make_plan
from qep_lib.cli.exits import DATA_REFUSED
from qep_lib.cli.importing import counted
from qep_lib.cli.screen import Screen
from qep_lib.cli.telling import plan_totals, state_words, tell_orphans, tell_taken_away
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.runs.guard.stored import find_orphans
from qep_lib.runs.plan.planning import Plan
from qep_lib.runs.publish.freshness import JobState, examine_plan

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
    return tell_taken_away(screen, catalogue, plan.left_out) or (DATA_REFUSED if plan.missing_files else 0)


def _plan_json(plan: Plan, states: Sequence[JobState]) -> dict[str, Any]:
    """The plan with the state of each job, and the number of jobs by state."""
    value = plan.to_json()
    for job, state in zip(value["jobs"], states, strict=True):
        job.update(state=state.state, reasons=list(state.reasons), key=state.key)
    return value | {"totals": Counter(state.state for state in states)}
