"""Delays: the cohort whose deadline has passed, ranks and Kaplan-Meier, with scipy and statsmodels as oracles."""

from datetime import date

import numpy as np
import pytest
from scipy.stats import CensoredData, binom, ecdf
from statsmodels.duration.survfunc import SurvfuncRight

from qep_lib.stats.delays import judge_cases, kaplan_meier, quantile_ranks

AS_OF = date(2020, 12, 31)
CASES = [
    # received, answered, deadline; then judged, due, answered, in time
    (date(2020, 12, 1), date(2020, 12, 3), date(2020, 12, 8), "judged due answered in_time"),
    (date(2020, 12, 1), date(2020, 12, 8), date(2020, 12, 8), "judged due answered in_time"),  # on the last day
    (date(2020, 12, 1), date(2020, 12, 9), date(2020, 12, 8), "judged due answered"),  # late
    (date(2020, 12, 1), None, date(2020, 12, 8), "judged due"),  # open, so late
    (date(2020, 12, 10), date(2021, 1, 4), date(2020, 12, 17), "judged due"),  # answered after the cut-off
    (date(2020, 12, 28), date(2020, 12, 29), date(2021, 1, 5), "judged answered in_time"),  # deadline still running
    (date(2020, 12, 24), date(2020, 12, 31), date(2020, 12, 31), "judged answered in_time"),  # on the as-of day
    (date(2020, 12, 24), None, date(2020, 12, 31), "judged"),  # deadline today: still running
    (date(2020, 12, 1), date(2021, 1, 9), date(2021, 1, 8), "judged"),  # nobody knows yet that it will be late
    (date(2021, 1, 2), date(2021, 1, 2), date(2021, 1, 9), ""),  # not received yet
    (date(2020, 12, 1), date(2020, 12, 2), None, ""),  # a compliment: no deadline
]


@pytest.mark.parametrize(("received", "answered", "deadline", "said"), CASES)
def test_each_case_is_judged_by_what_is_known_on_the_day(received, answered, deadline, said):
    """Open past its deadline: late. Still in time: not in the cohort, answered or not. Later events do not exist."""
    told = judge_cases([received], [answered], [deadline], AS_OF)
    flags = {"judged": told.is_judged, "due": told.is_due, "answered": told.is_answered, "in_time": told.is_in_time}
    assert [name for name, flag in flags.items() if flag.item()] == said.split()


def test_a_case_is_judged_on_the_last_day_that_its_own_file_tells_of():
    """The same open case, in a file extracted before its deadline and in one extracted after it."""
    day = date(2020, 12, 8)
    until = [date(2020, 12, 7), day, date(2020, 12, 9)]
    told = judge_cases([date(2020, 12, 1)] * 3, [None] * 3, [day] * 3, until)
    assert told.is_due.tolist() == [False, False, True]


def test_empty_register_has_an_empty_base():
    """No request: no flag at all, which counts as 0 and becomes « aucune demande »."""
    assert judge_cases([], [], [], AS_OF).is_due.sum() == 0


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
    told = judge_cases(received, answered, deadline, AS_OF)
    assert told.is_in_time[told.is_due].mean() == pytest.approx(truth, abs=0.01)
    assert told.is_in_time[told.is_answered].mean() > truth + 0.05
    assert kaplan_survival_at(10, received, answered) == pytest.approx(1 - truth, abs=0.015)


def kaplan_survival_at(day, received, answered):
    is_open = np.isnat(answered)
    end = np.where(is_open, np.datetime64(AS_OF), answered)
    curve = kaplan_meier((end - received).astype(int), ~is_open)
    return curve.survival[np.searchsorted(curve.times, day, side="right") - 1]


@pytest.mark.parametrize("n", range(6))
def test_median_of_fewer_than_six_has_no_interval(n):
    """Under 6 values no pair of ranks reaches 95 %; six are just enough."""
    assert np.isnan(quantile_ranks(n, 0.5)).all()
    assert quantile_ranks(6, 0.5) == (1, 6)


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


@pytest.mark.parametrize("p", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_ranks_are_those_of_scipys_binomial_law(p, confidence):
    """Any number of values, none included: where both ranks exist, without a warning."""
    sizes = np.arange(0, 80)
    low, high = quantile_ranks(sizes, p, confidence)
    tail = (1 - confidence) / 2
    first, last = binom.ppf(tail, sizes, p), binom.ppf(1 - tail, sizes, p) + 1
    exists = (sizes > 0) & (first >= 1) & (last <= sizes)
    np.testing.assert_array_equal(np.isnan(low), ~exists)
    np.testing.assert_array_equal(low[exists], first[exists])
    np.testing.assert_array_equal(high[exists], last[exists])
    assert exists.any() and np.isnan(quantile_ranks([None, 43], 0.5)[0]).tolist() == [True, False]


def test_once_every_case_is_over_nothing_is_left_to_bound():
    """The last of four ends: survival 0 has neither error nor bounds; a case without a duration is left out."""
    found = kaplan_meier([1, 2, None, 3, 4], [True] * 5)
    np.testing.assert_allclose(found.survival, [0.75, 0.5, 0.25, 0])
    for bound in (found.se, found.low, found.high):
        assert np.isnan(bound).tolist() == [False] * 3 + [True]
    assert (found.at_risk.tolist(), found.median) == ([4, 3, 2, 1], 2)


def test_a_case_received_on_the_day_itself_is_known():
    """And one received the day after does not exist yet."""
    days = np.array(["2020-01-13", "2020-01-14"], dtype="datetime64[D]")
    found = judge_cases(days, [None, None], days + 5, date(2020, 1, 13))
    assert found.is_judged.tolist() == [True, False]
