"""Slides: 16:9 pages that all have a title, long tables that go on, the same deck on a page of HTML."""

import io
import itertools
import re
from dataclasses import replace

import pypdf
import pytest
from report_samples import (
    HOSTILE_CASES,
    PageReader,
    demo_contents,
    elements_saying,
    hostile_value,
    notebook_of,
    satisfaction_figure,
    squeezed,
    table_of,
)

from qep_lib.display.elements import Header, KeyFigure, KeyFigures, Note, Table, Text
from qep_lib.export.blocks import Document, Shown
from qep_lib.export.document import read_document
from qep_lib.export.html import export_html
from qep_lib.export.pdf import export_pdf
from qep_lib.export.slides import ABSENCES_TITLE, BODY_MM, CONTINUED, LONGEST_TITLE, cut_slides
from qep_lib.model.characters import printable

DECK = Header("Comité local des usagers", "Préfecture du Cher, année 2020", layout="slides")
MANY_ROWS = [(f"Ligne numéro {number:03}", (str(number), number)) for number in range(60)]


def deck_of(*contents) -> Document:
    """A document that declares the slides layout, with those contents."""
    return read_document(notebook_of(DECK, *contents))


def pages_of(document) -> list[str]:
    """Text of each page of its PDF, without spaces."""
    return [squeezed(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(export_pdf(document))).pages]


def titles_and_kinds(document):
    """(printed title, kind of each element) of every slide."""
    return [
        (slide.shown_title, [block.element.kind for block in slide.blocks if isinstance(block, Shown)])
        for slide in cut_slides(document).slides
    ]


@pytest.fixture(scope="module")
def demo_deck():
    """The demo report, laid out as slides."""
    return replace(read_document(notebook_of(*demo_contents())), layout="slides")


@pytest.fixture(scope="module")
def demo_pdf(demo_deck):
    return pypdf.PdfReader(io.BytesIO(export_pdf(demo_deck)))


def test_a_header_declares_the_layout_and_an_unknown_one_is_refused():
    """The notebook is all that an exporter needs; a layout without a template never reaches it."""
    assert deck_of("## A", Text(("a",))).layout == "slides"
    with pytest.raises(ValueError, match="mise en page « affiche »"):
        Header("T", "", layout="affiche")


def test_every_page_has_the_shape_of_a_screen_and_its_title(demo_deck, demo_pdf):
    """16:9 throughout; one page a slide after the opening, each with the title foreseen."""
    assert {round(page.mediabox.width / page.mediabox.height, 3) for page in demo_pdf.pages} == {1.778}
    slides = cut_slides(demo_deck).slides
    assert len(demo_pdf.pages) == 1 + len(slides)
    for page, slide in zip(demo_pdf.pages[1:], slides, strict=True):
        assert squeezed(slide.shown_title) in squeezed(page.extract_text())


def test_the_deck_is_tagged_french_and_its_bookmarks_lead_to_the_slides(demo_pdf):
    """PDF/UA as the reports; a slide that goes on is no bookmark of its own."""
    root = demo_pdf.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("fr", True)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    flat = list(_flat(demo_pdf.outline))
    assert "1.2 Satisfaction par critère" in flat and "2. Demandes, réclamations et suggestions" in flat
    assert not [title for title in flat if title.endswith(CONTINUED)]


def test_a_slide_shows_one_thing():
    """A second table or figure under one heading opens a slide of the same title; texts stay with what they tell."""
    small = table_of("petit", "Petit", ["a", "b"], [("x", "1")])
    document = deck_of("## Résultats", Text(("Un message.",)), satisfaction_figure(), small, Note("info", "", ("fin",)))
    assert titles_and_kinds(document) == [
        ("Résultats", ["text", "figure"]),
        ("Résultats (suite)", ["table", "note"]),
    ]


