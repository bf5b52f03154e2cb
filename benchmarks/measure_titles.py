"""`measure` of many sites with millions of title records against a plain pandas group-by of the same records.

Usage: python -m benchmarks.measure_titles [--rows N] [--sites N] [--repeats N] [--workspace FOLDER]

A fictitious country of `--sites` sites is drawn with about `--rows` title records in its one year (10 million for a
national year), or `--workspace` names one that `qep example` made. `measure` is that of the reports: every indicator of the
catalogue, all tables, sites by chunks, the year and the one before. The group-by reads four columns of the same Parquet
files with pyarrow into pandas, all at once, and gives count, mean, median and ninth decile by site and title. Each runs
in a process of its own, in turn; reading is timed in both, importing the libraries and reading params/ in neither.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow.dataset

from benchmarks.timing import Spread, against_target, machine, table
from qep_lib.fictitious.country import CountryRequest
from qep_lib.fictitious.place import Place
from qep_lib.fictitious.titles import expected_cases
from qep_lib.fictitious.workspace import create_country
from qep_lib.indicators.covered import Given
from qep_lib.indicators.inputs import chunks_of_sites, read_inputs
from qep_lib.indicators.measure import measure
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.store.manifest import DatasetEntry, read_manifest

ROOT = Path(__file__).resolve().parents[1]
PERIOD, AS_OF = Period.parse("2020"), date(2021, 1, 31)
TARGET = 0.7
COLUMNS = ["site_id", "title", "applied_on", "decided_on"]


def make_country(folder: Path, rows: int, sites: int) -> Workspace:
    """A country of one year and about that many title records."""
    source = Workspace(ROOT)
    catalogue = read_catalogue(source)
    chosen = tuple(catalogue.sites)[:sites]
    request = CountryRequest(chosen, PERIOD.year, years=1)
    places = (Place(catalogue.sites[site_id], request.drawn_years, request.seed, 1.0) for site_id in chosen)
    scale = rows / sum(
        expected_cases(place, title, people, PERIOD.year)
        for place in places
        for title, people in place.titles().items()
    )
    return create_country(source, catalogue, folder / "country", replace(request, scale=scale)).workspace


def count_rows(workspace: Workspace) -> int:
    """Title records of the year and of the year before, both of which `measure` reads."""
    return read_titles(workspace, ["title"]).num_rows


def read_titles(workspace: Workspace, columns: list[str]):
    """Columns of those records, as one arrow table."""
    years = (PERIOD.previous().year, PERIOD.year)
    files = sorted(path for year in years for path in (workspace.store / "title_cases").glob(f"*/year={year}.parquet"))
    return pyarrow.dataset.dataset([str(path) for path in files], format="parquet").to_table(columns=columns)


def run_plain(workspace: Workspace) -> Callable[[], int]:
    """What one writes in a notebook, dates already as numbers of pandas rather than Python objects."""

    def group() -> int:
        frame = read_titles(workspace, COLUMNS).to_pandas(date_as_object=False)
        frame["days"] = (frame["decided_on"] - frame["applied_on"]).dt.days
        groups = frame.groupby(["site_id", "title"])["days"]
        found = pd.concat([groups.agg(["count", "mean", "median"]), groups.quantile(0.9).rename("p90")], axis=1)
        return len(found)

    return group


def run_measure(workspace: Workspace) -> Callable[[], int]:
    """The results of every site for the year, chunk by chunk, each let go once counted."""
    catalogue = read_catalogue(workspace)
    sites = tuple(path.stem for path in sorted((workspace.store / "manifest").glob("*.json")))

    def measure_all() -> int:
        entries = read_manifest(workspace, sites)
        given, found = Given.of(entries), 0
        for chunk in chunks_of_sites(sites, rows_to_read(entries)):
            tables = read_inputs(workspace, catalogue, chunk, PERIOD)
            found += len(measure(catalogue, tables, chunk, PERIOD, AS_OF, given=given))
        return found

    return measure_all


def rows_to_read(entries: Iterable[DatasetEntry]) -> Counter[str]:
    """Site -> rows of its datasets of that year or the one before."""
    rows: Counter[str] = Counter()
    for entry in entries:
        if PERIOD.compared_years & {year for covered in entry.periods for year in covered.years}:
            rows[entry.site_id] += entry.rows_accepted
    return rows


WAYS = {"measure": run_measure, "group-by": run_plain}


def run_once(way: str, workspace: Workspace) -> dict[str, float]:
    """CPU and wall seconds of one way, and the peak memory of this process (MB) before and after it."""
    run = WAYS[way](workspace)
    base = _peak_mb()
    started, cpu = time.perf_counter(), time.process_time()
    found = run()
    return {
        "wall": time.perf_counter() - started,
        "cpu": time.process_time() - cpu,
        "base_mb": base,
        "peak_mb": _peak_mb(),
        "found": found,
    }


def compare(workspace: Workspace, repeats: int) -> str:
    """The table and the verdict, ready to print."""
    rows = count_rows(workspace)
    runs: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    for _ in range(repeats):
        for way in WAYS:
            command = [sys.executable, "-m", "benchmarks.measure_titles", "--once", way, "--workspace", workspace.root]
            done = subprocess.run([str(word) for word in command], cwd=ROOT, capture_output=True, text=True, check=True)
            runs[way].append(json.loads(done.stdout))
    lines = [
        (
            way,
            *(Spread(tuple(run[name] for run in found)).words() for name in ("cpu", "wall")),
            *(f"{rows / Spread(tuple(run[name] for run in found)).median:,.0f}" for name in ("cpu", "wall")),
            f"{max(run['peak_mb'] for run in found):.0f} (+{max(run['peak_mb'] - run['base_mb'] for run in found):.0f})",
        )
        for way, found in runs.items()
    ]
    headings = ("way", "CPU s", "wall s", "rows/s of CPU", "rows/s of wall", "peak MB (above start)")
    verdicts = [
        against_target(f"rows per second of {name}, measure against group-by", _ratios(runs, name), TARGET)
        for name in ("cpu", "wall")
    ]
    return "\n".join([f"{rows:,} title records", table(headings, lines), *verdicts])


def _ratios(runs: dict[str, list[dict[str, float]]], name: str) -> Spread:
    """Speed of measure over that of the group-by that ran next to it."""
    pairs = zip(runs["measure"], runs["group-by"], strict=True)
    return Spread(tuple(plain[name] / measured[name] for measured, plain in pairs))


def _peak_mb() -> float:
    """Of this process alone: unlike `ru_maxrss`, it does not start from the memory of the process that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024


def country_parser(doc: str, ways: Iterable[str]) -> argparse.ArgumentParser:
    """Of a benchmark of ways on a drawn country: how large, how often, or on which workspace, and `--once` for one way."""
    parser = argparse.ArgumentParser(description=doc.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--sites", type=int, default=60)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--workspace", type=Path)
    parser.add_argument("--once", choices=tuple(ways))
    return parser


@contextmanager
def asked_country(asked: argparse.Namespace) -> Iterator[Workspace]:
    """The workspace that is named, or a country drawn for the time of the benchmark."""
    if asked.workspace:
        yield Workspace(asked.workspace.resolve())
        return
    with tempfile.TemporaryDirectory() as folder:
        yield make_country(Path(folder), asked.rows, asked.sites)


def main() -> None:
    """Draw the country if need be, compare, print."""
    asked = country_parser(__doc__, WAYS).parse_args()
    with asked_country(asked) as workspace:
        if asked.once:
            print(json.dumps(run_once(asked.once, workspace)))
        else:
            print(f"measure against group-by. {machine()}\n{compare(workspace, asked.repeats)}")


if __name__ == "__main__":
    main()
