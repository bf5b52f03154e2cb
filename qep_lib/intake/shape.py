"""Rows that do not have the shape of their table: fields too many or too few, heading rows that return, other tables.

A row is read only when its shape is proved; otherwise it is told with its line. Cutting records is `delimited`.
"""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from qep_lib.intake.cleaning import are_ordinary
from qep_lib.intake.faults import FaultList
from qep_lib.intake.headings import Headings, is_footnote, is_total
from qep_lib.intake.layout import Layout, cut_record
from qep_lib.intake.rawtable import RawTable, columns_of, text_at
from qep_lib.intake.refusal import refuse
from qep_lib.intake.rulebook import Reason, fault
from qep_lib.intake.short_rows import ShortRow, rows_without_last_fields
from qep_lib.model.characters import fold, plain
from qep_lib.model.issue import line_ranges

_FEW_TEXTS = 1_000
"""A column with more distinct texts is one of identifiers or dates: its headings are looked for as they are written."""


_TOLD_LINES = 200


class Ragged(NamedTuple):
    """A record without the right number of fields: its number from 0, its text, how many fields it has."""

    number: int
    text: str
    fields: int


class Records(NamedTuple):
    """What a text was cut into: the regular records as a table, the others, and the line of each in the file."""

    table: pa.Table
    lines: np.ndarray
    ragged: list[Ragged]
    ragged_lines: np.ndarray

    def each_ragged(self) -> Iterator[tuple[Ragged, int]]:
        """The ragged records, each with its line."""
        return zip(self.ragged, self.ragged_lines.tolist(), strict=True)


def common_width(layout: Layout, table: pa.Table, ragged: list[Ragged]) -> int:
    """How many fields the records of the file have: as many as headings, unless all of them agree on another number.

    Fewer stands for last columns that no record holds; more, for separators that end every record. Both need two
    records at least, and headings that cannot be two run together, or one cut in two.
    """
    width = len(layout.headings)
    widths = Counter(record.fields for record in ragged if record.text.strip(f"{layout.dialect.separator} \n"))
    if not widths or any(column.null_count < len(column) for column in table.columns):
        return width
    common, count = widths.most_common(1)[0]
    if count < 2 or 2 * count <= sum(widths.values()) or common < 2:
        return width
    if common < width:
        are_sure = all(layout.headings) and len({fold(heading) for heading in layout.headings}) == width
        return common if are_sure else width
    has_blank_ends = all(
        not any(cut_record(record.text, layout.dialect)[width:]) for record in ragged if record.fields == common
    )
    return common if layout.are_known and has_blank_ends else width


def settle_ragged(
    records: Records, fragments: list[int], layout: Layout, faults: FaultList, total_markers: tuple[str, ...]
) -> tuple[pa.Table, np.ndarray]:
    """The table with a column a heading, and its lines; ragged records are told, but for blank ones and final totals.

    A line of one field, or one of the `fragments` that broken quotes left, may be the end, or the start, of a row that a
    line end cut: the rows that touch it go with it.
    """
    width, common, lines = len(layout.headings), records.table.num_columns, records.lines
    if common < width:
        _tell_absent(layout, common, faults)
    kept, last = {}, int(lines[-1]) if len(lines) else 0
    _refuse_few_headings(records, layout, faults)
    pieces = [(line, line) for line in fragments]
    short = _rows_without_last_fields(records, layout, faults)
    for (_, text, count), line in records.each_ragged():
        cells = cut_record(text, layout.dialect)
        if not any(cells):
            continue
        if line in short:
            kept[line] = [cell or None for cell in (*short[line], *[""] * width)[:width]]
            continue
        filled = [*filter(None, cells)]
        if line > last and (is_total(filled[0], total_markers) or is_footnote(filled, is_workbook=False)):
            kept[line] = [cell or None for cell in (cells + [""] * width)[:width]]
            continue
        end = line + text.rstrip("\n").count("\n")
        _tell_ragged(text, count, line, end, common, layout, faults)
        if count == 1:
            pieces.append((line, end))
    table, lines = _without_neighbours(records, pieces, layout, faults)
    columns = [
        table.column(position) if position < common else pa.nulls(len(table), pa.string()) for position in range(width)
    ]
    table = pa.table({str(position): column for position, column in enumerate(columns)})
    return _insert(table, lines, kept) if kept else (table, lines)


def _refuse_few_headings(records: Records, layout: Layout, faults: FaultList) -> None:
    """Raise when among the rows more have a field past the last heading than have none: a heading was lost, or cut.

    Rows below are another table.
    """
    width, lines = len(layout.headings), records.lines
    past = sum(
        record.fields > width and any(cut_record(record.text, layout.dialect)[width:])
        for record, line in records.each_ragged()
        if len(lines) and line < lines[-1]
    )
    if past > max(1, len(lines)):
        lost = fault("few_headings", past=past, width=width, others=len(lines))
        raise refuse(faults.file, lost, row=layout.header_line)


