"""How long the pages of the portal take to write: 3,340 published reports, ten for each of 334 sites, five of them public.

Usage: python -m benchmarks.portal_writing [REPEATS]

The workspace is a throwaway one, as in `skip_check`; the bilans have data of 300 rows, from which marks are read.
"""

import csv
import io
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.timing import Spread, machine, table
from benchmarks.workspaces import PERIOD, PROJECT
from qep_lib.export.portal import INDEX_PAGE
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.results import RESULTS
from qep_lib.model.subject import Subject
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.runs.plan.planning import Job
from qep_lib.runs.publish.freshness import trace_job
from qep_lib.runs.publish.index import DATA, index_entries
from qep_lib.runs.publish.placing import publish
from qep_lib.runs.publish.portal import write_index
from qep_lib.runs.record.ledger import BatchLedger
from qep_lib.runs.record.outcome import Outcome

REPORTS = ("bilan", "satisfaction", "complaints", "title_delivery", "channels")
AUDIENCES = ("internal", "public")
RATED_ROWS, OTHER_ROWS = 20, 280
OTHER_FILES = 15
HEADER = {"asked": {}, "settings": {}, "versions": {}, "planned": [], "up_to_date": []}


def build(root: Path) -> tuple[Workspace, Catalogue, list[Job]]:
    """A workspace where every site has its reports, published by one batch."""
    for name in ("params", "notebooks"):
        shutil.copytree(PROJECT / name, root / name)
    workspace = Workspace(root)
    catalogue = read_catalogue(workspace)
    jobs = [
        _job(catalogue, site_id, report_id, audience)
        for site_id in catalogue.sites
        for audience in AUDIENCES
        for report_id in REPORTS
    ]
    for job in jobs:
        _publish(workspace, catalogue, job, "Les 8 objectifs sont atteints")
    ledger = BatchLedger(workspace, HEADER)
    ledger.record([Outcome(job, "published") for job in jobs])
    ledger.end("finished", {})
    return workspace, catalogue, jobs


def main() -> None:
    """Build, measure, print one line a step."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    print(f"## Pages of the portal\n\n{machine()}; {repeats} repeats, medians (lowest-highest)\n")
    with tempfile.TemporaryDirectory(prefix="qep-portal-") as folder:
        workspace, catalogue, jobs = build(Path(folder) / "workspace")
        first = _seconds(lambda: write_index(workspace, catalogue))
        entries = Spread(tuple(_seconds(lambda: index_entries(workspace, catalogue)) for _ in range(repeats)))
        same = Spread(tuple(_seconds(lambda: write_index(workspace, catalogue)) for _ in range(repeats)))
        changed = []
        for number in range(repeats):
            _publish(workspace, catalogue, jobs[0], f"{number} objectifs sur 8 atteints")
            changed.append(_seconds(lambda: write_index(workspace, catalogue)))
        pages = [
            path for path in workspace.reports.rglob("*.html") if len(path.relative_to(workspace.reports).parts) < 4
        ]
        size = (workspace.reports / INDEX_PAGE).stat().st_size
    rows = [
        (f"all {len(pages)} pages, the first time", f"{first:.2f}"),
        ("of which: which reports there are", entries.words(2)),
        ("again, nothing has changed", same.words(2)),
        ("again, one report has changed", Spread(tuple(changed)).words(2)),
    ]
    print(table((f"{len(jobs)} reports; front page of {size:,} bytes", "s"), rows))


def _job(catalogue: Catalogue, site_id: str, report_id: str, audience: str) -> Job:
    declared, site = catalogue.reports[report_id], catalogue.sites[site_id]
    return Job(
        report_id,
        declared.title,
        declared.notebook,
        Subject(site_id, site.name),
        PERIOD,
        "2022-01-13",
        audience,
        "none",
    )


def _publish(workspace: Workspace, catalogue: Catalogue, job: Job, title: str) -> None:
    files = {f"tables/t{number}.csv": b"x" * 100 for number in range(OTHER_FILES)}
    files |= {f"{job.report_id}.{kind}": title.encode() for kind in ("html", "pdf", "docx", "xlsx")}
    if job.report_id == "bilan":
        files[DATA] = _data(catalogue, job.subject.id)
    publish(
        workspace, job, files, trace_job(workspace, catalogue, job), None, title if job.report_id == "bilan" else None
    )


def _data(catalogue: Catalogue, site_id: str) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, [column.name for column in RESULTS], lineterminator="\r\n")
    writer.writeheader()
    indicators = [indicator.id for indicator in catalogue.ordered_indicators]
    for number in range(RATED_ROWS + OTHER_ROWS):
        row = {
            "indicator_id": indicators[number % len(indicators)], "site_id": site_id, "period": PERIOD, "value": 91.5,
            "status": "ok", "as_of": "2022-01-13", "origin": "declared", "nature": "fictitious", "target": 90,
        }  # fmt: skip
        writer.writerow(row | ({"rating": "met"} if number < RATED_ROWS else {"group": f"channel={number}"}))
    return text.getvalue().encode()


def _seconds(step: Callable[[], object]) -> float:
    started = time.perf_counter()
    step()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
