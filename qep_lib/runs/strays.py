"""Processes that a notebook leaves behind, found and ended with its kernel. Stopping the kernel itself is `kernel`.

A process in a session of its own outlives the group of its kernel. What it cannot shed is its parent while that lives, and
the environment that it was started with, which names the private folder of one kernel.
"""

from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

import psutil

ROUNDS = 5
"""Looks at most: what is being ended may have started something else meanwhile."""


def descendants(pid: int) -> list[psutil.Process]:
    """The processes that a process has started, and theirs, as far as their parents live; none once it has ended."""
    with suppress(psutil.Error):
        return psutil.Process(pid).children(recursive=True)
    return []


def end_strays(private: Path, known: Collection[psutil.Process] = ()) -> int:
    """Kill the processes `known` and those whose environment names the folder `private`; returns how many there were.

    Processes of other users cannot be looked into: they are not this kernel's.
    """
    ended: set[psutil.Process] = set()
    for _ in range(ROUNDS):
        running = {process for process in (*known, *_inheriting(private)) if process not in ended and _runs(process)}
        if not running:
            break
        for process in running:
            with suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(running, timeout=1)
        ended |= running
    return len(ended)


def _inheriting(private: Path) -> list[psutil.Process]:
    return [process for process in psutil.process_iter() if _names(process, str(private))]


def _names(process: psutil.Process, folder: str) -> bool:
    try:
        return any(folder in value for value in process.environ().values())
    except (psutil.Error, OSError):
        # Ended meanwhile, or another user's.
        return False


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
