"""Delimited text (CSV) to a `RawTable`: separator, header row, quotes, ragged records, line numbers.

Decoding bytes is `decoding`; meaning is given by `tabular` and `survey`.
"""

import csv
import re
from dataclasses import dataclass
from io import StringIO
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from qep_lib.errors import DataRefused
from qep_lib.intake.decoding import decode
from qep_lib.intake.faults import FaultList, Reason
from qep_lib.intake.headings import SEARCHED_ROWS, Headings, find_header, is_total
from qep_lib.intake.rawtable import RawTable, code_texts
from qep_lib.intake.refusal import refuse

SEPARATORS = {";": "point-virgule", ",": "virgule", "\t": "tabulation", "|": "barre verticale"}
_BLOCK_BYTES = 2**24
_FILLED = re.compile(rb"[^\n]")


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the table starts: its separator, its headings, the line of the header and the text after it."""

    separator: str
    headings: tuple[str, ...]
    header_line: int
    first_line: int
    body_start: int


class _Ragged(NamedTuple):
    """A record that cannot be cut into the right number of fields: its number from 0, its text, its fields."""

    number: int
    text: str
    fields: int


def read_delimited(name: str, content: bytes, expected: Headings, total_markers: tuple[str, ...] = ()) -> RawTable:
    """The cells of a CSV under its detected header; raises `DataRefused` when its structure cannot be trusted.

    Records with too many or too few fields are rejected rows, with their line.
    """
    text, encoding = decode(name, content)
    faults = FaultList(name)
    layout = _find_layout(text, expected)
    has_quotes = text.find(b'"', layout.body_start) >= 0
    table, ragged = _parse(text, layout, has_quotes)
    lines, ragged_lines = _line_numbers(table, ragged, has_quotes)
    if has_quotes:
        _check_quotes(name, text, layout, table, lines)
    kept = _settle_ragged(ragged, ragged_lines + layout.first_line, layout, faults, total_markers)
    lines += layout.first_line
    if kept:
        table, lines = _insert(table, lines, kept)
    return RawTable(layout.headings, layout.header_line, code_texts(table.columns, _index(lines)), faults, encoding)


def _find_layout(text: bytes, expected: Headings) -> _Layout:
    """The separator whose best row names the most wanted columns; otherwise the one that cuts most regularly."""
    ranked = []
    for separator in SEPARATORS:
        records, starts, ends = _first_records(text, separator)
        index, score = find_header(records, expected)
        width = max((len(record) for record in records), default=1)
        if score == 0:
            index = next((i for i, record in enumerate(records) if sum(map(bool, record)) > 1), 0)
        ranked.append((score, width, separator, records, starts, ends, index))
    score, _, separator, records, starts, ends, index = max(ranked, key=lambda candidate: candidate[:2])
    header = tuple(records[index]) if records else ()
    return _Layout(separator, header, starts[index], ends[index] + 1, _offset_of_line(text, ends[index] + 1))


def _first_records(text: bytes, separator: str) -> tuple[list[list[str]], list[int], list[int]]:
    """First records with the lines where each starts and ends."""
    head = text[: _offset_of_line(text, 10 * SEARCHED_ROWS)].decode()
    reader = csv.reader(StringIO(head, newline=""), delimiter=separator)
    records, starts, ends, line = [], [], [], 1
    csv.field_size_limit(max(csv.field_size_limit(), len(head) + 1))
    for record in reader:
        records.append([cell.strip() for cell in record])
        starts.append(line)
        ends.append(reader.line_num)
        line = reader.line_num + 1
        if len(records) == SEARCHED_ROWS:
            break
    return records or [[]], starts or [1], ends or [1]


def _offset_of_line(text: bytes, line: int) -> int:
    """Where that line (from 1) starts; the end of the text when there are fewer lines."""
    position = 0
    for _ in range(line - 1):
        position = text.find(b"\n", position) + 1
        if position == 0:
            return len(text)
    return position


def _parse(text: bytes, layout: _Layout, has_quotes: bool) -> tuple[pa.Table, list[_Ragged]]:
    """Text columns as they are written, empty cells missing, and the records that do not fit them."""
    ragged: list[_Ragged] = []

    def set_aside(record) -> str:
        ragged.append(_Ragged(record.number and record.number - 1, record.text, record.actual_columns))
        return "skip"

    def read(use_threads: bool) -> pa.Table:
        return arrow_csv.read_csv(
            pa.BufferReader(pa.py_buffer(text)[layout.body_start :]),
            read_options=arrow_csv.ReadOptions(column_names=names, use_threads=use_threads, block_size=_BLOCK_BYTES),
            parse_options=arrow_csv.ParseOptions(
                delimiter=layout.separator,
                quote_char='"' if has_quotes else False,
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

    names = [str(position) for position in range(len(layout.headings))]
    if _FILLED.search(text, layout.body_start) is None:
        return pa.table({name: pa.array([], pa.string()) for name in names}), []
    table = read(use_threads=True)
    if ragged:
        # Only on a single thread does Arrow number the records that it cannot cut.
        ragged.clear()
        table = read(use_threads=False)
    return table, ragged


def _line_numbers(table: pa.Table, ragged: list[_Ragged], has_quotes: bool) -> tuple[np.ndarray, np.ndarray]:
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


def _check_quotes(name: str, text: bytes, layout: _Layout, table: pa.Table, lines: np.ndarray) -> None:
    """Refuse a file whose quotes swallow records: an opening quote without its closing one, told with its line."""
    if text.count(b'"', layout.body_start) % 2 and (line := _unclosed_quote_line(text, layout)):
        raise _unclosed(name, line)
    swallowed = rf"\n[^\n]*(?:{re.escape(layout.separator)}[^\n]*){{{max(1, len(layout.headings) - 1)}}}"
    for column in table.columns:
        matches = pc.match_substring_regex(column, swallowed)
        if pc.any(matches).as_py():
            raise _unclosed(name, int(lines[pc.index(matches, True).as_py()]) + layout.first_line)


def _unclosed_quote_line(text: bytes, layout: _Layout) -> int | None:
    opening = re.compile(rf'(?:(?<=\n)|(?<={re.escape(layout.separator)}))"'.encode())
    closing = re.compile(rb'(?:[^"]|"")*+"')
    position = layout.body_start - 1 if layout.body_start else 0
    while match := opening.search(text, position):
        closed = closing.match(text, match.end())
        if closed is None:
            return text.count(b"\n", 0, match.start()) + 1
        position = closed.end()
    return None


def _unclosed(name: str, line: int) -> DataRefused:
    return refuse(
        name, "unclosed_quote", f"guillemet ouvert ligne {line}, jamais fermé : les lignes suivantes seraient avalées",
        row=line, accepted="des guillemets par paires, doublés à l'intérieur d'un texte",
        remedy="fermer ou supprimer ce guillemet",
    )  # fmt: skip


def _settle_ragged(
    ragged: list[_Ragged], lines: np.ndarray, layout: _Layout, faults: FaultList, total_markers: tuple[str, ...]
) -> dict[int, list[str | None]]:
    """Line -> cells of the ragged records to keep: totals, and those whose surplus fields are blank.

    Blank records vanish, the others are rejected.
    """
    width = len(layout.headings)
    kept = {}
    for (_, text, count), line in zip(ragged, lines.tolist(), strict=True):
        cells = [cell.strip() for cell in next(csv.reader(StringIO(text, newline=""), delimiter=layout.separator), [])]
        if not any(cells):
            continue
        if is_total(next(filter(None, cells)), total_markers) or (count > width and not any(cells[width:])):
            kept[line] = [cell or None for cell in (cells + [""] * width)[:width]]
            continue
        plural = "s" if count > 1 else ""
        faults.add(
            Reason(
                "ragged_row", f"{count} champ{plural} au lieu de {width}",
                accepted=f"{width} champs séparés par {SEPARATORS[layout.separator]}",
                remedy="vérifier les séparateurs et les guillemets de cette ligne",
            ),
            line, value=text,
        )  # fmt: skip
    return kept


def _insert(table: pa.Table, lines: np.ndarray, kept: dict[int, list[str | None]]) -> tuple[pa.Table, np.ndarray]:
    """The table and its lines with the kept ragged records at their place."""
    added = [pa.array(column, pa.string()) for column in zip(*kept.values(), strict=True)]
    lines = np.concatenate((lines, np.array(list(kept), dtype="int64")))
    order = np.argsort(lines)
    return pa.concat_tables([table, pa.table(added, names=table.column_names)]).take(order), lines[order]
