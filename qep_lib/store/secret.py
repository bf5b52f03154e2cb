"""The key of a workspace: what turns an identity into a mark that tells two rows apart and gives nothing back.

A mark is told only here: without the key nobody can try names or numbers until one fits. Which rows are marked is decided
above.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from pathlib import Path

from qep_lib.files import replace_file
from qep_lib.model.workspace import Workspace

KEY_BYTES = 32
MARK_SIGNS = 12
_LETTERS = "abcdefghijklmnop"


def read_key(workspace: Workspace) -> bytes:
    """The workspace's key; a passing one, which marks nothing that is kept, before the first import has made it."""
    try:
        return _path(workspace).read_bytes()
    except FileNotFoundError:
        return secrets.token_bytes(KEY_BYTES)


def make_key(workspace: Workspace) -> None:
    """Make the key if there is none. Whoever loses it loses the list of forgotten rows with it, and no row."""
    if not _path(workspace).exists():
        replace_file(_path(workspace), secrets.token_bytes(KEY_BYTES))


def mark(key: bytes, parts: Sequence[str]) -> str:
    """Twelve letters for these texts: always the same under one key. Letters alone, which no rule takes for a number."""
    digest = hmac.new(key, "\x1f".join(parts).encode(), hashlib.sha256).digest()
    signs = (_LETTERS[half] for byte in digest for half in divmod(byte, 16))
    return "".join(sign for sign, _ in zip(signs, range(MARK_SIGNS), strict=False))


def _path(workspace: Workspace) -> Path:
    return workspace.restricted / "cle"
