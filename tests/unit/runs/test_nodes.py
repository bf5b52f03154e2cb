"""Whether another machine can run the jobs of this one: every difference is told with what to do about it."""

import re

import pytest

from qep_lib.runs.execute import nodes
from qep_lib.runs.execute.nodes import batch_identity, library_fault, node_fault


@pytest.fixture
def identity(workspace):
    """This process's identity, during a batch, as it is sent."""
    with batch_identity(workspace) as known:
        yield known.to_json()


def test_the_same_machine_is_fit(identity):
    """Nothing differs, and the workspace is there to be written in."""
    assert node_fault(identity) is None


@pytest.mark.parametrize("examine", [library_fault, node_fault])
@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("library_sha256", "0" * 64, r"bibliothèque qep_lib est autre .*ici version \d.*000000000000"),
        ("lock_sha256", "0" * 64, r"requirements\.lock est autre"),
        ("packages", {"Python": "2.7"}, r"Python 3\.\d+ \(ici 2\.7\)"),
    ],
)
def test_a_difference_is_told_with_what_to_do(identity, examine, field, value, told):
    """Each of them can change a report's bytes; the scheduler, which only reads jobs, is told the same as a worker."""
    assert re.search(
        f"{told}.*À faire : y (installer|mettre) .*, puis le redémarrer$", examine(identity | {field: value})
    )


def test_many_differing_packages_do_not_make_a_page(identity):
    """A few, then how many more."""
    packages = {"Python": identity["packages"]["Python"]} | {f"paquet-{number}": "1" for number in range(9)}
    mine = len(identity["packages"].keys() - {"Python"})
    assert f"et {9 + mine - nodes.SHOWN_PACKAGES} autres" in library_fault(identity | {"packages": packages})


def test_a_machine_that_does_not_see_the_workspace_is_told_which_folder_to_share(identity, tmp_path):
    """A folder of the same path on its own disk is not the same workspace: the batch's own folder is not in it."""
    elsewhere = identity | {"batch": str(tmp_path / "ailleurs" / "grappe-x")}
    assert f"dossier {tmp_path / 'ailleurs'}" in node_fault(elsewhere)
    assert library_fault(elsewhere) is None
    assert not (tmp_path / "ailleurs").exists()


def test_a_machine_that_may_not_write_is_told_so(identity, monkeypatch):
    """Reports would fail one by one otherwise."""
    error = PermissionError(13, "Permission denied", identity["batch"])
    monkeypatch.setattr(nodes, "write_error", lambda folder: error)
    assert "dossier non modifiable" in node_fault(identity)


def test_the_folder_of_a_batch_goes_with_it(workspace):
    """It is there for the time of the batch, in the workspace's scratch."""
    with batch_identity(workspace) as known:
        assert [str(path) for path in workspace.scratch.iterdir()] == [known.batch]
    assert list(workspace.scratch.iterdir()) == []
