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

from qep_lib.display.elements import Absent, Header, KeyFigure, KeyFigures, Landmarks, Note, Text
from qep_lib.export.blocks import Document, Quote, Shown
from qep_lib.export.document import read_document
from qep_lib.export.html import export_html
from qep_lib.export.measures import BODY_MM, Ruler
from qep_lib.export.pdf import export_pdf
from qep_lib.export.slides import (
    ANNEXES,
    CONTINUED,
    IN_ANNEX,
    LEAST_PT,
    LONGEST_TITLE,
    cut_slides,
)
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


def test_a_heading_is_one_slide_whose_title_is_the_message_of_what_it_shows():
    """The caption of its drawing, which is not said twice; a second table goes to the annexes, a note to the speaker."""
    small = table_of("petit", "Petit", ["a", "b"], [("x", "1")])
    document = deck_of(
        "## Résultats", Text(("Un message.",)), satisfaction_figure(), small, Note("info", "", ("À dire.",))
    )
    slides = cut_slides(document).slides
    assert titles_and_kinds(document) == [
        (satisfaction_figure().caption, ["text", "figure"]), ("Petit", ["table"]),
    ]  # fmt: skip
    first = slides[0]
    assert (first.section, first.notes, first.is_captioned, first.is_annex) == ("Résultats", ("À dire.",), True, False)
    assert slides[1].is_annex and slides[1].section == ANNEXES
    assert not any(squeezed("À dire.") in page for page in pages_of(document))
    assert pages_of(document)[1].count(squeezed(first.title)) == 1


def test_a_table_that_does_not_fit_shows_its_first_lines_and_stands_whole_in_annex():
    """Five lines, where the others are, and all of them once in the annexes; a short one is not cut."""
    document = deck_of("## Plan", table_of("plan", "Plan", ["Action", "n"], MANY_ROWS, notes=("La note.",)))
    shown, *annexed = cut_slides(document).slides
    rows = [[cell.text for cell in row] for row in shown.blocks[0].element.rows]
    assert [row[0] for row in rows] == [*(row[0] for row in MANY_ROWS[:5]), IN_ANNEX] and rows[-1][1] == ""
    assert shown.notes == ("La note.",)
    tables = [slide.blocks[0].element for slide in annexed if slide.title == "Plan"]
    assert [row[0].text for table in tables for row in table.rows] == [row[0] for row in MANY_ROWS]
    few = cut_slides(deck_of("## Plan", table_of("plan", "Plan", ["Action", "n"], MANY_ROWS[:6]))).slides
    assert len(few) == 1 and len(few[0].blocks[0].element.rows) == 6


def test_annexes_are_what_the_notebook_calls_so():
    """After that heading nothing is cut short, in type that is read on paper; before it, nothing is under 18 points."""
    few = table_of("peu", "Peu", ["Action", "n"], MANY_ROWS[:3])
    document = deck_of("## A", few, "## Annexes", "### Plan", table_of("plan", "Tout", ["Action", "n"], MANY_ROWS))
    said, *annexes = cut_slides(document).slides
    assert not said.is_annex and all(slide.is_annex and slide.section == ANNEXES for slide in annexes)
    assert said.parts[0].measure.fit.size_pt >= LEAST_PT > annexes[0].parts[0].measure.fit.size_pt


def test_nothing_that_a_room_is_shown_is_under_18_points(demo_deck, demo_pdf):
    """Measured on the pages: words as they are set, whatever the block that they stand in."""
    said = [slide for slide in cut_slides(demo_deck).slides if not slide.is_annex]
    assert len(said) >= 3
    for page in demo_pdf.pages[: 1 + len(said)]:
        sizes = sizes_on(page)
        assert sizes and min(sizes) >= LEAST_PT - 0.01, (page.extract_text(), sizes)


def sizes_on(page) -> list[float]:
    """Points of type of each stretch of text of a page, but what stands aslant across it."""
    found = []

    def visit(text, outer, matrix, _, size):
        if text.strip() and abs(matrix[1]) < 0.01:
            found.append(round(size * abs(matrix[3]) * abs(outer[3]), 2))

    page.extract_text(visitor_text=visit)
    return found


def test_a_long_table_of_the_annexes_goes_over_several_slides_in_like_parts():
    """Every row once, in order, under the same headings; its notes stand where it ends."""
    table = table_of("plan", "Plan", ["Action", "n"], MANY_ROWS, notes=("La note.",))
    document = deck_of("## Annexes", "### Plan", table)
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
    giant = table_of("g", "Géant", ["a", "b"], [("\n".join(f"ligne {n}" for n in range(60)), "1")])
    pages = pages_of(deck_of("## Annexes", "### Remarques", giant, "### Fin", Text(("z",))))
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
    absent = Text(("Aucune demande n'est enregistrée.",))
    document = deck_of("## Demandes\n\n### Combien", absent, "### Canaux", absent, "### Délais", absent)
    assert [slide.title for slide in cut_slides(document).slides] == ["Combien"]


