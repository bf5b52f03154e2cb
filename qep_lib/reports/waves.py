"""The waves of one survey side by side, as an element. What a wave is: `indicators/waves`."""

from datetime import date

from qep_lib.display.elements import Cell, Table, TableColumn
from qep_lib.display.wording import format_dates
from qep_lib.errors import sure
from qep_lib.reports.apparatus import count_cell, value_cell
from qep_lib.reports.context import ReportContext
from qep_lib.reports.survey import criteria


def wave_words(wave: str) -> str:
    """« du 2 mars au 28 avril 2026 », from the name of a wave."""
    return format_dates(*map(date.fromisoformat, wave.split("_")))


def wave_table(context: ReportContext) -> Table | None:
    """Satisfaction by wave, side by side; None where the survey has one wave only."""
    waves = [row.group_value for row in context.groups("answers", "wave") if row.has_value]
    if len(waves) < 2:
        return None
    labels = [wave_words(wave) for wave in waves]
    counts = [context.row("answers", f"wave={wave}") for wave in waves]
    rows = [
        (Cell("Réponses recueillies"), *(cell for row in counts for cell in (Cell("—"), count_cell(sure(row).value))))
    ]
    for indicator, _ in criteria(context):
        cells = [Cell(indicator.short_label)]
        for wave in waves:
            row = context.row(indicator.id, f"wave={wave}")
            cells += [
                Cell("—") if row is None else value_cell(context, row),
                count_cell(row.denominator if row else None),
            ]
        rows.append(tuple(cells))
    columns = [TableColumn("Critère")]
    for label in labels:
        columns += [TableColumn(label, "end"), TableColumn("n", "end")]
    note = "Une vague : un fichier, ou plusieurs dont les jours de réponse se recouvrent. Les autres tableaux les réunissent."
    return Table("satisfaction-par-vague", "Satisfaction par vague d'enquête", tuple(columns), tuple(rows), (note,))
