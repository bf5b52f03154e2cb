"""A simulated country where the odd sites are known: how many the funnel finds, and how many ordinary ones it names.

Usage: `make simulation`. Seeded, so that the table is the same everywhere.

Each site has the same true share but for a normal deviation on the logit, afresh for each of 12 indicators; the odd ones
have 54 %. The sites are read as a report reads them, around the share of all answers, once with each way of estimating
the variance between sites (docs/adr/0010).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from benchmarks.timing import percent, table
from qep_lib.stats.funnel import additive_variance, funnel_of_shares, is_to_examine, read_shares, winsorise

INDICATORS = 12
FEWEST_ANSWERS, MOST_ANSWERS = 43, 311
ODD_SHARE = 0.54
COUNTRIES = 50
SEED = 20210115
WINSORISED_NORMAL = 0.6787
"""Variance of a standard normal winsorised at its 10 % and 90 % quantiles."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A country: sites, odd ones among them (the first), standard deviation of true shares on the logit, their mean."""

    site_count: int
    odd_count: int
    spread: float
    mean: float = 0.8


@dataclass(frozen=True, slots=True)
class Tally:
    """Shares of ordinary sites named, and of odd sites found."""

    false_alarms: float
    found: float


Estimator = Callable[[np.ndarray, np.ndarray], float]
ALTERNATIVES: dict[str, Estimator] = {
    "sans surdispersion": lambda z, variance: 0.0,
    "un passage": lambda z, variance: additive_variance(winsorise(z), variance),
    "un passage, corrigé": lambda z, variance: additive_variance(winsorise(z) / np.sqrt(WINSORISED_NORMAL), variance),
    "sans winsorisation": additive_variance,
}
CHOSEN, LISTED = "deux passages (retenu)", "deux passages, puis Benjamini-Hochberg"
SCENARIOS = tuple(
    Scenario(site_count, odd_count, spread)
    for site_count, odd_count in ((100, 0), (100, 5), (20, 0), (20, 1), (12, 0))
    for spread in (0.0, 0.3, 0.4)
)
BEYOND = (Scenario(100, 0, 0.4, mean=0.95),)
"""Near 100 % the true shares that this draws lean to the low side, which no symmetrical limit follows: shown, not promised."""


def draw_country(scenario: Scenario, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """(successes, bases), indicators × sites."""
    shape = (INDICATORS, scenario.site_count)
    bases = rng.integers(FEWEST_ANSWERS, MOST_ANSWERS + 1, shape)
    shares = expit(logit(scenario.mean) + scenario.spread * rng.standard_normal(shape))
    shares[:, : scenario.odd_count] = ODD_SHARE
    return rng.binomial(bases, shares), bases


def name_sites(successes: np.ndarray, bases: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """(way, named or not, indicators × sites): the report's own two, then the alternatives."""
    funnels = [funnel_of_shares(x, n) for x, n in zip(successes, bases, strict=True)]
    codes = np.array([funnel.readings.codes for funnel in funnels])
    yield CHOSEN, np.isin(codes, ("low", "high"))
    yield LISTED, is_to_examine([funnel.readings.p_value for funnel in funnels], codes)
    for way, estimate in ALTERNATIVES.items():
        rows = []
        for funnel, x, n in zip(funnels, successes, bases, strict=True):
            tau2 = estimate(read_shares(x, n, funnel.target).z, funnel.target * (1 - funnel.target) / n)
            rows.append(np.isin(read_shares(x, n, funnel.target, tau2).codes, ("low", "high")))
        yield way, np.array(rows)


def simulate(scenario: Scenario, countries: int, seed: int = SEED) -> dict[str, Tally]:
    """What each way gives over that many countries of one scenario; `found` is NaN without odd sites."""
    rng = np.random.default_rng(seed)
    counts: dict[str, np.ndarray] = {}
    for _ in range(countries):
        for way, is_named in name_sites(*draw_country(scenario, rng)):
            odd, ordinary = np.split(is_named, [scenario.odd_count], axis=1)[:2]
            counts[way] = counts.get(way, 0) + np.array([ordinary.sum(), ordinary.size, odd.sum(), odd.size])
    return {
        way: Tally(named / size, found / odd if odd else np.nan) for way, (named, size, found, odd) in counts.items()
    }


def print_country(countries: int = COUNTRIES) -> float:
    """Print one line a scenario; the worst share of ordinary sites that a report lists, around 80 %."""
    found = {scenario: simulate(scenario, countries) for scenario in SCENARIOS + BEYOND}
    ways = (CHOSEN, LISTED, *ALTERNATIVES)
    print("## Pays simulé\u00a0: sites ordinaires nommés à 99,8\u202f% / sites atypiques trouvés\n")
    print(
        f"{countries} pays de {INDICATORS} indicateurs par ligne, de {FEWEST_ANSWERS} à {MOST_ANSWERS} réponses par site,"
    )
    print(f"sites atypiques à {percent(ODD_SHARE, 0)}\u202f; dispersion\u00a0: écart-type entre sites sur le logit.\n")
    headings = ("sites", "atypiques", "moyenne", "dispersion", *ways)
    print(table(headings, (_line(scenario, tallies, ways) for scenario, tallies in found.items())) + "\n")
    return max(found[scenario][LISTED].false_alarms for scenario in SCENARIOS)


def _line(scenario: Scenario, tallies: dict[str, Tally], ways: tuple[str, ...]) -> list[str]:
    line = [str(scenario.site_count), str(scenario.odd_count), percent(scenario.mean, 0)]
    line.append(f"{scenario.spread:.1f}".replace(".", ","))
    for way in ways:
        found = "–" if np.isnan(tallies[way].found) else percent(tallies[way].found, 0)
        line.append(f"{percent(tallies[way].false_alarms, 2)} / {found}")
    return line
