"""A workspace of the Cher of 2020 of its own, in which the panels of the home write."""

import pytest

from qep_lib.lab.home import Home
from qep_lib.model.workspace import Workspace


@pytest.fixture
def workspace(tmp_path, imported_workspace):
    """The workspace: imported, nothing produced."""
    return Workspace(imported_workspace(tmp_path / "espace", ("cher-2020",)).root)


@pytest.fixture
def home(workspace):
    """The home of that workspace, without a browser: what a person would do is done to its widgets."""
    return Home(workspace)
