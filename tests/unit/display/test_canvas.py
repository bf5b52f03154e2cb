"""A drawing weighs no more than it must, and nothing of it moves."""

import html
import re
from xml.etree import ElementTree

import pytest

from qep_lib.display.canvas import compact_svg
from qep_lib.display.sheet import Sheet, key_line

LABEL = 'Été à l\'accueil, 84 % <use href="#m1" x="0.12345"/> font-family: x; translate(1.23456 0)'


def drawn():
    """A small drawing with words, marks and long decimals."""
    sheet = Sheet(2)
    chart = sheet.chart((0, 1), (0, 1))
    chart.line([1 / 3, 2 / 3, 1], [0.1, 0.7, 1 / 7], marker="o")
    chart.y_ticks([1 / 3, 2 / 3], ["un", "deux"], grid=True)
    chart.x_ticks([1 / 7, 6 / 7], ["0,14", "0,86"], 9, grid=True)
    chart.title(LABEL, 11)
    chart.y_label("tourné")
    sheet.legend([(key_line(marker="s"), "ce qui est dessiné")], 1, 9)
    return sheet.svg().decode("utf-8")


def test_places_have_two_decimals_at_most():
    """On every path, mark and word."""
    svg = drawn().replace(html.escape(LABEL.replace("'", "’"), quote=False), "")
    places = re.findall(r' (?:d|x|y)="([^"]*)"|(?:translate|rotate)\(([^)]*)\)', svg)
    assert len(places) > 30
    assert not re.search(r"\.\d{3}", " ".join(found for pair in places for found in pair))


def test_words_stay_words():
    """As they were given but for the apostrophe, whatever they look like; in the typefaces said once."""
    texts = [element.text for element in ElementTree.fromstring(drawn()).iter() if element.tag.endswith("text")]
    assert LABEL.replace("'", "’") in texts and "0,14" in texts and "tourné" in texts
    assert drawn().count("font-family=") == drawn().count("font-family:") == 1


def test_a_drawing_brings_nothing_that_reaches_the_rest_of_its_page():
    """No style sheet, no document type, no metadata, no other name space."""
    assert drawn().startswith("<svg ") and not re.search("<style|<!DOCTYPE|<metadata|xlink|xmlns:", drawn())


def test_every_mark_is_defined_once():
    """No mark refers to a shape that is not there."""
    drawing = ElementTree.fromstring(drawn())
    defined = [element.get("id") for element in drawing.iter() if element.get("id")]
    used = {element.get("href")[1:] for element in drawing.iter() if element.get("href")}
    assert used and used <= set(defined) and len(defined) == len(set(defined))


def test_rounding_names_and_groups_by_hand():
    """Half a hundredth, a negative nothing, a step like the one before, a turn that is none; a group that changes nothing goes,
    one that carries a style stays."""
    before = (
        '<g id="a">\n  <path id="m31" d="M 1.005001 -0.0001 \n  L 12.3456 7 \nL -3 4 z\nM 5 6 \n"/>\n  <g id="b"/>\n'
        '  <g style="opacity: 0.5">\n   <use xlink:href="#m31" x="56.78912"/>\n  </g>\n'
        '  <text style="font-size: 9px; font-family: Fira Sans" x="1" transform="rotate(-0 1 2)">a</text>\n</g>'
    )
    assert compact_svg(before) == (
        '<path id="g0" d="M1.01 0L12.35 7 -3 4zM5 6"/>\n<g style="opacity: 0.5">\n<use href="#g0" x="56.79"/>\n</g>\n'
        '<text style="font-size: 9px" x="1">a</text>'
    )


def test_same_drawing_same_bytes():
    """No clock and no chance in it."""
    assert drawn() == drawn()


@pytest.mark.filterwarnings("ignore:Glyph")
@pytest.mark.parametrize("text", ["a\x07b", "\x1b[31mrouge", "c\ufffeé", "\u202efdp.exe"])
def test_a_drawing_is_xml_whatever_its_labels_hold(text):
    """A control character in one label would lose the whole report when its pages are made."""
    sheet = Sheet(2.0)
    chart = sheet.chart((0, 1), (0, 1))
    chart.title(text, 9)
    chart.x_ticks([0, 1], [text, "x"], 9)
    sheet.legend([(key_line(), text)], 1, 9)
    drawing = sheet.svg()
    assert ElementTree.fromstring(drawing).tag.endswith("svg")
    assert "\u202e" not in drawing.decode("utf-8")
