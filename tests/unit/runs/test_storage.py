"""Reaching a folder by its address: what is refused, and how it is said."""

import sys
from pathlib import Path

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from qep_lib.errors import ParameterError, ReportFailed
from qep_lib.runs.publish.storage import Storage, open_storage, without_secret


@pytest.fixture
def memory():
    """An empty storage in memory."""
    MemoryFileSystem.store.clear()
    yield open_storage("memory://miroir")
    MemoryFileSystem.store.clear()


@pytest.fixture(params=["memory", "file", "path"])
def storage(request, memory, tmp_path):
    """A storage where nothing was ever written, in memory or on the disk, by address or by path."""
    target = tmp_path / "là bas"
    return {"memory": memory, "file": open_storage(target.as_uri()), "path": open_storage(str(target))}[request.param]


def test_what_is_written_is_found_again_by_its_path(storage):
    """In folders that are made when needed; what is not there is left out."""
    assert storage.sizes() == {}
    storage.write("18/2020/t.csv", b"abc")
    storage.write("index.html", b"")
    assert storage.sizes() == {"18/2020/t.csv": 3, "index.html": 0}
    assert dict(storage.read(["18/2020/t.csv", "absent"])) == {"18/2020/t.csv": b"abc"}
    storage.remove("18/2020/t.csv")
    assert storage.sizes() == {"index.html": 0}


def test_a_file_on_the_disk_is_replaced_at_once(tmp_path):
    """A reader that has the former one open goes on reading it, whole."""
    storage = open_storage(str(tmp_path))
    storage.write("f", b"ancien")
    with (tmp_path / "f").open("rb") as reader:
        storage.write("f", b"nouveau")
        assert reader.read() == b"ancien"
    assert [path.name for path in tmp_path.iterdir()] == ["f"]


def test_an_unknown_kind_of_address_is_refused(tmp_path):
    """With examples of what is accepted."""
    with pytest.raises(ParameterError, match="« zebre://x » refusée .*Accepté : un dossier, ou une adresse") as refusal:
        open_storage("zebre://x")
    assert refusal.value.exit_code == 2


def test_a_missing_driver_is_named(monkeypatch):
    """Each kind of address has its own package."""
    monkeypatch.setitem(sys.modules, "smbclient", None)
    with pytest.raises(ParameterError, match="pilote qui n'est pas installé. À faire : .*pip install.*smbprotocol"):
        open_storage("smb://hote/partage")


def test_without_the_optional_package_the_message_says_how_to_install_it(monkeypatch):
    """Even for a local folder: it is the same command."""
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(ParameterError, match=r"« fsspec ».*pip install .*qep-lib\[cluster\]"):
        open_storage("memory://x")


@pytest.mark.parametrize(
    ("raised", "kind", "told"),
    [
        (PermissionError(13, "Access Denied"), ParameterError, "accès refusé à « memory://miroir »"),
        (FileNotFoundError("The specified bucket does not exist"), ParameterError, "n'existe pas .*corriger l'adresse"),
        (NotImplementedError(), ParameterError, "ne se laisse pas écrire"),
        (ConnectionResetError(104, "coupé"), ReportFailed, "ConnectionResetError.*relancer « qep publish »"),
        (RuntimeError("InvalidAccessKeyId"), ReportFailed, "InvalidAccessKeyId"),
        (OSError(28, "No space left on device", "x"), ReportFailed, "plus de place"),
    ],
)
def test_what_a_driver_raises_becomes_a_french_sentence(memory, monkeypatch, raised, kind, told):
    """Refused access can be mended before anything is sent (exit 2); a lost link stops on the way (exit 4)."""

    def fails(self, *arguments, **options):
        raise raised

    monkeypatch.setattr(MemoryFileSystem, "put_file", fails)
    with pytest.raises(kind, match=told):
        memory.write("f", b"")


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("sftp://moi:secret@hote:22/rapports", "sftp://moi:…@hote:22/rapports"),
        ("s3://seau/rapports", "s3://seau/rapports"),
        ("sftp://moi@hote/x", "sftp://moi@hote/x"),
        ("ftp://[secret", "ftp://…"),
    ],
)
def test_a_password_is_never_shown(address, shown):
    """Messages go to logs and screens."""
    assert without_secret(address) == shown


def test_only_a_folder_of_this_machine_is_local(memory, tmp_path):
    """Its place is known, so that reports are not copied over themselves."""
    assert memory.local is None
    assert open_storage(tmp_path.as_uri()).local == Path(tmp_path).resolve()
    assert isinstance(memory, Storage)
