"""A whole run: lock, import, plan, execute, ledger, index. Printing and exit codes are the command line's."""

import os
import platform
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from contextlib import closing, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qep_lib.errors import ParameterError, QepError
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.left_out import LeftOut
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.persons.masking import mask
from qep_lib.runs.execute.executor import execute_jobs
from qep_lib.runs.execute.imports import ImportStep, repair_damaged, run_imports
from qep_lib.runs.guard.folders import require_folders
from qep_lib.runs.guard.interruption import interruption_held
from qep_lib.runs.guard.lock import workspace_lock
from qep_lib.runs.plan.planning import Job, Plan
from qep_lib.runs.plan.settings import RunSettings
from qep_lib.runs.publish.freshness import JobState, examine_jobs
from qep_lib.runs.publish.placing import put_back_former
from qep_lib.runs.publish.portal import refresh_index, write_index
from qep_lib.runs.publish.published import published_differences
from qep_lib.runs.record.history import read_latest
from qep_lib.runs.record.ledger import STARTED_BY, BatchLedger
from qep_lib.runs.record.outcome import SUCCESSES, Failure, Outcome
from qep_lib.version import __version__

SHOWN_FILES = 3
"""Files of a report changed by something else that a message names."""


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What a run did: its files, the outcome of each job in the plan's order, then of the reports outside it that
    something changed meanwhile, the page that links the reports, and the faults of `params/` that took jobs away."""

    run_id: str
    imports: tuple[ImportStep, ...]
    outcomes: tuple[Outcome, ...]
    index: Path
    left_out: tuple[LeftOut, ...] = ()

    @property
    def has_refused_data(self) -> bool:
        """True when a file was refused, or when no job at all had data."""
        nothing = bool(self.outcomes) and all(outcome.status == "no_data" for outcome in self.outcomes)
        return nothing or any(step.refusal for step in self.imports)

    @property
    def has_failures(self) -> bool:
        """True when at least one report is neither published nor up to date."""
        return any(outcome.status not in SUCCESSES for outcome in self.outcomes)


@dataclass(frozen=True, slots=True)
class BatchListener:
    """Who is told what happens, as it happens: what is asked, each file imported, what is to be done, each
    damaged file stored again, each job ended, the sites of which stored data have changed."""

    on_start: Callable[[Plan], None] = lambda plan: None
    on_import: Callable[[ImportStep], None] = lambda step: None
    on_repair: Callable[[ImportStep], None] = lambda step: None
    on_plan: Callable[[Sequence[JobState]], None] = lambda states: None
    on_outcome: Callable[[Outcome], None] = lambda outcome: None
    on_changes: Callable[[Set[str]], None] = lambda sites: None


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """What is run: `make_plan` gives the jobs, `is_forced` makes those that are up to date again; `asked` is the command
    and its options (JSON values), kept for `qep status` and `qep retry`."""

    make_plan: Callable[[], Plan]
    settings: RunSettings = field(default_factory=RunSettings)
    is_forced: bool = False
    asked: Mapping[str, Any] = field(default_factory=dict)


def run_batch(
    workspace: Workspace, catalogue: Catalogue, request: BatchRequest, listener: BatchListener
) -> BatchResult:
    """Import the files of the plan, produce the reports that are not up to date, record every outcome, write the index.

    The plan is made again after the imports, which decide what data there is and as of when. A refused file stops the
    reports of its site, never the others. Unless the process is killed outright, every job of the plan ends with an
    outcome in the ledger, and the index links no report older than its data. Raises `WorkspaceLocked`, and
    `ParameterError` from `make_plan` or when a folder cannot be written.
    """
    first = request.make_plan()
    with workspace_lock(workspace):
        require_folders(workspace)
        _sweep(workspace)
        listener.on_start(first)
        try:
            steps = run_imports(workspace, catalogue, first.imports, on_step=listener.on_import)
            if changed := {step.request.site for step in steps if step.has_changed}:
                refresh_index(workspace, catalogue)
                listener.on_changes(changed)
            plan = request.make_plan()
            states = examine_jobs(workspace, catalogue, plan.jobs, request.is_forced)
            listener.on_plan(states)
            _repair(workspace, catalogue, states, listener)
            batch = _Batch(workspace, request, states, steps)
            run_id = batch.run(listener)
        except BaseException:
            # Interruption included. What stopped the run is told, not what the index may add to it.
            with suppress(OSError, QepError):
                refresh_index(workspace, catalogue)
            raise
        index = write_index(workspace, catalogue)
    outcomes = {job.id: batch.done[job.id] for job in plan.jobs} | batch.done
    return BatchResult(run_id, steps, tuple(outcomes.values()), index, plan.left_out)


class _Batch:
    """The jobs of one run on their way from states to outcomes, each recorded as it ends."""

    def __init__(
        self, workspace: Workspace, request: BatchRequest, states: Sequence[JobState], steps: Sequence[ImportStep]
    ):
        self._workspace, self._settings = workspace, request.settings
        self._refused = {step.request.site: step for step in steps if step.refusal}
        fresh = [s for s in states if s.state == "up_to_date" and not self._refusal(s.job)]
        self.done = {state.job.id: Outcome(state.job, "up_to_date", state.key) for state in fresh}
        self._pending = {state.job.id: state for state in states if state.job.id not in self.done}
        # Before any notebook runs: what differs now is not the work of one of them.
        self._differed = published_differences(workspace) if self._pending else {}
        self._header = _header(request, self._pending.values(), self.done)

    def run(self, listener: BatchListener) -> str:
        """Give every job its outcome; on the way out by an error, the others are recorded as interrupted, or as not run
        when it is the executor that could not start. Returns the id of the run."""
        state, refusal, ledger = "interrupted", None, None
        try:
            # An interruption that falls here is recorded as the end of this batch.
            with interruption_held() if self._pending else nullcontext():
                ledger = BatchLedger(self._workspace, self._header)
            is_stopped = self._take(ledger, self._known_outcomes(), listener)
            runnable = [state.job for state in self._pending.values()]
            root = str(self._workspace.root)
            if runnable and not is_stopped:
                with closing(execute_jobs(root, runnable, self._settings)) as outcomes:
                    is_stopped = any(self._take(ledger, [outcome], listener) for outcome in outcomes)
                self._take(ledger, self._disturbed(), listener)
            state = "stopped" if is_stopped else "finished"
            return ledger.run_id
        except ParameterError as error:
            # An executor raises it before it hands out any job: a cluster that is not there or not ready.
            state, refusal = "refused", Failure("refused", error.message, lines=error.faults)
            raise
        finally:
            # Nothing is told of a batch that could not even begin.
            if ledger is not None:
                self._close(ledger, state, refusal)

    def _close(self, ledger: BatchLedger, state: str, refusal: Failure | None) -> None:
        """Give an outcome to what has none, and the batch its last line."""
        left = [self._unfinished(state, refusal, pending.job) for pending in self._pending.values()]
        self._take(ledger, left, BatchListener())
        ledger.end(state, Counter(outcome.status for outcome in self.done.values()))

    def _take(self, ledger: BatchLedger, outcomes: Sequence[Outcome], listener: BatchListener) -> bool:
        """Record outcomes; True when one of them must stop the batch."""
        ledger.record(outcomes)
        for outcome in outcomes:
            self.done[outcome.job.id] = outcome
            self._pending.pop(outcome.job.id, None)
            listener.on_outcome(outcome)
        return self._settings.fail_fast and any(o.status in ("failed", "data_refused") for o in outcomes)

    def _refusal(self, job: Job) -> ImportStep | None:
        """The refused file of one of the sites that the job reads: a comparison without that site would mislead."""
        return next((self._refused[site_id] for site_id in job.sites if site_id in self._refused), None)

    def _known_outcomes(self) -> list[Outcome]:
        """Those of the jobs that cannot be run."""
        known = []
        for state in self._pending.values():
            if step := self._refusal(state.job):
                failure = _refused(step)
                known.append(Outcome(state.job, "data_refused", failure=failure))
            elif state.state == "no_data":
                known.append(Outcome(state.job, "no_data", failure=_no_data(state.job)))
        return known

    def _disturbed(self) -> list[Outcome]:
        """The reports, of this batch or of earlier ones, in whose folder something was written while the batch ran, not by
        their own publication: a notebook can reach the folders of the others.
        """
        found = []
        for job_id, names in published_differences(self._workspace).items():
            done = self.done.get(job_id)
            is_fresh = done is not None and done.status == "published"
            new = names if is_fresh else names - self._differed.get(job_id, frozenset())
            if new and (job := done.job if done else self._recorded_job(job_id)):
                found.append(Outcome(job, "failed", failure=_altered(sorted(new))))
        return found

    def _recorded_job(self, job_id: str) -> Job | None:
        """The job of a report of an earlier batch; None for one that no ledger knows."""
        latest = read_latest(self._workspace).get(job_id)
        return latest.outcome.job if latest else None

    def _unfinished(self, state: str, refusal: Failure | None, job: Job) -> Outcome:
        if state in ("stopped", "refused"):
            return Outcome(job, "not_run", failure=refusal)
        return Outcome(job, "interrupted", failure=Failure("interrupted", "le lancement a été interrompu avant la fin"))


def _repair(workspace: Workspace, catalogue: Catalogue, states: Iterable[JobState], listener: BatchListener) -> None:
    """Store again what has changed by itself in the data of the reports that are to be made."""
    for step in repair_damaged(
        workspace, catalogue, {site for s in states if s.state == "to_run" for site in s.job.sites}
    ):
        listener.on_repair(step)


def _header(request: BatchRequest, pending: Iterable[JobState], up_to_date: Mapping[str, Outcome]) -> dict[str, Any]:
    """The first line of the batch's ledger."""
    planned = [
        {"id": state.job.id, "state": state.state, "reasons": state.reasons, "job": state.job.to_json()}
        for state in pending
    ]
    return {
        "asked": dict(request.asked),
        "started_by": os.environ.get(STARTED_BY, ""),
        "settings": request.settings.to_json(),
        "versions": {"qep_lib": __version__, "python": platform.python_version()},
        "planned": planned,
        "up_to_date": list(up_to_date),
    }


