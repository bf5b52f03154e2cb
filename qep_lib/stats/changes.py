"""Changes between two independent periods: shares, counts, and many tests at once. One proportion: `intervals`.

Two items of the same survey are paired (same people): none of this applies to them.
"""

import numpy as np
import numpy.typing as npt
from scipy.special import bdtr, ndtr

from qep_lib.stats.intervals import clopper_pearson, wilson


def newcombe(
    x1: npt.ArrayLike, n1: npt.ArrayLike, x2: npt.ArrayLike, n2: npt.ArrayLike, confidence: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Interval of p1 - p2 as fractions, hybrid score (Newcombe 1998, method 10); NaN where a base is 0 or missing."""
    low1, high1 = wilson(np.asarray(x1), np.asarray(n1), confidence)
    low2, high2 = wilson(np.asarray(x2), np.asarray(n2), confidence)
    p1, p2 = _share(x1, n1), _share(x2, n2)
    difference = p1 - p2
    low = difference - np.sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2)
    high = difference + np.sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)
    return low, high


def score_p_value(x1: npt.ArrayLike, n1: npt.ArrayLike, x2: npt.ArrayLike, n2: npt.ArrayLike) -> np.ndarray:
    """Two-sided p of « p1 = p2 », score test without correction (pooled variance; Pearson's chi-square).

    1 when everybody, or nobody, succeeded in both; NaN where a base is 0 or missing.
    """
    p1, p2 = _share(x1, n1), _share(x2, n2)
    n1, n2 = np.asarray(n1, dtype=float), np.asarray(n2, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        pooled = (n1 * p1 + n2 * p2) / (n1 + n2)
        error = np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
        z = np.where(p1 == p2, 0, (p1 - p2) / error)
    return np.asarray(2 * ndtr(-np.abs(z)))


def adjust_p_values(p: npt.ArrayLike) -> np.ndarray:
    """Benjamini-Hochberg adjusted p-values, same order; a NaN stays NaN and does not count among the tests."""
    values = np.asarray(p, dtype=float)
    adjusted = np.full(values.shape, np.nan)
    known = np.flatnonzero(~np.isnan(values))
    descending = known[np.argsort(-values[known], kind="stable")]
    ranks = np.arange(descending.size, 0, -1)
    adjusted[descending] = np.minimum.accumulate(values[descending] * descending.size / np.maximum(ranks, 1))
    return adjusted


def holm(p: npt.ArrayLike) -> np.ndarray:
    """Holm's (1979) adjusted p-values, same order: kept at 5 %, the chance that even one is wrong is 5 % at most, whatever
    the others are and however they depend on each other. A NaN stays NaN and does not count among the tests."""
    values = np.asarray(p, dtype=float)
    adjusted = np.full(values.shape, np.nan)
    known = np.flatnonzero(~np.isnan(values))
    ascending = known[np.argsort(values[known], kind="stable")]
    steps = values[ascending] * np.arange(ascending.size, 0, -1)
    adjusted[ascending] = np.minimum(1, np.maximum.accumulate(steps))
    return adjusted


def poisson_ratio(
    count: npt.ArrayLike, previous: npt.ArrayLike, confidence: float = 0.95
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """(ratio, low, high, p) of two counts over equal exposures, exact given their sum (R's `poisson.test`).

    42 after 78: 0.54 (0.36 to 0.79). NaN where both are 0 or one is missing; an infinite ratio where `previous` is 0.
    It says nothing on the cause: visits may have fallen as much.
    """
    x, y = np.broadcast_arrays(np.asarray(count, dtype=float), np.asarray(previous, dtype=float))
    low, high = (np.asarray(bound) for bound in clopper_pearson(x, x + y, confidence))
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio, low, high = x / y, low / (1 - low), high / (1 - high)
    undefined = np.isnan(low)
    smaller, total = (np.where(undefined, 0, v) for v in (np.minimum(x, y), x + y))
    # At one half the binomial is symmetric: twice the smaller tail.
    p = np.where(undefined, np.nan, np.minimum(1, 2 * bdtr(smaller, total.astype(int), 0.5)))
    return ratio, low, high, p


def _share(x: npt.ArrayLike, n: npt.ArrayLike) -> np.ndarray:
    """x / n, NaN where n is not positive."""
    x, n = np.asarray(x, dtype=float), np.asarray(n, dtype=float)
    return x / np.where(n > 0, n, np.nan)
