"""The bytes of an input file as it stands on the disk: not through a link, not while somebody writes it, not without end.

What the bytes are is `gate`'s question. Every fault is told in French, with what stands in the way of reading.
"""

import errno
import os
import stat
import time
import unicodedata
from pathlib import Path

from qep_lib.errors import DataRefused, sure
from qep_lib.intake.refusal import refuse
from qep_lib.intake.rulebook import fault

MAX_SHOWN_PATH = 100
_TRIES, _PAUSE_SECONDS = 3, 0.2
_UNSHOWN = ("Cc", "Cf", "Cs")
"""Categories of characters that a screen or a UTF-8 file cannot hold as they are: controls, invisible, undecoded."""
_OPEN_FLAGS = os.O_RDONLY
for _name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):
    # Each is a system's own.
    _OPEN_FLAGS |= getattr(os, _name, 0)


def read_file(path: Path, root: Path | None, limit: int, accepted: str) -> bytes:
    """The bytes of a regular file of at most `limit` bytes; raises `DataRefused`, `accepted` saying what is.

    A path below `root` must not leave it by a link.
    """
    name = path.name
    _check_characters(path)
    try:
        _check_links(name, path, root, accepted)
        return _read_still(name, path, limit, accepted)
    except FileNotFoundError:
        raise refuse(name, fault("missing_file", path=_end_of(path))) from None
    except RuntimeError:
        # A folder of the path is a link that leads to itself.
        raise _not_a_file(name, "c'est un lien", accepted) from None
    except OSError as error:
        raise _unreadable(name, path, error, accepted) from None


def _check_characters(path: Path) -> None:
    """Raise when the path holds what no message, journal or file could repeat."""
    if any(unicodedata.category(character) in _UNSHOWN for character in str(path)):
        shown = "".join("?" if unicodedata.category(character) in _UNSHOWN else character for character in path.name)
        raise refuse(shown, fault("path_characters"))


def _check_links(name: str, path: Path, root: Path | None, accepted: str) -> None:
    """Raise for a link, at the end of the path or on the way out of `root`. A missing file passes, it is told later."""
    if path.is_symlink():
        raise _not_a_file(name, "c'est un lien", accepted)
    inside = root is not None and Path(os.path.normpath(path)).is_relative_to(root)
    if inside and not path.resolve().is_relative_to(sure(root).resolve()):
        raise refuse(name, fault("link_out", path=_end_of(path)))


def _read_still(name: str, path: Path, limit: int, accepted: str) -> bytes:
    """The bytes of a file that nobody wrote while it was read; tries again when somebody did."""
    for _ in range(_TRIES):
        # Opened without following a link nor waiting for a pipe's writer: what was looked at may have been exchanged.
        handle = os.open(path, _OPEN_FLAGS)
        with os.fdopen(handle, "rb") as stream:
            before = os.fstat(handle)
            _check_kind_and_size(name, before, limit, accepted)
            content = stream.read(limit + 1)
            after = os.fstat(handle)
        if _state(before) == _state(after) and len(content) == after.st_size:
            return content
        time.sleep(_PAUSE_SECONDS)
    raise refuse(name, fault("changing_file"))


def _check_kind_and_size(name: str, status: os.stat_result, limit: int, accepted: str) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise _not_a_file(name, "tube, dossier ou périphérique", accepted)
    if status.st_size > limit:
        raise refuse(name, fault("too_big", size=status.st_size // 2**20, limit=limit // 2**20))


def _state(status: os.stat_result) -> tuple[int, ...]:
    return status.st_size, status.st_mtime_ns, status.st_ino


def _not_a_file(name: str, found: str, accepted: str) -> DataRefused:
    return refuse(name, fault("not_a_regular_file", found=found, accepted=accepted))


def _unreadable(name: str, path: Path, error: OSError, accepted: str) -> DataRefused:
    """The refusal of a file that is there and that the system does not let this program read."""
    if error.errno in (errno.EACCES, errno.EPERM):
        if not os.access(path.parent, os.X_OK):
            return refuse(name, fault("forbidden_folder", folder=_end_of(path.parent)))
        return refuse(name, fault("forbidden_file"))
    if error.errno == errno.ENAMETOOLONG:
        return refuse(name, fault("name_too_long"))
    if error.errno == errno.ELOOP:
        return _not_a_file(name, "c'est un lien", accepted)
    if error.errno in (errno.EISDIR, errno.ENOTDIR, errno.ENXIO):
        return _not_a_file(name, "tube, dossier ou périphérique", accepted)
    return refuse(name, fault("unreadable_file", error=errno.errorcode.get(error.errno or 0, error.errno)))


def _end_of(path: Path) -> str:
    """The path, cut on the left when it is long: its end says which file and which folder."""
    text = str(path)
    return text if len(text) <= MAX_SHOWN_PATH else f"…{text[1 - MAX_SHOWN_PATH :]}"
