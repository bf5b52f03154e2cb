"""Intervals of one proportion or of one count. Differences between two are in `changes`; intervals of delays in `delays`.

Everywhere: fractions between 0 and 1, scalars or arrays that broadcast, floats back. NaN where nothing can be said:
base 0 or missing, successes outside [0, base]. What is then printed (« aucune demande ») is the status's affair.
"""

from typing import overload

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, ndtri, stdtrit

Bound = float | np.ndarray


@overload
def wilson(successes: float, base: float, confidence: float = 0.95) -> tuple[float, float]: ...
@overload
def wilson(successes: np.ndarray, base: np.ndarray, confidence: float = 0.95) -> tuple[np.ndarray, np.ndarray]: ...
def wilson(successes: npt.ArrayLike, base: npt.ArrayLike, confidence: float = 0.95) -> tuple[Bound, Bound]:
    """Wilson score interval without continuity correction (Newcombe 1998, method 3); the default everywhere.

    `successes` and `base` need not be whole (effective sample sizes).
    """
    x, n = _counts(successes, base)
    z = normal_quantile(confidence)
    with np.errstate(invalid="ignore"):
        p = x / n
        centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
        half = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    # Exactly 0 and 1 at the ends, where rounding would leave 1e-17.
    return _bounds(np.where(x == 0, 0, centre - half), np.where(x == n, 1, centre + half), x)


@overload
def clopper_pearson(successes: float, base: float, confidence: float = 0.95) -> tuple[float, float]: ...
@overload
def clopper_pearson(
    successes: np.ndarray, base: np.ndarray, confidence: float = 0.95
) -> tuple[np.ndarray, np.ndarray]: ...
def clopper_pearson(successes: npt.ArrayLike, base: npt.ArrayLike, confidence: float = 0.95) -> tuple[Bound, Bound]:
    """Exact interval (Clopper and Pearson 1934). Kept for contractual « at least 95 % » statements only."""
    x, n = _counts(successes, base)
    tail = (1 - confidence) / 2
    low = betaincinv(x, n - x + 1, tail)
    high = betaincinv(x + 1, n - x, 1 - tail)
    return _bounds(np.where(x == 0, 0, low), np.where(x == n, 1, high), x)


@overload
def mean_interval(total: float, squares: float, n: float, confidence: float = 0.95) -> tuple[float, float]: ...
@overload
def mean_interval(
    total: np.ndarray, squares: np.ndarray, n: np.ndarray, confidence: float = 0.95
) -> tuple[np.ndarray, np.ndarray]: ...
def mean_interval(
    total: npt.ArrayLike, squares: npt.ArrayLike, n: npt.ArrayLike, confidence: float = 0.95
) -> tuple[Bound, Bound]:
    """Interval of a mean by Student's t, from the sum of n values and that of their squares; NaN under two values."""
    total, squares, n = (np.asarray(column, dtype=float) for column in (total, squares, n))
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total / n
        spread = np.sqrt(np.maximum(squares - n * mean**2, 0) / (n - 1) / n)
        half = np.where(n > 1, stdtrit(np.maximum(n - 1, 1), 1 - (1 - confidence) / 2) * spread, np.nan)
    return mean - half, mean + half


def normal_quantile(confidence: float) -> float:
    """z of a two-sided interval: 1.959964 for 0.95."""
    return float(ndtri(0.5 + confidence / 2))


def _counts(successes: npt.ArrayLike, base: npt.ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Both as floats of one shape, NaN where no interval exists."""
    x, n = np.broadcast_arrays(np.asarray(successes, dtype=float), np.asarray(base, dtype=float))
    usable = (n > 0) & (x >= 0) & (x <= n)
    return np.where(usable, x, np.nan), np.where(usable, n, np.nan)


def _bounds(low: np.ndarray, high: np.ndarray, x: np.ndarray) -> tuple[Bound, Bound]:
    if x.ndim == 0:
        return float(low), float(high)
    return low, high
