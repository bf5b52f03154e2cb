"""A drawing weighs no more than it must, and nothing of it moves."""

import re
from xml.etree import ElementTree

import pytest

from qep_lib.display.canvas import blank_canvas, compact_svg, svg_bytes
from qep_lib.display.style import drawing_style


def drawn():
    """A small drawing with letters, marks and long decimals."""
    with drawing_style():
        canvas, axes = blank_canvas(2)
        axes.plot([1 / 3, 2 / 3, 1], [0.1, 0.7, 1 / 7], marker="o")
        axes.set_title('Été à l\'accueil, 84 % <use xlink:href="#FiraSans-1"/>')
        return svg_bytes(canvas).decode("utf-8")


def test_places_have_two_decimals_at_most():
    """On every path, mark and letter."""
    svg = drawn()
    places = re.findall(r' (?:d|x|y)="([^"]*)"|translate\(([^)]*)\)', svg)
    assert len(places) > 50
    assert not re.search(r"\.\d{3}", " ".join(found for pair in places for found in pair))


def test_scales_keep_their_digits():
    """A letter is drawn eight times too large, then made smaller: a rounded scale would be seen."""
    assert 'transform="scale(0.125)"' in drawn() and "scale(0.1 -0.1)" in drawn()
    letter = ' d="M 3213 1523 L -9 0 z" transform="scale(0.015625)"'
    assert compact_svg(letter) == ' d="M402 190L-1 0z" transform="scale(0.125)"'


def test_every_letter_is_defined_once():
    """No letter refers to a shape that is not there."""
    svg = drawn()
    drawing = re.sub("<!--.*?-->", "", svg)
    defined = re.findall(r' id="([^"]+)"', drawing)
    used = set(re.findall(r'href="#([^"]+)"', drawing))
    assert used and used <= set(defined) and len(defined) == len(set(defined))


def test_rounding_and_short_names_by_hand():
    """Half a hundredth, a negative nothing, a step like the one before, a letter at the start of its word."""
    before = (
        '<path id="FiraSans-Regular-31" d="M 1.005001 -0.0001 \n  L 12.3456 7 \nL -3 4 z\nM 5 6 \n"/>\n   '
        '<use xlink:href="#FiraSans-Regular-31"/><use xlink:href="#FiraSans-Regular-31" transform="translate(56.78912 0)"/>'
    )
    assert compact_svg(before) == (
        '<path id="g0" d="M1.01 0L12.35 7 -3 4zM5 6"/>\n<use xlink:href="#g0"/><use xlink:href="#g0" x="56.79"/>'
    )


def test_same_drawing_same_bytes():
    """No clock and no chance in it."""
    assert drawn() == drawn()


@pytest.mark.filterwarnings("ignore:Glyph")
@pytest.mark.parametrize("text", ["a\x07b", "\x1b[31mrouge", "c\ufffeé", "\u202efdp.exe"])
def test_a_drawing_is_xml_whatever_its_labels_hold(text):
    """A control character in one label would lose the whole report when its pages are made."""
    with drawing_style():
        canvas, axes = blank_canvas(2.0)
        axes.plot([1, 2], [3, 4], label=text)
        axes.set_title(text)
        axes.set_xticks([1, 2], [text, "x"])
        axes.legend()
        drawing = svg_bytes(canvas)
    assert ElementTree.fromstring(drawing).tag.endswith("svg")
    assert "\u202e" not in drawing.decode("utf-8")
