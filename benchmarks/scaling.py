"""Does a report of one site cost more when others are stored? From 1 to 334 sites, and 1× to 100× their rows.

Usage: python -m benchmarks.scaling [--repeats 3]. CPU seconds of the three core reports of one site: made by the plain
loop in this process (start-up left out, so that a slope would show), and by the whole `qep run` command. The other
sites hold copies of the Cher's rows under their own codes.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from benchmarks.loop_plain import make_report
from benchmarks.timing import Spread, against_target, machine, run_measured, table
from benchmarks.workspaces import (
    REPORTS,
    environment,
    forget_runs,
    make_workspace,
    run_command,
)
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.store.manifest import read_manifest
from qep_lib.store.tables import read_table, replace_dataset

SITES_AND_ROWS = ((1, 1), (12, 1), (100, 1), (334, 1), (100, 10), (100, 100))
REPEATED_TABLES = ("survey_answers", "requests")
"""The tables whose rows are multiplied; the others hold one row a figure."""


@dataclass(frozen=True, slots=True)
class Store:
    """A workspace of which one site is reported on; `rows` counts those of all sites."""

    workspace: Workspace
    site_id: str
    sites: int
    factor: int
    rows: int


def make_store(root: Path, sites: int, factor: int) -> Store:
    """The Cher's data for one site, and `factor` times its rows for each of the `sites - 1` others."""
    workspace, (own,) = make_workspace(root, 1)
    others = [site_id for site_id in read_catalogue(workspace).sites if site_id != own][: sites - 1]
    rows = 0
    for entry in read_manifest(workspace, [own]):
        years = range(Period.parse(entry.period).years[0] - 1, Period.parse(entry.period).years[-1] + 1)
        known = read_table(workspace, entry.table, [own], years)
        known = known.loc[known["dataset"] == entry.dataset]
        copies = [known] * (factor if entry.table in REPEATED_TABLES else 1)
        rows += len(known) + sum(map(len, copies)) * len(others)
        for site_id in others:
            frame = pd.concat(copies, ignore_index=True).assign(site_id=site_id).astype(known.dtypes.to_dict())
            replace_dataset(workspace, replace(entry, site_id=site_id, partitions=()), frame)
    return Store(workspace, own, sites, factor, rows)


def plain_seconds(store: Store) -> float:
    """CPU of the three reports in this process, results measured again."""
    forget_runs(store.workspace)
    os.environ["QEP_WORKSPACE"] = str(store.workspace.root)
    started = time.process_time()
    for report_id in REPORTS:
        make_report(store.workspace.notebooks / f"{report_id}.ipynb", report_id, store.site_id)
    return time.process_time() - started


def command_seconds(store: Store) -> float:
    """CPU of `qep run` for the same three reports, start-up and index included."""
    forget_runs(store.workspace)
    command = run_command([store.site_id], "--jobs", "1")
    return run_measured(command, store.workspace.root, environment(store.workspace)).cpu


def measure(stores: Sequence[Store], seconds: Callable[[Store], float], rounds: int) -> list[tuple[float, ...]]:
    """Seconds of every store, a tuple a round. Every other round goes backwards: a machine that slows down, or speeds
    up, then weighs on both ends alike.
    """
    seconds(stores[0])
    turns = []
    for turn in range(rounds):
        order = stores if turn % 2 == 0 else stores[::-1]
        spent = {store.workspace.root: seconds(store) for store in order}
        turns.append(tuple(spent[store.workspace.root] for store in stores))
    return turns


def against_first(rounds: Sequence[tuple[float, ...]]) -> list[Spread]:
    """Each store's cost against the first store's, taken round by round."""
    return [Spread(values) for values in zip(*(tuple(s / turn[0] for s in turn) for turn in rounds), strict=True)]


def main() -> None:
    """Build the stores, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=3, help="rounds of the command; three times as many of the loop")
    repeats = parser.parse_args().repeats
    print(f"## Cost of one site's reports against what the others store\n\n{machine()}\n")
    with tempfile.TemporaryDirectory(prefix="qep-bench-") as folder:
        stores = [make_store(Path(folder) / f"{sites}x{factor}", sites, factor) for sites, factor in SITES_AND_ROWS]
        plain = measure(stores, plain_seconds, 3 * repeats)
        command = measure(stores, command_seconds, repeats)
    headings = ("sites", "rows of others", "rows", "CPU s, plain loop", "to 1 site", "CPU s, `qep run`", "to 1 site")
    columns = (
        [str(store.sites) for store in stores],
        [f"{store.factor}×" for store in stores],
        [f"{store.rows:,}" for store in stores],
        [Spread(values).words() for values in zip(*plain, strict=True)],
        [ratio.words() for ratio in against_first(plain)],
        [Spread(values).words() for values in zip(*command, strict=True)],
        [ratio.words() for ratio in against_first(command)],
    )
    print(table(headings, zip(*columns, strict=True)) + "\n")
    for name, rounds in (("plain loop", plain), ("qep run", command)):
        furthest = max(against_first(rounds), key=lambda ratio: abs(ratio.median - 1))
        gap = Spread((100 * abs(furthest.median - 1),))
        print(against_target(f"largest gap to a store of one site in %, {name}", gap, 10, at_least=False))


if __name__ == "__main__":
    main()
