"""What surrounds the figures of a compared set: the mean that they stand around, and the interval of each.

Readings are `readings.py`, whose mean is the one given here wherever there is one.
"""

import math
from dataclasses import dataclass

from qep_lib.comparison.comparable import ComparedSet
from qep_lib.comparison.readings import ReadSet, counted
from qep_lib.errors import sure
from qep_lib.indicators.rows import SCALES
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.stats.intervals import wilson

FEWEST_COUNTED = 2
"""Sites with counts under which a mean of cases would be the figure of one of them."""


@dataclass(frozen=True, slots=True)
class Middle:
    """The mean of a set, in the indicator's unit.

    `counts`: (numerator, denominator) of all the units of the sites whose counts are known; None where nobody's are, and
    each site weighs the same.
    """

    value: float
    counts: tuple[float, float] | None


def middle_of(indicator: Indicator, compared: ComparedSet, read: ReadSet | None) -> Middle | None:
    """The mean of the sites; None for medians and ninth deciles, of which a mean says nothing."""
    if indicator.measurement.statistic in ("median", "p90"):
        return None
    sites = counted(compared)
    if read is None and len(sites) < FEWEST_COUNTED:
        return Middle(math.fsum(sure(c.measured.value) for c in compared.candidates) / len(compared.candidates), None)
    total = math.fsum(sure(c.measured.numerator) for c in sites)
    units = math.fsum(sure(c.measured.denominator) for c in sites)
    return Middle(read.mean if read else total * SCALES.get(indicator.unit, 1) / units, (total, units))


def interval_of(indicator: Indicator, measured: Measured, confidence: float) -> tuple[float, float] | None:
    """The interval of a figure set beside others, in its unit: its own, else Wilson's for a share with its counts.

    A register is a full count and needs none by itself; beside another site, its share is one draw of what could have
    been (statistics.md 1.12). None for a figure whose precision is unknown.
    """
    if measured.low is not None and measured.high is not None:
        return measured.low, measured.high
    count, base = measured.numerator, measured.denominator
    if indicator.measurement.statistic != "share" or indicator.unit not in SCALES or not base or count is None:
        return None
    low, high = wilson(count, base, confidence)
    return low * SCALES[indicator.unit], high * SCALES[indicator.unit]
