"""What is said when a folder of the workspace cannot be written in. Writing files is `files`."""

import errno
import tempfile
from pathlib import Path

from qep_lib.closing import make_folder
from qep_lib.errors import ParameterError
from qep_lib.model.workspace import Workspace

_READ_ONLY = (errno.EACCES, errno.EPERM, errno.EROFS)
_NOT_A_FOLDER = (errno.EEXIST, errno.ENOTDIR)
FULL = (errno.ENOSPC, errno.EDQUOT) if hasattr(errno, "EDQUOT") else (errno.ENOSPC,)
"""What the system says of a disk, or of a person's share of it, that has no room left."""


def require_folders(workspace: Workspace) -> None:
    """Make the folders that a run writes in, and try each; raises one `ParameterError` with every one that refuses."""
    if faults := folder_faults(workspace):
        raise ParameterError("rien n'a été lancé : un dossier ne peut pas être écrit.", faults)


def folder_faults(workspace: Workspace) -> tuple[str, ...]:
    """The French sentence of each folder that commands write in and that refuses; they are made if need be.

    An error that is not about a folder is raised.
    """
    faults = []
    for folder in (workspace.store, workspace.results, workspace.scratch, workspace.ledger, workspace.reports):
        if error := write_error(folder):
            fault = folder_fault(error, folder)
            if fault is None:
                raise error
            faults.append(fault)
    return (*dict.fromkeys(faults), *_on_another_disk(workspace.reports))


def _on_another_disk(reports: Path) -> list[str]:
    """The sentence of each folder inside `reports/` that is on another disk: a report could not be put in place there at
    once. The whole of `reports/`, or of `data/`, may be on a disk of its own.
    """
    if not reports.is_dir():
        return []
    disk = reports.stat().st_dev
    inside = (path for levels in ("*", "*/*", "*/*/*") for path in reports.glob(levels) if path.is_dir())
    return [
        f"« {path} » est sur un autre disque que « {reports} » : un rapport ne peut pas y être mis en place d'un coup. "
        "À faire : mettre reports/ entier sur cet autre disque, ou ramener ce dossier."
        for path in inside
        if path.stat().st_dev != disk
    ]


def refuse_file(folder: Path) -> None:
    """Raise `ParameterError` when a file stands where `folder`, or a folder that holds it, should be."""
    if fault := file_in_the_way(folder):
        raise ParameterError(fault)


def write_error(folder: Path) -> OSError | None:
    """What stops a file from being written in `folder`, which is made if need be; None when nothing does."""
    try:
        make_folder(folder)
        with tempfile.TemporaryFile(dir=folder):
            return None
    except OSError as error:
        return error


def folder_fault(error: OSError, folder: Path | None = None) -> str | None:
    """The French sentence for a folder that is a file, that may not be changed, or a full disk; None for other errors.

    `folder` is the place that was to be written, otherwise the path that the error names.
    """
    path = folder or (Path(str(error.filename)) if error.filename else None)
    if error.errno in FULL:
        where = f" pour écrire « {path} »" if path else ""
        return f"plus de place sur le disque{where}. À faire : libérer de la place, puis relancer."
    if path is None:
        return None
    if error.errno in _NOT_A_FOLDER:
        return file_in_the_way(path)
    if error.errno in _READ_ONLY:
        place = next((place for place in (path, *path.parents) if place.is_dir()), path)
        return f"dossier non modifiable : « {place} ». À faire : se donner le droit d'y écrire, puis relancer."
    return None


def file_in_the_way(folder: Path) -> str | None:
    """The French sentence for a file that stands where `folder`, or a folder that holds it, should be; None without."""
    file = next((place for place in (folder, *folder.parents) if place.is_file()), None)
    if file is None:
        return None
    return f"« {file} » est un fichier, il faut un dossier. À faire : le renommer ou le déplacer."
