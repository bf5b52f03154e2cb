"""Delays and open cases: share within the deadline, quantiles with their intervals, Kaplan-Meier.

Counting working days and setting deadlines is `calendars`; which rows count is decided in `indicators/`.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import bdtr, bdtrik

from qep_lib.calendars import as_days
from qep_lib.stats.intervals import normal_quantile

_AT_MOST = 1e-12
"""Slack of « S(t) <= 0.5 »: products of fractions such as 3/4 x 2/3 may end at 0.5000000000000001."""


class OnTimeShare(NamedTuple):
    """Counts behind a share within the deadline: the share is `on_time / base`.

    `overdue_open`: unanswered after their deadline. `not_yet_due`: deadline still running.
    """

    on_time: int
    base: int
    overdue_open: int
    not_yet_due: int
    answered_late: int


class Ranks(NamedTuple):
    """Order statistics (from 1) that bound the median, and the exact probability that they do."""

    low: int
    high: int
    coverage: float


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


def on_time_cohort(
    received: npt.ArrayLike, answered: npt.ArrayLike, deadline: npt.ArrayLike, as_of: date
) -> OnTimeShare:
    """Share within the deadline among all cases whose deadline has passed on `as_of` (statistics.md 1.8, « échue »).

    The cohort is chosen by receipt only: a case whose deadline still runs is left out even when already answered,
    otherwise the fast ones would weigh too much. An open case past its deadline is late. What happened after `as_of`
    is not known yet: an answer dated later is open, a case received later does not exist. A case without a deadline
    is not judged.
    """
    sent, due, today = _known_cases(received, answered, deadline, as_of)
    matured = due < today
    on_time = matured & (sent <= due)
    late = matured & (sent > due)
    return OnTimeShare(
        on_time=int(on_time.sum()),
        base=int(matured.sum()),
        overdue_open=int((matured & np.isnat(sent)).sum()),
        not_yet_due=int((~matured).sum()),
        answered_late=int(late.sum()),
    )


def answered_on_time(
    received: npt.ArrayLike, answered: npt.ArrayLike, deadline: npt.ArrayLike, as_of: date
) -> OnTimeShare:
    """The official reading (Services Publics +): among answered cases only, whatever is still open.

    Biased upwards; print it named as official, beside `on_time_cohort` and the open cases, which are counted here too
    (`not_yet_due` then holds the open cases only).
    """
    sent, due, today = _known_cases(received, answered, deadline, as_of)
    is_open = np.isnat(sent)
    on_time = int((sent <= due).sum())
    base = int((~is_open).sum())
    return OnTimeShare(
        on_time=on_time,
        base=base,
        overdue_open=int((is_open & (due < today)).sum()),
        not_yet_due=int((is_open & (due >= today)).sum()),
        answered_late=base - on_time,
    )


def quantile(x: npt.ArrayLike, p: float) -> float:
    """Quantile of the known values, type 7 (numpy's and R's default; type 6 differs); NaN without any value."""
    values = _known(x)
    return float(np.quantile(values, p)) if values.size else float("nan")


def quantile_interval(x: npt.ArrayLike, p: float, confidence: float = 0.95) -> tuple[float, float] | None:
    """Interval of a quantile by order statistics (Conover 1999), conservative; None when there are too few values."""
    values = np.sort(_known(x))
    ranks = _quantile_ranks(values.size, p, confidence)
    return None if ranks is None else (float(values[ranks[0] - 1]), float(values[ranks[1] - 1]))


def median_ranks(n: int, confidence: float = 0.95) -> Ranks | None:
    """Ranks that bound the median of `n` values: (15, 29) for 43; None under 6 values at 95 %."""
    ranks = _quantile_ranks(n, 0.5, confidence)
    if ranks is None:
        return None
    low, high = ranks
    return Ranks(low, high, float(bdtr(high - 1, n, 0.5) - bdtr(low - 1, n, 0.5)))


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


def _known_cases(
    received: npt.ArrayLike, answered: npt.ArrayLike, deadline: npt.ArrayLike, as_of: date
) -> tuple[np.ndarray, np.ndarray, np.datetime64]:
    """Answers and deadlines of the cases received by `as_of` that have one; an answer after `as_of` is missing."""
    got, sent, due = np.broadcast_arrays(as_days(received), as_days(answered), as_days(deadline))
    today = np.datetime64(as_of, "D")
    judged = (got <= today) & ~np.isnat(due)
    sent = np.where(sent > today, np.datetime64("NaT"), sent)
    return sent[judged], due[judged], today


def _known(x: npt.ArrayLike) -> np.ndarray:
    values = np.asarray(x, dtype=float)
    return values[~np.isnan(values)]


def _quantile_ranks(n: int, p: float, confidence: float) -> tuple[int, int] | None:
    if n == 0:
        return None
    tail = (1 - confidence) / 2
    low, high = _binomial_quantile(tail, n, p), _binomial_quantile(1 - tail, n, p) + 1
    return (low, high) if low >= 1 and high <= n else None


def _binomial_quantile(probability: float, n: int, p: float) -> int:
    """Smallest k with P(B <= k) >= probability."""
    k = int(np.ceil(bdtrik(probability, n, p)))
    return k - 1 if k > 0 and bdtr(k - 1, n, p) >= probability else k


def _first_at_half(times: np.ndarray, curve: np.ndarray) -> float:
    reached = np.flatnonzero(curve <= 0.5 + _AT_MOST)
    return float(times[reached[0]]) if reached.size else float("nan")
