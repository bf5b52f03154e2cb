"""A workspace copied aside and its finished Cher 2020 run, shared by the golden, notebook and end-to-end tests."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
COPIED = ("params", "notebooks", "examples", "requirements.lock")


def copy_workspace(target: Path) -> Path:
    """A fresh workspace with the project's params, notebooks and examples, and nothing generated."""
    for name in COPIED:
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
        else:
            target.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / name)
    return target


def qep(workspace: Path, *arguments: str) -> subprocess.CompletedProcess:
    """Run the command line in `workspace` as a user would, and give back its exit code and its two outputs."""
    command = Path(sys.executable).parent / "qep"
    environment = os.environ | {"QEP_WORKSPACE": str(workspace), "NO_COLOR": "1"}
    return subprocess.run(
        [command, *arguments], cwd=workspace, env=environment, capture_output=True, text=True, encoding="utf-8"
    )


@pytest.fixture(scope="session")
def cher_reports(tmp_path_factory):
    """`reports/` of a workspace where `qep run --site 18 --period 2020` has just succeeded."""
    workspace = copy_workspace(tmp_path_factory.mktemp("cher") / "espace")
    done = qep(workspace, "run", "--site", "18", "--period", "2020")
    assert done.returncode == 0, done.stdout + done.stderr
    return workspace / "reports"


@pytest.fixture
def copied_workspace(tmp_path):
    """A fresh workspace of its own for a test that changes something."""
    return copy_workspace(tmp_path / "espace")
