"""Runs jobs on a dask cluster: workers of other machines, or of this one. What makes a machine fit for it is `nodes`.

`distributed` is an optional package, loaded when a cluster is asked for. `docs/cluster.md` is the manual.
"""

import logging
import platform
import re
import time
import warnings
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from pkgutil import resolve_name
from types import ModuleType
from typing import Any

from qep_lib.errors import ParameterError
from qep_lib.model.workspace import Workspace
from qep_lib.runs.execute.nodes import batch_folder, installed, library_fault, node_fault
from qep_lib.runs.guard.extras import load_extra
from qep_lib.runs.guard.interruption import interruption_held
from qep_lib.runs.plan.planning import Job
from qep_lib.runs.plan.settings import RunSettings
from qep_lib.runs.record.outcome import Failure, Outcome, OutcomeStatus

CONNECT_SECONDS = 10.0
WORKERS_SECONDS = 60.0
"""How long a cluster may be without any worker, at the start or in the middle, before it is given up."""
LOOK_SECONDS = 2.0
"""How often the workers are counted while jobs run: new ones get jobs, and a lost cluster is noticed."""
_ADDRESS = re.compile(r"(?:(?:tcp|tls)://)?(?:[\w.-]+|\[[0-9A-Fa-f:.]+\]):\d{1,5}")
_NOISY = ("distributed", "distributed.client", "distributed.nanny", "tornado.application", "asyncio")


class ClusterLost(Exception):
    """The cluster is gone in the middle of a batch; the argument says how, in French."""


@dataclass(frozen=True, slots=True)
class _Cluster:
    """A cluster one is connected to. `is_own`: its workers were started for this batch and end with it."""

    distributed: ModuleType
    client: Any
    is_own: bool

    def threads(self) -> Mapping[str, int]:
        """Threads of each worker, by its address; raises `ClusterLost` when the scheduler does not answer."""
        try:
            return self.client.nthreads()
        except (OSError, RuntimeError, TimeoutError, CancelledError) as error:
            raise ClusterLost("son ordonnanceur ne répond plus") from error


def execute_on_cluster(
    workspace_root: str, jobs: Sequence[Job], settings: RunSettings, function: str
) -> Iterator[Outcome]:
    """The outcome of every job, in the order they finish; every job has exactly one.

    `settings.scheduler` is the address of a cluster that runs already; None: `settings.workers` processes of this
    machine, which end with the batch. `function` names the job function (`module:name`), as the workers import it.

    A job lost with its worker runs again on another. One that has lost several is run again at the end, alone, and
    fails only if it loses its workers again. Leaving the iteration early hands out no further job: one's own workers
    are stopped, those of others finish the report they are at, so that nobody writes in the workspace afterwards.

    Raises `ParameterError`, before any job has started, when `distributed` is not installed, the scheduler cannot be
    reached, or a worker is not fit (see `runs.execute.nodes`).
    """
    distributed = load_extra("distributed", "l'option --executor dask")
    with ExitStack() as stack:
        stack.enter_context(_quiet())
        batch = stack.enter_context(batch_folder(Workspace(Path(workspace_root))))
        cluster = stack.enter_context(_connected(distributed, settings, batch))
        try:
            _refuse_unfit(cluster, batch)
        except (ClusterLost, OSError, CancelledError) as error:
            raise ParameterError(
                f"la grappe a été perdue pendant qu'on l'examinait ({error}) : rien n'a été lancé. "
                "À faire : vérifier que son ordonnanceur (dask scheduler) est en marche, puis « qep retry »."
            ) from error
        executor = cluster.client.get_executor(pure=False)
        stack.callback(executor.shutdown, wait=False)

        def submit(job: Job) -> Future[dict[str, Any]]:
            return executor.submit(
                run_if_fit, function, workspace_root, job.to_json(), settings.to_json(), installed(), batch
            )

        killers: list[Job] = []
        yield from _deal(cluster, submit, jobs, settings.timeout, killers)
        for job in killers:
            yield from _deal(cluster, submit, [job], settings.timeout)


