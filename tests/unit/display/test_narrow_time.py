"""Figures of months, years and sites on a narrow screen: the same values, along the track or a line each."""

import pytest

from qep_lib.display.control_figures import ControlPanel
from qep_lib.display.elements import Cell, Figure, Table, TableColumn, element_from_json
from qep_lib.display.evolution_figures import YearLine, YearPanel, YearPoint
from qep_lib.display.figures import Step
from qep_lib.display.funnel_figures import FunnelPoint
from qep_lib.display.months import MonthPanel
from qep_lib.display.narrow_sites import crowd_strips, funnel_strips, site_strips
from qep_lib.display.narrow_time import control_strips, curve_strips, month_strips, year_line_strips
from qep_lib.display.render import render_html, render_markup
from qep_lib.display.site_dots import SiteAxis, SiteDot, SitePanel

ENDS = ("janv. 2021", "déc. 2021")


def plain(words):
    """Text with ordinary spaces."""
    return words.replace("\u202f", " ").replace("\xa0", " ")


def heights(line, kind):
    """The heights of the pieces of a kind."""
    return [round(piece.height, 1) for piece in line.pieces if piece.kind == kind]


def test_a_month_is_a_column_and_the_year_before_a_notch():
    """From zero, on one scale for both years; an unknown month leaves its place empty; the range in words."""
    strips = month_strips([MonthPanel("Appels", (50, None, 100), (100, 100, None), True)], ENDS, "2021", "2020")
    (line,) = strips.lines
    assert heights(line, "column") == [45.5, 90.9] and heights(line, "notch") == [90.9, 90.9]
    assert plain(line.words) == "de 50 % à 100 %" and strips.ends == ENDS
    assert [key.words for key in strips.keys] == ["2021", "2020"]
    assert line.pieces[1].start > 66
    alone = month_strips([MonthPanel("Visites", (3, 3, 3), (None,) * 3)], ENDS, "2021", "2020")
    assert alone.lines[0].words == "3" and [key.words for key in alone.keys] == ["2021"]


def test_unusual_months_of_a_site_have_their_colour():
    """Those before the period are told apart; the mean lies across; words are those of the period."""
    panel = ControlPanel("Cher", (10, 20, 30, None), 15.0, 5.0, 25.0, (None,) * 4, ((2, "outside"),))
    strips = control_strips([panel], 2, ENDS, "pct", "2021")
    before, last, unusual = (strips.lines[0].pieces[place].colour for place in (0, 1, 2))
    assert before == last != unusual
    assert (
        plain(strips.lines[0].words) == "30 %\nmoyenne d'avant : 15 %" and len(heights(strips.lines[0], "notch")) == 4
    )
    assert [key.words for key in strips.keys] == ["mois d'avant", "2021", "mois hors des limites", "moyenne"]


def test_years_of_sites_have_a_line_each_under_the_name_of_their_indicator():
    """A year without a figure leaves its place; one chart a site has no heading."""
    points = (YearPoint(80.0), None, YearPoint(90.0))
    panel = YearPanel("Accueil", "pct", (YearLine(points, place=1),))
    strips = year_line_strips([panel], ["2019", "2020", "2021"], ["Cher", "Indre"])
    assert [line.label for line in strips.lines] == ["Accueil", "Indre"]
    assert plain(strips.lines[1].words) == "80 % → — → 90 %" and heights(strips.lines[1], "column") == [80, 90]
    assert [line.label for line in year_line_strips([panel], ["2019", "2020", "2021"]).lines] == ["Accueil"]


def test_a_curve_is_told_by_the_days_at_which_it_has_moved():
    """No line repeats the one before; nothing after its end."""
    strips = curve_strips([Step("Courriel", (0, 1, 4, 12), (0, 20, 60, 100))])
    assert [(line.label, plain(line.words)) for line in strips.lines] == [
        ("au bout d'un jour", "20 %"), ("au bout de 5 jours", "60 %"), ("au bout de 15 jours", "100 %"),
    ]  # fmt: skip
    two = curve_strips([Step("Courriel", (0, 1), (0, 20)), Step("Courrier", (0, 2), (0, 50))])
    assert [line.label for line in two.lines][0] == "Courriel" and "Courrier" in [line.label for line in two.lines]


AXIS = SiteAxis(lambda value: f"{value:.0f} %", True, 85.0)
DOTS = (
    SiteDot("18", 80.0, "80 %", 70.0, 90.0, "within"),
    SiteDot("36", 40.0, "40 %", code="low"),
    SiteDot("37", None, "n. c."),
)
PANEL = SitePanel("Accueil", DOTS, 60.0, AXIS)


def test_each_site_of_a_region_has_its_line():
    """Its dot, its interval, the mean and the objective; one that does not compare says so without a track."""
    strips = site_strips([PANEL], ["Cher", "Indre", "Indre-et-Loire"])
    assert [(line.label, line.words) for line in strips.lines] == [
        ("Accueil", ""), ("Cher", "80 %"), ("Indre", "40 %"), ("Indre-et-Loire", "n. c."),
    ]  # fmt: skip
    assert [piece.kind for piece in strips.lines[1].pieces] == ["range", "tick", "tick", "dot"]
    assert strips.lines[3].pieces == () and strips.lines[1].pieces[-1].colour != strips.lines[2].pieces[-1].colour
    assert "à examiner" in [key.words for key in strips.keys]


def test_the_sites_of_a_country_stand_on_one_track():
    """Those to examine are named, and drawn over the others."""
    (line,) = crowd_strips([PANEL]).lines
    assert line.words == "de 40 % à 80 %\nà examiner : 36 (40 %)"
    assert [piece.kind for piece in line.pieces] == ["dot", "dot", "tick", "tick"]


def test_a_funnel_is_a_track_of_shares_and_a_line_for_each_site_outside():
    """The mean across each."""
    points = [FunnelPoint(100, 50.0, "within"), FunnelPoint(50, 80.0, "high", "36"), FunnelPoint(80, 60.0, "within")]
    strips = funnel_strips(points, 55.0, "moyenne : 55 %", ("50 %", "80 %"))
    assert [line.label for line in strips.lines] == ["", "36"] and len(strips.lines[0].pieces) == 4


@pytest.mark.parametrize("strips", [
    month_strips([MonthPanel("Appels", (50, None, 100), (100, 100, None), True)], ENDS, "2021", "2020"),
    site_strips([PANEL], ["Cher", "Indre", "Indre-et-Loire"]),
])  # fmt: skip
def test_they_stand_in_the_page_in_place_of_the_drawing(strips):
    """Nothing is scrolled, and what is read is the text of the drawing; the JSON of the element gives them back."""
    data = Table("d", "Données", (TableColumn("Site"),), ((Cell("Cher"),),))
    figure = Figure(
        "f", "Figure", "Ce que dit la figure.", b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", data, strips
    )
    page = render_markup(figure.to_json())
    assert 'tabindex="0"' not in page and page.count('class="qep-strips"') == 1
    assert ("qep-track-tall" in page) == any(piece.kind == "column" for line in strips.lines for piece in line.pieces)
    assert element_from_json(figure.to_json()) == figure and render_html(figure.to_json())
