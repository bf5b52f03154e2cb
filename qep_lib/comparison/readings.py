"""What the differences between compared sites allow to say: the reading of each, and those to examine among all.

The question is « is it different from the others? », never « does it meet the target? », which is the rating's.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from qep_lib.comparison.comparable import ComparedSet
from qep_lib.indicators.rows import SCALES
from qep_lib.model.indicator import Indicator
from qep_lib.stats.funnel import Regime, funnel_of_shares, is_to_examine, read_shares

FEWEST_SITES = 3
"""Sites with counts under which none is read against the others."""


@dataclass(frozen=True, slots=True)
class SiteReading:
    """The reading of one site: a code of `stats.funnel.Readings`, its z and two-sided p-value."""

    code: str
    z: float
    p_value: float


@dataclass(frozen=True, slots=True)
class ReadSet:
    """A compared set with the reading of each site that has counts.

    `centre` is the share of all the units of the set together, in the indicator's unit. `tau2`, the variance between sites
    as a share squared, widens the limits when `regime` is « provisional » or « firm »; under 12 sites it is 0.
    """

    compared: ComparedSet
    centre: float
    regime: Regime
    tau2: float
    readings: Mapping[str, SiteReading]


def read_set(indicator: Indicator, compared: ComparedSet) -> ReadSet | None:
    """The readings of a set of shares; None where nothing honest can be said.

    Only a share of independent units has a known precision: a mean delay, a rate of dependent calls or a figure declared
    without its counts has none. A site without counts is left without a reading. Two sites mirror each other around their
    mean, and neither can be said to be the odd one.
    """
    if indicator.measurement.statistic != "share" or indicator.unit not in SCALES:
        return None
    counted = [c for c in compared.candidates if c.measured.denominator and c.measured.numerator is not None]
    if len(counted) < FEWEST_SITES:
        return None
    successes = np.array([candidate.measured.numerator for candidate in counted], dtype=float)
    bases = np.array([candidate.measured.denominator for candidate in counted], dtype=float)
    funnel = funnel_of_shares(successes, bases)
    readings, tau2 = funnel.readings, funnel.tau2
    if funnel.regime == "none":
        # Too few sites to know how far ordinary ones differ: chance alone is left out of the readings.
        tau2 = 0.0
        if 0 < funnel.target < 1:
            readings = read_shares(successes, bases, funnel.target)
    found = {
        candidate.site_id: SiteReading(
            "within" if funnel.target in (0, 1) else str(readings.codes[place]),
            float(readings.z[place]),
            float(readings.p_value[place]),
        )
        for place, candidate in enumerate(counted)
    }
    return ReadSet(compared, funnel.target * SCALES[indicator.unit], funnel.regime, tau2, found)


def sites_to_examine(read: Sequence[tuple[str, ReadSet]], level: float) -> frozenset[tuple[str, str]]:
    """(indicator, site) named low or high, and kept by Benjamini-Hochberg over every reading of the grid."""
    cells = [
        (indicator_id, site_id, reading)
        for indicator_id, found in read
        for site_id, reading in found.readings.items()
        if not math.isnan(reading.p_value)
    ]
    if not cells:
        return frozenset()
    kept = is_to_examine([c[2].p_value for c in cells], [c[2].code for c in cells], level)
    return frozenset((cell[0], cell[1]) for cell, is_kept in zip(cells, kept, strict=True) if is_kept)
