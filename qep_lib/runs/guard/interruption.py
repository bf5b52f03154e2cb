"""Holding Ctrl-C back while processes are born. What an interruption stops is said where processes are used."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker

_INTERRUPTIONS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def interruption_held() -> Iterator[None]:
    """Make an interruption wait until what is being started has been started, and can be stopped.

    Handlers only note it meanwhile. The mask is for the processes and threads born meanwhile, which inherit it and so
    show no trace of their own; it would not do for this process, where the signal would reach another thread. Does
    nothing outside the main thread, nor on Windows, which has no signal mask.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # It is started with the first process otherwise, and lets signals through again when it is.
    resource_tracker.ensure_running()
    noted: list[int] = []
    former = {number: signal.signal(number, lambda got, frame: noted.append(got)) for number in _INTERRUPTIONS}
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for number, handler in former.items():
            # None stands for a handler that Python did not set, and cannot set again.
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        for got in noted[:1]:
            signal.raise_signal(got)