def test_texts_before_any_heading_open_the_deck_and_the_rest_gets_its_title():
    """The opening shows them with the title; no slide is without one."""
    deck = cut_slides(deck_of("Bienvenue.", satisfaction_figure(), "## A", Text(("a",))))
    assert len(deck.opening) == 1
    assert [(slide.section, slide.title) for slide in deck.slides] == [
        ("Comité local des usagers", satisfaction_figure().caption), ("", "A"),
    ]  # fmt: skip


def test_a_title_too_long_for_its_place_is_cut_and_said_whole_below():
    """Nothing is lost, and the title stays on its lines."""
    long = "Un titre " * 30
    slide = cut_slides(deck_of(f"## {long}", Text(("a",)))).slides[0]
    assert len(slide.title) == LONGEST_TITLE and slide.title.endswith("…")
    assert squeezed(long) in pages_of(deck_of(f"## {long}", Text(("a",))))[1]


@pytest.mark.parametrize("count", [1, 8, 9, 20])
def test_many_cards_are_shared_out(count):
    """A room is shown four; no card is lost in the annexes, none is left alone there when there is room."""
    cards = KeyFigures("Chiffres", tuple(KeyFigure(f"carte {number}", str(number)) for number in range(count)))
    first, *annexed = cut_slides(deck_of("## A", cards)).slides
    assert first.title == "Chiffres" and first.blocks[0].element.items == cards.items[:4]
    shown = [item.label for slide in annexed for item in slide.blocks[0].element.items]
    assert shown == ([item.label for item in cards.items] if count > 4 else [])
    assert len(annexed) == (-(-count // 8) if count > 4 else 0)


def test_the_same_deck_gives_the_same_bytes(demo_deck):
    """No date, no random identifier, in both formats."""
    assert export_pdf(demo_deck) == export_pdf(demo_deck)
    notebook = notebook_of(*demo_contents())
    assert export_html(notebook, document=demo_deck) == export_html(notebook, document=demo_deck)


def _costly(case):
    """The longest text is tried with the long tests: each size of each table is laid out with it."""
    return pytest.param(case, marks=pytest.mark.long) if case["id"] == "E25" else case


@pytest.mark.parametrize("case", [_costly(case) for case in HOSTILE_CASES], ids=lambda case: case["id"])
def test_hostile_text_stays_text_on_slides(case):
    """In a title, a section and every field of every element: never markup, never a failed layout."""
    text = hostile_value(case)
    elements = elements_saying(text)
    header = replace(elements[0], layout="slides")
    document = read_document(notebook_of(header, "## Un titre", *elements[1:]))
    pages = pages_of(document)
    assert "root:" not in "".join(pages)
    if case["id"] != "E26" and len(text) < 400:
        shown = "".join(pages).replace("-", "")
        assert shown.count(squeezed(printable(text)).replace("-", "")) >= 15
    reader = PageReader(export_html(notebook_of(header, "## Un titre", *elements[1:])))
    assert not reader.misnested and not reader.named("script", "iframe", "form", "object")
    assert squeezed(reader.text).count(squeezed(printable(text))) >= 20


def test_the_page_of_a_deck_is_readable_by_keyboard_and_has_one_section_a_slide(demo_deck):
    """No landmark a slide, a contents list, links to the next and previous slide, headings in order, no script."""
    html = export_html(notebook_of(*demo_contents()), {"PDF": "clu.pdf"}, demo_deck)
    reader = PageReader(html)
    slides = cut_slides(demo_deck).slides
    assert not reader.misnested and not reader.unclosed and not reader.named("script")
    # Twenty named sections would be as many landmarks: the headings lead from slide to slide.
    assert not any({"aria-label", "aria-labelledby"} & section.keys() for section in reader.named("section"))
    titles = {attributes.get("id") for tag, attributes in reader.tags if re.fullmatch(r"h[1-6]", tag)}
    assert len(reader.named("section")) == len(slides) and {slide.anchor for slide in slides} <= titles
    ids = {attributes["id"] for _, attributes in reader.tags if "id" in attributes}
    links = [attributes["href"] for attributes in reader.named("a") if attributes["href"].startswith("#")]
    assert {link[1:] for link in links} <= ids and len(ids) >= len(slides)
    assert len([link for link in links if link.startswith("#s-")]) >= 2 * (len(slides) - 1)
    levels = [int(tag[1]) for tag, _ in reader.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1 and all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert f"{len(slides) + 1} / {len(slides) + 1}" in reader.text
    assert "@page { size: 338.67mm 190.5mm" in html


def test_no_slide_is_taller_than_its_room_and_columns_stay_in_line(demo_deck):
    """What is measured adds up to the room under a title at most; the pieces of a table have the same columns."""
    long = deck_of("## Annexes", "### Plan", table_of("plan", "Plan", ["Action", "n"], MANY_ROWS, notes=("La note.",)))
    for slide in (*cut_slides(demo_deck).slides, *cut_slides(long).slides):
        assert sum(part.measure.height_mm for part in slide.parts) <= BODY_MM + 0.1, slide.title
    assert len({slide.parts[0].measure.fit for slide in cut_slides(long).slides}) == 1


@pytest.mark.parametrize("count", [1, 2, 7])
def test_parts_and_frame_add_up_to_the_whole(count):
    """Some paragraphs, or a remark, are as tall as their frame and each of them, measured alone."""
    words = tuple("\n".join(["mot"] * n) for n in range(1, count + 1))
    for element in (Text(words), Note("info", "Titre", words)):
        measure = Ruler().measure(Shown(element), "annex", False)
        drawn = whole_height_mm(element)
        assert len(measure.items_mm) == count and measure.height_mm == pytest.approx(drawn, abs=0.2)


def whole_height_mm(element) -> float:
    """Its height inside a quotation, which is measured whole, less that of the quotation."""
    line = Shown(Text(("x",)))
    quoted, bare, alone = (
        Ruler().measure(block, "annex", False).height_mm for block in (Quote((Shown(element),)), Quote((line,)), line)
    )
    return quoted - (bare - alone)


def _flat(outline):
    for item in outline:
        if isinstance(item, list):
            yield from _flat(item)
        else:
            yield item.title


def test_what_is_absent_has_no_slide():
    """A meeting does not turn empty pages: what is missing is told once."""
    document = deck_of(
        "## A", Text(("a",)), "## B", "### B1", Absent("demandes", "Non communiquées.", "no_data"), "## C",
        Absent("délais", "Non communiqués.", "no_data"), "## D", Text(("d",)), "## Repères", Landmarks(),
    )  # fmt: skip
    assert titles_and_kinds(document) == [("A", ["text"]), ("D", ["text"]), ("Repères", ["text"])]


def test_every_page_carries_the_mark_of_data_that_are_not_real():
    """A slide or a page copied alone must not pass for real records; the banner's second sentence stands on one of them."""
    banner = "Données reconstituées. Ce document illustre la méthode."
    for layout in ("slides", "report"):
        header = Header("Titre", "Préfecture", banner=banner, layout=layout)
        pages = pages_of(
            read_document(notebook_of(header, "## A", *(Text((f"{word} " * 900,)) for word in ("mot", "mots"))))
        )
        assert len(pages) > 1 and all("Donnéesreconstituées" in page for page in pages)
        assert sum("illustre" in page for page in pages) == 1


def test_what_is_invented_is_said_on_the_slide_itself():
    """In a few words under the table, while the whole sentence is the speaker's; a slide of real figures says nothing."""
    table = table_of("plan", "Plan", ["a", "b"], [("x", "1")])
    for note, shown in (
        ("Lignes fictives, pour illustrer la méthode.", ["Lignes fictives."]),
        ("Sans redressement.", []),
    ):
        slide = cut_slides(deck_of("## Plan", replace(table, notes=(note,)))).slides[0]
        assert [block.text for block in slide.blocks if not isinstance(block, Shown)] == shown
        assert slide.remarks == (note,)


def test_short_tables_of_the_annexes_share_a_slide():
    """Three lines of channels, then three of delays under the same heading, were two slides of which the rest was white."""
    tables = [table_of(name, f"Table {name}", ("a", "b"), [("x", "1"), ("y", "2")]) for name in ("une", "deux")]
    annexes = ("## Annexes", "### Demandes", *tables, "### Satisfaction", satisfaction_figure(), tables[0])
    deck = deck_of("## Accueil", Text(("Rien.",)), *annexes)
    kinds = [sorted(block.element.kind for block in s.blocks) for s in cut_slides(deck).slides if s.is_annex]
    assert kinds[0] == ["table", "table"]
    assert all("table" not in kind for kind in kinds if "figure" in kind)


def test_a_warning_stands_on_the_first_slide():
    """Six facts, one of three lines, sent « Données fictives » to a second slide that held nothing else."""
    facts = tuple(
        (f"Fait {number}", "une valeur assez longue pour prendre trois lignes dans sa colonne") for number in range(6)
    )
    header = replace(DECK, facts=facts, banner="Données fictives.")
    pages = pages_of(read_document(notebook_of(header, Text(("Situation.",)), "## Accueil", Text(("Rien.",)))))
    assert "Donnéesfictives." in pages[0] and "Rien." in pages[1]
