"""A workspace copied aside and its finished Cher 2020 run, shared by the golden, notebook and end-to-end tests."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from qep_lib.intake.importer import import_file
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

# `bad_inputs`, the corpus that tests of every folder share, is beside this file.
sys.path.insert(0, str(Path(__file__).parent))
PROJECT = Path(__file__).parents[1]
QEP = Path(sys.executable).parent / "qep"
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


@pytest.fixture(scope="session")
def start():
    """Start the command without waiting for it."""

    def start_qep(workspace, *arguments):
        environment = os.environ | {"QEP_WORKSPACE": str(workspace)}
        environment.pop("QEP_DEBUG", None)
        return subprocess.Popen(
            [QEP, *arguments],
            cwd=workspace,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    return start_qep


@pytest.fixture(scope="session")
def qep(start):
    """Run the command to its end; gives its exit code and everything it said."""

    def run_qep(workspace, *arguments):
        process = start(workspace, *arguments)
        out, err = process.communicate()
        return process.returncode, out + err

    return run_qep


@pytest.fixture(scope="session")
def cher_reports(tmp_path_factory, qep):
    """`reports/` of a workspace where `qep run --site 18 --period 2020` has just succeeded."""
    workspace = copy_workspace(tmp_path_factory.mktemp("cher") / "espace")
    code, said = qep(workspace, "run", "--site", "18", "--period", "2020")
    assert code == 0, said
    return workspace / "reports"


@pytest.fixture(scope="session")
def new_workspace():
    """The function that copies the project's params, notebooks and examples to a folder."""
    return copy_workspace


@pytest.fixture(scope="session")
def imported_workspace():
    """The function that copies the workspace to a folder and imports, whole, the files of some declared runs."""

    def imported(target, runs):
        workspace = Workspace(copy_workspace(target))
        catalogue = read_catalogue(workspace)
        for run_id in runs:
            for request in catalogue.runs[run_id].imports:
                import_file(workspace, catalogue, request)
        return workspace

    return imported


@pytest.fixture
def copied_workspace(tmp_path):
    """A fresh workspace of its own for a test that changes something."""
    return copy_workspace(tmp_path / "espace")
