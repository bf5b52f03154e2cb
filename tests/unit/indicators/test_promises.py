"""Updates, local authorities, appointments: judged as requests are, on the calendar of the site's own zone."""

from datetime import date

import pytest

PROMISES = {
    "website_update_on_time_pct": ("service_updates", "requested_on", "published_on", {"medium": "website"}, 3),
    "ivr_update_on_time_pct": ("service_updates", "requested_on", "published_on", {"medium": "ivr"}, 3),
    "local_authority_email_reply_on_time_pct": (
        "local_authority_requests", "received_on", "replied_on", {"channel": "email"}, 5,
    ),
    "local_authority_post_reply_on_time_pct": (
        "local_authority_requests", "received_on", "replied_on", {"channel": "post"}, 10,
    ),
    "meeting_fixed_on_time_pct": ("meetings", "requested_on", "fixed_on", {"withdrawn": False}, 4),
    "meeting_held_on_time_pct": ("meetings", "requested_on", "held_on", {"withdrawn": False}, 10),
}  # fmt: skip
ON_TIME = {3: date(2020, 3, 5), 4: date(2020, 3, 6), 5: date(2020, 3, 9), 10: date(2020, 3, 16)}
"""Last day on time of what is asked on Monday 2 March 2020, counted by hand."""


@pytest.mark.parametrize("indicator", PROMISES)
def test_the_last_day_on_time_is_that_of_the_framework(indicator, only, measured, row_of):
    """On that day it is on time; nothing done is late; the day after it is late too."""
    table, start, end, common, days = PROMISES[indicator]
    last = ON_TIME[days]
    late = last.replace(day=last.day + 1)
    rows = [{**common, start: date(2020, 3, 2), end: done} for done in (last, late, None)]
    row = row_of(measured(only(indicator), **{table: rows}), indicator)
    assert (row["numerator"], row["denominator"], row["status"]) == (1, 3, "ok")


def test_what_happens_after_the_as_of_day_is_not_known(only, measured, row_of):
    """Fixed in April, seen on 10 March: open past its deadline, late."""
    rows = [{"requested_on": date(2020, 3, 2), "fixed_on": date(2020, 4, 2)}]
    row = row_of(
        measured(only("meeting_fixed_on_time_pct"), meetings=rows, as_of=date(2020, 3, 10)), "meeting_fixed_on_time_pct"
    )
    assert (row["numerator"], row["denominator"]) == (0, 1)


def test_an_alsatian_holiday_moves_the_deadline(only, measured, row_of):
    """Good Friday 10 April 2020 is no working day in Moselle: asked on Monday 6, four working days end on Tuesday 14."""
    rows = [{"site_id": site, "requested_on": date(2020, 4, 6), "fixed_on": date(2020, 4, 14)} for site in ("18", "57")]
    results = measured(only("meeting_fixed_on_time_pct"), sites=("18", "57"), meetings=rows)
    found = {site: row_of(results, "meeting_fixed_on_time_pct", site=site)["numerator"] for site in ("18", "57")}
    assert found == {"18": 0, "57": 1}


def test_a_register_with_withdrawn_requests_only_is_no_request(only, measured, row_of):
    """« Aucune demande », for the site that keeps the register; nothing is known of the other."""
    rows = [{"requested_on": date(2020, 3, 2), "withdrawn": True}]
    results = measured(only("meeting_held_on_time_pct"), sites=("18", "41"), meetings=rows)
    assert row_of(results, "meeting_held_on_time_pct")["status"] == "no_request"
    assert row_of(results, "meeting_held_on_time_pct", site="41")["status"] == "no_data"


def test_a_half_year_without_request_in_a_year_with_some_is_no_request(only, measured, row_of):
    """The register exists: its silence means something."""
    rows = [{"requested_on": date(2022, 9, 5), "fixed_on": date(2022, 9, 6)}]
    results = measured(only("meeting_fixed_on_time_pct"), period="2022-S1", as_of=date(2022, 7, 13), meetings=rows)
    assert row_of(results, "meeting_fixed_on_time_pct")["status"] == "no_request"