def run_if_fit(
    function: str, root: str, job: dict[str, str], settings: dict[str, Any], theirs: Mapping[str, str], batch: str
) -> dict[str, Any]:
    """Run a job in this worker if it is fit for it: some join a cluster when the others have long been checked."""
    if fault := node_fault(theirs, batch):
        failure = Failure("refused", f"un ouvrier de la grappe ne convient pas ({platform.node()}) : {fault}.")
        return Outcome(Job.from_json(job), "failed", failure=failure).to_json()
    return resolve_name(function)(root, job, settings)


def _deal(
    cluster: _Cluster,
    submit: Callable[[Job], Future[dict[str, Any]]],
    jobs: Collection[Job],
    patience: float,
    killers: list[Job] | None = None,
) -> Iterator[Outcome]:
    """Outcomes, dealing no more than one job a worker: what waits here need not be cancelled, and no worker that dies
    takes it along. Jobs that lost all the workers they were given go to `killers`, or fail when it is None."""
    waiting = deque(jobs)
    running: dict[Future[dict[str, Any]], Job] = {}
    last_seen = time.monotonic()
    try:
        while waiting or running:
            places = sum(cluster.threads().values())
            last_seen = _still_there(places, last_seen)
            while waiting and len(running) < places:
                job = waiting.popleft()
                running[submit(job)] = job
            for future in _finished(running):
                job = running.pop(future)
                if killers is not None and _has_killed(cluster, future):
                    killers.append(job)
                else:
                    yield _outcome(cluster, job, future)
    except ClusterLost as lost:
        taken = list(running.values())
        running.clear()
        yield from (_lost(job, "failed", lost) for job in taken)
        yield from (_lost(job, "not_run", lost) for job in waiting)
    finally:
        if not cluster.is_own:
            wait(running, timeout=patience)


def _finished(running: Mapping[Future[dict[str, Any]], Job]) -> Collection[Future[dict[str, Any]]]:
    if not running:
        time.sleep(LOOK_SECONDS)
        return ()
    return wait(running, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED).done


def _has_killed(cluster: _Cluster, future: Future[dict[str, Any]]) -> bool:
    return not future.cancelled() and isinstance(future.exception(), cluster.distributed.KilledWorker)


def _still_there(places: int, last_seen: float) -> float:
    """When workers were last seen; raises `ClusterLost` once it is too long ago."""
    now = time.monotonic()
    if places:
        return now
    if now - last_seen > WORKERS_SECONDS:
        raise ClusterLost(f"elle n'a plus aucun ouvrier depuis {WORKERS_SECONDS:g} s")
    return last_seen


def _outcome(cluster: _Cluster, job: Job, future: Future[dict[str, Any]]) -> Outcome:
    try:
        return Outcome.from_json(future.result())
    except cluster.distributed.KilledWorker as error:
        message = (
            f"{error.allowed_failures + 1} ouvriers se sont arrêtés brutalement en produisant ce rapport, seul sur la "
            "grappe (mémoire épuisée, processus tué ou machine coupée)"
        )
        return Outcome(
            job, "failed", failure=Failure("worker_died", message, lines=(f"dernier : {error.last_worker.address}",))
        )
    except CancelledError:
        return _lost(job, "failed", ClusterLost("la liaison avec son ordonnanceur est coupée"))
    except Exception as error:
        # The border with other machines: whatever they could not read or send back is one failed report.
        message = f"un ouvrier de la grappe n'a pas pu lancer ce rapport ({type(error).__name__} : {error})"
        return Outcome(job, "failed", failure=Failure("internal_error", message, error_class=type(error).__name__))


def _lost(job: Job, status: OutcomeStatus, lost: ClusterLost) -> Outcome:
    message = f"la grappe a été perdue avant la fin de ce rapport : {lost}. À faire : « qep retry » quand elle est là"
    return Outcome(job, status, failure=Failure("worker_died", message))


