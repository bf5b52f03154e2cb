"""What a forked child does to become an ordinary Jupyter kernel. Forking it is `nursery`'s work.

Whatever two processes must not share is made here, after the fork: sockets, threads, session keys, random states. The
nursery has none of them.
"""

import ctypes
import os
import random
import signal
import sys
import time

import matplotlib
import numpy as np
from ipykernel.kernelapp import IPKernelApp
from matplotlib import pyplot

from qep_lib.kernels.request import Received
from qep_lib.unpromised import forget_exit_functions, run_exit_functions

_PARENT_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of Linux's prctl(2)."""


def become_kernel(request: Received) -> None:
    """Turn this freshly forked process into a kernel and serve until it is told to stop."""
    # As JPY_PARENT_PID says to an ordinary kernel, which reads it when it is imported: here that was in the nursery.
    app = IPKernelApp.instance(parent_handle=os.getppid())
    _leave_the_nursery(request)
    app.initialize(list(request.birth.arguments))
    _draw_as_asked()
    app.start()
    # What the kernel itself registered: the nursery's own were forgotten.
    run_exit_functions()


def _leave_the_nursery(request: Received) -> None:
    # A group of its own: stopping a kernel also stops what its cells have started.
    os.setsid()
    _die_with_the_nursery()
    for number in (signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.close(request.answer)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for descriptor, handle in enumerate((nothing, request.standard_output, request.standard_error)):
        os.dup2(handle, descriptor)
        os.close(handle)
    os.environ.clear()
    os.environ.update(request.birth.environment)
    time.tzset()
    os.chdir(request.birth.folder)
    sys.argv = ["ipykernel_launcher", *request.birth.arguments]
    forget_exit_functions()
    random.seed()
    np.random.seed()


def _die_with_the_nursery() -> None:
    """Ask Linux to end this process at once when the nursery ends; elsewhere the kernel looks once a second."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)


def _draw_as_asked() -> None:
    """The drawing backend is chosen when matplotlib is imported, in the nursery: choose again from this environment."""
    wanted = os.environ["MPLBACKEND"]
    if matplotlib.rcParams["backend"].casefold() != wanted.casefold():
        pyplot.switch_backend(wanted)
