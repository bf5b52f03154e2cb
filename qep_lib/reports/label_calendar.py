"""The milestones that the label asks for, in words: a timeline with its data. What is due is `indicators.label_calendar`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import pandas as pd

from qep_lib.display.elements import Absent, Cell, Element, Figure, Gallery, Table, TableColumn, Text
from qep_lib.display.narrow import timeline_strips
from qep_lib.display.timeline import PAGE_LOOK, SLIDE_LOOK, TimelineRow, draw_timeline
from qep_lib.display.wording import NBSP, format_count, format_date, format_dates, inside_sentence, joined
from qep_lib.errors import sure
from qep_lib.indicators.label_calendar import AUDIT_KINDS, DueMilestone, LabelEvent, State, label_calendar
from qep_lib.model.base import Audience
from qep_lib.model.site import LabelRules
from qep_lib.reports.context import ReportContext
from qep_lib.reports.frame_rows import rows_as
from qep_lib.reports.road import steps_of
from qep_lib.reports.section import shown

STATE_WORDS: dict[State, str] = {
    "done": "réalisé",
    "passed": "date passée, réalisation non enregistrée",
    "next": "à venir",
}
DONE_WORDS = {
    "label": "obtenu",
    "survey": "réalisée",
    "users_committee": "réuni",
    "steering_committee": "réuni",
    "decision": "rendue",
    "mystery_survey": "réalisée",
    "training": "réalisée",
}
"""What a milestone that took place is said to be, in agreement with its name; `STATE_WORDS` of what has no name of its own."""
FEMININE = ("survey", "decision", "mystery_survey", "training", "label_end")
FEWEST_ROWS = 3
"""Fewer dates are said in words."""
FULL_PAGE = 12
"""Dates of the label beyond which the drawing has no room for what was done beside them: a page would be left empty for it."""
NOT_RENEWED = "date passée, renouvellement non enregistré"


def due_milestones(context: ReportContext) -> tuple[DueMilestone, ...]:
    """What the site's label asks for, as known at the cut-off date; nothing where no label is declared."""
    if context.label is None:
        return ()
    milestones, trainings = (context.table_of_years_read(name) for name in ("milestones", "trainings"))
    events = label_events(milestones, trainings, context.extraction_days)
    return label_calendar(context.label, context.framework, events, context.as_of)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A milestone that the site declared, with its words."""

    event: LabelEvent
    label: str
    source: str


class MilestoneRow(NamedTuple):
    """A row of the table `milestones`."""

    dataset: str
    milestone_id: str
    kind: str
    label: str
    source: str
    start_on: pd.Timestamp
    end_on: pd.Timestamp | None


class _Training(NamedTuple):
    """A row of the table `trainings`."""

    dataset: str
    commitments: str
    agents_trained: float
    held_on: pd.Timestamp


def recorded(context: ReportContext) -> list[Recorded]:
    """What the site declared for the exercise, by date."""
    found = [
        Recorded(milestone_event(row, context.extraction_days), row.label, row.source)
        for row in rows_as(MilestoneRow, context.table("milestones"))
    ]
    return sorted(found, key=lambda item: (item.event.start_on, item.event.end_on, item.label, item.source))


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the calendar: its drawing, its clause, what its data say, and the day on which it comes next or nothing."""

    row: TimelineRow
    clause: str
    cells: tuple[str, str, str, str]
    coming: tuple[date, str] | None = None


@shown
def label_timeline(context: ReportContext, is_wide: bool = False) -> Element:
    """The life of the label at the cut-off date: what was done, what is late, what comes next, whether the label asks for it or
    the site declared it. `is_wide` for a slide: what is done beside the label is left out there, and where its dates are many."""
    due = told_once(due_milestones(context))
    asked = [*_due_lines(context, due)]
    lines = [*asked, *_declared_lines(context, due, is_wide or len(asked) > FULL_PAGE)]
    lines.sort(key=lambda line: line.row.limit)
    undated = _undated(context, due)
    if not lines:
        return undated or Absent("calendrier du label", "Aucun label n'est enregistré pour ce site.", "untold")
    told = _drawn(context, due, lines, is_wide) if len(lines) >= FEWEST_ROWS else _in_words(lines)
    return Gallery((told, undated)) if undated else told


def _undated(context: ReportContext, due: Sequence[DueMilestone]) -> Absent | None:
    """What is told of a label of which nothing that is asked for every year has a date."""
    if context.label is None or any(item.kind == "label" for item in due):
        return None
    words = f"{undated_words(context)} : aucune échéance annuelle n'est calculée."
    return Absent("date d'obtention du label", words, "untold" if steps_of(context) else "no_data")


def _in_words(lines: Sequence[_Line]) -> Text:
    return Text(tuple(f"{line.row.label} : {line.row.words}." for line in lines))


