"""What several commands are tried on."""

import shutil
from pathlib import Path

import pytest

from qep_lib.model.workspace import Workspace

PROJECT = Path(__file__).parents[3]


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """A workspace with the project's parameters."""
    for name in ("params", "notebooks"):
        shutil.copytree(PROJECT / name, tmp_path / name)
    monkeypatch.setenv("QEP_WORKSPACE", str(tmp_path))
    return Workspace(tmp_path)
