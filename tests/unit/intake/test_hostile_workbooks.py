"""Small workbooks that ask for all the memory or all the day: read for what they hold, or refused, never the batch lost."""

import zipfile
from io import BytesIO

import openpyxl
import pytest

from qep_lib.errors import DataRefused
from qep_lib.intake import sheets
from qep_lib.intake.gate import read_input
from qep_lib.runs.execute.imports import run_imports

MIB = 2**20
SHEET_NAMES = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STOPPED = "sa lecture demande trop de mémoire ou de temps, elle a été arrêtée"


def packed(book) -> bytes:
    """The bytes of a workbook of openpyxl."""
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def register_book(desk, count=40):
    """A register of that many rows, on its own sheet."""
    return desk.sheet(
        "modele.xlsx", desk.register_headings, *(desk.row(number, Thème=f"T{number}") for number in range(1, count + 1))
    )


def with_part(content: bytes, part: str, change, more=()) -> bytes:
    """The archive with the text of one part changed, and some parts more."""
    source, target = zipfile.ZipFile(BytesIO(content)), BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, change(source.read(name)) if name == part else source.read(name))
        for name, text in dict(more).items():
            archive.writestr(name, text)
    return target.getvalue()


def with_rows(desk, inner: str, lines) -> bytes:
    """A register of forty rows, and rows of four cells with that inside at these lines."""
    tags = ("/>", "") if not inner else (">", f"{inner}</c>")
    rows = "".join(
        f'<row r="{line}">{"".join(f"""<c r="{column}{line}" s="0"{tags[0]}{tags[1]}""" for column in "ABCD")}</row>'
        for line in lines
    ).encode()
    return with_part(
        packed(register_book(desk)), "xl/worksheets/sheet1.xml",
        lambda text: text.replace(b"</sheetData>", rows + b"</sheetData>"),
    )  # fmt: skip


def open_document(rows: str) -> bytes:
    """An .ods of one sheet « Registre »."""
    names = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in
                     ("office", "table", "text"))  # fmt: skip
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr(
            "content.xml",
            f'<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="Registre">'
            f"{rows}</table:table></office:spreadsheet></office:body></office:document-content>",
        )
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return target.getvalue()


def open_document_row(text="x", columns=1, rows=1) -> str:
    """A row of one repeated cell, itself repeated."""
    value = 'office:value-type="string"' if text else ""
    return (
        f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell {value} '
        f'table:number-columns-repeated="{columns}">{f"<text:p>{text}</text:p>" if text else ""}</table:table-cell>'
        "</table:table-row>"
    )


@pytest.mark.parametrize(
    ("corner", "reach"),
    [
        ("XFD1048576", "la ligne 1048576 et la colonne XFD"),
        ("XFD3", "la ligne 41 et la colonne XFD"),
        ("A1048576", "la ligne 1048576 et la colonne G"),
        ("ZZ900000", "la ligne 900000 et la colonne ZZ"),
    ],
)
def test_a_cell_in_the_corner_of_the_sheet_is_told_and_the_table_read(desk, corner, reach):
    """Laid out in full, XFD1048576 asks for 512 GB; the process that reads has 2."""
    book = register_book(desk)
    book.active[corner] = "."
    outcome = desk.put("registre.xlsx", packed(book))
    assert outcome.rows_accepted == 40
    (far,) = outcome.issues
    assert (far.code, far.severity) == ("far_cells", "warning")
    assert far.found == f"1 cellule(s) remplie(s) loin du tableau (jusqu'à {reach}), non lue(s)"


def test_a_table_too_large_for_its_sheet_is_refused_with_its_reach(desk):
    """Filled cells scattered without a gap are no table: nothing can be cut."""
    book = openpyxl.Workbook()
    for step in range(1, 3000):
        book.active.cell(step * 340, step * 5, "x")
    desk.write("etale.xlsx", packed(book))
    with pytest.raises(DataRefused, match="feuille démesurée : des cellules remplies jusqu'à la ligne 1019660"):
        desk.check("etale.xlsx")


@pytest.mark.parametrize(
    "rows",
    [
        open_document_row(columns=90, rows=1_048_576),
        open_document_row(columns=16_384, rows=6_000),
        open_document_row() + open_document_row("", 16_384, 1_000_000) + open_document_row(columns=16_384),
    ],
    ids=["94 million cells", "calamine's own limit", "a far row"],
)
def test_a_tiny_open_document_that_unfolds_is_refused(desk, rows):
    """Seven hundred bytes reach 6.4 GB in the parser."""
    content = open_document(rows)
    assert len(content) < 1_000
    desk.write("depliant.ods", content)
    with pytest.raises(DataRefused, match="« Registre » : feuille démesurée"):
        desk.check("depliant.ods")


def test_the_empty_end_of_an_open_document_asks_for_nothing(desk):
    """LibreOffice closes every sheet by a million empty rows."""
    content = open_document(open_document_row() + open_document_row("", 16_384, 1_048_575))
    (sheet,) = sheets.read_sheets("a.ods", content, "ods")
    assert list(sheet.rows) == [["x"]]


