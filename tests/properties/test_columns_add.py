"""The groups of a count add up to its total, this period and the one before, whatever each of them knows."""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qep_lib.indicators.measure import measure
from qep_lib.indicators.worked_cases import build_table
from qep_lib.model.closed_lists import CHANNELS, PERIMETERS, REQUEST_KINDS
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

PROJECT = Path(__file__).resolve().parents[2]
COMMON = {"site_id": "18", "dataset": "d", "nature": "real"}
MODES = ("desk", "web", "phone")
THEMES = ("Accueil", "Délai", None)
REQUEST_COUNTS = ("requests_count", "complaints_count", "compliments_count", "requests_outside_perimeter_count")
THEME_COUNTS = ("request_themes_count", "complaint_themes_count")


@cache
def catalogue_of(*ids):
    """Only these indicators, of the project's own."""
    known = read_catalogue(Workspace(PROJECT))
    return replace(known, indicators={id_: known.indicators[id_] for id_ in ids})


def columns_of(results, indicator_id):
    """(the total row, its groups by dimension)."""
    own = results[results["indicator_id"] == indicator_id]
    groups = {}
    for row in own[own["group"] != ""].to_dict("records"):
        groups.setdefault(row["group"].split("=")[0], []).append(row)
    (total,) = own[own["group"] == ""].to_dict("records")
    return total, groups


def check_columns(results, ids):
    """Every dimension adds, both columns, wherever the total is known."""
    for id_ in ids:
        total, groups = columns_of(results, id_)
        for dimension, rows in groups.items():
            assert sum(row["value"] for row in rows) == total["value"], (id_, dimension)
            if total["previous"] == total["previous"]:
                known = [row["previous"] for row in rows if row["previous"] == row["previous"]]
                assert sum(known) == total["previous"], (id_, dimension)


requests = st.lists(
    st.tuples(
        st.sampled_from([2019, 2020]),
        st.sampled_from(REQUEST_KINDS),
        st.sampled_from(CHANNELS),
        st.sampled_from(PERIMETERS),
        st.sampled_from(THEMES),
    ),
    max_size=14,
)


@settings(deadline=None)
@given(requests)
def test_requests_add_up_by_channel_kind_perimeter_and_theme(rows):
    """A channel known last year only disappeared: 2020 showed 5 + 11 and « Ensemble 18 »."""
    table = build_table(
        "requests",
        [
            {"received_on": date(year, 3, 2), "kind": kind, "channel": channel, "perimeter": perimeter, "theme": theme}
            for year, kind, channel, perimeter, theme in rows
        ],
        COMMON,
    )
    ids = (*REQUEST_COUNTS, *THEME_COUNTS)
    period = Period.parse("2020")
    check_columns(measure(catalogue_of(*ids), {"requests": table}, ["18"], period, date(2021, 1, 13)), ids)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from([2019, 2020]), st.sampled_from(MODES)), max_size=12))
def test_answers_add_up_by_mode(rows):
    """A mode given up since last year is a 0."""
    table = build_table(
        "survey_answers",
        [
            {"answered_on": date(year, 9, 14), "mode": mode, "item_id": "profile", "option_id": "individual"}
            for year, mode in rows
        ],
        COMMON | {"questionnaire_id": "satisfaction-cher", "state": "answered"},
    )
    ids = ("survey_answers_count",)
    period = Period.parse("2020")
    check_columns(measure(catalogue_of(*ids), {"survey_answers": table}, ["18"], period, date(2021, 1, 13)), ids)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from([2019, 2020]), st.sampled_from(["phone", "email", "post"])), max_size=12))
def test_mystery_contacts_add_up_by_channel(rows):
    """Calls one year, e-mails the next."""
    table = build_table(
        "mystery_contacts",
        [
            {"contacted_on": date(year, 9, 14), "channel": channel, "half_day": "morning", "criterion_id": "a"}
            for year, channel in rows
        ],
        COMMON | {"result": "met"},
    )
    ids = ("mystery_contacts_count",)
    period = Period.parse("2020")
    check_columns(measure(catalogue_of(*ids), {"mystery_contacts": table}, ["18"], period, date(2021, 1, 13)), ids)


def test_a_group_of_last_year_only_is_a_nought_of_this_one():
    """With last year's count beside it, and no share made of nothing."""
    rows = [{"received_on": date(2020, 3, 2), "channel": "email", "repeat": 3}]
    rows += [{"received_on": date(2019, 3, 2), "channel": "post", "repeat": 2}]
    table = build_table("requests", rows, COMMON | {"kind": "information_request", "perimeter": "inside"})
    ids = ("requests_count", "request_reply_on_time_pct")
    results = measure(catalogue_of(*ids), {"requests": table}, ["18"], Period.parse("2020"), date(2021, 1, 13))
    post = results[(results["group"] == "channel=post")].to_dict("records")
    assert [
        (row["indicator_id"], row["value"], row["denominator"], row["previous"], row["status"]) for row in post
    ] == [("requests_count", 0, 3, 2, "ok")]


@pytest.mark.parametrize("years", [(2020,), (2019,), ()])
def test_nothing_is_added_where_a_year_has_no_register(years):
    """Not given is not 0."""
    rows = [{"received_on": date(year, 3, 2), "channel": "post"} for year in years]
    table = build_table("requests", rows, COMMON | {"kind": "information_request", "perimeter": "inside"})
    results = measure(
        catalogue_of("requests_count"), {"requests": table}, ["18"], Period.parse("2020"), date(2021, 1, 13)
    )
    assert (results["group"] != "").any() == (2020 in years)
