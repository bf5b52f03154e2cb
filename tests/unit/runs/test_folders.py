"""Folders that cannot be written: told with the path and what to do, before anything starts."""

import errno
import tempfile

import pytest

from qep_lib.errors import ParameterError
from qep_lib.runs.guard.folders import folder_fault, require_folders
from qep_lib.runs.guard.lock import workspace_lock


def test_the_folders_of_a_run_are_made(workspace):
    """A fresh checkout has neither data/ nor reports/."""
    require_folders(workspace)
    assert all(folder.is_dir() for folder in (workspace.scratch, workspace.ledger, workspace.reports))
    assert not any(workspace.scratch.iterdir())


@pytest.mark.parametrize("name", ["reports", "data", "data/store", "data/results", "data/ledger"])
def test_a_file_in_the_place_of_a_folder_is_named(workspace, name):
    """Exit code 2: it is for the user to move it."""
    (workspace.root / name).parent.mkdir(exist_ok=True)
    (workspace.root / name).write_text("x", encoding="utf-8")
    with pytest.raises(ParameterError) as refusal:
        require_folders(workspace)
    (fault,) = refusal.value.faults
    assert f"« {workspace.root / name} » est un fichier, il faut un dossier" in fault and "À faire" in fault


def test_the_lock_says_it_too(workspace):
    """Importing takes the lock without running anything."""
    (workspace.root / "data").write_text("x", encoding="utf-8")
    with pytest.raises(ParameterError, match="est un fichier, il faut un dossier"), workspace_lock(workspace):
        pass


def test_a_folder_that_may_not_be_changed_is_named(workspace, monkeypatch):
    """Whatever the system's reason: rights, or a disk mounted read-only."""

    def refuse(dir):
        raise PermissionError(errno.EACCES, "Permission denied", str(dir / "tmpxyz"))

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    with pytest.raises(ParameterError) as refusal:
        require_folders(workspace)
    assert any(f"dossier non modifiable : « {workspace.reports} »" in fault for fault in refusal.value.faults)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(errno.EACCES, "x", "/nulle-part/a.html"), "dossier non modifiable"),
        (OSError(errno.EROFS, "x", "/nulle-part/a.html"), "dossier non modifiable"),
        (OSError(errno.ENOSPC, "x", "/nulle-part/a.html"), "plus de place"),
    ],
)
def test_each_cause_has_its_sentence(error, words):
    """With what to do."""
    assert words in folder_fault(error) and "À faire" in folder_fault(error)


@pytest.mark.parametrize(
    "error", [FileNotFoundError(errno.ENOENT, "x", "/a"), OSError("sans code"), FileExistsError(errno.EEXIST, "x", "/")]
)
def test_any_other_error_is_not_about_a_folder(error):
    """It stays what it is: a fault of the program."""
    assert folder_fault(error) is None
