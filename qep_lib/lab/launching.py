"""Batches started from a page: the very command `qep run`, in a process that the page may leave."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psutil

from qep_lib.closing import make_folder
from qep_lib.model.workspace import Workspace
from qep_lib.runs.guard.lock import lock_holder
from qep_lib.runs.record.ledger import STARTED_BY

LAST_LINES = 8
FROM_HERE = "atelier"


@dataclass(frozen=True)
class Launched:
    """A command that was started: its process, and the file that it writes what it says to."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def code(self) -> int | None:
        """Its exit code; None while it runs."""
        return self.process.poll()

    @property
    def last_lines(self) -> tuple[str, ...]:
        """The end of what it said."""
        try:
            said = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return ()
        return tuple(line for line in said if line.strip())[-LAST_LINES:]


def launch(workspace: Workspace, words: Sequence[str]) -> Launched:
    """Start `qep` with these words in the workspace. It goes on when the notebook, its kernel or JupyterLab are closed."""
    make_folder(workspace.logs)
    log = workspace.logs / f"atelier-{datetime.now():%Y%m%d-%H%M%S-%f}.log"
    command = [sys.executable, "-m", "qep_lib.cli", *words]
    environment = os.environ | {
        "QEP_WORKSPACE": str(workspace.root),
        "NO_COLOR": "1",
        "PYTHONUTF8": "1",
        STARTED_BY: FROM_HERE,
    }
    with log.open("wb") as said:
        process = subprocess.Popen(
            command,
            cwd=workspace.root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            # A session of its own, or on Windows a group: neither Ctrl-C on « qep lab » nor the end of its kernel reaches it.
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
    return Launched(process, log)


def stop_running(workspace: Workspace) -> bool:
    """Ask the command that writes in this workspace to stop, as Ctrl-C would; False when there is none."""
    holder = lock_holder(workspace)
    if holder is None:
        return False
    try:
        psutil.Process(holder).send_signal(signal.SIGTERM)
    except psutil.Error:
        return False
    return True
