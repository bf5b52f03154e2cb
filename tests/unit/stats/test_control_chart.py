"""Monthly series: limits by hand and by scipy, few months, months like no other, changes that last, targets."""

import numpy as np
import pytest
from scipy import stats

from qep_lib.stats import control_chart as module
from qep_lib.stats.control_chart import (
    control_chart,
    drawn_limits,
    find_change,
    is_like_no_other,
    own_sample_factor,
    prediction_factor,
    target_reliability,
    variance_of_mean,
)

STEADY = [10, 12] * 6
"""Mean 11, standard deviation √(12/11)."""
SPREAD = np.sqrt(12 / 11)


def test_limits_of_the_past_by_hand():
    """The prediction interval of one more month: Student's 11 degrees of freedom at 0.25 % a side is 3.4966."""
    chart = control_chart([*STEADY, 99], 12)
    assert (chart.centre, chart.spread, chart.past, chart.reference) == (11, pytest.approx(SPREAD), 12, 12)
    half = stats.t.ppf(0.9975, 11) * SPREAD * np.sqrt(13 / 12)
    assert (chart.low, chart.high) == pytest.approx((11 - half, 11 + half))
    assert chart.is_outside.tolist() == [False] * 12 + [True]


def test_factors_are_those_of_the_laws():
    """Hahn and Meeker (1991, table A.13) for one more observation; Thompson's law against draws of its own sample."""
    assert prediction_factor(10, 0.05) == pytest.approx(2.373, abs=0.001)
    assert prediction_factor(4, 0.05) == pytest.approx(3.558, abs=0.001)
    draws = np.random.default_rng(3).standard_normal((200_000, 8))
    deviation = (draws[:, 0] - draws.mean(axis=1)) / draws.std(axis=1, ddof=1)
    assert np.mean(np.abs(deviation) > own_sample_factor(8, 0.05)) == pytest.approx(0.05, abs=0.002)
    # The modified Thompson tau of 10 observations at 5 % is 1.798.
    assert own_sample_factor(10, 0.05) == pytest.approx(1.798, abs=0.001)


@pytest.mark.parametrize("known", [5, 6])
def test_six_months_of_the_past_fix_the_limits(known):
    """With fewer, every month does; missing ones are none."""
    past = [*STEADY[:known], *[np.nan] * (12 - known)]
    chart = control_chart([*past, 10, 12, 40], 12)
    assert chart.past == (12 if known == 6 else None)
    assert (chart.centre, chart.reference) == ((11, 6) if known == 6 else (pytest.approx(116 / 8), 8))


def test_without_a_past_a_month_is_judged_in_its_own_sample():
    """Eleven months and one far away: outside, although the limits hold it."""
    series = [*STEADY[:11], 40]
    chart = control_chart(series, 0)
    assert chart.past is None and np.flatnonzero(chart.is_outside).tolist() == [11]
    half = own_sample_factor(11) * np.std(STEADY[:11], ddof=1)
    assert chart.screened == 1 and chart.high == pytest.approx(chart.centre + half)
    assert control_chart(STEADY, 0).high == pytest.approx(11 + own_sample_factor(12) * SPREAD)


@pytest.mark.parametrize(("points", "firmness"), [(0, "none"), (5, "none"), (6, "provisional"), (11, "provisional")])
def test_few_points_have_provisional_limits_or_none(points, firmness):
    """Under 6 only a line; missing months are no points; from 12 they are firm."""
    chart = control_chart([*STEADY[:points], np.nan, np.nan], 0)
    assert (chart.firmness, chart.reference, chart.screened) == (firmness, points, 0)
    assert np.isnan(chart.low) == np.isnan(chart.high) == np.isnan(chart.spread) == (firmness == "none")
    assert np.isnan(chart.centre) == (points == 0)
    assert not chart.is_outside.any()
    if firmness == "none":
        assert target_reliability(chart, 10, "higher") is None
    assert control_chart(STEADY, 12).firmness == "firm"


