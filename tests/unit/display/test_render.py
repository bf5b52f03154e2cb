"""Elements as HTML and as plain text: structure, words beside colours, unprintable characters."""

import base64
import re
import xml.etree.ElementTree as ElementTree

import pytest

from qep_lib.display.elements import (
    Cell,
    Comments,
    Figure,
    Header,
    KeyFigure,
    KeyFigures,
    Note,
    RatingMark,
    Table,
    TableColumn,
    Text,
    plain_text,
)
from qep_lib.display.printable import text_beside_mark
from qep_lib.display.render import read_element_css, render_html, render_markup
from qep_lib.model.characters import printable

FAR = RatingMark("far", "■", "écart supérieur à 50 %")
TABLE = Table(
    "delais",
    "Délais",
    (TableColumn("Titre"), TableColumn("2020", "end"), TableColumn("")),
    (
        (Cell("Séjour"), Cell("64 j", 64, FAR), Cell("")),
        (Cell(""), Cell("Écart supérieur à 50 %", None, FAR), Cell("x")),
    ),
    ("(1) arrêté au 30 novembre",),
)
FIGURE = Figure("f", "Légende de la figure", "Une barre à 64 j", b"<svg xmlns='http://www.w3.org/2000/svg'/>", TABLE)


def _tree(element) -> ElementTree.Element:
    """The markup, which is also well-formed XML but for the one void tag it uses."""
    markup = re.sub(r"(<img [^>]*)>", r"\1/>", str(render_markup(element.to_json())))
    return ElementTree.fromstring(f"<root>{markup}</root>")


def test_a_table_has_a_caption_and_scoped_headings():
    """Column headings, row headings, no empty heading, and no stop for who tabs through the page."""
    tree = _tree(TABLE)
    assert "".join(tree.find(".//caption").itertext()) == "Délais"
    assert [(th.get("scope"), "".join(th.itertext())) for th in tree.iter("th")] == [
        ("col", "Titre"), ("col", "2020"), ("row", "Séjour"),
    ]  # fmt: skip
    assert tree.find(".//*[@tabindex]") is None


def test_a_mark_is_a_symbol_and_a_word_and_says_it_once():
    """Colour is only a third sign; a cell that already holds the word does not repeat it."""
    cells = [" ".join("".join(td.itertext()).split()) for td in _tree(TABLE).iter("td")]
    assert "64 j ■ écart supérieur à 50 %" in cells
    assert "■ écart supérieur à 50 %" in cells
    assert _tree(TABLE).find(".//span[@class='qep-badge qep-far']/span").get("aria-hidden") == "true"


def test_a_figure_of_a_cell_is_an_image_with_its_text_and_data():
    """The drawing is an image, so that nothing inside it can run, and carries its typeface."""
    html = render_html(FIGURE.to_json())
    source, alt = re.search('<img src="data:image/svg[+]xml;base64,([^"]*)" alt="([^"]*)">', html).groups()
    assert alt == "Une barre à 64\u00a0j" and b"@font-face" in base64.b64decode(source)
    tree = _tree(FIGURE)
    assert "".join(tree.find(".//figcaption").itertext()) == "Légende de la figure"
    assert tree.find(".//details//table") is not None


def test_key_figures_are_a_list():
    """Label, value, detail and mark of each figure stay together."""
    element = KeyFigures("En bref", (KeyFigure("Délai", "64 j", "cible : 30 j", FAR), KeyFigure("Demandes", "42")))
    tree = _tree(element)
    items = [[" ".join("".join(part.itertext()).split()) for part in item] for item in tree.iter("li")]
    assert items == [["Délai", "64 j", "cible : 30 j", "■ écart supérieur à 50 %"], ["Demandes", "42"]]


@pytest.mark.parametrize(
    ("level", "title", "words"),
    [
        ("warning", "Base faible", ["Attention", "Base faible", "a"]),
        ("nature", "Nature des données", ["Nature des données", "a"]),
        ("info", "", ["Information", "a"]),
    ],
)
def test_a_note_says_its_kind_in_words_once(level, title, words):
    """The coloured bar is never the only sign of what a note is."""
    tree = _tree(Note(level, title, ("a",)))
    assert [text.strip() for text in tree.itertext() if text.strip()] == words
    assert tree.find("./div").get("role") == "note"


