"""The reports of a batch as a page lists them: state in words, files to open, reason of a failure and the notebook to open."""

from collections.abc import Iterable
from dataclasses import dataclass

from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.runs.plan.planning import AUDIENCE_FOLDERS, Job
from qep_lib.runs.publish.published import find_published
from qep_lib.runs.record.history import Batch, read_latest
from qep_lib.runs.record.outcome import STATUS_WORDS, Outcome

FORMATS = {"html": "HTML", "pdf": "PDF", "docx": "Word", "pptx": "PowerPoint", "xlsx": "Excel"}
CURRENT = ("published", "up_to_date")


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report: `links` are (words, path under the workspace); `lines` the end of the trace."""

    title: str
    about: str
    state: str
    is_current: bool
    links: tuple[tuple[str, str], ...]
    reason: str = ""
    lines: tuple[str, ...] = ()


def rows_of(workspace: Workspace, batch: Batch) -> tuple[ReportRow, ...]:
    """The reports of the batch: those that have an outcome, in its order, then those that were up to date."""
    latest = read_latest(workspace)
    fresh = [latest[job_id].outcome for job_id in batch.up_to_date if job_id in latest]
    return tuple(row_of(workspace, outcome) for outcome in (*batch.outcomes, *fresh))


def failed_rows(workspace: Workspace, outcomes: Iterable[Outcome]) -> tuple[ReportRow, ...]:
    """Those of the reports that are neither published nor up to date."""
    return tuple(row_of(workspace, outcome) for outcome in outcomes if outcome.status not in CURRENT)


def row_of(workspace: Workspace, outcome: Outcome) -> ReportRow:
    """One report, with links to its files if they are those of its outcome, else to what helps to understand."""
    is_current, failure = outcome.status in CURRENT, outcome.failure
    if is_current:
        links = _published_links(workspace, outcome.job)
    else:
        kept = {"Carnet à ouvrir": failure and failure.notebook, "Journal": failure and failure.log}
        links = tuple((words, path) for words, path in kept.items() if path)
    return ReportRow(
        title=outcome.job.report_title,
        about=about(outcome.job),
        state=STATUS_WORDS[outcome.status],
        is_current=is_current,
        links=links,
        reason=failure.sentence if failure else "",
        lines=failure.lines if failure else (),
    )


def about(job: Job) -> str:
    """« Cher, année 2020, interne »."""
    return f"{job.subject.name}, {Period.parse(job.period).label}, {AUDIENCE_FOLDERS[job.audience]}"


def _published_links(workspace: Workspace, job: Job) -> tuple[tuple[str, str], ...]:
    report = find_published(workspace, job.id)
    if report is None:
        return ()
    names = {label: f"{job.report_id}.{kind}" for kind, label in FORMATS.items()}
    names |= {f"Annexes {label}": f"{job.report_id}-annexes.{kind}" for kind, label in FORMATS.items()}
    return tuple((label, f"reports/{job.id}/{name}") for label, name in names.items() if name in report.record["files"])
