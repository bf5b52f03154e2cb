"""What is said of a batch while it runs and at its end. Running it is `runs.execute.batch`."""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from qep_lib.cli.importing import counted, tell_import
from qep_lib.cli.pace import Pace
from qep_lib.cli.screen import Screen
from qep_lib.cli.telling import NO_DATA_STEP, spoken_duration, tell_failure, tell_orphans, totals_sentence
from qep_lib.errors import sure
from qep_lib.model.workspace import Workspace
from qep_lib.runs.execute.batch import BatchListener, BatchResult
from qep_lib.runs.execute.imports import ImportStep
from qep_lib.runs.guard.stored import Orphan
from qep_lib.runs.plan.planning import Plan
from qep_lib.runs.publish.freshness import JobState
from qep_lib.runs.record.history import wall_seconds
from qep_lib.runs.record.outcome import STATUS_WORDS, SUCCESSES, Outcome


class Teller:
    """Says what happens during a batch, what runs and the time that is left; `has_force`: the command takes `--force`;
    `workers`: reports made at once; `usual` gives the seconds that each kind of report takes, and is asked once."""

    def __init__(
        self,
        screen: Screen,
        has_force: bool = True,
        workers: int = 1,
        usual: Callable[[], Mapping[str, float]] = dict,
    ):
        self._screen = screen
        self._has_force = has_force
        self._workers, self._usual = workers, usual
        self._files: list[str] = []
        self._pace = Pace((), 1, {})
        self._left: tuple[float, float] | None = None
        self._refused: set[str] = set()
        self._total = 0
        self._done: set[str] = set()
        self._started = 0.0
        self._without_data: Counter[tuple[str, str]] = Counter()
        self._fallbacks: set[str] = set()

    @property
    def listener(self) -> BatchListener:
        """What the batch calls."""
        return BatchListener(self._on_start, self._on_import, self._on_repair, self._on_plan, self._on_outcome)

    def _on_start(self, plan: Plan) -> None:
        self._files = [request.file for request in plan.imports]
        self._screen.expect(len(plan.imports), "Fichiers", lambda: self._files[0] if self._files else "")

    def _on_import(self, step: ImportStep) -> None:
        del self._files[:1]
        tell_import(self._screen, step)
        if step.refusal is not None:
            self._refused.add(step.request.site)

    def _on_repair(self, step: ImportStep) -> None:
        self._screen.line(f"rangement abîmé, refait à partir du fichier importé : {step.request.file}", "bold red")
        if step.refusal is not None:
            tell_import(self._screen, step)

    def _on_plan(self, states: Sequence[JobState]) -> None:
        # Every report of a site whose file is refused ends with that refusal, whatever its state was.
        kept = [state for state in states if not self._refused & {*state.job.sites}]
        counts = Counter(state.state for state in kept)
        self._total, self._started = counts["to_run"] + len(states) - len(kept), time.monotonic()
        self._without_data = Counter((s.job.subject.id, s.job.period) for s in kept if s.state == "no_data")
        made = [state.job for state in kept if state.state == "to_run"]
        self._pace = Pace(made, self._workers, self._usual() if made else {})
        self._note_left(self._started)
        self._screen.expect(self._total, "Rapports", self._said)
        if counts["up_to_date"]:
            fresh = counted(counts["up_to_date"], "rapport déjà à jour", "rapports déjà à jour")
            force = " (--force pour les produire quand même)" if self._has_force else ""
            self._screen.line(f"{fresh} : rien à refaire{force}.")

    def _on_outcome(self, outcome: Outcome) -> None:
        case = (outcome.job.subject.id, outcome.job.period)
        if outcome.status == "no_data" and case in self._without_data:
            # One line for all the reports of a site and period that nothing was imported for.
            if count := self._without_data[case]:
                self._without_data[case] = 0
                words = f"{STATUS_WORDS['no_data']} : {case[0]}/{case[1]} ({counted(count, 'rapport', 'rapports')})"
                self._screen.line(f"{words} : {sure(outcome.failure).message}", "bold red")
            return
        # One that is found altered at the end has been told once already, or was of an earlier run.
        if outcome.job.id not in self._done and len(self._done) < self._total:
            self._done.add(outcome.job.id)
            self._screen.step()
        self._pace.end(outcome)
        self._note_left(time.monotonic())
        spent = wall_seconds(outcome)
        words = f"[{len(self._done)}/{self._total}] {STATUS_WORDS[outcome.status]} : {outcome.job.id}"
        words += f" ({_seconds(spent)})" if spent else ""
        self._screen.line(words + self._time_left(), "" if outcome.status == "published" else "bold red")
        tell_failure(self._screen, outcome.failure)
        if outcome.strays:
            left = counted(
                outcome.strays, "processus laissé par le carnet, arrêté", "processus laissés par le carnet, arrêtés"
            )
            self._screen.line(f"    {left}")
        if outcome.fallback is not None and outcome.fallback not in self._fallbacks:
            self._fallbacks.add(outcome.fallback)
            self._screen.line(f"    moteur « {outcome.engine} » employé à la place : {outcome.fallback}")

    def _note_left(self, now: float) -> None:
        """Estimate anew, and when: the bar counts down from there."""
        left = self._pace.seconds_left(now - self._started)
        self._left = None if left is None else (left, now)

    def _time_left(self) -> str:
        """For a line; on a terminal the bar says it."""
        if self._screen.is_terminal or self._left is None or len(self._done) >= self._total:
            return ""
        return f", reste {spoken_duration(self._left[0])}" if self._left[0] >= 1 else ""

    def _said(self) -> str:
        """At the end of the bar: the time left, then what runs."""
        parts = []
        if self._left is not None:
            left, then = self._left
            parts.append(f"reste {spoken_duration(max(left - (time.monotonic() - then), 0.0))}")
        if running := self._pace.running:
            others = f" et {len(running) - 1} autre{'s' * (len(running) > 2)}" if len(running) > 1 else ""
            parts.append(f"en cours : {running[0].id}{others}")
        return ", ".join(parts)


def tell_end(screen: Screen, workspace: Workspace, result: BatchResult, orphans: Sequence[Orphan] = ()) -> None:
    """What was produced, what was not and what to do about it, and where the result is."""
    counts = Counter(outcome.status for outcome in result.outcomes)
    missing = [outcome for outcome in result.outcomes if outcome.status not in SUCCESSES]
    if counts["up_to_date"] == len(result.outcomes):
        screen.line(f"Rien à produire : tout est à jour{' avec ce qui est rangé' * bool(orphans)}.")
    else:
        screen.line(f"{totals_sentence(counts)}.")
    if any(outcome.status != "no_data" for outcome in missing):
        screen.line("À faire : corriger, puis « qep retry » ; « qep status » redit ce qui a échoué.")
    elif missing:
        screen.line(NO_DATA_STEP)
    tell_orphans(screen, orphans)
    screen.line(f"Résultat : {result.index.relative_to(workspace.root).as_posix()}")


def _seconds(value: float) -> str:
    return f"{value:.1f}".replace(".", ",") + " s"
