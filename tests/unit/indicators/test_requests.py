"""Register formulas: counts, deadlines, open requests, delays."""

from dataclasses import replace
from datetime import date

import pytest

from qep_lib.indicators.covered import Given
from qep_lib.indicators.requests import promised_days

ON_TIME = "request_reply_on_time_pct"
OVERDUE = "requests_overdue_count"
MEAN = "request_reply_delay_working_days"
MEDIAN = "request_reply_delay_median_working_days"
P90 = "request_reply_delay_p90_working_days"
COUNTS = ("requests_count", "compliments_count", "requests_outside_perimeter_count")


@pytest.mark.parametrize(
    ("kind", "channel", "days"),
    [
        ("information_request", "email", 5),
        ("information_request", "web_form", 5),
        ("information_request", "post", 10),
        ("information_request", "hall_form", 10),
        ("complaint", "email", 5),
        ("complaint", "suggestion_box", 10),
        ("suggestion", "hall_form", 10),
        ("suggestion", "web_form", 5),
        ("complaint", "phone", None),
        ("information_request", "front_desk", None),
        ("compliment", "email", None),
    ],
)
def test_the_promise_depends_on_kind_and_channel(kind, channel, days, catalogue):
    """5 working days by electronic channel, 10 on paper, nothing by telephone, at the desk or for a compliment."""
    assert promised_days(catalogue.framework_of("18").deadlines_working_days, kind, channel) == days


def test_an_open_request_past_its_deadline_is_late(only, measured, row_of):
    """Leaving it out would show 100 %."""
    rows = [{"replied_on": "2020-03-09", "repeat": 2}, {"replied_on": None}]
    results = measured(only(ON_TIME, OVERDUE), requests=rows)
    assert (row_of(results, ON_TIME)["numerator"], row_of(results, ON_TIME)["denominator"]) == (2, 3)
    assert row_of(results, OVERDUE)["value"] == 1
    assert row_of(results, ON_TIME, "state=overdue_open")["numerator"] == 1
    assert row_of(results, ON_TIME, "basis=answered_only")["value"] == 100


def test_an_open_request_inside_its_deadline_is_not_judged(only, measured, row_of):
    """Neither late nor on time, neither answered early: it is counted apart."""
    rows = [
        {"replied_on": "2020-03-09"},
        {"received_on": "2020-12-29"},
        {"received_on": "2020-12-29", "replied_on": "2020-12-30"},
    ]
    results = measured(only(ON_TIME, OVERDUE), as_of=date(2020, 12, 31), requests=rows)
    assert (row_of(results, ON_TIME)["numerator"], row_of(results, ON_TIME)["denominator"]) == (1, 1)
    assert row_of(results, ON_TIME, "state=not_yet_due")["numerator"] == 2
    assert row_of(results, OVERDUE)["value"] == 0


def test_a_reply_after_the_as_of_day_is_not_known_yet(only, measured, row_of):
    """Run with the same as-of day next year, the report says the same thing."""
    rows = [{"replied_on": "2020-06-02"}]
    early = measured(only(OVERDUE, MEAN), as_of=date(2020, 4, 1), requests=rows)
    assert (row_of(early, OVERDUE)["value"], row_of(early, MEAN)["value"]) == (1, None)
    late = measured(only(OVERDUE, MEAN), as_of=date(2021, 1, 13), requests=rows)
    assert (row_of(late, OVERDUE)["value"], row_of(late, MEAN)["denominator"]) == (0, 1)


def test_an_open_request_is_judged_on_the_day_its_register_was_extracted(only, measured, row_of):
    """Extracted in December, reported in January: what was answered since is in no row, so nothing fell late since."""
    rows = [
        {"received_on": "2020-12-07", "dataset": "juin"},
        {"received_on": "2020-12-07", "dataset": "decembre"},
        {"received_on": "2020-12-14", "dataset": "decembre"},
        {"received_on": "2020-12-14", "replied_on": "2020-12-16", "dataset": "decembre"},
    ]
    given = Given(extracted={"decembre": date(2020, 12, 18)})
    results = measured(only(ON_TIME, OVERDUE), as_of=date(2021, 1, 13), given=given, requests=rows)
    assert (row_of(results, ON_TIME)["numerator"], row_of(results, ON_TIME)["denominator"]) == (0, 2)
    assert row_of(results, ON_TIME, "state=not_yet_due")["numerator"] == 2
    assert row_of(results, OVERDUE)["value"] == 2


