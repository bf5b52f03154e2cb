"""Indicators are checked once for the same files and library, and again as soon as one of them changes."""

from dataclasses import replace
from pathlib import Path

import pytest

from qep_lib.errors import ParameterError
from qep_lib.indicators import check
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.runs.plan.soundness import refuse_unsound

PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture
def sound(catalogue):
    """The small catalogue with one indicator of the project."""
    known = read_catalogue(Workspace(PROJECT))
    name = "call_answer_pct"
    return replace(catalogue, indicators={name: known.indicators[name]}, frameworks=known.frameworks)


@pytest.fixture
def checked(monkeypatch):
    """The catalogues that were really checked, in order."""
    seen, real = [], check.refuse_bad_indicators

    def refuse(catalogue):
        seen.append(catalogue)
        real(catalogue)

    monkeypatch.setattr(check, "refuse_bad_indicators", refuse)
    return seen


def changed(catalogue, **values):
    """The catalogue with its one indicator changed."""
    [(name, indicator)] = catalogue.indicators.items()
    return replace(catalogue, indicators={name: indicator.model_copy(update=values)})


@pytest.fixture
def workspace(workspace):
    """A workspace that has been run once: it has its data folder."""
    (workspace.root / "data").mkdir()
    return workspace


def test_nothing_is_written_before_the_first_run(workspace, sound):
    """A plan leaves a workspace as it is."""
    (workspace.root / "data").rmdir()
    refuse_unsound(workspace, sound)
    assert not (workspace.root / "data").exists()


def test_a_sound_catalogue_is_checked_once(workspace, sound, checked):
    """The second time its fingerprint is enough."""
    refuse_unsound(workspace, sound)
    refuse_unsound(workspace, sound)
    assert checked == [sound]


def test_a_changed_indicator_is_checked_again(workspace, sound, checked):
    """And what was sound before it hides none of its faults."""
    refuse_unsound(workspace, sound)
    with pytest.raises(ParameterError) as refusal:
        refuse_unsound(workspace, changed(sound, formula="inconnue"))
    assert "formule inconnue" in refusal.value.faults[0]
    assert len(checked) == 2


def test_an_unsound_catalogue_is_refused_each_time(workspace, sound, checked):
    """Only a catalogue without fault is remembered."""
    for _ in range(2):
        with pytest.raises(ParameterError):
            refuse_unsound(workspace, changed(sound, formula="inconnue"))
    assert len(checked) == 2


def test_a_folder_that_cannot_be_written_changes_nothing_to_the_answer(workspace, sound, checked):
    """It only costs the check again: here `data` is no folder."""
    (workspace.root / "data").rmdir()
    (workspace.root / "data").write_text("", encoding="utf-8")
    refuse_unsound(workspace, sound)
    refuse_unsound(workspace, sound)
    assert len(checked) == 2
