"""What a service says of itself and of its year, in each format: set apart, signed, with its pictures and their words."""

import io
import zipfile

import docx
import pypdf
import pytest
from docx.oxml.ns import qn
from PIL import Image as Points
from pptx import Presentation
from pptx.util import Inches
from report_samples import ADDRESS, QR_CODE, PageReader, notebook_of, squeezed

from qep_lib.display.elements import Comment, Header, Image, KeyFigure, KeyFigures, Letterhead, QrCode, Text
from qep_lib.export.document import read_document
from qep_lib.export.html import export_html
from qep_lib.export.pdf import export_pdf
from qep_lib.export.presentation import export_pptx
from qep_lib.export.word import export_docx
from qep_lib.export.workbook import export_csv, export_workbook
from qep_lib.model.prose import Listing, Paragraph, Run


def points(kind, mode="RGB"):
    buffer = io.BytesIO()
    Points.new(mode, (120, 80), "#224488").save(buffer, kind)
    return buffer.getvalue()


LOGO = Image("image/png", points("PNG"), "Marque du site")
PHOTO = Image("image/jpeg", points("JPEG"), "Deux guichets", "Le nouvel accueil")
HEAD = Letterhead(
    ("Préfecture d'exemple",),
    LOGO,
    (("Adresse", "1 place d'exemple"), ("Téléphone", "00 00 00 00 00"), ("Accessibilité", "acces@exemple.invalid")),
    QrCode("Donnez votre avis", ADDRESS, QR_CODE),
)
SAID = Comment(
    "Commentaire du service",
    (
        Paragraph((Run("Nous avons "), Run("déménagé", is_bold=True), Run(", voir "), Run("ici", href=ADDRESS))),
        Listing(((Paragraph((Run("premier"),)),), (Paragraph((Run("second"),)),)), True, 3),
        PHOTO,
    ),
    "Référente qualité",
)
WORDS = ("Nous avons déménagé, voir ici", "premier", "second", "Le nouvel accueil", "Référente qualité")


def notebook(layout="report"):
    figures = KeyFigures("Nos résultats", (KeyFigure("Appels", "91 %"),))
    head = Header("Bilan", "Site d'exemple, 2020", layout=layout, letterhead=HEAD)
    return notebook_of(head, "## Accueil", figures, *([] if layout == "poster" else [SAID]), Text(("Suite.",)))


def document(layout="report"):
    return read_document(notebook(layout))


def test_a_page_sets_the_words_apart_with_their_picture():
    """In a group that names them, between no two figures; contacts and code at the foot."""
    page = PageReader(export_html(notebook()))
    groups = [found for found in page.named("div") if found.get("class") == "qep qep-comment"]
    assert [(group["role"], group["aria-label"]) for group in groups] == [("group", "Commentaire du service")]
    assert all(squeezed(words) in squeezed(page.text) for words in WORDS)
    alts = [found["alt"] for found in page.named("img")]
    assert alts == ["Marque du site", "Deux guichets", f"QR code menant à {ADDRESS}"]
    assert [found["start"] for found in page.named("ol") if "start" in found] == ["3"]
    assert {found["href"] for found in page.named("a") if not found["href"].startswith("#")} == {ADDRESS}
    assert squeezed("1 place d'exemple") in squeezed(page.text)


@pytest.mark.parametrize("layout", ["report", "slides", "poster"])
def test_a_pdf_shows_the_service_and_its_words(layout):
    """The foot of each page of a report gives the ways to reach it; the poster leads to the form."""
    reader = pypdf.PdfReader(io.BytesIO(export_pdf(document(layout))))
    pages = [squeezed(page.extract_text()) for page in reader.pages]
    whole = "".join(pages)
    if layout != "poster":
        assert all(squeezed(words) in whole for words in (*WORDS, "3.premier", "4.second"))
    if layout == "report":
        assert all(squeezed("Téléphone : 00 00 00 00 00 · Accessibilité") in page for page in pages)
        assert squeezed("Préfecture d'exemple") in pages[0]
    if layout != "slides":
        links = [
            a.get_object()["/A"]["/URI"] for p in reader.pages for a in p.get("/Annots", []) if "/A" in a.get_object()
        ]
        assert ADDRESS in links and squeezed("Donnez votre avis") in whole


