"""What the main workbook reader hides in an .xlsx sheet: errors, formulas without value, hidden rows, per cents.

One pass over the sheet's XML with defusedxml: faster than loading the workbook a second time with openpyxl, and it
sees all of it at once. Reading the cells themselves is `workbook`.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from defusedxml import ElementTree

from qep_lib.intake.faults import Reason

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_BUILT_IN_PERCENT = {"9", "10"}
_REFERENCE = re.compile(r"([A-Z]+)([0-9]+)")


@dataclass(frozen=True, slots=True)
class SheetScan:
    """Places are (row from 1, column from 0). `reasons`: why a cell cannot be trusted."""

    reasons: dict[tuple[int, int], Reason]
    percents: frozenset[tuple[int, int]]
    hidden_rows: tuple[int, ...]
    has_1904_epoch: bool


def scan_sheet(content: bytes, sheet: str) -> SheetScan:
    """Read the XML of that sheet; an entity or a DTD raises `defusedxml.DefusedXmlException`."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        percent_styles = _percent_styles(archive)
        reasons: dict[tuple[int, int], Reason] = {}
        percents, hidden = set(), []
        with archive.open(_part_of_sheet(archive, workbook, sheet)) as stream:
            for row, is_hidden, cells in _rows(stream):
                if is_hidden and cells:
                    hidden.append(row)
                for column, cell in cells:
                    if reason := _reason(cell, row, column):
                        reasons[row, column] = reason
                    if cell.get("s") in percent_styles:
                        percents.add((row, column))
    properties = next((node for node in workbook if _local(node) == "workbookPr"), None)
    is_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    return SheetScan(reasons, frozenset(percents), tuple(hidden), is_1904)


def cell_name(row: int, column: int) -> str:
    """« B12 » for row 12, column 1."""
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def merged_reasons(ranges, first_data_row: int) -> dict[tuple[int, int], Reason]:
    """Why the cells covered by a merge are empty; `ranges` as calamine gives them, rows and columns from 0."""
    reasons = {}
    for (top, left), (bottom, right) in ranges:
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left) and row + 1 >= first_data_row:
                    reasons[row + 1, column] = Reason(
                        "merged_cell",
                        f"cellule {cell_name(row + 1, column)} fusionnée avec {cell_name(top + 1, left)}",
                        accepted="une valeur dans chaque cellule",
                        remedy="défusionner, puis recopier la valeur",
                    )
    return reasons


def _local(node) -> str:
    return node.tag.rpartition("}")[2]


def _part_of_sheet(archive: zipfile.ZipFile, workbook, sheet: str) -> str:
    relation_id = None
    for node in workbook.iter():
        if _local(node) == "sheet" and node.get("name") == sheet:
            relation_id = next(value for key, value in node.attrib.items() if key.endswith("}id"))
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    target = next(node.get("Target") for node in relations if node.get("Id") == relation_id)
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))


def _percent_styles(archive: zipfile.ZipFile) -> set[str]:
    """Indexes of the cell styles whose number format shows per cents."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    styles = ElementTree.fromstring(archive.read("xl/styles.xml"))
    formats = set(_BUILT_IN_PERCENT)
    for node in styles.iter():
        if _local(node) == "numFmt" and "%" in (node.get("formatCode") or ""):
            formats.add(node.get("numFmtId"))
    for node in styles:
        if _local(node) == "cellXfs":
            return {str(index) for index, style in enumerate(node) if style.get("numFmtId") in formats}
    return set()


def _rows(stream) -> Iterator[tuple[int, bool, list]]:
    """(row, hidden, [(column, cell)]) for each row; elements are released as they are read."""
    row = 0
    for _, node in ElementTree.iterparse(stream, forbid_dtd=True):
        if node.tag not in (f"{_MAIN}row", f"{_STRICT}row"):
            continue
        row = int(node.get("r") or row + 1)
        cells, column = [], -1
        for cell in node:
            reference = _REFERENCE.fullmatch(cell.get("r") or "")
            column = _column(reference[1]) if reference else column + 1
            cells.append((column, cell))
        yield row, node.get("hidden") in ("1", "true"), cells
        node.clear()


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _reason(cell, row: int, column: int) -> Reason | None:
    parts = {_local(child): child.text for child in cell}
    if cell.get("t") == "e":
        return Reason(
            "cell_error",
            f"cellule {cell_name(row, column)} en erreur {parts.get('v') or ''}".rstrip(),
            accepted="une valeur",
            remedy="corriger la formule ou saisir la valeur dans le tableur",
        )
    if "f" in parts and not parts.get("v"):
        return Reason(
            "formula_without_value",
            f"cellule {cell_name(row, column)} : formule sans valeur calculée",
            accepted="une valeur",
            remedy="ouvrir le classeur dans le tableur, recalculer et enregistrer",
        )
    return None
