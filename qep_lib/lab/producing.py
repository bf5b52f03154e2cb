"""« Produire »: a site, a period, a report, an audience, and the batch that makes it, followed to its end."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime

from ipywidgets import HTML, Button, Dropdown, HBox, IntProgress, Layout, Output, VBox

from qep_lib.cli.asking import Asked, make_plan, words_of
from qep_lib.cli.pace import Pace
from qep_lib.cli.telling import spoken_duration, totals_sentence
from qep_lib.errors import ParameterError, QepError
from qep_lib.lab.choices import reports_offered
from qep_lib.lab.launching import Launched, launch, stop_running
from qep_lib.lab.outcomes import about, rows_of
from qep_lib.lab.page import show
from qep_lib.lab.subject import SubjectPicker, wide
from qep_lib.model.parameters import AUDIENCE, REPORT
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.runs.guard.lock import lock_holder
from qep_lib.runs.record.history import STATE_WORDS, Batch, batch_state, read_batch, usual_seconds
from qep_lib.workbench.bench import Workbench

LOOKED_AT_EVERY_SECONDS = 0.5
SHOWN_RUNNING = 3
NOT_MADE = ("no_data", "data_refused")
"""Statuses of reports that no time was spent on."""


class Producing(VBox):
    """The form, the progress of whatever runs in the workspace, and the files that came out."""

    def __init__(self, bench: Workbench, workspace: Workspace):
        self._workspace = workspace
        self._launched: Launched | None = None
        self._former_id: str | None = None
        self._usual: dict[str, float] = {}
        self._task: asyncio.Task[None] | None = None
        self.result = Output()
        self.subject = SubjectPicker(bench, workspace, self.result)
        self.report = Dropdown(description=REPORT.label, **wide())
        self.audience = Dropdown(
            description=AUDIENCE.label,
            options=[(words, value) for value, words in AUDIENCE.choices.items()],
            value=AUDIENCE.default,
            **wide(),
        )
        self.start = Button(description="Produire", button_style="primary", icon="play")
        self.halt = Button(description="Arrêter", icon="stop", disabled=True)
        self.bar = IntProgress(layout=Layout(width="36em", display="none"))
        self.told = HTML()
        self.start.on_click(lambda button: self.produce())
        self.halt.on_click(lambda button: self.stop())
        buttons = HBox([self.start, self.halt], layout=Layout(margin="0.6em 0 0.6em 8em"))
        super().__init__([self.subject, self.report, self.audience, buttons, self.bar, self.told, self.result])

    def refresh(self) -> None:
        """Offer what there is now, and go on following a batch that another page or a terminal started."""
        try:
            self.subject.refresh()
            known = reports_offered(read_catalogue(self._workspace))
            chosen = self.report.value if self.report.value in known.values() else ""
            self.report.options = list(known.items())
            self.report.value = chosen
        except QepError as error:
            show(self.result, "fault", error=error)
        if not self.is_following and lock_holder(self._workspace) is not None:
            self._follow()

    @property
    def is_following(self) -> bool:
        """True while a batch is followed."""
        return self._task is not None and not self._task.done()

    def produce(self) -> None:
        """Check what is asked as `qep run` does, then start it; a fault is told here and nothing is started."""
        try:
            asked = self.asked()
            make_plan(self._workspace, read_catalogue(self._workspace), asked)
        except QepError as error:
            show(self.result, "fault", error=error)
            return
        self.start_command(words_of(asked))

    def asked(self) -> Asked:
        """What the form asks, as the command line would. Raises `ParameterError` for a site or a period that is not one."""
        site, period = self.subject.chosen()
        reports = [self.report.value] if self.report.value else []
        return Asked([site], [period], reports, [self.audience.value], None, [], [])

    def start_command(self, words: Sequence[str]) -> None:
        """Start that `qep` command unless another one is writing, and follow it."""
        if lock_holder(self._workspace) is not None:
            busy = ParameterError("un lancement est déjà en cours. À faire : attendre sa fin, ou l'arrêter.")
            show(self.result, "fault", error=busy)
            return
        self.result.outputs = ()
        latest = read_batch(self._workspace)
        self._former_id = latest.run_id if latest else None
        self._launched = launch(self._workspace, words)
        self._follow()

    def stop(self) -> None:
        """Ask the running batch to stop: what is published stays, the rest can be taken up again."""
        if stop_running(self._workspace):
            self.halt.disabled = True
            self.told.value = "Arrêt demandé, quelques secondes…"

    def look(self) -> bool:
        """Show where the batch stands; True while it runs."""
        is_running = self._is_running()
        if not is_running:
            return False
        batch = self._batch()
        if batch is not None and batch.end is None and not self._is_stopping:
            total, waiting = len(batch.header["planned"]), len(batch.unknown)
            self.bar.max, self.bar.value = max(total, 1), total - waiting
            self.told.value = f"{total - waiting} sur {total} ; {_running_words(batch, self._usual)}."
        elif not self._is_stopping:
            self.told.value = "Lecture des fichiers et mise en place…"
        return True

    def end(self) -> None:
        """Show what came out."""
        batch, launched = self._batch(), self._launched
        self._launched = None
        self.start.disabled, self.halt.disabled = False, True
        self.bar.layout.display, self.told.value = "none", ""
        has_failed = launched is not None and launched.code != 0
        said = launched.last_lines if launched is not None and (has_failed or batch is None) else ()
        if batch is None:
            sentence = "La commande n'a pas abouti." if has_failed else "C'est fait."
            show(self.result, "produced", sentence=sentence, rows=(), said=said)
        else:
            state = STATE_WORDS[batch_state(self._workspace, batch)]
            sentence = f"Lancement {state} : {totals_sentence(batch.totals)}."
            show(self.result, "produced", sentence=sentence, rows=rows_of(self._workspace, batch), said=said)
        self.refresh()

    @property
    def _is_stopping(self) -> bool:
        return self.start.disabled and self.halt.disabled

    def _is_running(self) -> bool:
        if self._launched is not None:
            return self._launched.code is None
        return lock_holder(self._workspace) is not None

    def _batch(self) -> Batch | None:
        """The batch that is followed; None while it has not begun, or for a command that starts none."""
        batch = read_batch(self._workspace)
        return batch if batch is not None and batch.run_id != self._former_id else None

    def _follow(self) -> None:
        """Look on until the end, while the page stays usable; without an event loop (a script), whoever calls looks."""
        if self._launched is None:
            latest = read_batch(self._workspace)
            self._former_id = latest.run_id if latest is not None and latest.end is not None else None
        self._usual = usual_seconds(self._workspace)
        self.start.disabled, self.halt.disabled, self.bar.layout.display = True, False, None
        self.bar.value = 0
        with suppress(RuntimeError):
            self._task = asyncio.get_running_loop().create_task(self._until_the_end())

    async def _until_the_end(self) -> None:
        while self.look():
            await asyncio.sleep(LOOKED_AT_EVERY_SECONDS)
        # Done before what is shown at the end looks for another batch to follow.
        self._task = None
        self.end()


def _running_words(batch: Batch, usual: Mapping[str, float]) -> str:
    """What is being made and how long the rest takes, by the very pace that the command line tells."""
    made = [outcome for outcome in batch.outcomes if outcome.status not in NOT_MADE]
    pace = Pace((*(outcome.job for outcome in made), *batch.unknown), batch.header["settings"].get("workers", 1), usual)
    for outcome in made:
        pace.end(outcome)
    elapsed = datetime.now(UTC) - datetime.fromisoformat(batch.header["started_at"])
    seconds = pace.seconds_left(elapsed.total_seconds())
    running = ", ".join(f"{job.report_title} ({about(job)})" for job in pace.running[:SHOWN_RUNNING])
    left = "" if seconds is None else f" ; reste environ {spoken_duration(seconds)}"
    return f"en cours : {running or 'mise en place'}{left}"
