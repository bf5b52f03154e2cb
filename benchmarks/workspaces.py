"""Throw-away workspaces for benchmarks: the Cher example under other site codes. Timing them is elsewhere."""

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from qep_lib.intake.importer import import_file
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

PROJECT = Path(__file__).resolve().parents[1]
PERIOD, AS_OF = "2020", "2021-01-13"
REPORTS = ("satisfaction", "complaints", "title_delivery")
"""The three core reports; a notebook each, of the same name."""
_COPIED = ("params", "notebooks", "examples")
_MADE = ("reports", "data/results", "data/ledger", "data/failed", "data/scratch")


def make_workspace(root: Path, sites: int) -> tuple[Workspace, tuple[str, ...]]:
    """A workspace under `root` where the first `sites` prefectures each hold the Cher files; the site codes with it.

    Every site has a declared run, as a user would write it, and its files are imported.
    """
    workspace = copy_project(root)
    declared = root / "params" / "runs" / "cher-2020.yml"
    text = declared.read_text(encoding="utf-8")
    declared.unlink()
    found = [site.site_id for site in read_catalogue(workspace).sites.values() if site.kind == "prefecture"]
    chosen = tuple(found[:sites])
    for site_id in chosen:
        name = f"site-{site_id.lower()}-2020"
        own = text.replace('"18"', f'"{site_id}"').replace("id: cher-2020", f"id: {name}")
        (declared.parent / f"{name}.yml").write_text(own, encoding="utf-8")
    import_all(workspace)
    return workspace, chosen


def copy_project(root: Path) -> Workspace:
    """A workspace under `root` with the project's runs, notebooks and examples; nothing is imported."""
    for name in _COPIED:
        shutil.copytree(PROJECT / name, root / name)
    return Workspace(root)


def import_all(workspace: Workspace) -> None:
    """Import what the workspace's runs declare."""
    catalogue = read_catalogue(workspace)
    for declared in catalogue.runs.values():
        for request in declared.imports:
            import_file(workspace, catalogue, request)


def forget_runs(workspace: Workspace) -> None:
    """Delete what runs made (reports, results, ledger), keep the imported data: the next run starts cold."""
    for name in _MADE:
        shutil.rmtree(workspace.root / name, ignore_errors=True)


def run_command(sites: Sequence[str], *options: str) -> list[str]:
    """`qep run` for the three reports of those sites, as one types it; every report is made, up to date or not."""
    asked = [word for site_id in sites for word in ("--site", site_id)]
    asked += [word for report_id in REPORTS for word in ("--report", report_id)]
    return ["qep", "run", *asked, "--period", PERIOD, "--audience", "internal", "--force", *options]


def environment(workspace: Workspace, *extra: Path) -> dict[str, str]:
    """Variables for a measured command: this workspace, this Python first on the PATH, `extra` folders to import from."""
    folders = [str(PROJECT), *(str(path) for path in extra)]
    known = [path for path in (os.environ.get("PYTHONPATH"),) if path]
    return {
        "QEP_WORKSPACE": str(workspace.root),
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
        "PYTHONPATH": os.pathsep.join((*known, *folders)),
    }
