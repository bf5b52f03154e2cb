"""`data/` and all below it are closed to other users; a group that shares the workspace keeps its rights."""

import os
import stat

import pytest

from qep_lib.closing import DATA, close_data, is_open, make_folder
from qep_lib.files import append_line, replace_file

pytestmark = pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")


def mode(path):
    """Permission bits."""
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def usual_mask():
    """What new files are like for most people: readable by all, and by the group for writing."""
    former = os.umask(0o002)
    yield
    os.umask(former)


@pytest.fixture
def workspace(tmp_path, usual_mask):
    """A folder that others may enter."""
    root = tmp_path / "espace"
    root.mkdir()
    root.chmod(0o755)
    return root


def test_what_is_made_below_data_is_closed(workspace):
    """Folders 0700, files 0600, whoever makes them and in whatever order."""
    replace_file(workspace / DATA / "store" / "calls" / "a.parquet", b"x")
    append_line(workspace / DATA / "ledger" / "b.jsonl", "{}")
    make_folder(workspace / DATA / "scratch")
    folders = [path for path in (workspace / DATA).rglob("*") if path.is_dir()]
    assert {mode(path) for path in (workspace / DATA, *folders)} == {0o700}
    assert mode(workspace / DATA / "store" / "calls" / "a.parquet") == 0o600


def test_what_is_made_elsewhere_keeps_the_usual_rights(workspace):
    """Reports are for whoever their folder is shared with."""
    replace_file(workspace / "reports" / "index.html", b"x")
    assert (mode(workspace / "reports"), mode(workspace / "reports" / "index.html")) == (0o775, 0o664)


def test_a_shared_workspace_keeps_its_group(workspace):
    """The group bit of the folder above says so: 2770 and 0660, and others stay out."""
    workspace.chmod(0o2775)
    replace_file(workspace / DATA / "store" / "a.parquet", b"x")
    assert (mode(workspace / DATA), mode(workspace / DATA / "store")) == (0o2770, 0o2770)
    assert mode(workspace / DATA / "store" / "a.parquet") == 0o660


@pytest.mark.parametrize(
    ("found", "closed"),
    [(0o755, 0o700), (0o775, 0o2770), (0o777, 0o2770), (0o2775, 0o2770), (0o700, 0o700), (0o2770, 0o2770)],
)
def test_an_older_data_is_closed_without_shutting_its_group_out(workspace, found, closed):
    """Whoever wrote in it by their group goes on writing."""
    data = workspace / DATA
    (data / "store").mkdir(parents=True)
    data.chmod(found)
    assert is_open(data) is bool(found & 0o007)
    close_data(data)
    assert (mode(data), is_open(data)) == (closed, False)
    close_data(data)
    assert mode(data) == closed
