"""The editable deck: the slides of the PDF, with native titles, texts and tables, and what has no room in the notes."""

import io
from dataclasses import replace

import pptx
import pytest
from report_samples import FAR, HOSTILE_CASES, elements_saying, hostile_value, notebook_of, squeezed, table_of

from qep_lib.display.elements import Header, KeyFigure, KeyFigures, Note, Text
from qep_lib.display.printable import tied
from qep_lib.export.document import read_document
from qep_lib.export.presentation import export_pptx
from qep_lib.export.slides import LEAST_PT, cut_slides
from qep_lib.model.characters import printable


@pytest.fixture(scope="module")
def document(demo):
    return replace(read_document(demo), layout="slides")


@pytest.fixture(scope="module")
def file(document):
    return pptx.Presentation(io.BytesIO(export_pptx(document)))


def deck_of(*contents):
    document = read_document(notebook_of(Header("Titre", "Sous-titre", layout="slides"), *contents))
    return pptx.Presentation(io.BytesIO(export_pptx(document)))


def words_of(slide):
    """All that a slide says, its tables too."""
    found = []
    for shape in slide.shapes:
        if shape.has_text_frame:
            found += [paragraph.text for paragraph in shape.text_frame.paragraphs]
        if shape.has_table:
            found += [cell.text for row in shape.table.rows for cell in row.cells]
    return found


def test_the_slides_are_those_of_the_paper(file, document):
    """One more, the title's; each has a native title, which a screen reader and the outline view read."""
    titles = [slide.shapes.title.text for slide in file.slides]
    cut = cut_slides(document)
    assert titles == [tied(document.title), *(tied(slide.shown_title) for slide in cut.slides)]
    assert (round(file.slide_width.mm), round(file.slide_height.mm)) == (339, 190)


def test_tables_are_native_and_their_remarks_are_in_the_notes():
    """Cell by cell, a mark as symbol and word; nothing but a heading row is a heading."""
    deck = deck_of(
        "## Délais", table_of("t", "Délais", ("Titre", "2020"), [("CNI", ("64\u00a0j", 64, FAR))], ("Provisoire.",))
    )
    slide = deck.slides[1]
    (table,) = [shape.table for shape in slide.shapes if shape.has_table]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Titre", "2020"], ["CNI", f"64\u00a0j\n{FAR.symbol}\u00a0{tied(FAR.word)}"],
    ]  # fmt: skip
    assert table.first_row and slide.notes_slide.notes_text_frame.text == "Provisoire."


def test_ordinals_are_raised():
    """In a title and in a sentence; their words stay whole."""
    deck = deck_of("## Le 1er trimestre", Text(("la 2e année",)))
    runs = [
        run
        for shape in deck.slides[1].shapes
        if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
    ]
    assert [run.text for run in runs if run.font._element.get("baseline") == "30000"] == ["er", "e"]
    assert {"Le 1er trimestre", "la 2e année"} <= {*words_of(deck.slides[1])}


def test_every_drawing_has_its_alternative_text_and_stays_on_its_slide(file, document):
    """In the picture, and in the notes of whoever speaks."""
    pictures = [(slide, shape) for slide in file.slides for shape in slide.shapes if shape.shape_type == 13]
    alts = [block.element.alt for block in document.blocks if hasattr(getattr(block, "element", None), "alt")]
    assert alts and [shape._element.nvPicPr.cNvPr.get("descr") for _, shape in pictures] == list(map(tied, alts))
    for slide, shape in pictures:
        assert shape.left + shape.width <= file.slide_width and shape.top + shape.height <= file.slide_height
        assert slide.notes_slide.notes_text_frame.text


def test_cards_texts_and_notes_keep_their_words():
    """Label and scope, value, mark, detail; a list keeps its bullets, a note its kind."""
    cards = KeyFigures("Chiffres", (KeyFigure("Délai", "64\u00a0j", "cible 30\u00a0j", FAR, "national"),))
    deck = deck_of("## Année", cards, "## Suite", Text(("un", "deux"), True), "## Annexes", "### Note",
                   Note("warning", "Prudence", ("Peu.",)))  # fmt: skip
    assert words_of(deck.slides[1])[:2] == ["Chiffres", "Année"] and words_of(deck.slides[1])[2:] == [
        "Délai – national", "64\u00a0j", f"{FAR.symbol}\u00a0{tied(FAR.word)}", "cible 30\u00a0j",
    ]  # fmt: skip
    assert words_of(deck.slides[2])[1:] == ["•\u00a0un", "•\u00a0deux"]
    assert words_of(deck.slides[3])[2:] == ["Attention\u00a0: Prudence", "Peu."]


def test_nothing_that_a_room_is_shown_is_under_18_points(file, document):
    """Every run of every slide before the annexes, its tables too; what stands aslant is no reading."""
    said = [slide for slide in cut_slides(document).slides if not slide.is_annex]
    for slide in list(file.slides)[: 1 + len(said)]:
        frames = [shape.text_frame for shape in slide.shapes if shape.has_text_frame and not shape.rotation]
        frames += [cell.text_frame for s in slide.shapes if s.has_table for row in s.table.rows for cell in row.cells]
        runs = [run for frame in frames for paragraph in frame.paragraphs for run in paragraph.runs]
        assert runs and all(run.font.size.pt >= LEAST_PT for run in runs)


def test_the_speaker_has_what_the_slide_does_not_say():
    """Notes of the notebook and remarks under its table, in the notes; not on the slide."""
    table = table_of("t", "Délais", ("Titre", "2020"), [("CNI", ("64", 64))], ("Provisoire.",))
    slide = deck_of("## Délais", table, Note("info", "À dire", ("Le renfort est arrivé.",))).slides[1]
    assert slide.notes_slide.notes_text_frame.text == "Le renfort est arrivé.\nProvisoire."
    assert not {"Provisoire.", "Le renfort est arrivé."} & {*words_of(slide)}


@pytest.mark.parametrize("case", HOSTILE_CASES, ids=lambda case: case["id"])
def test_hostile_text_stays_text(case):
    """Neither XML, nor a link, nor a character that stops the file or turns the line."""
    text = hostile_value(case)
    notebook = notebook_of(*elements_saying(text))
    content = export_pptx(replace(read_document(notebook), layout="slides"))
    file = pptx.Presentation(io.BytesIO(content))
    shown = squeezed("".join(word for slide in file.slides for word in words_of(slide)))
    assert shown.count(squeezed(printable(text))) >= 15 or len(text) > 100  # a long title is shortened, and said once
    assert shown.count(squeezed(printable(text))) >= 10


def test_the_same_document_gives_the_same_bytes_in_french(document):
    """Neither the clock nor a number drawn at random is in it."""
    content = export_pptx(document)
    assert content == export_pptx(document)
    properties = pptx.Presentation(io.BytesIO(content)).core_properties
    assert (properties.title, properties.language) == (document.title, "fr-FR")


def test_a_template_gives_its_looks_and_loses_its_slides(document):
    """The prefecture's own model: its size and titles stay, its sample slides go."""
    model = pptx.Presentation()
    model.slides.add_slide(model.slide_layouts[0]).shapes.title.text = "Exemple"
    held = io.BytesIO()
    model.save(held)
    file = pptx.Presentation(io.BytesIO(export_pptx(document, held.getvalue())))
    assert "Exemple" not in [slide.shapes.title.text for slide in file.slides]
    assert file.slide_width == model.slide_width and len(file.slides) == 1 + len(cut_slides(document).slides)
