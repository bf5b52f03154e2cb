"""How a DOCX looks and what Word itself reads in it: page, styles, fields, boxes, tables, lists, the properties of the file."""

import io

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import RGBColor
from PIL import Image as Points
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
from qep_lib.export.measures import TableFit
from qep_lib.export.office import CREATED
from qep_lib.export.word import export_docx
from qep_lib.export.word_styles import ACCENT, INK, SOFT
from qep_lib.model.prose import Paragraph, Run

TWIP = 635
"""Of the unit of lengths of python-docx."""
HEAD = Header("Titre", "Sous-titre", (("Site", "Préfecture du Cher (18)"), ("Période", "2020")))


def opened(*contents, head=HEAD, template=None, to_fill=False):
    """A notebook as Word opens it."""
    return docx.Document(io.BytesIO(export_docx(read_document(notebook_of(head, *contents)), template, to_fill)))


def named(word, text):
    """The paragraph that says that."""
    (found,) = [p for p in word.paragraphs if p.text.replace("\xa0", " ").replace("’", "'") == text]
    return found


def bar_of(paragraph):
    """Kind, width and colour of the bar on the left of a paragraph, None without one."""
    left = paragraph._p.find(f".//{qn('w:pBdr')}/{qn('w:left')}")
    return left if left is None else tuple(left.get(qn(f"w:{name}")) for name in ("val", "sz", "color"))


@pytest.fixture(scope="module")
def word():
    """The demo, which holds everything."""
    return docx.Document(io.BytesIO(export_docx(read_document(notebook_of(*demo_contents())))))


def test_fields_are_whole_and_already_filled_in(word):
    """Begin, code, separator, what is shown, end: Word brings them up to date, and nobody has to do it to read."""
    fields = [
        [node.get(qn("w:fldCharType")) or node.text for node in root.iter(qn("w:fldChar"), qn("w:instrText"))]
        for root in (word.element.body, word.sections[0].footer._element)
    ]
    assert fields == [
        ["begin", ' TOC \\o "1-2" \\h \\z ', "separate", "end"],
        ["begin", " PAGE ", "separate", "end"],
    ]
    codes = [node.get(qn("xml:space")) for node in word.element.body.iter(qn("w:instrText"))]
    assert codes == ["preserve"] and word.sections[0].footer.paragraphs[0].text.endswith("page\xa01")


def test_a_page_is_a4_with_its_title_at_the_foot(word):
    """Small and grey; each page says which report it is of."""
    section = word.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert [round(margin.mm, 1) for margin in (section.left_margin, section.right_margin)] == [19.5, 19.5]
    assert [round(margin.mm) for margin in (section.top_margin, section.bottom_margin)] == [24, 21]
    foot = section.footer.paragraphs[0]
    assert foot.text == "Bilan qualité – Préfecture du Cher · année 2020 – page\xa01"
    assert {(run.font.size.pt, run.font.color.rgb) for run in foot.runs} == {(8, SOFT)}


def test_titles_are_in_one_typeface_and_have_their_size_and_colour(word):
    """The theme's typeface, which would win, is gone."""
    looks = {
        name: (style.font.size.pt, style.font.color.rgb, style.font.bold, style.font.italic)
        for name in ("Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3")
        for style in (word.styles[name],)
    }
    assert looks == {
        "Title": (27, ACCENT, True, False),
        "Subtitle": (13.5, SOFT, False, False),
        "Heading 1": (17, ACCENT, True, False),
        "Heading 2": (12.5, INK, True, False),
        "Heading 3": (10.5, INK, True, False),
    }
    for name in looks:
        fonts = word.styles[name].element.rPr.rFonts
        assert {fonts.get(qn(f"w:{place}")) for place in ("ascii", "hAnsi", "cs", "eastAsia")} == {"Arial"}
        assert not any("Theme" in attribute for attribute in fonts.attrib)
    normal = word.styles["Normal"]
    assert (normal.font.name, normal.font.size.pt, normal.font.color.rgb) == ("Arial", 10, INK)
    assert normal.paragraph_format.space_after.pt == 6


