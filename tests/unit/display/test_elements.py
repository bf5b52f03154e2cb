"""Elements check themselves when built, and come back unchanged from their JSON."""

import json
import re
from dataclasses import MISSING, fields

import pytest
import segno

from qep_lib.display.elements import (
    ELEMENT_KINDS,
    ELEMENT_MIME,
    Absent,
    Annexes,
    Cell,
    Comment,
    Comments,
    Explained,
    Figure,
    Gallery,
    Header,
    Image,
    KeyFigure,
    KeyFigures,
    Landmarks,
    Letterhead,
    Method,
    Note,
    QrCode,
    RatingMark,
    Table,
    TableColumn,
    Text,
    element_from_json,
)
from qep_lib.display.qr_code import draw_qr_code
from qep_lib.model.prose import Listing, Paragraph, Run

MARK = RatingMark("off", "▲", "écart de 25 à 50 %")
TABLE = Table("t", "Légende", (TableColumn("a"), TableColumn("b", "end")), ((Cell("x"), Cell("1", 1.0, MARK)),), ("n",))
ALL = (
    Header("Titre", "sous-titre", (("Site", "18"),), "bandeau"),
    KeyFigures("En bref", (KeyFigure("Réponses", "104", "", MARK), KeyFigure("Demandes", "42"))),
    TABLE,
    Figure("f", "Légende", "texte", b"<svg xmlns='http://www.w3.org/2000/svg'/>", TABLE),
    Text(("a", "b"), True),
    Note("nature", "Nature", ("a",)),
    Header(
        "Titre",
        "sous-titre",
        letterhead=Letterhead(
            ("Préfecture",),
            Image("image/jpeg", b"points", "logo"),
            (("Téléphone", "00"),),
            QrCode("Avis", "https://exemple.invalid", b"<svg/>"),
        ),
    ),
    Comment(
        "Commentaire du service",
        (
            Paragraph((Run("a", is_bold=True), Run("b", href="https://exemple.invalid"))),
            Listing(((Paragraph((Run("c"),)),),), True, 3),
            Image("image/png", b"points", "texte", "légende"),
        ),
        "La responsable",
    ),
    Comments("Thèmes", (("Attente", "12"),), ("merci",)),
    Absent("délais des titres", "Délais des titres non communiqués.", "no_data"),
    Landmarks(),
    Method("Méthode", (Explained(("mot",), "Ce que le mot veut dire."),)),
    Annexes(),
    Gallery((Text(("a",)), Figure("f", "Légende", "texte", b"<svg xmlns='http://www.w3.org/2000/svg'/>", TABLE))),
)


def test_every_kind_is_sampled_here():
    """A new kind of element cannot escape the tests below."""
    assert {element.kind for element in ALL} == set(ELEMENT_KINDS)


@pytest.mark.parametrize("element", ALL, ids=lambda element: element.kind)
def test_an_element_comes_back_from_its_json(element):
    """Through real JSON text, as a notebook file keeps it."""
    assert element_from_json(json.loads(json.dumps(element.to_json()))) == element


@pytest.mark.parametrize("element", ALL, ids=lambda element: element.kind)
def test_jupyter_receives_data_html_and_text(element):
    """The three forms say the same; the JSON is what exporters read."""
    bundle = element._repr_mimebundle_()
    assert set(bundle) == {ELEMENT_MIME, "text/html", "text/plain"}
    assert bundle[ELEMENT_MIME] == element.to_json()
    assert bundle["text/plain"].strip() and bundle["text/html"].startswith('<div class="qep-cell">')


@pytest.mark.parametrize("element", ALL, ids=lambda element: element.kind)
def test_a_missing_or_surplus_field_is_refused(element):
    """An element altered by hand is not half read."""
    data = element.to_json()
    with pytest.raises(ValueError, match="illisible"):
        element_from_json(data | {"inconnu": 1})
    for field in fields(element):
        if field.default is MISSING:
            with pytest.raises(ValueError, match="illisible"):
                element_from_json({name: value for name, value in data.items() if name != field.name})


@pytest.mark.parametrize(
    "data", [{}, {"kind": "poster", "version": 1}, {"kind": "text", "version": 2, "paragraphs": []}]
)
def test_an_unknown_kind_or_version_is_refused(data):
    """The message says what is accepted."""
    with pytest.raises(ValueError, match="inconnu.*header, key_figures, landmarks"):
        element_from_json(data)


@pytest.mark.parametrize("blank", ["", "  \n"])
def test_a_figure_needs_a_caption_and_an_alternative_text(blank):
    """Neither may be empty."""
    for given in ({"caption": blank, "alt": "a"}, {"caption": "c", "alt": blank}):
        with pytest.raises(ValueError, match="texte de remplacement"):
            Figure("f", svg=b"<svg/>", data=TABLE, **given)


def test_a_figure_is_a_drawing():
    """A bitmap cannot be enlarged nor read."""
    with pytest.raises(ValueError, match="SVG"):
        Figure("f", "c", "a", b"\x89PNG", TABLE)


def test_a_table_has_a_caption_and_rows_of_one_length():
    """The message names the table."""
    with pytest.raises(ValueError, match="légende"):
        Table("t", " ", (), ())
    with pytest.raises(ValueError, match="« Demandes » : 2 cellules pour 1 colonnes"):
        Table("t", "Demandes", (TableColumn("a"),), ((Cell("x"), Cell("y")),))


@pytest.mark.parametrize("slug", ["", "Majuscule", "a_b", "-a", "a--b", "é", "x" * 32, "../x"])
def test_a_slug_is_a_safe_sheet_and_file_name(slug):
    """It names a sheet and a CSV file on every system."""
    with pytest.raises(ValueError, match="refusé"):
        Table(slug, "c", (), ())


@pytest.mark.parametrize("items", [(), (Header("Titre", ""),), (Gallery((Text(("a",)),)),)])
def test_a_gallery_holds_elements_of_the_page(items):
    """Neither nothing, nor the header of a report, nor another gallery."""
    with pytest.raises(ValueError, match="au moins un"):
        Gallery(items)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Comment(" ", (Paragraph((Run("a"),)),)),
        lambda: Comment("Titre", ()),
        lambda: Comment("Titre", (Paragraph((Run("a", href="javascript:alert(1)"),)),)),
        lambda: Comment("Titre", (Listing(((Paragraph((Run("a", href="data:x"),)),),)),)),
        lambda: Image("image/png", b"x", " "),
        lambda: Image("image/svg+xml", b"<svg/>", "texte"),
        lambda: QrCode("Avis", "javascript:alert(1)", b"<svg/>"),
    ],
)
def test_words_of_a_service_that_cannot_be_shown_are_refused(make):
    """Whoever makes them: a notebook may have been changed by hand."""
    with pytest.raises(ValueError):
        make()


def test_a_qr_code_is_the_matrix_of_its_address():
    """Module for module that of segno, with four white ones around; the same bytes each time."""
    address = "https://exemple.invalid/avis/18"
    svg = draw_qr_code(address).decode()
    assert svg == draw_qr_code(address).decode()
    dark = {
        (int(x) + step - 4, int(y) - 4)
        for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1", svg)
        for step in range(int(width))
    }
    matrix = segno.make(address, error="m", micro=False).matrix
    assert dark == {(x, y) for y, row in enumerate(matrix) for x, value in enumerate(row) if value}
    assert f'viewBox="0 0 {len(matrix) + 8} {len(matrix) + 8}"' in svg
