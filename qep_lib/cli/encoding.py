"""In which characters the command reads names and writes words. What it says is elsewhere."""

import os
import sys


def speak_utf8() -> None:
    """Where the system's words are ASCII (`LC_ALL=C`), begin again in Python's UTF-8 mode: names of files and of folders are
    French too. A screen that has fewer characters than French gets marks in their place.
    """
    if sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode:
        sys.stdout.flush()
        os.environ["PYTHONUTF8"] = "1"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
