"""Milestones of the label as elements: what is due, done, passed or next at the cut-off date. The action plan: `actions`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from qep_lib.display.elements import Absent, Cell, Element, Table, TableColumn, Text
from qep_lib.display.wording import NBSP, format_count, format_date, format_dates, inside_sentence
from qep_lib.errors import sure
from qep_lib.indicators.label_calendar import AUDIT_KINDS, DueMilestone, Kind
from qep_lib.reports.context import ReportContext
from qep_lib.reports.label_calendar import due_milestones, recorded, state_words, status_words, undated_words
from qep_lib.reports.section import shown

OF_THE_LABEL = {
    "label": "Obtention du label",
    "surveillance_audit": "Échéance de l'audit de surveillance",
    "label_end": "Fin du label",
}
"""What the table of milestones takes from the label's own calendar, the rest being drawn with its dates."""


@shown
def milestones_table(context: ReportContext) -> Element:
    """Label dates computed from the label, then what the site declared, by date, with its state at the cut-off."""
    entries = [*_label_entries(context), *_declared_entries(context)]
    if not entries:
        return absent(context)
    rows = tuple(tuple(Cell(words) for words in line) for _, line in sorted(entries))
    columns = (
        TableColumn("Jalon"),
        TableColumn("Date"),
        TableColumn("État"),
        TableColumn("Origine"),
    )
    return Table("jalons", f"Jalons du label au {format_date(context.as_of)}", columns, rows)


@shown
def milestones_text(context: ReportContext) -> Element:
    """Validity of the label and surveillance audit, and the next milestone."""
    lines = label_lines(context)
    if coming := next_milestone(context):
        lines.append(coming)
    if not lines and recorded(context):
        lines.append(f"Aucun jalon n'est enregistré après le {format_date(context.as_of)}.")
    return Text(tuple(lines)) if lines else absent(context)


def label_lines(context: ReportContext) -> list[str]:
    """Validity of the label and audits, in sentences."""
    lines = []
    calendar = due_milestones(context)
    due = {item.kind: item for item in calendar if item.kind in OF_THE_LABEL}
    if due:
        lines += [_validity_sentence(context, due["label"], due["label_end"])]
        lines += [_audit_sentence(context, due["surveillance_audit"])]
        lines += _planned_audits(context, due, [item for item in calendar if item.kind == "decision"])
    elif context.label is not None:
        lines.append(
            f"{undated_words(context)} : sa fin et l'échéance de l'audit de surveillance ne sont pas calculées."
        )
    return lines


def next_milestone(context: ReportContext, meeting: date | None = None) -> str:
    """The first declared milestone to come at the cut-off date, and after a meeting, as a sentence; empty when there is none."""
    after = meeting or date.min
    upcoming = [
        item for item in recorded(context) if item.event.state(context.as_of) == "next" and item.event.start_on > after
    ]
    if not upcoming:
        return ""
    first = upcoming[0]
    when = format_dates(first.event.start_on, first.event.end_on)
    return f"{'Après la séance' if meeting else 'Prochain jalon'} : {inside_sentence(first.label)}, {when}."


def absent(context: ReportContext) -> Element:
    """What is said where nothing is declared."""
    label = "" if context.label else " ; aucun label n'est enregistré pour ce site"
    return Absent("jalons", f"Jalons non communiqués ({context.period.label}){label}.", "no_data")


def _validity_sentence(context: ReportContext, granted: DueMilestone, end: DueMilestone) -> str:
    obtained = "obtenu" if granted.state == "done" else "attendu"
    months = f"{context.framework.label.validity_months}{NBSP}mois"
    head = f"Label {obtained} le {format_date(granted.due_on)}, valable {months}"
    prolonged = f", prolongé jusqu'au {format_date(end.extended_on)}" if end.extended_on else ""
    if end.state == "passed":
        return (
            f"{head} : il a pris fin le {format_date(end.due_on)}{prolonged} ; aucun renouvellement n'est enregistré."
        )
    return f"{head} : il prend fin le {format_date(end.due_on)}{prolonged}."


