"""The ledger: one file a batch, in JSON lines, flushed to the disk line by line. It alone holds times; reports never do.

A batch that was killed has a first line and no last one. What its lines mean together is `runs.record.history`.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from qep_lib.closing import close_file, make_folder
from qep_lib.files import append_line, file_sha256, replace_file
from qep_lib.model.workspace import Workspace
from qep_lib.runs.guard.folders import FULL, refuse_file
from qep_lib.runs.record.outcome import Outcome

STARTED_BY = "QEP_STARTED_BY"
"""Variable that says what started a batch, where it was not a person at a terminal: a schedule, the home of JupyterLab."""
START, JOB, END = "start", "job", "end"
RESERVED_BYTES, RESERVED_A_JOB = 128 * 1024, 4 * 1024
"""Kept on the disk for the lines of a batch and the page of reports: a full disk must not silence what became of each job."""
GIVEN_BYTES = 16 * 1024
"""What is given back of it each time that a line finds no room."""
_RESERVE = ".reserve"
_SUFFIX = ".jsonl"
_SEALS = "empreintes.json"
"""Hash of each file that nobody writes in any more: a line lost or changed since then is noticed."""


class BatchLedger:
    """The file of one batch, being written; the caller holds the workspace's lock."""

    def __init__(self, workspace: Workspace, header: Mapping[str, Any]):
        """Open a new file and write its first line: the run's id and start, then `header` (JSON values)."""
        make_folder(workspace.ledger)
        # A batch that was killed is over as well: the lock is ours.
        _seal(workspace)
        self._workspace = workspace
        self.run_id, self._path = _new_file(workspace)
        self._reserve = workspace.ledger / _RESERVE
        self._reserve.write_bytes(bytes(RESERVED_BYTES + RESERVED_A_JOB * len(header["planned"])))
        self._append([{"type": START, "run": self.run_id, "started_at": _now(), **header}])

    def record(self, outcomes: Iterable[Outcome]) -> None:
        """Add finished jobs, one line each, with a single wait for the disk."""
        # Id and status come first: reading the latest outcomes needs nothing else of most lines.
        self._append(
            [
                {"id": outcome.job.id, "status": outcome.status, "type": JOB, "finished_at": _now()} | outcome.to_json()
                for outcome in outcomes
            ]
        )

    def end(self, state: str, totals: Mapping[str, int]) -> None:
        """Write the last line: `finished`, `interrupted`, `stopped` or `refused`, and the number of jobs by status."""
        self._append([{"type": END, "ended_at": _now(), "state": state, "totals": totals}])
        self._reserve.unlink(missing_ok=True)
        # On a full disk the next batch seals it.
        with suppress(OSError):
            _seal(self._workspace)

    def _append(self, values: list[dict[str, Any]]) -> None:
        if not values:
            return
        lines = "\n".join(json.dumps(value, ensure_ascii=False) for value in values)
        while True:
            try:
                return append_line(self._path, lines)
            except OSError as error:
                if error.errno not in FULL or not self._give_back():
                    raise

    def _give_back(self) -> bool:
        """Free some of the reserve; False when there is none left."""
        left = self._reserve.stat().st_size if self._reserve.exists() else 0
        if left:
            os.truncate(self._reserve, max(left - GIVEN_BYTES, 0))
        return left > 0


def ledger_files(workspace: Workspace) -> tuple[Path, ...]:
    """The ledger's files, one a batch, the oldest first. Raises `ParameterError` when a file stands in its place."""
    if not workspace.ledger.is_dir():
        refuse_file(workspace.ledger)
        return ()
    return tuple(sorted(workspace.ledger.glob(f"????-??-??T*{_SUFFIX}")))


def ledger_faults(workspace: Workspace) -> tuple[str, ...]:
    """One French sentence for each file of the ledger that is no longer what its batch left; empty when all are."""
    hashes = {path.name: file_sha256(path) for path in ledger_files(workspace)}
    return tuple(
        f"registre du lancement {name.removesuffix(_SUFFIX)} {'tronqué ou modifié' if hashes.get(name) else 'disparu'} "
        f"depuis sa fin ({workspace.ledger / name}) : ce qu'il disait des rapports n'est plus sûr. "
        "À faire : le reprendre d'une sauvegarde ; « qep verify » compare les rapports eux-mêmes."
        for name, seal in sorted(_read_seals(workspace).items())
        if hashes.get(name) != seal
    )


def _seal(workspace: Workspace) -> None:
    """Note the hash of the files that have none: those of batches that have ended. Former seals are kept as they are."""
    seals = _read_seals(workspace)
    new = {path.name: file_sha256(path) for path in ledger_files(workspace) if path.name not in seals}
    if new:
        content = json.dumps(seals | new, indent=1, sort_keys=True).encode() + b"\n"
        replace_file(workspace.ledger / _SEALS, content)


def _read_seals(workspace: Workspace) -> dict[str, str]:
    """The hashes noted so far; none when their file is absent or cannot be read, which the next batch mends."""
    try:
        seals = json.loads((workspace.ledger / _SEALS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return seals if isinstance(seals, dict) else {}


def whole_lines(path: Path) -> Iterator[str]:
    """The lines of a ledger file, but for a last one that a kill cut short."""
    *whole, cut = path.read_text(encoding="utf-8", errors="replace").split("\n")
    return (line for line in whole if line)


def _new_file(workspace: Workspace) -> tuple[str, Path]:
    """A run's id and its file, just created. Universal time: a clock put back in October must not shuffle batches."""
    while True:
        run_id = f"{datetime.now(UTC):%Y-%m-%dT%H-%M-%S-%f}"
        path = workspace.ledger / f"{run_id}{_SUFFIX}"
        try:
            path.touch(exist_ok=False)
            close_file(path)
        except FileExistsError:
            continue
        return run_id, path


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")
