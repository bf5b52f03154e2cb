"""A form to fill: the same bytes, true dates, text that no spreadsheet computes."""

import io
from datetime import date

import openpyxl
import pytest

from qep_lib.export.form import export_form_csv, export_form_xlsx

HEADINGS = ("N°", "Date", "Résultat")
ROWS = [["01", date(2021, 3, 8), ""], ["02", date(2021, 3, 9), None]]
CHOICES = {"Résultat": ("Conforme", "Non conforme")}


def test_a_form_is_the_same_bytes_each_time():
    """No clock inside the workbook."""
    assert export_form_xlsx("Plan", HEADINGS, ROWS, CHOICES) == export_form_xlsx("Plan", HEADINGS, ROWS, CHOICES)


def test_a_workbook_holds_true_dates_texts_and_a_list_of_choices():
    """01 stays a text, and the cells to fill offer what the import accepts."""
    sheet = openpyxl.load_workbook(io.BytesIO(export_form_xlsx("Plan", HEADINGS, ROWS, CHOICES)))["Plan"]
    assert [cell.value for cell in sheet[1]] == list(HEADINGS)
    assert sheet["A2"].value == "01" and sheet["B2"].value.date() == date(2021, 3, 8) and sheet["C2"].value is None
    (rule,) = sheet.data_validations.dataValidation
    assert (str(rule.sqref), rule.formula1) == ("C2:C3", '"Conforme,Non conforme"')


def test_a_csv_is_read_by_french_spreadsheets():
    """Semicolons, a byte order mark, day before month."""
    assert export_form_csv(HEADINGS, ROWS).decode("utf-8-sig").splitlines() == [
        "N°;Date;Résultat",
        "01;08/03/2021;",
        "02;09/03/2021;",
    ]


@pytest.mark.parametrize("text", ["=1+1", "@cmd", "+33", "-1", "\t=1", '=HYPERLINK("http://x")', "nul\x00"])
def test_hostile_text_stays_text(text):
    """A criterion typed as a formula is shown, not computed (CWE-1236)."""
    row = [[text, date(2021, 3, 8), text]]
    sheet = openpyxl.load_workbook(io.BytesIO(export_form_xlsx("Plan", HEADINGS, row, {})))["Plan"]
    assert sheet["A2"].data_type == "s"
    cell = export_form_csv(HEADINGS, row).decode("utf-8-sig").splitlines()[1].lstrip('"')
    assert not cell.startswith(("=", "@", "+", "-", "\t"))
