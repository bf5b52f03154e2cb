"""Small charts of months: the same bytes for the same data, gaps left as gaps, hostile titles drawn as they are."""

import xml.etree.ElementTree as ElementTree

import pytest

from qep_lib.display.months import MonthPanel, draw_months

MONTHS = ("J", "F", "M")
HOSTILE = ("entre 50 $ et 60 $", r"$\frac{1}{$", "_caché", "<b>&amp;</b>", "l" * 120)


def panel(title="Appels", values=(10.0, None, 30.0), previous=(None, None, None), is_share=False):
    """One chart of three months."""
    return MonthPanel(title, values, previous, is_share)


def draw(*panels, label="2022"):
    """The charts, with `label` in the legend."""
    return draw_months(panels, MONTHS, label, "2021")


def test_the_same_data_draws_the_same_bytes():
    """And other data another picture; an unknown month is not a zero."""
    assert draw(panel()) == draw(panel())
    assert draw(panel()) != draw(panel(values=(10.0, 0.0, 30.0)))


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_any_number_of_charts_can_be_drawn(count):
    """An odd one leaves an empty place."""
    drawn = draw(*(panel(str(number)) for number in range(count)))
    assert ElementTree.fromstring(drawn).tag == "{http://www.w3.org/2000/svg}svg"


def test_the_year_before_is_drawn_only_when_it_is_known():
    """Its line and its legend appear together."""
    assert draw(panel()) != draw(panel(previous=(9.0, 11.0, None)))


def test_shares_and_zeros_can_be_drawn():
    """Nothing but zeros still has an axis."""
    assert draw(panel(is_share=True)).startswith(b"<svg")
    assert draw(panel(values=(0.0, 0.0, 0.0))).startswith(b"<svg")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_titles_are_drawn(text):
    """Dollars, markup and long words neither stop the drawing nor become markup."""
    assert ElementTree.fromstring(draw(panel(text), label=text)).tag == "{http://www.w3.org/2000/svg}svg"
