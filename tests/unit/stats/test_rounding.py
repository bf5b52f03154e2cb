"""Rounding half up and exact ratios."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from qep_lib.errors import QepError
from qep_lib.stats.rounding import blur_counts, ratio, round_half_up, round_to_midpoint


@pytest.mark.parametrize(
    ("value", "decimals", "printed"),
    [
        (12.5, 0, "13"),
        (2.5, 0, "3"),
        (-12.5, 0, "-13"),
        (2.675, 2, "2.68"),
        (0.285 * 100, 0, "29"),
        (Decimal("0.05"), 1, "0.1"),
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(-1, 8), 2, "-0.13"),
        (91.96, 2, "91.96"),
        (3, 1, "3.0"),
        (np.int64(212356), 0, "212356"),
        (np.float64(30.546), 1, "30.5"),
        (-0.04, 1, "0.0"),
        (Fraction(-1, 100), 1, "0.0"),
        (Fraction(0), 1, "0.0"),
        (1e9 + 0.5, 0, "1000000001"),
    ],
)
def test_ties_go_up_whatever_the_type(value, decimals, printed):
    """Every kind of number: ties away from zero, binary noise undone, the decimals kept, never « -0 »."""
    assert str(round_half_up(value, decimals)) == printed


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN")])
def test_what_is_not_a_number_is_not_printed(value):
    """NaN has a status instead; printing it is refused."""
    with pytest.raises(QepError, match="un nombre est attendu"):
        round_half_up(value, 1)


def test_ratio_is_exact():
    """95 of 311 in percent, 4 of 1290 in per mille; numpy's and pandas' numbers too."""
    assert ratio(95, 311) == Fraction(9500, 311)
    assert ratio(4, 1290, 1000) == Fraction(4000, 1290)
    assert ratio(np.float64(95), np.int64(311)) == Fraction(9500, 311)


def test_ratio_of_nothing_is_refused():
    """No request is not 0 %."""
    with pytest.raises(QepError, match=r"^rapport sur une base nulle\. À faire : lire l'état"):
        ratio(0, 0)


def test_counts_for_open_data_give_nothing_back():
    """7 is redacted and 8 is shown; 0 is redacted too; the total is that of what is shown, not the true one."""
    blurred = blur_counts([0, 7, 8, 12, 13, np.int64(102)])
    assert blurred.shown == (None, None, 10, 10, 15, 100)
    assert blurred.total == 135 and type(blurred.total) is int


def test_midpoint_keeps_the_step_only():
    """Every count of a step of 6 prints as its middle; none stays none."""
    found = [round_to_midpoint(count) for count in (0, 1, 6, 7, 311)]
    assert found == [0, 3, 3, 9, 309] and {type(one) for one in found} == {int}
