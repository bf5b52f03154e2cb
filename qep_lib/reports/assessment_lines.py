"""Lines of the self-assessment grid one by one: what is left to do, what has no evidence. Rates are `assessment_grid`."""

import pandas as pd

from qep_lib.display.elements import Cell, Element, Note, Table, TableColumn
from qep_lib.display.wording import format_count, format_number
from qep_lib.reports.assessment_grid import CHANNEL_LABELS, absent, commitment_number, grid
from qep_lib.reports.context import ReportContext

LINE_LABELS = {"met": "réalisée", "partly": "en partie", "not_met": "non réalisée", "not_applicable": "sans objet"}
PROVEN_RESULTS = ("met", "partly")
"""Results that an auditor asks evidence of."""


def gaps_table(context: ReportContext) -> Element:
    """Lines not met or met in part, for the action plan; comments stay in the internal document."""
    lines = grid(context)
    if lines.empty:
        return absent(context)
    chosen = lines[lines["result"].isin(("not_met", "partly"))]
    if (lines["result"] == "not_applicable").all():
        return Note("info", "Exigences à reprendre", ("Aucune exigence de la grille ne s'applique.",))
    if chosen.empty:
        return Note("info", "Exigences à reprendre", ("Toutes les exigences applicables sont réalisées.",))
    is_internal = context.audience == "internal"
    rows = tuple(
        (*_line_cells(line), *([Cell(_text(line.comment))] if is_internal else []))
        for line in _in_order(chosen).itertuples()
    )
    columns = (*_LINE_COLUMNS, *([TableColumn("Commentaire", width=2.4)] if is_internal else []))
    return Table("exigences-a-reprendre", "Exigences non réalisées ou réalisées en partie", columns, rows)


def evidence_table(context: ReportContext) -> Element:
    """Lines said to be met, in whole or in part, without evidence: what an auditor will ask for."""
    lines = grid(context)
    if lines.empty:
        return absent(context)
    claimed = lines[lines["result"].isin(PROVEN_RESULTS)]
    if claimed.empty:
        return Note("info", "Preuves", ("Aucune exigence n'est dite réalisée, même en partie.",))
    has_evidence = claimed["evidence"].fillna("").str.strip() != ""
    unproven = claimed[~has_evidence]
    if unproven.empty:
        return Note("info", "Preuves", ("Chaque exigence réalisée, même en partie, porte une preuve.",))
    if not has_evidence.any():
        words = (
            f"La grille ne porte aucune preuve : {format_count(len(claimed), 'exigence réalisée', 'exigences réalisées')}, "
            "en tout ou en partie, en attendent une."
        )
        return Note("warning", "Preuves", (words,))
    rows = tuple(_line_cells(line) for line in _in_order(unproven).itertuples())
    claims = format_count(len(claimed), "exigence dite réalisée", "exigences dites réalisées")
    note = f"{format_number(len(unproven))} sur {claims}, en tout ou en partie."
    return Table("exigences-sans-preuve", "Exigences réalisées sans preuve", _LINE_COLUMNS, rows, (note,))


_LINE_COLUMNS = (
    TableColumn("Ligne", width=0.8),
    TableColumn("Engagement", width=1),
    TableColumn("Module", width=0.8),
    TableColumn("Canal", width=1.8),
    TableColumn("Résultat", width=1.2),
)


def _line_cells(line) -> tuple[Cell, ...]:
    words = (line.line_id, line.commitment.replace("_", " et "), line.module, CHANNEL_LABELS[line.channel])
    return (*map(Cell, words), Cell(LINE_LABELS[line.result]))


def _in_order(lines: pd.DataFrame) -> pd.DataFrame:
    order = lines["commitment"].map(commitment_number)
    return lines.assign(_order=order).sort_values(["module", "_order", "line_id"])


def _text(value) -> str:
    return value if isinstance(value, str) and value.strip() else "—"
