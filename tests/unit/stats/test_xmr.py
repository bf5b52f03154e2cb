"""The XmR chart, as published: limits and rules by hand, missing months, few points."""

import numpy as np
import pytest

from benchmarks.xmr import find_signals, xmr_chart

STEADY = [10, 12] * 6
"""Moving ranges of 2 only: centre 11, limits 11 ± 5.32."""


def test_limits_by_hand():
    """Mean moving range 2, factor 2.66."""
    chart = xmr_chart(STEADY)
    assert (chart.centre, chart.mean_range, chart.screened, chart.firmness) == (11, 2, 0, "firm")
    assert (chart.low, chart.high) == pytest.approx((5.68, 16.32))


def test_month_like_no_other_is_screened_out_of_the_limits():
    """A jump to 40 and back: two ranges of 28 and 30 leave, and the month is outside; unscreened it widens the limits."""
    series = [*STEADY[:6], 40, *STEADY[:6]]
    screened, plain = xmr_chart(series), xmr_chart(series, screen=False)
    assert (screened.screened, screened.mean_range) == (2, 2)
    assert (plain.screened, plain.mean_range) == (0, pytest.approx(78 / 12))
    assert np.flatnonzero(find_signals(screened).is_outside).tolist() == [6]


def test_flat_series_with_one_step_keeps_some_variation():
    """Screening the only step would leave limits of no width, outside which everything is."""
    chart = xmr_chart([5] * 8 + [9] * 4)
    assert (chart.screened, chart.mean_range) == (0, pytest.approx(4 / 11))
    flat = xmr_chart([5] * 12)
    assert (flat.low, flat.high) == (5, 5)
    assert not find_signals(flat).is_outside.any()


@pytest.mark.parametrize(("points", "firmness"), [(0, "none"), (5, "none"), (6, "provisional"), (11, "provisional")])
def test_few_points_have_provisional_limits_or_none(points, firmness):
    """Under 6 only a line, and no rule; missing months are no points."""
    chart = xmr_chart([*STEADY[:points], np.nan, np.nan])
    assert chart.firmness == firmness
    assert np.isnan(chart.low) == (firmness == "none")
    if firmness == "none":
        signals = find_signals(chart)
        assert not any(flags.any() for flags in (signals.is_outside, signals.is_shift, signals.is_trend))


def test_missing_month_gives_no_range_and_ends_runs():
    """10 then nothing then 90 is no range of 80; six points, a hole and six more on one side are no run of seven."""
    chart = xmr_chart([10, 12, 10, 12, np.nan, 92, 90, 92, 90, 92, 90, 92, 90])
    assert chart.mean_range == 2
    holed = xmr_chart([1, 2, 1, 2, 1, 2, np.nan, 2, 1, 2, 1, 2, 1, 9, 9, 9, 9, 9, 9, 9])
    signals = find_signals(holed)
    assert np.flatnonzero(signals.is_shift).tolist() == list(range(13, 20))
    rising = xmr_chart([1, 2, 3, 4, np.nan, 5, 6, 7, 8])
    assert not find_signals(rising).is_trend.any()
    assert xmr_chart([1, np.nan] * 8).firmness == "none"


def test_whole_run_is_flagged():
    """A fall over 7 months flags the 7, an eighth equal month is not part of it."""
    signals = find_signals(xmr_chart([10, 14, 12, 13, 14, 13, 12, 11, 10, 9, 8, 8, 12]))
    assert np.flatnonzero(signals.is_trend).tolist() == list(range(4, 11))


def test_two_of_three_near_a_limit():
    """Limits 11 ± 5.32, two thirds at 14.55: 15 and 15 around 12 are flagged, not the 12; 17 is outside, not near."""
    chart = xmr_chart([10, 12, 10, 12, 10, 12, 10, 12, 10, 12, 10, 12, 10, 12])
    chart.values[5:8] = 15, 12, 15
    assert np.flatnonzero(find_signals(chart).is_near_limit).tolist() == [5, 7]
    chart.values[7] = 17
    assert not find_signals(chart).is_near_limit.any()
    assert np.flatnonzero(find_signals(chart).is_outside).tolist() == [7]
