"""Whether another process or machine can run the jobs of this one: same library, same packages, same workspace folder.

Handing it jobs is `runs.execute.cluster`.
"""

import platform
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from qep_lib.closing import make_folder
from qep_lib.model.workspace import Workspace
from qep_lib.provenance import library_sha256, lock_sha256
from qep_lib.runs.guard.folders import folder_fault, write_error
from qep_lib.version import __version__

DISTRIBUTION = "qep-lib"
SHOWN_PACKAGES = 5
SHOWN_DIGITS = 12
_NAME = re.compile(r"[A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Identity:
    """What makes two machines give the same report, byte for byte. `packages` maps Python and each dependency to its
    version; `batch` is the path of a folder of the workspace that exists during one batch only."""

    version: str
    library_sha256: str
    lock_sha256: str
    packages: Mapping[str, str]
    batch: str

    def to_json(self) -> dict[str, Any]:
        """The identity as JSON values; `Identity(**value)` gives it back."""
        return asdict(self)


@contextmanager
def batch_identity(workspace: Workspace) -> Iterator[Identity]:
    """This process's identity for one batch. The folder of the batch has a name that no other workspace can have."""
    make_folder(workspace.scratch)
    with tempfile.TemporaryDirectory(prefix="grappe-", dir=workspace.scratch, ignore_cleanup_errors=True) as batch:
        yield _identity(batch)


def library_fault(expected: Mapping[str, Any]) -> str | None:
    """How the library of this process differs from that of the sender of `expected` (an `Identity` as JSON).

    None when it does not; otherwise a French sentence, without its full stop, that says what to do.
    """
    theirs = Identity(**expected)
    mine = _identity(theirs.batch)
    if mine.library_sha256 != theirs.library_sha256:
        return (
            f"sa bibliothèque qep_lib est autre (version {mine.version}, empreinte {mine.library_sha256[:SHOWN_DIGITS]} ; "
            f"ici version {theirs.version}, empreinte {theirs.library_sha256[:SHOWN_DIGITS]}). "
            "À faire : y mettre la même version, puis le redémarrer"
        )
    if mine.lock_sha256 != theirs.lock_sha256:
        return "son fichier requirements.lock est autre. À faire : y installer celui d'ici, puis le redémarrer"
    if differing := _differing(mine.packages, theirs.packages):
        return f"ses paquets sont autres : {differing}. À faire : y installer requirements.lock, puis le redémarrer"
    return None


def node_fault(expected: Mapping[str, Any]) -> str | None:
    """Why this process cannot run the jobs of the sender of `expected`; None if it can. See `library_fault`."""
    return library_fault(expected) or _workspace_fault(Path(expected["batch"]))


def _workspace_fault(batch: Path) -> str | None:
    if not batch.is_dir():
        return (
            f"il ne voit pas cet espace de travail (dossier {batch.parent}). "
            "À faire : y monter le même dossier partagé, au même chemin"
        )
    error = write_error(batch)
    return error and (folder_fault(error, batch) or f"il ne peut pas écrire dans l'espace de travail ({error})")


def _identity(batch: str) -> Identity:
    return Identity(__version__, library_sha256(), lock_sha256(), _packages(), batch)


@cache
def _packages() -> dict[str, str]:
    """Version of Python and of every dependency that is installed, once a process: what was imported is what runs."""
    found = {"Python": ".".join(platform.python_version_tuple()[:2])}
    try:
        asked = metadata.requires(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        # A library used from its folder, never installed, declares nothing.
        return found
    for name in sorted({_NAME.match(line)[0] for line in asked}):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            # An extra that nobody asked for; a missing dependency shows as a difference between two machines.
            continue
    return found


def _differing(mine: Mapping[str, str], theirs: Mapping[str, str]) -> str:
    names = [name for name in {**theirs, **mine} if mine.get(name) != theirs.get(name)]
    shown = [f"{name} {mine.get(name, 'absent')} (ici {theirs.get(name, 'absent')})" for name in names[:SHOWN_PACKAGES]]
    if len(names) > SHOWN_PACKAGES:
        shown.append(f"et {len(names) - SHOWN_PACKAGES} autres")
    return ", ".join(shown)
