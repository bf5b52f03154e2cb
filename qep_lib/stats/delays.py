"""Delays and open cases: who is late, ranks that bound a quantile, Kaplan-Meier.

Counting working days and setting deadlines is `calendars`; quantiles themselves are `tallies`; which rows count, and
out of how many, is decided in `indicators/`.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import bdtr, bdtrik

from qep_lib.calendars import as_days
from qep_lib.stats.intervals import normal_quantile

_AT_MOST = 1e-12
"""Slack of « S(t) <= 0.5 »: products of fractions such as 3/4 x 2/3 may end at 0.5000000000000001."""


@dataclass(frozen=True, slots=True, eq=False)
class Verdicts:
    """What is said of each case on the day it is judged, one flag an array; counts are sums of flags.

    `is_judged`: received by then and promised a deadline. `is_due`: its deadline has passed. `is_answered`: before that
    day ends. The others hold for judged cases only.
    """

    is_judged: np.ndarray
    is_due: np.ndarray
    is_answered: np.ndarray
    is_in_time: np.ndarray


@dataclass(frozen=True, slots=True)
class KaplanMeier:
    """Survival function at each time of an event; the bounds and errors are NaN once survival is 0.

    `median` is the first time with S(t) <= 0.5, NaN when it is never reached (« médiane non atteinte »); so are the
    bounds of the median, read the same way on the bounds of S.
    """

    times: np.ndarray
    survival: np.ndarray
    low: np.ndarray
    high: np.ndarray
    se: np.ndarray
    at_risk: np.ndarray
    median: float
    median_low: float
    median_high: float


def judge_cases(
    received: npt.ArrayLike, answered: npt.ArrayLike, deadline: npt.ArrayLike, until: npt.ArrayLike
) -> Verdicts:
    """What is said of each case on `until` (a day, or one a case): the rule behind both shares in time (statistics.md 1.8).

    The cohort « échue » is `is_due`, chosen by receipt only: a case whose deadline still runs is left out even when
    already answered, otherwise the fast ones would weigh too much, and an open case past its deadline is late. Among
    `is_answered` only, whatever is still open, the share is the official reading (Services Publics +), biased upwards.
    What happened after `until` is not known: an answer dated later is open, a case received later does not exist.
    A case without a deadline is not judged.
    """
    got, sent, due = np.broadcast_arrays(as_days(received), as_days(answered), as_days(deadline))
    today = as_days(until)
    is_judged = (got <= today) & ~np.isnat(due)
    is_answered = is_judged & (sent <= today)
    return Verdicts(is_judged, is_judged & (due < today), is_answered, is_answered & (sent <= due))


def quantile_ranks(n: npt.ArrayLike, p: float, confidence: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Ranks (from 1) of the order statistics that bound a quantile of `n` values: (15, 29) for the median of 43.

    Conservative (Conover 1999); NaN where there are too few values: under 6 for the median at 95 %.
    """
    sizes = np.asarray(n, dtype=float)
    tail = (1 - confidence) / 2
    low, high = _binomial_quantile(tail, sizes, p), _binomial_quantile(1 - tail, sizes, p) + 1
    is_known = (sizes > 0) & (low >= 1) & (high <= sizes)
    return np.where(is_known, low, np.nan), np.where(is_known, high, np.nan)


def kaplan_meier(durations: npt.ArrayLike, observed: npt.ArrayLike, confidence: float = 0.95) -> KaplanMeier:
    """Survival with open cases: `observed` is False where the case is still open (or left) after `durations`.

    Greenwood errors, log-log bounds (R `conf.type="log-log"`). Cases without a duration are left out.
    """
    time = np.asarray(durations, dtype=float)
    happened = np.asarray(observed, dtype=bool)
    happened, time = happened[~np.isnan(time)], time[~np.isnan(time)]
    times, events = np.unique(time[happened], return_counts=True)
    at_risk = time.size - np.searchsorted(np.sort(time), times, side="left")
    survival = np.cumprod(1 - events / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.cumsum(events / (at_risk * (at_risk - events)))
        se = np.where(survival > 0, survival * np.sqrt(variance), np.nan)
        spread = np.exp(normal_quantile(confidence) * np.sqrt(variance) / np.abs(np.log(survival)))
        low = np.where(survival > 0, survival**spread, np.nan)
        high = np.where(survival > 0, survival ** (1 / spread), np.nan)
    medians = (_first_at_half(times, curve) for curve in (survival, low, high))
    return KaplanMeier(times, survival, low, high, se, at_risk, *medians)


def _binomial_quantile(probability: float, n: np.ndarray, p: float) -> np.ndarray:
    """Smallest k with P(B <= k) >= probability; 0 where there is no trial."""
    k = np.ceil(bdtrik(probability, np.where(n > 0, n, 1), p))
    is_over = (k > 0) & (bdtr(np.maximum(k - 1, 0), np.where(n > 0, n, 1).astype(int), p) >= probability)
    return np.where(n > 0, k - is_over, 0)


def _first_at_half(times: np.ndarray, curve: np.ndarray) -> float:
    reached = np.flatnonzero(curve <= 0.5 + _AT_MOST)
    return float(times[reached[0]]) if reached.size else float("nan")
