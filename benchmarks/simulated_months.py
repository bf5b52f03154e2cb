"""Simulated monthly series where nothing ever changes: how many months are marked, how many reports tell a lasting change.

Usage: `make simulation`. Seeded, so that the table is the same everywhere. Series are read by the workbench's own functions, as
a report reads them: 17 a report, twelve months or three read on a past of 0 to 60.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.signal import lfilter

from benchmarks.xmr import find_signals, xmr_chart
from qep_lib.comparison.month_readings import lasting_changes, read_months

SERIES = 17
"""Series of a report: those of the region of the examples."""
REPORTS = 100
PASTS, MONTHS_READ = (0, 6, 12, 24, 60), (12, 3)
SEED = 20211201
Draw = Callable[[np.random.Generator, tuple[int, int]], np.ndarray]


@dataclass(frozen=True, slots=True)
class Law:
    """Ordinary months: how they are drawn, and the smallest step that they can make."""

    draw: Draw
    grain: float = 0.0


@dataclass(frozen=True, slots=True)
class MonthTally:
    """Shares: of ordinary months marked, of reports that tell a lasting change; of months marked by an XmR chart with the four
    rules of the NHS, its limits from the past when twelve months are known."""

    marked: float
    told: float
    marked_by_xmr: float


def _rounded(mean: float, deviation: float) -> Law:
    return Law(lambda rng, shape: np.round(mean + deviation * rng.standard_normal(shape)), 1)


def _counts(mean: float) -> Law:
    return Law(lambda rng, shape: rng.poisson(mean, shape).astype(float), 1)


def _shares(share: float, fewest: int, most: int) -> Law:
    def draw(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
        bases = rng.integers(fewest, most + 1, shape)
        return 100 * rng.binomial(bases, share) / bases

    return Law(draw, 100 / fewest)


def _neighbours(correlation: float) -> Law:
    def draw(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
        # Fifty months more, so that the first month kept is as ordinary as the others.
        noise = rng.standard_normal((shape[0], shape[1] + 50)) * np.sqrt(1 - correlation**2)
        return lfilter([1], [1, -correlation], noise, axis=1)[:, 50:]

    return Law(draw)


PROMISED: Mapping[str, Law] = {
    "normale": Law(lambda rng, shape: rng.standard_normal(shape)),
    "normale (93 ; 1,1), points entiers": _rounded(93, 1.1),
    "normale (93 ; 0,4), points entiers": _rounded(93, 0.4),
    "Poisson 1": _counts(1),
    "Poisson 4": _counts(4),
    "Poisson 30": _counts(30),
    "80 % de 11 à 40": _shares(0.8, 11, 40),
    "95 % de 11 à 40": _shares(0.95, 11, 40),
    "98 % de 20": _shares(0.98, 20, 20),
    "97 % de 1 500 à 2 500": _shares(0.97, 1500, 2500),
    "log-normale 0,3": Law(lambda rng, shape: np.exp(0.3 * rng.standard_normal(shape))),
    "Student 5": Law(lambda rng, shape: rng.standard_t(5, shape)),
    "autocorrélation 0,3": _neighbours(0.3),
}
BEYOND: Mapping[str, Law] = {"autocorrélation 0,5": _neighbours(0.5)}
"""Shown, not promised."""


def simulate_months(law: Law, past: int, read: int, reports: int, seed: int = SEED) -> MonthTally:
    """The rates of one law, a past and a number of months read, over that many reports of `SERIES` series."""
    rng = np.random.default_rng(seed)
    marked = by_xmr = told = 0
    for _ in range(reports):
        series = law.draw(rng, (SERIES, past + read))
        readings = [read_months(values, past, grain=law.grain) for values in series]
        marked += sum(len(signal.places) for reading in readings for signal in reading.signals)
        told += any(change is not None for change in lasting_changes(readings))
        by_xmr += sum(_marked_by_xmr(values, past) for values in series[:3])
    months = reports * read
    return MonthTally(marked / (months * SERIES), told / reports, by_xmr / (months * 3))


def _marked_by_xmr(values: np.ndarray, past: int) -> int:
    signals = find_signals(xmr_chart(values, baseline=past if past >= 12 else None))
    flags = signals.is_outside | signals.is_shift | signals.is_trend | signals.is_near_limit
    return int(flags[past:].sum())


def month_tallies(reports: int = REPORTS) -> Iterator[tuple[str, int, int, MonthTally]]:
    """(law, past, months read, rates) for every line of the table."""
    for name, law in (PROMISED | BEYOND).items():
        for past in PASTS:
            for read in MONTHS_READ:
                if past >= 12 or read == MONTHS_READ[0]:
                    yield name, past, read, simulate_months(law, past, read, reports)
