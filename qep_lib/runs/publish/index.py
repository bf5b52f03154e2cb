"""Which reports the portal shows, and how: current, older than their data, failed. Writing its pages is `runs.publish.portal`."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from qep_lib.export.entries import DATA_FOLDER, RESULTS_NAME, IndexEntry, Place
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.period import Period
from qep_lib.model.subject import is_perimeter
from qep_lib.model.workspace import Workspace
from qep_lib.provenance import has_newer_data
from qep_lib.runs.publish.published import PublishedReport, find_published, published_ids
from qep_lib.runs.record.history import read_last_published, read_latest
from qep_lib.runs.record.outcome import STATUS_WORDS, Outcome

DATA = f"{DATA_FOLDER}/{RESULTS_NAME}.csv"
FILE_KINDS = ("html", "pdf", "docx", "xlsx")
OUTDATED = "données plus récentes"
FEW_SITES = 20
"""Sites compared whose departments are all names under which the comparison is found."""


def index_entries(workspace: Workspace, catalogue: Catalogue) -> dict[str, IndexEntry]:
    """One entry a report, by id of its job, in the order of `reports.yml` within a site, a period and an audience.

    A report is listed only if its files are those of its record, and its site and its type are still declared. A report
    whose latest run failed is listed as failed, one whose data have changed since as outdated, both without a link: the
    older files still on disk are not their result. A site that never had data is not a failure worth a line. What the last
    batch published is new, unless all that is listed is.
    """
    published = {job_id: find_published(workspace, job_id) for job_id in published_ids(workspace)}
    failed = {
        job_id: last.outcome
        for job_id, last in read_latest(workspace).items()
        if last.outcome.status in ("failed", "data_refused")
        or (last.outcome.status == "no_data" and job_id in published)
    }
    entries = {job_id: _failed_entry(catalogue, outcome) for job_id, outcome in failed.items()}
    for job_id, report in published.items():
        if job_id not in failed and report is not None and _is_listed(catalogue, report):
            entries[job_id] = _entry(workspace, catalogue, job_id, report)
    ranks = {report_id: rank for rank, report_id in enumerate(_ordered(catalogue))}
    order = {job_id: ranks.get(job_id.rpartition("/")[2], len(ranks)) for job_id in entries}
    listed = (
        (job_id, entry)
        for job_id, entry in entries.items()
        if entry.place.id in catalogue.sites or is_perimeter(entry.place.id)
    )
    in_order = dict(
        sorted(listed, key=lambda item: (item[1].place.id, item[1].period, item[1].audience, order[item[0]], item[0]))
    )
    return with_news(in_order, read_last_published(workspace))


def with_news(entries: Mapping[str, IndexEntry], published: Collection[str]) -> dict[str, IndexEntry]:
    """The entries with those that are current and `published` (ids of jobs) marked as new; none when all would be."""
    new = {job_id for job_id, entry in entries.items() if job_id in published and entry.status == "ok"}
    is_told = any(entry.status == "ok" and job_id not in new for job_id, entry in entries.items())
    return {job_id: replace(entry, is_new=is_told and job_id in new) for job_id, entry in entries.items()}


def entries_elsewhere(entries: Mapping[str, IndexEntry], told: Collection[str]) -> dict[str, IndexEntry]:
    """Of the entries, those `told` (ids of jobs), as readers of a copy may see them: the reason of a failure may quote a row
    of the data."""
    seen = {job_id: entry for job_id, entry in entries.items() if job_id in told}
    hidden = {
        job_id: entry if entry.status == "ok" else replace(entry, status="unavailable", message=None, sentence=None)
        for job_id, entry in seen.items()
    }
    return with_news(hidden, {job_id for job_id, entry in seen.items() if entry.is_new})


def _ordered(catalogue: Catalogue) -> list[str]:
    return sorted(catalogue.reports, key=lambda report_id: (catalogue.reports[report_id].order, report_id))


def _is_listed(catalogue: Catalogue, report: PublishedReport) -> bool:
    return report.provenance["parameters"]["report"] in catalogue.reports and not report.altered_files()


def _entry(workspace: Workspace, catalogue: Catalogue, job_id: str, report: PublishedReport) -> IndexEntry:
    parameters, record = report.provenance["parameters"], report.record
    files = {kind: f"{parameters['report']}.{kind}" for kind in FILE_KINDS}
    links: dict[str, Any] = {kind: f"{job_id}/{name}" for kind, name in files.items() if name in record["files"]}
    place = _place(catalogue, parameters["site"], record["site_name"], report.provenance["sites"])
    period = Period.parse(parameters["period"])
    is_outdated = has_newer_data(workspace, catalogue, report.provenance, period)
    return IndexEntry(
        place=place,
        period_label=period.label,
        period=period.code,
        report_title=record["report_title"],
        audience=parameters["audience"],
        status="outdated" if is_outdated else "ok",
        banner=record["banner"],
        message=OUTDATED if is_outdated else None,
        # Records of before hold no title.
        sentence=_sentence(record.get("title"), record["report_title"], period),
        data=f"{job_id}/{DATA}" if DATA in record["files"] else None,
        data_sha256=record["files"].get(DATA, {}).get("sha256"),
        as_of=date.fromisoformat(parameters["as_of"]),
        **links,
    )


def _failed_entry(catalogue: Catalogue, outcome: Outcome) -> IndexEntry:
    job, failure = outcome.job, outcome.failure
    return IndexEntry(
        place=_place(catalogue, job.subject.id, job.subject.name, job.subject.sites),
        period_label=Period.parse(job.period).label,
        period=job.period,
        report_title=job.report_title,
        audience=job.audience,
        status="failed",
        message=failure.sentence if failure else STATUS_WORDS[outcome.status],
    )


def _place(catalogue: Catalogue, code: str, name: str, sites_read: Iterable[str]) -> Place:
    """The site of that code, or the sites compared, with their region when they all are of one."""
    if (site := catalogue.sites.get(code)) is not None:
        department = f"{site.department_code} {site.department}"
        return Place(code, name, site.kind, department, site.region_code, site.region)
    compared = [site for site_id in sites_read if (site := catalogue.sites.get(site_id)) is not None]
    regions = {(site.region_code, site.region) for site in compared}
    shared = regions.pop() if len(regions) == 1 else ("", "")
    departments = " ".join(dict.fromkeys(site.department for site in compared)) if len(compared) <= FEW_SITES else ""
    return Place(code, f"Comparaison : {name}", "several", departments, *shared)


def _sentence(title: str | None, report_title: str, period: Period) -> str | None:
    """The title that a report gave itself, unless it only says which report it is."""
    return None if title in (None, report_title, f"{report_title} {period.code}") else title
