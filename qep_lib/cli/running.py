"""`qep plan` and `qep run`: what is asked, and what is said while it runs. Running is `runs.batch`."""

import json
from dataclasses import dataclass

from qep_lib.cli.exits import DATA_REFUSED, batch_exit_code
from qep_lib.cli.importing import counted, declared_runs, parse_day, tell_import
from qep_lib.cli.screen import Screen
from qep_lib.errors import ParameterError
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.runs.batch import BatchListener, BatchResult, run_batch
from qep_lib.runs.executor import default_workers
from qep_lib.runs.outcome import STATUS_WORDS, Outcome
from qep_lib.runs.plan import Plan, plan_declared, plan_run

DATA_WORDS = {
    "stored": "importées",
    "to_import": "à importer",
    "none": "aucune donnée : importer ses fichiers avec « qep import », ou les déclarer dans params/runs/",
    "missing_file": "fichier manquant",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of `qep plan` and `qep run`, as typed."""

    sites: list[str]
    periods: list[str]
    reports: list[str]
    audiences: list[str]
    as_of: str | None
    runs: list[str]


def show_plan(asked: Asked, as_json: bool) -> int:
    """Print the jobs and the files to import; nothing is started. Exit code 3 when a declared file is not there."""
    workspace, screen = Workspace.find(), Screen()
    plan = make_plan(workspace, read_catalogue(workspace), asked)
    if as_json:
        print(json.dumps(plan.to_json(), ensure_ascii=False, indent=1))
        return DATA_REFUSED if plan.missing_files else 0
    rows = [(job.id, job.report_title, job.as_of, DATA_WORDS[job.data]) for job in plan.jobs]
    screen.table(("rapport", "titre", "arrêté au", "données"), rows)
    screen.line(
        f"{counted(len(plan.jobs), 'rapport', 'rapports')} à produire, "
        f"{counted(len(plan.imports), 'fichier déclaré', 'fichiers déclarés')}."
    )
    for file in plan.missing_files:
        screen.line(
            f"Fichier manquant : {file}. À faire : le mettre à cette place, ou corriger son nom dans params/runs/.",
            "bold red",
        )
    return DATA_REFUSED if plan.missing_files else 0


def run_reports(asked: Asked, jobs: int, timeout: float) -> int:
    """Import, produce, publish, and say where the result is."""
    workspace, screen = Workspace.find(), Screen()
    catalogue = read_catalogue(workspace)
    teller = _Teller(screen)
    plan = make_plan(workspace, catalogue, asked)
    with screen.progress(len(plan.imports) + len(plan.jobs), "Rapports"):
        result = run_batch(
            workspace,
            catalogue,
            lambda: make_plan(workspace, catalogue, asked),
            jobs or default_workers(),
            timeout,
            BatchListener(lambda step: tell_import(screen, step), teller.on_plan, teller.on_outcome),
        )
    _tell_end(screen, workspace, result)
    return batch_exit_code(result.has_refused_data, result.has_failures)


def make_plan(workspace: Workspace, catalogue: Catalogue, asked: Asked) -> Plan:
    """The plan that the options ask for: sites × periods, or declared runs (all of them when nothing is given)."""
    as_of = parse_day(asked.as_of, "as-of") if asked.as_of else None
    if asked.runs and (asked.sites or asked.periods):
        raise ParameterError("donner soit --run, soit --site et --period. Un lot dit déjà ses sites et sa période.")
    if bool(asked.sites) != bool(asked.periods):
        missing = "--period (comme 2020)" if asked.sites else "--site (comme 18, region:24 ou all)"
        raise ParameterError(f"il manque {missing}.")
    if asked.sites:
        return plan_run(
            workspace, catalogue, asked.sites, asked.periods, asked.reports or None, asked.audiences or None, as_of
        )
    runs = declared_runs(catalogue, asked.runs)
    return plan_declared(workspace, catalogue, runs, asked.reports or None, asked.audiences or None, as_of)


class _Teller:
    """Numbers the outcomes as they come."""

    def __init__(self, screen: Screen):
        self._screen = screen
        self._total = 0
        self._done = 0

    def on_plan(self, plan: Plan) -> None:
        self._total = len(plan.jobs)

    def on_outcome(self, outcome: Outcome) -> None:
        self._done += 1
        self._screen.step()
        spent = f" ({_seconds(sum(outcome.seconds.values()))})" if outcome.seconds else ""
        words = f"[{self._done}/{self._total}] {STATUS_WORDS[outcome.status]} : {outcome.job.id}{spent}"
        self._screen.line(words, "" if outcome.status == "published" else "bold red")
        if outcome.failure is not None:
            self._screen.line(f"    {outcome.failure.sentence}")
            for line in outcome.failure.lines:
                self._screen.line(f"    | {line}")
            for path in filter(None, (outcome.failure.notebook, outcome.failure.log)):
                self._screen.line(f"    à ouvrir : {path}")


def _tell_end(screen: Screen, workspace: Workspace, result: BatchResult) -> None:
    published = sum(outcome.status == "published" for outcome in result.outcomes)
    missing = len(result.outcomes) - published
    screen.line(
        f"{counted(published, 'rapport publié', 'rapports publiés')}"
        + (f", {counted(missing, 'non publié', 'non publiés')}." if missing else ".")
    )
    screen.line(f"Résultat : {result.index.relative_to(workspace.root).as_posix()}")


def _seconds(value: float) -> str:
    return f"{value:.1f}".replace(".", ",") + " s"
