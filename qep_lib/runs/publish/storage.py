"""A folder somewhere else, reached by its address through `fsspec`: a shared folder, a bucket, a server.

What is put there, and in which order, is `runs.publish.mirror`. `fsspec` is an optional package; an address beyond local folders
and memory needs its own driver too.
"""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from qep_lib.errors import ParameterError, ReportFailed
from qep_lib.files import replace_file
from qep_lib.runs.guard.extras import load_extra
from qep_lib.runs.guard.folders import folder_fault

READ_AT_ONCE = 200
ACCEPTED = "un dossier, ou une adresse comme file:///partage/rapports, s3://seau/rapports, sftp://hote/rapports"


class Storage:
    """Files below one address, by their path from it. Every fault is a `ParameterError` or, once the link is lost, a
    `ReportFailed`; `name` is the address as it may be shown, without a password."""

    def __init__(self, filesystem: Any, root: str, name: str):
        self._filesystem, self._root, self.name = filesystem, root.rstrip("/"), name
        self.local: Path | None = Path(root).resolve() if _is_local(filesystem) else None

    def sizes(self) -> dict[str, int]:
        """Size in bytes of every file there is; empty when the folder does not exist yet."""
        with _told(self.name):
            self._filesystem.invalidate_cache()
            try:
                found = self._filesystem.find(self._root, detail=True)
            except FileNotFoundError:
                return {}
            return {path[len(self._root) :].lstrip("/"): int(entry["size"] or 0) for path, entry in found.items()}

    def read(self, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Content of each file that can be read, with its name; the others are left out."""
        asked = list(names)
        for start in range(0, len(asked), READ_AT_ONCE):
            paths = {self._path(name): name for name in asked[start : start + READ_AT_ONCE]}
            with _told(self.name):
                found = self._filesystem.cat(list(paths), on_error="return")
            for path, content in found.items():
                if isinstance(content, bytes):
                    yield paths[path], content

    def write(self, name: str, content: bytes) -> None:
        """Put a file in place, of the former one if any: a reader finds one or the other, never a part.

        Stores of objects and memory do so by nature, local folders by a rename; some servers (SFTP) may not.
        """
        with _told(self.name):
            if self.local is not None:
                replace_file(self.local / name, content)
                return
            with tempfile.TemporaryDirectory() as folder:
                # Sent as a file: from its name, stores of objects tell browsers what it is.
                copy = Path(folder) / name.rpartition("/")[2]
                copy.write_bytes(content)
                self._filesystem.put_file(str(copy), self._path(name))

    def remove(self, name: str) -> None:
        """Remove a file."""
        with _told(self.name):
            self._filesystem.rm_file(self._path(name))

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"


def open_storage(address: str) -> Storage:
    """The storage at an `fsspec` address or a local path; nothing is read there yet.

    Raises `ParameterError`: package or driver absent, unknown kind of address, settings refused.
    """
    fsspec = load_extra("fsspec", "la publication vers une autre adresse")
    name = without_secret(address)
    try:
        filesystem, root = fsspec.core.url_to_fs(address)
    except ImportError as error:
        raise ParameterError(
            f"« {name} » demande un pilote qui n'est pas installé. "
            f"À faire : l'installer avec « python -m pip install » ; fsspec dit lequel : {error}"
        ) from error
    except Exception as error:
        # The border with drivers: each has its own way of refusing an address.
        raise ParameterError(f"adresse « {name} » refusée ({error}). Accepté : {ACCEPTED}.") from error
    return Storage(filesystem, root, name)


def without_secret(address: str) -> str:
    """The address without the password it may hold."""
    try:
        parts = urlsplit(address)
        secret = parts.password
    except ValueError:
        return address.partition("://")[0] + "://…"
    if not secret:
        return address
    return parts._replace(netloc=parts.netloc.replace(f":{secret}@", ":…@", 1)).geturl()


def _is_local(filesystem: Any) -> bool:
    named = filesystem.protocol
    return "file" in ([named] if isinstance(named, str) else named)


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Turn what drivers raise into our own errors."""
    try:
        yield
    except PermissionError as error:
        raise ParameterError(
            f"accès refusé à « {name} » ({error}). À faire : vérifier les droits, ou le compte."
        ) from error
    except FileNotFoundError as error:
        raise ParameterError(
            f"« {name} » n'existe pas ({error}). À faire : le créer, ou corriger l'adresse."
        ) from error
    except NotImplementedError as error:
        raise ParameterError(f"« {name} » ne se laisse pas écrire. Accepté : {ACCEPTED}.") from error
    except Exception as error:
        # The border with drivers, which raise errors of their own when a link is lost or a key is wrong.
        fault = folder_fault(error) if isinstance(error, OSError) else None
        raise ReportFailed(
            f"la copie vers « {name} » s'est arrêtée : {fault or f'{type(error).__name__} : {error}.'} "
            "Les rapports qui y sont déjà restent entiers. "
            "À faire : corriger, puis relancer « qep publish », qui reprend où il en était."
        ) from error
