"""What is said of jobs, whether they are planned, running or done. Following a batch as it runs is `following`."""

from collections import Counter
from collections.abc import Iterable, Sequence

from qep_lib.cli.exits import DATA_REFUSED
from qep_lib.cli.importing import counted, tell_left_out
from qep_lib.cli.screen import Screen
from qep_lib.errors import ParameterError
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.left_out import LeftOut
from qep_lib.model.workspace import Workspace
from qep_lib.runs.guard.stored import Orphan
from qep_lib.runs.publish.freshness import JobState
from qep_lib.runs.record.ledger import ledger_faults
from qep_lib.runs.record.outcome import STATUS_WORDS, SUCCESSES, Failure, OutcomeStatus

SHOWN_ORPHANS = 10
_NUMBERED = {
    "no_data": ("sans données", "sans données"),
    "data_refused": ("aux données refusées", "aux données refusées"),
    "interrupted": ("interrompu", "interrompus"),
    "not_run": ("non lancé", "non lancés"),
    "withdrawn": ("retiré", "retirés"),
}
"""Words of a status after a number, one and several."""


NO_DATA_STEP = (
    "À faire pour les rapports sans données : vérifier la période, ou importer leurs fichiers, puis « qep run »."
)
"""They are never taken up by `qep retry`."""


def tell_ledger_faults(workspace: Workspace, screen: Screen) -> None:
    """Say which files of the ledger are no longer what their batches left."""
    for fault in ledger_faults(workspace):
        screen.line(f"Attention : {fault}", "bold red")


def tell_failure(screen: Screen, failure: Failure | None) -> None:
    """The sentence, the last lines of the cell, and the files to open."""
    if failure is None:
        return
    screen.line(f"    {failure.sentence}")
    for line in failure.lines:
        screen.line(f"    | {line}")
    for path in filter(None, (failure.notebook, failure.log)):
        screen.line(f"    à ouvrir : {path}")


def tell_orphans(screen: Screen, orphans: Sequence[Orphan]) -> None:
    """What still counts although its file was withdrawn or is gone."""
    for orphan in orphans[:SHOWN_ORPHANS]:
        screen.line(f"Encore compté : {orphan.sentence}", "bold red")
    if len(orphans) > SHOWN_ORPHANS:
        screen.line(f"… et {len(orphans) - SHOWN_ORPHANS} autres fichiers ; « qep status --json » les nomme.")


def totals_sentence(counts: Counter[OutcomeStatus], is_over: bool = True) -> str:
    """« 9 rapports publiés, 3 à jour, 2 non publiés (1 en échec, 1 aucune donnée) » ; « 1 rapport déjà à jour, rien à refaire »,
    of a run that is over."""
    if is_over and counts["up_to_date"] and counts["up_to_date"] == counts.total():
        return f"{counted(counts['up_to_date'], 'rapport déjà à jour', 'rapports déjà à jour')}, rien à refaire"
    published = counted(counts["published"], "rapport publié", "rapports publiés")
    fresh = [f"{counts['up_to_date']} à jour"] if counts["up_to_date"] else []
    gone = [counted(counts["withdrawn"], "retiré", "retirés")] if counts["withdrawn"] else []
    missing = {
        status: number for status, number in counts.items() if status not in (*SUCCESSES, "withdrawn") and number
    }
    told = ", ".join(
        counted(number, *_NUMBERED.get(status, (STATUS_WORDS[status],) * 2)) for status, number in missing.items()
    )
    rest = [f"{counted(sum(missing.values()), 'non publié', 'non publiés')} ({told})"] if missing else []
    return ", ".join([published, *fresh, *gone, *rest])


def spoken_duration(seconds: float) -> str:
    """« 45 s », « 3 min », « 1 h 05 »."""
    if seconds < 60:
        return f"{round(seconds)} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02}"


def state_words(state: JobState) -> str:
    """What the plan says of a job."""
    if state.state == "no_data":
        return "sans données"
    return "à jour" if state.state == "up_to_date" else f"à produire : {' ; '.join(state.reasons)}"


def plan_totals(states: Iterable[JobState]) -> str:
    """« 12 rapports à produire, 3 à jour, 2 sans données »."""
    counts = Counter(state.state for state in states)
    words = [f"{counted(counts['to_run'], 'rapport', 'rapports')} à produire", f"{counts['up_to_date']} à jour"]
    return ", ".join(words + ([f"{counts['no_data']} sans données"] if counts["no_data"] else []))


def tell_taken_away(screen: Screen, catalogue: Catalogue, asked: Sequence[LeftOut]) -> int:
    """Say all that is left out; the exit code of what took away something that was `asked`, 0 when nothing did."""
    tell_left_out(screen, dict.fromkeys((*catalogue.left_out, *asked)))
    if not asked:
        return 0
    return DATA_REFUSED if all(found.kind == "stored" for found in asked) else ParameterError.exit_code
