"""Modules that only some systems have, None elsewhere: Unix has `fcntl` and `resource`, Windows `msvcrt`.

Nothing else in the library imports them: what is not there is decided here, and each user has its way without it.
"""

try:
    import fcntl
except ImportError:
    fcntl = None
try:
    import msvcrt
except ImportError:
    msvcrt = None
try:
    import resource
except ImportError:
    resource = None

CAN_LIMIT_OTHERS = hasattr(resource, "prlimit")
"""Whether the memory of another process can be limited (Linux)."""
