"""Spreadsheet and CSV files: true numbers, inert text, one sheet a table."""

import csv
import io

import openpyxl
import pytest
from report_samples import FAR, MET, demo_contents, notebook_of, table_of

from qep_lib.display.elements import Cell, Header
from qep_lib.errors import ReportFailed
from qep_lib.export.document import read_document
from qep_lib.export.office import CREATED
from qep_lib.export.spreadsheet_cells import LONGEST_CELL, cell_words, csv_words, inert, read_number
from qep_lib.export.workbook import export_csv, export_workbook


@pytest.fixture(scope="module")
def document(demo):
    return read_document(demo)


@pytest.fixture
def book(document):
    return openpyxl.load_workbook(io.BytesIO(export_workbook(document)))


def test_there_is_one_sheet_a_table_after_the_readme(book):
    """Figures give their data as a sheet too."""
    assert book.sheetnames == [
        "Lisez-moi", "profil", "satisfaction-criteres", "demandes-canal", "delais-titres", "plan-actions",
    ]  # fmt: skip


def test_the_readme_says_what_the_workbook_is(book):
    """Title, facts, the banner no reader may miss, and the list of sheets."""
    words = [cell.value for row in book["Lisez-moi"].iter_rows() for cell in row if cell.value]
    assert words[0] == "Bilan qualité" and "13 janvier 2021" in words
    assert any(str(word).startswith("Données reconstituées") for word in words)
    assert "plan-actions" in words


def test_the_readme_shows_its_title_its_warning_and_its_list(book):
    """The title large, what no reader may miss in bold on red, the list of sheets under its headings; long words wrapped."""
    sheet = book["Lisez-moi"]
    rows = {row[0].value: row for row in sheet.iter_rows() if row[0].value}
    title, warning = rows["Bilan qualité"][0], rows["Attention"]
    assert (title.font.b, title.font.sz) == (True, 16)
    assert rows["Préfecture du Cher · année 2020"][0].font.color.rgb == "FF565A67"
    assert {(cell.font.b, cell.font.color.rgb, cell.alignment.wrap_text) for cell in warning[:2]} == {
        (True, "FF8A3200", True)
    }
    assert [cell.value for cell in rows["Feuille"][:2]] == ["Feuille", "Contenu"]
    assert {(cell.font.b, cell.border.bottom.style) for cell in rows["Feuille"][:2]} == {(True, "medium")}
    assert rows["profil"][1].value == "Profil des répondants"
    assert (sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width) == (
        pytest.approx(26, abs=1),
        pytest.approx(90, abs=1),
    )
    order = [row[0].value for row in sheet.iter_rows()]
    assert order.index("Attention") < order.index("Site") < order.index("Feuille") < order.index("profil")


def test_a_sheet_is_laid_out_to_be_read_and_printed(book):
    """Caption and headings in bold, numbers at the right, notes in italics; A4 turned, as wide as the page, headings said
    again on each page; a blank cell keeps the style of its column."""
    sheet = book["delais-titres"]
    assert (sheet["A1"].font.b, sheet["A1"].font.sz) == (True, 13)
    assert {(cell.font.b, cell.border.bottom.style, cell.alignment.wrap_text) for cell in sheet[3]} == {
        (True, "medium", True)
    }
    assert (sheet["A3"].alignment.horizontal, sheet["B3"].alignment.horizontal) == ("left", "right")
    assert (sheet["A4"].alignment.horizontal, sheet["B4"].alignment.horizontal) == ("left", "right")
    assert {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value} == {"Calibri"}
    assert sheet["A8"].font.i and sheet["A8"].font.color.rgb == "FF565A67" and sheet["A9"].value.startswith("Source")
    setup = sheet.page_setup
    assert (setup.paperSize, setup.orientation, setup.fitToHeight) == (9, "landscape", 0)
    assert setup.fitToWidth in (None, 1) and sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$3:$3" and not sheet.sheet_view.showGridLines
    plan = book["plan-actions"]
    (blank,) = {cell.alignment.wrap_text for row in plan.iter_rows(min_row=4, max_row=17) for cell in row}
    assert blank is True and {cell.value for cell in plan["E"][3:17]} == {None, "oui"}


