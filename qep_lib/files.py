"""Writing files so that a reader, or a power cut, never meets half of one. What is written is decided elsewhere."""

import ctypes
import hashlib
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from qep_lib.closing import close_file, make_folder

CHECKPOINTS = ".ipynb_checkpoints"
"""The folder that any Jupyter makes beside a file that is opened in it: a copy, which is nobody's work."""


def file_sha256(path: Path) -> str | None:
    """SHA-256 of a file's bytes, as hexadecimal; None when there is no such file."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def readable_sha256(path: Path) -> str | None:
    """The same, and None too for a file that cannot be read: whoever compares hashes then finds another file."""
    try:
        return file_sha256(path)
    except OSError:
        return None


def write_synced(path: Path, content: bytes) -> None:
    """Write a new file, with its folders, down to the disk. Not atomic: for names and folders nobody reads yet."""
    make_folder(path.parent)
    _write(path, content)
    close_file(path)
    sync_folder(path.parent)


def write_tree(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write new files (name -> content, names may hold folders) below `folder`, down to the disk. Not atomic either."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, content)
    for parent in {(folder / name).parent for name in files} | {folder}:
        sync_folder(parent)


def replace_file(path: Path, content: bytes) -> None:
    """Put `content` in place of the file at once: the old bytes or the new ones, never a part."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    write_synced(fresh, content)
    fresh.replace(path)
    sync_folder(path.parent)


def put_in_place(fresh: Path, target: Path, aside: Path) -> None:
    """Make the folder `fresh` appear as `target`, whose former content, if any, goes away; `aside` is a free name.

    Where Linux can, the two change places at once. Elsewhere the former goes to `aside` first: for an instant there is
    none, and whoever is killed then leaves it there. All three are on one file system.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    sync_folder(fresh)
    if not target.exists():
        fresh.rename(target)
    elif _exchange(fresh, target):
        aside = fresh
    else:
        target.rename(aside)
        try:
            fresh.rename(target)
        except OSError:
            aside.rename(target)
            raise
    sync_folder(target.parent)
    shutil.rmtree(aside, ignore_errors=True)


def append_line(path: Path, line: str) -> None:
    """Add one line, on a line of its own even after one that a kill cut short."""
    make_folder(path.parent)
    with path.open("ab+") as file:
        is_cut = file.seek(0, os.SEEK_END) > 0 and _last_byte(file) != b"\n"
        file.write((b"\n" if is_cut else b"") + line.encode("utf-8") + b"\n")
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power cut, where the system can sync a folder (Windows cannot)."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two names at once (Linux's renameat2); False where the system or the file system cannot."""
    if sys.platform != "linux":
        return False
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    here = -100  # AT_FDCWD: relative paths start from the current folder.
    exchange = 2  # RENAME_EXCHANGE
    return rename is not None and rename(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _last_byte(file: BinaryIO) -> bytes:
    file.seek(-1, os.SEEK_END)
    return file.read(1)
