"""What surrounds the figures of a compared set: the mean that they stand around, and the interval of each.

Readings are `readings.py`, whose mean is the one given here wherever there is one.
"""

import math
from dataclasses import dataclass
from typing import Literal

from qep_lib.comparison.comparable import ComparedSet
from qep_lib.comparison.readings import ReadSet, counted
from qep_lib.errors import sure
from qep_lib.indicators.rows import SCALES
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.stats.intervals import wilson


@dataclass(frozen=True, slots=True)
class Middle:
    """The mean of a set, in the indicator's unit.

    `together`: of all the units of the `site_count` sites whose counts are known; otherwise each site weighs the same.
    """

    value: float
    kind: Literal["together", "plain"]
    site_count: int


def middle_of(indicator: Indicator, compared: ComparedSet, read: ReadSet | None) -> Middle | None:
    """The mean of the sites; None for medians and ninth deciles, of which a mean says nothing."""
    candidates = compared.candidates
    if read is not None:
        return Middle(read.mean, "together", len(read.readings))
    if indicator.measurement.statistic in ("median", "p90"):
        return None
    sites = counted(compared)
    if len(sites) == len(candidates):
        scale = SCALES.get(indicator.unit, 1)
        units = math.fsum(sure(c.measured.denominator) for c in sites)
        return Middle(math.fsum(sure(c.measured.numerator) for c in sites) * scale / units, "together", len(sites))
    return Middle(math.fsum(sure(c.measured.value) for c in candidates) / len(candidates), "plain", len(candidates))


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
