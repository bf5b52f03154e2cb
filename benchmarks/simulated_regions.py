"""Simulated regions of five to eleven sites where the odd ones are known: reports that list an ordinary site, odd sites found.

Usage: `make simulation`. Seeded. Read as a report reads them, and as it once did: around the mean, chance only.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from qep_lib.stats.few_sites import read_few_shares
from qep_lib.stats.funnel import is_to_examine, read_shares

INDICATORS = 11
FEWEST_ANSWERS, MOST_ANSWERS = 43, 311
ODD_SHARE = 0.54
REGIONS = 400
SEED = 20220115
SITE_COUNTS = (5, 6, 8, 11)


@dataclass(frozen=True, slots=True)
class Scenario:
    """Odd sites among those of a region, standard deviation of true shares on the logit, their mean."""

    odd_count: int
    spread: float
    mean: float = 0.8


@dataclass(frozen=True, slots=True)
class RegionTally:
    """Shares: of reports that list an ordinary site, of odd sites found (NaN without any), of ordinary ones among those listed
    (NaN where none is), of reports that listed an ordinary site when the mean was the centre."""

    wrong: float
    found: float
    wrong_of_listed: float
    wrong_around_the_mean: float


PROMISED = (
    *(Scenario(odd, spread) for spread in (0.0, 0.3) for odd in (0, 1, 2)),
    *(Scenario(0, 0.3, mean) for mean in (0.6, 0.9)),
)
BEYOND = tuple(Scenario(odd, 0.4) for odd in (0, 1))
"""Sites that differ more than that: shown, not promised."""


def draw_region(site_count: int, scenario: Scenario, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """(successes, bases), indicators × sites, the odd ones first."""
    shape = (INDICATORS, site_count)
    bases = rng.integers(FEWEST_ANSWERS, MOST_ANSWERS + 1, shape)
    shares = expit(logit(scenario.mean) + scenario.spread * rng.standard_normal(shape))
    shares[:, : scenario.odd_count] = ODD_SHARE
    return rng.binomial(bases, shares), bases


def simulate_regions(site_count: int, scenario: Scenario, regions: int, seed: int = SEED) -> RegionTally:
    """What a report of so many sites lists, over that many regions."""
    rng = np.random.default_rng(seed)
    wrong = found = ordinary = listed_count = old_wrong = 0
    for _ in range(regions):
        x, n = draw_region(site_count, scenario, rng)
        read = [read_few_shares(*one)[1] for one in zip(x, n, strict=True)]
        listed = is_to_examine([one.p_value for one in read], np.array([one.codes for one in read]))
        old = [read_shares(*one, one[0].sum() / one[1].sum()) for one in zip(x, n, strict=True)]
        old_listed = is_to_examine([one.p_value for one in old], np.array([one.codes for one in old]))
        wrong += listed[:, scenario.odd_count :].any()
        old_wrong += old_listed[:, scenario.odd_count :].any()
        found += listed[:, : scenario.odd_count].sum()
        ordinary += listed[:, scenario.odd_count :].sum()
        listed_count += listed.sum()
    odd = regions * INDICATORS * scenario.odd_count
    return RegionTally(
        wrong / regions,
        found / odd if odd else np.nan,
        ordinary / listed_count if listed_count else np.nan,
        old_wrong / regions,
    )


def region_tallies(regions: int = REGIONS) -> Iterator[tuple[Scenario, int, RegionTally]]:
    """(scenario, sites, rates) for every cell of the table."""
    for scenario in PROMISED + BEYOND:
        for site_count in SITE_COUNTS:
            yield scenario, site_count, simulate_regions(site_count, scenario, regions)
