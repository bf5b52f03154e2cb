"""The PPTX as its readers open it: what stands where, in which size and colour, and that nothing leaves its slide."""

import io
from dataclasses import replace

import pptx
import pytest
from PIL import Image as Points
from pptx.dml.color import RGBColor
from pptx.enum.text import PP_ALIGN
from pptx.util import Mm
from report_samples import FAR, MET, demo_contents, notebook_of, table_of

from qep_lib.display.elements import (
    Cell,
    Comment,
    Comments,
    Header,
    Image,
    KeyFigure,
    KeyFigures,
    Letterhead,
    Note,
    Table,
    TableColumn,
    Text,
)
from qep_lib.export.document import read_document
from qep_lib.export.office import CREATED
from qep_lib.export.presentation import export_pptx
from qep_lib.model.prose import Listing, Paragraph, Run

ACCENT, WARNING = RGBColor.from_string("000091"), RGBColor.from_string("8A3200")
PICTURE = 13
ASLANT = -24


def deck_of(*contents, template=None, **head):
    """The deck of a notebook, opened."""
    given = {"title": "Titre", "subtitle": "Sous-titre", "layout": "slides"} | head
    document = read_document(notebook_of(Header(**given), *contents))
    return pptx.Presentation(io.BytesIO(export_pptx(document, template)))


def plain(text):
    """With ordinary spaces and the apostrophe of the keyboard."""
    return text.replace("\xa0", " ").replace("\u202f", " ").replace("’", "'")


def boxes(slide):
    """Texts of each box of a slide, its title and what stands aslant left out."""
    found = [shape for shape in slide.shapes if shape.has_text_frame and shape != slide.shapes.title]
    return [[plain(p.text) for p in shape.text_frame.paragraphs] for shape in found if not shape.rotation]


def box_saying(slide, text):
    """The box of a slide that holds that paragraph."""
    (found,) = [
        shape
        for shape in slide.shapes
        if shape.has_text_frame and text in [plain(p.text) for p in shape.text_frame.paragraphs]
    ]
    return found


def words_of(shape):
    """The paragraphs of a box, none of another shape."""
    return [plain(paragraph.text) for paragraph in shape.text_frame.paragraphs] if shape.has_text_frame else []


def runs_of(shape):
    """(text, size, colour, bold) of each run of a box."""
    return [
        (plain(run.text), run.font.size.pt, run.font.color.rgb, run.font.bold)
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
    ]


@pytest.fixture(scope="module")
def demo_deck():
    """The demo as a deck."""
    document = replace(read_document(notebook_of(*demo_contents())), layout="slides")
    return pptx.Presentation(io.BytesIO(export_pptx(document)))


def test_nothing_leaves_its_slide(demo_deck):
    """Every box, table and picture stands whole on its slide, within its margins."""
    width, height = demo_deck.slide_width, demo_deck.slide_height
    for slide in demo_deck.slides:
        for shape in slide.shapes:
            assert shape.left >= Mm(15) and shape.left + shape.width <= width - Mm(15), plain(slide.shapes.title.text)
            assert shape.top >= 0 and shape.top + shape.height <= height, plain(slide.shapes.title.text)


def test_every_word_is_french_and_in_the_same_typeface(demo_deck):
    """The spelling checker and a screen reader are told."""
    frames = [shape.text_frame for slide in demo_deck.slides for shape in slide.shapes if shape.has_text_frame]
    runs = [run for frame in frames for paragraph in frame.paragraphs for run in paragraph.runs]
    assert {run.font.name for run in runs} == {"Arial"}
    assert {str(run.font.language_id).partition(" ")[0] for run in runs} == {"FRENCH"}
    assert all(frame.word_wrap for frame in frames)


def test_the_first_slide_says_what_the_deck_is(demo_deck):
    """Title large in the State's blue, subtitle under it, the warning in bold before the facts; then what opens the report."""
    first = demo_deck.slides[0]
    ((title, size, colour, is_bold),) = runs_of(first.shapes.title)
    assert (title, colour, is_bold) == ("Bilan qualité", ACCENT, True) and size >= 40
    subtitle = box_saying(first, "Préfecture du Cher · année 2020")
    assert runs_of(subtitle)[0][1] >= 20 and subtitle.text_frame.paragraphs[0].alignment == PP_ALIGN.LEFT
    facts = box_saying(first, "Période : année 2020")
    lines = runs_of(facts)
    assert lines[0][0].startswith("Données reconstituées") and lines[0][2:] == (WARNING, True)
    assert lines[1][0] == "Site : Préfecture du Cher (18)" and lines[1][3] is False
    assert first.shapes.title.top < subtitle.top < facts.top
    properties = demo_deck.core_properties
    assert (properties.author, properties.subject) == ("Préfecture du Cher (18)", "Préfecture du Cher · année 2020")
    assert properties.created.replace(tzinfo=None) == CREATED