def test_styles_of_ours_say_how_captions_remarks_and_cells_look(word):
    """A caption is bold and stays with its table."""
    looks = {
        name: (
            style.font.size.pt,
            style.font.color.rgb,
            style.paragraph_format.space_before.pt,
            style.paragraph_format.space_after.pt,
            style.paragraph_format.keep_with_next,
            style.font.bold,
            style.base_style.name,
        )
        for name in ("Légende de tableau", "Remarque", "Encadré", "Cellule", "Sommaire")
        for style in (word.styles[name],)
    }
    assert looks == {
        "Légende de tableau": (10, INK, 10, 4, True, True, "Normal"),
        "Remarque": (9, SOFT, 0, 6, False, None, "Normal"),
        "Encadré": (9.5, INK, 0, 4, False, None, "Normal"),
        "Cellule": (9, INK, 1, 1, False, None, "Normal"),
        "Sommaire": (10, INK, 0, 3, False, None, "Normal"),
    }


def test_the_properties_say_whose_report_it_is_and_nothing_of_who_made_it():
    """The site is the author; a template's own properties go."""
    model = docx.Document()
    model.core_properties.author = model.core_properties.last_modified_by = "Quelqu'un"
    model.core_properties.keywords, model.core_properties.revision = "brouillon", 12
    held = io.BytesIO()
    model.save(held)
    for template in (None, held.getvalue()):
        properties = opened("lu", template=template).core_properties
        assert (properties.title, properties.subject) == ("Titre", "Sous-titre")
        assert properties.author == "Préfecture du Cher (18)"
        said = (properties.comments, properties.last_modified_by, properties.category, properties.keywords)
        assert set(said) == {""} and properties.content_status == properties.identifier == properties.version == ""
        assert (properties.revision, properties.language) == (1, "fr-FR")
        assert {day.replace(tzinfo=None) for day in (properties.created, properties.modified)} == {CREATED}
    assert opened("lu", head=Header("T", "")).core_properties.author == ""


def test_facts_stand_under_the_title_and_the_warning_at_the_end(word):
    """Name in bold, then what is known; the nature of the data, in a word, first and the whole of it in a box."""
    fact = named(word, "Période : année 2020")
    assert [(run.text, run.bold) for run in fact.runs] == [("Période\xa0: ", True), ("année 2020", None)]
    texts = [paragraph.text for paragraph in word.paragraphs]
    assert texts[2] == "Données reconstituées" and word.paragraphs[2].style.name == "Remarque"
    box = texts.index("Attention")
    assert texts[box + 1].startswith("Données reconstituées à partir") and len(texts) - box == 3
    assert [paragraph.style.name for paragraph in word.paragraphs[box : box + 2]] == ["Encadré", "Encadré"]


def test_the_contents_list_two_levels_the_second_set_in(word):
    """Links to places of the document, not to headings of the third level."""
    listed = [paragraph for paragraph in word.paragraphs if paragraph.style.name == "Sommaire"]
    texts = ["".join(node.text for node in paragraph._p.iter(qn("w:t"))) for paragraph in listed]
    assert texts[:2] == ["1. Enquête de satisfaction", "1.1 Qui a répondu"]
    assert [round(paragraph.paragraph_format.left_indent.mm) for paragraph in listed[:2]] == [0, 5]
    kept = opened("## A", "a", "### B", "b", "#### C", "c")
    assert ["".join(n.text for n in p._p.iter(qn("w:t"))) for p in kept.paragraphs if p.style.name == "Sommaire"] == [
        "A",
        "B",
    ]
    short = opened("## A", "a", "## B", "b")
    assert not [paragraph for paragraph in short.paragraphs if paragraph.style.name == "Sommaire"]


def test_words_keep_their_emphasis_and_their_links():
    """Bold, italics, code; a web address opens, a place of the page does not."""
    word = opened("un **gras** *penché* `code` [lien](https://exemple.fr) [ici](#s-a)")
    (paragraph,) = [found for found in word.paragraphs if "gras" in found.text]
    looks = {run.text: (run.bold, run.italic, run.font.name) for run in paragraph.runs if run.text.strip()}
    assert looks["gras"] == (True, None, None) and looks["penché"] == (None, True, None)
    assert looks["code"] == (None, None, "DejaVu Sans Mono") and looks["ici"] == (None, None, None)
    links = [(link.text, link.address) for link in paragraph.hyperlinks]
    assert links == [("lien", "https://exemple.fr")]


