"""Counts by month or by span: shares keep their counts, means their weights, and a figure says where it stops."""

from datetime import date

import pytest


def test_a_share_never_divides_a_count_by_that_of_other_months(catalogue, only, measured, row_of):
    """A line without the number of calls that asked for an agent is left out whole."""
    calls = [
        {"statistics_on": date(2020, 1, 1), "until_on": date(2020, 6, 30), "agent_requested": 100, "answered": 90},
        {"statistics_on": date(2020, 7, 1), "until_on": date(2020, 12, 31), "answered": 500},
    ]
    row = row_of(measured(only("call_answer_pct"), calls=calls), "call_answer_pct")
    assert (row["numerator"], row["denominator"], row["value"]) == (90, 100, 90)


def test_a_figure_stops_with_the_last_day_that_its_rows_cover(only, measured, row_of):
    """Fraud noted up to November: provisional, as of 30 November, not of the day of the report."""
    rows = [
        {"month": date(2020, month, 1), "domain": "foreigners", "examined": 100, "detected": 1} for month in (10, 11)
    ]
    row = row_of(measured(only("fraud_foreigners_permille"), fraud_statistics=rows), "fraud_foreigners_permille")
    assert (row["value"], row["status"], row["as_of"].date()) == (10, "provisional", date(2020, 11, 30))
    assert (row["numerator"], row["denominator"], row["n"]) == (2, 200, 200)


def test_rows_that_reach_the_end_of_the_period_make_a_whole_figure(only, measured, row_of):
    """Two half-years of calls."""
    calls = [
        {"statistics_on": date(2020, 1, 1), "until_on": date(2020, 6, 30), "presented": 100, "completed": 70},
        {"statistics_on": date(2020, 7, 1), "until_on": date(2020, 12, 31), "presented": 100, "completed": 86},
    ]
    row = row_of(measured(only("call_completed_pct"), calls=calls), "call_completed_pct")
    assert (row["value"], row["status"], row["as_of"].date()) == (78, "ok", date(2021, 1, 13))


def test_a_month_after_the_as_of_day_is_not_known_yet(only, measured, row_of):
    """December, seen on 15 December: its line may be there, it counts as far as that day."""
    rows = [{"month": date(2020, month, 1), "visits": 100 * month} for month in (11, 12)]
    catalogue = only("website_monthly_visits_count")
    row = row_of(measured(catalogue, web_statistics=rows, as_of=date(2020, 11, 20)), "website_monthly_visits_count")
    assert (row["value"], row["denominator"], row["as_of"].date()) == (1100, 1, date(2020, 11, 20))


def test_two_networks_in_one_month_are_one_month(only, measured, row_of):
    """The base of a monthly mean is months, not lines."""
    rows = [
        {"month": date(2020, 12, 1), "network": network, "connections": 7000} for network in ("facebook", "twitter")
    ]
    row = row_of(
        measured(only("social_monthly_connections_count"), social_statistics=rows), "social_monthly_connections_count"
    )
    assert (row["value"], row["denominator"]) == (14000, 1)


def test_a_site_without_any_line_of_a_title_keeps_its_declared_figure(only, measured, row_of):
    """Statistics of driving licences say nothing of identity cards."""
    id_ = "id_documents_delivery_delay_days"
    lines = [
        {
            "month": date(2020, 12, 1),
            "title": "driving_licence",
            "volume": 10,
            "delivery_delay_mean": 28.0,
            "source": "outil",
        }
    ]
    stated = [{"indicator_id": id_, "value": 18.0}]
    row = row_of(measured(only(id_), title_statistics=lines, declared_figures=stated), id_)
    assert (row["value"], row["origin"]) == (18, "declared")


def test_sites_do_not_mix(only, measured, row_of):
    """Each keeps its own counts, also when one has none."""
    calls = [
        {
            "site_id": site,
            "statistics_on": date(2020, 1, 1),
            "until_on": date(2020, 12, 31),
            "presented": 100,
            "completed": found,
        }
        for site, found in (("18", 50), ("41", 78))
    ]
    results = measured(only("call_completed_pct"), sites=("18", "36", "41"), calls=calls)
    assert [row_of(results, "call_completed_pct", site=site)["value"] for site in ("18", "36", "41")] == [50, None, 78]


def test_an_invented_count_makes_an_invented_figure(only, measured, row_of):
    """The file says that `detected` is fictitious; a column that the figure does not read changes nothing."""
    rows = [
        {"month": date(2020, 12, 1), "domain": "foreigners", "examined": 100, "detected": 1, "article_40_reports": 2}
    ]
    for column, nature in (("detected", "fictitious"), ("article_40_reports", "real")):
        results = measured(
            only("fraud_foreigners_permille"), fraud_statistics=rows, fictitious={"essai/18/essai.csv": (column,)}
        )
        assert row_of(results, "fraud_foreigners_permille")["nature"] == nature


@pytest.mark.parametrize("numerator", [0, 5])
def test_no_call_at_all_has_no_share(numerator, only, measured, row_of):
    """Nobody asked for an agent: no rate, whatever was answered."""
    calls = [
        {"statistics_on": date(2020, 1, 1), "until_on": date(2020, 12, 31), "agent_requested": 0, "answered": numerator}
    ]
    row = row_of(measured(only("call_answer_pct"), calls=calls), "call_answer_pct")
    assert (row["value"], row["denominator"], row["status"]) == (None, 0, "no_data")
