"""Delays: the cohort whose deadline has passed, quantiles and Kaplan-Meier, with scipy and statsmodels as oracles."""

from datetime import date

import numpy as np
import pytest
from scipy.stats import CensoredData, ecdf, quantile_test
from statsmodels.duration.survfunc import SurvfuncRight

from qep_lib.stats.delays import (
    OnTimeShare,
    answered_on_time,
    kaplan_meier,
    median_ranks,
    on_time_cohort,
    quantile,
    quantile_interval,
)

AS_OF = date(2020, 12, 31)
CASES = [
    # received, answered, deadline
    (date(2020, 12, 1), date(2020, 12, 3), date(2020, 12, 8)),  # on time
    (date(2020, 12, 1), date(2020, 12, 8), date(2020, 12, 8)),  # on time, last day
    (date(2020, 12, 1), date(2020, 12, 9), date(2020, 12, 8)),  # late
    (date(2020, 12, 1), None, date(2020, 12, 8)),  # overdue
    (date(2020, 12, 10), date(2021, 1, 4), date(2020, 12, 17)),  # answered after the cut-off: overdue then
    (date(2020, 12, 28), date(2020, 12, 29), date(2021, 1, 5)),  # answered, deadline still running
    (date(2020, 12, 24), None, date(2020, 12, 31)),  # deadline today: still running
    (date(2021, 1, 2), date(2021, 1, 2), date(2021, 1, 9)),  # not received yet
    (date(2020, 12, 1), date(2020, 12, 2), None),  # a compliment: no deadline
]
COLUMNS = tuple(list(column) for column in zip(*CASES, strict=True))


def test_cohort_keeps_every_case_whose_deadline_has_passed():
    """Open and overdue cases are late; those still in time are not judged, answered or not."""
    assert on_time_cohort(*COLUMNS, AS_OF) == OnTimeShare(2, 5, overdue_open=2, not_yet_due=2, answered_late=1)


def test_official_share_is_of_answered_cases_only():
    """Services Publics +: 3 of 4 answered; the open ones are counted beside."""
    assert answered_on_time(*COLUMNS, AS_OF) == OnTimeShare(3, 4, overdue_open=2, not_yet_due=1, answered_late=1)


def test_empty_register_has_an_empty_base():
    """No request: counts of 0, which the caller turns into « aucune demande »."""
    assert on_time_cohort([], [], [], AS_OF) == answered_on_time([], [], [], AS_OF) == OnTimeShare(0, 0, 0, 0, 0)


def test_simulation_cohort_is_unbiased_and_answered_only_flatters():
    """statistics.md 1.8: 75 % fast, 25 % slow, promise of 10 days, window of 60 days before the cut-off.

    The cohort gives the true share; the answered-only share is more than 5 points above it.
    """
    draw = np.random.default_rng(20201231)
    size = 60_000
    received = np.datetime64(AS_OF) - draw.integers(0, 60, size)
    slow = draw.random(size) < 0.25
    delay = np.where(slow, draw.gamma(4, 10, size), draw.gamma(2, 2.5, size)).astype(int)
    answered, deadline = received + delay, received + 10
    answered[answered > np.datetime64(AS_OF)] = np.datetime64("NaT")
    truth = (delay <= 10).mean()
    cohort = on_time_cohort(received, answered, deadline, AS_OF)
    official = answered_on_time(received, answered, deadline, AS_OF)
    assert cohort.on_time / cohort.base == pytest.approx(truth, abs=0.01)
    assert official.on_time / official.base > truth + 0.05
    assert kaplan_survival_at(10, received, answered) == pytest.approx(1 - truth, abs=0.015)


def kaplan_survival_at(day, received, answered):
    is_open = np.isnat(answered)
    end = np.where(is_open, np.datetime64(AS_OF), answered)
    curve = kaplan_meier((end - received).astype(int), ~is_open)
    return curve.survival[np.searchsorted(curve.times, day, side="right") - 1]


def test_quantile_ignores_missing_and_says_nan_of_nothing():
    """Known values only; no value gives NaN and no interval, without a warning."""
    assert quantile([1, np.nan, 3], 0.5) == 2
    assert np.isnan(quantile([], 0.5))
    assert np.isnan(quantile([np.nan], 0.9))
    assert quantile_interval([], 0.5) is None


def test_interval_of_a_quantile_is_scipys():
    """Medians and ninth deciles of 6 to 400 values: scipy's order-statistic bounds, or None where scipy has NaN."""
    draw = np.random.default_rng(7)
    compared = 0
    for size in (6, 7, 20, 43, 104, 400):
        x = draw.integers(0, 30, size)
        for p in (0.5, 0.9):
            expected = quantile_test(x, p=p).confidence_interval(0.95)
            ours = quantile_interval(x, p)
            if np.isnan(expected).any():
                assert ours is None
            else:
                assert ours == tuple(expected)
                compared += 1
    assert compared >= 8


@pytest.mark.parametrize("n", range(6))
def test_median_of_fewer_than_six_has_no_interval(n):
    """Under 6 values no pair of ranks reaches 95 %."""
    assert median_ranks(n) is None


def test_kaplan_meier_is_statsmodels_and_scipy():
    """300 cases, a third open, many ties: survival, errors, people at risk and bounds of two other libraries."""
    draw = np.random.default_rng(3)
    time, event = draw.integers(1, 40, 300), draw.random(300) < 0.67
    curve = kaplan_meier(time, event)
    other = SurvfuncRight(time, event.astype(int))
    np.testing.assert_array_equal(curve.times, other.surv_times)
    np.testing.assert_array_equal(curve.at_risk, other.n_risk)
    np.testing.assert_allclose(curve.survival, other.surv_prob)
    np.testing.assert_allclose(curve.se, other.surv_prob_se)
    scipys = ecdf(CensoredData.right_censored(time, ~event)).sf.confidence_interval(0.95, method="log-log")
    np.testing.assert_allclose(curve.low, scipys.low.evaluate(curve.times))
    np.testing.assert_allclose(curve.high, scipys.high.evaluate(curve.times))


@pytest.mark.parametrize("n", range(2, 41, 2))
def test_median_is_the_first_time_at_one_half(n):
    """A flat step at exactly one half: its first day (R's midpoint is not taken), whatever the rounding of products."""
    assert kaplan_meier(np.arange(1, n + 1), np.ones(n)).median == n / 2


def test_median_not_reached_is_nan():
    """Two answered of five, and nothing answered at all: no median; a curve that ends at 0 has no bounds there."""
    assert np.isnan(kaplan_meier([1, 2, 9, 9, 9], [1, 1, 0, 0, 0]).median)
    nothing = kaplan_meier([3, 4], [False, False])
    assert nothing.times.size == 0
    assert np.isnan([nothing.median, nothing.median_low, nothing.median_high]).all()
    ended = kaplan_meier([1, 2, np.nan], [True, True, True])
    assert ended.survival.tolist() == [0.5, 0]
    assert np.isnan([ended.low[-1], ended.high[-1], ended.se[-1]]).all()
