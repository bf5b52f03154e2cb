"""Figures of a narrow screen: the same values and words as the drawing, each on its own line."""

from datetime import date

import pytest

from qep_lib.display import narrow
from qep_lib.display.elements import Cell, Figure, Table, TableColumn, element_from_json
from qep_lib.display.evolution_figures import YearLine, YearPanel, YearPoint
from qep_lib.display.figures import DelayBar, Dot, DotGroup, LevelBar
from qep_lib.display.render import render_html, render_markup
from qep_lib.display.strips import Strips
from qep_lib.display.style import contrast
from qep_lib.display.timeline import TimelineRow

LEVELS = (("Très satisfait", "positive"), ("Satisfait", "positive"), ("Peu satisfait", "negative"))


def spans(strips, line=0):
    """(kind, start, end) of each piece of a line."""
    return [(piece.kind, round(piece.start, 2), round(piece.end, 2)) for piece in strips.lines[line].pieces]


def alone_on_each_side():
    """A line of a scale with one level on each side."""
    bar = LevelBar("Exigences", "88", (80.0, 20.0), ("80 %", "20 %"), "5")
    return narrow.level_strips([bar], (("réalisée", "positive"), ("non réalisée", "negative"))).lines[0]


def test_levels_stand_end_to_end():
    """All of the base, best first; words only where they have room, in a colour that is read on their bar."""
    strips = narrow.level_strips([LevelBar("Accueil", "40", (60.0, 30.0, 10.0), ("60 %", "30 %", "10 %"), "2")], LEVELS)
    assert spans(strips) == [("bar", 0, 60), ("bar", 60, 90), ("bar", 90, 100)]
    assert [piece.words for piece in strips.lines[0].pieces] == ["60 %", "30 %", ""]
    assert all(contrast(piece.colour, piece.ink) >= 4.5 for piece in strips.lines[0].pieces if piece.words)
    assert all(contrast(piece.colour, piece.ink) >= 4.5 for piece in alone_on_each_side().pieces)
    assert [key.words for key in strips.keys] == [label for label, _ in LEVELS] and strips.lines[0].words == "n = 40"


def test_dots_stand_on_the_scale_of_the_drawing():
    """A dot and its interval between the ends that are printed under them; without interval, a dot alone."""
    strips = narrow.dot_strips([Dot("A", 95.5, 89.0, 98.2, "95,5 %"), Dot("B", 50.0, None, None, "50 %")])
    assert strips.ends == ("45\u202f%", "100\u202f%")
    assert spans(strips, 0)[0][0] == "range" and spans(strips, 1) == [("dot", 8.93, 8.93)]


def test_groups_have_a_heading_and_a_line_for_each_series_they_have():
    """A series without a figure has no line; colours are those of the drawing."""
    groups = [
        DotGroup("Accueil", (Dot("", 80.0, 70.0, 90.0, "80 %"), None)),
        DotGroup("Attente", (None, Dot("", 60.0, None, None, "60 %"))),
    ]
    strips = narrow.dot_group_strips(groups, ["Cher", "Indre"])
    assert [(line.label, line.words) for line in strips.lines] == [
        ("Accueil", ""), ("Cher", "80 %"), ("Attente", ""), ("Indre", "60 %"),
    ]  # fmt: skip
    assert strips.lines[1].pieces[-1].colour != strips.lines[3].pieces[-1].colour


def test_counts_and_parts_fill_their_track():
    """The largest count is as wide as the track, none is nothing; parts of a whole end where the next begins."""
    strips = narrow.count_strips(["a", "b", "c"], [24, 6, 0], ["24", "6", "0"])
    assert [spans(strips, line) for line in range(3)] == [[("bar", 0, 100)], [("bar", 0, 25)], []]
    assert narrow.count_strips(["a"], [0], ["0"]).lines[0].pieces == ()
    assert spans(narrow.whole_strips([("à temps", 3, "met"), ("en retard", 1, "far")])) == [
        ("bar", 0, 75),
        ("bar", 75, 100),
    ]


def test_delays_show_their_target_and_last_year_only_where_known():
    """And the key explains nothing that is not drawn."""
    strips = narrow.delay_strips([DelayBar("CNI", 20.0, 40.0, 30.0, "20 j", "#1b7f4d")], "2021", "2020", "objectif")
    assert spans(strips) == [("bar", 0, 50), ("tick", 75, 75), ("ring", 100, 100)]
    assert [key.words for key in strips.keys] == ["2021", "2020", "objectif"]
    alone = narrow.delay_strips([DelayBar("CNI", 0.0, None, None, "0 j", "#1b7f4d")], "2021", "2020", "objectif")
    assert [key.words for key in alone.keys] == ["2021"] and spans(alone) == [("bar", 0, 0)]


@pytest.mark.parametrize("end", [date(2021, 1, 1), date(2022, 1, 1)])
def test_a_timeline_goes_from_its_first_day_to_its_last(end):
    """A single day too; what is told as planned is a hollow mark."""
    rows = [TimelineRow("Audit", "next", date(2021, 1, 1), end, end, "avant 2022", date(2021, 1, 1))]
    strips = narrow.timeline_strips(
        rows, date(2021, 1, 1), "arrêté", {"done": "fait", "passed": "passé", "next": "à venir"}
    )
    width = 0 if end.year == 2021 else 100
    assert spans(strips) == [("range", 0, width), ("tick", 0, 0), ("ring", 0, 0), ("dot", width, width)]
    assert [key.words for key in strips.keys] == ["à venir", "délai pour le faire", "arrêté", "date prévue"]


def test_years_are_bars_from_zero():
    """Shares out of a hundred, others out of their largest; a year that is not known has no line, a provisional one says so."""
    known = (YearPoint(50.0), None, YearPoint(75.0, is_open=True))
    panels = [
        YearPanel("Décrochés", "pct", (YearLine(known),)),
        YearPanel("Délai", "days", (YearLine((YearPoint(10.0), YearPoint(5.0), None)),)),
    ]
    strips = narrow.year_strips(panels, ("2019", "2020", "2021"))
    assert [(line.label, line.words) for line in strips.lines] == [
        ("Décrochés", ""), ("2019", "50\u202f%"), ("2021", "75\u202f%"), ("Délai", ""), ("2019", "10"), ("2020", "5"),
    ]  # fmt: skip
    assert spans(strips, 2) == [("bar", 0, 75), ("ring", 75, 75)] and spans(strips, 5) == [("bar", 0, 50)]
    assert [key.words for key in strips.keys] == ["chiffre provisoire"]


def figure(strips):
    return Figure(
        "f",
        "Légende",
        "Ce que montre le dessin",
        b"<svg/>",
        Table("t", "T", (TableColumn("A"),), ((Cell("x"),),)),
        strips,
    )


def test_strips_come_back_from_their_json_and_have_the_text_of_the_drawing():
    """Only a page shows them: one of both is displayed, and has the alternative text; hostile words come out as text."""
    strips = narrow.count_strips(["<script>x</script>"], [3], ["3 <b>"])
    element = figure(strips)
    assert element_from_json(element.to_json()) == element and isinstance(element.strips, Strips)
    page = str(render_markup(element.to_json()))
    assert page.count('aria-label="Ce que montre le dessin"') + page.count('alt="Ce que montre le dessin"') == 2
    assert "<script>" not in page and "&lt;script&gt;x" in page and "<b>" not in page
    assert "qep-strips" not in render_html(element.to_json())
