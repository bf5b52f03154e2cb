"""Whether another machine can run the jobs of this one: every difference is told with what to do about it."""

import re

import pytest

from qep_lib.runs.execute import nodes
from qep_lib.runs.execute.nodes import batch_folder, installed, library_fault, node_fault


@pytest.fixture
def batch(workspace):
    """The folder of a batch under way."""
    with batch_folder(workspace) as folder:
        yield folder


def test_the_same_machine_is_fit(batch):
    """Nothing differs, and the workspace is there to be written in."""
    assert node_fault(installed(), batch) is None


@pytest.mark.parametrize("name", ["qep_lib", "requirements.lock", "Python", "pandas"])
def test_a_difference_is_told_with_what_to_do(batch, name):
    """Each of them can change a report's bytes; the scheduler, which only reads jobs, is told the same as a worker."""
    theirs = {**installed(), name: "0.0"}
    told = f"{re.escape(name)} .+ \\(ici 0.0\\)\\. À faire : y mettre .*, puis le redémarrer$"
    assert re.search(told, library_fault(theirs)) and re.search(told, node_fault(theirs, batch))


def test_many_differing_packages_do_not_make_a_page():
    """A few, then how many more."""
    theirs = {**installed(), **{f"paquet-{number}": "1" for number in range(9)}}
    assert library_fault(theirs).count("(ici 1)") == nodes.SHOWN
    assert f"et {9 - nodes.SHOWN} autres" in library_fault(theirs)


def test_a_machine_that_does_not_see_the_workspace_is_told_which_folder_to_share(tmp_path):
    """A folder of the same path on its own disk is not the same workspace: the batch's own folder is not in it."""
    elsewhere = tmp_path / "ailleurs" / "grappe-x"
    assert f"dossier {elsewhere.parent}" in node_fault(installed(), str(elsewhere))
    assert not elsewhere.parent.exists()


def test_a_machine_that_may_not_write_is_told_so(batch, monkeypatch):
    """Reports would fail one by one otherwise."""
    error = PermissionError(13, "Permission denied", batch)
    monkeypatch.setattr(nodes, "write_error", lambda folder: error)
    assert "dossier non modifiable" in node_fault(installed(), batch)


def test_the_folder_of_a_batch_goes_with_it(workspace):
    """It is there for the time of the batch, in the workspace's scratch."""
    with batch_folder(workspace) as folder:
        assert [str(path) for path in workspace.scratch.iterdir()] == [folder]
    assert list(workspace.scratch.iterdir()) == []