def test_a_word_file_sets_the_words_apart_in_a_style_of_their_own():
    """A double bar on every paragraph of them and on no other; pictures as they are, with their words."""
    word = docx.Document(io.BytesIO(export_docx(document())))
    marked = [
        p
        for p in word.paragraphs
        if (b := p._p.find(f".//{qn('w:left')}")) is not None and b.get(qn("w:val")) == "double"
    ]
    texts = [squeezed("".join(node.text or "" for node in p._p.iter(qn("w:t")))) for p in marked]
    assert texts == [
        squeezed(words)
        for words in (
            "Commentaire du service",
            WORDS[0],
            "premier",
            "second",
            "",
            "Le nouvel accueil",
            "Référente qualité",
        )
    ]
    alts = [found.get("descr") for found in word.element.body.iter(qn("wp:docPr"))]
    assert alts == ["Marque du site", "Deux guichets", f"QR code menant à {ADDRESS}"]
    assert "00 00 00 00 00" in word.sections[0].footer.paragraphs[0].text
    with zipfile.ZipFile(io.BytesIO(export_docx(document()))) as archive:
        media = [archive.read(name) for name in archive.namelist() if name.startswith("word/media/")]
    assert PHOTO.data in media and LOGO.data in media


def test_a_deck_frames_the_words_and_signs_them_where_they_end():
    """Pictures are native, with their words."""
    deck = Presentation(io.BytesIO(export_pptx(document("slides"))))
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    texts = [squeezed(shape.text_frame.text) for shape in shapes if shape.has_text_frame]
    (said,) = [text for text in texts if squeezed(WORDS[0]) in text]
    assert squeezed("Commentaire du service") in said and said.endswith(squeezed("Référente qualité"))
    alts = [shape._element.nvPicPr.cNvPr.get("descr") for shape in shapes if shape.shape_type == 13]
    assert alts == ["Marque du site", "Deux guichets"]


def test_a_workbook_holds_figures_only():
    """Neither sheet nor file for what nobody measured."""
    assert export_csv(document()) == {}
    with zipfile.ZipFile(io.BytesIO(export_workbook(document()))) as book:
        assert not any(
            b"menag" in book.read(name) or "déménagé".encode() in book.read(name) for name in book.namelist()
        )


@pytest.mark.parametrize("layout", ["report", "slides"])
def test_the_same_document_gives_the_same_bytes(layout):
    """In every format that holds pictures."""
    first, second = document(layout), document(layout)
    assert export_pdf(first) == export_pdf(second)
    assert export_docx(first) == export_docx(second)
    assert export_pptx(first) == export_pptx(second)


def bare_docx(*removed):
    """A template without these styles, with a heading of its own on each page."""
    word = docx.Document()
    for name in removed:
        style = word.styles[name]
        style.element.getparent().remove(style.element)
    word.sections[0].header.paragraphs[0].text = "En-tête du modèle"
    word.core_properties.last_modified_by = "Une personne"
    word.add_paragraph("Texte du modèle")
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


ASKED = ("Normal", "Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "Quote", "List Bullet", "List Number")


@pytest.mark.parametrize("removed", [(), ("List Bullet", "List Number"), ASKED])
def test_a_word_template_gives_its_looks_and_lacks_are_ours(removed):
    """Its own text and who made it are left out; headings stay headings; the points of a list are seen."""
    template = bare_docx(*removed)
    made = export_docx(document(), template)
    assert made == export_docx(document(), template)
    word = docx.Document(io.BytesIO(made))
    texts = [paragraph.text for paragraph in word.paragraphs]
    assert "Texte du modèle" not in texts and word.sections[0].header.paragraphs[0].text == "En-tête du modèle"
    assert word.core_properties.last_modified_by == ""
    (heading,) = [paragraph for paragraph in word.paragraphs if paragraph.text == "Accueil"]
    assert heading.style.name == "Heading 1"
    (item,) = [text for text in texts if "premier" in text]
    assert item == ("3.\u00a0premier" if "List Number" in removed else "premier")


def bare_pptx(width=13.333, height=7.5, kept=None):
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(width), Inches(height)
    deck.slides.add_slide(deck.slide_layouts[0]).shapes.title.text = "Diapositive du modèle"
    if kept is not None:
        for place in reversed(range(len(deck.slide_layouts))):
            if place not in kept and place != 0:
                deck.slide_layouts.remove(deck.slide_layouts[place])
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "template",
    [bare_pptx(), bare_pptx(10, 7.5), bare_pptx(kept=(0,)), bare_pptx(kept=(6,))],
    ids=["wide", "4:3", "title layout", "blank layout"],
)
def test_a_deck_template_of_any_size_and_layouts_holds_every_slide(template):
    """Nothing of ours leaves its page; no empty place is left; its own slides go."""
    made = export_pptx(document("slides"), template)
    assert made == export_pptx(document("slides"), template)
    deck = Presentation(io.BytesIO(made))
    texts = [shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame]
    assert "Diapositive du modèle" not in texts and all(text.strip() for text in texts)
    assert any("Accueil" in text for text in texts)
    for slide in deck.slides:
        for shape in slide.shapes:
            if not shape.is_placeholder:
                assert shape.left >= 0 and shape.left + shape.width <= deck.slide_width