def test_text_is_paragraphs_or_a_list():
    """`is_list` decides."""
    assert [p.text for p in _tree(Text(("a", "b"))).iter("p")] == ["a", "b"]
    assert [li.text for li in _tree(Text(("a", "b"), True)).iter("li")] == ["a", "b"]


def test_comments_show_themes_and_approved_texts_only():
    """Counts beside themes, quotations apart."""
    tree = _tree(Comments("Thèmes", (("Attente", "12"),), ("merci",)))
    assert (tree.find(".//dt").text, tree.find(".//dd").text) == ("Attente", "12")
    assert tree.find(".//blockquote/p").text == "merci"


def test_a_header_shows_its_banner_and_facts():
    """The banner is a note beside the title, not a colour."""
    tree = _tree(Header("Titre", "sous-titre", (("Site", "18"),), "Données reconstituées"))
    assert tree.find(".//h1").text == "Titre"
    assert "Données reconstituées" in "".join(tree.find(".//div[@role='note']").itertext())
    assert _tree(Header("Titre", "")).find(".//p") is None


def test_a_cell_carries_a_scoped_style_sheet():
    """Every rule speaks of `qep-` classes only, so that a notebook's own look is untouched."""
    html = render_html(TABLE.to_json())
    style = re.search(r"<style>(.*?)</style>", html).group(1)
    selectors = [part for rule in style.split("}") for part in rule.partition("{")[0].split(",") if part.strip()]
    assert selectors and all(".qep" in selector for selector in selectors)
    assert "url(" not in style and len(style) < 12_000


def test_badge_colours_are_readable():
    """Text of a mark has a contrast of at least 4.5 on its tint, and its border 3 on white (WCAG 1.4.3, 1.4.11)."""
    rules = re.findall(r"\.qep-(\w+) \{ background: (#\w+); color: (#\w+); border-color: (#\w+);", read_element_css())
    assert {name for name, *_ in rules} == {"met", "near", "off", "far"}
    for _, background, text, border in rules:
        assert _contrast(background, text) >= 4.5
        assert _contrast("#ffffff", border) >= 3


def test_plain_text_says_the_same_words():
    """Who reads a notebook in a terminal misses nothing but the drawing."""
    text = plain_text(FIGURE)
    for words in ("Légende de la figure", "Une barre à 64 j", "Délais", "64 j ■ écart supérieur à 50 %", "(1) arrêté"):
        assert words in text
    assert plain_text(Header("T", "s", (("Site", "18"),), "b")) == "T\ns\nSite : 18\nAttention : b"
    assert plain_text(Note("info", "", ("a",))) == "a"
    assert plain_text(Comments("C", (("x", "1"),), ("m",))) == "C\n- x : 1\n« m »"
    figures = KeyFigures("K", (KeyFigure("a", "1", "d", FAR),))
    assert plain_text(figures) == "K\n- a : 1 · d · ■ écart supérieur à 50 %"
    assert plain_text(Text(("a", "b"), True)) == "- a\n- b"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x00b\x1b[31m\x85", "a\ufffdb\ufffd[31m\ufffd"),
        ("a\r\nb\rc\td", "a\nb\nc\td"),
        ("\ud800 \ufffe", "\ufffd \ufffd"),
        ("212\u202f356 👍🏽 é", "212\u202f356 👍🏽 é"),
    ],
)
def test_unprintable_characters_are_marked(text, expected):
    """Controls, surrogates and non-characters become « � »; ordinary text is untouched."""
    assert printable(text) == expected


def test_values_that_are_not_text_pass_through():
    """The template engine asks for numbers too."""
    assert printable(3) == 3


def test_a_text_that_says_the_mark_gives_way_to_it():
    """Case and outer spaces do not count."""
    assert text_beside_mark(" Conforme ", "conforme") == ""
    assert text_beside_mark("5,9 j", "conforme") == "5,9 j"


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
