"""The command as a user types it, in a workspace of the test's own where the Cher's run has been done once."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

QEP = Path(sys.executable).parent / "qep"


@pytest.fixture(scope="session")
def finished(cher_reports):
    """The workspace of the finished Cher run: to be read, never changed."""
    return cher_reports.parent


@pytest.fixture
def workspace(finished, tmp_path):
    """A copy of the finished workspace, to be changed at will."""
    return Path(shutil.copytree(finished, tmp_path / "espace"))


@pytest.fixture
def empty(finished, tmp_path):
    """A workspace with parameters, notebooks and examples, where nothing was ever run."""
    return Path(
        shutil.copytree(
            finished, tmp_path / "vide", ignore=shutil.ignore_patterns("data", "reports", ".ipynb_checkpoints")
        )
    )


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
