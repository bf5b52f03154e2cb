"""How much room the cells of a sheet ask for, counted before a parser gives it to them.

A parser lays the cells out in a full rectangle: a dot in the last cell of an .xlsx asks for 512 GB, and ten lines of
.ods, by repeating rows and columns, for 6. Runs in the process of `sheet_process`: nothing here may load pandas.
"""

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from xml.parsers import expat

from defusedxml import ElementTree

from qep_lib.intake.sheet_scan import Place, SheetScan, forbid_doctype, local_name

MAX_CELLS, MAX_COLUMNS = 10_000_000, 2_000
"""Of one rectangle: a million rows of ten columns; the widest survey export has some hundreds of columns."""
_SPARSE_CELLS = 1_000_000
_GAP_ROWS, _GAP_COLUMNS = 1_000, 50


@dataclass(frozen=True, slots=True)
class FarCells:
    """Filled cells of a sheet that stand away from its table, which ends at `last_row` (from 1), `last_column` (from 0)."""

    last_row: int
    last_column: int
    count: int
    furthest: tuple[int, int]


def is_excessive(rows: int, columns: int) -> bool:
    """True for a rectangle that no table fills."""
    return columns > MAX_COLUMNS or rows * columns > MAX_CELLS


def find_far_cells(scan: SheetScan) -> FarCells | None:
    """What makes the rectangle of an .xlsx sheet excessive or nearly empty, past a wide empty stretch; None otherwise."""
    rows, columns = near_rectangle(scan, None)
    is_sparse = rows * columns > _SPARSE_CELLS and sum(scan.rows.values()) < rows * columns / 100
    if not is_sparse and not is_excessive(rows, columns):
        return None
    last_row, last_column = _last_before_gap(scan.rows, _GAP_ROWS, 0), _last_before_gap(scan.columns, _GAP_COLUMNS, -1)
    below = sum(count for row, count in scan.rows.items() if row > last_row)
    beside = sum(count for column, count in scan.columns.items() if column > last_column)
    if not below and not beside:
        return None
    return FarCells(last_row, last_column, max(below, beside), (rows, columns - 1))


def near_rectangle(scan: SheetScan, far: FarCells | None) -> tuple[int, int]:
    """(rows, columns) of the filled rectangle once its far cells are gone."""
    if far:
        return far.last_row, far.last_column + 1
    return max(scan.rows, default=0), max(scan.columns, default=-1) + 1


def _last_before_gap(filled: Iterable[int], gap: int, last: int) -> int:
    """The last of the filled places that follow each other, `gap` empty ones at most between two."""
    for place in sorted(filled):
        if place - last > gap + 1:
            break
        last = place
    return last


def without_far_cells(content: bytes, far: Mapping[str, FarCells]) -> bytes:
    """The .xlsx with those parts (sheets) rewritten without their far cells."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as archive, zipfile.ZipFile(target, "w") as rewritten:
        for member in archive.infolist():
            part = archive.read(member)
            if member.filename in far:
                part = _cut(part, far[member.filename])
            rewritten.writestr(member.filename, part)
    return target.getvalue()


def _cut(part: bytes, far: FarCells) -> bytes:
    root = ElementTree.fromstring(part)
    for data in root:
        if local_name(data.tag) == "sheetData":
            place = Place()
            for row in list(data):
                place.begin_row(row.get("r"))
                for cell in list(row):
                    number, column = place.of_cell(cell.get("r", ""))
                    if number > far.last_row or column > far.last_column:
                        row.remove(cell)
    return ElementTree.tostring(root)


def open_document_extents(archive: zipfile.ZipFile) -> Iterator[tuple[str, int, int]]:
    """(sheet, rows, columns) of the filled rectangle of each sheet, repeated rows and columns counted."""
    scanner = _OpenDocument()
    with archive.open("content.xml") as stream:
        scanner.parser.ParseFile(stream)
    return iter(scanner.sheets)


class _OpenDocument:
    """Follows content.xml: a row counts from its last filled cell; empty repeats at the end ask for nothing."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = forbid_doctype
        self.sheets: list[tuple[str, int, int]] = []
        self._row = self._row_repeat = self._column = self._row_width = 0

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        values = {name.rpartition(":")[2]: value for name, value in attributes.items()}
        if tag == "table":
            self.sheets.append((values.get("name", ""), 0, 0))
            self._row = 0
        elif tag == "table-row":
            self._row_repeat, self._column, self._row_width = int(values.get("number-rows-repeated", 1)), 0, 0
        elif tag in ("table-cell", "covered-table-cell"):
            self._column += int(values.get("number-columns-repeated", 1))
            if "value-type" in values or "formula" in values:
                self._row_width = self._column
        elif tag == "p":
            self._row_width = self._column

    def _end(self, tag: str) -> None:
        if tag.rpartition(":")[2] == "table-row" and self.sheets:
            self._row += self._row_repeat
            if self._row_width:
                name, _, width = self.sheets[-1]
                self.sheets[-1] = name, self._row, max(width, self._row_width)
