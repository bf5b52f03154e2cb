"""Monthly series on a control chart: the ordinary from the months before, the months that leave it, a change that lasts.

How often each is wrong on ordinary months is simulated (`make simulation`, docs/adr/0013). A missing month is NaN and is no
point. Words are `display/`, drawing is elsewhere.
"""

from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr, stdtrit

OUTSIDE = 0.005
"""Probability of an ordinary month outside the limits where months are independent and normal; 2 % are promised of others."""
PROVISIONAL_POINTS, FIRM_POINTS = 6, 12
SCREENED_BEYOND = 6
"""Robust standard deviations from the median beyond which a month of the past is like no other."""
MOST_SCREENED = 0.25
NORMAL_DEVIATION = 1.4826
"""Standard deviation of a normal law, in medians of absolute deviations."""
NEIGHBOURS = 0.4
"""Correlation that a lasting change allows between a month and the next. Never estimated: on twelve months it cannot be."""
SHORTEST_CHANGE = 3
"""Months under which nothing is a change: an accident (a choice of the project)."""
Firmness = Literal["none", "provisional", "firm"]
Reliability = Literal["reliably_met", "hit_or_miss", "never_met"]


@dataclass(frozen=True, slots=True, eq=False)
class ControlChart:
    """A series with its centre and limits, in its own unit, limits not clipped.

    The first `past` months fix centre, `spread` and limits, of which `reference` are known and ordinary and `screened` were
    left out as like no other; where `past` is None, every month does. With the firmness « none » there are no limits (NaN).
    """

    values: np.ndarray
    past: int | None
    centre: float
    spread: float
    low: float
    high: float
    reference: int
    screened: int
    firmness: Firmness

    @property
    def is_outside(self) -> np.ndarray:
        """One flag a month; false for a missing one, and without limits."""
        return (self.values < self.low) | (self.values > self.high)


@dataclass(frozen=True, slots=True)
class Change:
    """Months that went to one side of the centre and stayed there up to the last known one.

    `places` are theirs in the series, `distance` the mean of their deviations, in the unit of the series. `p_value` is that
    of the likeliest of all the starts that were tried, times their number.
    """

    places: tuple[int, ...]
    distance: float
    p_value: float


def control_chart(values: npt.ArrayLike, first_read: int, grain: float = 0.0) -> ControlChart:
    """Limits that an ordinary month leaves one time in two hundred, for any number of months of the past.

    The months before `first_read` fix them when 6 are known: mean ± t(m - 1) s √(1 + 1/m), the prediction interval of one
    more observation (Hahn and Meeker 1991, 4.2); from 12 they are firm, under that provisional. Otherwise all the known
    months do, from 6: mean ± τ s, by the law of a deviation in its own sample (Thompson 1935). `grain` widens both: the
    smallest step that the values can make, as one case, is never unusual. The standard deviation, and not the moving range:
    months that resemble their neighbours would have limits too narrow.
    """
    series = np.asarray(values, dtype=float)
    past = first_read if np.count_nonzero(~np.isnan(series[:first_read])) >= PROVISIONAL_POINTS else None
    known = series[:past][~np.isnan(series[:past])]
    if known.size < PROVISIONAL_POINTS:
        centre = float(known.mean()) if known.size else np.nan
        return ControlChart(series, past, centre, np.nan, np.nan, np.nan, known.size, 0, "none")
    kept = known[~is_like_no_other(known)] if known.size >= FIRM_POINTS else known
    centre, spread = float(kept.mean()), float(kept.std(ddof=1))
    factor = prediction_factor(kept.size) if past is not None else own_sample_factor(kept.size)
    half = factor * spread + grain
    firmness: Firmness = "firm" if known.size >= FIRM_POINTS else "provisional"
    return ControlChart(
        series, past, centre, spread, centre - half, centre + half, kept.size, known.size - kept.size, firmness
    )


