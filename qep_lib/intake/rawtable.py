"""What a reader hands over: the text cells of one sheet under its headings, before any typing.

Reading CSV is `delimited`, reading workbooks `workbook`; giving types is done by the converters.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from qep_lib.intake.faults import FaultList, Reason
from qep_lib.intake.headings import is_total


@dataclass(frozen=True, slots=True, eq=False)
class RawTable:
    """Cells as trimmed text (`str` dtype, empty cell = empty string, nothing interpreted).

    `cells` has one column a heading, named by position from 0; its index is the line number in the file or sheet.
    `serials`: positions of cells that a workbook holds as bare numbers, as a frame of booleans (None for text files).
    `cell_reasons`: (line, position) -> what a workbook hides behind an empty-looking cell.
    """

    headings: tuple[str, ...]
    header_line: int
    cells: pd.DataFrame
    faults: FaultList
    encoding: str = ""
    serials: pd.DataFrame | None = None
    has_1904_epoch: bool = False
    cell_reasons: Mapping[tuple[int, int], Reason] = field(default_factory=dict)


def drop_blank_rows(cells: pd.DataFrame, faults: FaultList) -> pd.DataFrame:
    """`cells` without its blank rows; those between filled rows are counted in a warning, trailing ones are not."""
    is_blank = pd.Series(True, index=cells.index)
    for position in cells.columns:
        is_blank &= cells[position] == ""
    if not is_blank.any():
        return cells
    kept = cells.loc[~is_blank]
    if len(kept):
        inside = is_blank & (is_blank.index < kept.index[-1])
        if inside.any():
            first = int(inside.index[inside][0])
            found = f"{int(inside.sum())} ligne(s) vide(s) ignorée(s) au milieu du tableau"
            faults.add(Reason("blank_rows", found, severity="warning"), first)
    return kept


def set_totals_aside(
    cells: pd.DataFrame, markers: Sequence[str], identifier: int | None, faults: FaultList
) -> pd.DataFrame:
    """`cells` without the total rows at its bottom, each told; a total in the middle stays, to be rejected.

    The marker starts the first filled cell of the row, or the cell of the column `identifier` (a position).
    """
    totals = []
    for row in reversed(cells.index):
        texts = cells.loc[row]
        first = next((text for text in texts if text), "")
        told = [first] if identifier is None else [first, texts[identifier]]
        marked = next((text for text in told if is_total(text, markers)), None)
        if marked is None:
            break
        totals.append(row)
        faults.add(_TOTAL, row, value=marked)
    return cells.drop(index=totals)


_TOTAL = Reason(
    "total_row",
    "ligne de total mise de côté, elle n'est pas comptée",
    remedy="rien si c'est bien un total ; sinon changer le premier mot de la ligne",
    severity="warning",
)
