"""What a report costs: shell loop (A), single-process loop (B), `qep run` (W), plain Python (L). Prints, judges nothing.

Usage: python -m benchmarks.reports [--sites 12] [--repeats 3] [--variants A,B,W,L] [--loop-sites 4] [--shell-sites 1].
Same notebooks, data and figures everywhere; each variant is its own process tree, from a cold start with no results
measured yet. A and B publish HTML and PDF only; W and L also the workbook, tables and provenance. The slow ones run on
fewer sites: A starts afresh for every report, B spreads its start (2.5 s of CPU) over 12 reports instead of 36, which
adds 2 % to it. Ratios are taken round by round, then their median.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.timing import Cost, Spread, against_target, machine, run_measured, table
from benchmarks.workspaces import (
    AS_OF,
    PERIOD,
    PROJECT,
    REPORTS,
    environment,
    forget_runs,
    make_workspace,
    run_command,
)
from qep_lib.files import file_sha256
from qep_lib.model.workspace import Workspace

Digests = dict[tuple[str, ...], str | None]
WEASYPRINT = PROJECT / ".venv" / "bench"
"""Where `make bench` puts WeasyPrint, beside the environment that runs the reports."""
READ_KINDS = ("html", "pdf", "xlsx", "csv", "parquet")
SHELL, LOOP, PLAIN = "A shell loop", "B papermill loop", "L plain Python"
PAPERMILL_ENGINE = "W papermill, 1 job"
FORK, FORK_TWO, FORK_ONE_CORE = "W fork, 1 job", "W fork, 2 jobs", "W fork, 1 job, one core"
TARGETS = (
    ("A / W", SHELL, FORK, "cpu", 8, True),
    ("B / W", LOOP, FORK, "cpu", 3.5, True),
    ("W / L", FORK, PLAIN, "cpu", 1.6, False),
    ("one core / two cores", FORK_ONE_CORE, FORK_TWO, "wall", 1.8, True),
    ("1 job / 2 jobs, two cores", FORK, FORK_TWO, "wall", 1.8, True),
)
"""What is compared, variants above and below the line, and the ratio to reach: at least, or at most."""


@dataclass(frozen=True)
class Bench:
    """A prepared workspace, the folder where loops write, and the sites that each variant reports on."""

    workspace: Workspace
    output: Path
    sites: Sequence[str]
    loop_sites: Sequence[str]
    shell_sites: Sequence[str]


@dataclass(frozen=True, slots=True)
class Variant:
    """One way of making the reports of some sites; `is_repeated` is False for what no target depends on."""

    name: str
    sites: Sequence[str]
    run: Callable[[], Cost]
    is_repeated: bool = True

    @property
    def reports(self) -> int:
        """How many reports one run makes."""
        return len(self.sites) * len(REPORTS)


def shell_loop(bench: Bench) -> Cost:
    """A: `papermill`, `jupyter nbconvert --to html`, then a process that turns the page into PDF, report by report."""
    costs = []
    for site_id in bench.shell_sites:
        for report_id in REPORTS:
            notebook = str(bench.workspace.notebooks / f"{report_id}.ipynb")
            parameters = {"site": site_id, "period": PERIOD, "as_of": AS_OF, "audience": "internal"}
            raw = [word for name, value in parameters.items() for word in ("-r", name, value)]
            for command in (
                ["papermill", notebook, f"{report_id}.ipynb", *raw],
                ["jupyter", "nbconvert", "--to", "html", f"{report_id}.ipynb"],
                [sys.executable, "-m", "weasyprint", f"{report_id}.html", f"{report_id}.pdf"],
            ):
                costs.append(run_measured(command, bench.output, environment(bench.workspace, WEASYPRINT)))
    return Cost(sum(cost.cpu for cost in costs), sum(cost.wall for cost in costs))


def python_loop(bench: Bench, module: str, sites: Sequence[str]) -> Cost:
    """B and L: a loop of this folder, in one process."""
    command = [sys.executable, "-m", f"benchmarks.{module}", str(bench.output), *sites]
    return run_measured(command, PROJECT, environment(bench.workspace, WEASYPRINT))


def command_line(bench: Bench, engine: str, jobs: int, sites: Sequence[str], cores: str = "") -> Cost:
    """W: `qep run` as one types it."""
    command = run_command(sites, "--engine", engine, "--jobs", str(jobs))
    return run_measured(command, bench.workspace.root, environment(bench.workspace), cores)


def variants(bench: Bench, letters: Sequence[str]) -> list[Variant]:
    """The variants asked for, in the order of the letters."""
    all_, few = bench.sites, bench.loop_sites
    known = {
        "A": [Variant(SHELL, bench.shell_sites, lambda: shell_loop(bench))],
        "B": [Variant(LOOP, few, lambda: python_loop(bench, "loop_papermill", few))],
        "W": [
            Variant(PAPERMILL_ENGINE, few, lambda: command_line(bench, "papermill", 1, few), is_repeated=False),
            Variant(FORK, all_, lambda: command_line(bench, "fork", 1, all_)),
            Variant(FORK_TWO, all_, lambda: command_line(bench, "fork", 2, all_)),
            Variant(FORK_ONE_CORE, all_, lambda: command_line(bench, "fork", 1, all_, cores="0")),
        ],
        "L": [Variant(PLAIN, all_, lambda: python_loop(bench, "loop_plain", all_))],
    }
    return [variant for letter in letters for variant in known[letter]]


def measure(bench: Bench, chosen: Sequence[Variant], repeats: int) -> tuple[dict[str, list[Cost]], dict[str, Digests]]:
    """Cost a report of each variant, one a round, and the digests of what `qep run` and the plain loop published last.

    Rounds go through all variants, so that a slow spell of the machine touches all alike.
    """
    costs: dict[str, list[Cost]] = {variant.name: [] for variant in chosen}
    published: dict[str, Digests] = {}
    for turn in range(repeats):
        for variant in (variant for variant in chosen if variant.is_repeated or turn == 0):
            forget_runs(bench.workspace)
            shutil.rmtree(bench.output, ignore_errors=True)
            bench.output.mkdir()
            cost = variant.run()
            costs[variant.name].append(Cost(cost.cpu / variant.reports, cost.wall / variant.reports))
            published[variant.name] = digests(bench.workspace.reports) or digests(bench.output)
            said = f"CPU {costs[variant.name][-1].cpu:.2f}, wall {costs[variant.name][-1].wall:.2f}"
            print(f"  round {turn + 1}, {variant.name}: {said}", file=sys.stderr, flush=True)
    return costs, published


def digests(folder: Path) -> Digests:
    """SHA-256 of what readers open (pages, PDF, workbooks, tables), by path without period and audience."""
    found = (path for kind in READ_KINDS for path in folder.glob(f"*/**/*.{kind}"))
    own = {
        path: tuple(part for part in path.relative_to(folder).parts if part not in (PERIOD, "interne"))
        for path in found
    }
    return {parts: file_sha256(path) for path, parts in own.items()}


def print_ratios(costs: dict[str, list[Cost]], published: dict[str, Digests]) -> None:
    """What the issue asks to reach, for the variants that were run."""
    for words, above, below, quantity, target, at_least in TARGETS:
        if above in costs and below in costs:
            pairs = zip(costs[above], costs[below], strict=True)
            ratios = Spread(tuple(getattr(a, quantity) / getattr(b, quantity) for a, b in pairs))
            print(against_target(f"{words} ({quantity})", ratios, target, at_least))
    if PLAIN in published:
        for name in (PAPERMILL_ENGINE, FORK, FORK_TWO):
            if name in published:
                same = sum(published[PLAIN].get(key) == digest for key, digest in published[name].items())
                print(f"  {name}: {same} of {len(published[name])} files are those of {PLAIN}, byte for byte")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sites", type=int, default=12)
    parser.add_argument("--loop-sites", type=int, default=4, help="sites of variant B")
    parser.add_argument("--shell-sites", type=int, default=1, help="sites of variant A")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--variants", default="A,B,W,L")
    asked = parser.parse_args()
    if {"A", "B"} & {*asked.variants.split(",")} and not WEASYPRINT.is_dir():
        sys.exit("WeasyPrint is not there: run « make bench » once, or choose --variants W,L.")
    print(f"## Cost of a report\n\n{machine()}\n")
    with tempfile.TemporaryDirectory(prefix="qep-bench-") as folder:
        workspace, sites = make_workspace(Path(folder) / "workspace", asked.sites)
        bench = Bench(workspace, Path(folder) / "output", sites, sites[: asked.loop_sites], sites[: asked.shell_sites])
        chosen = variants(bench, asked.variants.split(","))
        costs, published = measure(bench, chosen, asked.repeats)
    rows = []
    for variant in chosen:
        done = costs[variant.name]
        cpu, wall = Spread(tuple(cost.cpu for cost in done)), Spread(tuple(cost.wall for cost in done))
        rows.append((variant.name, str(variant.reports), cpu.words(), wall.words()))
    print(table(("variant", "reports", "CPU s a report", "wall s a report"), rows) + "\n")
    print_ratios(costs, published)


if __name__ == "__main__":
    main()
