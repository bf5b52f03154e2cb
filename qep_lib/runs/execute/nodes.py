"""Whether another process or machine can run the jobs of this one: same library, same packages, same workspace folder.

Handing it jobs is `runs.execute.cluster`.
"""

import platform
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib import metadata
from pathlib import Path

from qep_lib.closing import make_folder
from qep_lib.model.workspace import Workspace
from qep_lib.provenance import library_sha256, lock_sha256
from qep_lib.runs.guard.folders import folder_fault, write_error
from qep_lib.version import __version__

DISTRIBUTION = "qep-lib"
SHOWN = 5
_NAME = re.compile(r"[A-Za-z0-9._-]+")


@contextmanager
def batch_folder(workspace: Workspace) -> Iterator[str]:
    """The path of a folder of the workspace that exists during one batch only, under a name that no other can have."""
    make_folder(workspace.scratch)
    with tempfile.TemporaryDirectory(prefix="grappe-", dir=workspace.scratch, ignore_cleanup_errors=True) as batch:
        yield batch


@cache
def installed() -> Mapping[str, str]:
    """What makes two machines give the same report, byte for byte, by name: the library, its lock file, Python and every
    dependency that is there. Once a process: what was imported is what runs."""
    found = {
        "qep_lib": f"{__version__} ({library_sha256()[:12]})",
        "requirements.lock": lock_sha256()[:12],
        "Python": ".".join(platform.python_version_tuple()[:2]),
    }
    try:
        asked = metadata.requires(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        # A library used from its folder, never installed, declares nothing.
        return found
    for name in sorted({match[0] for match in map(_NAME.match, asked) if match}):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            # An extra that nobody asked for; a missing dependency shows as a difference between two machines.
            continue
    return found


def library_fault(theirs: Mapping[str, str]) -> str | None:
    """How this process differs from that of the sender of `theirs` (its `installed`).

    None when it does not; otherwise a French sentence, without its full stop, that says what to do.
    """
    mine = installed()
    differing = [name for name in {**theirs, **mine} if mine.get(name) != theirs.get(name)]
    if not differing:
        return None
    shown = [f"{name} {mine.get(name, 'absent')} (ici {theirs.get(name, 'absent')})" for name in differing[:SHOWN]]
    more = [f"et {len(differing) - SHOWN} autres"] if len(differing) > SHOWN else []
    return (
        f"ce qui y est installé est autre : {', '.join(shown + more)}. "
        "À faire : y mettre la même version de qep_lib et de requirements.lock, puis le redémarrer"
    )


def node_fault(theirs: Mapping[str, str], batch: str) -> str | None:
    """Why this process cannot run the jobs of that sender, whose batch has that folder; None if it can."""
    if fault := library_fault(theirs):
        return fault
    folder = Path(batch)
    if not folder.is_dir():
        return (
            f"il ne voit pas cet espace de travail (dossier {folder.parent}). "
            "À faire : y monter le même dossier partagé, au même chemin"
        )
    error = write_error(folder)
    if error is None:
        return None
    return folder_fault(error, folder) or f"il ne peut pas écrire dans l'espace de travail ({error})"
