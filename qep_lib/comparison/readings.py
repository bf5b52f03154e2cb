"""What the differences between compared sites allow to say: the reading of each, and those to examine among all.

The question is « is it different from the others? », never « does it meet the target? », which is the rating's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import bdtr, bdtrc

from qep_lib.comparison.comparable import Candidate, ComparedSet
from qep_lib.indicators.rows import SCALES
from qep_lib.model.indicator import Indicator
from qep_lib.stats.funnel import (
    NAMED_CONFIDENCE,
    WATCH_CONFIDENCE,
    Readings,
    Regime,
    funnel_of_shares,
    is_to_examine,
    read_shares,
)

FEWEST_SITES = 3
"""Sites with counts under which none is read against the others."""
FEWEST_EXPECTED = 5
"""Units expected on the rarer side under which the normal law names too many sites (Cochran's rule)."""
Unread = Literal["statistic", "rate", "counts", "few"]
"""Why a set is not read: no share, dependent units, too few counts known, too few sites."""


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


def why_unread(indicator: Indicator, compared: ComparedSet) -> Unread | None:
    """Why no site of the set is read against the others; None when they are.

    Only a share of independent units has a known precision: a mean delay, a rate of dependent calls or a figure declared
    without its counts has none. Two sites mirror each other around their mean, and neither can be said to be the odd one.
    """
    statistic = indicator.measurement.statistic
    if statistic == "rate":
        return "rate"
    if statistic != "share" or indicator.unit not in SCALES:
        return "statistic"
    if len(counted(compared)) < min(FEWEST_SITES, len(compared.candidates)):
        return "counts"
    return "few" if len(compared.candidates) < FEWEST_SITES else None


def counted(compared: ComparedSet) -> tuple[Candidate, ...]:
    """The sites of the set whose figure comes with its counts."""
    return tuple(c for c in compared.candidates if c.measured.denominator and c.measured.numerator is not None)


def read_set(indicator: Indicator, compared: ComparedSet) -> ReadSet | None:
    """The readings of a set of shares; None where nothing honest can be said (`why_unread`).

    A site without counts is left without a reading. Under 12 sites the readings leave out chance alone; from 12 on, also
    how far ordinary sites differ.
    """
    if why_unread(indicator, compared) is not None:
        return None
    sites = counted(compared)
    successes = np.array([candidate.measured.numerator for candidate in sites], dtype=float)
    bases = np.array([candidate.measured.denominator for candidate in sites], dtype=float)
    funnel = funnel_of_shares(successes, bases)
    if funnel.regime != "none":
        codes, z, p_value, tau2 = *_columns(funnel.readings), funnel.tau2
    elif 0 < funnel.target < 1:
        # Too few sites to know how far ordinary ones differ.
        codes, z, p_value, tau2 = *_columns(read_shares(successes, bases, funnel.target)), 0.0
    else:
        codes, z, p_value, tau2 = ["within"] * len(sites), [0.0] * len(sites), [1.0] * len(sites), 0.0
    found = {
        candidate.site_id: _checked_exactly(candidate, funnel.target, SiteReading(*reading))
        for candidate, reading in zip(sites, zip(codes, z, p_value, strict=True), strict=True)
    }
    return ReadSet(compared, funnel.target * SCALES[indicator.unit], funnel.regime, tau2, found)


def _checked_exactly(candidate: Candidate, share: float, reading: SiteReading) -> SiteReading:
    """The reading, weakened where few units are expected on one side and the exact binomial tail is likelier than z says.

    One late update of four, where 98 % are on time, is at z = -3.3, yet happens to one site in thirteen.
    """
    count, base = candidate.measured.numerator, candidate.measured.denominator
    if min(base * share, base * (1 - share)) >= FEWEST_EXPECTED or share in (0, 1):
        return reading
    tail = bdtr(count, int(base), share) if reading.z < 0 else bdtrc(count - 1, int(base), share) if count > 0 else 1
    p_value = max(reading.p_value, min(1.0, 2 * float(tail)))
    if p_value >= 1 - WATCH_CONFIDENCE:
        code = "within"
    else:
        side = "low" if reading.z < 0 else "high"
        code = side if p_value < 1 - NAMED_CONFIDENCE else f"watch_{side}"
    return SiteReading(code, reading.z, p_value)


def _columns(readings: Readings) -> tuple[list[str], list[float], list[float]]:
    return readings.codes.tolist(), readings.z.tolist(), readings.p_value.tolist()


def sites_to_examine(read: Sequence[tuple[str, ReadSet]], level: float) -> frozenset[tuple[str, str]]:
    """(indicator, site) named low or high, and kept by Benjamini-Hochberg over every reading of the grid."""
    cells = [
        (indicator_id, site_id, reading) for indicator_id, found in read for site_id, reading in found.readings.items()
    ]
    if not cells:
        return frozenset()
    kept = is_to_examine([c[2].p_value for c in cells], [c[2].code for c in cells], level)
    return frozenset((cell[0], cell[1]) for cell, is_kept in zip(cells, kept, strict=True) if is_kept)
