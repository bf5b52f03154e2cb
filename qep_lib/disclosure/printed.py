"""How finely a figure is told: its decimals, what a few who all agree lose, changes as they are printed. Words are elsewhere."""

from decimal import Decimal
from fractions import Fraction
from math import inf

from qep_lib.errors import sure
from qep_lib.model.base import Audience
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.stats.rounding import round_half_up

DAYS = ("days", "working_days")
QUANTILES = ("median", "p90")


def decimals_for(measured: Measured, indicator: Indicator, audience: Audience) -> int:
    """Decimals to print: the site's own (`labels.yml`), else the indicator's; none for a quantile of whole days, which is a
    number of days, nor for a public percentage where the smallest of its bases, last year's included, is under
    `whole_points_below` units (statistics.md 3, rule 6).
    """
    if indicator.unit in DAYS and indicator.measurement.statistic in QUANTILES:
        return 0
    bases = [base for base in (measured.denominator, measured.previous_denominator) if base is not None]
    if (
        audience == "public"
        and indicator.unit == "pct"
        and min(bases, default=inf) < measured.limits.whole_points_below
    ):
        return 0
    return indicator.decimals if measured.decimals is None else measured.decimals


def is_small_unanimous(measured: Measured, indicator: Indicator) -> bool:
    """Every answer of a small sample agrees: « 100 % » would overstate and point at people (statistics.md 3, rule 3)."""
    is_small = measured.denominator is not None and measured.denominator < measured.limits.unanimous_below
    is_estimate = indicator.is_sample and measured.low is not None
    if indicator.unit == "score":
        return is_small and is_estimate and measured.low == measured.high
    return is_small and is_estimate and measured.numerator in (0, measured.denominator)


def was_small_unanimous(measured: Measured, indicator: Indicator) -> bool:
    """The same of the figure before: of it only the value and the base are known."""
    base = measured.previous_denominator
    is_small = indicator.is_sample and base is not None and base < measured.limits.unanimous_below
    return is_small and measured.previous in (0, 1000 if indicator.unit == "permille" else 100)


def printed_number(measured: Measured, indicator: Indicator, audience: Audience) -> float | None:
    """The number behind what is printed: as measured inside, rounded as printed in a public file."""
    if measured.value is None or audience == "internal":
        return measured.value
    if is_small_unanimous(measured, indicator):
        return None
    return float(round_half_up(measured.value, decimals_for(measured, indicator, audience)))


def previous_number(measured: Measured, indicator: Indicator, audience: Audience) -> float | None:
    """The number behind last year's value: as measured inside, as printed in a public file."""
    if measured.previous is None or audience == "internal":
        return measured.previous
    if was_small_unanimous(measured, indicator):
        return None
    return float(round_half_up(measured.previous, decimals_for(measured, indicator, audience)))


def printed_change(measured: Measured, indicator: Indicator, audience: Audience) -> float | None:
    """The change as printed: the difference of the two figures as printed, so that who subtracts them finds it.

    That of the exact figures may differ from it by one in its last digit (75,4 and 91,6 are printed 75 and 92, their exact
    difference 16). Whether a change is demonstrated, and internal data files, are of the exact figures. None without a change,
    or where one of the figures is not told: with the change, the other would give it back.
    """
    if measured.change is None or is_small_unanimous(measured, indicator) or was_small_unanimous(measured, indicator):
        return None
    decimals = decimals_for(measured, indicator, audience)
    ends = (printed_end(measured, indicator, decimals), round_half_up(measured.previous, decimals))
    return float(ends[0] - ends[1])


def printed_end(measured: Measured, indicator: Indicator, decimals: int) -> Decimal:
    """The value rounded as it is printed: from its counts where they are known."""
    if indicator.unit == "pct" and measured.origin == "computed" and measured.denominator:
        return round_half_up(Fraction(sure(measured.numerator)) * 100 / Fraction(measured.denominator), decimals)
    return round_half_up(measured.value, decimals)


def change_number(measured: Measured, indicator: Indicator, audience: Audience) -> float | None:
    """The number behind a printed change: as measured inside, as printed in a public file."""
    return measured.change if audience == "internal" else printed_change(measured, indicator, audience)
