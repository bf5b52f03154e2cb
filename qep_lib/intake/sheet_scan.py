"""What the main workbook reader hides in an .xlsx sheet (errors, formulas without value, hidden rows, per cents), and how
far its cells reach, known before anything is given room for them.

One pass of expat over the sheet's XML: a million cells in two seconds, whatever the parser of cells would do of them.
Runs in the process of `sheet_process`: nothing here may load pandas.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import IO
from xml.parsers import expat

from defusedxml import ElementTree

_BUILT_IN_PERCENT = {"9", "10"}
_DIGITS = "0123456789"
_EMPTY_CELL = re.compile(rb'<c r="[A-Z]+[0-9]+"[^<>]*/>')
"""A formatted cell without anything in it: there may be millions, and no one sees them."""
_CHUNK_BYTES = 2**20
_LAST_ROW, _LAST_COLUMN = 2**20, 2**14 - 1


class ForbiddenDoctype(ValueError):
    """A sheet declares a document type: entities could follow."""


@dataclass(slots=True)
class SheetScan:
    """Places are (row from 1, column from 0). `rows` and `columns` hold a filled cell.

    `reasons`: place -> (why its cell cannot be trusted, the error written there).
    """

    reasons: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    percents: list[tuple[int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    rows: dict[int, int] = field(default_factory=dict)
    columns: dict[int, int] = field(default_factory=dict)


def has_1904_epoch(archive: zipfile.ZipFile) -> bool:
    """True for the calendar of old Mac workbooks."""
    workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    properties = next((node for node in workbook if local_name(node.tag) == "workbookPr"), None)
    return properties is not None and properties.get("date1904") in ("1", "true")


def scan_sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str, SheetScan]]:
    """(name, part of the archive, scan) of each sheet of cells; raises `ForbiddenDoctype`, or what expat and zipfile raise."""
    percent_styles = _percent_styles(archive)
    for name, part in _parts(archive):
        with archive.open(part) as stream:
            yield name, part, _Scanner(percent_styles).read(stream)


class _Scanner:
    """Follows one sheet; a cell is judged when the next one begins, which spares a call an element."""

    def __init__(self, percent_styles: set[str]):
        self.scan, self._percent_styles = SheetScan(), percent_styles
        self._place, self._is_hidden = Place(), False
        self._cell: dict[str, str] | None = None
        self._parts: set[str] = set()
        self._text: list[str] = []
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.StartDoctypeDeclHandler = forbid_doctype

    def read(self, stream: IO[bytes]) -> SheetScan:
        rest = b""
        while chunk := stream.read(_CHUNK_BYTES):
            whole, end, rest = (rest + chunk).rpartition(b">")
            self._parser.Parse(_EMPTY_CELL.sub(b"", whole + end), False)
        self._parser.Parse(rest, True)
        self._end_cell()
        return self.scan

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "c":
            self._end_cell()
            self._cell, self._parts = attributes, set()
        elif tag == "row":
            self._end_cell()
            self._place.begin_row(attributes.get("r"))
            self._is_hidden = attributes.get("hidden") in ("1", "true")
        elif self._cell is not None:
            self._parts.add(tag)
            if tag == "v" and ("f" in self._parts or self._cell.get("t") == "e"):
                self._text = []
                self._parser.CharacterDataHandler = self._text.append

    def _end_cell(self) -> None:
        cell, self._cell = self._cell, None
        if cell is None:
            return
        row, column = self._place.of_cell(cell.get("r", ""))
        written = "".join(self._text).strip() if self._parser.CharacterDataHandler else ""
        self._parser.CharacterDataHandler, scan = None, self.scan
        if "v" in self._parts or "is" in self._parts:
            scan.rows[row] = scan.rows.get(row, 0) + 1
            scan.columns[column] = scan.columns.get(column, 0) + 1
        if cell.get("t") == "e":
            scan.reasons[row, column] = ("cell_error", written)
        elif "f" in self._parts and not written:
            scan.reasons[row, column] = ("formula_without_value", "")
        if cell.get("s") in self._percent_styles:
            scan.percents.append((row, column))
        if self._is_hidden and (not scan.hidden_rows or scan.hidden_rows[-1] != row):
            scan.hidden_rows.append(row)


class Place:
    """Where the cells of a sheet stand: as they say, or after the one before."""

    def __init__(self) -> None:
        self.row, self.column = 0, -1

    def begin_row(self, number: str | None) -> None:
        """A row begins, at its number or after the one before."""
        self.row, self.column = int(number or self.row + 1), -1

    def of_cell(self, reference: str) -> tuple[int, int]:
        """(row from 1, column from 0) of the next cell; raises `ValueError` out of any sheet."""
        letters = reference.rstrip(_DIGITS)
        self.column = _column(letters) if letters else self.column + 1
        row = int(reference[len(letters) :] or self.row) if letters else self.row
        if not (0 < row <= _LAST_ROW and 0 <= self.column <= _LAST_COLUMN):
            raise ValueError(f"impossible place {reference[:20]}")
        return row, self.column


def forbid_doctype(*_: object) -> None:
    """Handler of expat: raises `ForbiddenDoctype`."""
    raise ForbiddenDoctype


@cache
def _column(letters: str) -> int:
    number = 0
    for letter in letters[:4]:
        number = number * 26 + ord(letter) - 64
    return number - 1


def local_name(tag: str) -> str:
    """The tag without its namespace."""
    return tag.rpartition("}")[2]


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """(name of a sheet of cells, its part of the archive), in the order of the workbook."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {
        node.get("Id"): node.get("Target", "")
        for node in relations
        if node.get("Type", "").rpartition("/")[2] == "worksheet"
    }
    for node in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        relation = next((value for key, value in node.attrib.items() if key.endswith("}id")), None)
        if local_name(node.tag) == "sheet" and relation in targets:
            target = targets[relation]
            joined = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
            yield node.get("name", ""), posixpath.normpath(joined)


def _percent_styles(archive: zipfile.ZipFile) -> set[str]:
    """Indexes of the cell styles whose number format shows per cents."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    styles = ElementTree.fromstring(archive.read("xl/styles.xml"))
    formats = set(_BUILT_IN_PERCENT)
    for node in styles.iter():
        if local_name(node.tag) == "numFmt" and "%" in (node.get("formatCode") or ""):
            formats.add(node.get("numFmtId") or "")
    for node in styles:
        if local_name(node.tag) == "cellXfs":
            return {str(index) for index, style in enumerate(node) if style.get("numFmtId") in formats}
    return set()
