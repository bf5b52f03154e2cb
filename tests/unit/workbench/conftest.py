"""A workspace with the Cher of 2020 and two odd departments of its region (`data/odd-region`), opened by the workbench."""

import shutil
from pathlib import Path

import pytest

from qep_lib import open_workbench
from qep_lib.intake.importer import import_file
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

PROJECT = Path(__file__).parents[3]
NEIGHBOURS = ("28", "36")


@pytest.fixture(scope="session")
def explored_workspace(made_once, odd_region):
    """Root of that workspace: to be read, never changed."""

    def make(root):
        for name in ("params", "notebooks", "examples"):
            shutil.copytree(PROJECT / name, root / name)
        odd_region(root)
        workspace = Workspace(root)
        catalogue = read_catalogue(workspace)
        runs = [*catalogue.runs["cher-2020"].imports, *catalogue.runs["centre-val-de-loire-2021"].imports]
        for request in runs:
            if request.site in ("18", *NEIGHBOURS):
                import_file(workspace, catalogue, request)

    return made_once("exploration", make)


@pytest.fixture
def bench(explored_workspace, monkeypatch):
    """The workbench of that workspace."""
    monkeypatch.setenv("QEP_WORKSPACE", str(explored_workspace))
    return open_workbench()
