"""Workbooks: real dates, day numbers, per cents, and everything a workbook hides from a hurried reader."""

import datetime
import io
import zipfile

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from qep_lib.errors import DataRefused


def rows(desk, *more):
    """A title, an empty row, the header, and rows: the header is on line 3."""
    return [["Registre des demandes"], [], list(desk.register_headings), *more]


def save(desk, book, name="registre.xlsx"):
    book.save(desk.workspace.root / name)
    return desk.check(name)


def test_dates_are_read_as_cells_as_texts_and_as_day_numbers(desk):
    """In a workbook a bare number under a date heading is a day number (43892 is 2 March 2020)."""
    day = datetime.date(2020, 3, 2)
    values = [day, datetime.datetime(2020, 3, 2, 10, 5), "02/03/2020", 43892, 43892.5]
    lines = [[f"R{i}", value, *desk.row(i)[2:]] for i, value in enumerate(values)]
    desk.sheet("registre.xlsx", *rows(desk, *lines))
    assert save(desk, openpyxl.load_workbook(desk.workspace.root / "registre.xlsx")).issues == ()
    desk.put("registre.xlsx", (desk.workspace.root / "registre.xlsx").read_bytes())
    assert desk.table()["received_on"].dt.date.tolist() == [day] * 5


def test_the_1904_calendar_of_old_mac_workbooks_is_heeded(desk):
    """D08: otherwise every date is four years and a day off."""
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    day = datetime.date(2020, 3, 2)
    number = (day - datetime.date(1904, 1, 1)).days
    for row in rows(desk, ["R1", day, *desk.row(1)[2:]], ["R2", number, *desk.row(2)[2:]]):
        book.active.append(row)
    book.save(desk.workspace.root / "registre.xlsx")
    desk.put("registre.xlsx", (desk.workspace.root / "registre.xlsx").read_bytes())
    assert desk.table()["received_on"].dt.date.tolist() == [day, day]


@pytest.mark.parametrize(
    ("value", "says"),
    [("#REF!", "cellule C4 en erreur #REF!"), ("=4+4", "cellule C4 : formule sans valeur calculée")],
)
def test_errors_and_formulas_without_value_reject_their_row(desk, value, says):
    """D19, D20: both read as an empty cell in most libraries, that is, as a silent missing answer."""
    line = desk.row(1)
    book = desk.sheet("registre.xlsx", *rows(desk, [*line[:2], value, *line[3:]], desk.row(2)))
    (issue,) = save(desk, book).issues
    assert (issue.severity, issue.row, issue.column, issue.sheet) == ("reject", 4, "Canal", "Registre")
    assert says in issue.sentence


def test_an_error_in_a_column_that_is_not_read_does_not_matter(desk):
    """Only columns that feed the table count."""
    book = desk.sheet("registre.xlsx", [*desk.register_headings, "Nom"], [*desk.row(1), "#REF!"])
    outcome = save(desk, book)
    assert (outcome.issues, outcome.rows_accepted) == ((), 1)


def test_cells_merged_over_several_rows_reject_the_rows_they_empty(desk):
    """C09: the site, channel or date written once for several rows must be written in each."""
    book = desk.sheet("registre.xlsx", *rows(desk, desk.row(1), desk.row(2)))
    book.active["C5"] = None
    book.active.merge_cells("C4:C5")
    book.active.merge_cells("A1:G1")
    (issue,) = save(desk, book).issues
    assert (issue.row, issue.column) == (5, "Canal")
    assert "cellule C5 fusionnée avec C4" in issue.sentence


def test_hidden_rows_are_read_and_told(desk):
    """C12: a filter left on does not remove data."""
    book = desk.sheet("registre.xlsx", *rows(desk, desk.row(1), desk.row(2), desk.row(3)))
    book.active.row_dimensions[5].hidden = True
    outcome = save(desk, book)
    assert (outcome.rows_accepted, [issue.row for issue in outcome.issues]) == (3, [5])
    assert "masquée(s)" in outcome.issues[0].sentence


def test_a_missing_sheet_is_refused_with_the_sheets_there_are(desk):
    """C13."""
    sources = desk.catalogue.sources
    sources["register"] = sources["register"].model_copy(update={"sheet": "Réclamations"})
    desk.sheet("registre.xlsx", *rows(desk, desk.row(1)), title="Réclamation")
    with pytest.raises(DataRefused) as refusal:
        desk.check("registre.xlsx")
    for words in ("feuille « Réclamations » absente", "feuilles du classeur : « Réclamation »", "vouliez-vous dire"):
        assert words in str(refusal.value)


def test_the_sheet_whose_headings_match_is_taken(desk):
    """A cover sheet first does not prevent reading."""
    book = desk.sheet("registre.xlsx", *rows(desk, desk.row(1)))
    cover = book.create_sheet("Notice", 0)
    cover.append(["Lire avant de remplir"])
    assert save(desk, book).rows_accepted == 1


def test_a_number_shown_in_per_cents_keeps_the_value_seen_on_screen(desk):
    """0.9196 formatted as a percentage is 91,96 %, not 0,92."""
    book = desk.sheet("chiffres.xlsx", ["Code", "Valeur N", "Source"], ["calls_pct", 0.9196, "Outil"])
    book.active["B2"].number_format = "0.00%"
    book.save(desk.workspace.root / "chiffres.xlsx")
    desk.put("chiffres.xlsx", (desk.workspace.root / "chiffres.xlsx").read_bytes(), "figures")
    assert desk.table("declared_figures")["value"].tolist() == [91.96]


