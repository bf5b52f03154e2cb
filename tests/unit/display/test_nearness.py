"""What rounding may not hide, by hand: sides of a target, gaps within their class."""

from decimal import Decimal

import pytest

from qep_lib.display.nearness import gap_percent, side_words


@pytest.mark.parametrize(
    ("shown", "direction", "rating", "words"),
    [
        ("90", "higher", "near", "juste sous l'objectif"),
        ("89", "higher", "near", ""),
        ("90", "higher", "met", ""),
        ("89", "higher", "met", "objectif tout juste atteint"),
        ("90", "lower", "off", "juste au-dessus de l'objectif"),
        ("91", "lower", "off", ""),
        ("90", "lower", "met", ""),
        ("91", "lower", "met", "objectif tout juste atteint"),
        ("90", "neutral", "near", ""),
        ("90", "higher", None, ""),
    ],
)
def test_the_side_of_a_target_is_said_where_rounding_hides_it(shown, direction, rating, words):
    """Around a target of 90; nothing where the printed number already says it, or where no side is better."""
    assert side_words(Decimal(shown), Decimal(90), direction, rating) == words


@pytest.mark.parametrize(
    ("gap", "rating", "words"),
    [
        (0.0024, "near", ("moins de ", 1, 0)),
        (0.11, "near", ("", 11, 0)),
        (0.2496, "near", ("", Decimal("24.96"), 2)),
        (0.249999, "near", ("moins de ", 25, 0)),
        (0.25, "off", ("", 25, 0)),
        (0.50, "off", ("", 50, 0)),
        (0.504, "far", ("", Decimal("50.4"), 1)),
        (0.500001, "far", ("un peu plus de ", 50, 0)),
        (3.0, "far", ("", 300, 0)),
    ],
)
def test_a_gap_is_printed_within_its_class(gap, rating, words):
    """The number with the fewest decimals that stays in the class; words where three do not suffice."""
    assert gap_percent(gap, rating) == words
