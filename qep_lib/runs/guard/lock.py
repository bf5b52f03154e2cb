"""One writing command at a time in a workspace. Which files it writes is not decided here."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

import psutil

from qep_lib.closing import close_data, close_file, make_folder
from qep_lib.errors import ParameterError, WorkspaceLocked, sure
from qep_lib.model.workspace import Workspace
from qep_lib.runs.guard.folders import folder_fault
from qep_lib.systems import fcntl, msvcrt

_HOLDER = re.compile(r"processus (\d+)")


@contextmanager
def workspace_lock(workspace: Workspace) -> Iterator[None]:
    """Hold the workspace's lock; the system releases it however the process ends, so no lock is ever stale.

    Raises `WorkspaceLocked`, which names the process that holds it and since when, and `ParameterError` when the
    folder that holds the lock cannot be written.
    """
    with _open(workspace.lock) as file:
        if not _try_lock(file):
            file.seek(0)
            raise WorkspaceLocked(
                f"une autre commande qep écrit dans cet espace de travail ({file.read().strip() or 'inconnue'}). "
                "À faire : attendre qu'elle finisse, puis relancer."
            )
        file.truncate(0)
        file.write(f"processus {os.getpid()}, commencée le {datetime.now():%d/%m/%Y à %H:%M:%S}")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)
            _unlock(file)


def lock_holder(workspace: Workspace) -> int | None:
    """The id of the process that holds the lock, None when nobody does.

    Nothing is locked to find out: whoever looks on every second must not make a command that starts meanwhile fail.
    """
    try:
        said = _HOLDER.search(workspace.lock.read_text(encoding="utf-8", errors="replace"))
        written_at = workspace.lock.stat().st_mtime
        # A process of that number that started after the lock was written is another one.
        return int(said[1]) if said and psutil.Process(int(said[1])).create_time() <= written_at + 1 else None
    except (OSError, psutil.Error):
        return None


def _open(path: Path) -> IO[str]:
    try:
        make_folder(path.parent)
        close_data(path.parent)
        is_new = not path.exists()
        file = path.open("a+", encoding="utf-8")
        if is_new:
            close_file(path)
        return file
    except OSError as error:
        if (fault := folder_fault(error)) is None:
            raise
        raise ParameterError(fault) from error


def _try_lock(file: IO[str]) -> bool:
    try:
        if msvcrt is not None:
            file.seek(_FAR)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            sure(fcntl).flock(file, sure(fcntl).LOCK_EX | sure(fcntl).LOCK_NB)
    except OSError:
        return False
    return True


def _unlock(file: IO[str]) -> None:
    if msvcrt is not None:
        file.seek(_FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
    else:
        sure(fcntl).flock(file, sure(fcntl).LOCK_UN)


_FAR = 1 << 20
"""Windows locks bytes and forbids reading them: a byte beyond the text is locked."""
