"""Dots of sites: charts on shared lines, every site of a country on strips, hostile names, the same bytes each time."""

import re

import pytest

from qep_lib.display.site_dots import (
    COLUMNS,
    PAGE_INCHES,
    READINGS,
    SiteAxis,
    SiteDot,
    SitePanel,
    axis_limits,
    draw_site_dots,
    on_one_scale,
    panels_a_page,
)
from qep_lib.display.site_strip import STRIPS_A_PAGE, draw_site_strips
from qep_lib.reports.regional.themes import evenly

POINTS_PER_INCH = 72
SHARES = SiteAxis(lambda tick: f"{tick:.0f} %", True, 90)


def panel(count, title="Appels décrochés en moins de cinq sonneries"):
    """Sites around 80 %, each reading in turn, one without an interval, the last one not compared."""
    codes = ["", *READINGS]
    dots = [SiteDot("36", 70 + n % 20, "80 %", None if n == 1 else 60, 95, codes[n % 6]) for n in range(count - 1)]
    return SitePanel(title, (*dots, SiteDot("45", None, "n. c.")), 80, SHARES)


def size(svg):
    """(width, height) in inches."""
    width, height = re.search(rb'width="([\d.]+)pt" height="([\d.]+)pt"', svg).groups()
    return float(width) / POINTS_PER_INCH, float(height) / POINTS_PER_INCH


@pytest.mark.parametrize("sites", [2, 6, 13])
def test_a_page_of_charts_is_no_higher_than_a_page(sites):
    """At its full width, so that type prints at its size; no page would hold another row."""
    most = panels_a_page(sites)
    width, height = size(draw_site_dots([panel(sites)] * most, ["Indre-et-Loire (fictif)"] * sites))
    assert width == pytest.approx(6.7) and height <= PAGE_INCHES + 0.1
    assert size(draw_site_dots([panel(sites)] * (most + COLUMNS), ["Indre"] * sites))[1] > PAGE_INCHES


@pytest.mark.parametrize("sites", [14, 334])
def test_a_page_of_strips_is_no_higher_than_a_page(sites):
    """Whatever the number of sites."""
    width, height = size(draw_site_strips([panel(sites)] * STRIPS_A_PAGE))
    assert width == pytest.approx(6.7) and height <= PAGE_INCHES + 0.1


@pytest.mark.parametrize(("count", "sizes"), [(1, [1]), (6, [6]), (7, [4, 3]), (11, [6, 5]), (13, [5, 5, 3])])
def test_no_page_has_one_strip_beside_full_ones(count, sizes):
    """As few pages as before, each strip once and in its order."""
    pages = list(evenly(range(count), STRIPS_A_PAGE))
    assert [len(page) for page in pages] == sizes and [strip for page in pages for strip in page] == list(range(count))


def test_a_drawing_is_the_same_each_time_and_names_are_text():
    """A name that looks like mathematics or markup is drawn as it is."""
    drawn = [panel(3, "$\\frac{a}{b}$ <b>&")], ["$\\frac{a}{b}$ <b>&"] * 3
    assert draw_site_dots(*drawn) == draw_site_dots(*drawn)


def test_a_delay_is_drawn_from_zero_and_shares_within_their_ends():
    """Small differences look small; the mark of 100 % stays whole."""
    axis = SiteAxis(lambda tick: f"{tick:.0f} j", False)
    delays = SitePanel("", (SiteDot("36", 5.0, "5 j"), SiteDot("37", 5.8, "5,8 j")), None, axis)
    assert axis_limits([delays])[0] == 0 and 5.8 < axis_limits([delays])[1] < 7
    whole = SitePanel("", (SiteDot("36", 100, "100 %"), SiteDot("37", 99, "99 %")), None, SiteAxis(str, True))
    assert axis_limits([whole])[1] == 101
    assert draw_site_dots([delays], ["A", "B"]).startswith(b"<svg")


def test_small_shares_are_not_crushed_by_the_scale_of_large_ones():
    """4.7 % beside 90 %: its own scale, from zero; the large ones keep theirs together."""
    small, large, other = (
        SitePanel("", (SiteDot("36", value, ""), SiteDot("37", value + 0.1, "")), None, SiteAxis(str, True))
        for value in (4.7, 90, 80)
    )
    every = [small, large, other]
    assert on_one_scale(small, every) == [small] and on_one_scale(other, every) == [large, other]
    assert axis_limits([small])[0] == 0 and axis_limits([small])[1] < 6