def test_each_slide_after_the_first_says_that_its_data_are_not_real_records(demo_deck):
    """Across it, large and pale, behind its words."""
    for slide in list(demo_deck.slides)[1:]:
        (mark,) = [shape for shape in slide.shapes if shape.rotation]
        (words,) = runs_of(mark)
        assert words[0] == "Données reconstituées" and words[1] >= 48 and words[3]
        assert mark.rotation == 360 + ASLANT and mark.text_frame.paragraphs[0].alignment == PP_ALIGN.CENTER
        assert max(words[2]) > 0xE0, "pale"
    real = deck_of("## A", "lu")
    assert not [shape for slide in real.slides for shape in slide.shapes if shape.rotation]


def test_a_long_title_is_smaller_and_stays_on_its_slide():
    """Under sixty characters in full size, three quarters beyond, never under what a room reads."""
    sizes = [runs_of(deck_of("## " + "x" * count, "lu").slides[1].shapes.title)[0][1] for count in (60, 61)]
    assert sizes[0] > sizes[1] >= 18 and sizes[1] == pytest.approx(0.75 * sizes[0])
    assert runs_of(deck_of("## A", "lu", title="x" * 61).slides[0].shapes.title)[0][1] < 45


def test_the_section_is_said_over_the_title():
    """In grey, on each slide of it but where it is the title."""
    deck = deck_of("## Accueil", "lu", "### Attente", "attendu")
    assert [shape.text_frame.text for shape in deck.slides[1].shapes if shape.has_text_frame] == ["Accueil", "lu"]
    over = box_saying(deck.slides[2], "Accueil")
    assert over.top < deck.slides[2].shapes.title.top and runs_of(over)[0][1:] == (
        18,
        RGBColor.from_string("565A67"),
        False,
    )


def test_cards_stand_side_by_side_with_their_mark_in_its_ink():
    """Two in a row, the value large; a card without detail says nothing more; the next row is under the first."""
    cards = KeyFigures(
        "Chiffres",
        (
            KeyFigure("Délai", "64 j", "cible : 30 j", FAR, "national"),
            KeyFigure("Appels", "91 %", "", MET),
            KeyFigure("Demandes", "42"),
        ),
    )
    slide = deck_of("## Année", cards).slides[1]
    first, second, third = (box_saying(slide, value) for value in ("64 j", "91 %", "42"))
    texts = [[(text, colour, bold) for text, _, colour, bold in runs_of(card)] for card in (first, second, third)]
    assert [[text for text, *_ in card] for card in texts] == [
        ["Délai – national", "64 j", "■ écart supérieur à 50 %", "cible : 30 j"],
        ["Appels", "91 %", "● conforme"],
        ["Demandes", "42"],
    ]
    assert texts[0][1][1:] == (ACCENT, True) and texts[0][0][2] is False
    assert [card[2][1] for card in texts[:2]] == [RGBColor.from_string("8B0D2E"), RGBColor.from_string("10552F")]
    (_, label, *_), (_, value, *_) = runs_of(first)[:2]
    assert value > 2 * label >= 36
    assert first.top == second.top < third.top and first.left == third.left < second.left
    assert first.left + first.width <= second.left and first.top + first.height <= third.top
    assert first.fill.fore_color.rgb == RGBColor.from_string("F5F6FB")


