"""From a report's id to the report: its context, and the sections that its notebook calls."""

from collections.abc import Sequence
from datetime import date

from qep_lib.model.workspace import Workspace
from qep_lib.params.overlay import find_file
from qep_lib.reports.context import ReportContext, open_context
from qep_lib.reports.notebook import called_sections
from qep_lib.reports.own_words import hidden_titles
from qep_lib.reports.report import Report

LEFT_IN = "QEP_OPEN_DATA"
"""For the kernel of a batch: names the folder where it leaves the data of the reports that it opens, which are published with
them. What it has read is not read again."""


def open_report(
    report: str,
    asked: str | Sequence[str],
    period: str,
    as_of: str | date | None,
    audience: str,
    previous: str | None = None,
    workspace: Workspace | None = None,
) -> Report:
    """The report of that id (`params/reports.yml`), opened with the sections of its notebook and no other."""
    return report_of(open_context(report, asked, period, as_of, audience, previous, workspace))


def report_of(context: ReportContext) -> Report:
    """The report of an opened context."""
    notebook = context.catalogue.reports[context.report_id].notebook
    path = find_file(context.workspace, f"notebooks/{notebook}")
    return Report(context, called_sections(path, hidden_titles(context)))
