"""Which folder is the workspace."""

import pytest

from qep_lib.errors import ParameterError
from qep_lib.model.workspace import Workspace


@pytest.mark.parametrize("name", ["absent", "fichier"])
def test_a_named_workspace_that_is_no_folder_is_one_sentence(tmp_path, monkeypatch, name):
    """Not one a missing parameter file, nor the system's English for a file in place of a folder."""
    (tmp_path / "fichier").touch()
    monkeypatch.setenv("QEP_WORKSPACE", str(tmp_path / name))
    with pytest.raises(ParameterError, match=f"{name} » n'est pas un espace de travail") as refusal:
        Workspace.find()
    assert refusal.value.faults == ()


def test_a_named_workspace_wins_over_the_current_folder(tmp_path, monkeypatch):
    """Commands can be typed from anywhere."""
    monkeypatch.setenv("QEP_WORKSPACE", str(tmp_path))
    assert Workspace.find(tmp_path / "ailleurs").root == tmp_path.resolve()
