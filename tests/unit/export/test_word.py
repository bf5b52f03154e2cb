"""The editable copy of a report: real headings, lists, tables and alternative texts, the same words as the other formats."""

import io

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from report_samples import FAR, notebook_of, squeezed, table_of

from qep_lib.display.elements import Header, KeyFigure, KeyFigures, Note, Table, TableColumn
from qep_lib.display.printable import text_beside_mark, tied
from qep_lib.export.blocks import Shown
from qep_lib.export.document import read_document
from qep_lib.export.paper import printed
from qep_lib.export.word import CONTENTS_TITLE, NOT_READ_BACK, export_docx


@pytest.fixture(scope="module")
def document(demo):
    return read_document(demo)


@pytest.fixture(scope="module")
def word(document):
    return docx.Document(io.BytesIO(export_docx(document)))


def opened(*contents):
    return docx.Document(io.BytesIO(export_docx(read_document(notebook_of(Header("Titre", "Sous-titre"), *contents)))))


def styled(word, *names):
    return [paragraph.text for paragraph in word.paragraphs if paragraph.style.name in names]


def test_headings_are_real_and_the_contents_lead_to_them(word, document):
    """A screen reader and Word's own navigation see the outline of the report."""
    headings = [(heading.level - 1, tied(heading.text)) for heading in document.headings]
    assert [(int(p.style.name[-1]), p.text) for p in word.paragraphs if p.style.name.startswith("Heading")] == headings
    assert styled(word, "Title") == [document.title] and styled(word, "Subtitle") == [document.subtitle]
    places = {mark.get(qn("w:name")) for mark in word.element.body.iter(qn("w:bookmarkStart"))}
    leads = [link.get(qn("w:anchor")) for link in word.element.body.iter(qn("w:hyperlink")) if link.get(qn("w:anchor"))]
    assert CONTENTS_TITLE in styled(word, "Légende de tableau")
    assert leads == sorted(places) and len(leads) == sum(level <= 2 for level, _ in headings)


def test_tables_are_native_with_a_heading_row_said_again(word, document):
    """Every table of paper, cell by cell, in order; a mark is a symbol and a word."""
    shown = [block.element for block in printed(document.blocks) if isinstance(block, Shown)]
    expected = [element for element in shown if isinstance(element, Table | KeyFigures)]
    assert len(word.tables) == len(expected) > 3
    for made, element in zip(word.tables, expected, strict=True):
        assert made._tbl.tr_lst[0].trPr.find(qn("w:tblHeader")) is not None
        if isinstance(element, Table):
            texts = [[squeezed(cell.text) for cell in row.cells] for row in made.rows]
            assert texts[0] == [squeezed(column.label) for column in element.columns]
            assert texts[1:] == [[squeezed(_printed(cell)) for cell in row] for row in element.rows]


def _printed(cell):
    if cell.mark is None:
        return cell.text
    return f"{text_beside_mark(cell.text, cell.mark.word)}{cell.mark.symbol}{cell.mark.word}"


def test_every_drawing_has_its_alternative_text(word, document):
    """Pictures of 300 dots an inch that fit the page."""
    drawn = word.element.body.findall(f".//{qn('wp:docPr')}")
    alts = [block.element.alt for block in document.blocks if hasattr(getattr(block, "element", None), "alt")]
    assert alts and [element.get("descr") for element in drawn] == [tied(alt) for alt in alts]
    assert all(
        shape.width <= docx.shared.Mm(171) and shape.height <= docx.shared.Mm(190) for shape in word.inline_shapes
    )


def test_the_file_says_its_language_its_title_and_what_it_is_not(word, document):
    """French for the spelling checker; and that nothing written in it comes back."""
    assert (word.core_properties.title, word.core_properties.language) == (document.title, "fr-FR")
    assert {element.get(qn("w:val")) for element in word.styles.element.iter(qn("w:lang"))} == {"fr-FR"}
    assert word.paragraphs[-1].text == tied(NOT_READ_BACK)


