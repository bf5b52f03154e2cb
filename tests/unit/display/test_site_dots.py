"""Dots of sites: every site of a country on one page, hostile names, the same bytes each time."""

import re

import pytest

from qep_lib.display.site_dots import READINGS, SiteAxis, SiteDot, SitePanel, draw_site_dots

POINTS_PER_INCH = 72
PAGE_INCHES = 9.7
SHARES = SiteAxis(lambda tick: f"{tick:.0f} %", True, 90, "cible 90 %", "réponses")


def panel(count, label="Indre (fictif)", title=""):
    """Sites around 80 %, each reading in turn, one without an interval."""
    codes = ["", *READINGS]
    dots = [
        SiteDot(label, "36", 70 + n % 20, "80 %", None if n == 1 else 60, 95, "140", codes[n % 6]) for n in range(count)
    ]
    return SitePanel(title, tuple(dots), 80)


def size(svg):
    """(width, height) in inches."""
    width, height = re.search(rb'width="([\d.]+)pt" height="([\d.]+)pt"', svg).groups()
    return float(width) / POINTS_PER_INCH, float(height) / POINTS_PER_INCH


@pytest.mark.parametrize("counts", [[2], [6], [40], [41], [101], [50, 51], [2, 2, 2]])
def test_any_number_of_sites_fits_one_page_at_its_full_width(counts):
    """So that type prints at its size, and lines up from one figure to the next."""
    width, height = size(draw_site_dots([panel(count, title="Groupe") for count in counts], SHARES))
    assert width == pytest.approx(6.78, abs=0.06) and height < PAGE_INCHES


def test_a_drawing_is_the_same_each_time_and_names_are_text():
    """A name that looks like mathematics or markup is drawn as it is."""
    panels = [panel(3, "$\\frac{a}{b}$ <b>&")]
    assert draw_site_dots(panels, SHARES) == draw_site_dots(panels, SHARES)


def test_a_delay_without_target_nor_mean_is_drawn_from_zero():
    """No interval, no base, no reading: a dot and its words."""
    dots = tuple(SiteDot(name, "36", days, f"{days} j", None, None, "—", "") for name, days in (("A", 5.0), ("B", 5.8)))
    axis = SiteAxis(lambda tick: f"{tick:.0f} j", False, None, "", "")
    assert draw_site_dots([SitePanel("", dots, None)], axis).lstrip().startswith(b"<?xml")
