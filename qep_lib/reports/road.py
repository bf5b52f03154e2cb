"""The road to the label as elements: its phases in a drawing, its tasks in a table, what is late. States: `indicators.road`."""

from datetime import date

from qep_lib.display.elements import Absent, Cell, Element, Figure, Table, TableColumn, Text
from qep_lib.display.narrow import timeline_strips
from qep_lib.display.timeline import PAGE_LOOK, SLIDE_LOOK, TimelineRow, draw_timeline
from qep_lib.display.wording import format_count, format_date, format_number
from qep_lib.errors import sure
from qep_lib.indicators.label_calendar import State
from qep_lib.indicators.road import PhaseStep, TaskState, TaskStep, late_tasks, road_steps
from qep_lib.reports.context import ReportContext
from qep_lib.reports.section import shown

TASK_WORDS: dict[TaskState, str] = {
    "done": "réalisée",
    "passed": "date passée, réalisation non enregistrée",
    "under_way": "en cours",
    "next": "à venir",
    "undated": "tout au long de la démarche",
}
PHASE_WORDS: dict[State, str] = {
    "done": "phase achevée",
    "passed": "date passée, tâches non enregistrées comme réalisées",
    "next": "en cours ou à venir",
}


def task_words(step: TaskStep) -> str:
    """« réalisée le 20 août 2020, après l'échéance », « à venir, d'ici au 30 juin 2021 »."""
    if step.state == "done":
        late = ", après l'échéance" if step.is_done_late else ""
        return f"{TASK_WORDS['done']} le {format_date(step.task.done_on)}{late}"
    if step.state == "undated":
        return TASK_WORDS["undated"]
    until = "depuis le" if step.state == "passed" else "d'ici au"
    return f"{TASK_WORDS[step.state]}, {until} {format_date(step.end_on)}"


def steps_of(context: ReportContext) -> tuple[PhaseStep, ...]:
    """The road of the site as known at the cut-off; none where no road is declared, or where the label was obtained."""
    road = context.catalogue.roads.get(context.site.site_id)
    granted = context.label.labelled_on if context.label else None
    if road is None or (granted is not None and granted <= context.as_of):
        return ()
    return road_steps(road, context.as_of)


@shown
def road_text(context: ReportContext) -> Element:
    """How many tasks are done, late, under way; the phase that is under way; the last day of the road."""
    steps = steps_of(context)
    if not steps:
        return _absent()
    tasks = [task for phase in steps for task in phase.tasks]
    made = sum(task.state == "done" for task in tasks)
    told = (
        f"{format_count(made, 'tâche')} sur {len(tasks)} {'est réalisée' if made == 1 else 'sont réalisées'}"
        if made
        else f"aucune des {len(tasks)} tâches n'est enregistrée comme réalisée"
    )
    lines = [f"Au {format_date(context.as_of)}, {told}."]
    current = [phase.title for phase in steps if phase.count("under_way")]
    if current:
        word = "Phase en cours" if len(current) == 1 else "Phases en cours"
        lines.append(f"{word} : {', '.join(current)}.")
    if late := late_tasks(steps):
        verb = "a" if len(late) == 1 else "ont"
        lines.append(
            f"{format_count(len(late), 'tâche')} {verb} passé {'sa' if len(late) == 1 else 'leur'} date sans que "
            f"{'sa' if len(late) == 1 else 'leur'} réalisation soit enregistrée."
        )
    ends = [phase.end_on for phase in steps if phase.end_on is not None]
    if ends:
        lines.append(f"Dernière échéance : {format_date(max(ends))}.")
    return Text(tuple(lines))


