"""Months read on their own past, by hand: who fixes the limits, which months are a signal, what lasts."""

import numpy as np

from qep_lib.comparison.month_readings import Signal, read_months

PAST = [10.0, 12.0] * 6
"""Mean 11, moving ranges all 2: limits 11 ± 5.32, two thirds of the way at 7.45 and 14.55."""


def signals(months, target=None, direction="neutral", past=PAST):
    """What is read in the months that follow `past`."""
    return read_months([*past, *months], len(past), target, direction)


def test_the_months_before_fix_the_limits():
    """A collapse of the period does not widen the limits that show it."""
    reading = signals([2.0, 2.0])
    assert (reading.chart.centre, reading.baseline, reading.chart.firmness) == (11, 12, "firm")
    assert (round(reading.chart.low, 2), round(reading.chart.high, 2)) == (5.68, 16.32)
    assert reading.signals == (Signal("outside", False, (12, 13)),)


def test_with_too_few_months_before_every_month_fixes_them():
    """Eleven known months of the past are not enough; the limits are then firm from twelve months in all."""
    past = [*PAST[:4], np.nan, *PAST[5:]]
    reading = signals([11.0], past=past)
    assert reading.baseline is None and reading.chart.firmness == "firm"
    assert read_months(PAST[:7], 3).chart.firmness == "provisional"
    assert read_months([3.0, 90.0, 4.0], 0).signals == ()


def test_seven_months_on_one_side_are_a_change_that_lasts_or_not():
    """It lasts when it goes on to the last known month."""
    reading = signals([10.5] * 7 + [np.nan])
    assert reading.lasting_change == Signal("shift", False, tuple(range(12, 19)))
    # The tenth month is also low: the run starts there.
    ended = signals([10.5, 10.0] * 3 + [10.5, 11.5])
    assert ended.lasting_change is None and ended.signals[0].places == tuple(range(12, 19))


def test_three_months_outside_that_go_on_are_a_change_that_lasts():
    """Two may be an accident; three that are over are of the past; the seventh month is not waited for."""
    assert signals([2.0] * 2).lasting_change is None
    assert signals([2.0] * 3).lasting_change == Signal("outside", False, (12, 13, 14))
    assert signals([2.0] * 3 + [11.0]).lasting_change is None
    # Seven low months of which the last three are outside: the change is told from the first of them.
    assert signals([10.5] * 4 + [2.0] * 3).lasting_change.places[0] == 12


def test_six_strict_steps_are_a_trend():
    """From the last low month of the past (10, 12, 12.1…) on; falling ones are on the low side; a tie ends the run."""
    assert Signal("trend", True, tuple(range(10, 17))) in signals([12.1, 12.2, 12.3, 12.4, 12.5]).signals
    assert signals([12.1, 12.2, 12.2, 12.3, 10.0]).signals == ()
    assert [s.is_high for s in signals([11.9, 11.8, 11.7, 11.6, 11.5, 11.4]).signals if s.rule == "trend"] == [False]


def test_two_months_of_three_near_a_limit_are_one_signal():
    """15 lies between 14.55 and 16.32; the month between them is on the same side but not near."""
    assert signals([15.0, 12.0, 15.0]).signals == (Signal("near_limit", True, (12, 14)),)


def test_signals_of_the_past_alone_are_not_told():
    """Two months like no other, a year ago: their ranges are left out of the limits, and they are no question for this
    period."""
    past = [10.0, 12.0] * 4 + [60.0, -38.0] + [10.0, 12.0] * 4
    reading = signals([11.5, 10.5], past=past)
    assert reading.signals == () and (reading.chart.centre, reading.chart.screened) == (11, 3)


def test_the_target_is_judged_on_the_limits():
    """5.68 to 16.32: 5 is always met when more is better, 12 now and then, 17 never; nothing without a target or a side."""
    found = [signals([11.0], target, "higher").reliability for target in (5, 12, 17)]
    assert found == ["reliably_met", "hit_or_miss", "never_met"]
    assert signals([11.0], 17, "lower").reliability == "reliably_met"
    assert signals([11.0], 17).reliability is signals([11.0], None, "higher").reliability is None
    # No month of the period: its target is met by nothing.
    assert signals([np.nan], 5, "higher").reliability is None
