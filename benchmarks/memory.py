"""Does a worker grow? Hundreds of real jobs in one process that is never recycled, and its memory after each.

Usage: python -m benchmarks.memory [--jobs 500]. The worker is this process: it runs Papermill and exports, the kernels
are processes of their own. What stays alive beside it (the server that forks kernels) is counted apart.
"""

import argparse
import tempfile
from pathlib import Path

import psutil

from benchmarks.timing import Spread, against_target, machine, table
from benchmarks.workspaces import PERIOD, REPORTS, make_workspace
from qep_lib.params import read_catalogue
from qep_lib.runs.execute.executor import execute_jobs
from qep_lib.runs.plan.planning import Wanted, plan_run
from qep_lib.runs.plan.settings import RunSettings

AUDIENCES = ("internal", "public")
WARM = 10
"""Jobs after which every library has been used once: growth is counted from there."""
_MEGABYTE = 2**20


def resident() -> tuple[float, float]:
    """Resident MB of this process, and of its living descendants together."""
    process = psutil.Process()
    return process.memory_info().rss / _MEGABYTE, sum(
        child.memory_info().rss / _MEGABYTE for child in process.children(recursive=True)
    )


def folder_kilobytes(folder: Path) -> float:
    """KB of the files under a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1024


def main() -> None:
    """Run the jobs, print memory along the way, then what they take on disk."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=500)
    wanted = parser.parse_args().jobs
    print(f"## Memory of a worker\n\n{machine()}\n")
    seen: list[tuple[float, float]] = []
    kernels: list[float] = []
    with tempfile.TemporaryDirectory(prefix="qep-bench-") as folder:
        sites_needed = -(-wanted // (len(REPORTS) * len(AUDIENCES)))
        workspace, sites = make_workspace(Path(folder), sites_needed)
        plan = plan_run(workspace, read_catalogue(workspace), sites, [PERIOD], Wanted(REPORTS, AUDIENCES))
        settings = RunSettings(executor="inline")
        for outcome in execute_jobs(str(workspace.root), plan.jobs[:wanted], settings):
            if outcome.status != "published":
                raise SystemExit(f"{outcome.job.id}: {outcome.status}, {outcome.failure}")
            seen.append(resident())
            kernels.append(outcome.peak_mb.get("kernel", 0))
        on_disk = folder_kilobytes(workspace.reports) / len(seen)
        stored = (folder_kilobytes(workspace.store) + folder_kilobytes(workspace.results)) / sites_needed
    last = len(seen)
    rows = [
        (str(n), f"{seen[n - 1][0]:.0f}", f"{seen[n - 1][1]:.0f}", f"{max(kernels[:n]):.0f}")
        for n in sorted({1, WARM, *range(100, last, 100), last} & {*range(1, last + 1)})
    ]
    print(table(("after job", "worker MB", "server of kernels MB", "largest kernel so far MB"), rows))
    print(f"\nOn disk: {on_disk:.0f} KB a published report, {stored:.0f} KB a site and year of data and results.")
    print("Resident sizes count the pages that kernels, server and worker share once each.")
    growth = Spread((100 * (seen[-1][0] / seen[min(WARM, last) - 1][0] - 1),))
    words = f"growth of the worker in %, job {WARM} to {last}, engine {settings.engine}"
    print(against_target(words, growth, 20, at_least=False))


if __name__ == "__main__":
    main()