def is_like_no_other(known: np.ndarray) -> np.ndarray:
    """Of twelve months or more, those over 6 robust standard deviations from the median, which would swamp the limits (March
    to May 2020). None where over half the months are equal, and none where over a quarter would go: they are then ordinary.
    """
    away = np.abs(known - np.median(known))
    scale = NORMAL_DEVIATION * np.median(away)
    flags = (away > SCREENED_BEYOND * scale) & (scale > 0)
    return flags if flags.mean() <= MOST_SCREENED else np.zeros_like(flags)


def prediction_factor(size: int, outside: float = OUTSIDE) -> float:
    """Half-width, in standard deviations of `size` observations, of the interval of one more."""
    return float(-stdtrit(size - 1, outside / 2) * np.sqrt(1 + 1 / size))


def own_sample_factor(size: int, outside: float = OUTSIDE) -> float:
    """The same for one of the `size` observations themselves, whose deviation is at most (size - 1) / √size."""
    t = -stdtrit(size - 2, outside / 2)
    return float((size - 1) * t / np.sqrt(size * (size - 2 + t**2)))


def find_change(chart: ControlChart, first_read: int, grain: float = 0.0) -> Change | None:
    """The likeliest change of the months read that goes on to the last known one; None where none can be told.

    It takes firm limits from the past, and `SHORTEST_CHANGE` known months or more, all on one side of the centre. Every start
    is tried, as Student's t of the mean of its months against that of the past, with both means as uncertain as those of
    months that resemble their neighbours, less half a `grain`. Whether it is to be said depends on how many series are read:
    `changes.holm`.
    """
    places = first_read + np.flatnonzero(~np.isnan(chart.values[first_read:]))
    if chart.past is None or chart.firmness != "firm" or places.size < SHORTEST_CHANGE:
        return None
    deviations = chart.values[places] - chart.centre
    is_same_side = np.sign(deviations) == np.sign(deviations[-1])
    longest = places.size if is_same_side.all() else int(np.argmin(is_same_side[::-1]))
    starts = places.size - SHORTEST_CHANGE + 1
    found = []
    for size in range(SHORTEST_CHANGE, longest + 1):
        distance = float(deviations[-size:].mean())
        uncertainty = chart.spread * np.sqrt(variance_of_mean(chart.reference) + variance_of_mean(size))
        p_value = min(1.0, starts * _p_value(max(0.0, abs(distance) - grain / 2), uncertainty, chart.reference - 1))
        found.append(Change(tuple(places[-size:].tolist()), distance, p_value))
    return min(found, key=lambda change: (change.p_value, -len(change.places)), default=None)


@cache
def variance_of_mean(size: int, neighbours: float = NEIGHBOURS) -> float:
    """Variance of the mean of so many months in a row, in variances of one, where each resembles the one before."""
    lags = np.arange(1, size)
    return float((1 + 2 * np.sum((1 - lags / size) * neighbours**lags)) / size)


def drawn_limits(chart: ControlChart, lowest: float = -np.inf, highest: float = np.inf) -> tuple[float, float]:
    """Limits brought back to what the quantity can be: 0 and 100 for a percentage. The rules use the plain ones."""
    return float(np.clip(chart.low, lowest, highest)), float(np.clip(chart.high, lowest, highest))


def target_reliability(chart: ControlChart, target: float, direction: Literal["higher", "lower"]) -> Reliability | None:
    """Whether ordinary variation meets the target every month, now and then, or never; None without limits.

    `direction` is the better side. A limit equal to the target meets it.
    """
    if chart.firmness == "none":
        return None
    worst, best = (chart.low, chart.high) if direction == "higher" else (-chart.high, -chart.low)
    wanted = target if direction == "higher" else -target
    if worst >= wanted:
        return "reliably_met"
    return "hit_or_miss" if best >= wanted else "never_met"


def _p_value(distance: float, uncertainty: float, freedom: int) -> float:
    """Two-sided; a past without any variation leaves nothing to chance."""
    if uncertainty == 0:
        return float(distance == 0)
    return float(2 * stdtr(freedom, -distance / uncertainty))
