"""Milestones of the label as elements: what is due, done, late or next at the cut-off date. The action plan: `actions`."""

from datetime import date

import pandas as pd

from qep_lib.display.elements import Cell, Element, Note, Table, TableColumn, Text
from qep_lib.display.wording import format_date, format_dates
from qep_lib.indicators.label_dates import LabelDates, label_dates
from qep_lib.reports.context import ReportContext

AUDIT_KINDS = ("external_audit", "surveillance_audit")


def dates_of_label(context: ReportContext) -> LabelDates | None:
    """Dates that follow from the site's label, or None when no label is declared or its date is unknown."""
    return label_dates(context.label, context.framework.label) if context.label else None


def milestones_table(context: ReportContext) -> Element:
    """Label dates computed from the label, then what the site declared, by date, with its state at the cut-off."""
    entries = [*_label_entries(context), *_declared_entries(context)]
    if not entries:
        return absent(context)
    rows = tuple(
        (Cell(label), Cell(format_dates(start, end)), Cell(_state(end, context.as_of)), Cell(source))
        for start, end, label, source in sorted(entries)
    )
    columns = (
        TableColumn("Jalon", width=2.6),
        TableColumn("Date", width=2.2),
        TableColumn("État", width=0.9),
        TableColumn("Origine", width=2.2),
    )
    return Table("jalons", f"Jalons du label au {format_date(context.as_of)}", columns, rows)


def milestones_text(context: ReportContext) -> Element:
    """Validity of the label and surveillance audit, and the next milestone."""
    dates = dates_of_label(context)
    lines = []
    if dates is not None:
        lines.append(
            f"Label obtenu le {format_date(context.label.labelled_on)}, valable {context.framework.label.validity_months} "
            f"mois : il prend fin le {format_date(dates.ends_on)}{_prolonged(dates)}."
        )
        audit = f"Audit de surveillance à réaliser avant le {format_date(dates.surveillance_due_on)}"
        if dates.surveillance_extended_on:
            months = context.label.surveillance_extension_months
            audit += f", délai porté au {format_date(dates.surveillance_extended_on)} ({months} mois accordés)"
        lines.append(audit + ".")
    elif context.label is not None:
        lines.append(
            "La date d'obtention du label n'est pas communiquée : sa fin et l'échéance de l'audit de surveillance ne "
            "sont pas calculées."
        )
    lines += _audit_lines(context, dates)
    if coming := next_milestone(context):
        lines.append(coming)
    return Text(tuple(lines)) if lines else absent(context)


def next_milestone(context: ReportContext) -> str:
    """The first declared milestone after the cut-off date, as a sentence; empty when there is none."""
    upcoming = sorted(entry for entry in _declared_entries(context) if entry[1] > context.as_of)
    if not upcoming:
        return ""
    start, end, label, _ = upcoming[0]
    return f"Prochain jalon : {label[0].lower()}{label[1:]}, {format_dates(start, end)}."


def absent(context: ReportContext) -> Note:
    """What is said where nothing is declared."""
    label = "" if context.label else " et aucun label n'est enregistré pour ce site"
    return Note("info", "Jalons", (f"Aucun jalon n'est déclaré{label}.",))


def _prolonged(dates: LabelDates) -> str:
    return f", prolongé jusqu'au {format_date(dates.ends_extended_on)}" if dates.ends_extended_on else ""


def _audit_lines(context: ReportContext, dates: LabelDates | None) -> list[str]:
    """Whether a surveillance audit that is planned falls within its deadline, extended or not."""
    if dates is None:
        return []
    limit = dates.surveillance_extended_on or dates.surveillance_due_on
    planned = context.table("milestones")
    planned = planned[planned["kind"].isin(AUDIT_KINDS) & (planned["start_on"] > str(context.as_of))]
    lines = []
    for day, label in sorted((row.start_on.date(), row.label) for row in planned.itertuples()):
        if day <= dates.surveillance_due_on:
            verdict = "dans le délai"
        else:
            verdict = "dans le délai prolongé" if day <= limit else "après l'échéance : à avancer"
        lines.append(f"{label} prévu le {format_date(day)}, {verdict}.")
    return lines


def _label_entries(context: ReportContext) -> list[tuple[date, date, str, str]]:
    dates = dates_of_label(context)
    if dates is None:
        return []
    rule = f"calculé : référentiel {context.framework.version}"
    granted = context.label.labelled_on
    entries = [
        (granted, granted, "Obtention du label", context.label.source),
        (dates.surveillance_due_on, dates.surveillance_due_on, "Échéance de l'audit de surveillance", rule),
        (dates.ends_on, dates.ends_on, "Fin du label", rule),
    ]
    if prolonged := dates.ends_extended_on:
        entries.append((prolonged, prolonged, "Fin du label prolongé", context.label.source))
    if extended := dates.surveillance_extended_on:
        entries.append((extended, extended, "Échéance prolongée de l'audit de surveillance", context.label.source))
    return entries


def _declared_entries(context: ReportContext) -> list[tuple[date, date, str, str]]:
    declared = context.table("milestones")
    return [
        (
            row.start_on.date(),
            row.end_on.date() if pd.notna(row.end_on) else row.start_on.date(),
            row.label,
            row.source,
        )
        for row in declared.itertuples()
    ]


def _state(end: date, as_of: date) -> str:
    return "réalisé" if end <= as_of else "à venir"
