"""Runs jobs, one process a core, and gives each outcome as it comes. What a job does is `runs.execute.job`."""

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import connection
from pkgutil import resolve_name
from types import FrameType
from typing import Any

from qep_lib.errors import sure
from qep_lib.kernels.environment import REPRODUCIBLE
from qep_lib.runs.execute.cluster import execute_on_cluster
from qep_lib.runs.guard.interruption import interruption_held
from qep_lib.runs.plan.planning import Job
from qep_lib.runs.plan.settings import RunSettings
from qep_lib.runs.record.outcome import Failure, Outcome

RUN_JOB = "qep_lib.runs.execute.job:run_job"
"""What a job is, by name: this process only hands jobs out, and would take two seconds to import what they need."""
PRELOADED = "qep_lib.runs.execute.preload"
"""What the server of workers imports."""
PREPARE = "qep_lib.runs.execute.preload:prepare_worker"
FORK_SERVER = "multiprocessing.forkserver"
"""By name: it is for systems that fork."""
RECYCLED_AFTER = 150
"""Jobs a worker does before a fresh one takes its place, so that no leak of a library can grow for ever."""
STOP_SECONDS = 15.0
"""How long an interrupted worker may take to close its kernel before it is killed."""


def execute_jobs(
    workspace_root: str, jobs: Sequence[Job], settings: RunSettings, function: str = RUN_JOB
) -> Generator[Outcome, None, None]:
    """The outcome of every job, in the order they finish; every job has exactly one.

    `settings.executor` says where: `inline` in this process, `process` in workers of this machine, `dask` on a
    cluster. When a worker process dies, the jobs it took with it are run again once, each alone, and only those that
    kill their process again fail. Leaving the iteration early (interruption) stops the workers and their kernels.
    """
    if settings.executor == "dask":
        yield from execute_on_cluster(workspace_root, jobs, settings, function)
    elif settings.executor == "inline":
        for job in jobs:
            yield Outcome.from_json(resolve_name(function)(workspace_root, job.to_json(), settings.to_json()))
    else:
        yield from _execute_in_processes(workspace_root, jobs, settings, function)


def _execute_in_processes(root: str, jobs: Sequence[Job], settings: RunSettings, function: str) -> Iterator[Outcome]:
    """A new set of workers every so many jobs: the pool's own way of recycling can stop for ever (cpython #115634)."""
    lost: list[Job] = []
    at_once = RECYCLED_AFTER * settings.workers
    for start in range(0, len(jobs), at_once):
        some = jobs[start : start + at_once]
        with _pool(root, min(settings.workers, len(some)), settings) as pool:
            yield from _drain(pool, function, root, some, settings, lost)
    for job in lost:
        dead: list[Job] = []
        with _pool(root, 1, settings) as pool:
            yield from _drain(pool, function, root, [job], settings, dead)
        if dead:
            yield Outcome(job, "failed", failure=_worker_died())


def _submit(
    pool: Executor, function: str, root: str, jobs: Sequence[Job], settings: RunSettings
) -> dict[Future[dict[str, Any]], Job]:
    submitted: dict[Future[dict[str, Any]], Job] = {}
    for job in jobs:
        try:
            submitted[pool.submit(_run_or_leave, function, root, job.to_json(), settings.to_json())] = job
        except BrokenProcessPool as error:
            # A worker may die while jobs are still being handed out: the job is lost like those already taken.
            broken: Future[dict[str, Any]] = Future()
            broken.set_exception(error)
            submitted[broken] = job
    return submitted


def _drain(
    pool: Executor, function: str, root: str, jobs: Sequence[Job], settings: RunSettings, lost: list[Job]
) -> Iterator[Outcome]:
    is_finished = False
    try:
        with interruption_held():
            submitted = _submit(pool, function, root, jobs, settings)
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


def _pool(root: str, workers: int, settings: RunSettings) -> ProcessPoolExecutor:
    """Workers forked from a server that has imported everything once; where there is no fork, fresh interpreters.

    Never forked from this process: it has threads, and sockets of its own.
    """
    if settings.engine != "fork" or "forkserver" not in multiprocessing.get_all_start_methods():
        fresh = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(workers, mp_context=fresh, initializer=_prepare_worker)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([PRELOADED])
    with _environment(REPRODUCIBLE), interruption_held():
        resolve_name(FORK_SERVER).ensure_running()
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_prepare_forking_worker, initargs=(root,))


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Set variables for a process that is started meanwhile: some are only read at its very start."""
    former = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in former.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _prepare_forking_worker(root: str) -> None:
    resolve_name(PREPARE)(root)
    _prepare_worker()


def _prepare_worker() -> None:
    """Leave Ctrl-C to the parent, which stops its workers by SIGTERM; they then close their kernels and go."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    if sys.platform != "win32":
        signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_follow_the_batch, daemon=True).start()


def _follow_the_batch() -> None:
    """End with the batch, however it ends: otherwise a worker would publish beside the next one."""
    connection.wait([sure(multiprocessing.parent_process()).sentinel])
    os._exit(1)


def _run_or_leave(function: str, root: str, job: dict[str, str], settings: dict[str, Any]) -> dict[str, Any]:
    """Run the job; when asked to stop, end the process at once, for the pool would otherwise hand it the next job."""
    try:
        return resolve_name(function)(root, job, settings)
    except SystemExit:
        os._exit(128 + signal.SIGTERM)


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def _worker_died() -> Failure:
    return Failure("worker_died", "le processus qui produisait le rapport s'est arrêté brutalement, deux fois de suite")
