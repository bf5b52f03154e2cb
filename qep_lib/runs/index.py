"""Which reports the index page shows: true records, and failures not mended since. Laying the page out is `export`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qep_lib.export.index import IndexEntry, export_index
from qep_lib.files import replace_file
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.runs.ledger import read_latest
from qep_lib.runs.outcome import STATUS_WORDS, Outcome
from qep_lib.runs.publish import RECORD, read_record

PAGE = "index.html"
FILE_KINDS = ("html", "pdf", "xlsx")
_LAST = 1_000_000


def write_index(workspace: Workspace, catalogue: Catalogue) -> Path:
    """Write `reports/index.html` from what is published and what failed; returns its path."""
    page = workspace.reports / PAGE
    replace_file(page, export_index(index_entries(workspace, catalogue)).encode("utf-8"))
    return page


def index_entries(workspace: Workspace, catalogue: Catalogue) -> tuple[IndexEntry, ...]:
    """One entry a report, in the order of `reports.yml` within a site, a period and an audience.

    A report is listed only if its record and all its files agree, and its site is still in the registry. A report
    whose latest run failed is listed as failed, without a link: the older files still on disk are not its result. A
    site that never had data is not a failure worth a line.
    """
    published = {
        record.parent.relative_to(workspace.reports).as_posix(): read_record(record.parent)
        for record in sorted(workspace.reports.rglob(RECORD))
    }
    failed = {
        job_id: outcome
        for job_id, outcome in read_latest(workspace).items()
        if outcome.status in ("failed", "data_refused") or (outcome.status == "no_data" and job_id in published)
    }
    entries = [_failed_entry(outcome) for outcome in failed.values()]
    entries += [_entry(folder, record) for folder, record in published.items() if record and folder not in failed]
    order = {report.title: report.order for report in catalogue.reports.values()}
    return tuple(
        sorted(
            (entry for entry in entries if entry.site_id in catalogue.sites),
            key=lambda e: (e.site_id, e.period, e.audience, order.get(e.report_title, _LAST), e.report_title),
        )
    )


def _entry(folder: str, record: Mapping[str, Any]) -> IndexEntry:
    parameters = record["provenance"]["parameters"]
    files = {kind: f"{parameters['report']}.{kind}" for kind in FILE_KINDS}
    links = {kind: f"{folder}/{name}" for kind, name in files.items() if name in record["files"]}
    return IndexEntry(
        site_id=parameters["site"],
        site_name=record["site_name"],
        period_label=Period.parse(parameters["period"]).label,
        period=parameters["period"],
        report_title=record["report_title"],
        audience=parameters["audience"],
        status="ok",
        banner=record["banner"],
        **links,
    )


def _failed_entry(outcome: Outcome) -> IndexEntry:
    job, failure = outcome.job, outcome.failure
    return IndexEntry(
        site_id=job.site_id,
        site_name=job.site_name,
        period_label=Period.parse(job.period).label,
        period=job.period,
        report_title=job.report_title,
        audience=job.audience,
        status="failed",
        message=failure.sentence if failure else STATUS_WORDS[outcome.status],
    )
