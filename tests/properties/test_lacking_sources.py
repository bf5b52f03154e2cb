"""Random questionnaires and registers that lack what an indicator asks never give it a figure."""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qep_lib.indicators.covered import Given
from qep_lib.indicators.formulas import FORMULAS
from qep_lib.indicators.measure import measure
from qep_lib.indicators.register_offers import CLOSED, NAMED, NEEDED
from qep_lib.indicators.worked_cases import build_table
from qep_lib.model.closed_lists import CHANNELS, REQUEST_KINDS
from qep_lib.model.period import Period
from qep_lib.model.questionnaire import Item, Option, Questionnaire
from qep_lib.model.tables import TABLES
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.store.manifest import DatasetEntry

PROJECT = Path(__file__).resolve().parents[2]
FIGURES = ["numerator", "denominator", "value", "low", "high", "gap", "previous", "change"]
COMMON = {"site_id": "18", "dataset": "d", "nature": "real"}


@cache
def catalogue():
    """Every declaration of the project."""
    return read_catalogue(Workspace(PROJECT))


def measured(indicators, tables, files=(), questionnaires=None):
    """Results of the site for 2020, of these indicators only."""
    known = replace(catalogue(), indicators=indicators)
    if questionnaires:
        known = replace(known, questionnaires=questionnaires)
    period = Period.parse("2020")
    return measure(known, tables, ["18"], period, date(2021, 1, 13), given=Given.of(files))


SHARES = sorted(
    id_
    for id_, indicator in catalogue().indicators.items()
    if indicator.formula in ("survey_share", "survey_distribution")
)
LEVELS = ("neutral", "negative", "not_applicable", None)


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(SHARES),
    st.lists(st.sampled_from(LEVELS), min_size=1, max_size=4),
    st.lists(st.integers(0, 3), min_size=1, max_size=12),
    st.sampled_from(["single", "multiple", "number", "text"]),
)
def test_a_question_without_what_is_counted_gives_no_figure(id_, levels, chosen, kind):
    """No positive level, no answer of that name, no band, or no closed answer at all."""
    indicator = catalogue().indicators[id_]
    if indicator.formula == "survey_distribution":
        kind = "number"
    name = indicator.arguments.get("item", "question")
    options = tuple(Option(id=f"answer_{n}", label=f"Réponse {n}", level=level) for n, level in enumerate(levels))
    item = Item(
        id=name,
        wording=name,
        label=name,
        role=indicator.arguments.get("role", "criterion"),
        kind=kind,
        column="Q",
        options=options if kind in ("single", "multiple") else (),
    )
    asked = Questionnaire(
        id="tire", title="T", serie_id="t", answer_id_column="I", answered_on_column="D", items=(item,)
    )
    rows = [
        {"item_id": name, "option_id": f"answer_{n % len(levels)}", "answered_on": date(2020, 9, 1)} for n in chosen
    ]
    table = build_table("survey_answers", rows, COMMON | {"questionnaire_id": "tire", "state": "answered"})
    results = measured({id_: indicator}, {"survey_answers": table}, questionnaires={"tire": asked})
    assert results[FIGURES].isna().all(axis=None)
    assert results["rating"].isna().all() and set(results["status"]) == {"not_measurable"}


REGISTERS = ("requests", "service_updates", "local_authority_requests", "meetings")


def lacks_of_each():
    """(indicator, what its files lack) for each column that its formula needs and each argument that chooses values."""
    for id_, indicator in catalogue().indicators.items():
        for way in indicator.ways():
            table = FORMULAS[way.formula].table
            if table not in REGISTERS:
                continue
            for column in NEEDED.get(way.formula, ()):
                yield id_, table, (column,)
            for argument in NAMED:
                if argument in way.arguments:
                    yield id_, table, (way.arguments[argument],)
            for argument, column in CLOSED.items():
                values = way.arguments.get(argument, ())
                values = (values,) if isinstance(values, str) else values
                if values:
                    yield id_, table, tuple(f"{column}={value}" for value in values)


def register_of(table):
    """A row of every kind and channel, replied to the next day."""
    days = {"received_on": date(2020, 3, 2), "requested_on": date(2020, 3, 2)}
    after = {name: date(2020, 3, 3) for name in ("replied_on", "published_on", "fixed_on", "held_on")}
    known = {column.name for column in TABLES[table].columns}
    ordinary = {name: day for name, day in (days | after).items() if name in known} | {"withdrawn": False, "theme": "A"}
    rows = [{"kind": kind, "channel": channel} for kind in REQUEST_KINDS for channel in CHANNELS]
    if table != "requests":
        rows = [{"channel": "email", "medium": "website"}, {"channel": "post", "medium": "ivr"}]
    rows = [{name: value for name, value in (ordinary | row).items() if name in known} for row in rows]
    return build_table(table, rows, COMMON | ({"perimeter": "inside"} if table == "requests" else {}))


def entry(table, lacks):
    """A file of the year, with what it lacks."""
    return DatasetEntry("d", table, "18", "f", "0", "2020", date(2021, 1, 11), "real", lacks=lacks)


@pytest.mark.parametrize(("id_", "table", "lacks"), list(lacks_of_each()))
def test_a_register_without_what_is_counted_gives_no_figure(id_, table, lacks):
    """Every indicator of a register, each lack in turn; one that lacks nothing gives a figure."""
    indicators, rows = {id_: catalogue().indicators[id_]}, {table: register_of(table)}
    refused = measured(indicators, rows, [entry(table, lacks)])
    assert refused[FIGURES].isna().all(axis=None) and set(refused["status"]) == {"not_measurable"}
    assert refused["value_note"].notna().all() and refused["rating"].isna().all()
    given = measured(indicators, rows, [entry(table, ())])
    assert given["denominator"].notna().any() or given["value"].notna().any()


def test_a_value_is_served_by_one_file_and_a_column_by_every_one():
    """A register of complaints beside another; a file without replies spoils the delays of all."""
    id_, rows = "complaint_reply_on_time_pct", {"requests": register_of("requests")}
    indicators = {id_: catalogue().indicators[id_]}
    kinds = ("kind=complaint", "kind=suggestion")
    for files, is_refused in (
        ([entry("requests", kinds), entry("requests", ())], False),
        ([entry("requests", kinds), entry("requests", kinds)], True),
        ([entry("requests", kinds[:1])], False),
        ([entry("requests", ("replied_on",)), entry("requests", ())], True),
        ([replace(entry("requests", ("replied_on",)), period="2019")], False),
    ):
        results = measured(indicators, rows, files)
        assert (results["status"] == "not_measurable").any() == is_refused
