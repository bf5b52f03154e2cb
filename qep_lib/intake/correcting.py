"""Corrected cells put in place of those of a file, on reading. Where corrections are kept is `corrections`."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from qep_lib.errors import sure
from qep_lib.intake.layout import cut_record
from qep_lib.intake.rawtable import TEXT, RawTable
from qep_lib.intake.rulebook import fault
from qep_lib.model.correction import WHOLE_ROW, CellCorrection, Corrections
from qep_lib.model.issue import Issue
from qep_lib.store.secret import mark

_RAGGED = "ragged_row"


def correct_cells(raws: Sequence[RawTable], corrections: Corrections | None, key: bytes) -> tuple[RawTable, ...]:
    """The tables with their corrected cells. A correction of a cell that is no longer there, or no longer holds what was
    corrected, is not applied: it is told, and the cell is read as it is."""
    tables = list(raws)
    for cell in corrections.cells if corrections else ():
        place = next((place for place, raw in enumerate(tables) if raw.faults.sheet == cell.sheet), None)
        if cell.column == WHOLE_ROW:
            tables[place or 0] = _with_row(tables[place or 0], cell, key)
            continue
        position = None if place is None else position_of(tables[place], cell.column)
        if place is None or position is None or found_mark(tables[place], cell.row, position, key) != cell.found:
            told = tables[place or 0].faults
            told.add(fault("stale_correction"), cell.row, cell.column)
        else:
            tables[place] = _corrected(tables[place], position, cell)
    return tuple(tables)


def _with_row(raw: RawTable, cell: CellCorrection, key: bytes) -> RawTable:
    """The table with the row that was typed in place of one that was set aside for its separators. What has not as many fields
    as there are headings changes nothing: the fault stays.
    """
    told = [issue for issue in raw.faults.issues if issue.row == cell.row and row_mark(issue, key) == cell.found]
    if not told:
        raw.faults.add(fault("stale_correction"), cell.row)
        return raw
    fields = cut_record(cell.value, raw.dialect) if raw.dialect is not None else []
    if len(fields) != len(raw.headings) or not any(fields):
        return raw
    raw.faults.forgive({*lines_of_row(told[0])})
    index = raw.cells.index.append(pd.Index([cell.row])).sort_values()
    columns = {}
    for position, text in enumerate(fields):
        texts = raw.cells[position].astype(TEXT).reindex(index)
        texts.at[cell.row] = text.strip() or None
        columns[position] = pd.Series(pd.Categorical(texts), index=index)
    return replace(raw, cells=pd.DataFrame(columns, index=index))


def row_mark(issue: Issue, key: bytes) -> str | None:
    """A mark of what a row set aside for its separators holds; None for another fault."""
    if issue.code != _RAGGED or issue.value is None:
        return None
    return mark(key, ("row", issue.value))


def lines_of_row(issue: Issue) -> range:
    """The lines of the file over which a row set aside for its separators goes."""
    return range(sure(issue.row), sure(issue.row) + (issue.value or "").rstrip("\n").count("\n") + 1)


def position_of(raw: RawTable, column: str) -> int | None:
    """Where the column of that heading is, or of that number where it has none; None where there is none, or several."""
    places = [
        place
        for place, heading in enumerate(raw.headings)
        if column in (heading, f"colonne {place + 1}, sans en-tête") and column
    ]
    return places[0] if len(places) == 1 else None


def found_mark(raw: RawTable, row: int, position: int, key: bytes) -> str | None:
    """A mark of what the cell holds; None for a line that the table does not have."""
    if row not in raw.cells.index:
        return None
    text = raw.cells[position].at[row]
    return mark(key, ("cell", text if isinstance(text, str) else ""))


def _corrected(raw: RawTable, position: int, cell: CellCorrection) -> RawTable:
    texts = raw.cells[position].astype(TEXT)
    texts.at[cell.row] = cell.value or None
    cells = raw.cells.copy(deep=False)
    cells[position] = pd.Series(pd.Categorical(texts), index=cells.index)
    serials = raw.serials
    if serials is not None:
        serials = serials.copy()
        serials.at[cell.row, position] = False
    reasons = {place: reason for place, reason in raw.cell_reasons.items() if place != (cell.row, position)}
    return replace(raw, cells=cells, serials=serials, cell_reasons=reasons)
