"""Cells that a source gives and that no cell of the file holds: those of empty ones (`default`), those that the name of the
sheet tells (`from_sheet`). Each is told. What every row has alike (`constant`) is `tabular`.
"""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from qep_lib.intake.rawtable import TEXT, RawTable, columns_of, same_text
from qep_lib.intake.rulebook import fault
from qep_lib.intake.tabular import table_column
from qep_lib.model.campaign import Source
from qep_lib.model.period import Period
from qep_lib.model.period_words import find_period

_PERIODS = ("month", "period", "exercise_year")
"""Columns of which the name of a sheet tells a period, among other words; any other is told by the whole name."""


def supply_cells(
    raw: RawTable, bound: Mapping[str, int], source: Source, period: Period
) -> tuple[RawTable, dict[str, int]]:
    """`raw` with these cells and `bound` with their columns; a sheet whose name says no period is an error of the file."""
    bound = dict(bound)
    for name, binding in source.columns.items():
        if binding.default is not None and name in bound:
            raw = _with_default(raw, bound[name], binding.default, source)
        if binding.from_sheet:
            text = _told_by_sheet(raw, name, period)
            raw, bound[table_column(source, name)] = with_column(raw, "nom de la feuille", text)
    raw.faults.refuse_on_errors()
    return raw, bound


def with_column(raw: RawTable, heading: str, text: str | None) -> tuple[RawTable, int]:
    """`raw` with one more column that holds `text` in every row, and its position."""
    position = len(raw.headings)
    cells = raw.cells.assign(**{"_": same_text(text, raw.cells.index)}).set_axis([*raw.cells.columns, position], axis=1)
    serials = raw.serials
    if serials is not None:
        serials = serials.assign(_=False).set_axis([*serials.columns, position], axis=1)
    return replace(raw, headings=(*raw.headings, heading), cells=cells, serials=serials), position


def implied_year(sheet: str | None, period: Period) -> int | None:
    """The year of what is written without one: that of the sheet's name, else that of the import, if it has a single one."""
    code = find_period(sheet or "")
    if code is not None and len({*Period.parse(code).years}) == 1:
        return Period.parse(code).year
    return period.year if len(period.years) == 1 else None


def _with_default(raw: RawTable, position: int, default: str, source: Source) -> RawTable:
    texts = raw.cells[position].astype(TEXT)
    empty = raw.cells.index[texts.isna()]
    if not len(empty):
        return raw
    rows = "1 cellule vide, lue" if len(empty) == 1 else f"{len(empty)} cellules vides, la première ici, lues"
    reason = fault("default_value", cells=rows, value=default, source_id=source.id)
    raw.faults.add(reason, int(empty[0]), raw.headings[position] or f"colonne {position + 1}")
    filled = pd.Series(pd.Categorical(texts.fillna(default)), index=raw.cells.index)
    cells = pd.DataFrame(columns_of(raw.cells) | {position: filled})
    return replace(raw, cells=cells)


def _told_by_sheet(raw: RawTable, name: str, period: Period) -> str | None:
    sheet = raw.faults.sheet
    if sheet is None:
        raw.faults.add(fault("no_sheet"))
        return None
    if name not in _PERIODS:
        return sheet
    code = find_period(sheet, implied_year(None, period))
    if code is None or name == "month" and Period.parse(code).kind != "month":
        what, written = ("mois", "« Mars 2022 »") if name == "month" else ("période", "« 2022 », « T1 2022 »")
        reason = fault("sheet_name", what=what, written=written)
        raw.faults.add(reason)
        return None
    return code[:4] if name == "exercise_year" else code
