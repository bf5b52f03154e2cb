"""Job functions that misbehave, importable by worker processes."""

import os
import time
from pathlib import Path

from qep_lib.runs.plan.planning import Job
from qep_lib.runs.record.outcome import Outcome


def publishes(root, job, settings):
    """Succeeds at once."""
    return _outcome(job)


def dies_once(root, job, settings):
    """Kills its process the first time it is asked for the site 18."""
    mark = Path(root) / "dead"
    if job["site_id"] == "18" and not mark.exists():
        mark.touch()
        os._exit(9)
    return _outcome(job)


def dies_always(root, job, settings):
    """Kills its process whenever it is asked for the site 18."""
    if job["site_id"] == "18":
        os._exit(9)
    return _outcome(job)


def waits(root, job, settings):
    """Says which process it is, then takes a minute; says when it was stopped."""
    mark = Path(root) / f"{job['site_id']}.started"
    mark.write_text(str(os.getpid()), encoding="utf-8")
    try:
        time.sleep(60)
    finally:
        mark.with_suffix(".stopped").touch()
    return _outcome(job)


def _outcome(job):
    return Outcome(Job.from_json(job), "published").to_json()
