"""Drawings: the same bytes for the same data, hostile labels drawn as they are, no reliance on pixels."""

import re
import xml.etree.ElementTree as ElementTree

import pytest
from bad_inputs import plays

from qep_lib.display import figures
from qep_lib.display.figures import level_segments

OPTIONS = (
    ("Très satisfait", "positive"),
    ("Satisfait", "positive"),
    ("Ni l'un ni l'autre", "neutral"),
    ("Peu satisfait", "negative"),
)
SIDES = tuple(side for _, side in OPTIONS)
HOSTILE = ("entre 50 $ et 60 $", r"$\frac{1}{$", r"\foo_bar^2", "_caché", "<b>&amp;</b>", "l" * 500, "œ ≥ ● ▲")


def draw_all(label):
    """Every kind of drawing with `label` wherever a label can stand."""
    return [
        figures.draw_levels(
            [figures.LevelBar(label, label, (60.0, 35.5, 4.5, 0.0), (label, "", "", ""), label)], OPTIONS
        ),
        figures.draw_dots(
            [figures.Dot(label, 95.5, 89.0, 98.2, label), figures.Dot(label, 50.0, None, None, "")], label
        ),
        figures.draw_dot_groups(
            [
                figures.DotGroup(label, (figures.Dot("", 95.5, 89.0, 98.2, label), None)),
                figures.DotGroup("b", (None, figures.Dot("", 50.0, None, None, label))),
            ],
            [label, "autre site"],
            label,
        ),
        figures.draw_counts([label, "b"], [24, 3], [label, label]),
        figures.draw_delays([figures.DelayBar(label, 5.9, None, None, label, "#000091")], label, label, label),
        figures.draw_steps([figures.Step(label, (0, 1), (0, 100)), figures.Step(label, (0, 2), (0, 50))], label, label),
    ]


def test_the_same_data_draws_the_same_bytes():
    """No clock, no random identifier: a report can be compared byte for byte."""
    assert draw_all("Courtoisie") == draw_all("Courtoisie")


def test_an_interval_ends_where_it_says():
    """A square end makes it longer than its numbers by the width of its line."""
    styles = re.findall(r'style="([^"]*)"', b"".join(draw_all("Courtoisie")).decode())
    intervals = [style for style in styles if "stroke-opacity: 0.35" in style]
    assert len(intervals) == 2 and not any("linecap" in style for style in intervals)


@pytest.mark.parametrize("label", HOSTILE)
def test_hostile_labels_are_drawn_and_the_svg_stays_well_formed(label):
    """Dollars, backslashes, markup and long words neither stop the drawing nor become markup."""
    for svg in draw_all(label[:120]):
        assert ElementTree.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"


@pytest.mark.filterwarnings("ignore:Glyph")
@plays("test_a_label_of_the_corpus_is_drawn")
def test_a_label_of_the_corpus_is_drawn(case):
    """Mathematics, controls, endless words: drawn, a sign that no font has as a box; never an exception in a batch."""
    for svg in draw_all(case["value"]):
        assert ElementTree.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"


def test_another_value_draws_another_picture():
    """The drawing follows its data."""
    one, other = (figures.draw_counts(["a"], [count], ["x"]) for count in (1, 2))
    two = figures.draw_counts(["a", "b"], [1, 2], ["x", "x"]), figures.draw_counts(["a", "b"], [2, 1], ["x", "x"])
    assert two[0] != two[1]
    assert one.startswith(b"<svg") and other.startswith(b"<svg")


def test_sites_are_told_apart_by_their_marks_too():
    """Two dots of one line differ in shape; a site without a figure leaves its place empty and moves nobody."""
    dots = tuple(figures.Dot("", 80.0, 70.0, 90.0, "80 %") for _ in range(3))
    whole, without = (
        figures.draw_dot_groups([figures.DotGroup("a", shown)], ["x", "y", "z"], "part")
        for shown in (dots, (dots[0], None, dots[2]))
    )
    assert len({figures.MARKS[place] for place in range(len(figures.SERIES))}) == len(figures.SERIES)
    assert ElementTree.fromstring(whole).attrib["height"] == ElementTree.fromstring(without).attrib["height"]
    assert whole != without


