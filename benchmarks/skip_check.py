"""How long `qep run` takes to find that nothing is to be done: 1,000 published reports, three for each of 334 sites.

Usage: python -m benchmarks.skip_check [REPEATS]

The workspace is a throwaway one: the project's parameters and notebooks, three imported files a site, and reports of
twenty small files published through `runs.publish.placing`. No kernel is started.
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from benchmarks.timing import Spread, against_target, machine, run_measured, table
from benchmarks.workspaces import PERIOD, PROJECT, REPORTS
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.runs.execute.batch import BatchListener, BatchRequest, run_batch
from qep_lib.runs.plan.planning import Plan, Wanted, plan_run
from qep_lib.runs.publish.freshness import examine_jobs, trace_job
from qep_lib.runs.publish.placing import publish
from qep_lib.runs.publish.portal import write_index
from qep_lib.runs.record.history import read_latest
from qep_lib.runs.record.ledger import BatchLedger
from qep_lib.runs.record.outcome import Outcome
from qep_lib.store import manifest
from qep_lib.store.manifest import DatasetEntry

TABLES = ("survey_answers", "requests", "declared_figures")
FILES_A_REPORT = 20
"""As many as a real report has: page, PDF, workbook, notebook, tables."""
WHOLE = "the whole run, in this process"
COMMAND = "the command, start-up included"


def build(root: Path) -> tuple[Workspace, Catalogue]:
    """A workspace where every site has its data and its three reports."""
    for name in ("params", "notebooks"):
        shutil.copytree(PROJECT / name, root / name)
    for path in (root / "params" / "runs").glob("*.yml"):
        path.unlink()
    workspace = Workspace(root)
    catalogue = read_catalogue(workspace)
    (workspace.store / "manifest").mkdir(parents=True)
    for site_id in catalogue.sites:
        manifest.commit(workspace, site_id, [], [], [_entry(site_id, name) for name in TABLES])
    files = {f"f{number}.html": b"x" * 100 for number in range(FILES_A_REPORT)}
    outcomes = []
    for job in _plan(workspace, catalogue).jobs:
        traced = trace_job(workspace, catalogue, job)
        digests = publish(workspace, job, files, traced, None)
        outcomes.append(Outcome(job, "published", traced.key, digests, {"notebook": 1.0}))
    header = {"asked": {}, "settings": {}, "versions": {}, "planned": [], "up_to_date": []}
    BatchLedger(workspace, header).record(outcomes)
    return workspace, catalogue


def measure(workspace: Workspace, catalogue: Catalogue, repeats: int) -> dict[str, Spread]:
    """Seconds of wall clock of each step, and of the whole."""
    plan = _plan(workspace, catalogue)
    request = BatchRequest(lambda: _plan(workspace, catalogue))
    steps = {
        "read the ledger": lambda: read_latest(workspace),
        "plan": lambda: _plan(workspace, catalogue),
        "check every job": lambda: examine_jobs(workspace, catalogue, plan.jobs),
        "write the index": lambda: write_index(workspace, catalogue),
        WHOLE: lambda: run_batch(workspace, catalogue, request, BatchListener()),
        COMMAND: lambda: _run_command(workspace),
    }
    return {name: Spread(tuple(_seconds(step) for _ in range(repeats))) for name, step in steps.items()}


def main() -> None:
    """Build, measure, print one line a step."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    print(f"## Skip check of an unchanged grid\n\n{machine()}; {repeats} repeats, medians (lowest-highest)\n")
    with tempfile.TemporaryDirectory(prefix="qep-skip-") as folder:
        workspace, catalogue = build(Path(folder) / "workspace")
        jobs = len(_plan(workspace, catalogue).jobs)
        spreads = measure(workspace, catalogue, repeats)
    rows = [(name, spread.words(3), f"{1000 * spread.median / jobs:.2f}") for name, spread in spreads.items()]
    print(table((f"{jobs} reports", "s", "ms a report"), rows) + "\n")
    for name in (WHOLE, COMMAND):
        found = Spread(tuple(1000 * seconds / jobs for seconds in spreads[name].values))
        print(against_target(f"seconds for 1,000 unchanged reports, {name}", found, 2.0, at_least=False))


def _plan(workspace: Workspace, catalogue: Catalogue) -> Plan:
    return plan_run(workspace, catalogue, ["all"], [PERIOD], Wanted(REPORTS))


def _run_command(workspace: Workspace) -> None:
    reports = [word for report_id in REPORTS for word in ("--report", report_id)]
    command = [str(Path(sys.executable).parent / "qep"), "run", "--site", "all", "--period", PERIOD, *reports]
    run_measured(command, workspace.root, os.environ | {"QEP_WORKSPACE": str(workspace.root)})


def _seconds(step: Callable[[], object]) -> float:
    started = time.perf_counter()
    step()
    return time.perf_counter() - started


def _entry(site_id: str, name: str) -> DatasetEntry:
    return DatasetEntry(
        dataset=f"{name}/{site_id}/{PERIOD}/f.csv",
        table=name,
        site_id=site_id,
        file=f"{name}.csv",
        sha256="0" * 64,
        period=PERIOD,
        extracted_on=date(2021, 1, 11),
        nature="fictitious",
        partitions=((f"data/store/{name}/site={site_id}/year={PERIOD}.parquet", "0" * 64),),
    )


if __name__ == "__main__":
    main()
