"""The four classes of the label, on the published legend and at its edges."""

import json
from pathlib import Path

import pytest

from qep_lib.indicators.rating import rate

CASES = json.loads((Path(__file__).resolve().parents[2] / "data" / "reference_cases.json").read_text(encoding="utf-8"))
RATED = [case for case in CASES if case["method"] == "four_colour_rating"]
CLASS_OF_COLOUR = {"vert": "met", "jaune": "near", "orange": "off", "rouge": "far"}


@pytest.mark.parametrize("case", RATED, ids=[case["id"] for case in RATED])
def test_published_figures_get_the_colour_of_the_published_legend(case):
    """Values and targets of the Cher bilan, rated with the legend it prints."""
    inputs = case["inputs"]
    direction = "lower" if inputs["lower_is_better"] else "higher"
    assert rate(inputs["value"], inputs["target"], direction)[1] == CLASS_OF_COLOUR[case["expected"]["colour"]]


@pytest.mark.parametrize(
    ("value", "target", "direction", "expected"),
    [
        (90.0, 90.0, "lower", "met"),
        (90.0, 90.0, "higher", "met"),
        (37.49, 30.0, "lower", "near"),
        (37.5, 30.0, "lower", "off"),
        (45.0, 30.0, "lower", "off"),
        (45.01, 30.0, "lower", "far"),
        (67.51, 90.0, "higher", "near"),
        (67.5, 90.0, "higher", "off"),
        (45.0, 90.0, "higher", "off"),
        (44.99, 90.0, "higher", "far"),
        (0.3, 0.4, "higher", "off"),
        (0.42, 0.28, "lower", "off"),
        (1.1, 0.88, "lower", "off"),
    ],
)
def test_exactly_25_and_50_percent_belong_to_the_middle_class(value, target, direction, expected):
    """Decimal arithmetic: 0.42 against 0.28 is exactly 50 %, whatever binary fractions say."""
    assert rate(value, target, direction)[1] == expected


def test_gap_is_relative_to_the_target_and_negative_when_it_is_met():
    """3.10 ‰ of fraud detected against 5 lacks 38 %; 5.9 days against 9 is 34 % better."""
    assert rate(3.1, 5.0, "higher") == (pytest.approx(0.38), "off")
    assert rate(5.9, 9.0, "lower") == (pytest.approx(-3.1 / 9), "met")


@pytest.mark.parametrize(
    ("value", "target", "direction"),
    [(None, 5.0, "higher"), (float("nan"), 5.0, "higher"), (5.0, None, "lower"), (5.0, 4.0, "neutral")],
)
def test_nothing_is_rated_without_value_target_or_direction(value, target, direction):
    """No target, no colour; more article 40 reports are neither good nor bad."""
    assert rate(value, target, direction) == (None, None)


def test_a_target_of_zero_has_no_relative_gap():
    """It is met or it is far: no percentage of zero can be taken."""
    assert rate(0.0, 0.0, "lower") == (None, "met")
    assert rate(2.0, 0.0, "lower") == (None, "far")
