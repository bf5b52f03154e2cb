"""Runs jobs, one process a core, and gives each outcome as it comes. What a job does is `runs.job`."""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import connection
from types import FrameType
from typing import Any

from qep_lib.runs.job import run_job
from qep_lib.runs.outcome import Failure, Outcome
from qep_lib.runs.plan import Job

JobFunction = Callable[[str, dict[str, str], float], dict[str, Any]]
DEFAULT_TIMEOUT_SECONDS = 300.0
STOP_SECONDS = 15.0
"""How long an interrupted worker may take to close its kernel before it is killed."""


def default_workers() -> int:
    """One worker a usable core."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def execute_jobs(
    workspace_root: str,
    jobs: Sequence[Job],
    workers: int,
    timeout: float = DEFAULT_TIMEOUT_SECONDS,
    function: JobFunction = run_job,
) -> Iterator[Outcome]:
    """The outcome of every job, in the order they finish; every job has exactly one.

    With one worker the jobs run in this process. When a worker process dies, the jobs it took with it are run again
    once, each alone, and only those that kill their process again fail. Leaving the iteration early (interruption)
    stops the workers and their kernels.
    """
    if workers <= 1 or len(jobs) <= 1:
        for job in jobs:
            yield Outcome.from_json(function(workspace_root, job.to_json(), timeout))
        return
    lost: list[Job] = []
    with _pool(min(workers, len(jobs))) as pool:
        yield from _drain(pool, function, workspace_root, jobs, timeout, lost)
    for job in lost:
        dead: list[Job] = []
        with _pool(1) as pool:
            yield from _drain(pool, function, workspace_root, [job], timeout, dead)
        if dead:
            yield Outcome(job, "failed", failure=_worker_died())


def _submit(
    pool: Executor, function: JobFunction, root: str, jobs: Sequence[Job], timeout: float
) -> dict[Future[dict[str, Any]], Job]:
    submitted: dict[Future[dict[str, Any]], Job] = {}
    for job in jobs:
        try:
            submitted[pool.submit(_run_or_leave, function, root, job.to_json(), timeout)] = job
        except BrokenProcessPool as error:
            # A worker may die while jobs are still being handed out: the job is lost like those already taken.
            broken: Future[dict[str, Any]] = Future()
            broken.set_exception(error)
            submitted[broken] = job
    return submitted


def _drain(
    pool: Executor, function: JobFunction, root: str, jobs: Sequence[Job], timeout: float, lost: list[Job]
) -> Iterator[Outcome]:
    is_finished = False
    try:
        with _interruption_held():
            submitted = _submit(pool, function, root, jobs, timeout)
        for future in as_completed(submitted):
            try:
                outcome = Outcome.from_json(future.result())
            except BrokenProcessPool:
                lost.append(submitted[future])
                continue
            yield outcome
        is_finished = True
    finally:
        if not is_finished:
            _stop_workers()


@contextmanager
def _interruption_held() -> Iterator[None]:
    """Make Ctrl-C wait: a worker is born with it held too, and would otherwise show a trace until it ignores it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    former = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)


def _stop_workers() -> None:
    """End every worker, which breaks the pool: its waiting jobs fail and none starts.

    The jobs are not cancelled: the pool's own thread would stumble on a cancelled job and print a trace.
    """
    processes = multiprocessing.active_children()
    for process in processes:
        process.terminate()
    limit = time.monotonic() + STOP_SECONDS
    running = [process.sentinel for process in processes]
    while running and time.monotonic() < limit:
        ended = connection.wait(running, timeout=STOP_SECONDS)
        running = [sentinel for sentinel in running if sentinel not in ended]
    for process in processes:
        if process.sentinel in running:
            process.kill()


def _pool(workers: int) -> ProcessPoolExecutor:
    """Fresh interpreters: a forked one would share sockets and threads with this process."""
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_prepare_worker)


def _prepare_worker() -> None:
    """Leave Ctrl-C to the parent, which stops its workers by SIGTERM; they then close their kernels and go."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    if sys.platform != "win32":
        signal.signal(signal.SIGTERM, _leave)


def _run_or_leave(function: JobFunction, root: str, job: dict[str, str], timeout: float) -> dict[str, Any]:
    """Run the job; when asked to stop, end the process at once, for the pool would otherwise hand it the next job."""
    try:
        return function(root, job, timeout)
    except SystemExit:
        os._exit(128 + signal.SIGTERM)


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def _worker_died() -> Failure:
    return Failure("worker_died", "le processus qui produisait le rapport s'est arrêté brutalement, deux fois de suite")