def test_a_note_is_a_box_whose_title_stays_with_it():
    """A bar of one line on each paragraph, title included."""
    word = opened(Note("warning", "Prudence", ("Un.", "Deux.")), "suite")
    title = named(word, "Attention : Prudence")
    assert title.runs[0].bold and title.paragraph_format.keep_with_next
    boxed = [paragraph.text for paragraph in word.paragraphs if bar_of(paragraph)]
    assert boxed == ["Attention\xa0: Prudence", "Un.", "Deux."]
    assert {bar_of(p) for p in word.paragraphs if bar_of(p)} == {("single", "18", "5C68E5")}


def test_words_of_the_service_are_set_apart_and_signed():
    """Capitals in the State's blue, a double bar, the name at the right in bold."""
    said = Comment("Le mot du service", (Paragraph((Run("Un an de travaux."),)),), "La référente")
    word = opened("## A", said, "suite")
    title = named(word, "Le mot du service")
    (run,) = title.runs
    assert (run.bold, run.font.size.pt, run.font.color.rgb, run.font.all_caps) == (True, 8, ACCENT, True)
    assert title.paragraph_format.keep_with_next and title.paragraph_format.space_before.pt == 8
    signed = named(word, "La référente")
    assert signed.runs[0].bold and signed.alignment == WD_ALIGN_PARAGRAPH.RIGHT
    marked = [paragraph.text for paragraph in word.paragraphs if bar_of(paragraph)]
    assert marked == ["Le mot du service", "Un an de travaux.", "La référente"]
    assert {bar_of(p) for p in word.paragraphs if bar_of(p)} == {("double", "12", "000091")}
    unsigned = opened(Comment("Le mot", (Paragraph((Run("Rien."),)),), ""))
    assert [paragraph.text for paragraph in unsigned.paragraphs if bar_of(paragraph)] == ["Le mot", "Rien."]


def test_pictures_fit_the_page_with_their_words(word):
    """A photograph takes four fifths of the width or 75 mm of height, in its own proportions, a drawing what it needs."""
    shapes = []
    for size in ((400, 100), (100, 400)):
        buffer = io.BytesIO()
        Points.new("RGB", size).save(buffer, "PNG")
        photo = Image("image/png", buffer.getvalue(), "Deux guichets", "Le nouvel accueil")
        made = opened(Comment("Le mot", (photo,), ""))
        (shape,) = made.inline_shapes
        shapes.append((round(shape.width.mm, 1), round(shape.height.mm, 1)))
        assert shape._inline.docPr.get("descr") == "Deux guichets"
        assert named(made, "Le nouvel accueil").style.name == "Remarque"
    assert shapes == [(136.8, 34.2), (18.8, 75.0)]
    (drawing,) = word.inline_shapes
    assert 100 < drawing.width.mm <= 171 and drawing.height.mm < 190
    bare = opened(Comment("Le mot", (Image("image/png", buffer.getvalue(), "Deux guichets"),), ""))
    assert not [paragraph for paragraph in bare.paragraphs if paragraph.style.name == "Remarque" and bar_of(paragraph)]


def test_comments_of_users_are_quoted_under_their_themes():
    """Each theme with its count, then the words that were approved."""
    word = opened(Comments("Ce que disent les usagers", (("Attente", "12 commentaires"),), ("Accueil rapide.",)))
    assert named(word, "Ce que disent les usagers").style.name == "Légende de tableau"
    assert named(word, "Attente : 12 commentaires").style.name == "List Bullet"
    assert named(word, "Accueil rapide.").style.name == "Quote"


def test_a_list_of_sentences_has_bullets_and_sentences_have_none():
    """As the notebook asked."""
    word = opened(Text(("un", "deux"), True), Text(("trois",)))
    assert [named(word, text).style.name for text in ("un", "deux", "trois")] == [
        "List Bullet",
        "List Bullet",
        "Normal",
    ]


