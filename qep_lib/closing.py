"""`data/` is closed to the other users of the machine, and so is all that is made below it. Writing files is `files`.

Where people share a workspace, its group keeps the right to work in it: the folder above has the group bit (setgid), or the
existing `data/` may be written by its group. Windows has other rights, which are left as they are.
"""

import os
import stat
from contextlib import suppress
from pathlib import Path

DATA = "data"
ALONE, SHARED = 0o700, 0o2770
_OTHERS = stat.S_IRWXO


def make_folder(folder: Path) -> None:
    """Make a folder, with those above it if need be; `data/` and what is below are made closed."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    if missing and not folder.is_dir():
        # Let the system say that a file stands in the way.
        missing[0].mkdir(parents=True)
    for made in reversed(missing):
        made.mkdir(exist_ok=True)
        if made.name == DATA:
            close_data(made)
        elif (mode := _closed_mode(made.parent)) is not None:
            _change(made, mode)


def close_file(path: Path) -> None:
    """Give a file just made below `data/` the rights of that folder; anywhere else it keeps those it has."""
    if (mode := _closed_mode(path.parent)) is not None:
        _change(path, mode & 0o666)


def close_data(folder: Path) -> None:
    """Close an existing `data/`, in silence where it is somebody else's: `is_open` then tells."""
    if os.name != "posix" or not folder.is_dir():
        return
    mode = stat.S_IMODE(folder.stat().st_mode)
    # What an empty folder lets its group do comes from the mask of whoever made it.
    may_group_write = mode & stat.S_IWGRP and any(folder.iterdir())
    is_shared = bool((mode | folder.parent.stat().st_mode) & stat.S_ISGID or may_group_write)
    wanted = SHARED if is_shared else ALONE
    if mode != wanted:
        _change(folder, wanted)


def is_open(folder: Path) -> bool:
    """True when other users of the machine may enter `folder`; False where there is none, or where rights are not modes."""
    return os.name == "posix" and folder.is_dir() and bool(folder.stat().st_mode & _OTHERS)


def _closed_mode(folder: Path) -> int | None:
    """The mode of the nearest `data/` that holds the folder or is it, where it is closed."""
    if os.name != "posix":
        return None
    data = next((place for place in (folder, *folder.parents) if place.name == DATA), None)
    if data is None or is_open(data) or not data.is_dir():
        return None
    return stat.S_IMODE(data.stat().st_mode) & (ALONE | SHARED)


def _change(path: Path, mode: int) -> None:
    with suppress(OSError):
        path.chmod(mode)
