"""A whole run: lock, import, plan, execute, ledger, index. Printing and exit codes are the command line's."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from qep_lib.model.catalogue import Catalogue
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.runs.executor import execute_jobs
from qep_lib.runs.folders import require_folders
from qep_lib.runs.imports import ImportStep, run_imports
from qep_lib.runs.index import write_index
from qep_lib.runs.ledger import record_outcome
from qep_lib.runs.lock import workspace_lock
from qep_lib.runs.outcome import Failure, Outcome
from qep_lib.runs.plan import Job, Plan


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What a run did: its files, the outcome of each job in the plan's order, and the page that links the reports."""

    imports: tuple[ImportStep, ...]
    outcomes: tuple[Outcome, ...]
    index: Path

    @property
    def has_refused_data(self) -> bool:
        """True when a file was refused, or when no job at all had data."""
        nothing = bool(self.outcomes) and all(outcome.status == "no_data" for outcome in self.outcomes)
        return nothing or any(step.refusal for step in self.imports)

    @property
    def has_failures(self) -> bool:
        """True when at least one report was not published."""
        return any(outcome.status != "published" for outcome in self.outcomes)


@dataclass(frozen=True, slots=True)
class BatchListener:
    """Who is told what happens, as it happens: each file imported, the jobs to come, each job finished."""

    on_import: Callable[[ImportStep], None] = lambda step: None
    on_plan: Callable[[Plan], None] = lambda plan: None
    on_outcome: Callable[[Outcome], None] = lambda outcome: None


def run_batch(
    workspace: Workspace,
    catalogue: Catalogue,
    make_plan: Callable[[], Plan],
    workers: int,
    timeout: float,
    listener: BatchListener,
) -> BatchResult:
    """Import the files of the plan, produce its reports, record every outcome, write the index.

    `make_plan` is asked again after the imports, which decide what data there is and as of when. A refused file stops
    the reports of its site, never the others. Raises `WorkspaceLocked`, and `ParameterError` from `make_plan` or when
    a folder cannot be written.
    """
    first = make_plan()
    with workspace_lock(workspace):
        require_folders(workspace)
        _sweep(workspace.scratch)
        steps = run_imports(workspace, catalogue, first.imports, on_step=listener.on_import)
        plan = make_plan()
        listener.on_plan(plan)
        run_id = f"{datetime.now():%Y-%m-%dT%H-%M-%S}"
        done: dict[str, Outcome] = {}
        with closing(_outcomes(workspace, plan, steps, workers, timeout)) as outcomes:
            for outcome in outcomes:
                record_outcome(workspace, run_id, outcome)
                done[outcome.job.id] = outcome
                listener.on_outcome(outcome)
        index = write_index(workspace, catalogue)
    return BatchResult(steps, tuple(done[job.id] for job in plan.jobs), index)


def _outcomes(
    workspace: Workspace, plan: Plan, steps: tuple[ImportStep, ...], workers: int, timeout: float
) -> Iterator[Outcome]:
    refused = {step.request.site: step for step in steps if step.refusal}
    runnable = []
    for job in plan.jobs:
        if job.site_id in refused:
            yield Outcome(job, "data_refused", failure=_refused(refused[job.site_id]))
        elif job.data == "none":
            yield Outcome(job, "no_data", failure=_no_data(job))
        else:
            runnable.append(job)
    with closing(execute_jobs(str(workspace.root), runnable, workers, timeout)) as outcomes:
        yield from outcomes


def _refused(step: ImportStep) -> Failure:
    return Failure("data_refused", f"le fichier {step.request.file} est refusé : rien n'est produit pour ce site")


def _no_data(job: Job) -> Failure:
    label = Period.parse(job.period).label
    return Failure(
        "missing_data",
        f"aucune donnée importée pour {job.site_name} ({label}). "
        "À faire : importer ses fichiers avec « qep import », ou les déclarer dans params/runs/.",
    )


def _sweep(scratch: Path) -> None:
    """Remove what killed runs left: this process holds the lock, so nobody works there."""
    if scratch.is_dir():
        for leftover in scratch.iterdir():
            shutil.rmtree(leftover, ignore_errors=True)