def _drawn(context: ReportContext, due: tuple[DueMilestone, ...], lines: Sequence[_Line], is_wide: bool) -> Figure:
    as_of = f"arrêté au {format_date(context.as_of)}"
    caption = f"Calendrier du label au {format_date(context.as_of)}"
    rows = [line.row for line in lines]
    return Figure(
        "calendrier-label",
        f"{caption} : {_news(lines)}",
        f"Frise des échéances du label, {as_of}. {' ; '.join(line.clause for line in lines)}.",
        draw_timeline(rows, context.as_of, as_of, STATE_WORDS, SLIDE_LOOK if is_wide else PAGE_LOOK),
        _data_table(caption, due, lines, context),
        timeline_strips(rows, context.as_of, as_of, STATE_WORDS),
    )


def _due_lines(context: ReportContext, due: Sequence[DueMilestone]) -> Iterator[_Line]:
    """What the label asks for, that has a date."""
    rules, version = context.framework.label, context.framework.version
    dated = [item for item in due if item.due_on is not None]
    for item in dated:
        title, status = milestone_title(item, rules), status_words(item, context.as_of)
        planned = item.planned_on and f"{planned_words(item.kind)} le {format_date(item.planned_on)}"
        first = (item.planned_on or sure(item.limit_on), f"{inside_sentence(title)}, {planned or limit_words(item)}")
        source = sure(context.label).source if item.kind == "label" else f"référentiel {version}"
        yield _Line(
            _timeline_row(item, rules, context.as_of, _without_label(item, dated)),
            f"{title}, {limit_words(item)} : {status}",
            (title, format_date(item.due_on), status, source),
            first if item.state == "next" else None,
        )


def _declared_lines(context: ReportContext, due: Sequence[DueMilestone], only_next: bool) -> Iterator[_Line]:
    """What the site declared and no date of the label tells: an internal audit, a committee more."""
    for item in recorded(context):
        event, state = item.event, item.event.state(context.as_of)
        if any(_tells(one, event) for one in due) or (only_next and state != "next"):
            continue
        planned = f"{planned_words(event.kind)} le {format_date(event.start_on)}"
        pronoun = "elle" if event.kind in FEMININE else "il"
        words = {
            "done": f"{state_words('done', event.kind)} le {format_date(event.end_on)}",
            "passed": f"{STATE_WORDS['passed']}, {pronoun} était {planned}",
            "next": f"{STATE_WORDS['next']}, {planned}",
        }[state]
        yield _Line(
            TimelineRow(item.label, state, event.start_on, event.end_on, event.end_on, words),
            f"{item.label} : {words}",
            (item.label, format_dates(event.start_on, event.end_on), words, item.source),
            (event.start_on, f"{inside_sentence(item.label)}, {planned}") if state == "next" else None,
        )


def _tells(due: DueMilestone, event: LabelEvent) -> bool:
    """True of a date of the label that is, or will be, this very event."""
    is_its_kind = due.kind == event.kind or (due.kind == "surveillance_audit" and event.kind in AUDIT_KINDS)
    return is_its_kind and (due.done_on == event.end_on or due.planned_on == event.start_on)


def _news(lines: Sequence[_Line]) -> str:
    """What is late, otherwise what comes next, otherwise that nothing does."""
    late = sum(line.row.state == "passed" for line in lines)
    if late:
        return format_count(late, "échéance passée", "échéances passées")
    coming = [line.coming for line in lines if line.coming]
    return f"prochaine échéance, {min(coming)[1]}" if coming else "aucune échéance à venir"


def undated_words(context: ReportContext) -> str:
    """Why nothing of the label has a date: the site is on its road to it, or nobody gave the day."""
    if steps_of(context):
        return "Le label se prépare et son obtention n'est pas enregistrée"
    return "La date d'obtention du label n'est pas communiquée"


def told_once(due: Iterable[DueMilestone]) -> tuple[DueMilestone, ...]:
    """Without the decision by which the label was obtained: it is one event, of one day."""
    listed = tuple(due)
    granted = [item.done_on for item in listed if item.kind == "label" and item.done_on]
    return tuple(item for item in listed if item.kind != "decision" or item.done_on not in granted)


def label_events(
    milestones: pd.DataFrame, trainings: pd.DataFrame, extraction_days: Mapping[str, date]
) -> list[LabelEvent]:
    """What the two tables record, planned or past; a training that nobody attended is none."""
    events = [milestone_event(row, extraction_days) for row in rows_as(MilestoneRow, milestones)]
    events += [
        LabelEvent("training", held_on, held_on, extraction_days[row.dataset], tuple(row.commitments.split("_")))
        for row in rows_as(_Training, trainings)
        if row.agents_trained > 0
        for held_on in [row.held_on.date()]
    ]
    return events


def milestone_event(row: MilestoneRow, extraction_days: Mapping[str, date]) -> LabelEvent:
    """A row of the table `milestones`; its file, extracted on one of `extraction_days`, tells nothing of what follows."""
    start_on = row.start_on.date()
    end_on = row.end_on.date() if row.end_on is not None else start_on
    return LabelEvent(row.kind, start_on, end_on, extraction_days[row.dataset])


