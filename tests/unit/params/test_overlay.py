"""Which file is read: the workspace's own, else the national one; a whole workspace looks at nothing but itself."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from qep_lib.model.period import Period
from qep_lib.model.subject import Subject
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.params.catalogue import check_params
from qep_lib.params.letters import letter_kinds, read_letter
from qep_lib.params.national import is_national
from qep_lib.params.overlay import find_file, list_files, name_of
from qep_lib.provenance import trace

PROJECT = Path(__file__).parents[3]


@pytest.fixture
def local(tmp_path):
    """A workspace that holds what `qep init` lays, and nothing else."""
    params = tmp_path / "params"
    params.mkdir()
    (params / "espace.yml").write_text('site: "04"\n', encoding="utf-8")
    (params / "labels.yml").write_text("labels: []\n", encoding="utf-8")
    return Workspace(tmp_path)


def copy_national(workspace, name):
    """The national file, as the workspace's own."""
    target = workspace.root / name
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(PROJECT / name, target)
    return target


def test_the_national_catalogue_stands_under_a_local_workspace(local):
    """Two small files are enough for everything national to be there, and nothing of another prefecture is."""
    assert check_params(local) == []
    catalogue, whole = read_catalogue(local), read_catalogue(Workspace(PROJECT))
    for name in ("sites", "frameworks", "indicators", "reports", "conventions", "public_holidays", "letters"):
        assert getattr(catalogue, name) == getattr(whole, name), name
    assert (catalogue.labels, catalogue.runs, catalogue.groups, catalogue.questionnaires) == ({}, {}, (), {})
    assert {source.questionnaire for source in catalogue.sources.values()} == {None}
    assert catalogue.sources == {id_: s for id_, s in whole.sources.items() if s.questionnaire is None}


def test_a_local_file_takes_the_place_of_the_national_one(local):
    """It is read instead, is named as the national one is, and the others of its folder stay."""
    name = "params/letters/reply.txt.j2"
    assert find_file(local, name) == PROJECT / name
    path = copy_national(local, name)
    path.write_text("Objet : la nôtre\n\nBonjour.\n", encoding="utf-8")
    assert find_file(local, name) == path
    assert name_of(local, path) == name_of(local, PROJECT / name) == name
    assert read_letter(local, "reply").subject == "la nôtre"
    assert letter_kinds(local) == letter_kinds(Workspace(PROJECT))


def test_a_local_file_is_added_to_the_national_ones(local):
    """A letter of one's own needs no permission of the catalogue."""
    (local.params / "letters").mkdir()
    (local.params / "letters" / "excuse.txt.j2").write_text("Objet : a\n\nb\n", encoding="utf-8")
    assert "excuse" in letter_kinds(local) and "reply" in letter_kinds(local)


def test_a_fault_of_a_local_file_is_told_with_its_line(local):
    """The national file is not read behind it: a fault is not hidden by what it replaces."""
    path = copy_national(local, "params/conventions.yml")
    path.write_text(path.read_text("utf-8") + "unheard_of: 1\n", encoding="utf-8")
    (issue,) = check_params(local)
    assert (issue.file, issue.row) == ("params/conventions.yml", len(path.read_text("utf-8").splitlines()))


def test_a_whole_workspace_looks_at_nothing_but_itself(tmp_path):
    """What it lacks is missing, whatever the package holds."""
    # Texts are held to the headings of notebooks, which are not copied.
    shutil.copytree(PROJECT / "params", tmp_path / "params", ignore=shutil.ignore_patterns("textes"))
    (tmp_path / "params" / "conventions.yml").unlink()
    workspace = Workspace(tmp_path)
    assert not find_file(workspace, "params/conventions.yml").exists()
    assert list_files(workspace, "notebooks", "*.ipynb") == []
    assert [issue.file for issue in check_params(workspace)] == ["params/conventions.yml"]


@pytest.mark.parametrize("name", ["params/labels.yml", "params/runs/cher-2020.yml", "params/groups.yml"])
def test_what_belongs_to_a_prefecture_is_never_read_from_elsewhere(local, name):
    """Labels and runs of the examples stand in the repository, not in anybody's catalogue."""
    assert (PROJECT / name).is_file()
    assert not is_national(name)
    assert find_file(local, name) == local.root / name


def test_a_report_is_stale_when_the_national_catalogue_changes(local):
    """The key of a report covers what it reads, wherever it stands."""

    def key():
        return trace(
            local,
            read_catalogue(local),
            "bilan",
            Subject("04", "Digne"),
            Period.parse("2020"),
            date(2021, 1, 1),
            "internal",
        ).key

    before = key()
    path = copy_national(local, "params/conventions.yml")
    assert key() == before
    path.write_text(path.read_text("utf-8").replace("confidence: 0.95", "confidence: 0.9"), encoding="utf-8")
    assert check_params(local) == []
    assert key() != before
    path.unlink()
    notebook = copy_national(local, "notebooks/bilan.ipynb")
    assert key() == before
    notebook.write_text(notebook.read_text("utf-8").replace("## ", "## Nos ", 1), encoding="utf-8")
    assert key() != before
