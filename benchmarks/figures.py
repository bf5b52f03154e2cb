"""What a figure costs beside what it cost at an earlier commit: both trees draw the figures of the examples, in turn.

Usage: python -m benchmarks.figures [--before COMMIT] [--runs cher-2020,region-24-2021] [--rounds 3] [--contact PAGE.html].
The notebooks of the declared runs are executed by each tree on the same stored data, and their drawings made again alone. Ratios
are taken figure by figure within a round, then their median. The contact sheet shows each figure before and after.
"""

import argparse
import base64
import importlib
import json
import os
import pkgutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial, wraps
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
BEFORE = "3081da8"
"""The last commit where figures were laid out by matplotlib."""
RUNS = "cher-2020,region-24-2021"
TARGET = 0.40
_REPEATS = 5
Figures = dict[str, dict[str, Any]]


def draw_all(runs: Sequence[str]) -> Figures:
    """Each figure of those runs, drawn by the `qep_lib` of this process: its milliseconds of CPU, its drawing."""
    recorded: list[tuple[str, Callable[[], bytes]]] = []
    _record_drawings(recorded)
    # Imported once drawings are recorded, so that sections call what records them.
    from benchmarks.loop_plain import run_cells
    from qep_lib.model.workspace import Workspace
    from qep_lib.params import read_catalogue

    workspace = Workspace.find()
    for run in (read_catalogue(workspace).runs[name] for name in runs):
        for report_id in run.reports:
            for site in run.sites[:1]:
                about = {"sites": "+".join(run.sites)} if report_id == "regional_comparison" else {"site": site}
                asked = {
                    "period": str(run.period),
                    "as_of": str(run.as_of),
                    "audience": "internal",
                    "previous": None,
                    **about,
                }
                run_cells(workspace.notebooks / f"{report_id}.ipynb", asked)
    figures: Figures = {}
    for place, (name, draw) in enumerate(recorded):
        drawing = draw()
        started = time.process_time()
        for _ in range(_REPEATS):
            draw()
        seconds = (time.process_time() - started) / _REPEATS
        figures[f"{place:03} {name}"] = {"ms": 1000 * seconds, "svg": base64.b64encode(drawing).decode()}
    return figures


def _record_drawings(recorded: list[tuple[str, Callable[[], bytes]]]) -> None:
    """Keep each call of a drawing of `qep_lib.display`, to make it again alone."""
    import qep_lib.display

    modules = [
        importlib.import_module(f"qep_lib.display.{one.name}") for one in pkgutil.iter_modules(qep_lib.display.__path__)
    ]
    for module in modules:
        for name, function in vars(module).copy().items():
            if name.startswith("draw_") and name != "draw_qr_code" and function.__module__ == module.__name__:
                kept = _recording(name, function, recorded)
                for other in [one for one in sys.modules.values() if getattr(one, name, None) is function]:
                    setattr(other, name, kept)


def _recording(
    name: str, function: Callable[..., Any], recorded: list[tuple[str, Callable[[], bytes]]]
) -> Callable[..., Any]:
    @wraps(function)
    def kept(*args: Any, **kwargs: Any) -> Any:
        drawn = function(*args, **kwargs)
        if isinstance(drawn, bytes):
            recorded.append((name, partial(function, *args, **kwargs)))
        return drawn

    return kept


def _drawn_by(tree: Path, workspace: Path, runs: str) -> Figures:
    environment = {**os.environ, "PYTHONPATH": str(tree), "QEP_WORKSPACE": str(workspace)}
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        command = [sys.executable, __file__, "--runs", runs, "--drawn-here", file.name]
        subprocess.run(command, check=True, env=environment, cwd=workspace)
        return json.loads(Path(file.name).read_text(encoding="utf-8"))


def _contact_sheet(before: Figures, after: Figures) -> str:
    def shown(figures: Figures, name: str) -> str:
        drawing = base64.b64decode(figures[name]["svg"]).decode()
        return f"<td>{figures[name]['ms']:.0f} ms<br>{_own_names(drawing, f'{id(figures)}-{name[:3]}-')}</td>"

    rows = "".join(f"<tr><th>{name}</th>{shown(before, name)}{shown(after, name)}</tr>" for name in after)
    from qep_lib.display.faces import face_css

    style = "td { vertical-align: top; border: 1px solid #ccc } svg { max-width: 9in; height: auto }"
    return f"<!DOCTYPE html><meta charset='utf-8'><style>{face_css()} {style}</style><table>{rows}</table>"


def _own_names(drawing: str, prefix: str) -> str:
    for mark in (' id="', 'href="#', "url(#"):
        drawing = drawing.replace(mark, mark + prefix)
    return drawing


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--before", default=BEFORE, help="commit that is compared")
    parser.add_argument("--runs", default=RUNS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--contact", type=Path, help="page that shows each figure before and after")
    parser.add_argument("--drawn-here", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.drawn_here:
        asked.drawn_here.write_text(json.dumps(draw_all(asked.runs.split(","))), encoding="utf-8")
        return
    from benchmarks.timing import Spread, against_target, machine, table
    from benchmarks.workspaces import copy_project, import_all

    print(f"## Cost of a figure\n\n{machine()}\n")
    with tempfile.TemporaryDirectory(prefix="qep-bench-") as folder:
        tree = Path(folder) / "before"
        subprocess.run(["git", "worktree", "add", "--quiet", "--detach", tree, asked.before], check=True, cwd=PROJECT)
        try:
            workspace = copy_project(Path(folder) / "workspace")
            import_all(workspace)
            rounds = [
                (_drawn_by(tree, workspace.root, asked.runs), _drawn_by(PROJECT, workspace.root, asked.runs))
                for _ in range(asked.rounds)
            ]
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", tree], check=True, cwd=PROJECT)
    before, after = rounds[-1]
    if asked.contact:
        asked.contact.write_text(_contact_sheet(before, after), encoding="utf-8")
    kinds = sorted({name.split(" ")[1] for name in after})
    rows = []
    for kind in kinds:
        names = [name for name in after if name.endswith(f" {kind}")]
        was, now = (statistics.median(figures[name]["ms"] for name in names) for figures in (before, after))
        rows.append((kind, str(len(names)), f"{was:.0f}", f"{now:.1f}", f"{now / was:.2f}"))
    print(table(("drawing", "figures", "ms before", "ms now", "ratio"), rows) + "\n")
    ratios = [statistics.median(now[name]["ms"] / was[name]["ms"] for name in now) for was, now in rounds]
    print(against_target("median figure, now / before (cpu)", Spread(tuple(ratios)), TARGET, at_least=False))


if __name__ == "__main__":
    main()
