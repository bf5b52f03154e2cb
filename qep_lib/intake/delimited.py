"""Delimited text (CSV) to a `RawTable`: records cut strictly, those without their shape set aside, line numbers.

Decoding bytes is `decoding`, where the table starts `layout`, quotes `quoting`, rows of another shape `shape`; meaning
is given by `tabular` and `survey`.
"""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from qep_lib.errors import DataRefused
from qep_lib.intake.cleaning import clean_cells
from qep_lib.intake.decoding import decode
from qep_lib.intake.faults import FaultList
from qep_lib.intake.headings import Headings
from qep_lib.intake.layout import Layout, find_layout
from qep_lib.intake.quoting import MAX_CELL_LENGTH, BrokenRecord, QuotedText, read_quotes
from qep_lib.intake.rawtable import RawTable, code_texts
from qep_lib.intake.refusal import refuse
from qep_lib.intake.rulebook import fault
from qep_lib.intake.shape import (
    Ragged,
    Records,
    common_width,
    reject_foreign_marks,
    set_other_tables_aside,
    settle_ragged,
)
from qep_lib.model.characters import plain

_BLOCK_BYTES = 2**24
_FILLED = re.compile(rb"[^\n]")


def read_delimited(name: str, content: bytes, expected: Headings, total_markers: tuple[str, ...] = ()) -> RawTable:
    """The cells of a CSV under its detected header; raises `DataRefused` when its structure cannot be trusted.

    A row whose shape cannot be trusted (fields, quotes, a heading row or another table below) is rejected with its line.
    """
    text, encoding = decode(name, content)
    faults = FaultList(name)
    layout = find_layout(text, expected)
    mark = layout.dialect.mark.encode()
    fragments: list[int] = []
    if text.find(mark, layout.header_start) >= 0:
        # What it blanks stays a line: they are the rejected ones so far.
        text, fragments = _without_broken_quotes(name, text, layout, faults)
    has_quotes = text.find(mark, layout.body_start) >= 0
    table, ragged = _parse(name, text, layout, has_quotes, len(layout.headings))
    width = common_width(layout, table, ragged)
    if width != len(layout.headings):
        table, ragged = _parse(name, text, layout, has_quotes, width)
    lines, ragged_lines = _line_numbers(table, ragged, has_quotes)
    lines += layout.first_line
    if faults.rejected_rows:
        is_kept = ~np.isin(lines, list(faults.rejected_rows))
        table, lines = table.filter(pa.array(is_kept)), lines[is_kept]
    ragged_lines += layout.first_line
    records = Records(table, lines, ragged, ragged_lines)
    table, lines = settle_ragged(records, fragments, layout, faults, total_markers)
    cells = code_texts(table.columns, _index(lines))
    raw = clean_cells(RawTable(layout.headings, layout.header_line, cells, faults, encoding, dialect=layout.dialect))
    raw = replace(raw, cells=reject_foreign_marks(raw, layout.dialect.mark))
    return replace(raw, cells=set_other_tables_aside(raw, expected))


def _without_broken_quotes(name: str, text: bytes, layout: Layout, faults: FaultList) -> tuple[bytes, list[int]]:
    """`text` where the records that quotes break are blank lines, each told, and no space parts a quote from its field.

    Beside it, the lines of those that have too few separators for a record: they are pieces of one.
    Raises `DataRefused` for a quote that never closes, and for the headings: nothing below them could be trusted.
    """
    quoted = read_quotes(text, layout.header_start, layout.dialect, len(layout.headings))
    if quoted.unclosed is not None:
        raise _unclosed(name, text, quoted.unclosed, layout)
    if quoted.too_long is not None:
        raise refuse(name, fault("endless_cell", most=MAX_CELL_LENGTH), row=_line_of(text, quoted.too_long))
    if quoted.broken and quoted.broken[0].start < layout.body_start:
        raise refuse(name, fault("broken_headings"), row=_line_of(text, quoted.broken[0].start))
    fragments = _tell_broken(text, quoted.broken, layout, faults)
    return _rewritten(text, quoted, layout.body_start), fragments