def test_a_long_table_goes_over_several_slides_in_like_parts():
    """Every row once, in order, under the same headings; its notes stand where it ends."""
    document = deck_of("## Plan", table_of("plan", "Plan", ["Action", "n"], MANY_ROWS, notes=("La note.",)))
    slides = cut_slides(document).slides
    tables = [slide.blocks[0].element for slide in slides]
    assert [row[0].text for table in tables for row in table.rows] == [row[0] for row in MANY_ROWS]
    sizes = [len(table.rows) for table in tables]
    assert len(tables) > 2 and max(sizes) - min(sizes) <= 1
    assert [slide.is_continued for slide in slides] == [False, *[True] * (len(slides) - 1)]
    assert [table.notes for table in tables] == [(), *[()] * (len(tables) - 2), ("La note.",)]
    pages = pages_of(document)
    assert len(pages) == 1 + len(slides)
    assert all("PlanActionn" in page.replace("(suite)", "").replace("PlanPlan", "Plan") for page in pages[1:])


def test_the_workbook_keeps_a_long_table_whole():
    """Cutting is the layout's: the document itself still has one table."""
    document = deck_of("## Plan", table_of("plan", "Plan", ["Action", "n"], MANY_ROWS))
    assert [len(table.rows) for table in document.tables] == [60]


def test_what_is_longer_than_foreseen_takes_another_titled_page():
    """A cell of forty lines cannot be cut between rows: the page turns, and says which slide goes on."""
    giant = table_of("g", "Géant", ["a", "b"], [("\n".join(f"ligne {n}" for n in range(40)), "1")])
    pages = pages_of(deck_of("## Remarques", giant, "## Fin", Text(("z",))))
    assert len(pages) > 3
    assert all("Remarques" in page for page in pages[1:-1]) and all("Remarques(suite)" in page for page in pages[2:-1])
    assert "Fin" in pages[-1] and "suite" not in pages[-1]


def test_sections_stand_above_the_titles_of_their_slides():
    """A heading without content of its own is the section of those under it; headings never skip a level."""
    document = deck_of(
        "## Satisfaction\n\n### Accueil", Text(("a",)), "### Délais", Text(("b",)), "## Fin", Text(("c",))
    )
    found = [(s.section, s.title, s.level, s.opens_section) for s in cut_slides(document).slides]
    assert found == [
        ("Satisfaction", "Accueil", 3, True),
        ("Satisfaction", "Délais", 3, False),
        ("", "Fin", 2, False),
    ]


def test_what_a_section_lacks_is_said_once():
    """Three titles of one section over the same « aucune demande » make one slide."""
    absent = Note("info", "Aucune demande", ("Le registre est vide.",))
    document = deck_of("## Demandes\n\n### Combien", absent, "### Canaux", absent, "### Délais", absent)
    assert [slide.title for slide in cut_slides(document).slides] == ["Combien"]


def test_texts_before_any_heading_open_the_deck_and_the_rest_gets_its_title():
    """The opening shows them with the title; no slide is without one."""
    deck = cut_slides(deck_of("Bienvenue.", satisfaction_figure(), "## A", Text(("a",))))
    assert len(deck.opening) == 1
    assert [slide.title for slide in deck.slides] == ["Comité local des usagers", "A"]


def test_a_title_too_long_for_its_place_is_cut_and_said_whole_below():
    """Nothing is lost, and the title stays on its lines."""
    long = "Un titre " * 30
    slide = cut_slides(deck_of(f"## {long}", Text(("a",)))).slides[0]
    assert len(slide.title) == LONGEST_TITLE and slide.title.endswith("…")
    assert squeezed(long) in pages_of(deck_of(f"## {long}", Text(("a",))))[1]


