"""How far a batch has come, for whoever looks on from elsewhere: its state, what runs, the time left. Only the ledger is read."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from qep_lib.model.workspace import Workspace
from qep_lib.runs.history import Batch, read_latest
from qep_lib.runs.lock import lock_holder
from qep_lib.runs.outcome import Outcome
from qep_lib.runs.plan import Job

BatchState = Literal["finished", "stopped", "refused", "interrupted", "killed", "running"]
STATE_WORDS: dict[BatchState, str] = {
    "finished": "terminé",
    "stopped": "arrêté au premier échec (--fail-fast)",
    "refused": "refusé, aucun rapport n'a été lancé",
    "interrupted": "interrompu",
    "killed": "tué avant la fin (machine arrêtée, mémoire épuisée ou processus tué)",
    "running": "en cours",
}
WALL_STEPS = ("notebook", "export", "publish")
"""Durations of `Outcome.seconds` that follow one another; `cpu` is another measure of the same time."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the reports to make have an outcome, those that are being made, and the seconds left: None while no report
    of that kind has ever been timed."""

    total: int
    done: int
    running: tuple[Job, ...]
    seconds_left: float | None


def batch_state(workspace: Workspace, batch: Batch) -> BatchState:
    """How it ended; without a last line it is running, or nobody holds the lock any more and it was killed."""
    if batch.end is not None:
        return batch.end["state"]
    return "running" if lock_holder(workspace) is not None else "killed"


def wall_seconds(outcome: Outcome) -> float:
    """How long a report took, 0 for one that was not made."""
    return sum(outcome.seconds.get(step, 0.0) for step in WALL_STEPS)


def usual_seconds(workspace: Workspace) -> dict[str, float]:
    """Median duration of the reports of each kind, by its id, in the latest outcome of each report."""
    return medians(latest.outcome for latest in read_latest(workspace).values())


def medians(outcomes: Iterable[Outcome]) -> dict[str, float]:
    """Median duration of the reports of each kind among those that were made."""
    found: dict[str, list[float]] = {}
    for outcome in outcomes:
        if seconds := wall_seconds(outcome):
            found.setdefault(outcome.job.report_id, []).append(seconds)
    return {report_id: statistics.median(seconds) for report_id, seconds in found.items()}


def progress_of(batch: Batch, usual: Mapping[str, float]) -> Progress:
    """Where a running batch stands; `usual`: seconds by kind of report, as `usual_seconds` gives them.

    Jobs are handed out in the order of the plan: the first of those without an outcome are those that run.
    """
    waiting = batch.unknown
    workers = max(1, batch.header["settings"].get("workers", 1))
    total = len(batch.header["planned"])
    left = seconds_left(waiting, workers, usual | medians(batch.outcomes))
    return Progress(total, total - len(waiting), waiting[:workers], left)


def seconds_left(waiting: Sequence[Job], workers: int, usual: Mapping[str, float]) -> float | None:
    """The time that reports still to be made take on so many workers: the longest of them at least. A kind that was never
    timed counts as the mean of the others; None where none was."""
    if not waiting:
        return 0.0
    if not usual:
        return None
    mean = statistics.fmean(usual.values())
    each = [usual.get(job.report_id, mean) for job in waiting]
    return max(sum(each) / workers, max(each))