def _tell_broken(text: bytes, broken: tuple[BrokenRecord, ...], layout: Layout, faults: FaultList) -> list[int]:
    separator = layout.separator_name
    # Counting goes on from the line before: a file of nothing but broken lines is still read once.
    line, counted, held = 1, 0, {record.holder for record in broken if record.start != record.holder}
    lines = {}
    for record in broken:
        line, counted = line + text.count(b"\n", counted, record.start), record.start
        lines[record.start] = line
        if record.start != record.holder:
            reason = fault("swallowed_row", opened=lines[record.holder], separator=separator)
        elif record.holder in held:
            reason = fault("swallowing_row", separator=separator)
        else:
            reason = fault("broken_quotes", separator=separator)
        told = plain(text[record.start : record.end].decode(errors="replace"))
        faults.add(reason, line, value=told)
    sign, width = layout.dialect.separator.encode(), len(layout.headings)
    return [lines[start] for start, end, _ in broken if text.count(sign, start, end) < width - 1]


def _rewritten(text: bytes, quoted: QuotedText, body_start: int) -> bytes:
    """`text` with an empty line for each broken one, its body without the spaces around quotes: lines keep their number."""
    if quoted.spaces is None and not quoted.broken:
        return text
    kept = np.ones(len(text), dtype=bool)
    for record in quoted.broken:
        kept[record.start : record.end] = False
    if quoted.spaces is not None:
        kept[quoted.spaces[quoted.spaces >= body_start]] = False
    return np.frombuffer(text, dtype="uint8")[kept].tobytes()


def _line_of(text: bytes, place: int) -> int:
    return text.count(b"\n", 0, place) + 1


def _unclosed(name: str, text: bytes, place: int, layout: Layout) -> DataRefused:
    line, start = _line_of(text, place), text.rfind(b"\n", 0, place) + 1
    position = text.count(layout.dialect.separator.encode(), start, place)
    return refuse(
        name,
        fault("unclosed_quote", line=line),
        row=line,
        column=dict(enumerate(layout.headings)).get(position) or None,
    )


def _parse(name: str, text: bytes, layout: Layout, has_quotes: bool, width: int) -> tuple[pa.Table, list[Ragged]]:
    """Text columns as they are written, empty cells missing, and the records that do not have that many fields."""
    ragged: list[Ragged] = []

    def set_aside(record: arrow_csv.InvalidRow) -> str:
        ragged.append(Ragged(record.number and record.number - 1, record.text, record.actual_columns))
        return "skip"

    def read(use_threads: bool) -> pa.Table:
        return arrow_csv.read_csv(
            pa.BufferReader(pa.py_buffer(text)[layout.body_start :]),
            read_options=arrow_csv.ReadOptions(column_names=names, use_threads=use_threads, block_size=_BLOCK_BYTES),
            parse_options=arrow_csv.ParseOptions(
                delimiter=layout.dialect.separator,
                quote_char=layout.dialect.mark if has_quotes else False,
                double_quote=not layout.dialect.escape,
                escape_char=layout.dialect.escape or False,
                newlines_in_values=has_quotes,
                ignore_empty_lines=False,
                invalid_row_handler=set_aside,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )

    names = [str(position) for position in range(width)]
    if _FILLED.search(text, layout.body_start) is None:
        return pa.table({column: pa.array([], pa.string()) for column in names}), []
    try:
        table = read(use_threads=True)
        if ragged:
            # Only on a single thread does Arrow number the records that it cannot cut.
            ragged.clear()
            table = read(use_threads=False)
    except pa.ArrowException:
        raise refuse(name, fault("unreadable_text")) from None
    return table, ragged


def _line_numbers(table: pa.Table, ragged: list[Ragged], has_quotes: bool) -> tuple[np.ndarray, np.ndarray]:
    """Lines, from 0 at the first record, of the regular and of the ragged records; quoted cells may hold several."""
    total = table.num_rows + len(ragged)
    ragged_numbers = np.array([record.number for record in ragged], dtype="int64")
    regular_numbers = np.delete(np.arange(total), ragged_numbers)
    extra = np.zeros(total, dtype="int64")
    for column in table.columns if has_quotes else ():
        extra[regular_numbers] += pc.fill_null(pc.count_substring(column, "\n"), 0).to_numpy()
    for record in ragged:
        extra[record.number] += record.text.count("\n")
    lines = np.arange(total) + np.concatenate(([0], np.cumsum(extra)[:-1])) if total else np.arange(0)
    return lines[regular_numbers], lines[ragged_numbers]


def _index(lines: np.ndarray) -> pd.Index:
    """Line numbers as an index: a range when none is skipped, which costs no memory and no search."""
    if len(lines) and lines[-1] - lines[0] == len(lines) - 1:
        return pd.RangeIndex(lines[0], lines[-1] + 1)
    return pd.Index(lines, dtype="int64")
