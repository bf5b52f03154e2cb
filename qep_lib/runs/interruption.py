"""Ctrl-C held back while processes are born, and never lost. What an interruption stops is said where processes are used."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from types import FrameType

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
        for number in noted[:1]:
            signal.raise_signal(number)


@contextmanager
def interruption_insisted() -> Iterator[Callable[[], None]]:
    """Give a function that interrupts again when an interruption went by without effect.

    Python raises a handler's exception wherever the main thread stands, and drops it when that is a destructor or the
    callback of a weak reference: the batch would then go on to its end. Does nothing outside the main thread.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return
    noted: list[int] = []
    former = {number: signal.getsignal(number) for number in _INTERRUPTIONS}
    told = {number: handler for number, handler in former.items() if callable(handler)}

    def note(number: int, frame: FrameType | None) -> None:
        noted.append(number)
        told[number](number, frame)

    def insist() -> None:
        if noted:
            signal.raise_signal(noted.pop())

    for number in told:
        signal.signal(number, note)
    try:
        yield insist
    finally:
        for number, handler in told.items():
            signal.signal(number, handler)