def test_the_calendar_is_that_of_the_site(only, measured, row_of):
    """Good Friday is a holiday in Moselle: a reply due after it is on time there and late in the Cher."""
    rows = [{"received_on": "2020-04-07", "replied_on": "2020-04-16", "site_id": site} for site in ("18", "57")]
    results = measured(only(ON_TIME, MEAN), sites=("18", "57"), requests=rows)
    assert [row_of(results, ON_TIME, site=site)["numerator"] for site in ("18", "57")] == [0, 1]
    assert [row_of(results, MEAN, site=site)["value"] for site in ("18", "57")] == [6, 5]


def test_a_deadline_of_december_falls_in_january(only, measured, row_of):
    """The 1st of January is a holiday: received 30 December 2020 with 5 days, due 7 January 2021."""
    rows = [{"received_on": "2020-12-30", "replied_on": day} for day in ("2021-01-07", "2021-01-08")]
    row = row_of(measured(only(ON_TIME), requests=rows), ON_TIME)
    assert (row["numerator"], row["denominator"]) == (1, 2)


def test_the_counting_convention_is_a_parameter(catalogue, only, measured, row_of):
    """Received on a Saturday: one working day more with the lenient reading."""
    working_days = catalogue.conventions.working_days.model_copy(update={"convention": "roll_forward"})
    lenient = replace(
        only(ON_TIME, MEAN), conventions=catalogue.conventions.model_copy(update={"working_days": working_days})
    )
    rows = [{"received_on": "2020-06-13", "replied_on": "2020-06-22"}]
    for chosen, in_time, days in ((only(ON_TIME, MEAN), 0, 6), (lenient, 1, 5)):
        results = measured(chosen, requests=rows)
        assert (row_of(results, ON_TIME)["numerator"], row_of(results, MEAN)["value"]) == (in_time, days)


def test_no_request_is_not_zero_percent(only, measured, row_of):
    """A register with compliments only: « aucune demande », never 0 % nor 100 %."""
    results = measured(only(ON_TIME, MEAN, *COUNTS), requests=[{"kind": "compliment"}])
    for id_ in (ON_TIME, MEAN):
        row = row_of(results, id_)
        assert (row["value"], row["status"]) == (None, "no_request")
    assert [row_of(results, id_)["value"] for id_ in COUNTS] == [0, 1, 0]


def test_without_a_register_nothing_is_said_of_requests(only, measured, row_of):
    """A register that was never imported is not an empty register."""
    results = measured(only(ON_TIME, *COUNTS))
    assert {row_of(results, id_)["status"] for id_ in (ON_TIME, *COUNTS)} == {"no_data"}


def test_a_quiet_quarter_in_a_kept_register_is_no_request(only, measured, row_of):
    """The site's register of that year exists: an empty quarter means no request."""
    results = measured(only(ON_TIME, "requests_count"), period="2020-T3", requests=[{"received_on": "2020-03-02"}])
    assert row_of(results, ON_TIME)["status"] == "no_request"
    assert (row_of(results, "requests_count")["value"], row_of(results, "requests_count")["status"]) == (0, "ok")


def test_requests_that_cannot_be_judged_yet_are_not_no_request(only, measured, row_of):
    """By telephone nothing is promised, so there is no rate; but requests there were."""
    results = measured(only(ON_TIME), requests=[{"channel": "phone", "repeat": 3}])
    assert row_of(results, ON_TIME)["status"] == "no_data"
    assert row_of(results, ON_TIME, "state=no_deadline")["numerator"] == 3


def test_channels_sum_to_the_total_and_carry_it_as_base(only, measured, row_of):
    """24 e-mails, 15 letters, 3 hall forms: 42 requests, 57, 36 and 7 %."""
    rows = [{"channel": name, "repeat": count} for name, count in (("email", 24), ("post", 15), ("hall_form", 3))]
    results = measured(only("requests_count"), requests=rows)
    channels = results.loc[results["group"].str.startswith("channel=")]
    assert channels["numerator"].sum() == row_of(results, "requests_count")["value"] == 42
    assert set(channels["denominator"]) == {42}


def test_every_line_of_the_register_is_counted_once(only, measured, row_of):
    """Inside, compliments, outside the perimeter: nothing is dropped, nothing counts twice."""
    rows = [
        {"kind": kind, "perimeter": perimeter}
        for kind in ("information_request", "complaint", "suggestion", "compliment")
        for perimeter in ("inside", "litigation", "elected_official", "pending_file")
    ]
    results = measured(only(*COUNTS), requests=rows)
    assert [row_of(results, id_)["value"] for id_ in COUNTS] == [3, 4, 9]


def test_themes_name_only_requests_that_have_one(only, measured, row_of):
    """A request without a theme is in the total's base, not in the themes."""
    rows = [{"theme": "Attente", "repeat": 2}, {"theme": "Signalétique"}, {"theme": None}]
    results = measured(only("request_themes_count"), requests=rows)
    assert (
        row_of(results, "request_themes_count")["value"],
        row_of(results, "request_themes_count")["denominator"],
    ) == (3, 4)
    assert row_of(results, "request_themes_count", "theme=Attente")["denominator"] == 3