def _audit_sentence(context: ReportContext, audit: DueMilestone) -> str:
    """Whether the surveillance audit was done, is to come, or nobody recorded it by its last day."""
    if audit.done_on is not None:
        late = f", après l'échéance du {format_date(audit.limit_on)}" if audit.is_done_late else ""
        return f"Audit de surveillance réalisé le {format_date(audit.done_on)}{late}."
    if audit.state == "passed":
        return (
            f"L'échéance de l'audit de surveillance est passée ({format_date(audit.limit_on)}) : sa réalisation n'est pas "
            "enregistrée."
        )
    words = f"Audit de surveillance à réaliser au plus tard le {format_date(audit.due_on)}"
    if audit.extended_on:
        months = f"{sure(context.label).surveillance_extension_months}{NBSP}mois accordés"
        words += f", délai porté au {format_date(audit.extended_on)} ({months})"
    return f"{words}."


def _planned_audits(
    context: ReportContext, due: Mapping[Kind, DueMilestone], decisions: list[DueMilestone]
) -> list[str]:
    """Whether each audit that is planned falls within its own deadline: that of surveillance while it is not done, then the
    end of the label, before which the decision of a renewal must have come."""
    surveillance = due["surveillance_audit"]
    lines = []
    for item in recorded(context):
        if item.event.kind not in AUDIT_KINDS or item.event.state(context.as_of) == "done":
            continue
        day = item.event.start_on
        planned = f"{item.label} prévu le {format_date(day)}"
        if item.event.state(context.as_of) == "passed":
            lines.append(f"{planned} : sa réalisation n'est pas enregistrée.")
        elif surveillance.done_on is None or item.event.kind == "surveillance_audit":
            lines.append(f"{planned}, {_within_surveillance(day, surveillance)}.")
        else:
            decided = next((d.due_on for d in decisions if d.opens_on == item.event.end_on), None)
            lines.append(f"{planned}, {_before_the_end(day, decided, sure(due['label_end'].limit_on))}.")
    return lines


def _within_surveillance(day: date, due: DueMilestone) -> str:
    if day <= sure(due.due_on):
        return "dans le délai"
    if day <= sure(due.limit_on):
        return "dans le délai prolongé"
    return f"après l'échéance du {format_date(due.limit_on)} : à avancer"


def _before_the_end(day: date, decided: date | None, end: date) -> str:
    if day > end:
        return f"après la fin du label ({format_date(end)}) : à avancer"
    if decided and decided > end:
        return (
            f"avant la fin du label ({format_date(end)}) ; la décision, attendue le {format_date(decided)}, viendrait "
            f"{format_count((decided - end).days, 'jour')} après, sans label entre les deux : à avancer"
        )
    return f"avant la fin du label ({format_date(end)})"


def _label_entries(context: ReportContext) -> list[tuple[Any, ...]]:
    """The day, then the four cells, of each milestone that follows from the label."""
    rule = f"calculé : référentiel {context.framework.version}"
    return [
        (
            (item.due_on, item.due_on, OF_THE_LABEL[item.kind]),
            (
                OF_THE_LABEL[item.kind],
                format_date(item.due_on),
                status_words(item, context.as_of),
                sure(context.label).source if item.kind == "label" else rule,
            ),
        )
        for item in due_milestones(context)
        if item.kind in OF_THE_LABEL
    ]


def _declared_entries(context: ReportContext) -> list[tuple[Any, ...]]:
    return [
        (
            (item.event.start_on, item.event.end_on, item.label),
            (
                item.label,
                format_dates(item.event.start_on, item.event.end_on),
                state_words(item.event.state(context.as_of), item.event.kind),
                item.source,
            ),
        )
        for item in recorded(context)
    ]
