"""A sheet whose rows are what is counted and whose columns are months (`transposed`), turned so that a row is a month.

A fault then names the column of the sheet as its line: it is told.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from qep_lib.intake.refusal import refuse
from qep_lib.intake.rulebook import fault
from qep_lib.intake.sheets import Cell, Sheet
from qep_lib.model.period_words import is_period

_LEAST_MONTHS = 3
MOST_ROWS = 300
"""A statement has some tens of rows: a register turned by mistake would have thousands of columns."""


def turn_sheet(name: str, sheet: Sheet) -> Sheet:
    """The sheet with its columns as rows; raises `DataRefused` for one that is too long to be a statement."""
    if len(sheet.rows) > MOST_ROWS:
        raise refuse(name, fault("too_long_to_turn", rows=len(sheet.rows), most=MOST_ROWS), sheet=sheet.name or None)
    reasons = {(place + 1, line - 1): reason for (line, place), reason in sheet.reasons.items()}
    warnings = (*((reason, None) for reason, _ in sheet.warnings), (fault("turned_sheet"), None))
    return replace(sheet, rows=turned_rows(sheet.rows), reasons=reasons, warnings=warnings)


_Kind = TypeVar("_Kind", str, str | int | float)


def turned_rows(rows: Sequence[Sequence[_Kind]]) -> list[list[_Kind]]:
    """The columns as rows. Where no cell stands over what is counted, beside the months, the months are called « Mois »."""
    found = [list(row) for row in zip(*rows, strict=True)]
    months = next((place for place, row in enumerate(rows) if sum(map(_names_month, row)) >= _LEAST_MONTHS), None)
    if months is not None:
        first = next(place for place, cell in enumerate(rows[months]) if _names_month(cell))
        below = [sum(bool(row[place]) for row in rows[months + 1 :]) for place in range(first)]
        labels = below.index(max(below)) if below else None
        if labels is not None and not rows[months][labels]:
            found[labels][months] = "Mois"
    return found


def _names_month(cell: Cell) -> bool:
    text = str(cell)
    return is_period(text[:7] if text[4:5] == "-" and text[7:8] == "-" else text)