def _rows_without_last_fields(records: Records, layout: Layout, faults: FaultList) -> dict[int, tuple[str, ...]]:
    """Line -> fields of the rows that lack only empty last ones, told once with their lines."""
    width, above, short, others = records.table.num_columns, layout.header_line + 1, [], []
    if width < len(layout.headings):
        return {}
    starts = np.unique([*records.lines.tolist(), *records.ragged_lines.tolist(), *faults.rejected_rows])
    for record, line in records.each_ragged():
        cells = tuple(cut_record(record.text, layout.dialect))
        end = line + record.text.rstrip("\n").count("\n")
        if not any(cells):
            continue
        if len(cells) < width:
            short.append(ShortRow(line, end, above + int(np.searchsorted(starts, line)), cells))
        else:
            others += [line, end]
    numbers = above + np.searchsorted(starts, records.lines)
    found = rows_without_last_fields(records.table, numbers, short, others, frozenset(faults.rejected_rows))
    if found:
        faults.add(_absent_fields([row.line for row in found], min(len(row.cells) for row in found), layout))
    return {row.line: row.cells for row in found}


def _absent_fields(lines: list[int], least: int, layout: Layout) -> Reason:
    first = layout.headings[least] or f"colonne {least + 1}"
    shown = line_ranges(lines[:_TOLD_LINES]) + (f" et {len(lines) - _TOLD_LINES} autres" * (len(lines) > _TOLD_LINES))
    return fault(
        "absent_fields",
        count=f"{len(lines)} lignes n'ont" if len(lines) > 1 else "une ligne n'a",
        heading=first,
        lines=f"ligne{'s' * (len(lines) > 1)} {shown}",
        width=len(layout.headings),
        separator=layout.separator_name,
    )


def _without_neighbours(
    records: Records, pieces: list[tuple[int, int]], layout: Layout, faults: FaultList
) -> tuple[pa.Table, np.ndarray]:
    """The rows but those that touch, above or below, a line of one field: each is told."""
    table, lines = records.table, records.lines
    if not pieces:
        return table, lines
    told = np.unique([*records.ragged_lines.tolist(), *faults.rejected_rows, layout.header_line])
    dropped = set()
    for line, end in pieces:
        above, below = int(np.searchsorted(lines, line)) - 1, int(np.searchsorted(lines, line))
        before = told[np.searchsorted(told, line) - 1]
        if above >= 0 and lines[above] > before:
            dropped.add((above, line))
        elif before == layout.header_line and not (layout.are_known and all(layout.headings)):
            raise refuse(faults.file, fault("cut_headings"), row=line)
        if below < len(lines) and lines[below] == end + 1:
            dropped.add((below, line))
    is_kept = np.ones(len(lines), dtype=bool)
    for place, line in sorted(dropped):
        texts = [text for column in table.columns if (text := column[place].as_py())]
        if texts and is_kept[place]:
            is_kept[place] = False
            faults.add(_neighbour(line), int(lines[place]), value=plain(texts[0]))
    return table.filter(pa.array(is_kept)), lines[is_kept]


def _neighbour(line: int) -> Reason:
    return fault("cut_row", line=line)


def _tell_absent(layout: Layout, common: int, faults: FaultList) -> None:
    absent = ", ".join(f"« {heading} »" for heading in layout.headings[common:])
    reason = fault("absent_columns", absent=absent, count=len(layout.headings), separator_name=layout.separator_name)
    faults.add(reason, layout.header_line)


def _tell_ragged(text: str, count: int, line: int, end: int, width: int, layout: Layout, faults: FaultList) -> None:
    fields, over = f"{count} champ{'s' if count > 1 else ''}", f", sur les lignes {line} à {end}" if end > line else ""
    separator = layout.separator_name
    reason = fault("ragged_row", fields=fields, width=width, over=over, separator=separator)
    faults.add(reason, line, value=plain(text))
    for more, piece in enumerate(text.rstrip("\n").split("\n")[1:], line + 1):
        reason = fault("rest_of_ragged_row", line=line, width=width, separator=separator)
        faults.add(reason, more, value=plain(piece))


def _insert(table: pa.Table, lines: np.ndarray, kept: dict[int, list[str | None]]) -> tuple[pa.Table, np.ndarray]:
    """The table and its lines with the kept ragged records at their place."""
    added = [pa.array(column, pa.string()) for column in zip(*kept.values(), strict=True)]
    lines = np.concatenate((lines, np.array(list(kept), dtype="int64")))
    order = np.argsort(lines)
    return pa.concat_tables([table, pa.table(added, names=table.column_names)]).take(order), lines[order]


def reject_foreign_marks(raw: RawTable, mark: str) -> pd.DataFrame:
    """The cells without the rows that hold one between signs other than the `mark` of the file: « 'texte' », « ”texte” ».

    Each is told: it comes from a row that was quoted in another way.
    """
    cells, foreign = raw.cells, _FOREIGN if mark == '"' else '^".*"$'
    is_foreign = np.zeros(len(cells), dtype=bool)
    for position, column in columns_of(cells).items():
        texts = pa.array(column.cat.categories, pa.string())
        if are_ordinary(texts):
            continue
        ends = texts.filter(pc.match_substring_regex(texts, foreign)).to_pylist()
        if found := [text for text in ends if text[0] == text[-1]]:
            heading = raw.headings[position] or f"colonne {position + 1}"
            raw.faults.add_values(column, heading, dict.fromkeys(found, _FOREIGN_MARKS))
            is_foreign |= column.isin(found).to_numpy()
    return cells.loc[~is_foreign] if is_foreign.any() else cells


