"""A table to be filled by hand and imported again, as CSV or XLSX. Its columns and rows are chosen by the caller."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime

import xlsxwriter

from qep_lib.export.office import CREATED
from qep_lib.export.spreadsheet_cells import inert
from qep_lib.model.characters import printable

DAY_FORMAT = "%d/%m/%Y"
_WIDTHS = {"narrowest": 14, "widest": 70, "margin": 3}
_LONGEST_LIST = 255
"""What Excel accepts as a list of choices written in the cell's rule."""

FormCell = str | date | None


def export_form_csv(headings: Sequence[str], rows: Sequence[Sequence[FormCell]]) -> bytes:
    """`;`, UTF-8 with BOM, dates as 27/06/2022, empty cells to be filled; no cell is taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([inert(heading) for heading in headings])
    writer.writerows([inert(_words(cell)) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def export_form_xlsx(
    title: str, headings: Sequence[str], rows: Sequence[Sequence[FormCell]], choices: Mapping[str, Sequence[str]]
) -> bytes:
    """One sheet named `title`: true dates, text that stays text, and a drop-down list in the columns of `choices`."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": printable(title), "created": CREATED})
        sheet = book.add_worksheet(title)
        heading_format = book.add_format({"bold": True, "bottom": 2, "text_wrap": True})
        text_format, day_format = (
            book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
            book.add_format({"num_format": "dd/mm/yyyy"}),
        )
        for x, heading in enumerate(headings):
            sheet.write_string(0, x, printable(heading), heading_format)
            lengths = [len(_words(row[x])) for row in rows]
            width = min(_WIDTHS["widest"], max(_WIDTHS["narrowest"], len(heading), *lengths)) + _WIDTHS["margin"]
            sheet.set_column(x, x, width, text_format)
        for y, row in enumerate(rows, start=1):
            for x, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(y, x, datetime(cell.year, cell.month, cell.day), day_format)
                elif cell:
                    sheet.write_string(y, x, printable(cell), text_format)
        for heading, words in choices.items():
            if rows and len(",".join(words)) <= _LONGEST_LIST:
                x = list(headings).index(heading)
                sheet.data_validation(1, x, len(rows), x, {"validate": "list", "source": list(words)})
        sheet.freeze_panes(1, 0)
    return buffer.getvalue()


def _words(cell: FormCell) -> str:
    return cell.strftime(DAY_FORMAT) if isinstance(cell, date) else cell or ""
