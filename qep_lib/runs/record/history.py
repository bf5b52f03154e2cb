"""What the ledger's lines say together: the latest outcome of every job, whole batches, how long reports take."""

import json
import re
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from qep_lib.errors import ParameterError, sure
from qep_lib.model.suggest import did_you_mean
from qep_lib.model.workspace import Workspace
from qep_lib.runs.guard.lock import lock_holder
from qep_lib.runs.plan.planning import Job
from qep_lib.runs.record.ledger import END, JOB, START, ledger_files, whole_lines
from qep_lib.runs.record.outcome import Outcome, OutcomeStatus

FAILURES = ("failed", "data_refused")
"""What can be mended and taken up again. A report without data is none: its period may be a typing error, and nothing
but a new import can change it."""
UNFINISHED = ("interrupted", "not_run")
RETRIED = (*FAILURES, *UNFINISHED)
_HEAD = re.compile(r'\{"id": "([^"\\]+)", "status": "(\w+)"')


@dataclass(frozen=True, slots=True)
class Latest:
    """The latest outcome of a job, with the batch that it comes from; `header` is the first line of that batch."""

    outcome: Outcome
    header: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch: its first line, the outcomes it recorded, the last of each job (a report that was published, then found altered,
    has two), and how it ended (None: it was killed, or is running)."""

    header: Mapping[str, Any]
    outcomes: tuple[Outcome, ...]
    end: Mapping[str, Any] | None

    @property
    def run_id(self) -> str:
        """The id that `qep status --run` takes."""
        return self.header["run"]

    @property
    def unknown(self) -> tuple[Job, ...]:
        """Jobs that were to run and have no outcome: the batch ended before."""
        recorded = {outcome.job.id for outcome in self.outcomes}
        return tuple(job for job in _planned(self.header) if job.id not in recorded)

    @property
    def up_to_date(self) -> tuple[str, ...]:
        """Ids of the jobs that had nothing to do, and that nothing happened to since."""
        recorded = {outcome.job.id for outcome in self.outcomes}
        return tuple(job_id for job_id in self.header["up_to_date"] if job_id not in recorded)

    @property
    def totals(self) -> Counter[OutcomeStatus]:
        """Number of jobs by status; those without an outcome count as not run."""
        counts: Counter[OutcomeStatus] = Counter(outcome.status for outcome in self.outcomes)
        counts["not_run"] += len(self.unknown)
        counts["up_to_date"] += len(self.up_to_date)
        return +counts


def read_latest(workspace: Workspace) -> dict[str, Latest]:
    """The latest outcome of every job of every batch, by job id; 40,000 lines take less than a second.

    A job that a batch left unfinished keeps its former failure, which nothing has mended; one that a later batch found
    up to date is `up_to_date`. Files that cannot be read are left out.
    """
    found: dict[str, _Line] = {}
    for start, lines in _batches(workspace):
        seen = set()
        for line in lines:
            if match := _HEAD.match(line):
                seen.add(match[1])
                _keep(found, match[1], _Line(match[2], start, line))
        for job in start["planned"]:
            if job["id"] not in seen:
                _keep(found, job["id"], _Line("not_run", start, None, job["job"]))
        for job_id in start["up_to_date"]:
            if job_id in found:
                found[job_id] = replace(found[job_id], status="up_to_date")
    read = ((job_id, line.read()) for job_id, line in found.items())
    return {job_id: latest for job_id, latest in read if latest is not None}


def read_ever_published(workspace: Workspace) -> set[str]:
    """Ids of the jobs that some batch published or found up to date, whatever became of their later attempts.

    A failure takes no published report away: each of them should still be there, but for those withdrawn since (`qep
    forget`). Files that cannot be read are left out.
    """
    found: set[str] = set()
    for start, lines in _batches(workspace):
        found.update(start["up_to_date"])
        for match in filter(None, map(_HEAD.match, lines)):
            if match[2] == "published":
                found.add(match[1])
            elif match[2] == "withdrawn":
                found.discard(match[1])
    return found


def read_last_published(workspace: Workspace) -> frozenset[str]:
    """Ids of the jobs that were published by the last batch that published any; empty when none did.

    What it took up again counts as its own: what was published just before by batches that were cut short, even when they
    had no time to say so and it was then found up to date. A batch killed and taken up again says what an unbroken one would.
    """
    found: set[str] = set()
    up_to_date: set[str] = set()
    for path in reversed(ledger_files(workspace)):
        header, *lines = list(whole_lines(path)) or [""]
        start = _parse(header)
        if start is None or start.get("type") != START:
            continue
        if found and _is_finished(lines):
            break
        found.update(head[1] for head in filter(None, map(_HEAD.match, lines)) if head[2] == "published")
        found.update(up_to_date.intersection(job["id"] for job in start["planned"]))
        up_to_date.update(start["up_to_date"])
    return frozenset(found)


def read_batch(workspace: Workspace, run_id: str | None = None) -> Batch | None:
    """The batch of that id, or the last one; None when there has been none. Raises `ParameterError` for an unknown id."""
    files = {path.stem: path for path in ledger_files(workspace)}
    if run_id is not None and run_id not in files:
        hint = did_you_mean(run_id, files)
        recent = ", ".join(list(files)[-3:]) or "aucun, rien n'a encore été lancé"
        raise ParameterError(f"lancement « {run_id} » inconnu ; {hint + ' ' if hint else ''}accepté : {recent}.")
    for path in reversed(files.values()) if run_id is None else [files[run_id]]:
        if (batch := _read(path)) is not None:
            return batch
    return None


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the ledger not parsed yet (`text`), or a job planned and never recorded (`job`)."""

    status: str
    header: Mapping[str, Any]
    text: str | None
    job: Mapping[str, Any] | None = None

    def read(self) -> Latest | None:
        if self.text is None:
            status: OutcomeStatus = "up_to_date" if self.status == "up_to_date" else "not_run"
            return Latest(Outcome(Job.from_json(sure(self.job)), status), self.header)
        outcome = _outcome(_parse(self.text))
        if outcome is None:
            return None
        is_mended = self.status == "up_to_date"
        return Latest(replace(outcome, status="up_to_date", failure=None) if is_mended else outcome, self.header)


