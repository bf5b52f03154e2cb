"""`qep status`: what became of a batch, what failed and where to look, what to type next. Reading it is `runs.record.history`."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from qep_lib.cli.asking import typed_command
from qep_lib.cli.importing import counted
from qep_lib.cli.screen import Screen
from qep_lib.cli.telling import (
    NO_DATA_STEP,
    spoken_duration,
    tell_failure,
    tell_ledger_faults,
    tell_orphans,
    totals_sentence,
)
from qep_lib.errors import QepError, sure
from qep_lib.model.suggest import first_of
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.runs.guard.stored import Orphan, find_orphans
from qep_lib.runs.record.history import FAILURES, STATE_WORDS, UNFINISHED, Batch, BatchState, batch_state, read_batch
from qep_lib.runs.record.ledger import ledger_faults
from qep_lib.runs.record.outcome import STATUS_WORDS, SUCCESSES, Outcome

SHOWN_IDS = 10


def show_status(run_id: str | None, as_json: bool) -> int:
    """Print the last batch, or that one; always exit code 0 when it can be read."""
    workspace, screen = Workspace.find(), Screen()
    if not as_json:
        tell_ledger_faults(workspace, screen)
    batch = read_batch(workspace, run_id)
    if batch is None:
        if as_json:
            print("null")
        else:
            screen.line("Rien n'a encore été lancé. À faire : « qep run ».")
            tell_orphans(screen, _orphans(workspace))
        return 0
    state = batch_state(workspace, batch)
    if as_json:
        told = _json(batch, state, ledger_faults(workspace))
        told["orphans"] = [orphan.to_json() for orphan in _orphans(workspace)]
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        _tell(screen, batch, state)
        tell_orphans(screen, _orphans(workspace))
    return 0


def _orphans(workspace: Workspace) -> tuple[Orphan, ...]:
    """None can be told where the parameters or the list of imports cannot be read: other commands say why."""
    try:
        return find_orphans(workspace, read_catalogue(workspace))
    except QepError:
        return ()


def _tell(screen: Screen, batch: Batch, state: BatchState) -> None:
    screen.line(f"Lancement {batch.run_id}, commencé le {_moment(batch.header['started_at'])} : {STATE_WORDS[state]}.")
    if batch.end is not None:
        screen.line(f"Durée : {spoken_duration(_seconds_spent(batch))}.")
    screen.line(f"Commande : {typed_command(batch.header['asked'])}")
    totals = batch.totals
    left = totals.pop("not_run", 0) if state == "running" else 0
    screen.line(f"{totals_sentence(totals, state != 'running')}{f', {left} en attente ou en cours' if left else ''}.")
    for outcome in _failures(batch):
        screen.line(f"{STATUS_WORDS[outcome.status]} : {outcome.job.id}", "bold red")
        tell_failure(screen, outcome.failure)
    if state == "running":
        return
    for reason in dict.fromkeys(o.failure for o in batch.outcomes if o.status == "not_run"):
        tell_failure(screen, reason)
    unfinished = [outcome.job.id for outcome in batch.outcomes if outcome.status in UNFINISHED]
    unfinished += [job.id for job in batch.unknown]
    if unfinished:
        screen.line(
            f"{counted(len(unfinished), 'rapport non terminé', 'rapports non terminés')} : {first_of(unfinished, SHOWN_IDS)}"
        )
    screen.line(_next_step(batch, bool(unfinished)))


def _next_step(batch: Batch, has_unfinished: bool) -> str:
    statuses = {outcome.status for outcome in batch.outcomes}
    if has_unfinished or statuses.intersection(FAILURES):
        return "À faire : « qep retry » reprend ce qui n'est pas publié, s'il ne l'a pas été depuis."
    if "withdrawn" in statuses:
        return "Rien à reprendre : « qep run » produit de nouveau ce qui a encore des données."
    if "no_data" in statuses:
        return f"Rien à reprendre. {NO_DATA_STEP}"
    return "Rien à reprendre : tous les rapports de ce lancement sont publiés ou à jour."


def _failures(batch: Batch) -> list[Outcome]:
    return [outcome for outcome in batch.outcomes if outcome.status not in (*SUCCESSES, *UNFINISHED, "withdrawn")]


def _json(batch: Batch, state: str, faults: Sequence[str]) -> dict[str, Any]:
    """Everything that the text says, and the durations and hashes of every job, as JSON values."""
    end = batch.end or {}
    return {
        "run": batch.run_id,
        "state": state,
        "started_at": batch.header["started_at"],
        "ended_at": end.get("ended_at"),
        "command": typed_command(batch.header["asked"]),
        "asked": batch.header["asked"],
        "settings": batch.header["settings"],
        "versions": batch.header["versions"],
        "totals": Counter(batch.totals),
        "up_to_date": batch.header["up_to_date"],
        "jobs": [{"id": outcome.job.id} | outcome.to_json() for outcome in batch.outcomes],
        "ledger_faults": list(faults),
        "without_outcome": [job.id for job in batch.unknown],
    }


def _moment(text: str) -> str:
    return f"{datetime.fromisoformat(text):%d/%m/%Y à %H:%M:%S}"


def _seconds_spent(batch: Batch) -> float:
    spent = datetime.fromisoformat(sure(batch.end)["ended_at"]) - datetime.fromisoformat(batch.header["started_at"])
    return spent.total_seconds()
