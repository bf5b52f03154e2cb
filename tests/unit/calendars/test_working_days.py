"""Delays in working days and deadlines, by the convention of statistics.md 1.10."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from qep_lib.calendars import as_days, deadline_dates, reply_delays, working_calendar, working_days_between
from qep_lib.errors import ParameterError, QepError

FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2022, 6, day) for day in (10, 11, 12, 13))


@pytest.fixture(scope="module")
def calendar(official):
    return working_calendar("metropole", [2022], official)


@pytest.mark.parametrize(
    ("received", "answered", "strict", "roll_forward"),
    [
        (FRIDAY, FRIDAY, 0, 0),
        (FRIDAY, MONDAY, 1, 1),
        (SATURDAY, SUNDAY, 0, 0),
        (SATURDAY, MONDAY, 1, 0),
        (SUNDAY, date(2022, 6, 17), 5, 4),
        (date(2022, 6, 3), date(2022, 6, 7), 1, 1),
        (MONDAY, FRIDAY, -1, -1),
    ],
)
def test_delay_counts_working_days_after_receipt_up_to_the_answer(received, answered, strict, roll_forward, calendar):
    """Same day 0, a week-end receipt counts its Monday; Whit Monday (6 June) is not worked; a faulty order is < 0."""
    assert working_days_between(received, answered, calendar) == strict
    assert working_days_between(received, answered, calendar, "roll_forward") == roll_forward


@pytest.mark.parametrize(
    ("received", "answered", "strict", "roll_forward"),
    [
        (FRIDAY, date(2022, 6, 17), 5, 5),
        (FRIDAY, date(2022, 6, 18), 6, 6),
        (SATURDAY, date(2022, 6, 17), 5, 4),
        (SATURDAY, date(2022, 6, 18), 6, 5),
        (SATURDAY, SATURDAY, 0, 0),
        (SATURDAY, SUNDAY, 1, 0),
        (date(2022, 6, 3), date(2022, 6, 6), 1, 1),
    ],
)
def test_an_answer_sent_on_a_closed_day_counts_for_the_next_working_day(
    received, answered, strict, roll_forward, calendar
):
    """Due Friday 17 June and sent on the Saturday: six days, and late; Whit Monday counts as the Tuesday."""
    assert reply_delays(received, answered, calendar) == strict
    assert reply_delays(received, answered, calendar, "roll_forward") == roll_forward


@pytest.mark.parametrize(
    ("received", "days", "strict", "roll_forward"),
    [
        (SATURDAY, 5, date(2022, 6, 17), date(2022, 6, 20)),
        (FRIDAY, 5, date(2022, 6, 17), date(2022, 6, 17)),
        (FRIDAY, 1, MONDAY, MONDAY),
        (date(2022, 6, 3), 1, date(2022, 6, 7), date(2022, 6, 7)),
        (date(2022, 12, 30), 1, date(2023, 1, 2), date(2023, 1, 2)),
        (SATURDAY, 0, SATURDAY, MONDAY),
    ],
)
def test_deadline_is_the_nth_working_day_after_receipt(received, days, strict, roll_forward, calendar):
    """Received Saturday 11 June 2022 with 5 days: Friday 17 June, or Monday 20 June with roll_forward."""
    assert deadline_dates(received, days, calendar) == np.datetime64(strict)
    assert deadline_dates(received, days, calendar, "roll_forward") == np.datetime64(roll_forward)


@pytest.mark.parametrize(
    ("zone", "received", "due"),
    [
        ("metropole", date(2022, 4, 26), date(2022, 4, 27)),
        ("mayotte", date(2022, 4, 26), date(2022, 4, 28)),
        ("metropole", date(2021, 12, 17), date(2021, 12, 20)),
        ("la-reunion", date(2021, 12, 17), date(2021, 12, 21)),
        ("metropole", date(2021, 4, 1), date(2021, 4, 2)),
        ("alsace-moselle", date(2021, 4, 1), date(2021, 4, 6)),
    ],
)
def test_each_zone_has_its_own_deadline(zone, received, due, official):
    """27 April in Mayotte, 20 December in La Réunion and Good Friday in Moselle push a deadline of one day."""
    calendar = working_calendar(zone, [received.year], official)
    assert deadline_dates(received, 1, calendar) == np.datetime64(due)


def test_local_closure_counts_only_when_asked(official):
    """A site's own closing day (Friday 27 May 2022) is worked unless it is given."""
    closed = working_calendar("metropole", [2022], official, closures=[date(2022, 5, 27)])
    default = working_calendar("metropole", [2022], official)
    assert working_days_between(date(2022, 5, 25), date(2022, 5, 30), default) == 2
    assert working_days_between(date(2022, 5, 25), date(2022, 5, 30), closed) == 1


def test_columns_of_pandas_are_taken_with_their_missing_dates(calendar):
    """datetime64[s] columns with NaT, and a missing number of days: NaN and NaT come back, in the same order."""
    received = pd.Series(pd.to_datetime(["2022-06-10", "2022-06-11", None])).astype("datetime64[s]")
    answered = pd.Series(pd.to_datetime(["2022-06-13", None, "2022-06-14"])).astype("datetime64[s]")
    delays = working_days_between(received, answered, calendar)
    assert delays.dtype == float
    np.testing.assert_array_equal(delays, [1, np.nan, np.nan])
    days = pd.Series([5, pd.NA, 5], dtype="Int64")
    deadlines = deadline_dates(received, days, calendar)
    assert deadlines.dtype == "datetime64[D]"
    np.testing.assert_array_equal(deadlines, np.array(["2022-06-17", "NaT", "NaT"], dtype="datetime64[D]"))


def test_a_delay_differs_per_row(calendar):
    """E-mail 5 and post 10 working days in one call."""
    np.testing.assert_array_equal(
        deadline_dates([MONDAY, MONDAY], [5, 10], calendar),
        np.array(["2022-06-20", "2022-06-27"], dtype="datetime64[D]"),
    )


@pytest.mark.parametrize(
    "values",
    [
        [date(2022, 6, 13), None],
        pd.Series([pd.Timestamp(2022, 6, 13, 17, 45), pd.NaT]),
        pd.Series(["2022-06-13", None], dtype="str"),
        np.array(["2022-06-13T08:00", "NaT"], dtype="datetime64[ns]"),
    ],
)
def test_any_kind_of_date_becomes_a_day(values):
    """Dates, timestamps with an hour, ISO text and numpy units all give the day."""
    np.testing.assert_array_equal(as_days(values), np.array(["2022-06-13", "NaT"], dtype="datetime64[D]"))


def test_no_rows_and_all_missing_are_not_an_error(calendar):
    """An empty register gives an empty column; a column without any date gives NaN."""
    assert working_days_between([], [], calendar).shape == (0,)
    assert np.isnan(working_days_between([np.nan], [np.nan], calendar)).all()


def test_numbers_are_not_dates(calendar):
    """A spreadsheet's serial number is refused instead of becoming a day of 1970."""
    with pytest.raises(QepError, match="des dates sont attendues.*44724"):
        as_days([44724])


def test_negative_promise_is_refused(calendar):
    """A promise of -1 day is a fault of the parameters."""
    with pytest.raises(ParameterError, match="-1 jours ouvrés"):
        deadline_dates([MONDAY], -1, calendar)
