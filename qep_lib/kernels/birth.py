"""What a forked child does to become an ordinary Jupyter kernel. Forking it is `nursery`'s work.

Whatever two processes must not share is made here, after the fork: sockets, threads, session keys, random states. The
nursery has none of them.
"""

import atexit
import ctypes
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType
from typing import Any, ClassVar, NamedTuple

import matplotlib
import numpy as np
from ipykernel import ipkernel
from ipykernel.kernelapp import IPKernelApp
from IPython.core import shellapp
from matplotlib import pyplot

from qep_lib.kernels.request import Received

_PARENT_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of Linux's prctl(2)."""


class Imported(NamedTuple):
    """What was imported before the fork, as IPython wants it: `names` for « %reset », `files` for the debugger."""

    names: set[str]
    files: list[str]


@cache
def imported_modules() -> Imported:
    """The modules of this process; the nursery asks once, before it forks."""
    modules = sys.modules.copy()
    return Imported(set(modules), [module.__file__ for module in modules.values() if getattr(module, "__file__", None)])


def become_kernel(request: Received) -> None:
    """Turn this freshly forked process into a kernel and serve until it is told to stop."""
    # As JPY_PARENT_PID says to an ordinary kernel, which reads it when it is imported: here that was in the nursery.
    app = IPKernelApp.instance(parent_handle=os.getppid())
    _leave_the_nursery(request)
    with _modules_left_alone():
        app.initialize(list(request.birth.arguments))
    imported = imported_modules()
    app.kernel.debugger.kernel_modules, app.shell._sys_modules_keys = imported.files, imported.names
    _draw_as_asked()
    app.start()
    # What the kernel itself registered: the nursery's own were cleared.
    atexit._run_exitfuncs()


def _leave_the_nursery(request: Received) -> None:
    # A group of its own: stopping a kernel also stops what its cells have started.
    os.setsid()
    _die_with_the_nursery()
    for number in (signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.close(request.answer)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, handle in enumerate((nothing, request.standard_output, request.standard_error)):
        os.dup2(handle, number)
        os.close(handle)
    os.environ.clear()
    os.environ.update(request.birth.environment)
    time.tzset()
    os.chdir(request.birth.folder)
    sys.argv = ["ipykernel_launcher", *request.birth.arguments]
    atexit._clear()
    random.seed()
    np.random.seed()


class _SysWithoutModules:
    """As `sys`, with no module to list."""

    modules: ClassVar[dict[str, ModuleType]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(sys, name, value)


@contextmanager
def _modules_left_alone() -> Iterator[None]:
    """Keep IPython from listing the imported modules at its start, twice: to touch each of them is to copy a quarter of all
    that a report's kernel ever copies of its nursery, where `imported_modules` has listed them.
    """
    ipkernel.sys = shellapp.sys = _SysWithoutModules()
    try:
        yield
    finally:
        ipkernel.sys = shellapp.sys = sys


def _die_with_the_nursery() -> None:
    """Ask Linux to end this process at once when the nursery ends; elsewhere the kernel looks once a second."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)


def _draw_as_asked() -> None:
    """The drawing backend is chosen when matplotlib is imported, in the nursery: choose again from this environment."""
    wanted = os.environ["MPLBACKEND"]
    if matplotlib.rcParams["backend"].casefold() != wanted.casefold():
        pyplot.switch_backend(wanted)
