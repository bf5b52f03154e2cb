"""`qep doctor`: what it finds wrong with a workspace, in the words of a run. The installation itself: end to end."""

import os

import pytest

from qep_lib.cli import doctor
from qep_lib.model.workspace import Workspace


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """An empty workspace, the current one; its own points only are examined."""
    monkeypatch.setenv("QEP_WORKSPACE", str(tmp_path))
    monkeypatch.setattr(doctor, "CHECKS", (doctor._folders, doctor._imports))
    return Workspace(tmp_path)


def test_a_new_workspace_is_in_order(workspace, capsys):
    """Folders are made, and no import is not a fault."""
    assert doctor.examine() == 0
    assert "0 fichier rangé" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["reports", "data", "data/results", "data/ledger", "data/store"])
def test_a_file_in_the_place_of_a_folder_is_named_with_what_to_do(workspace, name, capsys):
    """Not the system's English, nor rights that are not in question."""
    path = workspace.root / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("x", encoding="utf-8")
    assert doctor.examine() == 1
    said = capsys.readouterr().out
    assert f"« {path} » est un fichier, il faut un dossier. À faire : le renommer ou le déplacer." in said
    assert "File exists" not in said and "corriger les droits" not in said and "Points à revoir : 1 sur 2" in said


@pytest.mark.parametrize("text", ["{", "", "[]", "{}", "null", '{"datasets": [{}]}', '{"datasets": [1]}'])
def test_a_list_of_imports_that_cannot_be_read_is_named(workspace, text, capsys):
    """A run would refuse every report of that site."""
    manifest = workspace.store / "manifest" / "18.json"
    manifest.parent.mkdir(parents=True)
    manifest.write_text(text, encoding="utf-8")
    assert doctor.examine() == 1
    said = capsys.readouterr().out
    assert f"18.json : registre des imports illisible ou modifié ({manifest}). À faire : le renommer" in said


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_data_that_others_may_enter_is_told(workspace, monkeypatch, capsys):
    """With what to type; closed, nothing is said to be done."""
    monkeypatch.setattr(doctor, "CHECKS", (doctor._closed,))
    data = workspace.root / "data"
    data.mkdir()
    data.chmod(0o755)
    assert doctor.examine() == 1
    assert "ouvert aux autres utilisateurs" in (said := capsys.readouterr().out) and "chmod 700 data" in said
    data.chmod(0o700)
    assert doctor.examine() == 0