def test_the_grain_widens_the_limits_by_one_step():
    """A past that never moved: one case more is not unusual, two are."""
    chart = control_chart([5] * 12 + [6, 4, 6.1], 12, grain=1)
    assert (chart.low, chart.high) == (4, 6)
    assert chart.is_outside.tolist() == [False] * 14 + [True]
    plain, wide = control_chart(STEADY, 12), control_chart(STEADY, 12, grain=2)
    assert (wide.low, wide.high) == (pytest.approx(plain.low - 2), pytest.approx(plain.high + 2))


def test_months_like_no_other_do_not_make_the_limits():
    """Three of fifteen are left out, four of fifteen are not: over a quarter, they are ordinary."""
    assert is_like_no_other(np.array([*STEADY, 40, 41, 42])).tolist() == [False] * 12 + [True] * 3
    assert not is_like_no_other(np.array([*STEADY[:11], 40, 41, 42, 43])).any()
    assert is_like_no_other(np.array([*STEADY, 40, 41, 42, 43])).sum() == 4
    chart = control_chart([*STEADY, 40, -20, 11], 14)
    assert (chart.centre, chart.reference, chart.screened) == (11, 12, 2)


def test_how_far_a_month_like_no_other_is():
    """Deviations of 1 around 11: beyond 6 × 1.4826 = 8.8956 only; where most months are equal, none is."""
    around = np.array([*STEADY, 11, 11, 11.0])
    assert not is_like_no_other(np.append(around, 19.89)).any()
    assert is_like_no_other(np.append(around, 19.90)).sum() == 1
    assert not is_like_no_other(np.array([5.0] * 12 + [90])).any()
    for factor in (0.01, 100):
        assert not is_like_no_other(factor * np.append(around, 19.89)).any()
        assert is_like_no_other(factor * np.append(around, 19.90)).sum() == 1
    assert is_like_no_other(np.array([*STEADY, 40, 41, 42, 43, 44])).tolist() == [False] * 17


def test_under_twelve_months_none_is_left_out():
    """A sample of eleven is too small to say what is like no other."""
    assert control_chart([*STEADY[:10], 40, 11], 11).screened == 0
    assert control_chart([*STEADY[:11], 40, 11], 12).screened == 1


def expected_p(distance, size, spread, reference, starts):
    """Student's t with the uncertainty of both means, times the starts tried."""
    t = distance / (spread * np.sqrt(variance_of_mean(reference) + variance_of_mean(size)))
    return starts * 2 * stats.t.sf(t, reference - 1)


def test_a_change_by_hand():
    """Six months at 6 after one at 11.5: from the second on, five starts tried of 7 - 3 + 1."""
    change = find_change(control_chart([*STEADY, 11.5, *[6] * 6], 12), 12)
    assert (change.places, change.distance) == (tuple(range(13, 19)), -5)
    assert change.p_value == pytest.approx(expected_p(5, 6, SPREAD, 12, 5), rel=1e-6)
    rising = find_change(control_chart([*STEADY, 10, *[16] * 6], 12), 12)
    assert (rising.places, rising.distance) == (tuple(range(13, 19)), 5)


def test_the_likeliest_start_is_told():
    """Two months a little low, then six very low: the change starts with the six; of equals, with the earliest."""
    change = find_change(control_chart([*STEADY, 10.9, 10.9, *[6] * 6], 12), 12)
    assert change.places == tuple(range(14, 20))
    flat = find_change(control_chart([5.0] * 12 + [7.0] * 4, 12), 12)
    assert (flat.places, flat.p_value) == (tuple(range(12, 16)), 0)
    # A spread for which the uncertainty of both means is one is no lack of variation.
    unit = 1 / np.sqrt(variance_of_mean(12) + variance_of_mean(3))
    past = 11 + unit * np.sqrt(11 / 12) * np.tile([-1, 1], 6)
    assert find_change(control_chart([*past, 9, 9, 9], 12), 12).p_value == pytest.approx(2 * stats.t.sf(2, 11))


