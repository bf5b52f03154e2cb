"""How long a batch still takes, from what reports of each kind usually take and from its own pace. Saying it is `telling`."""

import statistics
from collections.abc import Mapping, Sequence

from qep_lib.runs.plan.planning import Job
from qep_lib.runs.record.history import medians
from qep_lib.runs.record.outcome import Outcome


class Pace:
    """The reports of a batch on their way, the first of those that wait being made on so many workers.

    A kind of report weighs its usual seconds (`usual`, by its id, as the ledger knows them, then as this batch finds them): a
    long comparison left for the end counts for what it is. Kinds never timed weigh as the mean of the others.
    """

    def __init__(self, jobs: Sequence[Job], workers: int, usual: Mapping[str, float]):
        self._waiting = {job.id: job for job in jobs}
        self._workers, self._usual = max(workers, 1), usual
        self._done: list[Outcome] = []

    @property
    def running(self) -> tuple[Job, ...]:
        """Those that are being made: jobs are handed out in their order."""
        return tuple(self._waiting.values())[: self._workers]

    def end(self, outcome: Outcome) -> None:
        """A report has its outcome; one that was not to be made tells nothing of the pace."""
        if self._waiting.pop(outcome.job.id, None) is not None:
            self._done.append(outcome)

    def seconds_left(self, elapsed: float) -> float | None:
        """After so many seconds: what waits at the usual speed, corrected by the speed so far. None while nothing is known.

        What the other workers have begun counts as half made.
        """
        weights = {**self._usual, **medians(self._done)}
        if not self._waiting:
            return 0.0
        if not weights and not self._done:
            return None
        mean = statistics.fmean(weights.values()) if weights else 1.0
        each = [weights.get(job.report_id, mean) for job in self._waiting.values()]
        usual = max(sum(each) / self._workers, max(each))
        if not self._done:
            return usual
        made = sum(weights.get(outcome.job.report_id, mean) for outcome in self._done)
        begun = sum(each[: self._workers - 1]) / 2
        return usual * elapsed * self._workers / (made + begun)