def test_a_table_is_named_aligned_and_without_bands():
    """Headings in bold, numbers at the right, a mark in its ink on a line of its own; cells without fill, so that no band of
    colour hides a mark; wide as its slide at most."""
    rows = ((Cell("CNI"), Cell("64 j", 64, FAR)), (Cell("Permis"), Cell("", None, MET)))
    table = Table("t", "Délais", (TableColumn("Titre"), TableColumn("2020", "end")), rows)
    (shape,) = [shape for shape in deck_of("## Délais de 2020", table).slides[1].shapes if shape.has_table]
    assert shape.name == "Délais"
    made = shape.table
    texts = [[plain(cell.text) for cell in row.cells] for row in made.rows]
    assert texts == [["Titre", "2020"], ["CNI", "64 j\n■ écart supérieur à 50 %"], ["Permis", "● conforme"]]
    aligned = [[cell.text_frame.paragraphs[0].alignment for cell in row.cells] for row in made.rows]
    assert aligned == [[PP_ALIGN.LEFT, PP_ALIGN.RIGHT]] * 3
    runs = [
        [(run.font.bold, run.font.color.rgb) for p in row.cells[1].text_frame.paragraphs for run in p.runs]
        for row in made.rows
    ]
    ink = RGBColor.from_string("1E1E2E")
    assert runs == [
        [(True, ink)],
        [(False, ink), (False, RGBColor.from_string("8B0D2E"))],
        [(False, RGBColor.from_string("10552F"))],
    ]
    cells = [cell for row in made.rows for cell in row.cells]
    assert {(round(c.margin_left.mm, 1), round(c.margin_top.mm, 1)) for c in cells} == {(1.8, 0.8)}
    assert {cell.fill.type for cell in cells} == {5}, "no fill"
    assert sum(column.width for column in made.columns) <= Mm(303)


def test_texts_lists_and_quotations_keep_their_words():
    """Bullets, an inner list on the line of its item, a quotation, code; a web address is its words."""
    deck = deck_of(
        "## A",
        "un [lien](https://exemple.fr)\n\n- a\n  - b\n\n> cité",
        "### B",
        "```\ncode  b\n```",
        Text(("x", "y"), True),
    )
    said = [[line for box in boxes(slide) for line in box if line not in "A"] for slide in list(deck.slides)[1:3]]
    assert said == [["un lien", "• a • b", "cité"], ["code  b", "• x", "• y"]]
    tops = [shape.top for shape in deck.slides[1].shapes if shape.has_text_frame][1:]
    assert tops == sorted(set(tops)), "one under the other"


def test_comments_are_quoted_and_counted_by_theme():
    """The title in bold, themes with their counts, then words between French quotation marks."""
    deck = deck_of("## A", Comments("Ce que disent les usagers", (("Attente", "12"),), ("Accueil rapide.",)))
    lines = [line for slide in list(deck.slides)[1:] for box in boxes(slide) for line in box]
    start = lines.index("Ce que disent les usagers")
    assert lines[start : start + 3] == ["Ce que disent les usagers", "Attente : 12", "« Accueil rapide. »"]


def test_words_of_the_service_stand_in_a_frame_with_their_picture_under_it():
    """Blue frame, title in blue, name in bold; the legend under the picture."""
    buffer = io.BytesIO()
    Points.new("RGB", (120, 80)).save(buffer, "PNG")
    photo = Image("image/png", buffer.getvalue(), "Deux guichets", "Le nouvel accueil")
    words = (Paragraph((Run("Un an de travaux."),)), Listing(((Paragraph((Run("premier"),)),),)))
    deck = deck_of("## A", Comment("Le mot du service", (*words, photo), "La référente"))
    box = next(shape for slide in deck.slides for shape in slide.shapes if "Un an de travaux." in words_of(shape))
    lines = runs_of(box)
    assert [text for text, *_ in lines] == ["Le mot du service", "Un an de travaux.", "• premier", "La référente"]
    assert lines[0][2:] == (ACCENT, True) and lines[1][3] is False and lines[-1][3] is True
    assert box.line.color.rgb == ACCENT and box.line.width.pt == 1.25
    ((slide, picture),) = [(s, shape) for s in deck.slides for shape in s.shapes if shape.shape_type == PICTURE]
    framed, legend = (box_saying(slide, words) for words in ("Le mot du service", "Le nouvel accueil"))
    assert framed.top < picture.top < legend.top and picture.width / picture.height == pytest.approx(1.5, rel=0.01)
    assert picture._element.nvPicPr.cNvPr.get("descr") == "Deux guichets"


