"""Lines of the self-assessment grid one by one: what is left to do, what has no evidence. Rates are `assessment_grid`."""

from typing import Any

import pandas as pd

from qep_lib.display.elements import Absent, Cell, Element, Note, Table, TableColumn, Text
from qep_lib.display.wording import format_count, format_number
from qep_lib.reports.apparatus import with_values
from qep_lib.reports.assessment_grid import (
    CHANNEL_LABELS,
    absent,
    claimed_and_unproven,
    commitment_number,
    grid,
    or_in_part,
)
from qep_lib.reports.context import ReportContext
from qep_lib.reports.section import shown

LINE_LABELS = {"met": "réalisée", "partly": "en partie", "not_met": "non réalisée", "not_applicable": "sans objet"}


@shown
def gaps_table(context: ReportContext) -> Element:
    """Lines not met or met in part, for the action plan; comments stay in the internal document."""
    lines = grid(context)
    if lines.empty:
        return absent(context)
    chosen = lines[lines["result"].isin(("not_met", "partly"))]
    if (lines["result"] == "not_applicable").all():
        return Text(("Aucune exigence de la grille ne s'applique.",))
    if chosen.empty:
        return Text(("Toutes les exigences applicables sont réalisées.",))
    is_internal = context.audience == "internal"
    has_results = chosen["result"].nunique() > 1
    rows = tuple(
        (
            *_line_cells(context, line),
            *([Cell(LINE_LABELS[str(line.result)])] if has_results else []),
            *([Cell(_text(line.comment))] if is_internal else []),
        )
        for line in _in_order(chosen).itertuples()
    )
    columns = (
        *_LINE_COLUMNS,
        *([TableColumn("Résultat")] if has_results else []),
        *([TableColumn("Commentaire")] if is_internal else []),
    )
    left = format_count(len(rows), "exigence reste à réaliser", "exigences restent à réaliser")
    return Table("exigences-a-reprendre", f"{left}{or_in_part(chosen)}", *with_values(columns, rows))


@shown
def evidence_table(context: ReportContext) -> Element:
    """Lines said to be met, in whole or in part, without evidence: what an auditor will ask for, inside only."""
    lines = grid(context)
    if lines.empty:
        return absent(context)
    if context.audience == "public":
        return Absent("preuves", "Les preuves enregistrées sont dites dans le document interne.", "untold")
    claimed, unproven = claimed_and_unproven(context)
    if claimed.empty:
        return Text(("Aucune exigence n'est réalisée, même en partie.",))
    if unproven.empty:
        return Text(("Chaque exigence réalisée, même en partie, porte une preuve.",))
    if len(unproven) == len(claimed):
        words = (
            f"La grille ne porte aucune preuve : {format_count(len(claimed), 'exigence réalisée', 'exigences réalisées')}"
            f"{or_in_part(claimed)} en attendent une."
        )
        return Note("warning", "Preuves", (words,))
    rows = tuple(_line_cells(context, line) for line in _in_order(unproven).itertuples())
    claims = format_count(len(claimed), "exigence réalisée", "exigences réalisées")
    verb = "n'a" if len(unproven) < 2 else "n'ont"
    part = f"{or_in_part(claimed)}, " if or_in_part(claimed) else " "
    caption = f"{format_number(len(unproven))} sur {claims}{part}{verb} pas de preuve"
    return Table("exigences-sans-preuve", caption, *with_values(_LINE_COLUMNS, rows))


_LINE_COLUMNS = (
    TableColumn("Ligne"),
    TableColumn("Engagement"),
    TableColumn("Ce qui est demandé"),
    TableColumn("Module"),
    TableColumn("Canal"),
)


def _line_cells(context: ReportContext, line: Any) -> tuple[Cell, ...]:
    """A line with the words of its commitment and what it asks, where the grid says it: a code says to nobody what to do."""
    commitment = _commitment_words(context, line.commitment)
    words = (line.line_id, commitment, _text(line.requirement), line.module, CHANNEL_LABELS[line.channel])
    return tuple(map(Cell, words))


def _commitment_words(context: ReportContext, codes: str) -> str:
    found = [(code, context.framework.commitment(code)) for code in codes.split("_")]
    return " ; ".join(f"{code} · {known.title}" if known and known.title else code for code, known in found)


def _in_order(lines: pd.DataFrame) -> pd.DataFrame:
    order = lines["commitment"].map(commitment_number)
    return lines.assign(_order=order).sort_values(["module", "_order", "line_id"])


def _text(value: object) -> str:
    return value if isinstance(value, str) and value.strip() else "—"
