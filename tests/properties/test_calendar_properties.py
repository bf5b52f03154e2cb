"""Promises of the working-day rules that hold for any dates (statistics.md 1.10)."""

from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from qep_lib.calendars import deadline_dates, reply_delays, working_calendar, working_days_between

fast = settings(max_examples=60, deadline=None)
days = st.dates(date(2019, 1, 1), date(2023, 12, 31))
conventions = st.sampled_from(["strict", "roll_forward"])
# No official list here: the rules must hold on any calendar, and these tests read no file.
ZONES = ("metropole", "alsace-moselle", "la-reunion", "mayotte", "guyane", "guadeloupe", "martinique")
CALENDARS = {zone: working_calendar(zone, range(2019, 2025), {}) for zone in ZONES}
zones = st.sampled_from(ZONES)


def is_worked(day, calendar) -> bool:
    return bool(np.is_busday(day, busdaycal=calendar))


@fast
@given(zones, days, days, days)
def test_delays_add_up(zone, a, b, c):
    """From a to c is from a to b plus from b to c, in any order of the dates."""
    calendar = CALENDARS[zone]
    whole = working_days_between(a, c, calendar)
    assert whole == working_days_between(a, b, calendar) + working_days_between(b, c, calendar)


@fast
@given(zones, conventions, days, st.integers(0, 60), st.integers(0, 30))
def test_a_later_answer_is_never_a_shorter_delay(zone, convention, received, first, more):
    """One day later adds 0 or 1 working day, and a delay is never over the calendar days."""
    calendar = CALENDARS[zone]
    answered = np.datetime64(received) + np.array([first, first + 1, first + 1 + more])
    delays = working_days_between(received, answered, calendar, convention)
    assert delays[0] >= 0
    assert delays[1] - delays[0] in (0, 1)
    assert delays[2] >= delays[1]
    assert delays[0] <= first


@fast
@given(zones, conventions, days, st.integers(1, 20))
def test_deadline_is_a_worked_day_at_the_promised_distance(zone, convention, received, promise):
    """The last day is worked, `promise` working days after receipt, and one day more of promise moves it on."""
    calendar = CALENDARS[zone]
    due, next_due = deadline_dates(received, [promise, promise + 1], calendar, convention)
    assert is_worked(due, calendar)
    assert working_days_between(received, due, calendar, convention) == promise
    assert next_due > due > np.datetime64(received)


@fast
@given(zones, conventions, days, st.integers(0, 40), st.integers(1, 20))
def test_dates_and_counts_agree_on_worked_days(zone, convention, received, elapsed, promise):
    """For an answer sent on a worked day, « before the deadline » and « delay within the promise » are the same."""
    calendar = CALENDARS[zone]
    answered = np.busday_offset(np.datetime64(received) + elapsed, 0, roll="forward", busdaycal=calendar)
    delay = working_days_between(received, answered, calendar, convention)
    assert (answered <= deadline_dates(received, promise, calendar, convention)) == (delay <= promise)
    assert reply_delays(received, answered, calendar, convention) == delay


@fast
@given(zones, conventions, days, st.integers(0, 60), st.integers(0, 20))
def test_the_days_of_an_answer_and_its_verdict_never_contradict_each_other(
    zone, convention, received, elapsed, promise
):
    """Whatever the day it is sent, week-ends and holidays included: late by date, late by its number of days."""
    calendar = CALENDARS[zone]
    answered = np.datetime64(received) + elapsed
    delay = reply_delays(received, answered, calendar, convention)
    assert (answered <= deadline_dates(received, promise, calendar, convention)) == (delay <= promise)
    assert delay - working_days_between(received, answered, calendar, convention) in (0, 1)
    assert elapsed or delay == 0


@fast
@given(zones, days, st.integers(1, 20))
def test_rolling_forward_is_more_lenient_on_closed_days_only(zone, received, promise):
    """One working day more for what arrives on a closed day, the same deadline otherwise."""
    calendar = CALENDARS[zone]
    strict = deadline_dates(received, promise, calendar)
    lenient = deadline_dates(received, promise, calendar, "roll_forward")
    assert working_days_between(strict, lenient, calendar) == (0 if is_worked(received, calendar) else 1)
