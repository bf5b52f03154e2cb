"""The timeline of a label: the same bytes for the same data, every state drawn, hostile labels drawn as they are."""

import xml.etree.ElementTree as ElementTree
from datetime import date

import pytest

from qep_lib.display.timeline import STATE_MARKS, TimelineRow, draw_timeline

AS_OF = date(2021, 1, 13)
HOSTILE = ("entre 50 $ et 60 $", r"$\frac{1}{$", r"\foo_bar^2", "_caché", "<b>&amp;</b>", "l" * 120, "œ ≥ ● ▲")


def draw(label, states=tuple(STATE_MARKS), start=date(2019, 12, 18), limit=date(2022, 12, 18)):
    """One row a state, with `label` wherever a label can stand."""
    rows = [TimelineRow(label, state, start, limit, limit, label, date(2021, 6, 22)) for state in states]
    return draw_timeline(rows, AS_OF, label, dict.fromkeys(STATE_MARKS, label))


def test_the_same_data_draws_the_same_bytes():
    """No clock, no random identifier; another state draws another picture."""
    assert draw("Audit") == draw("Audit")
    assert draw("Audit", ("passed",)) != draw("Audit", ("done",))


@pytest.mark.parametrize("label", HOSTILE)
def test_hostile_labels_are_drawn_and_the_svg_stays_well_formed(label):
    """Dollars, backslashes, markup and long words neither stop the drawing nor become markup."""
    assert ElementTree.fromstring(draw(label)).tag == "{http://www.w3.org/2000/svg}svg"


@pytest.mark.parametrize(
    ("start", "limit"), [(date(2021, 1, 1), date(2021, 1, 1)), (date(2019, 12, 31), date(2026, 1, 2))]
)
def test_one_day_or_many_years_can_be_drawn(start, limit):
    """The axis has its dates whatever the span."""
    assert draw("Audit", ("next",), start, limit).startswith(b"<svg")


def test_states_are_told_by_shape_as_well_as_by_colour():
    """Colour alone would not be read by everyone."""
    shapes = [shape for shape, _ in STATE_MARKS.values()]
    assert len(set(shapes)) == len(shapes)


def test_a_label_of_several_lines_has_the_room_that_it_takes():
    """Three lines of type push the next milestone down rather than being printed over it."""
    short, long = (
        float(ElementTree.fromstring(draw(label)).get("viewBox").split()[3]) for label in ("Audit", "mot " * 30)
    )
    assert long > short + 3 * 10
