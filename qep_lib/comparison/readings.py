"""What the differences between compared sites allow to say: the reading of each, and those to examine among all.

The question is « is it different from the others? », never « does it meet the target? », which is the rating's.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy.special import bdtr, bdtrc

from qep_lib.comparison.comparable import Candidate, ComparedSet
from qep_lib.errors import sure
from qep_lib.indicators.rows import SCALES
from qep_lib.model.indicator import Indicator
from qep_lib.stats.few_sites import FEWEST_SITES, read_few_shares
from qep_lib.stats.funnel import (
    NAMED_CONFIDENCE,
    PROVISIONAL_SITES,
    WATCH_CONFIDENCE,
    Readings,
    Regime,
    funnel_of_shares,
    is_to_examine,
)

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

    `mean` is the share of all the units of the set together, in the indicator's unit, and `centre` what the sites are read
    against: the mean from 12 sites on, under that the median of their shares (regime « none »). `tau2`, the variance between
    sites as a share squared, widens the limits around the mean.
    """

    compared: ComparedSet
    mean: float
    centre: float
    regime: Regime
    tau2: float
    readings: Mapping[str, SiteReading]


def why_unread(indicator: Indicator, compared: ComparedSet) -> Unread | None:
    """Why no site of the set is read against the others; None when they are.

    Only a share of independent units has a known precision: a mean delay, a rate of dependent calls or a figure declared
    without its counts has none. Under five sites nothing says which are the ordinary ones; under twelve only percentages
    have a size beyond which a site is far (`stats.few_sites`).
    """
    statistic = indicator.measurement.statistic
    if statistic == "rate":
        return "rate"
    if statistic != "share" or indicator.unit not in SCALES:
        return "statistic"
    if len(counted(compared)) < min(FEWEST_SITES, len(compared.candidates)):
        return "counts"
    least = FEWEST_SITES if indicator.unit == "pct" else PROVISIONAL_SITES
    return "few" if len(counted(compared)) < least else None


def counted(compared: ComparedSet) -> tuple[Candidate, ...]:
    """The sites of the set whose figure comes with its counts."""
    return tuple(c for c in compared.candidates if c.measured.denominator and c.measured.numerator is not None)


def read_set(indicator: Indicator, compared: ComparedSet) -> ReadSet | None:
    """The readings of a set of shares; None where nothing honest can be said (`why_unread`).

    A site without counts is left without a reading. Under 12 sites one is named only far from the median; from 12 on, where it
    leaves the mean by more than chance and the ordinary differences of sites explain.
    """
    if why_unread(indicator, compared) is not None:
        return None
    sites = counted(compared)
    successes = np.array([candidate.measured.numerator for candidate in sites], dtype=float)
    bases = np.array([candidate.measured.denominator for candidate in sites], dtype=float)
    funnel, scale = funnel_of_shares(successes, bases), SCALES[indicator.unit]
    mean = funnel.target * scale
    if funnel.regime == "none":
        median, readings = read_few_shares(successes, bases)
        return ReadSet(compared, mean, median * scale, "none", 0.0, _by_site(sites, readings))
    found = {
        candidate.site_id: _checked_exactly(candidate, funnel.target, reading)
        for candidate, reading in zip(sites, _by_site(sites, funnel.readings).values(), strict=True)
    }
    return ReadSet(compared, mean, mean, funnel.regime, funnel.tau2, found)


def _checked_exactly(candidate: Candidate, share: float, reading: SiteReading) -> SiteReading:
    """The reading, weakened where few units are expected on one side and the exact binomial tail is likelier than z says.

    One late update of four, where 98 % are on time, is at z = -3.3, yet happens to one site in thirteen.
    """
    count, base = sure(candidate.measured.numerator), sure(candidate.measured.denominator)
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


def _by_site(sites: Sequence[Candidate], readings: Readings) -> dict[str, SiteReading]:
    columns = readings.codes.tolist(), readings.z.tolist(), readings.p_value.tolist()
    return {one.site_id: SiteReading(*found) for one, found in zip(sites, zip(*columns, strict=True), strict=True)}


def weakened(indicator_id: str, read: ReadSet, kept: Set[tuple[str, str]]) -> ReadSet:
    """The set where a site named low or high that is not `kept` is only watched: what is to examine is the same everywhere."""
    readings = {
        site_id: replace(one, code=f"watch_{one.code}")
        if one.code in ("low", "high") and (indicator_id, site_id) not in kept
        else one
        for site_id, one in read.readings.items()
    }
    return replace(read, readings=readings)


def sites_to_examine(read: Sequence[tuple[str, ReadSet]], level: float) -> frozenset[tuple[str, str]]:
    """(indicator, site) named low or high, and kept by Benjamini-Hochberg over every reading of the grid."""
    cells = [
        (indicator_id, site_id, reading) for indicator_id, found in read for site_id, reading in found.readings.items()
    ]
    if not cells:
        return frozenset()
    kept = is_to_examine([c[2].p_value for c in cells], [c[2].code for c in cells], level)
    return frozenset((cell[0], cell[1]) for cell, is_kept in zip(cells, kept, strict=True) if is_kept)