def milestone_title(item: DueMilestone, rules: LabelRules) -> str:
    """What is due, with its rule: « Audit de surveillance (18 mois) »."""
    ordinal = "1re" if item.year == 1 else f"{item.year}e"
    titles = {
        "label": "Obtention du label",
        "survey": f"Enquête de satisfaction ({ordinal}{NBSP}année)",
        "users_committee": f"Comité local des usagers ({ordinal}{NBSP}année)",
        "surveillance_audit": f"Audit de surveillance ({rules.surveillance_audit_within_months}{NBSP}mois)",
        "decision": f"Décision après l'audit externe{_held_on(item)} ({rules.decision_weeks_after_external_audit}{NBSP}semaines)",
        "training": f"Formations à renouveler : {joined(list(item.commitments))} ({rules.training_cycle_years}{NBSP}ans)",
        "label_end": f"Fin du label ({rules.validity_months}{NBSP}mois)",
    }
    return titles[item.kind]


def _held_on(item: DueMilestone) -> str:
    return f" du {format_date(item.opens_on)}" if item.opens_on else ""


def state_words(state: State, kind: str) -> str:
    """The state of a milestone of a kind, in agreement with its name: « réalisée » of a survey, « réuni » of a committee."""
    return DONE_WORDS.get(kind, STATE_WORDS[state]) if state == "done" else STATE_WORDS[state]


def planned_words(kind: str) -> str:
    """« prévu », « prévue » of a survey."""
    return "prévue" if kind in FEMININE else "prévu"


def status_words(item: DueMilestone, as_of: date) -> str:
    """« réalisée le 25 septembre 2020 », « à venir, délai prolongé au 18 août 2021, prévu le 22 juin 2021 »."""
    if item.done_on is not None:
        late = ", après l'échéance" if item.is_done_late else ""
        return f"{state_words('done', item.kind)} le {format_date(item.done_on)}{late}"
    if item.state == "passed":
        words = NOT_RENEWED if item.kind == "label_end" else STATE_WORDS["passed"]
    else:
        words = STATE_WORDS["next"]
    if item.extended_on is not None:
        words += f", délai prolongé au {format_date(item.extended_on)}"
    if item.planned_on is not None:
        after = "" if item.planned_on <= sure(item.limit_on) else ", après l'échéance"
        pronoun = "elle" if item.kind in FEMININE else "il"
        when = f"{'' if item.planned_on >= as_of else f'{pronoun} était '}{planned_words(item.kind)}"
        words += f", {when} le {format_date(item.planned_on)}{after}"
    return words


def limit_words(item: DueMilestone) -> str:
    """« au plus tard le 18 août 2021 »; « le 18 décembre 2022 » of an end, before which nothing has to be done."""
    return f"{'' if item.kind == 'label_end' else 'au plus tard '}le {format_date(item.limit_on)}"


def _without_label(item: DueMilestone, due: Iterable[DueMilestone]) -> str:
    """« , 8 jours après la fin du label », of a decision that is due after the end that it should come before."""
    ends = [other.limit_on for other in due if other.kind == "label_end"]
    if item.kind != "decision" or item.done_on or not ends or sure(item.limit_on) <= sure(ends[0]):
        return ""
    return f", {format_count((sure(item.limit_on) - sure(ends[0])).days, 'jour')} après la fin du label"


def _timeline_row(item: DueMilestone, rules: LabelRules, as_of: date, beside: str) -> TimelineRow:
    # The drawing has no column of dates: what is neither done nor planned says its limit.
    is_open = item.done_on is None and item.planned_on is None and item.extended_on is None
    limit = f", {limit_words(item)}{beside}" if is_open else ""
    return TimelineRow(
        milestone_title(item, rules),
        sure(item.state),
        sure(item.opens_on),
        sure(item.limit_on),
        item.done_on or sure(item.limit_on),
        status_words(item, as_of) + limit,
        item.planned_on,
    )


def _data_table(caption: str, due: tuple[DueMilestone, ...], lines: Sequence[_Line], context: ReportContext) -> Table:
    columns = (
        TableColumn("Échéance"),
        TableColumn("Date limite"),
        TableColumn("État"),
        TableColumn("Règle"),
    )
    undated = [
        (
            milestone_title(item, context.framework.label),
            "non calculable",
            "aucune formation datée n'est enregistrée",
            f"référentiel {context.framework.version}",
        )
        for item in due
        if item.due_on is None
    ]
    rows = tuple(tuple(map(Cell, cells)) for cells in (*(line.cells for line in lines), *undated))
    return Table("echeances-label", caption, columns, rows, _notes(due, context.as_of, context.audience))


def _notes(items: tuple[DueMilestone, ...], as_of: date, audience: Audience) -> tuple[str, ...]:
    """How years are counted, and why some states cannot be told."""
    notes = []
    if any(item.year for item in items):
        unsure = " ; la règle de décompte du référentiel est à confirmer" if audience == "internal" else ""
        notes.append(f"L'enquête et le comité annuels sont comptés par année du label, de date à date{unsure}.")
    passed = sum(item.state == "passed" for item in items)
    if passed:
        counted = format_count(passed, "échéance passée", "échéances passées")
        whose = "sa" if passed == 1 else "leur"
        notes.append(
            f"{counted} au {format_date(as_of)} sans que {whose} réalisation soit enregistrée : une date passée ne prouve pas, "
            "à elle seule, que rien n'a été fait."
        )
    return tuple(notes)
