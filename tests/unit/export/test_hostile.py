"""Whatever a cell of data holds comes out as text, in every format and every field of every element."""

import csv
import io
import re
import zipfile

import docx
import openpyxl
import pypdf
import pytest
from docx.oxml.ns import qn
from report_samples import ADDRESS, HOSTILE_CASES, PageReader, elements_saying, hostile_value, notebook_of, squeezed

from qep_lib.display.elements import Header, Text
from qep_lib.display.render import render_html
from qep_lib.export.document import read_document
from qep_lib.export.entries import IndexEntry, Place
from qep_lib.export.html import export_html
from qep_lib.export.index import export_index
from qep_lib.export.pdf import export_pdf
from qep_lib.export.word import export_docx
from qep_lib.export.workbook import export_csv, export_workbook
from qep_lib.model.characters import printable
from qep_lib.runs.execute.job import export_report

FIELDS = 36
"""Fields of `elements_saying` that every layout shows; fewer occurrences would mean that one was lost."""
PAGE_TAGS = frozenset(
    re.findall(
        r"\w+",
        """html head meta title style body a header div h1 h2 h3 p strong dl dt dd ul ol li span nav main section footer
        table caption thead tbody tr th td figure figcaption img details summary blockquote""",
    )
)
SEARCH_TAGS = frozenset(re.findall(r"\w+", "form label input select option button script small b i em h4 h5"))
"""Those of the portal, beside those of every page."""
DRAWING_TAGS = frozenset(re.findall(r"\w+", "svg g defs clippath pattern path rect use text"))
"""Those of our own drawings, which stand in a page (see test_drawing)."""
all_cases = pytest.mark.parametrize("case", HOSTILE_CASES, ids=lambda case: case["id"])
TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
turning_cases = [case for case in HOSTILE_CASES if TURNING.search(hostile_value(case))]
typst_code = {"id": "typst", "value": '#read("/etc/passwd") $x$ *no* _no_ <b> @ref = titre \\ // [x] {y} `z`'}


def _assert_only_page_tags(reader: PageReader) -> None:
    assert {tag for tag, _ in reader.tags} <= PAGE_TAGS | DRAWING_TAGS
    assert not reader.misnested
    assert not [name for _, attributes in reader.tags for name in attributes if name.startswith("on")]
    assert all(re.match("data:image/(svg[+]xml|png);base64,", attributes["src"]) for attributes in reader.named("img"))
    assert all(attributes["href"].startswith("#") or attributes["href"] == ADDRESS for attributes in reader.named("a"))


@all_cases
def test_a_page_shows_hostile_text_as_text_in_every_field(case):
    """No tag, handler, address or request comes from data; the text is there in full as many times as it was given."""
    text = hostile_value(case)
    reader = PageReader(export_html(notebook_of(*elements_saying(text))))
    _assert_only_page_tags(reader)
    assert squeezed(reader.text).count(squeezed(printable(text))) >= FIELDS
    assert squeezed(printable(text)) in squeezed(reader.title)


@all_cases
def test_a_cell_shows_hostile_text_as_text_in_every_field(case):
    """The same holds in JupyterLab, where no security policy protects the analyst."""
    text = hostile_value(case)
    reader = PageReader("".join(render_html(element.to_json()) for element in elements_saying(text)))
    _assert_only_page_tags(reader)
    assert not reader.unclosed
    assert squeezed(reader.text).count(squeezed(printable(text))) >= FIELDS


@all_cases
def test_a_markdown_cell_keeps_hostile_text_as_text(case):
    """Raw HTML, images and dangerous links of Markdown cells are shown, never acted upon."""
    text = hostile_value(case)
    reader = PageReader(export_html(notebook_of("# Titre", text, Text(("suite",)))))
    assert {tag for tag, _ in reader.tags} <= PAGE_TAGS | {"code", "pre", "em", "strong", "hr"}
    assert reader.named("img") == []
    assert all(attributes["href"].startswith("#") for attributes in reader.named("a"))


@pytest.mark.parametrize(
    "case",
    [
        # Pages and pages of one text take as long as all the others together.
        pytest.param(case, id=case["id"], marks=[pytest.mark.long] if len(hostile_value(case)) > 5000 else [])
        for case in (*HOSTILE_CASES, typst_code)
    ],
)
def test_a_pdf_shows_hostile_text_as_text(case):
    """Nothing of the data is taken for Typst code, and no data makes the layout fail."""
    text = hostile_value(case)
    pages = pypdf.PdfReader(io.BytesIO(export_pdf(read_document(notebook_of(*elements_saying(text)))))).pages
    shown = squeezed("".join(page.extract_text() for page in pages))
    assert "root:" not in shown
    # Extraction reorders Arabic and combining signs, and very long texts are cut by the ends of pages.
    if case["id"] != "E26" and len(text) < 400:
        # Words may be hyphenated on paper, so hyphens do not count.
        unhyphenated = squeezed(printable(text)).replace("-", "")
        # One text may begin on a page and end on the next, its foot and its head between.
        assert shown.replace("-", "").count(unhyphenated) >= FIELDS - (len(pages) - 1)