def test_the_service_is_named_at_the_top_of_the_first_slide():
    """Its mark at the upper right, otherwise its name in bold."""
    buffer = io.BytesIO()
    Points.new("RGB", (120, 80)).save(buffer, "PNG")
    named = deck_of("## A", "lu", letterhead=Letterhead(("Préfecture d'exemple",))).slides[0]
    box = box_saying(named, "Préfecture d'exemple")
    assert box.top < named.shapes.title.top and runs_of(box)[0][3] is True
    head = Letterhead(("Préfecture d'exemple",), Image("image/png", buffer.getvalue(), "Marque"))
    deck = deck_of("## A", "lu", letterhead=head)
    (mark,) = [shape for shape in deck.slides[0].shapes if shape.shape_type == PICTURE]
    assert mark._element.nvPicPr.cNvPr.get("descr") == "Marque"
    assert mark.height <= Mm(27) and mark.width <= Mm(80) and mark.width / mark.height == pytest.approx(1.5, rel=0.01)
    assert mark.left + mark.width == pytest.approx(deck.slide_width - Mm(18.3), abs=Mm(1)) and mark.top < Mm(12)
    assert not any("Préfecture d'exemple" in line for box in boxes(deck.slides[0]) for line in box)


def test_remarks_of_the_annexes_are_on_their_slide_and_in_its_notes():
    """A note has its kind and title in bold; under a table, in small type of the notes."""
    note = Note("warning", "Prudence", ("Peu.",))
    table = table_of("t", "Détail", ("Nom", "Part"), [("a", ("1", 1))], ("Base : 3.",))
    deck = deck_of("## A", "lu", "## Annexes", "### Note", note, "### Table", table)
    by_title = {plain(slide.shapes.title.text): slide for slide in deck.slides}
    (words,) = [box for box in boxes(by_title["Note"]) if "Peu." in box]
    assert words == ["Attention : Prudence", "Peu."]
    assert [bold for *_, bold in runs_of(box_saying(by_title["Note"], "Peu."))] == [True, False]
    assert by_title["Table"].notes_slide.notes_text_frame.text == "Base\xa0: 3."
    assert not by_title["A"].has_notes_slide


def bare_template(width=10, height=7.5):
    """A template whose layouts have no place for a title nor anything else."""
    model = pptx.Presentation()
    model.slide_width, model.slide_height = pptx.util.Inches(width), pptx.util.Inches(height)
    for layout in model.slide_layouts:
        for place in list(layout.placeholders):
            place._element.getparent().remove(place._element)
    held = io.BytesIO()
    model.save(held)
    return held.getvalue()


def test_a_template_without_titles_has_them_written_in_a_box():
    """Nothing is lost, nothing leaves the smaller slide."""
    deck = deck_of("## Accueil", "lu", template=bare_template())
    assert [[line for box in boxes(slide) for line in box] for slide in deck.slides] == [["Titre"], ["Accueil", "lu"]]
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left > 0 and shape.left + shape.width <= deck.slide_width
            assert shape.top > 0 and shape.top + shape.height <= deck.slide_height


def test_a_smaller_template_has_everything_in_proportion():
    """4:3: boxes, letters, columns and rows are three quarters as large as on our slides; an empty place of the layout goes."""
    contents = ("## Délais", Table("t", "Délais 2020", (TableColumn("Titre"),), ((Cell("CNI"),),)), "### Suite", "lu")
    ours = deck_of(*contents)
    model = pptx.Presentation()
    held = io.BytesIO()
    model.save(held)
    deck = deck_of(*contents, template=held.getvalue())
    assert (deck.slide_width, deck.slide_height) == (model.slide_width, model.slide_height)
    scale = deck.slide_width / ours.slide_width
    tables = [next(s for s in each.slides[1].shapes if s.has_table) for each in (ours, deck)]
    for measure in (
        lambda shape: shape.left,
        lambda shape: shape.top,
        lambda shape: shape.table.columns[0].width,
        lambda shape: shape.table.rows[1].height,
        lambda shape: shape.table.cell(1, 0).text_frame.paragraphs[0].runs[0].font.size,
    ):
        assert measure(tables[1]) / measure(tables[0]) == pytest.approx(scale, rel=0.01)
    texts = [box_saying(each.slides[2], "lu") for each in (ours, deck)]
    assert texts[1].width / texts[0].width == pytest.approx(scale, rel=0.01)
    assert not [place for slide in deck.slides for place in slide.placeholders if not place.text_frame.text]
    assert [plain(slide.shapes.title.text) for slide in deck.slides] == ["Titre", "Délais 2020", "Suite"]
