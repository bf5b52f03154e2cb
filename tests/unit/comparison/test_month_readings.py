"""Months read on their own past, by hand: which months are a signal, what may have changed, what a whole report says."""

import numpy as np
import pytest

from qep_lib.comparison.month_readings import Signal, grain_of, is_large, lasting_changes, read_months
from qep_lib.stats.control_chart import Change

PAST = [10.0, 12.0] * 6
"""Mean 11, standard deviation √(12/11): limits 11 ± 3.4966 √(12/11) √(13/12), which are 7.20 and 14.80."""


def read(months, target=None, direction="neutral", past=PAST, grain=0.0):
    """What is read in the months that follow `past`."""
    return read_months([*past, *months], len(past), target, direction, grain)


def test_the_months_before_fix_the_limits():
    """A collapse of the period does not widen the limits that show it."""
    reading = read([2.0, 2.0])
    assert (reading.chart.centre, reading.chart.past, reading.chart.firmness) == (11, 12, "firm")
    assert (round(reading.chart.low, 2), round(reading.chart.high, 2)) == (7.2, 14.8)
    assert reading.signals == (Signal(False, (12, 13)),)


def test_the_smallest_step_of_a_series_is_no_signal():
    """Twelve months alike have limits of their own step: 11 beside tens is ordinary where figures go by one, not by a tenth."""
    assert read([11.0], past=[10.0] * 12, grain=1.0).signals == ()
    assert read([11.0], past=[10.0] * 12, grain=0.1).signals == (Signal(True, (12,)),)


def test_months_in_a_row_on_one_side_are_one_signal():
    """Two low, one ordinary, one high, one missing, one high, then a low one at once: four signals, oldest first."""
    months = [2.0, 2.0, 11.0, 20.0, np.nan, 20.0, 2.0]
    assert read(months).signals == (
        Signal(False, (12, 13)),
        Signal(True, (15,)),
        Signal(True, (17,)),
        Signal(False, (18,)),
    )


def test_unusual_months_of_the_past_are_not_told():
    """A month like no other, two years ago, is no question for this period; nor is it in the limits."""
    reading = read([11.0, 14.5], past=[*PAST, 60.0])
    assert reading.signals == () and (reading.chart.centre, reading.chart.screened) == (11, 1)
    assert read([11.0], past=[*PAST[:6], 13.9, *PAST[6:]]).signals == ()


def test_the_last_known_month_and_whether_any_was_read():
    """A missing month at the end; no month of the period; no month at all."""
    assert (read([11.0, np.nan]).last_known, read([11.0, np.nan]).has_months) == (12, True)
    assert (read([np.nan]).last_known, read([np.nan]).has_months) == (11, False)
    assert (read_months([np.nan], 0).last_known, read_months([np.nan], 0).has_months) == (None, False)


def test_a_change_is_measured_in_half_bands():
    """Three months nine under the mean, of a band of 3.80 on each side; nothing without a change or limits of no width."""
    assert read([2.0] * 3).change_in_bands == pytest.approx(9 / (11 - read([2.0]).chart.low))
    assert np.isnan(read([11.0, 11.0]).change_in_bands)
    flat = read_months([5.0] * 12 + [7.0] * 3, 12)
    assert flat.change is not None and np.isnan(flat.change_in_bands)


def test_the_target_is_judged_on_the_limits():
    """7.2 to 14.8: 7 is always met when more is better, 12 now and then, 17 never; nothing without a target or a side."""
    found = [read([11.0], target, "higher").reliability for target in (7, 12, 17)]
    assert found == ["reliably_met", "hit_or_miss", "never_met"]
    assert read([11.0], 17, "lower").reliability == "reliably_met"
    assert read([11.0], 17).reliability is read([11.0], None, "higher").reliability is None
    # No month of the period: its target is met by nothing.
    assert read([np.nan], 5, "higher").reliability is None


def test_a_change_is_said_among_all_the_series_of_the_report():
    """One series moves by four and a half: told alone, and no more among three hundred that do not move."""
    moved, still = read([6.5] * 6), read([11.0, 12.0] * 3)
    assert 0.05 / 300 < moved.change.p_value < 0.05
    assert lasting_changes([moved]) == (moved.change,)
    assert lasting_changes([still, moved]) == (None, moved.change)
    assert lasting_changes([*[still] * 299, moved]) == (None,) * 300
    assert lasting_changes([]) == ()


def test_a_series_without_a_month_of_the_period_is_not_counted():
    """Three hundred sites that sent nothing do not hide the one that changed."""
    moved, absent = read([6.5] * 6), read([np.nan] * 6)
    assert lasting_changes([*[absent] * 299, moved])[-1] == moved.change


def test_holm_lets_the_second_change_through_more_easily():
    """Once the plainest is told, one series fewer is left."""
    plain = read([2.0] * 6)
    close = next(one for x in np.arange(10, 5, -0.01) if (one := read([x] * 6)).change.p_value <= 0.05 / 2)
    assert close.change.p_value > 0.05 / 3
    still = read([11.0, 12.0] * 3)
    assert lasting_changes([plain, close, still]) == (plain.change, close.change, None)
    assert lasting_changes([close, still, still]) == (None, None, None)


def test_the_grain_of_a_series():
    """One case of the smallest base of a share, and never less than what the values are written with."""
    assert grain_of([93.0, np.nan, 95.0], [np.nan, 5, np.nan], 100) == 1
    assert grain_of([93.2, 95.0], [np.nan, np.nan], 100) == 0.1
    assert grain_of([93.24, 95.0], [np.nan, np.nan], None) == 0
    assert grain_of([93.24, 95.0], [40, 20], 100) == 5
    assert grain_of([93.24, 95.0], [40, 0], 1000) == 25
    # A mean delay has bases too, and no step of one case.
    assert grain_of([12.25], [4], None) == 0
    assert grain_of([90.0, 80.0], [2000, 4000], 100) == 1


def test_a_change_is_large_from_the_least_size_on():
    """Both ways; nothing is, where no size is declared."""
    assert is_large(-2.0, 2.0) and is_large(2.0, 2.0) and not is_large(1.99, 2.0)
    assert not is_large(99.0, None)


def test_a_change_keeps_its_months():
    """The places of its months, the mean of their deviations."""
    assert read([11.5, 2.0, 3.0, 4.0]).change == Change((13, 14, 15), -8.0, pytest.approx(0.0, abs=0.01))
