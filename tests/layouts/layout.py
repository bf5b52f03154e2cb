"""What is known of a file, and how its bytes are written: delimited text, a workbook, an old workbook."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO

import openpyxl


@dataclass(frozen=True)
class Layout:
    """A file that a tool writes, and what it must become.

    `build` gives its bytes. `source` and `questionnaire` are their YAML. `columns`: heading -> the column of the table, or the
    question, that it is (« item profile », « ignored »); `values`: heading -> written value -> stored value. `rows`: lines
    accepted of `read`. `stored`: column -> stored value -> number of rows, counted by hand.
    """

    tool: str
    variant: str
    file: str
    build: Callable[[], bytes]
    source: str
    questionnaire: str | None = None
    period: str = "2026"
    extracted_on: str = "2026-11-20"
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    read: int = 0
    rows: int = 0
    stored: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    told: tuple[str, ...] = ()

    @property
    def content(self) -> bytes:
        """Its bytes."""
        return self.build()

    @property
    def name(self) -> str:
        """Tool and variant."""
        return f"{self.tool}, {self.variant}"


@dataclass(frozen=True)
class Bad:
    """A file of the same layout with a fault: `told` must be in what is said. `rows`: lines kept, None where it is refused."""

    layout: Layout
    what: str
    build: Callable[[], bytes]
    told: str
    rows: int | None = None
    source: str | None = None
    period: str = "2026"


def delimited(
    rows: Iterable[Sequence[str]], separator: str = ",", quotes: bool = False, feed: str = "\r\n", mark: str = '"'
) -> str:
    """The text of a table; a cell is quoted when it must be, or all are."""

    def cell(text: str) -> str:
        must = quotes or any(sign in text for sign in (separator, mark, "\n", "\r"))
        return mark + text.replace(mark, mark * 2) + mark if must else text

    return "".join(separator.join(map(cell, row)) + feed for row in rows)


def workbook(sheets: Mapping[str, Sequence[Sequence]], merged: Mapping[str, Sequence[str]] | None = None) -> bytes:
    """An .xlsx of these sheets; `merged`: sheet -> ranges."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for cells in (merged or {}).get(title, ()):
            sheet.merge_cells(cells)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
