"""Delays and volumes of titles computed from records: which cases count, when, and against what is declared."""

from datetime import date

import pytest

DELAY, VOLUME = "id_documents_processing_delay_days", "id_documents_volume_count"


def case(applied, decided=None, **columns):
    """One record."""
    return {"applied_on": date.fromisoformat(applied), "decided_on": decided and date.fromisoformat(decided), **columns}


@pytest.fixture
def asked(catalogue, only):
    """`asked(statistic="median", ...)`: a catalogue whose one delay has these arguments and groups."""

    def change(group_by=(), **arguments):
        indicator = catalogue.indicators[DELAY]
        told = {"arguments": {**indicator.arguments, **arguments}, "group_by": group_by}
        return only(**{DELAY: indicator.model_copy(update=told)})

    return change


def test_a_site_without_any_record_keeps_its_declared_figure(only, measured, row_of):
    """Records of site 18 say nothing of site 41."""
    rows = measured(
        only(DELAY),
        sites=("18", "41"),
        title_cases=[case("2020-03-02", "2020-03-04")],
        declared_figures=[{"indicator_id": DELAY, "value": 12.5, "site_id": "41"}],
    )
    ours, theirs = row_of(rows, DELAY), row_of(rows, DELAY, site="41")
    assert (ours["value"], ours["origin"], ours["denominator"]) == (2, "computed", 1)
    assert (theirs["value"], theirs["origin"], theirs["denominator"]) == (12.5, "declared", None)


def test_no_record_and_nothing_declared_is_no_data(only, measured, row_of):
    """Neither 0 day nor 0 case."""
    rows = measured(only(DELAY, VOLUME))
    assert {(row["value"], row["status"]) for row in (row_of(rows, DELAY), row_of(rows, VOLUME))} == {(None, "no_data")}


def test_a_case_decided_after_the_as_of_day_is_still_open(only, measured, row_of):
    """The same records, asked earlier, give what was known then."""
    records = [case("2020-03-02", "2020-03-04"), case("2020-03-02", "2020-10-02"), case("2020-03-02")]
    early = measured(only(DELAY, VOLUME), as_of=date(2020, 9, 30), title_cases=records)
    late = measured(only(DELAY, VOLUME), as_of=date(2021, 1, 13), title_cases=records)
    assert (row_of(early, VOLUME)["value"], row_of(early, DELAY)["value"]) == (1, 2)
    assert (row_of(late, VOLUME)["value"], row_of(late, DELAY)["value"]) == (2, 108)
    assert (row_of(early, VOLUME)["status"], row_of(late, VOLUME)["status"]) == ("provisional", "ok")


def test_last_year_s_figures_come_from_last_year_s_decisions(only, measured, row_of):
    """Cases decided in 2019 are the previous value of 2020, whenever they were applied for."""
    records = [case("2018-12-20", "2019-01-09"), case("2019-12-30", "2020-01-09")]
    row = row_of(measured(only(DELAY), title_cases=records), DELAY)
    assert (row["value"], row["previous"], row["change"]) == (10, 20, -10)


def test_median_and_ninth_decile_have_their_interval(asked, measured, row_of):
    """31 delays of 0 day, 5 of 1, 3 of 3 and one of 30: nine in ten are within a day, between 1 and 30."""
    records = [
        case("2020-03-02", day, repeat=times)
        for day, times in (("2020-03-02", 31), ("2020-03-03", 5), ("2020-03-05", 3), ("2020-04-01", 1))
    ]
    row = row_of(measured(asked(statistic="p90"), title_cases=records), DELAY)
    assert (row["value"], row["low"], row["high"], row["numerator"]) == (1, 1, 30, None)
    assert row_of(measured(asked(statistic="median"), title_cases=records), DELAY)["value"] == 0


def test_working_days_follow_the_calendar_of_the_site(asked, measured, row_of):
    """1 April to 16 April 2020: ten working days in the Cher, where Easter Monday is the only holiday, nine in Moselle."""
    records = [case("2020-04-01", "2020-04-16", site_id=site_id) for site_id in ("18", "57")]
    rows = measured(asked(days="working"), sites=("18", "57"), title_cases=records)
    assert (row_of(rows, DELAY)["value"], row_of(rows, DELAY, site="57")["value"]) == (10, 9)


def test_delivery_counts_in_the_period_of_the_delivery(asked, measured, row_of):
    """Decided in December, delivered in January: a delivery of the new year."""
    records = [case("2019-12-02", "2019-12-20", available_on=date(2020, 1, 6)), case("2020-12-02", "2020-12-20")]
    row = row_of(measured(asked(end="available_on"), title_cases=records), DELAY)
    assert (row["value"], row["denominator"]) == (35, 1)
    row = row_of(measured(asked(start="decided_on", end="available_on"), title_cases=records), DELAY)
    assert row["value"] == 17


def test_several_titles_may_be_measured_together_and_apart(asked, measured, row_of):
    """The total is over the titles named; each has its own row, and other titles stay out."""
    records = [
        case("2020-03-02", "2020-03-04"),
        case("2020-03-02", "2020-03-06", title="driving_licence"),
        case("2020-03-02", "2020-03-30", title="vehicle_registration"),
    ]
    known = asked(group_by=("title",), titles=("id_documents", "driving_licence"))
    rows = measured(known, title_cases=records)
    assert row_of(rows, DELAY)["value"] == 3
    assert row_of(rows, DELAY, "title=id_documents")["value"] == 2
    assert row_of(rows, DELAY, "title=driving_licence")["value"] == 4
    assert set(rows["group"]) == {"", "title=id_documents", "title=driving_licence"}


def test_the_source_names_the_datasets_of_that_title_only(only, measured, row_of):
    """Another bureau's file, of another title and invented, does not make these figures invented."""
    records = [
        case("2020-03-02", "2020-03-04", dataset="titres/18/2020/cert.csv"),
        case("2020-03-02", "2020-03-04", title="driving_licence", dataset="autre", nature="fictitious"),
    ]
    row = row_of(measured(only(DELAY), title_cases=records), DELAY)
    assert (row["source"], row["nature"]) == ("calculé à partir de titres/18/2020/cert.csv", "real")


def test_records_come_first_statistics_next_declared_figures_last(only, measured, row_of):
    """Three sites, each measured by the best that it has; none is measured twice."""
    statistics = [
        {
            "site_id": site,
            "month": date(2020, 12, 1),
            "title": "id_documents",
            "volume": 10,
            "processing_delay_mean": 7.0,
        }
        for site in ("18", "36")
    ]
    results = measured(
        only(DELAY),
        sites=("18", "36", "41"),
        title_cases=[case("2020-03-02", "2020-03-04")],
        title_statistics=statistics,
        declared_figures=[{"indicator_id": DELAY, "value": 12.5, "site_id": site} for site in ("18", "36", "41")],
    )
    found = {site: row_of(results, DELAY, site=site) for site in ("18", "36", "41")}
    assert {site: (row["value"], row["origin"]) for site, row in found.items()} == {
        "18": (2, "computed"),
        "36": (7, "computed"),
        "41": (12.5, "declared"),
    }
    assert len(results) == 3
