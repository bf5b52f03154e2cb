"""The catalogue is read from `data/` while nothing changed, and from `params/` in every other case."""

import pickle

import pytest

from qep_lib.errors import ParameterError
from qep_lib.params import kept, read_catalogue

PLANTED = "planted"


class Planted:
    """What a file could hold that was not written here: it makes a folder when it is read."""

    def __init__(self, folder):
        self.folder = folder

    def __reduce__(self):
        import os

        return os.mkdir, (str(self.folder),)


@pytest.fixture
def another_process(monkeypatch):
    """Forgets what this process has read; with `True`, whatever parses `params/` fails."""

    def forget(is_blind=False):
        kept._read_state.cache_clear()
        monkeypatch.setattr(kept, "READ", "builtins:print" if is_blind else "qep_lib.params.catalogue:read_all")

    yield forget
    kept._read_state.cache_clear()


@pytest.fixture
def workspace(params, another_process):
    """With a `data/`, where the catalogue was kept."""
    params.workspace.kept_catalogue.parent.mkdir()
    read_catalogue(params.workspace)
    return params.workspace


def test_what_was_checked_is_not_parsed_again(workspace, another_process):
    another_process()
    first = read_catalogue(workspace)
    another_process(is_blind=True)
    again = read_catalogue(workspace)
    assert again == first
    assert again.indicators_fingerprint == first.indicators_fingerprint


def test_a_changed_file_is_parsed_and_its_fault_told(workspace, params, another_process):
    params.replaced("conventions.yml", "confidence: 0.95", "confidence: 0.99")
    another_process()
    assert read_catalogue(workspace).conventions.confidence == 0.99
    params.replaced("conventions.yml", "confidence: 0.99", "confidence: douze")
    another_process()
    with pytest.raises(ParameterError, match="1 faute"):
        read_catalogue(workspace)


def test_another_code_parses_again(workspace, another_process, monkeypatch):
    monkeypatch.setattr(kept, "_code", lambda: ("another version",))
    another_process(is_blind=True)
    with pytest.raises(AttributeError):
        read_catalogue(workspace)


@pytest.mark.parametrize(
    "spoil", [lambda text: text[:-100], lambda text: text[:64], lambda text: text[:70] + text[90:]]
)
def test_a_spoilt_file_is_made_again(workspace, another_process, spoil):
    whole = workspace.kept_catalogue.read_bytes()
    workspace.kept_catalogue.write_bytes(spoil(whole))
    another_process()
    read_catalogue(workspace)
    assert workspace.kept_catalogue.read_bytes() == whole


def test_a_planted_file_runs_nothing(workspace, another_process, tmp_path):
    state = workspace.kept_catalogue.read_bytes()[:64]
    workspace.kept_catalogue.write_bytes(state + pickle.dumps(Planted(tmp_path / PLANTED)))
    another_process()
    assert read_catalogue(workspace).conventions.confidence == 0.95
    assert not (tmp_path / PLANTED).exists()


def test_no_folder_is_made_to_keep_it(params, another_process):
    another_process()
    read_catalogue(params.workspace)
    assert not params.workspace.kept_catalogue.parent.exists()


def test_nobody_else_reads_what_is_kept(workspace):
    """It holds the members of committees."""
    workspace.kept_catalogue.unlink()
    workspace.kept_catalogue.parent.chmod(0o700)
    kept._read_state.cache_clear()
    read_catalogue(workspace)
    assert workspace.kept_catalogue.stat().st_mode & 0o077 == 0