@pytest.mark.parametrize("count", [1, 8, 9, 20])
def test_many_cards_are_shared_out(count):
    """No card is lost, none is left alone when there is room."""
    cards = KeyFigures("", tuple(KeyFigure(f"carte {number}", str(number)) for number in range(count)))
    slides = cut_slides(deck_of("## A", cards)).slides
    shown = [item.label for slide in slides for item in slide.blocks[0].element.items]
    assert shown == [item.label for item in cards.items]
    assert len(slides) == -(-count // 8)


def test_the_same_deck_gives_the_same_bytes(demo_deck):
    """No date, no random identifier, in both formats."""
    assert export_pdf(demo_deck) == export_pdf(demo_deck)
    notebook = notebook_of(*demo_contents())
    assert export_html(notebook, document=demo_deck) == export_html(notebook, document=demo_deck)


@pytest.mark.parametrize("case", HOSTILE_CASES, ids=lambda case: case["id"])
def test_hostile_text_stays_text_on_slides(case):
    """In a title, a section and every field of every element: never markup, never a failed layout."""
    text = hostile_value(case)
    elements = elements_saying(text)
    header = replace(elements[0], layout="slides")
    document = read_document(notebook_of(header, "## Un titre", *elements[1:]))
    pages = pages_of(document)
    # An opening too long for its page goes on under the title of the deck.
    assert all("Untitre" in page or "(suite)" in page for page in pages[1:])
    assert "root:" not in "".join(pages)
    if case["id"] != "E26" and len(text) < 400:
        shown = "".join(pages).replace("-", "")
        assert shown.count(squeezed(printable(text)).replace("-", "")) >= 20
    reader = PageReader(export_html(notebook_of(header, "## Un titre", *elements[1:])))
    assert not reader.misnested and not reader.named("script", "iframe", "form", "object")
    assert squeezed(reader.text).count(squeezed(printable(text))) >= 20


def test_the_page_of_a_deck_is_readable_by_keyboard_and_has_one_section_a_slide(demo_deck):
    """Landmarks, a contents list, links to the next and previous slide, headings in order, no script."""
    html = export_html(notebook_of(*demo_contents()), {"PDF": "clu.pdf"}, demo_deck)
    reader = PageReader(html)
    slides = cut_slides(demo_deck).slides
    assert not reader.misnested and not reader.unclosed and not reader.named("script")
    assert [section["aria-labelledby"] for section in reader.named("section")] == [slide.anchor for slide in slides]
    ids = {attributes["id"] for _, attributes in reader.tags if "id" in attributes}
    links = [attributes["href"] for attributes in reader.named("a") if attributes["href"].startswith("#")]
    assert {link[1:] for link in links} <= ids and len(ids) >= len(slides)
    assert len([link for link in links if link.startswith("#s-")]) >= 2 * (len(slides) - 1)
    levels = [int(tag[1]) for tag, _ in reader.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1 and all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert f"{len(slides) + 1} / {len(slides) + 1}" in reader.text
    assert "@page { size: 254mm 142.875mm" in html


def test_heights_are_estimated_within_a_slide():
    """Parts of a table are never foreseen taller than the room under a title, unless a single row is."""
    document = deck_of("## Plan", table_of("plan", "Plan", ["Action", "n"], MANY_ROWS))
    for slide in cut_slides(document).slides:
        table = slide.blocks[0].element
        assert isinstance(table, Table) and 6.0 * len(table.rows) < BODY_MM


def _flat(outline):
    for item in outline:
        if isinstance(item, list):
            yield from _flat(item)
        else:
            yield item.title


def test_slides_that_only_say_what_is_not_there_make_one():
    """A meeting does not turn empty pages; one alone keeps its title."""
    requests, delays = Note("info", "Demandes", ("Aucune.",)), Note("info", "Délais", ("Aucun.",))
    document = deck_of("## A", Text(("a",)), "## B", requests, "## C", delays, "## D", Text(("d",)), "## E", requests)
    assert titles_and_kinds(document) == [
        ("A", ["text"]),
        (ABSENCES_TITLE, ["note", "note"]),
        ("D", ["text"]),
        ("E", ["note"]),
    ]


def test_every_page_carries_the_mark_of_data_that_are_not_real():
    """A slide or a page copied alone must not pass for real records; the banner's second sentence stays on the first."""
    banner = "Données reconstituées. Ce document illustre la méthode."
    for layout in ("slides", "report"):
        header = Header("Titre", "Préfecture", banner=banner, layout=layout)
        pages = pages_of(read_document(notebook_of(header, "## A", *(Text(("mot " * 900,)) for _ in range(2)))))
        assert len(pages) > 1 and all("Donnéesreconstituées" in page for page in pages)
        assert not any("illustre" in page for page in pages[1:])