def _batches(workspace: Workspace) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """First line of each batch, parsed, and its other lines; files that cannot be read are left out."""
    for path in ledger_files(workspace):
        header, *lines = list(whole_lines(path)) or [""]
        if (start := _parse(header)) is not None and start.get("type") == START:
            yield start, lines


def _keep(found: dict[str, _Line], job_id: str, line: _Line) -> None:
    former = found.get(job_id)
    if former is None or line.status not in UNFINISHED or former.status not in FAILURES:
        found[job_id] = line


def _read(path: Path) -> Batch | None:
    values = [value for line in whole_lines(path) if (value := _parse(line)) is not None]
    if not values or values[0].get("type") != START:
        return None
    outcomes: dict[str, Outcome] = {}
    for outcome in filter(None, (_outcome(value) for value in values if value.get("type") == JOB)):
        # At its last place: it is told where it ended.
        outcomes.pop(outcome.job.id, None)
        outcomes[outcome.job.id] = outcome
    ends = [value for value in values if value.get("type") == END]
    return Batch(values[0], tuple(outcomes.values()), ends[-1] if ends else None)


def _is_finished(lines: Sequence[str]) -> bool:
    last = _parse(lines[-1]) if lines else None
    return last is not None and last.get("type") == END and last.get("state") == "finished"


def _planned(header: Mapping[str, Any]) -> Iterable[Job]:
    return (Job.from_json(planned["job"]) for planned in header["planned"])


def _parse(line: str) -> dict[str, Any] | None:
    """The value of a line; None for a line damaged by a kill or a full disk."""
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _outcome(value: dict[str, Any] | None) -> Outcome | None:
    try:
        return None if value is None else Outcome.from_json(value)
    except (KeyError, TypeError):
        return None


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