def test_a_text_repeated_until_memory_ends_is_one_refused_file(desk):
    """Half a megabyte shared by ten thousand cells: each parser copies it in each."""
    book = openpyxl.Workbook()
    for line in range(1, 10_001):
        book.active.cell(line, 1, "long")
    shared = b'<sst xmlns="%s"><si><t>%s</t></si></sst>' % (SHEET_NAMES, b"x" * (MIB // 2))
    content = with_part(
        packed(book), "xl/worksheets/sheet1.xml",
        lambda text: text.replace(b'"inlineStr"><is><t>long</t></is>', b'"s"><v>0</v>'),
        {"xl/sharedStrings.xml": shared},
    )  # fmt: skip
    desk.write("repete.xlsx", content)
    assert len(content) < MIB
    with pytest.raises(DataRefused, match=f"^repete.xlsx : classeur démesuré ou abîmé : {STOPPED}"):
        desk.check("repete.xlsx")


@pytest.mark.parametrize(("limit", "value"), [("MEMORY_BYTES", 8 * MIB), ("WALL_SECONDS", 0.001), ("CPU_SECONDS", 0)])
def test_each_limit_stops_the_reading_not_the_program(desk, monkeypatch, limit, value):
    """Out of memory, asleep for ever or turning round: the file is refused in French."""
    monkeypatch.setattr(sheets, limit, value)
    desk.write("lent.xlsx", with_rows(desk, "<v>1</v>", range(50, 200_000)))
    with pytest.raises(DataRefused, match=STOPPED):
        desk.check("lent.xlsx")


def test_a_workbook_that_stops_its_reader_does_not_stop_the_batch(stored, monkeypatch):
    """One refused file among three: the others are stored, what was stored before stays."""
    monkeypatch.setattr(sheets, "CPU_SECONDS", 0)
    stored.write("a.csv", stored.delimited(stored.register_headings, stored.row(1)))
    stored.write("lent.xlsx", with_rows(stored, "<v>1</v>", range(50, 200_000)))
    stored.write("z.csv", stored.delimited(stored.register_headings, stored.row(2)))
    requests = [stored.request(name) for name in ("a.csv", "lent.xlsx", "z.csv")]
    steps = run_imports(stored.workspace, stored.catalogue, requests)
    assert [step.refusal is None for step in steps] == [True, False, True]
    assert steps[1].refusal.exit_code == 3
    assert {"R1", "R2", "R901", "R902"} == set(stored.table()["request_id"])


def test_half_a_million_empty_formatted_rows_are_passed_over(desk, monkeypatch):
    """Two million styled cells without anything cost two seconds of processor, not twenty."""
    monkeypatch.setattr(sheets, "CPU_SECONDS", 8)
    content = with_rows(desk, "", range(50, 500_000))
    assert desk.put("registre.xlsx", content).rows_accepted == 40


@pytest.mark.parametrize(
    "merges", [["A1:XFD1048576"], [f"A{line}:XFD{line}" for line in range(50, 100_000)], ["A42:G900000"] * 1_000]
)
def test_merges_wider_than_the_table_cost_nothing(desk, merges):
    """Only the cells of the table are looked at, whatever a merge declares."""
    listed = "".join(f'<mergeCell ref="{merge}"/>' for merge in merges).encode()
    content = with_part(
        packed(register_book(desk)), "xl/worksheets/sheet1.xml",
        lambda text: text.replace(b"</sheetData>", b"</sheetData><mergeCells>" + listed + b"</mergeCells>"),
    )  # fmt: skip
    (sheet,) = sheets.read_sheets("a.xlsx", content, "xlsx")
    assert (len(sheet.rows), len(sheet.rows[0])) == (41, 7)
    assert len(sheet.reasons) <= 41 * 7


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"])
def test_a_document_type_is_refused_in_every_encoding(desk, encoding, part):
    """Entities are declared there; UTF-16 hides the word from who looks for bytes."""
    declared = f'<?xml version="1.0" encoding="{encoding[:6]}"?><!DOCTYPE x [<!ENTITY e "y">]><x/>'.encode(encoding)
    desk.write("piege.xlsx", with_part(packed(register_book(desk)), part, lambda text: declared))
    with pytest.raises(DataRefused, match="DOCTYPE"):
        read_input(desk.workspace.root / "piege.xlsx")


def test_a_hidden_sheet_that_holds_rows_is_named(desk):
    """Rows that nobody sees are not forgotten in silence, and a hidden list of choices is no data."""
    book = register_book(desk, 2)
    hidden = book.create_sheet("Ancien")
    hidden.append(list(desk.register_headings))
    hidden.append(desk.row(9))
    hidden.sheet_state = "hidden"
    lists = book.create_sheet("Listes")
    lists.append(["Canal"])
    lists.append(["Courriel"])
    lists.sheet_state = "veryHidden"
    (issue,) = desk.put("registre.xlsx", packed(book)).issues
    assert issue.found.endswith(" : « Ancien » (masquée)")