def test_an_empty_register_can_be_drawn():
    """Zero everywhere is a picture, not a division by zero."""
    assert figures.draw_counts(["a"], [0], ["0"]).startswith(b"<svg")


def test_a_neutral_level_straddles_zero():
    """Half of it on each side, the others beyond: neither the satisfied nor the others gain from those who are neither."""
    very, satisfied, neutral, little = level_segments((40.0, 30.0, 20.0, 10.0), SIDES)
    assert neutral == pytest.approx((-10, 10))
    assert (satisfied, very) == (pytest.approx((10, 40)), pytest.approx((40, 80)))
    assert little == pytest.approx((-20, -10))


def test_two_neutral_levels_share_the_middle_and_without_one_the_sides_meet_at_zero():
    """The sides touch zero when nobody is in between; two neutral levels stand about it together."""
    sides = ("positive", "neutral", "neutral", "negative")
    yes, rather, neither, no = level_segments((50.0, 10.0, 20.0, 20.0), sides)
    assert (rather, neither) == (pytest.approx((-15, -5)), pytest.approx((-5, 15)))
    assert (yes[0], no[1]) == (pytest.approx(15), pytest.approx(-15))
    very, satisfied, _, little = level_segments((60.0, 30.0, 0.0, 10.0), SIDES)
    assert (satisfied[0], very[0], little) == (pytest.approx(0), pytest.approx(30), pytest.approx((-10, 0)))


def test_the_axis_holds_the_negative_half_of_a_neutral_level():
    """Its left half goes below zero with the negative levels, and the axis with it."""
    bar = figures.LevelBar("a", "10", (40.0, 30.0, 20.0, 10.0), ("",) * 4, "0")
    low, high = figures._level_limits([bar], OPTIONS)
    assert (low, high) == (-20, 100)


@pytest.mark.parametrize(
    "draw",
    [
        lambda labels: figures.draw_dots([figures.Dot(label, 80.0, 70.0, 90.0, "80 %") for label in labels], "x"),
        lambda labels: figures.draw_counts(labels, [3] * len(labels), ["3"] * len(labels)),
        lambda labels: figures.draw_levels(
            [figures.LevelBar(label, "9", (60.0, 35.5, 4.5, 0.0), ("", "", "", ""), "0") for label in labels], OPTIONS
        ),
    ],
)
def test_labels_of_three_lines_stand_apart(draw):
    """Each row is as high as three lines of 10 points, 12 with what parts them."""
    label = "Que pensez-vous du temps d'attente avant d'être reçu ou reçue à nos guichets"
    heights = [float(ElementTree.fromstring(draw([label] * n)).attrib["height"].removesuffix("pt")) for n in (2, 12)]
    assert (heights[1] - heights[0]) / 10 >= 3 * 12


def test_the_line_of_zero_strikes_no_figure():
    """It is drawn before the bars, which hide it: the figure of a level that straddles zero stands on its bar alone."""
    svg = figures.draw_levels([figures.LevelBar("a", "10", (40.0, 30.0, 20.0, 10.0), ("",) * 4, "0")], OPTIONS).decode()
    line, bar = (svg.index(colour) for colour in (f"stroke: {figures.INK}", "stroke: #ffffff"))
    assert line < bar


def test_a_figure_is_written_on_a_segment_that_has_room_for_it():
    """« 5 % » and « 6 % » on two thin neighbours ran into each other; the table beside says them all."""
    words = ("41 %", "43 %", "5 %", "11 %")
    svg = figures.draw_levels([figures.LevelBar("a", "10", (41.0, 43.0, 5.0, 11.0), words, "0")], OPTIONS).decode()
    assert [one for one in words if f">{one.replace(' ', chr(0x20))}</text>" in svg] == ["41 %", "43 %", "11 %"]


def test_small_parts_of_a_whole_are_named_on_one_line():
    """Four late and one that waits, of forty-one: their words do not stand one over the other."""
    parts = [("à temps : 36", 36, "met"), ("en retard : 4", 4, "far"), ("sans réponse, délai dépassé : 1", 1, "far")]
    drawn = figures.draw_whole(parts).decode()
    assert "en retard : 4 · sans réponse, délai dépassé : 1" in drawn
    assert drawn.count("<text") == 2
