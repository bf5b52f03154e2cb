"""Runs jobs, one process a core, and gives each outcome as it comes. What a job does is `runs.job`."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from types import FrameType
from typing import Any

from qep_lib.runs.job import run_job
from qep_lib.runs.outcome import Failure, Outcome
from qep_lib.runs.plan import Job

JobFunction = Callable[[str, dict[str, str], float], dict[str, Any]]
DEFAULT_TIMEOUT_SECONDS = 300.0


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
        yield from _drain(_submit(pool, function, workspace_root, jobs, timeout), lost)
    for job in lost:
        dead: list[Job] = []
        with _pool(1) as pool:
            yield from _drain(_submit(pool, function, workspace_root, [job], timeout), dead)
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


def _drain(submitted: dict[Future[dict[str, Any]], Job], lost: list[Job]) -> Iterator[Outcome]:
    is_finished = False
    try:
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
            _stop_workers(submitted)


def _stop_workers(submitted: dict[Future[dict[str, Any]], Job]) -> None:
    for future in submitted:
        future.cancel()
    for process in multiprocessing.active_children():
        process.terminate()


def _pool(workers: int) -> ProcessPoolExecutor:
    """Fresh interpreters: a forked one would share sockets and threads with this process."""
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_prepare_worker)


def _prepare_worker() -> None:
    """Leave Ctrl-C to the parent, which stops its workers by SIGTERM; they then close their kernels and go."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
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
