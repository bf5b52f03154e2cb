"""What became of a batch, for whoever looks on from elsewhere, and how long reports usually take. Only the ledger is read."""

import statistics
from collections.abc import Iterable
from typing import Literal

from qep_lib.model.workspace import Workspace
from qep_lib.runs.history import Batch, read_latest
from qep_lib.runs.lock import lock_holder
from qep_lib.runs.outcome import Outcome

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
