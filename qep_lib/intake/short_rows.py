"""Rows without their last fields, which Excel and others leave out when the cells are empty: which may be read.

A row that lost a separator looks the same. Two proofs are wanted: the file's own way of leaving fields out, and the last
field there is, whose column holds nothing that the columns after it could. What is not proved stays `shape`'s to set aside.
"""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_BLOCK = 16
"""Excel chooses how many fields it writes for sixteen rows of the sheet at a time."""
_LEAST_OF_BLOCK = 8
"""As many rows of one width in a block are proof enough without the last field: a fault does not come back like that."""
_LEAST_VALUES = 5
_SHARED = 3
"""A closed column has each of its values three times, on average, at least."""
_FORMS = (
    re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?:[ T]\d{1,2}[:h]\d{2}(?::\d{2})?)?"),
    re.compile(r"[-+]?\d[\d\u00a0\u202f ]*(?:[.,]\d+)? ?%?"),
)  # fmt: skip


class ShortRow(NamedTuple):
    """A record of fewer fields than headings: first and last line, number in the sheet from 1, trimmed fields."""

    line: int
    end: int
    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    """What the whole rows hold in one column: a form that all its texts have, or the few texts that come back in it."""

    texts: frozenset[str]
    form: re.Pattern[str] | None
    is_closed: bool

    @property
    def is_typed(self) -> bool:
        return self.form is not None or self.is_closed

    def fits(self, text: str) -> bool:
        """True unless the column is typed and `text` is not of its kind."""
        return self.form.fullmatch(text) is not None if self.form else not self.is_closed or text in self.texts


def rows_without_last_fields(
    table: pa.Table, numbers: np.ndarray, short: Sequence[ShortRow], others: Sequence[int], broken: Set[int]
) -> list[ShortRow]:
    """The short rows whose missing fields are proved to be the last ones, and empty.

    `table`: the whole rows, `numbers` their numbers in the sheet; `others`: lines of the records of another shape, `broken`
    those that were set aside before: a row that touches one of these may be a piece of it.
    """
    candidates = [row for row in short if len(row.cells) > 1]
    if not candidates or not len(table):
        return []
    columns = [_column_of(column) for column in table.columns]
    sure = _sure_blocks(table, numbers, short)
    leaves_out = table.column(table.num_columns - 1).null_count == 0
    found = [
        row
        for row in candidates
        if _has_its_kinds(row, columns)
        and (sure.get(_block_of(row.number), False) or ((leaves_out or sure) and _is_proved(row, columns)))
    ]
    return _away_from({*others, *broken, *(row.line for row in short)}, found)


def _column_of(column: pa.ChunkedArray) -> _Column:
    filled = column.drop_null()
    texts = frozenset(text.strip() for text in pc.unique(filled).to_pylist()) - {""}
    if len(filled) < _LEAST_VALUES:
        return _Column(texts, None, False)
    form = next((form for form in _FORMS if all(map(form.fullmatch, texts))), None)
    return _Column(texts, form, _SHARED * len(texts) <= len(filled))


def _has_its_kinds(row: ShortRow, columns: Sequence[_Column]) -> bool:
    return all(column.fits(cell) for cell, column in zip(row.cells, columns, strict=False) if cell)


def _is_proved(row: ShortRow, columns: Sequence[_Column]) -> bool:
    """True when a separator or a field lost anywhere would show in the last field: nothing else would fit there."""
    last, after = columns[len(row.cells) - 1], columns[len(row.cells) :]
    return (
        row.cells[-1] != ""
        and last.is_typed
        and all(column.texts and not any(map(last.fits, column.texts)) for column in after)
    )


def _sure_blocks(table: pa.Table, numbers: np.ndarray, short: Sequence[ShortRow]) -> dict[int, bool]:
    """Block -> whether it is long enough to prove its width by itself, when all blocks are as Excel writes them.

    In a block all rows have as many fields, and one of them fills the last. Empty when the file is not of that kind.
    """
    ends = table.column(table.num_columns - 1).is_valid().to_numpy(zero_copy_only=False)
    blocks: dict[int, list[tuple[int, bool]]] = {}
    for number, is_filled in zip(numbers.tolist(), ends.tolist(), strict=True):
        blocks.setdefault(_block_of(number), []).append((table.num_columns, is_filled))
    for row in short:
        blocks.setdefault(_block_of(row.number), []).append((len(row.cells), row.cells[-1] != ""))
    # The headings are in the first block, which is as wide as they are.
    is_regular = all(
        len({width for width, _ in rows}) == 1 and (block == 0 or any(is_filled for _, is_filled in rows))
        for block, rows in blocks.items()
    )
    return {block: len(rows) >= _LEAST_OF_BLOCK for block, rows in blocks.items()} if is_regular else {}


def _block_of(number: int) -> int:
    return (number - 1) // _BLOCK


def _away_from(lines: set[int], rows: Sequence[ShortRow]) -> list[ShortRow]:
    """The rows that touch no line of `lines` but that of another row that is kept."""
    kept = list(rows)
    while True:
        left = lines - {row.line for row in kept}
        near = [row for row in kept if row.line - 1 not in left and row.end + 1 not in left]
        if len(near) == len(kept):
            return kept
        kept = near
