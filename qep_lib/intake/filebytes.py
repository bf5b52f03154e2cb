"""The bytes of an input file as it stands on the disk: not through a link, not while somebody writes it, not without end.

What the bytes are is `gate`'s question. Every fault is told in French, with what stands in the way of reading.
"""

import errno
import os
import stat
import time
import unicodedata
from pathlib import Path

from qep_lib.errors import DataRefused
from qep_lib.intake.refusal import refuse

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
        raise refuse(
            name, "missing_file", f"fichier introuvable (cherché : « {_end_of(path)} »)",
            remedy="vérifier le chemin donné à qep import ou écrit dans params/runs",
        ) from None  # fmt: skip
    except RuntimeError:
        # A folder of the path is a link that leads to itself.
        raise _not_a_file(name, "c'est un lien", accepted) from None
    except OSError as error:
        raise _unreadable(name, path, error, accepted) from None


def _check_characters(path: Path) -> None:
    """Raise when the path holds what no message, journal or file could repeat."""
    if any(unicodedata.category(character) in _UNSHOWN for character in str(path)):
        shown = "".join("?" if unicodedata.category(character) in _UNSHOWN else character for character in path.name)
        raise refuse(
            shown, "path_characters",
            "nom de fichier ou de dossier avec un caractère invisible ou illisible (montré « ? »)",
            accepted="des lettres, des chiffres, des espaces et de la ponctuation", remedy="renommer",
        )  # fmt: skip


def _check_links(name: str, path: Path, root: Path | None, accepted: str) -> None:
    """Raise for a link, at the end of the path or on the way out of `root`. A missing file passes, it is told later."""
    if path.is_symlink():
        raise _not_a_file(name, "c'est un lien", accepted)
    inside = root is not None and Path(os.path.normpath(path)).is_relative_to(root)
    if inside and not path.resolve().is_relative_to(root.resolve()):
        raise refuse(
            name, "link_out", f"un lien du chemin « {_end_of(path)} » mène hors de l'espace de travail",
            accepted="un fichier de l'espace de travail, ou le chemin entier d'un fichier d'ailleurs",
            remedy="copier le fichier dans l'espace de travail",
        )  # fmt: skip


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
    raise refuse(
        name, "changing_file", "le fichier change pendant sa lecture : un autre programme l'écrit encore",
        accepted="un fichier fermé", remedy="attendre la fin de l'export ou de la copie, puis réimporter",
    )  # fmt: skip


def _check_kind_and_size(name: str, status: os.stat_result, limit: int, accepted: str) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise _not_a_file(name, "tube, dossier ou périphérique", accepted)
    if status.st_size > limit:
        raise refuse(
            name, "too_big", f"fichier de {status.st_size // 2**20} Mo",
            accepted=f"{limit // 2**20} Mo au plus", remedy="couper le fichier par période",
        )  # fmt: skip


def _state(status: os.stat_result) -> tuple[int, ...]:
    return status.st_size, status.st_mtime_ns, status.st_ino


def _not_a_file(name: str, found: str, accepted: str) -> DataRefused:
    return refuse(
        name, "not_a_regular_file", f"ce n'est pas un fichier ordinaire : {found}", accepted=accepted,
        remedy="copier le fichier lui-même",
    )  # fmt: skip


def _unreadable(name: str, path: Path, error: OSError, accepted: str) -> DataRefused:
    """The refusal of a file that is there and that the system does not let this program read."""
    remedy = "recopier le fichier, ou vérifier le disque ou le partage où il est"
    if error.errno in (errno.EACCES, errno.EPERM):
        found, remedy = "le droit de lire ce fichier manque", "demander ce droit, ou copier le fichier ailleurs"
        if not os.access(path.parent, os.X_OK):
            found = f"le droit d'entrer dans son dossier manque (« {_end_of(path.parent)} »)"
    elif error.errno == errno.ENAMETOOLONG:
        found, remedy = "nom de fichier trop long", "raccourcir le nom"
    elif error.errno == errno.ELOOP:
        return _not_a_file(name, "c'est un lien", accepted)
    elif error.errno in (errno.EISDIR, errno.ENOTDIR, errno.ENXIO):
        return _not_a_file(name, "tube, dossier ou périphérique", accepted)
    else:
        found = f"le système ne peut pas lire ce fichier (erreur {errno.errorcode.get(error.errno, error.errno)})"
    return refuse(name, "unreadable_file", found, accepted="un fichier lisible", remedy=remedy)


def _end_of(path: Path) -> str:
    """The path, cut on the left when it is long: its end says which file and which folder."""
    text = str(path)
    return text if len(text) <= MAX_SHOWN_PATH else f"…{text[1 - MAX_SHOWN_PATH :]}"
