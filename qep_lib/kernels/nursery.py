"""The nursery: a process without thread, socket context or figure that forks a ready kernel for each request.

Once the control socket closes, its owner is gone: the nursery kills its kernels and ends. Asking is `client`, the form
of a request is `request`, what the child does is `birth`.

    python -m qep_lib.kernels.nursery <descriptor of the control socket> <modules to import beside those of a report>
"""

import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from qep_lib.kernels.birth import become_kernel
from qep_lib.kernels.request import Received, receive_request
from qep_lib.kernels.warmth import warm

_BYTES_PER_KB = 1024


def fork_nursery() -> socket.socket:
    """A nursery that holds what this process has imported; returns its control socket.

    This process must be clean at this moment: one thread, no ZMQ context, no sockets that a kernel must not inherit.
    """
    mine, theirs = socket.socketpair()
    if os.fork() == 0:
        mine.close()
        serve(theirs)
    theirs.close()
    return mine


def serve(control: socket.socket) -> NoReturn:
    """Fork kernels for whoever holds the other end of `control`, until it closes; the process then ends.

    It ends at once when it has several threads: a child of such a process may wait for ever for a lock that one of them
    held. Whoever asks then starts ordinary kernels.
    """
    if (threads := _count_threads()) > 1:
        os.write(2, f"qep_lib.kernels.nursery: {threads} threads, forking is not safe\n".encode())
        os._exit(1)
    wake, waker = os.pipe()
    for end in (wake, waker):
        os.set_blocking(end, False)
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    # Ctrl-C reaches every process of a terminal: what becomes of the kernels is decided at the other end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    # All that is here will be shared with every kernel: their collectors must not write on it.
    gc.collect()
    gc.freeze()
    kernels: dict[int, socket.socket] = {}
    with selectors.DefaultSelector() as selector:
        selector.register(control, selectors.EVENT_READ)
        selector.register(wake, selectors.EVENT_READ)
        while True:
            ready = {key.fileobj for key, _ in selector.select()}
            if wake in ready:
                os.read(wake, 4096)
                _tell_ends(kernels)
            if control in ready:
                request = receive_request(control)
                if request is None:
                    _kill(kernels)
                    os._exit(0)
                _fork_kernel(request, kernels)


def _count_threads() -> int:
    """Those of compiled libraries included, where the system lists them."""
    listed = Path("/proc/self/task")
    return len(list(listed.iterdir())) if listed.is_dir() else threading.active_count()


def _fork_kernel(request: Received, kernels: dict[int, socket.socket]) -> None:
    pid = os.fork()
    if pid == 0:
        _live(request)
    os.close(request.standard_output)
    os.close(request.standard_error)
    kernels[pid] = socket.socket(fileno=request.answer)
    _tell(kernels[pid], {"pid": pid})


def _live(request: Received) -> NoReturn:
    """The child: a kernel, then nothing; it never goes back to the nursery's loop."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        become_kernel(request)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        # The border of a process: its last words go where its owner looks for them.
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _tell_ends(kernels: dict[int, socket.socket]) -> None:
    """Reap every kernel that has ended, and tell its owner how, with the most memory it held."""
    while kernels:
        pid, status, usage = os.wait4(-1, os.WNOHANG)
        if pid == 0:
            return
        answer = kernels.pop(pid)
        code = os.waitstatus_to_exitcode(status)
        cpu_seconds = usage.ru_utime + usage.ru_stime
        _tell(answer, {"code": code, "peak_mb": usage.ru_maxrss / _BYTES_PER_KB, "cpu_seconds": cpu_seconds})
        answer.close()


def _tell(answer: socket.socket, fact: dict[str, float]) -> None:
    # An owner that listens no more has gone, or will kill its kernel through another way: nothing is lost.
    with suppress(OSError):
        answer.sendall(json.dumps(fact).encode() + b"\n")


def _kill(kernels: Iterable[int]) -> None:
    for pid in kernels:
        # The whole group, and the process itself in case it has just been forked and has no group of its own yet.
        for kill in (os.killpg, os.kill):
            with suppress(ProcessLookupError):
                kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    warm()
    for module in sys.argv[2:]:
        importlib.import_module(module)
    serve(socket.socket(fileno=int(sys.argv[1])))
