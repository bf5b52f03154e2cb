"""Two periods are compared only where the same months of them are known, and what is not known is said."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qep_lib.indicators.covered import (
    Given,
    covered_by_rows,
    covered_by_spans,
    covered_clause,
    last_covered,
    months_of,
    reach,
    whole,
)
from qep_lib.model.period import Period
from qep_lib.model.tables import TABLES
from qep_lib.store.manifest import DatasetEntry

YEAR, END = Period.parse("2020"), date(2020, 12, 31)
CALLS = "call_answer_pct"


def bits(*months):
    """The months of those numbers, from 1."""
    return sum(1 << (month - 1) for month in months)


def entry(table, period, extracted_on=date(2021, 1, 11), site="18", dataset="registre"):
    """What the manifest keeps of a file."""
    return DatasetEntry(f"{dataset}/{site}/{period}", table, site, "f.csv", "0", period, extracted_on, "real")


@pytest.mark.parametrize(
    ("months", "clause"),
    [
        ((10, 11, 12), "seuls les mois d'octobre à décembre 2020 sont connus"),
        ((1, 2, 3, 7, 8, 9, 10, 11, 12), "seuls les mois de janvier à mars et de juillet à décembre 2020 sont connus"),
        ((5,), "seul le mois de mai 2020 est connu"),
        ((1, 4, 8), "seuls les mois de janvier, d'avril et d'août 2020 sont connus"),
        ((), "aucun mois entier n'est connu (année 2020)"),
    ],
)
def test_what_is_covered_in_words(months, clause):
    """Months that follow each other are a run."""
    assert covered_clause(YEAR, bits(*months)) == clause


def test_a_period_of_two_years_names_the_year_of_each_month():
    """« de novembre 2020 à février 2021 »."""
    period = Period.parse("2020-11-01..2021-04-30")
    assert covered_clause(period, 0b1111) == "seuls les mois de novembre 2020 à février 2021 sont connus"


@pytest.mark.parametrize("code", ["2020", "2021-S2", "2021-T3", "2021-02", "2020-11-15..2021-02-03"])
def test_the_months_of_a_period_share_out_its_days(code):
    """Every day once, in order."""
    period = Period.parse(code)
    days = [first + timedelta(days=n) for first, last in months_of(period) for n in range((last - first).days + 1)]
    assert days == [period.start + timedelta(days=n) for n in range((period.end - period.start).days + 1)]


@given(st.lists(st.tuples(st.integers(0, 365), st.integers(0, 365)), max_size=5), st.integers(0, 365))
def test_a_month_of_a_register_is_covered_when_each_of_its_days_is(spans, until):
    """Against a plain count of days."""
    start = YEAR.start
    spans = [(start + timedelta(days=min(pair)), start + timedelta(days=max(pair))) for pair in spans]
    until = start + timedelta(days=until)
    days = {first + timedelta(days=n) for first, last in spans for n in range((last - first).days + 1)}
    expected = 0
    for place, (first, last) in enumerate(months_of(YEAR)):
        own = {first + timedelta(days=n) for n in range((last - first).days + 1)}
        own = {day for day in own if day <= until}
        expected |= (bool(own) and own <= days) << place
    assert covered_by_spans(YEAR, spans, until) == expected


@given(st.sets(st.integers(0, 11)), st.sampled_from([1, 7]))
def test_daily_weekly_and_monthly_rows_cover_the_months_they_are_of(months, step):
    """Whatever the step of the statement, weekends without a row included."""
    first, last = [], []
    for place in sorted(months):
        start, end = months_of(YEAR)[place]
        day = start
        while day <= end:
            first.append(day)
            last.append(min(day + timedelta(days=step - 1), end))
            day += timedelta(days=step if step > 1 or day.weekday() != 4 else 3)
    days = (np.array(values, dtype="datetime64[D]").astype("datetime64[s]") for values in (first, last))
    (found,) = covered_by_rows(YEAR, np.zeros(len(first), dtype=np.int64), *days, 1)
    assert found == sum(1 << place for place in months)


@pytest.mark.parametrize(
    ("days", "covered"),
    [(("2020-01-01",), 0), (("2020-01-31",), 0), (("2020-01-02", "2020-01-30"), 1), (("2020-01-31", "2020-02-02"), 0)],
)
def test_a_month_has_rows_near_both_of_its_ends(days, covered):
    """The first statement of a month covers nothing of it, nor the last of one and the first of the next."""
    rows = np.array(days, dtype="datetime64[s]")
    assert covered_by_rows(YEAR, np.zeros(rows.size, dtype=np.int64), rows, rows, 1) == [covered]


@pytest.mark.parametrize(
    ("spans", "last"),
    [
        ([], None),
        ([("2020-02-01", "2020-03-31")], None),
        ([("2020-01-01", "2020-03-31"), ("2020-04-01", "2020-06-30")], date(2020, 6, 30)),
        ([("2020-01-01", "2020-03-31"), ("2020-05-01", "2020-06-30")], date(2020, 3, 31)),
        ([("2019-07-01", "2021-06-30")], END),
    ],
)
def test_the_last_day_known_without_a_hole(spans, last):
    """At most that of the period."""
    pairs = [tuple(date.fromisoformat(day) for day in span) for span in spans]
    assert last_covered(pairs, YEAR.start, END) == last


@pytest.mark.parametrize(
    ("period", "extracted_on", "told"),
    [
        (None, END, "none"),
        ("2019", END, "none"),
        ("2020", date(2021, 1, 11), "whole"),
        ("2020", date(2020, 6, 30), "part"),
        ("2020-T4", date(2021, 1, 11), "part"),
        ("2020", date(2019, 12, 1), "none"),
    ],
)
def test_how_much_of_a_period_the_files_cover(period, extracted_on, told):
    """« Aucune demande » is true of a whole one only; a register not given is « none »."""
    entries = [entry("requests", period, extracted_on)] if period else []
    assert reach(entries, "requests", "18", YEAR, date(2021, 1, 13)) == told
    assert reach(entries, "requests", "36", YEAR, date(2021, 1, 13)) == "none"


def calls(year, *months, answered=9):
    """A row a month."""
    return [
        {"statistics_on": first, "until_on": last, "answered": answered, "agent_requested": 10}
        for place, (first, last) in enumerate(months_of(Period.parse(str(year))), start=1)
        if place in months
    ]


WHOLE = range(1, 13)


@pytest.mark.parametrize(
    ("now", "before", "is_compared", "note"),
    [
        (WHOLE, WHOLE, True, None),
        (WHOLE, (10, 11, 12), False, "seuls les mois d'octobre à décembre 2019 sont connus"),
        (WHOLE, (1, 2, 3), False, "seuls les mois de janvier à mars 2019 sont connus"),
        (WHOLE, (1, 2, 12), False, "seuls les mois de janvier à février et de décembre 2019 sont connus"),
        ((10, 11, 12), WHOLE, False, "les deux périodes ne couvrent pas les mêmes mois"),
        ((1, 12), WHOLE, False, "les deux périodes ne couvrent pas les mêmes mois"),
        ((10, 11, 12), (10, 11, 12), True, "seuls les mois d'octobre à décembre 2019 sont connus"),
        ((1, 2, 3), (1, 2, 4), False, "seuls les mois de janvier à février et d'avril 2019 sont connus"),
        (range(1, 12), WHOLE, True, None),
        (range(1, 12), range(1, 12), True, "seuls les mois de janvier à novembre 2019 sont connus"),
    ],
)
def test_periods_are_compared_where_they_are_covered_alike(now, before, is_compared, note, only, measured, row_of):
    """« En 2019 : 89,98 % » was printed of October to December beside the whole year 2020."""
    row = row_of(measured(only(CALLS), calls=calls(2020, *now) + calls(2019, *before, answered=8)), CALLS)
    assert (row["previous"] is not None) == is_compared
    assert (row["previous_note"] is None) == (note is None)
    assert note is None or row["previous_note"].startswith(note)
    assert row["value"] == 90
    if not is_compared or 12 not in now:
        assert row["change"] is None and row["is_change_demonstrated"] is None


@pytest.mark.parametrize(
    ("months", "note", "status"),
    [
        (WHOLE, None, "ok"),
        ((10, 11, 12), "seuls les mois d'octobre à décembre 2020 sont connus", "ok"),
        ((1, 2, 3), None, "provisional"),
    ],
)
def test_a_figure_of_a_part_of_its_period_says_which(months, note, status, only, measured, row_of):
    """The end that lacks is told by the last day."""
    row = row_of(measured(only(CALLS), calls=calls(2020, *months)), CALLS)
    assert (row["value_note"], row["status"]) == (note, status)


REQUESTS = [{"received_on": date(2020, month, 3), "replied_on": date(2020, month, 4)} for month in range(1, 13)]
LAST_YEAR = [{"received_on": date(2019, month, 4), "replied_on": date(2019, month, 4)} for month in (10, 11, 12)]


def test_a_register_of_a_quarter_is_not_the_year_before(only, measured, row_of):
    """What the file declares decides: the same rows under a whole year are a whole year."""
    for period, previous in (("2019-T4", None), ("2019", 3)):
        files = Given.of([entry("requests", "2020"), entry("requests", period, date(2020, 1, 9))])
        row = row_of(measured(only("requests_count"), given=files, requests=REQUESTS + LAST_YEAR), "requests_count")
        assert (row["value"], row["previous"]) == (12, previous)
        assert (row["previous_note"] is None) == (previous is not None)


@pytest.mark.parametrize(
    ("files", "value", "status"),
    [
        ([entry("requests", "2020")], 0, "ok"),
        ([entry("requests", "2020", date(2020, 6, 30))], 0, "provisional"),
        ([entry("requests", "2019")], None, "no_data"),
        ([], None, "no_data"),
    ],
)
def test_no_request_needs_a_register_that_covers_the_period(files, value, status, only, measured, row_of):
    """A register of the year before, or none, is « non communiqué »."""
    ids = ("requests_count", "request_reply_on_time_pct")
    results = measured(only(*ids), given=Given.of(files), requests=LAST_YEAR)
    assert (row_of(results, ids[0])["value"], row_of(results, ids[0])["status"]) == (value, status)
    expected = {"ok": "no_request", "provisional": "no_request"}.get(status, "no_data")
    assert row_of(results, ids[1])["status"] == expected


def test_no_request_is_not_said_of_a_register_with_a_hole(only, measured, row_of):
    """January to March are unknown: nothing says that nobody wrote."""
    id_ = "request_reply_on_time_pct"
    row = row_of(measured(only(id_), given=Given.of([entry("requests", "2020-T2")]), requests=LAST_YEAR), id_)
    assert row["status"] == "no_data"
    assert row["value_note"] == "seuls les mois d'avril à juin 2020 sont connus"


def test_months_that_a_register_does_not_cover_are_not_nought(only, measured, row_of):
    """A register of the last quarter said 0 of each month before."""
    files = Given.of([entry("requests", "2020-T4")])
    rows = [{"received_on": date(2020, 11, 3)}]
    for period, value in (("2020-03", None), ("2020-10", 0), ("2020-11", 1)):
        row = row_of(measured(only("requests_count"), period=period, given=files, requests=rows), "requests_count")
        assert row["value"] == value


def test_a_register_extracted_early_is_known_up_to_that_day(only, measured, row_of):
    """Whatever the day on which the report is stopped."""
    files = Given.of([entry("requests", "2020", date(2020, 10, 20))])
    row = row_of(measured(only("requests_count"), given=files, requests=REQUESTS), "requests_count")
    assert (row["status"], row["as_of"].date()) == ("provisional", date(2020, 10, 20))


def test_a_file_of_mystery_contacts_that_holds_none_says_so(only, measured, row_of):
    """Given and empty is 0; not given is « non communiqué »."""
    id_ = "mystery_contacts_count"
    contact = {"channel": "phone", "contacted_on": date(2020, 11, 3), "half_day": "morning", "criterion_id": "a"}
    rows = [{**contact, "result": "met"}]
    for files, status, value in (([entry("mystery_contacts", "2020")], "ok", 0), ([], "no_data", None)):
        known = measured(only(id_), given=Given.of(files), period="2020-T1", mystery_contacts=rows[: len(files)])
        row = row_of(known, id_)
        assert (row["value"], row["status"]) == (value, status)


def test_a_period_that_has_not_ended_is_whole_up_to_its_last_day():
    """Months to come are not missing."""
    assert whole(YEAR, date(2020, 3, 1)) == bits(1, 2, 3)
    assert whole(YEAR, END) == bits(*WHOLE)


BY_MONTH = tuple(
    name
    for name, spec in TABLES.items()
    if spec.until_column is not None or any(column.form == "month" for column in spec.columns)
)
"""Tables of statistics: their rows say which months are known."""
REGISTERS = tuple(name for name, spec in TABLES.items() if spec.is_register)
SMALL_COUNTS = {"engagements", "detected", "answered", "completed", "answered_under_5_rings", "article_40_reports"}
GAPS = ((10, 11, 12), (1, 2, 3), (1, 2, 12))
"""What is known when the start, the end, the middle lacks."""


def rows_of(table, year, months):
    """A row a month, with a plain value in each column."""
    spec = TABLES[table]
    rows = []
    for first, last in (months_of(Period.parse(str(year)))[month - 1] for month in months):
        row = {"site_id": "18"}
        for column in spec.columns:
            if column.choices:
                row[column.name] = column.choices[0]
            elif column.type == "date":
                row[column.name] = last if column.name == spec.until_column else first
            elif column.type in ("int", "float"):
                row[column.name] = 5 if column.name in SMALL_COUNTS else 10
            elif column.required and column.name != "site_id":
                row[column.name] = f"n° {first}" if column.name == spec.identifier else "essai"
        rows.append(row)
    return rows


def of_table(catalogue, table):
    """The indicators that are measured from it, declared figures left out."""
    return [known.id for known in catalogue.indicators.values() if known.table == table]


@pytest.mark.parametrize("known", GAPS)
@pytest.mark.parametrize("is_gap_before", [True, False])
@pytest.mark.parametrize("table", [*BY_MONTH, *REGISTERS])
def test_every_monthly_or_dated_source_goes_by_that_rule(
    table, is_gap_before, known, catalogue, only, measured, row_of
):
    """Whatever lacks, in whichever of the two years, no indicator of any such table is compared, and each says why.

    Where the later year only stops early, its own last day says it, and no change is told.
    """
    ids = of_table(catalogue, table)
    months = {2020: WHOLE if is_gap_before else known, 2019: known if is_gap_before else WHOLE}
    if table in BY_MONTH:
        given = None
    else:
        runs = {(10, 11, 12): ["T4"], (1, 2, 3): ["T1"], (1, 2, 12): ["01", "02", "12"]}[known]
        partial = 2019 if is_gap_before else 2020
        parts = [entry(table, f"{partial}-{run}", date(2022, 1, 9), dataset=f"f{run}") for run in runs]
        given = Given.of([entry(table, str(4039 - partial), date(2022, 1, 9)), *parts])
    rows = [row for year, own in months.items() for row in rows_of(table, year, own)]
    results = measured(only(*ids), given=given, **{table: rows})
    is_early_end = not is_gap_before and known == (1, 2, 3)
    assert ids or table == "mystery_contacts"
    for id_ in ids:
        row = row_of(results, id_)
        if row["value"] is None:
            continue
        assert row["change"] is None and row["is_change_demonstrated"] is None, id_
        if not (is_early_end and row["status"] == "provisional"):
            assert row["previous"] is None and row["previous_note"], id_
    assert any(row_of(results, id_)["value"] is not None for id_ in ids)
