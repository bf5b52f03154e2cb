"""Which reports the index page shows, and how: current, older than their data, failed. Laying the page out is `export`."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from qep_lib.errors import DataRefused
from qep_lib.export.index import IndexEntry, export_index
from qep_lib.files import replace_file
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.params.perimeter import is_perimeter
from qep_lib.provenance import trace_datasets
from qep_lib.runs.freshness import changed_datasets
from qep_lib.runs.history import read_latest
from qep_lib.runs.import_pages import write_import_pages
from qep_lib.runs.outcome import STATUS_WORDS, Outcome
from qep_lib.runs.published import PublishedReport, find_published, published_ids

PAGE = "index.html"
FILE_KINDS = ("html", "pdf", "xlsx")
OUTDATED = "données plus récentes"


def write_index(workspace: Workspace, catalogue: Catalogue) -> Path:
    """Write `reports/index.html` from what is published and what failed, and the pages of the imports; returns its path."""
    page = workspace.reports / PAGE
    imports = write_import_pages(workspace, catalogue)
    entries = [*index_entries(workspace, catalogue).values()]
    replace_file(
        page, export_index(entries, imports and imports.relative_to(workspace.reports).as_posix()).encode("utf-8")
    )
    return page


def refresh_index(workspace: Workspace, catalogue: Catalogue) -> None:
    """Write the index again if there is one: what it links may have become older than the data; the pages of the imports
    always."""
    if (workspace.reports / PAGE).is_file():
        write_index(workspace, catalogue)
    else:
        write_import_pages(workspace, catalogue)


def index_entries(workspace: Workspace, catalogue: Catalogue) -> dict[str, IndexEntry]:
    """One entry a report, by id of its job, in the order of `reports.yml` within a site, a period and an audience.

    A report is listed only if its files are those of its record, and its site and its type are still declared. A report
    whose latest run failed is listed as failed, one whose data have changed since as outdated, both without a link: the
    older files still on disk are not their result. A site that never had data is not a failure worth a line.
    """
    published = {job_id: find_published(workspace, job_id) for job_id in published_ids(workspace)}
    failed = {
        job_id: last.outcome
        for job_id, last in read_latest(workspace).items()
        if last.outcome.status in ("failed", "data_refused")
        or (last.outcome.status == "no_data" and job_id in published)
    }
    entries = {job_id: _failed_entry(outcome) for job_id, outcome in failed.items()}
    for job_id, report in published.items():
        if job_id not in failed and report is not None and _is_listed(catalogue, report):
            entries[job_id] = _entry(job_id, report, _is_outdated(workspace, catalogue, report))
    ranks = {report_id: rank for rank, report_id in enumerate(_ordered(catalogue))}
    order = {job_id: ranks.get(job_id.rpartition("/")[2], len(ranks)) for job_id in entries}
    listed = (
        (job_id, entry)
        for job_id, entry in entries.items()
        if entry.site_id in catalogue.sites or is_perimeter(entry.site_id)
    )
    return dict(
        sorted(listed, key=lambda item: (item[1].site_id, item[1].period, item[1].audience, order[item[0]], item[0]))
    )


def entry_elsewhere(entry: IndexEntry) -> IndexEntry:
    """The entry as readers of a copy may see it: the reason of a failure may quote a row of the data."""
    return entry if entry.status == "ok" else replace(entry, status="unavailable", message=None)


def _ordered(catalogue: Catalogue) -> list[str]:
    return sorted(catalogue.reports, key=lambda report_id: (catalogue.reports[report_id].order, report_id))


def _is_listed(catalogue: Catalogue, report: PublishedReport) -> bool:
    return report.provenance["parameters"]["report"] in catalogue.reports and not report.altered_files()


def _is_outdated(workspace: Workspace, catalogue: Catalogue, report: PublishedReport) -> bool:
    """True when the stored data that the report reads are no longer those that its record names."""
    traced: Mapping[str, Any] = report.provenance
    report_id = traced["parameters"]["report"]
    period = Period.parse(traced["parameters"]["period"])
    try:
        now = trace_datasets(workspace, catalogue, traced["sites"], period, report_id)
    except DataRefused:
        # A list of imports that cannot be read says nothing of the data: the report is not shown as current.
        return True
    return bool(changed_datasets([dataset.to_json() for dataset in now], traced["datasets"]))


def _entry(job_id: str, report: PublishedReport, is_outdated: bool) -> IndexEntry:
    parameters, record = report.provenance["parameters"], report.record
    files = {kind: f"{parameters['report']}.{kind}" for kind in FILE_KINDS}
    links = {kind: f"{job_id}/{name}" for kind, name in files.items() if name in record["files"]}
    return IndexEntry(
        site_id=parameters["site"],
        site_name=record["site_name"],
        period_label=Period.parse(parameters["period"]).label,
        period=parameters["period"],
        report_title=record["report_title"],
        audience=parameters["audience"],
        status="outdated" if is_outdated else "ok",
        banner=record["banner"],
        message=OUTDATED if is_outdated else None,
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
