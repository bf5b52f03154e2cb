"""Can this printed percentage come from that base (GRIM test, Brown and Heathers 2017)? Warning words are elsewhere."""

import math
from decimal import Decimal
from fractions import Fraction


def attainable_counts(percent: float, decimals: int, base: int) -> tuple[int, ...]:
    """Counts k for which 100 k / base, rounded half up to `decimals`, prints as `percent`; empty when none does.

    95.5 % cannot come from 104 answers; 54 % of 171 is 92 or 93.
    """
    printed = Decimal(str(percent))
    if base <= 0 or printed != round(printed, decimals):
        return ()
    half_unit = Fraction(1, 2 * 10**decimals)
    low = (Fraction(printed) - half_unit) * base / 100
    high = (Fraction(printed) + half_unit) * base / 100
    return tuple(range(max(0, math.ceil(low)), min(base, math.ceil(high) - 1) + 1))


def mean_contradicts_share(mean: float, share: float, deadline: int) -> bool:
    """True when a mean delay is too small for the share answered within `deadline` days (statistics.md 1.3).

    `share` is a fraction. Those late took at least `deadline + 1` days, so the mean is at least
    `(1 - share) * (deadline + 1)`: 75 % within 5 days and a mean of 1 day cannot hold for the same requests.
    """
    return mean < (1 - share) * (deadline + 1)
