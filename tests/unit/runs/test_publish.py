"""Publication: whole folders with a true record, or what was there before."""

import json
import tempfile
from pathlib import Path

import pytest
from published import record_of

from qep_lib.errors import ParameterError
from qep_lib.files import append_line, replace_file
from qep_lib.provenance import Provenance
from qep_lib.runs.guard.folders import require_folders
from qep_lib.runs.publish.placing import RECORD, compare_with_record, publish

PROVENANCE = Provenance({"report": "bilan"}, (), "0", None, "0", "0", "0", "0", "k" * 64)


@pytest.fixture
def put(workspace, job):
    """Publish files for the job; returns the published folder."""

    def publish_files(files):
        publish(workspace, job, files, PROVENANCE, "Attention")
        return workspace.reports / job.id

    return publish_files


def names(folder):
    """Every file of a folder, by relative path."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_report_is_published_with_a_record_of_every_file(put):
    """The record names each file with its hash and size, and what a reader must know."""
    folder = put({"bilan.html": b"<p>", "tables/a.csv": b"a;b"})
    record = record_of(folder)
    assert names(folder) == ["bilan.html", RECORD, "tables/a.csv"]
    assert record["files"]["tables/a.csv"]["bytes"] == 3
    assert record["banner"] == "Attention"
    assert record["provenance"]["key"] == "k" * 64


def test_a_new_version_leaves_no_file_of_the_old_one(put):
    """A table that a report no longer has does not stay beside it."""
    put({"bilan.html": b"1", "tables/ancien.csv": b"x"})
    assert names(put({"bilan.html": b"2"})) == ["bilan.html", RECORD]


def test_a_file_that_somebody_put_in_a_report_is_kept_when_it_is_made_again(workspace, job, put):
    """What the record does not name is not ours to lose: it goes to a folder of the deposits, each version of it."""
    folder = put({"bilan.html": b"1"})
    for content in (b"mes notes", b"mes autres notes", b"mes notes"):
        (folder / "notes").mkdir()
        (folder / "notes" / "à relire.txt").write_bytes(content)
        assert names(put({"bilan.html": content})) == ["bilan.html", RECORD]
    kept = (workspace.found / job.id / "notes").iterdir()
    assert sorted(path.read_bytes() for path in kept) == [b"mes autres notes", b"mes notes"]


def test_a_folder_without_a_record_is_kept_whole(workspace, job, put):
    """Nothing of it was published by us, however it is named."""
    folder = workspace.reports / job.id
    folder.mkdir(parents=True)
    (folder / "bilan.html").write_bytes(b"fait main")
    put({"bilan.html": b"1"})
    assert (workspace.found / job.id / "bilan.html").read_bytes() == b"fait main"


@pytest.fixture
def other_disk(workspace):
    """A folder on another file system than the workspace's."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or memory.stat().st_dev == workspace.root.stat().st_dev:
        pytest.skip("une seule partition ici")
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


def test_reports_on_a_disk_of_their_own_are_published_whole(workspace, put, other_disk):
    """`reports/` may be a link to another disk: the report is made ready there."""
    workspace.reports.symlink_to(other_disk, target_is_directory=True)
    put({"bilan.html": b"1", "vieux.csv": b"x"})
    require_folders(workspace)
    folder = put({"bilan.html": b"2"})
    assert names(folder) == ["bilan.html", RECORD]
    record_of(folder)


def test_a_part_of_the_reports_on_another_disk_is_refused_before_anything_runs(workspace, put, other_disk):
    """A rename does not cross disks: said with the folder, and what to do."""
    put({"bilan.html": b"1"})
    (workspace.reports / "41").symlink_to(other_disk, target_is_directory=True)
    with pytest.raises(ParameterError) as refusal:
        require_folders(workspace)
    (fault,) = refusal.value.faults
    assert "41 » est sur un autre disque" in fault and "À faire" in fault


def test_each_difference_with_the_record_is_named(put):
    """Edited, removed, added: each file and what happened to it; nothing when all agree."""
    folder = put({"bilan.html": b"1", "bilan.pdf": b"2", "tables/a.csv": b"3"})
    assert compare_with_record(folder) == ()
    (folder / "bilan.html").write_bytes(b"autre")
    (folder / "bilan.pdf").unlink()
    (folder / "tables/b.csv").write_bytes(b"")
    assert compare_with_record(folder) == (
        "bilan.pdf manque",
        "tables/b.csv n'est pas au registre de publication",
        "bilan.html a changé depuis sa publication",
    )
    (folder / RECORD).write_text("[]", encoding="utf-8")
    assert compare_with_record(folder) == (f"{RECORD} manque ou n'est pas lisible",)


@pytest.mark.parametrize("damage", ["edited", "removed", "record"])
def test_what_has_no_true_record_does_not_exist(put, damage):
    """A file edited by hand, a file removed, a record cut short: none is shown as a report."""
    folder = put({"bilan.html": b"1"})
    if damage == "edited":
        (folder / "bilan.html").write_bytes(b"2")
    elif damage == "removed":
        (folder / "bilan.html").unlink()
    else:
        (folder / RECORD).write_text("{", encoding="utf-8")
    assert compare_with_record(folder)


@pytest.mark.parametrize("failing", range(1, 8))
def test_a_fault_at_any_moment_leaves_a_whole_report_or_none(put, monkeypatch, failing):
    """Each file operation fails in turn; afterwards the old report or the new one stands, never a mixture."""
    folder = put({"bilan.html": b"old", "a.csv": b"old"})
    calls = []
    for owner, name in ((Path, "open"), (Path, "rename")):
        monkeypatch.setattr(owner, name, _failing_at(failing, calls, getattr(owner, name)))
    try:
        put({"bilan.html": b"new", "b.csv": b"new"})
    except OSError:
        has_failed = True
    else:
        has_failed = False
    monkeypatch.undo()
    record = record_of(folder)
    content = {(folder / name).read_bytes() for name in record["files"]}
    assert content == ({b"old"} if has_failed else {b"new"})
    assert has_failed == (len(calls) >= failing)


def _failing_at(number, calls, real):
    def operation(*arguments, **named):
        calls.append(1)
        if len(calls) == number:
            raise OSError("plus de place")
        return real(*arguments, **named)

    return operation


def test_a_replaced_file_keeps_its_old_bytes_until_the_new_ones_are_all_there(tmp_path, monkeypatch):
    """A write that fails half-way changes nothing."""
    path = tmp_path / "index.html"
    replace_file(path, b"old")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", _failing_at(1, [], Path.replace))
        with pytest.raises(OSError, match="plus de place"):
            replace_file(path, b"new")
    assert path.read_bytes() == b"old"


def test_a_line_added_after_a_cut_one_stands_alone(tmp_path):
    """A kill in the middle of a line costs that line only."""
    path = tmp_path / "jobs.jsonl"
    append_line(path, json.dumps({"a": 1}))
    with path.open("ab") as file:
        file.write(b'{"cut')
    append_line(path, json.dumps({"b": 2}))
    assert path.read_text(encoding="utf-8").splitlines() == ['{"a": 1}', '{"cut', '{"b": 2}']
