"""Writing files so that a reader, or a power cut, never meets half of one. What is written is decided elsewhere."""

import hashlib
import os
from pathlib import Path


def file_sha256(path: Path) -> str | None:
    """SHA-256 of a file's bytes, as hexadecimal; None when there is no such file."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def write_synced(path: Path, content: bytes) -> None:
    """Write a new file, with its folders, down to the disk. Not atomic: for names and folders nobody reads yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def replace_file(path: Path, content: bytes) -> None:
    """Put `content` in place of the file at once: the old bytes or the new ones, never a part."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    write_synced(fresh, content)
    fresh.replace(path)
    sync_folder(path.parent)


def append_line(path: Path, line: str) -> None:
    """Add one line, on a line of its own even after one that a kill cut short."""
    path.parent.mkdir(parents=True, exist_ok=True)
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


def _last_byte(file) -> bytes:
    file.seek(-1, os.SEEK_END)
    return file.read(1)