def _refused(step: ImportStep) -> Failure:
    return Failure(
        "data_refused", f"le fichier {mask(step.request.file)} est refusé : aucun rapport qui lit ce site n'est produit"
    )


def _altered(names: Sequence[str]) -> Failure:
    return Failure(
        "altered",
        "le dossier publié a été modifié pendant le lancement, par un autre carnet ou à la main : "
        f"{', '.join(names[:SHOWN_FILES])}{' …' * (len(names) > SHOWN_FILES)}. "
        "À faire : chercher quel carnet écrit dans reports/, puis relancer « qep run », qui refait ce rapport.",
    )


def _no_data(job: Job) -> Failure:
    label = Period.parse(job.period).label
    return Failure(
        "missing_data",
        f"aucune donnée importée pour {job.subject.name} ({label}). "
        "À faire : importer ses fichiers avec « qep import », ou les déclarer dans params/runs/.",
    )


def _sweep(workspace: Workspace) -> None:
    """Remove what killed runs left, once any report that one of them was replacing is back in its place.

    A leftover takes a dead name first: a worker that has outlived its batch cannot publish a folder half removed.
    """
    preparation = workspace.preparation.iterdir() if workspace.preparation.is_dir() else ()
    for leftover in (*workspace.scratch.iterdir(), *preparation):
        put_back_former(workspace, leftover)
        dead = leftover.with_name(f"mort-{leftover.name}")
        with suppress(OSError):
            leftover.rename(dead)
        shutil.rmtree(dead, ignore_errors=True)
