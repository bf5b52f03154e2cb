"""The ledger: one JSON line a finished job. It alone holds times; reports never do. Publishing is `runs.publish`."""

import json
from collections.abc import Mapping
from datetime import datetime

from qep_lib.files import append_line
from qep_lib.model.workspace import Workspace
from qep_lib.runs.outcome import Outcome

_FILE = "jobs.jsonl"


def record_outcome(workspace: Workspace, run_id: str, outcome: Outcome) -> None:
    """Add one line for a finished job; the caller holds the workspace's lock."""
    line = {"run": run_id, "finished_at": datetime.now().astimezone().isoformat(timespec="seconds")} | outcome.to_json()
    append_line(workspace.ledger / _FILE, json.dumps(line, ensure_ascii=False, sort_keys=True))


def read_latest(workspace: Workspace) -> Mapping[str, Outcome]:
    """The latest outcome of every job ever run, by job id.

    A line that cannot be read is one that a kill cut short: that job's outcome was never known, so it is skipped.
    """
    path = workspace.ledger / _FILE
    if not path.is_file():
        return {}
    latest: dict[str, Outcome] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            outcome = Outcome.from_json(json.loads(line))
        except (ValueError, KeyError, TypeError):
            continue
        latest[outcome.job.id] = outcome
    return latest
