"""A workspace of one's own: what `qep init` lays, and the national files that stand under it."""

from pathlib import Path

import pytest

from qep_lib.errors import ParameterError
from qep_lib.model.workspace import Workspace
from qep_lib.params import local
from qep_lib.params.catalogue import check_params
from qep_lib.params.local import lay_workspace, national_sites, shadows, stand_in

PROJECT = Path(__file__).parents[3]
LETTER = "params/letters/reply.txt.j2"


@pytest.fixture
def site():
    return national_sites()["04"]


@pytest.fixture
def laid(tmp_path, site):
    return lay_workspace(tmp_path / "espace", site)


def everything(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_only_what_is_local_is_laid(laid):
    """Three small files and places for hers; nothing to correct in them, and the workspace is found from inside."""
    assert sorted(everything(laid.root)) == [
        "LISEZMOI.md",
        "params/espace.yml",
        "params/identity.yml",
        "params/labels.yml",
    ]
    assert laid.deposits.is_dir()
    assert check_params(laid) == []
    assert Workspace.find(laid.deposits) == laid


def test_laying_again_changes_nothing_and_loses_nothing(laid, site):
    """Files of hers stay; a second laying of the same site is the first one; of another is refused whole."""
    (laid.deposits / "registre.csv").write_text("a", encoding="utf-8")
    before = everything(laid.root)
    lay_workspace(laid.root, site)
    assert everything(laid.root) == before
    with pytest.raises(ParameterError, match="contient déjà"):
        lay_workspace(laid.root, national_sites()["05"])
    (laid.root / "params" / "labels.yml").write_text("labels: [] # à moi\n", encoding="utf-8")
    with pytest.raises(ParameterError, match=r"labels\.yml"):
        lay_workspace(laid.root, site)
    assert everything(laid.root) == before | {"params/labels.yml": "labels: [] # à moi\n".encode()}


def test_a_folder_that_already_holds_files_is_taken(tmp_path, site):
    """She drops her files first, and lays the workspace around them."""
    (tmp_path / "enquête 2020.xlsx").write_bytes(b"x")
    lay_workspace(tmp_path, site)
    assert (tmp_path / "enquête 2020.xlsx").read_bytes() == b"x"


@pytest.mark.parametrize("place", ["data/a", "reports/a", "params/a", "notebooks"])
def test_a_folder_that_another_workspace_fills_is_refused(laid, site, place):
    """A run cleans data/ and replaces reports/: a workspace there would be lost."""
    before = everything(laid.root)
    with pytest.raises(ParameterError, match="se sert"):
        lay_workspace(laid.root / place, site)
    assert everything(laid.root) == before


def test_what_cannot_be_written_is_said(tmp_path, site):
    """A file where the folder should be."""
    (tmp_path / "pris").write_text("a", encoding="utf-8")
    with pytest.raises(ParameterError, match="ne peut pas être écrit"):
        lay_workspace(tmp_path / "pris" / "espace", site)


@pytest.fixture
def package(laid, tmp_path, monkeypatch):
    """A national catalogue of its own, that a test may upgrade; returns its folder."""
    root = tmp_path / "national"
    (root / "params" / "letters").mkdir(parents=True)
    (root / LETTER).write_bytes((PROJECT / LETTER).read_bytes())
    monkeypatch.setattr(local, "national_root", lambda: root)
    return root


def states(workspace):
    return {shadow.name: shadow.state for shadow in shadows(workspace)}


def test_a_stand_in_is_followed_through_upgrades(laid, package):
    """Copied, changed here, changed there, compared again, withdrawn there: each is told apart."""
    assert states(laid) == {}
    assert stand_in(laid, LETTER)
    assert states(laid) == {LETTER: "same"}
    (laid.root / LETTER).write_text("Objet : la nôtre\n\nBonjour\n", encoding="utf-8")
    assert states(laid) == {LETTER: "unchanged"}
    (package / LETTER).write_text("Objet : la nouvelle\n\nBonjour\n", encoding="utf-8")
    assert states(laid) == {LETTER: "changed"}
    assert not stand_in(laid, LETTER)
    assert states(laid) == {LETTER: "unchanged"}
    assert (laid.root / LETTER).read_text("utf-8") == "Objet : la nôtre\n\nBonjour\n"
    (package / LETTER).unlink()
    assert states(laid) == {LETTER: "gone"}
    assert check_params(laid) == []


def test_a_file_put_there_by_hand_was_never_compared(laid, package):
    """Nobody can say whether the national one has changed: it is not made up. Files of one's own replace nothing."""
    (laid.root / "params" / "letters").mkdir()
    (laid.root / LETTER).write_text("Objet : la nôtre\n\nBonjour\n", encoding="utf-8")
    (laid.root / "params" / "letters" / "excuse.txt.j2").write_text("Objet : a\n\nb\n", encoding="utf-8")
    (laid.root / "params" / "schemas").mkdir()
    (laid.root / "params" / "schemas" / "run.schema.json").write_text("{}", encoding="utf-8")
    assert states(laid) == {LETTER: "unknown"}


@pytest.mark.parametrize(
    "name",
    ["params/labels.yml", "params/letters/absent.txt.j2", "params/../params/letters/reply.txt.j2", "/etc/passwd", ""],
)
def test_what_is_not_national_is_not_copied(laid, package, name):
    """Nothing is written for a name that the catalogue does not hold."""
    before = everything(laid.root)
    with pytest.raises(ParameterError, match="n'est pas un fichier du catalogue national"):
        stand_in(laid, name)
    assert everything(laid.root) == before


def test_a_name_may_be_typed_as_windows_writes_it(laid, package):
    """The record names it as messages do."""
    assert stand_in(laid, LETTER.replace("/", "\\"))
    assert states(laid) == {LETTER: "same"}


def test_a_whole_workspace_replaces_nothing():
    """The repository is its own catalogue: nothing there is said to stand in for anything."""
    assert shadows(Workspace(PROJECT)) == []
    with pytest.raises(ParameterError, match="tout le catalogue"):
        stand_in(Workspace(PROJECT), LETTER)
