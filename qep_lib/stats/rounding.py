"""Rounding half up, for print only.

French writing of numbers is `display/`. Python's `round`, numpy and pandas round half to even: 12.5 would print as 12.
"""

import math
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from numbers import Integral

from qep_lib.errors import QepError

_FLOAT_DIGITS = 15
"""Significant digits that every float keeps. Reading no more undoes noise: 0.285 * 100 is 28.499999999999996."""


Number = int | float | Decimal | Fraction


def round_half_up(value: Number | None, decimals: int) -> Decimal:
    """`value` with `decimals` decimals, ties away from zero as in spreadsheets; never « -0 ».

    Raises `QepError` on None, NaN or infinity: what cannot be computed has a status and is not printed.
    """
    if value is None or not math.isfinite(value):
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
