"""Modules that only some systems have, None elsewhere: Unix has `fcntl` and `resource`, Windows `msvcrt`.

Nothing else in the library imports them: what is not there is decided here, and each user has its way without it.
"""

from importlib import import_module
from types import ModuleType


def _module(name: str) -> ModuleType | None:
    try:
        return import_module(name)
    except ImportError:
        return None


fcntl = _module("fcntl")
msvcrt = _module("msvcrt")
resource = _module("resource")

CAN_LIMIT_OTHERS = hasattr(resource, "prlimit")
"""Whether the memory of another process can be limited (Linux)."""
