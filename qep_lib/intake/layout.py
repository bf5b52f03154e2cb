"""Where the table of a delimited text starts: its separator and marks, its headings, the lines and bytes around them.

Comparing headings is `headings`, quotes are `quoting`; cutting the body is `delimited`.
"""

import csv
from dataclasses import dataclass
from io import StringIO

from qep_lib.intake.cleaning import clean_headings
from qep_lib.intake.headings import SEARCHED_ROWS, Headings, find_header, header_names
from qep_lib.intake.quoting import Dialect, choose_dialect

SEPARATORS = {
    ";": "point-virgule",
    ",": "virgule",
    "\t": "tabulation",
    "|": "barre verticale",
    " ": "espace",
    ":": "deux-points",
}
_USUAL = ";,\t|"
"""Separators tried first: a space or a colon, which stand in texts, must name more headings than any of them."""
_MARKS = "\"'"
csv.field_size_limit(2**31 - 1)
"""The length of lines is bounded by `decoding`: the module's own bound would only be another exception."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the table starts: how it is cut, its headings, the line of the header and the text after it.

    `header_start` and `body_start` are places in the text, `header_line` and `first_line` (of the body) lines from 1.
    `are_known`: every heading is wanted or ignored, so that none can be two of them run together.
    """

    dialect: Dialect
    headings: tuple[str, ...]
    header_line: int
    first_line: int
    header_start: int
    body_start: int
    are_known: bool

    @property
    def separator_name(self) -> str:
        """What a person calls the separator."""
        return SEPARATORS[self.dialect.separator]


def find_layout(text: bytes, expected: Headings) -> Layout:
    """The separator and mark whose best row names the most wanted columns; otherwise those that cut most regularly."""
    ranked = []
    for mark in _MARKS:
        for separator in SEPARATORS:
            records, starts, ends = _first_records(text, separator, mark)
            index, score = find_header(records, expected)
            width = max((len(record) for record in records), default=1)
            if score == 0:
                index = next((i for i, record in enumerate(records) if sum(map(bool, record)) > 1), 0)
            rank = (score, mark == _MARKS[0], separator in _USUAL, width)
            ranked.append((rank, separator, mark, records, starts, ends, index))
    _, separator, mark, records, starts, ends, index = max(ranked, key=lambda candidate: candidate[0])
    header_start, body_start = (_offset_of_line(text, line) for line in (starts[index], ends[index] + 1))
    dialect = choose_dialect(text, body_start, separator, mark)
    names = header_names(records, index, expected)
    is_one_row = names == tuple(records[index])
    headings = clean_headings(cut_record(text[header_start:body_start].decode(), dialect) if is_one_row else names)
    return Layout(
        dialect,
        headings,
        starts[index],
        ends[index] + 1,
        header_start,
        body_start,
        all(expected.knows(heading) for heading in headings),
    )


def cut_record(text: str, dialect: Dialect) -> list[str]:
    """The trimmed fields of the first record of `text`."""
    reader = csv.reader(
        StringIO(text, newline=""),
        delimiter=dialect.separator,
        quotechar=dialect.mark,
        doublequote=not dialect.escape,
        escapechar=dialect.escape or None,
        skipinitialspace=dialect.separator != " ",
    )
    return [cell.strip() for cell in next(reader, [])]


def _first_records(text: bytes, separator: str, mark: str) -> tuple[list[list[str]], list[int], list[int]]:
    """First records with the lines where each starts and ends."""
    head = text[: _offset_of_line(text, 10 * SEARCHED_ROWS)].decode()
    reader = csv.reader(
        StringIO(head, newline=""), delimiter=separator, quotechar=mark, skipinitialspace=separator != " "
    )
    records, starts, ends, line = [], [], [], 1
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
