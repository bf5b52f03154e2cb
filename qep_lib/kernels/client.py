"""How a process asks its nursery for kernels, and follows them. The nursery itself is `nursery`. Light to import.

A process has one nursery: one that was forked from it while it was clean (see `adopt`), otherwise one that is started as
a program at the first request, and started again when its library has changed on the disk or when it has died. A nursery
whose library has changed lives on until its kernels have ended: they hold an analyst's work.
"""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from qep_lib.kernels.environment import REPRODUCIBLE
from qep_lib.kernels.request import Birth, send_request

LIBRARY = Path(__file__).resolve().parents[1]


class ForkedProcess:
    """A kernel's process as `subprocess.Popen` would show it, for the few things that kernel provisioners ask."""

    stdin = stdout = stderr = None

    def __init__(self, answer: socket.socket):
        self._answer = answer
        self._told = b""
        self.returncode: int | None = None
        self.peak_mb: float | None = None
        self.cpu_seconds: float | None = None
        try:
            self.pid: int = self._read()["pid"]
        except ConnectionError:
            answer.close()
            raise
        answer.setblocking(False)

    def poll(self) -> int | None:
        """The exit code, negative for a signal as in `subprocess`; None while it runs."""
        if self.returncode is None:
            try:
                end = self._read()
            except BlockingIOError:
                return None
            except ConnectionError:
                # The nursery was killed, and its kernels die with it.
                end = {"code": -signal.SIGKILL, "peak_mb": None, "cpu_seconds": None}
            self._answer.close()
            self.returncode = end["code"]
            self.peak_mb, self.cpu_seconds = end["peak_mb"], end["cpu_seconds"]
        return self.returncode

    def wait(self) -> int:
        """Wait for the end, however long; returns the exit code."""
        while (code := self.poll()) is None:
            self._answer.setblocking(True)
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal to the process, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def _read(self) -> dict[str, Any]:
        while b"\n" not in self._told:
            part = self._answer.recv(4096)
            if not part:
                raise ConnectionResetError("la pouponnière s'est arrêtée")
            self._told += part
        line, _, self._told = self._told.partition(b"\n")
        return json.loads(line)


@dataclass(slots=True)
class _Current:
    """A nursery of this process. `library` is None for one forked from it, which holds what this process holds; `kernels`
    are those it has forked, the ended ones forgotten from time to time."""

    control: socket.socket
    owner: int
    library: tuple[tuple[str, int], ...] | None
    program: subprocess.Popen[bytes] | None = None
    kernels: list[ForkedProcess] = field(default_factory=list)

    def has_kernels(self) -> bool:
        """True while one of its kernels runs."""
        self.kernels = [kernel for kernel in self.kernels if kernel.poll() is None]
        return bool(self.kernels)

    def end(self) -> None:
        """End it and its kernels, if it is this process's own and not that of a process it was forked from."""
        if self.owner == os.getpid():
            self.control.close()
            if self.program is not None:
                self.program.wait()


_current: _Current | None = None
_former: list[_Current] = []
"""Nurseries of an older state of the library, for as long as a kernel of theirs runs."""
_ahead: tuple[str, ...] = ()
"""Modules that the kernels of this process have imported, beside those of every report."""


def can_fork() -> bool:
    """Whether this system can have a nursery."""
    return hasattr(os, "fork") and hasattr(socket, "send_fds")


def prepare(*modules: str) -> None:
    """Start the nursery before its first kernel is asked for, with those modules imported too, which start no thread."""
    global _ahead
    _ahead = modules
    if can_fork():
        _nursery()


def adopt(control: socket.socket) -> None:
    """Use this nursery, which was forked from the present process, for all its kernels."""
    global _current
    _current = _Current(control, os.getpid(), library=None)


def ask(birth: Birth, standard_output: int, standard_error: int) -> ForkedProcess:
    """A new kernel process. Raises OSError when no nursery can be had."""
    try:
        return _fork(birth, standard_output, standard_error)
    except ConnectionError:
        _leave_current()
        return _fork(birth, standard_output, standard_error)


def close() -> None:
    """End the nurseries of this process and their kernels; the next request starts another."""
    _leave_current()
    for former in _former:
        former.end()
    _former.clear()


def _fork(birth: Birth, standard_output: int, standard_error: int) -> ForkedProcess:
    nursery = _nursery()
    kernel = ForkedProcess(send_request(nursery.control, birth, standard_output, standard_error))
    nursery.kernels.append(kernel)
    return kernel


def _leave_current() -> None:
    global _current
    if _current is not None:
        _current.end()
    _current = None


def _sweep() -> None:
    """Forget the kernels that have ended, and end the former nurseries that have none left."""
    if _current is not None:
        _current.has_kernels()
    for former in list(_former):
        # What another process is told of its kernels must not be read here.
        if former.owner != os.getpid() or not former.has_kernels():
            former.end()
            _former.remove(former)


def _nursery() -> _Current:
    global _current
    if _current is not None and _current.owner != os.getpid():
        _leave_current()
    if _current is not None and _current.library is not None and _current.library != _library():
        _former.append(_current)
        _current = None
    _sweep()
    if _current is None:
        atexit.register(close)
        mine, theirs = socket.socketpair()
        with theirs:
            program = subprocess.Popen(
                [sys.executable, "-P", "-m", "qep_lib.kernels.nursery", str(theirs.fileno()), *_ahead],
                env=os.environ | REPRODUCIBLE,
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        _current = _Current(mine, os.getpid(), _library(), program)
    return _current


def _library() -> tuple[tuple[str, int], ...]:
    """Which sources a nursery would import now: an analyst who edits the library gets the new one at the next kernel."""
    return tuple((str(path), path.stat().st_mtime_ns) for path in sorted(LIBRARY.rglob("*.py")))


def descriptor(stream: IO[bytes] | int | None, default: int) -> int:
    """The descriptor behind what `subprocess` takes as a stream; `default` when it is left to the parent's own."""
    if stream is None:
        return default
    return stream if isinstance(stream, int) else stream.fileno()
