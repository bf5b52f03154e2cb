"""Months are measured by the formulas of the indicators, over rows read once, and hidden for the audience."""

from datetime import date
from functools import partial

import numpy as np

from qep_lib.disclosure import months
from qep_lib.disclosure.months import measure_by_month, whole_months
from qep_lib.indicators.inputs import chunks_of_sites
from qep_lib.indicators.measure import measure
from qep_lib.model.campaign import Limits
from qep_lib.model.period import Period

ON_TIME, CALLS, COUNT = "request_reply_on_time_pct", "call_answer_pct", "requests_count"
AS_OF = date(2021, 1, 13)
MONTHS = whole_months(Period.parse("2020"), AS_OF, 12)


def requests(*counts):
    """So many requests each month from January 2020 on, each answered the next day."""
    return [
        {"received_on": date(2020, month, 3), "replied_on": date(2020, month, 4), "repeat": count}
        for month, count in enumerate(counts, 1)
        if count
    ]


def test_months_end_with_the_period_and_are_whole():
    """A month that the cut-off date does not see whole is left out; so is one that the period cuts."""
    codes = [month.code for month in whole_months(Period.parse("2021-T1"), date(2021, 2, 28), 4)]
    assert codes == ["2020-12", "2021-01", "2021-02"]
    assert [month.code for month in whole_months(Period.parse("2021-01-10..2021-03-14"), AS_OF, 2)] == []
    assert [month.code for month in MONTHS][::11] == ["2020-01", "2020-12"]


def test_a_month_has_the_value_of_its_own_measure(stored, catalogue, only, table):
    """The figure of `measure` for that month, and nothing where no call was noted."""
    rows = [
        {"statistics_on": date(2020, 3, 1), "until_on": date(2020, 3, 31), "agent_requested": 1000, "answered": 902},
        {"statistics_on": date(2020, 4, 1), "until_on": date(2020, 4, 20), "agent_requested": 500, "answered": 400},
    ]
    found = measure_by_month(stored("calls", rows), catalogue, ["18", "41"], [CALLS], MONTHS, AS_OF, Limits(11)).series[
        CALLS
    ]
    assert found["18"].values[2] == 90.2 and found["18"].targets[2] == 90
    assert found["18"].status[:4] == ("no_data", "no_data", "ok", "provisional")
    assert np.isnan(found["41"].values).all() and not any(found["41"].natures)
    alone = measure(
        only(CALLS, "call_completed_pct"), {"calls": table("calls", rows)}, ["18"], Period.parse("2020-03"), AS_OF
    )
    assert alone["value"].tolist()[0] == found["18"].values[2]


def test_small_months_are_hidden_with_one_that_would_give_them_back(stored, catalogue):
    """February (3 requests) is hidden, and January, the smallest other month of the quarter; April to June stay. The counts
    of requests are not statistics of people, and stay."""
    workspace = stored("requests", requests(12, 3, 30, 14, 15, 16))
    found = measure_by_month(workspace, catalogue, ["18"], [ON_TIME, COUNT], MONTHS, AS_OF, Limits(11)).series
    assert found[ON_TIME]["18"].status[:7] == ("suppressed", "suppressed", *(["ok"] * 4), "no_request")
    assert np.isnan(found[ON_TIME]["18"].values[:2]).all() and np.isnan(found[ON_TIME]["18"].denominators[:2]).all()
    assert found[COUNT]["18"].values[:7].tolist() == [12, 3, 30, 14, 15, 16, 0]


def test_chunks_of_sites_change_nothing(stored, catalogue, monkeypatch):
    """One site at a time, or all at once."""
    workspace = stored("requests", requests(12, 13, 30))
    series = []
    for rows in (1, 1000):
        monkeypatch.setattr(months, "chunks_of_sites", partial(chunks_of_sites, rows_at_once=rows))
        series.append(measure_by_month(workspace, catalogue, ["18", "41"], [ON_TIME], MONTHS, AS_OF, Limits(5)).series)
    one, other = series
    np.testing.assert_array_equal(one[ON_TIME]["18"].values, other[ON_TIME]["18"].values)
    assert one[ON_TIME].keys() == other[ON_TIME].keys() == {"18", "41"}


def test_without_any_month_there_is_no_series(stored, catalogue):
    """A period after the cut-off date."""
    assert measure_by_month(
        stored("requests", requests(1)), catalogue, ["18"], [ON_TIME], (), AS_OF, Limits(5)
    ).series == {ON_TIME: {}}


def test_months_of_a_period_that_ends_within_one_are_those_before_it():
    """To 14 March: February is the last whole one; to the 31st, March is."""
    as_of = date(2022, 1, 1)
    found = {
        end: [month.code for month in whole_months(Period.parse(f"2021-01-10..2021-03-{end}"), as_of, 3)]
        for end in (14, 30, 31)
    }
    assert found[14] == found[30] == ["2020-12", "2021-01", "2021-02"]
    assert found[31] == ["2021-01", "2021-02", "2021-03"]


def test_small_counts_of_requests_are_hidden_under_their_minimum(stored, catalogue):
    """2 requests in February go with the 12 of January, the smallest other of the quarter; without a minimum all are told."""
    workspace = stored("requests", requests(12, 2, 30))
    found = measure_by_month(workspace, catalogue, ["18"], [COUNT], MONTHS[:3], AS_OF, Limits(11, 5)).series[COUNT][
        "18"
    ]
    assert found.status == ("suppressed", "suppressed", "ok")
    assert np.isnan(found.values).tolist() == [True, True, False] and found.values[2] == 30
    found = measure_by_month(workspace, catalogue, ["18"], [COUNT], MONTHS[:3], AS_OF, Limits(11)).series[COUNT]["18"]
    assert found.values.tolist() == [12, 2, 30]


def test_months_of_two_years_are_each_measured_on_their_own_rows(stored, catalogue):
    """December 2019 and January 2020, in their order; the worst nature of what is shown is that of the series, and what is
    hidden says nothing of it."""
    calls = {"agent_requested": 1000, "answered": 902}
    rows = [
        {"statistics_on": date(2019, 12, 1), "until_on": date(2019, 12, 31), **calls, "nature": "reconstructed"},
        {"statistics_on": date(2020, 1, 1), "until_on": date(2020, 1, 31), **calls, "answered": 801},
    ]
    months = tuple(map(Period.parse, ("2019-12", "2020-01")))
    found = measure_by_month(
        stored("calls", rows, "2019-12-01..2020-01-31"), catalogue, ["18"], [CALLS], months, AS_OF, Limits(11)
    )
    assert found.months == months
    assert found.series[CALLS]["18"].values.tolist() == [90.2, 80.1]
    assert found.series[CALLS]["18"].natures == ("reconstructed", "real")


def test_the_worst_nature_of_each_month_is_told(stored, catalogue):
    """Invented, before rebuilt, before real, whatever their names; none of a month without a figure."""
    rows = [
        {
            "statistics_on": date(2020, m, day),
            "until_on": date(2020, m, day + 13),
            "agent_requested": 100,
            "answered": 90,
        }
        | {"nature": nature}
        for m, pair in ((1, ("real", "fictitious")), (3, ("reconstructed", "real")))
        for day, nature in zip((1, 15), pair, strict=True)
    ]
    found = measure_by_month(stored("calls", rows), catalogue, ["18"], [CALLS], MONTHS[:3], AS_OF, Limits(11))
    assert found.series[CALLS]["18"].natures == ("fictitious", "", "reconstructed")
