"""« État »: what the last batch became, what failed, what has changed since and why, what still counts; taking up again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from ipywidgets import Button, HBox, Output, VBox

from qep_lib.cli.asking import Asked, typed_command, words_of
from qep_lib.cli.telling import totals_sentence
from qep_lib.errors import QepError
from qep_lib.export.portal import INDEX_PAGE
from qep_lib.lab.outcomes import CURRENT, about, failed_rows
from qep_lib.lab.page import show
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.runs.guard.stored import find_orphans
from qep_lib.runs.publish.freshness import JobState, examine_jobs
from qep_lib.runs.publish.portal import IMPORTS_FOLDER
from qep_lib.runs.record.history import STATE_WORDS, UNFINISHED, Batch, batch_state, read_batch, read_latest
from qep_lib.runs.record.ledger import ledger_files
from qep_lib.runs.record.retry import jobs_to_retry

SHOWN_BATCHES = 8
SHOWN_STALE = 12
SHOWN_FAILURES = 3
"""Of a batch in the history."""


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch in a line; `failures` are (report, why) of those that it did not publish."""

    moment: str
    command: str
    result: str
    failures: tuple[tuple[str, str], ...] = ()


class Standing(VBox):
    """What there is to know before going on. `start` is given the words of a `qep` command."""

    def __init__(self, workspace: Workspace, start: Callable[[Sequence[str]], None]):
        self._workspace = workspace
        self.again = Button(description="Reprendre", icon="rotate-right", tooltip="Ce qui a échoué ou ne fut pas lancé")
        self.renew = Button(description="Refaire ce qui a changé", icon="refresh", layout={"width": "16em"})
        self.reread = Button(description="Relire", icon="eye")
        self.shown = Output()
        self._stale: tuple[JobState, ...] = ()
        self.again.on_click(lambda button: start(["retry"]))
        self.renew.on_click(lambda button: start(renewing(self._stale)))
        self.reread.on_click(lambda button: self.refresh())
        super().__init__([HBox([self.again, self.renew, self.reread]), self.shown])

    def refresh(self) -> None:
        """Read again what the workspace is."""
        try:
            self._show(read_catalogue(self._workspace))
        except QepError as error:
            show(self.shown, "fault", error=error)

    def _show(self, catalogue: Catalogue) -> None:
        latest = read_latest(self._workspace)
        batch = read_batch(self._workspace)
        failed = [last.outcome for last in latest.values() if last.outcome.status not in (*CURRENT, "withdrawn")]
        self._stale = stale_reports(self._workspace, catalogue)
        self.again.disabled = not jobs_to_retry(catalogue, latest)
        self.renew.disabled = not self._stale
        index = self._workspace.reports / INDEX_PAGE
        imports = self._workspace.reports / IMPORTS_FOLDER / INDEX_PAGE
        root = self._workspace.root
        show(
            self.shown,
            "state",
            sentence=self._sentence(batch),
            batch=batch and _row(self._workspace, batch),
            failed=failed_rows(self._workspace, failed),
            stale=[(s.job.report_title, about(s.job), " ; ".join(s.reasons)) for s in self._stale[:SHOWN_STALE]],
            more_stale=max(0, len(self._stale) - SHOWN_STALE),
            orphans=[orphan.sentence for orphan in find_orphans(self._workspace, catalogue)],
            index=index.relative_to(root).as_posix() if index.is_file() else "",
            imports=imports.relative_to(root).as_posix() if imports.is_file() else "",
            recent=recent_batches(self._workspace),
            shown_failures=SHOWN_FAILURES,
        )

    def _sentence(self, batch: Batch | None) -> str:
        if batch is None:
            return "Rien n'a encore été lancé."
        return (
            f"Dernier lancement {STATE_WORDS[batch_state(self._workspace, batch)]} : {totals_sentence(batch.totals)}."
        )


def stale_reports(workspace: Workspace, catalogue: Catalogue) -> tuple[JobState, ...]:
    """The published reports that would be made otherwise now, with why."""
    made = [last.outcome.job for last in read_latest(workspace).values() if last.outcome.status in CURRENT]
    known = [job for job in made if job.report_id in catalogue.reports and all(s in catalogue.sites for s in job.sites)]
    return tuple(state for state in examine_jobs(workspace, catalogue, known) if state.state == "to_run")


def renewing(states: Sequence[JobState]) -> list[str]:
    """The command that makes these reports again and no other."""
    asked = ((s.job.subject.id, s.job.period, s.job.report_id, s.job.audience, s.job.id) for s in states)
    sites, periods, reports, audiences, ids = ([*dict.fromkeys(each)] for each in zip(*asked, strict=True))
    return words_of(Asked(sites, periods, reports, audiences, None, [], ids))


def recent_batches(workspace: Workspace) -> tuple[BatchRow, ...]:
    """The last batches, the newest first."""
    ids = [path.stem for path in ledger_files(workspace)][-SHOWN_BATCHES:]
    batches = (read_batch(workspace, run_id) for run_id in reversed(ids))
    return tuple(_row(workspace, batch) for batch in batches if batch is not None)


def _row(workspace: Workspace, batch: Batch) -> BatchRow:
    moment = datetime.fromisoformat(batch.header["started_at"])
    result = f"{STATE_WORDS[batch_state(workspace, batch)]} : {totals_sentence(batch.totals)}"
    # Ledgers of before do not tell.
    by = batch.header.get("started_by", "")
    command = typed_command(batch.header["asked"]) + (f" ({by})" if by else "")
    failures = tuple(
        (f"{one.job.report_title} ({about(one.job)})", one.failure.sentence)
        for one in batch.outcomes
        if one.failure is not None and one.status not in (*UNFINISHED, "no_data")
    )
    return BatchRow(f"{moment:%d/%m/%Y à %H:%M}", command, result, failures)