def set_other_tables_aside(raw: RawTable, expected: Headings) -> pd.DataFrame:
    """The cells of the table itself: heading rows that return are told and left out, and so are other tables below.

    Another table starts at a row of headings that are not those of this one, or at a row of words where every row above
    has digits; it ends where the headings of this one return.
    """
    cells, faults = raw.cells, raw.faults
    returns, others = _heading_rows(raw, expected)
    starts = sorted({*others, *_first_rows_of_words(cells)})
    if not returns and not starts:
        return cells
    is_other = np.zeros(len(cells), dtype=bool)
    for start in starts:
        end = next((row for row in returns if row > start), len(cells))
        is_other[start:end] = True
    for row in returns:
        faults.add(_RETURN, int(cells.index[row]))
    first = None
    for row in np.flatnonzero(is_other).tolist():
        first = row if first is None or not is_other[row - 1] else first
        line = int(cells.index[first])
        faults.add(_other_table(line), int(cells.index[row]), value=_first_text(cells, row))
    is_other[list(returns)] = True
    return cells.loc[~is_other]


def _heading_rows(raw: RawTable, expected: Headings) -> tuple[list[int], list[int]]:
    """(rows that repeat the headings in their place, rows of headings of another table), as numbers from 0."""
    cells, headings = raw.cells, [heading for heading in raw.headings if heading]
    written = sorted({*headings, *(heading for wanted in expected.wanted for heading in wanted.headings)})
    folded = {fold(heading) for heading in written}
    named, placed = np.zeros(len(cells), dtype="int32"), np.zeros(len(cells), dtype="int32")
    for position, column in columns_of(cells).items():
        texts = column.cat.categories.tolist()
        is_written = pc.is_in(pa.array(texts, pa.string()), value_set=pa.array(written, pa.string()))
        is_heading = np.append(is_written.to_numpy(zero_copy_only=False), False)
        if len(texts) <= _FEW_TEXTS:
            is_heading[:-1] = [fold(text) in folded for text in texts]
        if is_heading.any():
            own = fold(raw.headings[position])
            is_own = np.array([*((fold(texts[at]) == own) for at in np.flatnonzero(is_heading)), False])
            codes = column.cat.codes.to_numpy()
            named += is_heading[codes]
            placed += np.isin(codes, np.flatnonzero(is_heading)[is_own[:-1]])
    found = np.flatnonzero(named >= min(2, len(headings)))
    returns, others = [], []
    for row in found.tolist():
        filled = int(cells.iloc[row].notna().sum())
        if placed[row] == filled:
            returns.append(row)
        elif 2 * named[row] > filled and named[row] > 1:
            others.append(row)
    return returns, others


def _first_rows_of_words(cells: pd.DataFrame) -> list[int]:
    """The first row, if any, that has words and no digit under two columns at least where all rows above have digits.

    All its texts must be found nowhere else in their column, as headings are: a faulty row shares some with others.
    """
    first_words: dict[int, int] = {}
    columns = columns_of(cells)
    by_size = sorted(columns, key=lambda position: len(columns[position].cat.categories))
    for left, position in zip(range(len(by_size), 0, -1), by_size, strict=True):
        if left == 1 and not any(first_words.values()):
            # Two columns must agree: the largest one, of identifiers, is not worth a look alone.
            break
        column = columns[position]
        has_digit = pc.match_substring_regex(pa.array(column.cat.categories, pa.string()), r"\d").to_numpy(False)
        words = np.flatnonzero(~np.append(has_digit, True)[column.cat.codes.to_numpy()].astype(bool))
        if len(words):
            first_words[position] = int(words[0])
    for row, count in sorted(Counter(first_words.values()).items()):
        if count < 2 or row < 2:
            continue
        texts = {position: text for position, column in columns.items() if (text := text_at(column, row)) is not None}
        dated = [
            position
            for position, first in first_words.items()
            if first == row and cells[position].iloc[:row].notna().sum() > 1
        ]
        is_alone = all(
            (cells[position].cat.codes == cells[position].cat.codes.iat[row]).sum() == 1 for position in texts
        )
        if len(dated) > 1 and is_alone and not any(map(str.isdigit, "".join(texts.values()))):
            return [row]
    return []


def _first_text(cells: pd.DataFrame, row: int) -> str:
    return next((text for column in columns_of(cells).values() if (text := text_at(column, row)) is not None), "")


_FOREIGN = "(?s)^['`´‘’“”″].*['`´‘’“”″]$"
_FOREIGN_MARKS = fault("foreign_quotes")
_RETURN = fault("heading_row")


def _other_table(line: int) -> Reason:
    return fault("other_table", line=line)