def test_the_same_document_gives_the_same_bytes(document):
    """Neither the clock nor the order of a set is in it."""
    assert export_docx(document) == export_docx(document)


def test_a_very_wide_table_turns_its_page_and_the_next_turns_back():
    """As on paper."""
    wide = Table("large", "Large", tuple(TableColumn(f"C{n}") for n in range(12)), (), is_wide=True)
    word = opened("## Un", "texte", "## Deux", wide, "## Trois", "fin")
    assert [section.orientation for section in word.sections] == [
        WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT,
    ]  # fmt: skip
    assert word.sections[1].page_width > word.sections[1].page_height


def test_lists_are_lists_and_each_numbering_begins_where_it_says():
    """Two ordered lists do not follow each other's numbers; nested ones are of the next level."""
    word = opened("1. un\n2. deux\n\ntexte\n\n5. cinq\n", "- a\n  - b\n")
    numbers = [p._p.pPr.numPr.numId.val for p in word.paragraphs if p.style.name == "List Number"]
    assert numbers[0] == numbers[1] != numbers[2]
    starts = {
        num.numId: [start.get(qn("w:val")) for start in num.iter(qn("w:startOverride"))]
        for num in word.part.numbering_part.element.num_lst
    }
    assert (starts[numbers[0]], starts[numbers[2]]) == (["1"], ["5"])
    assert (styled(word, "List Bullet"), styled(word, "List Bullet 2")) == (["a"], ["b"])


def test_cards_and_notes_keep_their_words():
    """A key figure is a row: label and scope, value and mark, detail; a note says what kind of remark it is."""
    cards = KeyFigures("Chiffres", (KeyFigure("Délai", "64\u00a0j", "cible 30\u00a0j", FAR, "national"),))
    word = opened(cards, Note("warning", "Prudence", ("Peu de réponses.",)))
    assert [cell.text for cell in word.tables[0].rows[1].cells] == [
        "Délai – national", tied(f"64\u00a0j {FAR.symbol}\u00a0{FAR.word}"), "cible 30\u00a0j",
    ]  # fmt: skip
    assert styled(word, "Encadré") == ["Attention\u00a0: Prudence", "Peu de réponses."]


def test_a_template_gives_its_styles_and_loses_its_text():
    """The prefecture's own model: its page and its heading style stay, its sample words go."""
    model = docx.Document()
    model.add_paragraph("Texte du modèle")
    model.sections[0].left_margin = docx.shared.Mm(31)
    model.styles["Heading 1"].font.size = docx.shared.Pt(33)
    held = io.BytesIO()
    model.save(held)
    made = export_docx(
        read_document(notebook_of(Header("Titre", ""), "## Partie", table_of("t", "T", ("A",), [("b",)]))),
        held.getvalue(),
    )
    word = docx.Document(io.BytesIO(made))
    assert "Texte du modèle" not in [paragraph.text for paragraph in word.paragraphs]
    assert round(word.sections[0].left_margin.mm) == 31 and word.styles["Heading 1"].font.size.pt == 33
    assert [row.cells[0].text for row in word.tables[0].rows] == ["A", "b"]


def test_ordinals_are_raised():
    """In a title, a sentence, a link and a cell; the words of each stay whole."""
    word = opened(
        "## Le 1er mars", "la 2e [du 3e mois](https://exemple.invalid/)", table_of("t", "la 4e", ("5e",), [("6e",)])
    )
    runs = [run for run in word.element.body.iter(qn("w:r")) if run.find(f".//{qn('w:vertAlign')}") is not None]
    assert ["".join(node.text for node in run.iter(qn("w:t"))) for run in runs] == ["er", "e", "e", "e", "e", "e"]
    assert "Le 1er mars" in [paragraph.text for paragraph in word.paragraphs]
