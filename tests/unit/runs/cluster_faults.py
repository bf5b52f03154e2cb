"""Job functions for a cluster's workers, importable there. Each leaves a mark a start, named after its site."""

import os
import signal
import time
from pathlib import Path

from qep_lib.runs.plan.planning import Job
from qep_lib.runs.record.outcome import Outcome


def publishes(root, job, settings):
    """Succeeds."""
    _start(root, job)
    return Outcome(Job.from_json(job), "published").to_json()


def is_killed_once(root, job, settings):
    """Its worker gets SIGKILL in the middle of the site 18, the first time."""
    if job["site_id"] == "18" and _start(root, job) == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return publishes(root, job, settings)


def is_killed_always(root, job, settings):
    """Its worker gets SIGKILL in the middle of the site 18, each time."""
    if job["site_id"] == "18":
        _start(root, job)
        os.kill(os.getpid(), signal.SIGKILL)
    return publishes(root, job, settings)


def waits(root, job, settings):
    """Goes on until the file `go` is there, for a minute at most; then says that it has ended."""
    _start(root, job)
    limit = time.monotonic() + 60
    while not (Path(root) / "go").exists() and time.monotonic() < limit:
        time.sleep(0.05)
    (Path(root) / f"{job['site_id']}.ended").touch()
    return Outcome(Job.from_json(job), "published").to_json()


def _start(root, job):
    """Note the process that starts the job; the number of starts so far."""
    with (Path(root) / f"{job['site_id']}.started").open("a+", encoding="utf-8") as file:
        file.write(f"{os.getpid()}\n")
        file.seek(0)
        return len(file.readlines())
