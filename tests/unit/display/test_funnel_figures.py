"""Funnels drawn: the same bytes for the same data, every reading told without its colour, labels that do not cover each other."""

import xml.etree.ElementTree as ElementTree
from itertools import combinations

import pytest

from qep_lib.display.funnel_figures import (
    EDGES,
    FILLS,
    LABEL_HEIGHT,
    MARKERS,
    FunnelLimits,
    FunnelPoint,
    draw_funnel,
    place_labels,
)
from qep_lib.display.map_classes import CLASS_OF_READING

HOSTILE = ("entre 50 $ et 60 $", r"$\frac{1}{$", "_caché", "<b>&amp;</b>", "l" * 120)
LIMITS = tuple(
    FunnelLimits(
        f"limites à {level} %", (10.0, 50.0, 300.0), (80.0 - wide, 82.0 - wide, 88.0 - wide), (95.0, 94.0, 92.0)
    )
    for level, wide in (("95", 0.0), ("99,8", 8.0))
)


def point(base=50.0, share=85.0, code="within", label=""):
    """One site."""
    return FunnelPoint(base, share, code, label)


def draw(*points, remark="", words="moyenne"):
    """The points between the same limits."""
    return draw_funnel(points, LIMITS, 90.0, words, "nombre de réponses", "\u202f%", remark)


def test_the_same_data_draws_the_same_bytes():
    """And other data another picture; a remark is drawn."""
    points = (point(10.0), point(share=60.0, code="low", label="36"), point(300.0))
    assert draw(*points) == draw(*points)
    assert draw(*points) != draw(*points, remark="données fictives")


def test_each_reading_is_told_without_its_colour():
    """By the marker and by whether it is full: five readings, five looks."""
    looks = {(MARKERS[code], FILLS[code] == EDGES[code]) for code in MARKERS if code != "within"}
    assert set(MARKERS) == set(CLASS_OF_READING) and len(looks) == 4
    assert MARKERS["within"] not in {marker for marker, _ in looks}


@pytest.mark.parametrize("x", [0.0, 0.5, 1.0])
def test_labels_of_close_points_do_not_cover_each_other(x):
    """Twelve named sites at one place, even at the edge and with long labels: each finds its own, inside the axes."""
    labels = [f"{number:02} (reconstitué)" for number in range(12)]
    placed = place_labels([(x, 0.3)] * 12, labels)
    assert all(0 <= left < right <= 1 for left, right, _ in placed)
    for one, other in combinations(placed, 2):
        assert one[1] <= other[0] or other[1] <= one[0] or abs(one[2] - other[2]) >= LABEL_HEIGHT - 1e-9


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_drawn(text):
    """Dollars, markup and long words neither stop the drawing nor become markup."""
    drawn = draw(point(10.0), point(300.0, 60.0, "low", text), remark=text, words=text)
    assert ElementTree.fromstring(drawn).tag == "{http://www.w3.org/2000/svg}svg"
