"""Small charts of years: the same bytes for the same data, no line across a break, hostile names drawn as they are."""

import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest

from qep_lib.display.evolution_figures import YearLine, YearPanel, YearPoint, draw_indicators, draw_sites

YEARS = ("2019", "2020", "2021")
LINKED = YearLine((YearPoint(80.0), YearPoint(82.0, is_linked=True), YearPoint(79.0, 70.0, 88.0, is_linked=True)))


def panel(line=LINKED, title="Appels", behind=()):
    """One chart of percentages."""
    return YearPanel(title, "pct", (line,), behind)


def test_the_same_data_draws_the_same_bytes_and_each_difference_shows():
    """A missing link, a break, a provisional point and a missing year are four other pictures."""
    first, second, third = LINKED.points
    others = [
        replace(LINKED, points=(first, second, replace(third, is_linked=False))),
        replace(LINKED, breaks=(1,)),
        replace(LINKED, points=(first, second, replace(third, is_open=True))),
        replace(LINKED, points=(first, None, third)),
        replace(LINKED, place=1),
    ]
    drawn = [draw_indicators([panel(line)], YEARS, ("Cher", "Indre")) for line in (LINKED, LINKED, *others)]
    assert drawn[0] == drawn[1] and len(set(drawn)) == 6


def test_others_stand_behind_a_site():
    """They change the picture, not the scale of a site alone."""
    assert draw_sites([panel()], YEARS) != draw_sites([panel(behind=(LINKED,))], YEARS)


@pytest.mark.parametrize("count", [1, 2, 6, 13, 30])
def test_any_number_of_sites_is_drawn(count):
    """Six charts a line at most; an incomplete line leaves empty places."""
    drawn = draw_sites([panel(title=str(number)) for number in range(count)], YEARS)
    assert ElementTree.fromstring(drawn).tag == "{http://www.w3.org/2000/svg}svg"


@pytest.mark.parametrize("name", ["entre 50 $ et 60 $", r"$\frac{1}{$", "_caché", "<b>&amp;</b>", "l" * 120])
def test_hostile_names_are_drawn(name):
    """In a title and in the legend."""
    assert b"<b>" not in draw_indicators([panel(title=name)], YEARS, (name,))