def test_a_column_is_as_wide_as_its_longest_line_within_limits(document):
    """A short heading keeps room enough, a long text is wrapped."""
    table = table_of(
        "largeurs", "L", ["A", "B", "C"], [("x", "a" * 20, "b" * 200), ("", "c" * 9 + "\n" + "d" * 18, "")]
    )
    sheet = openpyxl.load_workbook(io.BytesIO(export_workbook(read_document(notebook_of(Header("T", ""), table)))))
    widths = [sheet["largeurs"].column_dimensions[letter].width for letter in "ABC"]
    assert widths == [pytest.approx(width, abs=0.8) for width in (9, 22, 60)]


def test_the_workbook_says_its_title_and_no_hour_of_making(book, document):
    """The date inside is the same for every file."""
    assert (book.properties.title, book.properties.created) == (document.title, CREATED)


def test_numbers_come_back_as_numbers_with_their_format(book):
    """Reading the file gives the raw figures; opening it shows them as printed."""
    sheet = book["delais-titres"]
    assert sheet["A1"].value.startswith("Délais de traitement") and sheet["B3"].value == "2020"
    assert (sheet["B4"].value, sheet["B4"].number_format) == (5.9, '0.0"\u00a0j"')
    assert (sheet["G4"].value, sheet["G4"].number_format) == (212356, "#,##0")
    assert sheet["F6"].value == "■ écart supérieur à 50 %"
    assert sheet.freeze_panes == "B4"
    assert sheet["A8"].value.startswith("(1) Chiffres arrêtés")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (Cell("91,96\u202f%", 91.96), '0.00"\u202f%"'),
        (Cell("212\u202f356", 212356), "#,##0"),
        (Cell("+0,5\u00a0point", 0.5), '+0.0"\u00a0point";−0.0"\u00a0point"'),
        (Cell("−46\u202f%", -46.15), '0"\u202f%";−0"\u202f%"'),
        (Cell("▲ +2 points", 2), '"▲ "+0" points";"▲ "−0" points"'),
        (Cell("64\u00a0j", 64, FAR), '0"\u00a0j ■ écart supérieur à 50 %"'),
        (Cell('5 "j"', 5), '0" ”j”"'),
        (Cell("environ dix", 10), "General"),
        (Cell("12", 99), "General"),
    ],
)
def test_formats_print_numbers_as_the_report_does(cell, expected):
    """Unit and mark become literal text of the format; a text that says another number is not trusted."""
    assert read_number(cell).format == expected
    assert read_number(cell).value == cell.number


def test_a_number_that_is_none_or_not_finite_is_text():
    """« n < 5 » and « — » stay words."""
    assert read_number(Cell("n < 5")) is None
    assert read_number(Cell("—", float("nan"))) is None


def test_text_keeps_leading_zeros(document):
    """A department code is not a number."""
    table = table_of("codes", "Codes", ["Code"], [("01",), ("2A",)])
    content = export_workbook(read_document(notebook_of(Header("T", ""), table)))
    sheet = openpyxl.load_workbook(io.BytesIO(content))["codes"]
    assert (sheet["A4"].value, sheet["A4"].data_type) == ("01", "s")


def test_a_text_longer_than_excel_accepts_is_cut_and_says_so():
    """A cell is never dropped silently."""
    words = cell_words(Cell("x" * 40_000))
    assert len(words) == LONGEST_CELL and words.endswith("(texte coupé)")


def test_a_mark_is_written_once():
    """The word of a mark that the cell already says is not repeated."""
    assert cell_words(Cell("Conforme", None, MET)) == "● conforme"
    assert cell_words(Cell("5,9 j", None, MET)) == "5,9 j ● conforme"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_formula_starts_are_preceded_by_an_apostrophe(start):
    """A spreadsheet that opens the CSV file computes nothing."""
    assert inert(f"{start}1+1").startswith("'")
    assert csv_words(Cell(f"{start}1+1")).startswith("'")


def test_true_negative_numbers_are_untouched():
    """-12,5 is a number when the report says it is."""
    assert csv_words(Cell("−12,5", -12.5)) == "-12,5"
    assert csv_words(Cell("-12,5")) == "'-12,5"
    assert csv_words(Cell("0,3", 0.1 + 0.2)) == "0,3"


