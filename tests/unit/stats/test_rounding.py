"""Rounding half up."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from qep_lib.errors import QepError
from qep_lib.stats.rounding import round_half_up


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
