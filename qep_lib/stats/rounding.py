"""Rounding half up, for print only, exact ratios of counts, and counts blurred for open data.

French writing of numbers is `display/`. Python's `round`, numpy and pandas round half to even: 12.5 would print as 12.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from numbers import Integral

from qep_lib.errors import QepError

LARGEST_REDACTED, ROUNDING_BASE, MIDPOINT_STEP = 7, 5, 6
"""Conventions of OpenSAFELY (docs/outputs/sdc.md) for counts that leave the house."""
_FLOAT_DIGITS = 15
"""Significant digits that every float keeps. Reading no more undoes noise: 0.285 * 100 is 28.499999999999996."""


def round_half_up(value: int | float | Decimal | Fraction, decimals: int) -> Decimal:
    """`value` with `decimals` decimals, ties away from zero as in spreadsheets; never « -0 ».

    Raises `QepError` on NaN or infinity: what cannot be computed has a status and is not printed.
    """
    if not math.isfinite(value):
        raise QepError(f"valeur « {value} » à arrondir : un nombre est attendu. À faire : lire l'état du résultat.")
    if isinstance(value, Fraction):
        scaled = abs(value) * 10**decimals
        units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
        return Decimal(-units if value < 0 else units).scaleb(-decimals)
    if isinstance(value, Decimal):
        exact = value
    elif isinstance(value, Integral):
        exact = Decimal(int(value))
    else:
        exact = Decimal(f"{value:.{_FLOAT_DIGITS}g}")
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP) + 0


def ratio(numerator: int | float, denominator: int | float, scale: int = 100) -> Fraction:
    """`scale * numerator / denominator`, exactly. Raises `QepError` on an empty base, which has no ratio."""
    if denominator == 0:
        raise QepError("rapport sur une base nulle. À faire : lire l'état du résultat (sans objet, aucune demande).")
    return _exact(numerator) * scale / _exact(denominator)


@dataclass(frozen=True, slots=True)
class BlurredCounts:
    """Counts fit for open data, None where redacted, and their total: the sum of what is shown, so it gives nothing back."""

    shown: tuple[int | None, ...]
    total: int


def blur_counts(counts: Iterable[int]) -> BlurredCounts:
    """Counts of 7 or fewer redacted, 0 included, the others rounded to the nearest 5 (OpenSAFELY)."""
    shown = tuple(
        None if count <= LARGEST_REDACTED else (int(count) + ROUNDING_BASE // 2) // ROUNDING_BASE * ROUNDING_BASE
        for count in counts
    )
    return BlurredCounts(shown, sum(count for count in shown if count is not None))


def round_to_midpoint(count: int) -> int:
    """The middle of the count's step of 6: 1 to 6 give 3, 7 to 12 give 9; 0 stays (OpenSAFELY, « midpoint 6 »)."""
    return math.ceil(count / MIDPOINT_STEP) * MIDPOINT_STEP - MIDPOINT_STEP // 2 if count else 0


def _exact(value: int | float) -> Fraction:
    return Fraction(int(value)) if isinstance(value, Integral) else Fraction(value)