def test_a_table_has_thin_lines_between_its_rows_and_none_at_its_sides():
    """Grey, half a point; the heading row is said again on each page, no row is cut by the end of one."""
    word = opened(table_of("t", "T", ("Nom", "Part"), [("a", ("1", 1)), ("b", ("2", 2))], ("Base : 3.",)))
    (table,) = word.tables
    borders = {
        border.tag.rpartition("}")[2]: tuple(border.get(qn(f"w:{name}")) for name in ("val", "sz", "color"))
        for border in table._tbl.tblPr.find(qn("w:tblBorders"))
    }
    line, none = ("single", "4", "D9DCE3"), ("nil", "4", "D9DCE3")
    assert borders == {
        "top": line, "left": none, "bottom": line, "right": none, "insideH": line, "insideV": none,
    }  # fmt: skip
    marks = [[child.tag.rpartition("}")[2] for child in row.trPr] for row in table._tbl.tr_lst]
    assert marks == [["cantSplit", "tblHeader"], ["cantSplit"], ["cantSplit"]]
    runs = [[cell.paragraphs[0].runs[0].bold for cell in row.cells] for row in table.rows]
    assert runs == [[True, True], [None, None], [None, None]]
    aligned = [cell.paragraphs[0]._p.pPr.jc.get(qn("w:val")) for cell in table.rows[1].cells]
    assert aligned == ["start", "end"]
    assert named(word, "T").style.name == "Légende de tableau" and named(word, "Base : 3.").style.name == "Remarque"


def test_a_mark_is_coloured_and_says_its_word():
    """Symbol and word in the ink of the class, after the text of the cell where it has one."""
    rows = ((Cell("5,9", 5.9, MET),), (Cell("", None, FAR),))
    (table,) = opened(Table("t", "T", (TableColumn("Délai"),), rows)).tables
    shown = [
        [
            (run.text.replace("\xa0", " ").replace("\u202f", " "), run.font.color.rgb)
            for run in row.cells[0].paragraphs[0].runs
        ]
        for row in table.rows[1:]
    ]
    assert shown == [
        [("5,9", None), (" ● conforme", RGBColor.from_string("10552F"))],
        [("■ écart supérieur à 50 %", RGBColor.from_string("8B0D2E"))],
    ]


def test_a_table_without_rows_says_so_across_its_columns():
    """« Aucune ligne. », in one cell as wide as the table."""
    (table,) = opened(Table("t", "T", (TableColumn("A"), TableColumn("B"), TableColumn("C")), ())).tables
    row = table._tbl.tr_lst[1]
    (cell,) = row.tc_lst
    assert "".join(node.text for node in cell.iter(qn("w:t"))) == "Aucune ligne."
    assert (cell.grid_span, table._tbl.tr_lst[0].tc_lst[0].grid_span) == (3, 1)
    widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
    assert round(cell.width / TWIP) == sum(widths)


def test_two_tables_in_a_row_stay_two():
    """A paragraph between them, or Word makes them one."""
    word = opened(table_of("a", "A", ("x",), [("1",)]), table_of("b", "B", ("x",), [("2",)]))
    kinds = [block.__class__.__name__ for block in word.iter_inner_content()]
    places = [place for place, kind in enumerate(kinds) if kind == "Table"]
    assert len(places) == 2 and places[1] - places[0] == 3


def test_cards_are_a_table_with_their_headings():
    """Indicator with its scope, value with its mark, detail."""
    cards = KeyFigures(
        "L'année", (KeyFigure("Délai", "64\xa0j", "cible 30\xa0j"), KeyFigure("Appels", "91", "", None, "M1"))
    )
    word = opened(cards)
    assert [[cell.text for cell in row.cells] for row in word.tables[0].rows] == [
        ["Indicateur", "Valeur", "Précision"],
        ["Délai", "64\xa0j", "cible 30\xa0j"],
        ["Appels – M1", "91", ""],
    ]
    assert named(word, "L'année").style.name == "Légende de tableau"


def test_a_line_break_inside_a_cell_is_one():
    """Two lines of one cell, spaces kept."""
    (table,) = opened(Table("t", "T", (TableColumn("A"),), ((Cell("un\ndeux <b>"),),))).tables
    assert table.rows[1].cells[0].text == "un\ndeux <b>"


