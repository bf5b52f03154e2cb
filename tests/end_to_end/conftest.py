"""The command as a user types it, in a workspace of the test's own where the Cher's run has been done once."""

import shutil
from pathlib import Path

import pytest


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
