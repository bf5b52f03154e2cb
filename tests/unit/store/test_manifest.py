"""The manifest of a site: parsed once for as long as its file is the same."""

from datetime import date

import pytest

from qep_lib.errors import DataRefused
from qep_lib.model.workspace import Workspace
from qep_lib.store import manifest
from qep_lib.store.manifest import DatasetEntry, read_manifest


def stored(workspace, *names, rows=1):
    """Put a manifest of those datasets in place, as an import does."""
    entries = [
        DatasetEntry(name, "requests", "18", name, "0" * 64, "2020", date(2021, 1, 11), "real", rows_accepted=rows)
        for name in names
    ]
    (workspace.store / "manifest").mkdir(parents=True, exist_ok=True)
    manifest.commit(workspace, "18", [], [], entries)


@pytest.fixture
def parsed(monkeypatch):
    """Names of the files that were parsed."""
    names = []
    original = manifest._read_json
    monkeypatch.setattr(manifest, "_read_json", lambda path: names.append(path.name) or original(path))
    return names


def test_a_manifest_is_parsed_once_and_again_once_replaced(tmp_path, parsed):
    """A thousand jobs of a site cost one reading; an import is seen at once, even one that keeps the size."""
    workspace = Workspace(tmp_path)
    stored(workspace, "a.csv", rows=1)
    parsed.clear()
    assert [entry.rows_accepted for _ in range(3) for entry in read_manifest(workspace, ["18"])] == [1, 1, 1]
    assert parsed == ["18.json"]
    stored(workspace, "a.csv", rows=2)
    assert [entry.rows_accepted for entry in read_manifest(workspace, ["18"])] == [2]


def test_a_manifest_removed_or_damaged_is_not_remembered(tmp_path):
    """What is on the disk is what counts."""
    workspace = Workspace(tmp_path)
    stored(workspace, "a.csv")
    assert len(read_manifest(workspace, ["18"])) == 1
    path = workspace.store / "manifest" / "18.json"
    path.write_text("{", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(DataRefused, match=r"18\.json"):
            read_manifest(workspace, ["18"])
    path.unlink()
    assert read_manifest(workspace, ["18"]) == ()