@all_cases
def test_a_word_file_shows_hostile_text_as_text(case):
    """No text becomes XML, a field or a link; it is there in full as many times as it was given."""
    text = hostile_value(case)
    content = export_docx(read_document(notebook_of(*elements_saying(text))))
    body = docx.Document(io.BytesIO(content)).element.body
    # The pieces of a line cut by the data's own line ends are joined as they are read.
    shown = squeezed("".join(piece.text or "" for piece in body.iter(qn("w:t"))))
    assert shown.count(squeezed(printable(text))) >= FIELDS
    assert {code.text.strip() for code in body.iter(qn("w:instrText"))} <= {'TOC \\o "1-2" \\h \\z'}
    relations = zipfile.ZipFile(io.BytesIO(content)).read("word/_rels/document.xml.rels").decode()
    assert {*re.findall(r'Target="([^"]*)" TargetMode="External"', relations)} <= {ADDRESS}
    assert relations.count("External") == 1
    assert not TURNING.search(shown)


@all_cases
def test_a_workbook_holds_hostile_text_as_text_cells(case):
    """Every cell is a string or a true number; none is a formula or a link."""
    text = hostile_value(case)
    content = export_workbook(read_document(notebook_of(*elements_saying(text))))
    book = openpyxl.load_workbook(io.BytesIO(content))
    # Excel's format escapes what XML refuses, and openpyxl gives it back; line ends are normalised by both.
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell for cell in cells if cell.hyperlink]
    assert sum(squeezed(str(cell.value)).count(squeezed(printable(text))) for cell in cells) >= 14


@all_cases
def test_a_csv_file_holds_nothing_a_spreadsheet_would_compute(case):
    """Text that starts like a formula is preceded by an apostrophe; the true number beside it stays a number."""
    text = hostile_value(case)
    content = export_csv(read_document(notebook_of(*elements_saying(text))))["tableau.csv"]
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert not [cell for row in rows for cell in row if cell.lstrip().startswith(("=", "+", "-", "@", "＝"))]
    assert rows[1][0].replace("'", "") == printable(text).replace("'", "")
    assert rows[2][1] == "12,5"


@all_cases
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_a_csv_file_cut_at_any_separator_holds_no_formula(case, separator):
    """What opens the file may not cut it where it was meant to be cut, nor mind its quotes."""
    content = export_csv(read_document(notebook_of(*elements_saying(hostile_value(case)))))["tableau.csv"]
    cells = re.split(f"[{separator}\n]", content.decode("utf-8-sig").replace("\r", "\n"))
    shown = [cell.strip(" \"'") if cell.lstrip(' "').startswith("'") else cell.lstrip(' "') for cell in cells]
    assert not [
        cell
        for cell, begun in zip(cells, shown, strict=True)
        if not cell.lstrip(' "').startswith("'") and re.match(r"[=@＝]|[+-][^\s\d]", begun)
    ]


@pytest.mark.parametrize("case", turning_cases, ids=lambda case: case["id"])
def test_no_character_that_turns_the_text_is_left_raw(case):
    """Neither in the page nor in the notebook published with it: « exe.fdp » must not read as « pdf.exe »."""
    notebook = notebook_of(*elements_saying(hostile_value(case)))
    document = read_document(notebook)
    files = export_report("bilan", notebook, document)
    texts = [
        content.decode("utf-8-sig")
        for name, content in files.items()
        if not name.endswith((".pdf", ".xlsx", ".docx", ".pptx"))
    ]
    assert texts and not [text for text in texts if TURNING.search(text)]


@all_cases
def test_the_index_shows_hostile_text_as_text(case):
    """Names, titles, banners and messages of the index come from data too."""
    text = hostile_value(case)
    place = Place("18", text, "prefecture", text, "24", text)
    entries = [
        IndexEntry(place, text, "2020", text, "internal", "ok", "a.html", "a.pdf", banner=text, sentence=text),
        IndexEntry(place, text, "2020", text, "public", "failed", message=text),
    ]
    reader = PageReader(export_index(entries))
    assert {tag for tag, _ in reader.tags} <= PAGE_TAGS | SEARCH_TAGS
    assert len(reader.named("script")) == 1
    assert {attributes["href"] for attributes in reader.named("a")} == {
        "#contenu", "a.html", "a.pdf", "sites/18.html", "regions/24.html",
    }  # fmt: skip
    assert squeezed(reader.text).count(squeezed(printable(text))) >= 9


def test_a_lone_surrogate_reaches_no_file():
    """Text that UTF-8 cannot hold is marked instead of stopping the export."""
    notebook = notebook_of(Header("Titre", "a\ud800b"), Text(("c\udfffd",)))
    assert "c\ufffdd" in export_html(notebook)
    assert export_pdf(read_document(notebook)).startswith(b"%PDF")
