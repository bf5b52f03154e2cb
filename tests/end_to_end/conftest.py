"""The command as a user types it, in a workspace of the test's own where the Cher's run has been done once."""

import shutil
from pathlib import Path

import nbformat
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
    """A workspace with parameters, notebooks and examples, where nothing was ever run; the runs of the Cher alone."""
    ignored = shutil.ignore_patterns("data", "reports", ".ipynb_checkpoints")
    workspace = Path(shutil.copytree(finished, tmp_path / "vide", ignore=ignored))
    for run in (workspace / "params" / "runs").glob("*.yml"):
        if not run.stem.startswith("cher-"):
            run.unlink()
    return workspace


@pytest.fixture
def add_cell():
    """The function that adds a cell at the end of a notebook; it gives the cell's number among code cells."""

    def add(workspace, name, source):
        path = workspace / "notebooks" / f"{name}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        notebook.cells.append(nbformat.v4.new_code_cell(source))
        nbformat.write(notebook, path)
        return sum(cell.cell_type == "code" for cell in notebook.cells)

    return add
