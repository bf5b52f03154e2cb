"""What a reader hands over: the text cells of one sheet under its headings, before any typing.

Reading CSV is `delimited`, reading workbooks `workbook`; giving types is done by the converters.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from qep_lib.intake.faults import FaultList
from qep_lib.intake.headings import is_footnote, is_total
from qep_lib.intake.quoting import Dialect
from qep_lib.intake.rulebook import Reason, fault

TEXT = pd.StringDtype(na_value=np.nan)


@dataclass(frozen=True, slots=True, eq=False)
class RawTable:
    """Cells as trimmed text, nothing interpreted, coded: every column is categorical, an empty cell is missing.

    `cells` has one column a heading, named by position from 0; its index is the line number in the file or sheet.
    `serials`: positions of cells that a workbook holds as bare numbers, as a frame of booleans (None for text files).
    `cell_reasons`: (line, position) -> what a workbook hides behind an empty-looking cell. `dialect`: how a text file parts
    its fields.
    """

    headings: tuple[str, ...]
    header_line: int
    cells: pd.DataFrame
    faults: FaultList
    encoding: str = ""
    serials: pd.DataFrame | None = None
    has_1904_epoch: bool = False
    cell_reasons: Mapping[tuple[int, int], Reason] = field(default_factory=dict)
    dialect: Dialect | None = None


def code_texts(columns: Iterable[pa.ChunkedArray], index: pd.Index) -> pd.DataFrame:
    """Text columns as the `cells` of a `RawTable`: trimmed, and each distinct text is kept, and later read, once."""
    coded = {position: _code(column) for position, column in enumerate(columns)}
    return pd.DataFrame(coded, index=index, columns=range(len(coded)))


def _code(column: pa.ChunkedArray) -> "pd.Categorical[str]":
    coded = column.dictionary_encode().combine_chunks()
    trimmed = pc.utf8_trim_whitespace(coded.dictionary)
    if not trimmed.equals(coded.dictionary):
        # Two texts may have become one, or nothing.
        texts = trimmed.take(coded.indices)
        coded = pc.if_else(pc.equal(texts, ""), None, texts).dictionary_encode()
    codes = coded.indices.fill_null(-1).to_numpy()
    return pd.Categorical.from_codes(codes, categories=pd.Index(coded.dictionary, dtype=TEXT))


def columns_of(cells: pd.DataFrame) -> dict[int, pd.Series]:
    """Position -> column."""
    return {int(position): cells[position] for position in cells.columns}


def text_at(column: pd.Series, place: int) -> str | None:
    """The text of the row of that place, from 0; None for an empty cell."""
    text = column.iat[place]
    return text if isinstance(text, str) else None


def same_text(text: str | None, index: pd.Index) -> pd.Series:
    """A coded column that holds that text, or nothing, at every line."""
    known = pd.Index([] if text is None else [text], dtype=TEXT)
    codes = np.full(len(index), -1 if text is None else 0, dtype="int8")
    return pd.Series(pd.Categorical.from_codes(codes, known), index=index)


def drop_blank_rows(cells: pd.DataFrame, faults: FaultList) -> pd.DataFrame:
    """`cells` without its blank rows; those between filled rows are counted in a warning, trailing ones are not."""
    is_blank = np.ones(len(cells), dtype=bool)
    for position in cells.columns:
        is_blank &= cells[position].isna().to_numpy()
    if not is_blank.any():
        return cells
    kept = cells.loc[~is_blank]
    if len(kept):
        inside = is_blank & (cells.index < kept.index[-1])
        if inside.any():
            first = int(cells.index[inside][0])
            faults.add(fault("blank_rows", count=int(inside.sum())), first)
    return kept


def set_totals_aside(
    cells: pd.DataFrame, headings: Sequence[str], markers: Sequence[str], identifier: int | None, faults: FaultList,
    is_workbook: bool = False,
) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    """(`cells` without what stands under the table, its total rows). Totals are told each, notes once; a total in the middle
    stays, to be rejected.

    The marker of a total starts the first filled cell of the row, or the cell of the column `identifier` (a position).
    """
    end, columns = len(cells), columns_of(cells)
    totals: list[int] = []
    notes: list[tuple[int, str]] = []
    has_room = sum(map(bool, headings)) > 2
    while end:
        texts = {
            position: text for position, column in columns.items() if (text := text_at(column, end - 1)) is not None
        }
        told = [*islice(texts, 1), *([] if identifier is None else [identifier])]
        marked = next((place for place in told if is_total(texts.get(place, ""), markers)), None)
        if marked is not None:
            totals.append(end - 1)
            faults.add(_TOTAL, int(cells.index[end - 1]), headings[marked] or None, texts[marked])
        elif has_room and is_footnote([*texts.values()], is_workbook):
            notes.append((int(cells.index[end - 1]), next(iter(texts.values()))))
        else:
            break
        end -= 1
    if notes:
        line, text = notes[-1]
        faults.add(fault("footnotes", rows="1 note" if len(notes) == 1 else f"{len(notes)} notes"), line, value=text)
    return cells.iloc[:end], cells.iloc[sorted(totals)]


_TOTAL = fault("total_row")