@shown
def road_timeline(context: ReportContext, is_wide: bool = False) -> Element:
    """One line a phase, from its first day to its last; the tasks are in its data. `is_wide` for a slide."""
    steps = steps_of(context)
    dated = [phase for phase in steps if phase.end_on is not None]
    if not dated:
        return _absent()
    as_of = f"arrêté au {format_date(context.as_of)}"
    rows = [_timeline_row(phase, context.as_of) for phase in dated]
    clauses = [
        f"{phase.title}, du {format_date(phase.start_on)} au {format_date(phase.end_on)} : {_phase_words(phase)}"
        for phase in dated
    ]
    return Figure(
        "chemin-label",
        f"Le chemin vers le label au {format_date(context.as_of)}",
        f"Frise des phases, {as_of}. {' ; '.join(clauses)}.",
        draw_timeline(rows, context.as_of, as_of, PHASE_WORDS, SLIDE_LOOK if is_wide else PAGE_LOOK),
        _tasks_table(context, steps),
        timeline_strips(rows, context.as_of, as_of, PHASE_WORDS),
    )


@shown
def road_table(context: ReportContext) -> Element:
    """Every task by phase: who, until when, where it stands."""
    steps = steps_of(context)
    return _tasks_table(context, steps) if steps else _absent()


@shown
def late_table(context: ReportContext) -> Element:
    """The tasks whose date has passed without being told as done, the latest first; a sentence where there is none."""
    steps = steps_of(context)
    if not steps:
        return _absent()
    late = late_tasks(steps)
    if not late:
        return Text((f"Aucune tâche n'est en retard au {format_date(context.as_of)}.",))
    has_who = any(step.task.who for step in late)
    columns = (
        TableColumn("Tâche"),
        TableColumn("Phase"),
        *([TableColumn("Qui")] if has_who else []),
        TableColumn("Échéance"),
        TableColumn("Jours de retard", "end"),
    )
    rows = tuple(
        (
            Cell(step.task.title),
            Cell(step.phase),
            *([Cell(step.task.who or "—")] if has_who else []),
            Cell(format_date(step.end_on)),
            Cell(format_number(days), days),
        )
        for step in late
        for days in [(context.as_of - sure(step.end_on)).days]
    )
    caption = f"Tâches sans réalisation enregistrée, échéance passée au {format_date(context.as_of)}"
    return Table("chemin-label-retards", caption, columns, rows)


def _tasks_table(context: ReportContext, steps: tuple[PhaseStep, ...]) -> Table:
    has_who = any(step.task.who for phase in steps for step in phase.tasks)
    columns = (
        TableColumn("Phase"),
        TableColumn("Tâche"),
        *([TableColumn("Qui")] if has_who else []),
        TableColumn("Échéance"),
        TableColumn("État"),
    )
    rows = tuple(
        (
            Cell(phase.title),
            Cell(step.task.title),
            *([Cell(step.task.who or "—")] if has_who else []),
            Cell(format_date(step.end_on) if step.end_on else "—"),
            Cell(task_words(step) if step.state == "done" else TASK_WORDS[step.state]),
        )
        for phase in steps
        for step in phase.tasks
    )
    source = context.catalogue.roads[context.site.site_id].source
    caption = f"Tâches du chemin vers le label au {format_date(context.as_of)}"
    return Table("chemin-label-taches", caption, columns, rows, (f"Source : {source}.",))


def _timeline_row(phase: PhaseStep, as_of: date) -> TimelineRow:
    if phase.count("done") == len(phase.tasks):
        state: State = "done"
    else:
        state = "passed" if phase.count("passed") else "next"
    start_on, end_on = sure(phase.start_on), sure(phase.end_on)
    return TimelineRow(phase.title, state, start_on, end_on, end_on, _phase_words(phase))


def _phase_words(phase: PhaseStep) -> str:
    """« 6 tâches, 2 réalisées, 4 à date passée »."""
    made, late = phase.count("done"), phase.count("passed")
    parts = [format_count(len(phase.tasks), "tâche")]
    parts += [format_count(made, "réalisée", "réalisées")] if made else []
    parts += [f"{late} à date passée"] if late else []
    return ", ".join(parts)


def _absent() -> Absent:
    return Absent("chemin vers le label", "Aucun chemin vers le label n'est enregistré pour ce site.", "untold")