def test_a_paper_to_fill_has_neither_contents_nor_the_sentence_on_what_is_read_back():
    """And its tables that wait for words are as wide as the page."""
    contents = ("## A", "a", "## B", "b", "## C", table_of("t", "T", ("Nom",), [("",)]))
    ordinary, filled = opened(*contents), opened(*contents, to_fill=True)
    assert any("n’est pas relu" in paragraph.text for paragraph in ordinary.paragraphs)
    assert not any("n’est pas relu" in paragraph.text for paragraph in filled.paragraphs)
    assert not [paragraph for paragraph in filled.paragraphs if paragraph.style.name == "Sommaire"]
    widths = [made.tables[0].rows[0].cells[0].width.mm for made in (ordinary, filled)]
    assert widths[0] < 120 and round(widths[1]) == 171


def test_nested_lists_go_on_under_their_item():
    """A second paragraph of an item has no bullet of its own; a numbered list inside a bulleted one is numbered."""
    word = opened("- un\n\n  suite\n\n  1. premier\n  2. second\n- deux")
    styles = {p.text: p.style.name for p in word.paragraphs if p.text in ("un", "suite", "premier", "second", "deux")}
    assert styles == {
        "un": "List Bullet",
        "suite": "List Continue",
        "premier": "List Number 2",
        "second": "List Number 2",
        "deux": "List Bullet",
    }


def test_a_template_without_bullets_gets_written_ones():
    """A model whose lists draw nothing: the sign or the number stands in the text."""
    model = docx.Document()
    for name in ("List Bullet", "List Number"):
        properties = model.styles[name].element.pPr
        properties.remove(properties.numPr)
    held = io.BytesIO()
    model.save(held)
    word = opened("- un\n\ntexte\n\n3. trois\n4. quatre", template=held.getvalue())
    texts = [paragraph.text for paragraph in word.paragraphs]
    assert all(text in texts for text in ("•\xa0un", "3.\xa0trois", "4.\xa0quatre"))


def test_quotations_and_rules_and_code_keep_their_place():
    """A quotation in its style, code as it is, a rule as an empty line."""
    word = opened("> cité\n\n---\n\n```\na  b\n```")
    texts = [(paragraph.text, paragraph.style.name) for paragraph in word.paragraphs]
    start = texts.index(("cité", "Quote"))
    assert texts[start + 1 : start + 3] == [("", "Normal"), ("a  b", "Normal")]


def test_the_service_is_named_at_the_top_and_reached_at_the_end():
    """Name in bold before the title; each way to reach it with its name in bold, under its heading."""
    head = Letterhead(("Préfecture d'exemple",), None, (("Téléphone", "00 00"), ("Adresse", "1 place")))
    word = opened("lu", head=Header("T", "", letterhead=head))
    first = word.paragraphs[0]
    assert (first.text, first.runs[0].bold, first.style.name) == ("Préfecture d’exemple", True, "Cellule")
    assert named(word, "Nous joindre").style.name == "Légende de tableau"
    (phone,) = [p for p in word.paragraphs if p.text.startswith("Téléphone")]
    assert [(run.text.replace("\xa0", " "), run.bold) for run in phone.runs] == [
        ("Téléphone : ", True),
        ("00 00", None),
    ]
    foot = word.sections[0].footer.paragraphs[0].text
    assert foot.splitlines()[0].replace("\xa0", " ") == "Téléphone : 00 00" and "1 place" not in foot
    assert "Nous joindre" not in [p.text for p in opened("lu", head=Header("T", "")).paragraphs]


def test_type_gives_way_where_columns_cannot_be_broader_for_arial():
    """« Engagement-s » was cut on a slide as wide as its table; never under the least type of its place."""
    fit = TableFit(24.0, (100.0, 100.0), 0)
    assert fit.arial_pt(300, 18) == 24 and fit.in_arial(300) == pytest.approx((115, 115))
    assert fit.arial_pt(200, 18) == 20.5 and fit.arial_pt(200, 22) == 22
    assert fit._replace(size_pt=18.0).arial_pt(200, 18) == 18
