"""How jobs are run: how many at once, with which kernels, where, within what limits. What is run is `runs.plan.planning`."""

import os
import sys
from dataclasses import asdict, dataclass
from typing import Any, Literal

ExecutorName = Literal["process", "dask", "inline"]
EngineName = Literal["fork", "papermill"]
EXECUTORS: tuple[ExecutorName, ...] = ("process", "dask", "inline")
ENGINES: tuple[EngineName, ...] = ("fork", "papermill")
DEFAULT_TIMEOUT_SECONDS = 300.0
MEMORY_LIMIT_MIN_MB = 2000
"""A limit of address space under which no report can be made: with 2 cores on Linux a warm kernel stops below 1,840 MB
before its first cell and below 1,960 MB once it has imported the library (both by bisection; each core adds to it)."""


@dataclass(frozen=True, slots=True)
class RunSettings:
    """How to run jobs. Plain values only: settings cross processes and machines as JSON.

    `workers` reports at once; `timeout` seconds of wall clock for one notebook; `memory_limit_mb` MB of address space
    for its kernel (None: no limit); `engine` `fork` (warm kernels) or `papermill` (ordinary ones); `scheduler` address
    of a dask scheduler, for the executor `dask` only (None: workers on this machine).
    """

    workers: int = 1
    timeout: float = DEFAULT_TIMEOUT_SECONDS
    engine: EngineName = "fork" if hasattr(os, "fork") and sys.platform != "darwin" else "papermill"
    executor: ExecutorName = "process"
    scheduler: str | None = None
    memory_limit_mb: int | None = None
    fail_fast: bool = False

    def to_json(self) -> dict[str, Any]:
        """The settings as JSON values; `RunSettings(**value)` gives them back."""
        return asdict(self)


def default_workers() -> int:
    """One worker a usable core."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
