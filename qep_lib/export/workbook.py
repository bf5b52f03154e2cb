"""The tables of a `Document` as one XLSX workbook and as CSV files. Cells are prepared in `spreadsheet_cells.py`."""

import csv
import io
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from qep_lib.display.elements import Cell, Table
from qep_lib.errors import ReportFailed
from qep_lib.export.blocks import Document
from qep_lib.export.office import CREATED
from qep_lib.export.spreadsheet_cells import cell_words, csv_words, inert, read_number
from qep_lib.model.characters import printable

README_SHEET = "Lisez-moi"
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_NARROWEST, _WIDEST = 9, 60
_HEADING_ROW = 2
_LONGEST_TEXT_FORMAT = 255
"""Beyond this, Excel shows #### in place of a text that has the text format."""
_FONT = {"font_name": "Calibri", "font_size": 11, "valign": "top"}


def export_workbook(document: Document) -> bytes:
    """Every table, and every figure's data, one sheet each named by its slug, after a « Lisez-moi » sheet.

    Numbers are true numbers, printed as in the report; text is never a formula. Same bytes for the same document.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        book.set_properties({"title": printable(document.title), "created": CREATED})
        sheet_writer = _SheetWriter(book)
        sheet_writer.write_readme(document)
        for table in document.tables:
            if table.slug == README_SHEET.lower():
                raise ReportFailed(
                    f"le nom de tableau « {table.slug} » est réservé. À faire : en choisir un autre (slug)."
                )
            sheet_writer.write_table(table)
    return buffer.getvalue()


def export_csv(document: Document) -> dict[str, bytes]:
    """File name -> bytes, one file a table: `;`, UTF-8 with BOM, decimal comma, a line of headings, no formula.

    Where nothing is real a last column says so on each line: a file that goes alone has neither the word across the pages nor
    their box.
    """
    nature = document.nature_mark if document.is_wholly_invented else ""
    return {f"{table.slug}.csv": _csv_bytes(table, nature) for table in document.tables}


def _csv_bytes(table: Table, nature: str) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    heading, words = (["Nature des données"], [nature]) if nature else ([], [])
    writer.writerow([*(inert(column.label) for column in table.columns), *heading])
    writer.writerows([*(csv_words(cell) for cell in row), *words] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


class _SheetWriter:
    """Writes sheets of one workbook and shares its formats, which Excel limits in number."""

    def __init__(self, book: xlsxwriter.Workbook):
        self._book = book
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def write_readme(self, document: Document) -> None:
        sheet = self._add_sheet(README_SHEET, [26, 90])
        rows: list[tuple[str, str, dict[str, Any]]] = [
            (document.title, "", {"bold": True, "font_size": 16}),
            (document.subtitle, "", {"font_color": "#565A67"}),
        ]
        if document.banner:
            rows.append(("Attention", document.banner, {"bold": True, "font_color": "#8A3200"}))
        rows += [("", "", {}), *((label, value, {}) for label, value in document.facts)]
        rows += [("", "", {}), ("Feuille", "Contenu", {"bold": True, "bottom": 2, "bottom_color": "#000091"})]
        rows += [(table.slug, table.caption, {}) for table in document.tables]
        for position, (label, value, style) in enumerate(rows):
            self._write(sheet, position, 0, Cell(label), style if not value else {**style, "text_wrap": True})
            if value:
                self._write(sheet, position, 1, Cell(value), {**style, "text_wrap": True})

    def write_table(self, table: Table) -> None:
        sheet = self._add_sheet(table.slug, [_column_width(table, i) for i in range(len(table.columns))])
        self._write(sheet, 0, 0, Cell(table.caption), {"bold": True, "font_size": 13})
        heading = {"bold": True, "text_wrap": True, "bottom": 2, "bottom_color": "#000091", "valign": "bottom"}
        for x, column in enumerate(table.columns):
            self._write(sheet, _HEADING_ROW, x, Cell(column.label), heading | {"align": _ALIGNS[column.align]})
        for y, row in enumerate(table.rows, start=_HEADING_ROW + 1):
            for x, cell in enumerate(row):
                self._write(sheet, y, x, cell, {"align": _ALIGNS[table.columns[x].align], "text_wrap": True})
        for y, note in enumerate(table.notes, start=_HEADING_ROW + len(table.rows) + 2):
            self._write(sheet, y, 0, Cell(note), {"italic": True, "font_color": "#565A67"})
        sheet.freeze_panes(_HEADING_ROW + 1, 1)
        sheet.repeat_rows(_HEADING_ROW)

    def _add_sheet(self, name: str, widths: list[float]) -> Worksheet:
        sheet = self._book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        for position, width in enumerate(widths):
            sheet.set_column(position, position, width)
        return sheet

    def _write(self, sheet: Worksheet, y: int, x: int, cell: Cell, style: dict[str, Any]) -> None:
        number = read_number(cell)
        if number is not None:
            sheet.write_number(y, x, number.value, self._format(style | {"num_format": number.format}))
        elif words := cell_words(cell):
            # The text format keeps a code such as 01, and lets nobody turn the text into a formula by editing it.
            is_short = len(words) <= _LONGEST_TEXT_FORMAT
            sheet.write_string(y, x, words, self._format(style | ({"num_format": "@"} if is_short else {})))
        else:
            sheet.write_blank(y, x, None, self._format(style))

    def _format(self, style: dict[str, Any]) -> Any:
        key = tuple(sorted(style.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(_FONT | style)
        return self._formats[key]


_ALIGNS = {"start": "left", "end": "right", "center": "center"}


def _column_width(table: Table, position: int) -> float:
    texts = [table.columns[position].label, *(cell_words(row[position]) for row in table.rows)]
    longest = max(len(line) for text in texts for line in text.split("\n"))
    return min(max(longest + 2, _NARROWEST), _WIDEST)