def test_csv_files_are_what_french_spreadsheets_open(document):
    """BOM, semicolons, decimal commas, CRLF, one file a table."""
    files = export_csv(document)
    assert sorted(files) == [
        "delais-titres.csv",
        "demandes-canal.csv",
        "plan-actions.csv",
        "profil.csv",
        "satisfaction-criteres.csv",
    ]
    content = files["delais-titres.csv"]
    assert content.startswith(b"\xef\xbb\xbfTitre;2020;2019;") and content.count(b"\r\n") == 4
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[1][:3] == ["Cartes d'identité et passeports", "5,9", "14,9"]


def test_the_same_document_gives_the_same_bytes():
    """Workbook and CSV files carry no clock."""
    first, second = (read_document(notebook_of(*demo_contents())) for _ in range(2))
    assert export_workbook(first) == export_workbook(second)
    assert export_csv(first) == export_csv(second)


def test_the_name_of_the_readme_sheet_is_reserved():
    """Two sheets of one name would make an unreadable file."""
    notebook = notebook_of(Header("T", ""), table_of("lisez-moi", "c", ["a"], [("x",)]))
    with pytest.raises(ReportFailed, match="réservé"):
        export_workbook(read_document(notebook))


@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        ("37\u202f%", 37.5, '0"\u202f%"'),
        ("37\u202f%", 37.52, "General"),
        ("36\u202f%", 37.5, "General"),
        ("0,30", 0.305, "0.00"),
        ("−5", -5, "0;−0"),
        ("-5", -5, "0;−0"),
        ("1\u00a0200 usagers", 1200, '#,##0"\u00a0usagers"'.replace("\u00a0", " ")),
        ("x" * 130 + " 5", 5, "General"),
        ("ligne\n5", 5, '"ligne "0'),
    ],
)
def test_a_printed_number_is_trusted_to_half_a_unit_of_its_last_place(text, number, expected):
    """Beyond, or where its format would be longer than Excel accepts, the raw number is shown as it is."""
    found = read_number(Cell(text, number))
    assert (found.format, found.value) == (expected, number)


def test_a_part_of_a_text_that_another_separator_would_cut_out_stays_text():
    """A program that cuts at commas, tabs, bars or line ends computes nothing either; a number in a sentence is left."""
    assert inert("a;=1+1") == "a;'=1+1" and inert('a, "@cmd') == "a, \"'@cmd" and inert("a|+33") == "a|'+33"
    assert inert("a\n=1") == "a\n'=1" and inert("  =1") == "'  =1" and inert('"=1') == "'\"=1"
    assert inert("de 5 à 7, - sans plus") == "de 5 à 7, - sans plus" and inert("a = b") == "a = b"


def test_a_file_of_which_nothing_is_real_says_so_on_each_line():
    """A CSV that goes alone has no banner; one of reconstructed data says it nowhere in its lines."""
    table = table_of("t", "T", ["Site", "Part"], [("=18", ("5,5", 5.5)), ("36", ("", None))])
    invented, rebuilt = (
        export_csv(read_document(notebook_of(Header("T", "", (), banner), table)))["t.csv"].decode("utf-8-sig")
        for banner in ("Données fictives. Rien n'est vrai.", "Données reconstituées à partir de totaux.")
    )
    assert invented == "Site;Part;Nature des données\r\n'=18;5,5;Données fictives\r\n36;;Données fictives\r\n"
    assert rebuilt == "Site;Part\r\n'=18;5,5\r\n36;\r\n"


def test_a_long_text_is_shown_and_a_short_one_stays_a_text():
    """Excel shows #### in place of more than 255 characters under the text format; 01 keeps its zero when it is edited."""
    table = table_of("t", "T", ["Mots"], [("x" * 255,), ("x" * 256,)])
    sheet = openpyxl.load_workbook(io.BytesIO(export_workbook(read_document(notebook_of(Header("T", ""), table)))))["t"]
    assert [sheet[f"A{row}"].number_format for row in (4, 5)] == ["@", "General"]