def test_a_long_identifier_typed_as_a_number_is_rejected(desk):
    """D17: a spreadsheet keeps fifteen digits, the others are already lost."""
    lines = [["1234567890123456789", *desk.row(1)[1:]], [1234567890123456789, *desk.row(2)[1:]]]
    issues = save(desk, desk.sheet("registre.xlsx", *rows(desk, *lines))).issues
    (issue,) = (issue for issue in issues if issue.severity == "reject")
    assert (issue.row, issue.column) == (5, "N°")
    assert "plus de 15 chiffres" in issue.sentence


def test_whole_numbers_and_decimals_become_the_text_a_person_sees(desk):
    """12 stays « 12 » (an identifier), not « 12.0 »."""
    save(desk, desk.sheet("registre.xlsx", *rows(desk, [12, *desk.row(1)[1:]])))
    desk.put("registre.xlsx", (desk.workspace.root / "registre.xlsx").read_bytes())
    assert desk.table()["request_id"].tolist() == ["12"]


def test_an_empty_sheet_is_refused(desk):
    """The message still says which columns were expected."""
    desk.sheet("registre.xlsx")
    with pytest.raises(DataRefused, match="colonne absente"):
        desk.check("registre.xlsx")


def test_an_entity_inside_a_sheet_is_refused(desk):
    """A09, A10: a DTD hidden further down than the gate looks is caught by the parser."""
    book = desk.sheet("registre.xlsx", *rows(desk, desk.row(1)))
    path = desk.workspace.root / "registre.xlsx"
    book.save(path)
    text = path.read_bytes()
    assert desk.check("registre.xlsx").rows_accepted == 1
    rewritten = _with_doctype(text)
    desk.write("piege.xlsx", rewritten)
    with pytest.raises(DataRefused, match="classeur illisible|DOCTYPE"):
        desk.check("piege.xlsx")


def test_other_sheets_of_data_are_told_with_how_to_choose(desk):
    """The first is read; a notice, a list of choices and an empty form are no data."""
    book = desk.sheet("registre.xlsx", *rows(desk, desk.row(1)), title="Semestre 1")
    for title, content in (
        ("Semestre 2", rows(desk, desk.row(2))),
        ("Notice", [["Lire avant de remplir"]]),
        ("Listes", [["Canal"], ["Courriel"], ["Courrier"]]),
        ("Vierge", rows(desk)),
    ):
        sheet = book.create_sheet(title)
        for line in content:
            sheet.append(line)
    (issue,) = save(desk, book).issues
    assert (issue.severity, issue.sheet) == ("warning", "Semestre 1")
    assert issue.found.endswith(" : « Semestre 2 »")
    assert "(sheet) dans params/sources/register.yml" in issue.sentence


def test_a_sheet_named_by_the_source_is_read_without_a_word(desk):
    """The choice has been made."""
    sources = desk.catalogue.sources
    sources["register"] = sources["register"].model_copy(update={"sheet": "Semestre 2"})
    book = desk.sheet("registre.xlsx", *rows(desk, desk.row(1)))
    sheet = book.create_sheet("Semestre 2")
    for line in rows(desk, desk.row(2)):
        sheet.append(line)
    assert save(desk, book).issues == ()


def open_document(*lines, content=None):
    """A small .ods of these rows, as LibreOffice lays it out: the type first and stored, then the parts."""
    names = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in
                     ("office", "table", "text"))  # fmt: skip
    body = "".join(f"<table:table-row>{''.join(map(_open_document_cell, line))}</table:table-row>" for line in lines)
    content = content or (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}><office:body><office:spreadsheet>'
        f'<table:table table:name="Registre">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return target.getvalue()


def _open_document_cell(value):
    if isinstance(value, datetime.date):
        kind, text = f'date" office:date-value="{value}', f"{value:%d/%m/%y}"
    elif isinstance(value, int):
        kind, text = f'float" office:value="{value}', value
    else:
        kind, text = "string", value
    return f'<table:table-cell office:value-type="{kind}"><text:p>{text}</text:p></table:table-cell>'


def test_an_open_document_is_read_with_a_word_on_what_cannot_be_checked(desk):
    """Dates, numbers and texts as in an .xlsx; titles above and lines as seen on screen."""
    line = [12, datetime.date(2020, 3, 2), *desk.row(1)[2:]]
    outcome = desk.put("registre.ods", open_document(["Registre"], desk.register_headings, line, desk.row(2)))
    (issue,) = outcome.issues
    assert (issue.severity, issue.code) == ("warning", "unchecked_format")
    stored = desk.table()
    assert stored["request_id"].tolist() == ["12", "R2"]
    assert stored["received_on"].dt.date.tolist() == [datetime.date(2020, 3, 2)] * 2
    assert stored["source_row"].tolist() == [3, 4]


@pytest.mark.parametrize(
    "content",
    ["<office:document-content>", "rien", "<a/>", "<a><table:table></b>"],
    ids=["cut", "text", "no sheet", "crossed"],
)
def test_an_unreadable_open_document_is_told_in_french(desk, content):
    """Never the name of an exception or the parser's own English."""
    desk.write("abime.ods", open_document(content=content))
    with pytest.raises(DataRefused, match="^abime.ods : classeur illisible") as refusal:
        desk.check("abime.ods")
    assert "Error" not in str(refusal.value) and "XML" not in str(refusal.value)


def _with_doctype(content: bytes) -> bytes:
    source, target = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = b"<!--" + b" " * 9000 + b'--><!DOCTYPE worksheet [<!ENTITY x "y">]>' + data
            archive.writestr(name, data)
    return target.getvalue()