@contextmanager
def _connected(distributed: ModuleType, settings: RunSettings, batch: str) -> Iterator[_Cluster]:
    if settings.scheduler is not None:
        with _client(distributed, settings.scheduler) as client:
            yield _Cluster(distributed, client, is_own=False)
        return
    with ExitStack() as stack:
        # Ctrl-C reaches every process of a terminal; it is this process that stops its workers.
        with interruption_held():
            own = stack.enter_context(
                distributed.LocalCluster(
                    n_workers=settings.workers,
                    threads_per_worker=1,
                    processes=True,
                    host="127.0.0.1",
                    dashboard_address=None,
                    local_directory=batch,
                    # Dask's own settings may ask for certificates, which nothing on this machine's loopback needs.
                    security=distributed.Security(require_encryption=False),
                    silence_logs=logging.CRITICAL,
                    # Its page on a port that is free: dask warns on the terminal when another holds its usual one.
                    scheduler_kwargs={"allowed_failures": 1, "dashboard_address": "127.0.0.1:0"},
                )
            )
            client = stack.enter_context(distributed.Client(own, set_as_default=False))
        yield _Cluster(distributed, client, is_own=True)


@contextmanager
def _client(distributed: ModuleType, address: str) -> Iterator[Any]:
    _check_address(distributed, address)
    try:
        with warnings.catch_warnings():
            # Differing versions are told in French by the check of the workers.
            warnings.simplefilter("ignore")
            client = distributed.Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except OSError as error:
        raise ParameterError(
            f"aucun ordonnanceur dask ne répond à « {address} » en {CONNECT_SECONDS:g} s : rien n'a été lancé. "
            "À faire : le démarrer (dask scheduler), ou corriger --scheduler avec l'adresse qu'il affiche."
        ) from error
    with client:
        yield client


def _check_address(distributed: ModuleType, address: str) -> None:
    """Refuse what `distributed` would stumble on halfway through its start."""
    if not _ADDRESS.fullmatch(address):
        raise ParameterError(
            f"--scheduler : adresse « {address} » refusée. Accepté : tcp://hote:8786, ou tls://hote:8786."
        )
    if address.startswith("tls:") and not distributed.Security().get_connection_args("client")["ssl_context"]:
        raise ParameterError(
            f"--scheduler : « {address} » demande des certificats, et les réglages de dask n'en donnent pas. "
            "À faire : donner DASK_DISTRIBUTED__COMM__TLS__CA_FILE et les autres (voir docs/cluster.md)."
        )


def _refuse_unfit(cluster: _Cluster, batch: str) -> None:
    """Raise one `ParameterError` that names every worker that cannot run the jobs, and the scheduler if it cannot."""
    try:
        cluster.client.wait_for_workers(1, timeout=WORKERS_SECONDS)
    except TimeoutError as error:
        raise ParameterError(
            f"la grappe n'a aucun ouvrier après {WORKERS_SECONDS:g} s d'attente : rien n'a été lancé. "
            "À faire : en démarrer (dask worker ADRESSE --nthreads 1), puis relancer."
        ) from error
    answers = {"ordonnanceur": _on_scheduler(cluster)}
    for address, fault in cluster.client.run(node_fault, installed(), batch, on_error="return").items():
        answers[f"ouvrier {address}"] = fault
    for address, threads in cluster.threads().items():
        if threads != 1:
            answers[f"ouvrier {address}"] = f"il a {threads} fils. À faire : le démarrer avec --nthreads 1"
    faults = tuple(f"{name} : {_sentence(fault)}." for name, fault in answers.items() if fault is not None)
    if faults:
        raise ParameterError("la grappe n'est pas prête : rien n'a été lancé.", faults)


def _on_scheduler(cluster: _Cluster) -> str | Exception | None:
    """What the scheduler lacks: it reads the jobs that it hands on, but not the workspace."""
    try:
        return cluster.client.run_on_scheduler(library_fault, installed())
    except Exception as error:
        # Whatever the other side raised, or could not even read: it is told with the other faults.
        return error


def _sentence(fault: str | Exception) -> str:
    if isinstance(fault, str):
        return fault
    return (
        f"il n'a pas pu être examiné ({type(fault).__name__} : {fault}). "
        "À faire : y installer requirements.lock et cette version de qep_lib, puis le redémarrer"
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep to oneself what dask would write on the terminal: all that matters becomes an outcome or an error."""
    loggers = [logging.getLogger(name) for name in _NOISY]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
