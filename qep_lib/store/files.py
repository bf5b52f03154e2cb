"""Bytes to disk so that a file is never half written. What the bytes mean is `parquet` and `manifest`."""

import os
from pathlib import Path


def write_synced(path: Path, content: bytes) -> None:
    """Write `content` and wait until it is on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    _sync_folder(path.parent)


def write_atomically(path: Path, content: bytes) -> None:
    """`path` holds either its former content or the new one, never a part of it."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    write_synced(temporary, content)
    temporary.replace(path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """A new name is on the disk only once its folder is; elsewhere than on POSIX a folder cannot be synced."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