def test_a_register_read_before_the_end_of_the_period_is_provisional(only, measured, row_of):
    """Eleven months of requests are not a year of them."""
    row = row_of(measured(only("requests_count"), as_of=date(2020, 11, 30), requests=[{}]), "requests_count")
    assert (row["status"], row["as_of"].date()) == ("provisional", date(2020, 11, 30))


def test_counts_read_in_the_middle_of_the_period_withhold_their_change(only, measured, row_of):
    """Six months of requests against twelve: last year is shown, the change and its demonstration are not."""
    rows = [
        {"repeat": 30},
        {"received_on": "2019-03-04", "repeat": 300},
        {"received_on": "2020-09-01", "repeat": 5},
    ]
    row = row_of(measured(only("requests_count"), as_of=date(2020, 6, 30), requests=rows), "requests_count")
    assert (row["value"], row["status"], row["previous"]) == (30, "provisional", 300)
    assert (row["change"], row["change_p_adjusted"], row["is_change_demonstrated"]) == (None, None, None)
    whole = row_of(measured(only("requests_count"), requests=rows), "requests_count")
    assert (whole["value"], whole["status"], whole["change"]) == (35, "ok", -265)
    assert whole["is_change_demonstrated"]


DELAYS = (
    {"replied_on": "2020-03-02", "repeat": 31},
    {"replied_on": "2020-03-03", "repeat": 5},
    {"replied_on": "2020-03-05", "repeat": 3},
    {"replied_on": "2020-04-14"},
)
"""40 delays, in order: 31 of 0 working day, 5 of 1, 3 of 3, one of 30."""


@pytest.mark.parametrize(
    ("id_", "value", "low", "high"),
    [
        # Ranks 14 and 27 of 40 bound the median, 32 and 40 the ninth decile (binomial quantiles at 95 %).
        (MEDIAN, 0, 0, 0),
        (P90, 1, 1, 30),
    ],
)
@pytest.mark.parametrize("group", ["", "channel=email"])
def test_a_quantile_of_the_delay_has_an_interval_by_order_statistics(
    only, measured, row_of, id_, value, low, high, group
):
    """In all and by channel."""
    row = row_of(measured(only(id_), requests=DELAYS), id_, group)
    assert row["value"] == pytest.approx(value)
    assert (row["low"], row["high"]) == (low, high)


def test_too_few_delays_give_a_quantile_without_an_interval(only, measured, row_of):
    """Under 6 values no two of them bound the median at 95 %; the ninth decile needs 36."""
    results = measured(only(MEDIAN, P90), requests=[{"replied_on": "2020-03-03", "repeat": 6}, {"channel": "post"}])
    assert (row_of(results, MEDIAN)["low"], row_of(results, MEDIAN)["high"]) == (1, 1)
    assert (row_of(results, P90)["value"], row_of(results, P90)["low"], row_of(results, P90)["high"]) == (1, None, None)
    assert row_of(results, MEDIAN, "channel=post")["low"] is None


def test_the_mean_delay_has_no_interval(only, measured, row_of):
    """A register is a full count and a mean of skewed delays has no honest small-sample interval."""
    row = row_of(measured(only(MEAN), requests=DELAYS), MEAN)
    assert (row["numerator"], row["low"], row["high"]) == (44, None, None)


def test_a_register_of_complaints_says_nothing_of_letters(only, measured, row_of):
    """« Aucune demande » needs a register that holds such requests, on another channel at least."""
    id_ = "post_reply_on_time_pct"
    complaint = {"kind": "complaint", "replied_on": date(2020, 3, 3)}
    assert row_of(measured(only(id_), requests=[complaint]), id_)["status"] == "no_data"
    by_mail = {"replied_on": date(2020, 3, 3), "request_id": "2"}
    assert row_of(measured(only(id_), requests=[complaint, by_mail]), id_)["status"] == "no_request"


def test_channels_are_told_apart_by_the_same_formula(only, measured, row_of):
    """A web form counts with e-mails, a letter alone with letters; nothing is counted twice."""
    requests = [
        {"request_id": str(number), "channel": channel, "replied_on": date(2020, 3, 4)}
        for number, channel in enumerate(("email", "web_form", "post", "phone"))
    ]
    results = measured(only("email_reply_on_time_pct", "post_reply_on_time_pct"), requests=requests)
    found = [row_of(results, id_)["denominator"] for id_ in ("email_reply_on_time_pct", "post_reply_on_time_pct")]
    assert found == [2, 1]