def test_a_change_goes_on_to_the_last_known_month():
    """Over, or one month back at the mean: none. Missing months do not end it, nor do two months make one."""
    chart = lambda *months: control_chart([*STEADY, *months], 12)  # noqa: E731
    assert find_change(chart(6, 6, 6, 6, 12), 12) is None
    assert find_change(chart(6, 6, 6, 6, 11), 12) is None
    assert find_change(chart(6, 6), 12) is None and find_change(chart(12, 6, 6), 12) is None
    assert find_change(chart(6, np.nan, 6, 6, np.nan), 12).places == (12, 14, 15)
    assert find_change(chart(6, 12, 6, 6, 6), 12).places == (14, 15, 16)


def test_a_change_needs_a_firm_past():
    """Eleven months before are not enough, nor are limits fixed by the months read themselves."""
    assert find_change(control_chart([*STEADY[:11], *[6] * 6], 11), 11) is None
    assert find_change(control_chart([*[11, 12] * 2, *[6] * 12], 4), 4) is None
    assert find_change(control_chart([*STEADY, *[6] * 6], 12), 12) is not None


def test_the_grain_makes_a_change_less_likely():
    """Half a step less; a shift of half a step after a past that never moved is none."""
    chart = control_chart([*STEADY, *[6] * 6], 12, grain=2)
    assert find_change(chart, 12, grain=2).p_value == pytest.approx(expected_p(4, 6, SPREAD, 12, 4), rel=1e-6)
    still = control_chart([5.0] * 12 + [5.5] * 6, 12, grain=1)
    assert find_change(still, 12, grain=1).p_value == 1
    assert find_change(still, 12, grain=0.9).p_value == 0


def test_the_probability_of_a_change_is_at_most_one():
    """Three months at the mean but for a hair."""
    assert find_change(control_chart([*STEADY, *[11.001] * 6], 12), 12).p_value == 1


def test_variance_of_the_mean_of_neighbours():
    """Of 1, 2 and 3 months with a correlation of 0.4: 1; (1 + 0.4) / 2; (3 + 4 × 0.4 + 2 × 0.16) / 9; 1 / n without it."""
    assert [variance_of_mean(n) for n in (1, 2, 3)] == pytest.approx([1, 0.7, 4.92 / 9])
    assert variance_of_mean(12, 0.0) == pytest.approx(1 / 12)
    assert variance_of_mean(5) == pytest.approx((0.4 ** np.abs(np.subtract.outer(range(5), range(5)))).sum() / 25)


def test_drawn_limits_of_a_rate_stay_in_its_range():
    """A rate around 99 % is drawn up to 100; the rules keep the plain limit."""
    chart = control_chart([98, 100] * 6, 12)
    assert drawn_limits(chart, 0, 100) == (chart.low, 100) and chart.high > 100
    assert drawn_limits(chart) == (chart.low, chart.high)
    assert drawn_limits(chart, 99.9, 99.95) == (99.9, 99.95)
    assert drawn_limits(chart, 0, 50) == (50, 50) and drawn_limits(chart, 120, 130) == (120, 120)


@pytest.mark.parametrize(
    ("target", "direction", "met"),
    [
        (5, "higher", "reliably_met"),
        (11, "higher", "hit_or_miss"),
        (17, "higher", "never_met"),
        (17, "lower", "reliably_met"),
        (11, "lower", "hit_or_miss"),
        (5, "lower", "never_met"),
    ],
)
def test_target_against_limits(target, direction, met):
    """Limits 7.2 to 14.8, both directions."""
    assert target_reliability(control_chart(STEADY, 12), target, direction) == met


def test_limit_equal_to_the_target_meets_it():
    """Always exactly on target is reliable, whichever side is better; so is reaching it at best."""
    flat = control_chart([5] * 12, 12)
    assert {target_reliability(flat, 5, side) for side in ("higher", "lower")} == {"reliably_met"}
    wide = control_chart([5] * 12, 12, grain=1)
    assert target_reliability(wide, 6, "higher") == target_reliability(wide, 4, "lower") == "hit_or_miss"


def test_the_limits_are_set_for_two_hundred_months():
    """The constants that the simulation was run with."""
    assert (module.OUTSIDE, module.NEIGHBOURS, module.SHORTEST_CHANGE, module.SCREENED_BEYOND) == (0.005, 0.4, 3, 6)
