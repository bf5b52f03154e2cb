"""Promises of `measure` that hold whatever the rows: order, period, site and channel."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qep_lib.indicators.measure import measure
from qep_lib.indicators.rating import rate
from qep_lib.model.closed_lists import CHANNELS, PERIMETERS, REQUEST_KINDS
from qep_lib.model.period import Period
from qep_lib.model.tables import TABLES
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

PERIOD = Period.parse("2020")
AS_OF = date(2021, 1, 13)
SITES = ("18", "57", "971")
TYPES = {"string": "str", "date": "datetime64[s]", "float": "float64", "int": "Int64"}
ITEMS = ("clear_language", "confidentiality")
ANSWERS = (
    ("very_satisfied", "answered"),
    ("satisfied", "answered"),
    ("very_unsatisfied", "answered"),
    (None, "blank"),
    ("not_applicable", "not_applicable"),
)
EXAMPLES = settings(max_examples=6, deadline=None)

CATALOGUE = read_catalogue(Workspace(Path(__file__).resolve().parents[2]))
KEPT = (
    "survey_answers_count",
    "survey_response_rate_pct",
    "survey_desk_visits_count",
    "satisfaction_clear_language_pct",
    "requests_count",
    "compliments_count",
    "requests_outside_perimeter_count",
    "request_themes_count",
    "request_reply_on_time_pct",
    "request_reply_delay_median_working_days",
)
"""One indicator a formula, and those that a promise is about: a measure of all of them takes too long to repeat."""
CATALOGUE = replace(CATALOGUE, indicators={id_: CATALOGUE.indicators[id_] for id_ in KEPT})


def typed(name, rows):
    """A typed frame of the table, from rows that give every column but the provenance."""
    spec = TABLES[name]
    frame = pd.DataFrame(rows, columns=list(spec.column_names)).assign(
        dataset="essai", nature="real", source_row=range(1, len(rows) + 1)
    )
    return frame.astype({column: TYPES[spec.column(column).type] for column in spec.column_names})


@st.composite
def requests(draw):
    """A register of several sites; some requests outside the period, some open."""
    rows = []
    for number in range(draw(st.integers(0, 25))):
        received_on = date(2019, 11, 1) + timedelta(days=draw(st.integers(0, 440)))
        waited = draw(st.none() | st.integers(0, 40))
        rows.append(
            {
                "site_id": draw(st.sampled_from(SITES)),
                "request_id": str(number),
                "kind": draw(st.sampled_from(REQUEST_KINDS)),
                "channel": draw(st.sampled_from(CHANNELS)),
                "perimeter": draw(st.sampled_from(PERIMETERS)),
                "received_on": received_on,
                "replied_on": None if waited is None else received_on + timedelta(days=waited),
                "theme": draw(st.none() | st.sampled_from(("Attente", "Accueil"))),
            }
        )
    return typed("requests", rows)


@st.composite
def answers(draw):
    """Answers of several sites to two items, some blank or not applicable, in 2019 and 2020."""
    rows = []
    for number in range(draw(st.integers(0, 15))):
        site, mode = draw(st.sampled_from(SITES)), draw(st.none() | st.sampled_from(("desk", "web")))
        day = draw(st.sampled_from((date(2019, 9, 14), date(2020, 9, 14))))
        for item in ITEMS:
            option, state = draw(st.sampled_from(ANSWERS))
            rows.append(
                {
                    "site_id": site,
                    "questionnaire_id": "satisfaction-cher",
                    "answer_id": str(number),
                    "answered_on": day,
                    "mode": mode,
                    "item_id": item,
                    "option_id": option,
                    "state": state,
                }
            )
    return typed("survey_answers", rows)


def measured(tables, sites=SITES):
    return measure(CATALOGUE, tables, sites, PERIOD, AS_OF)


@EXAMPLES
@given(requests(), answers(), st.randoms(use_true_random=False))
def test_permuting_rows_changes_nothing(register, survey, random):
    """The order of a file's lines is nobody's business."""
    shuffled = {}
    for name, frame in (("requests", register), ("survey_answers", survey)):
        order = list(range(len(frame)))
        random.shuffle(order)
        shuffled[name] = frame.iloc[order].reset_index(drop=True)
    pd.testing.assert_frame_equal(measured({"requests": register, "survey_answers": survey}), measured(shuffled))


@EXAMPLES
@given(requests(), answers())
def test_rows_outside_both_periods_change_nothing(register, survey):
    """What happened in 2017 cannot move 2020 nor its comparison with 2019."""
    tables = {"requests": register, "survey_answers": survey}
    old = {
        name: pd.concat(
            [frame, frame.assign(**{TABLES[name].year_column: pd.Timestamp("2017-05-02").as_unit("s")})],
            ignore_index=True,
        )
        for name, frame in tables.items()
    }
    pd.testing.assert_frame_equal(measured(tables), measured(old))


@EXAMPLES
@given(requests(), answers(), st.sampled_from(SITES))
def test_many_sites_at_once_give_what_each_gives_alone(register, survey, site):
    """A site's rows never depend on the other sites."""
    tables = {"requests": register, "survey_answers": survey}
    together = measured(tables)
    alone = measured(tables, (site,))
    mine = together.loc[together["site_id"] == site].reset_index(drop=True)
    pd.testing.assert_frame_equal(mine, alone)


@EXAMPLES
@given(requests())
def test_parts_sum_to_the_whole(register):
    """Channels sum to the total; requests, compliments and outside perimeter sum to the register."""
    results = measured({"requests": register})
    for site in SITES:
        own = results.loc[(results["site_id"] == site) & (results["indicator_id"] == "requests_count")]
        total = own.loc[own["group"] == "", "value"].fillna(0).sum()
        for dimension in ("channel=", "kind="):
            assert own.loc[own["group"].str.startswith(dimension), "value"].sum() == total
        ids = ("requests_count", "compliments_count", "requests_outside_perimeter_count")
        totals = results.loc[
            (results["site_id"] == site) & (results["group"] == "") & results["indicator_id"].isin(ids), "value"
        ]
        in_period = register.loc[(register["site_id"] == site) & register["received_on"].dt.year.eq(2020)]
        assert totals.fillna(0).sum() == len(in_period)


@EXAMPLES
@given(requests())
def test_every_request_in_the_perimeter_is_judged_late_open_or_without_deadline(register):
    """Base, not yet due and no deadline make up the whole: none leaves the rate unseen."""
    rows = measured({"requests": register})
    rows = rows.loc[rows["indicator_id"] == "request_reply_on_time_pct"].set_index(["site_id", "group"])
    for site in {site for site, group in rows.index if group == "state=no_deadline"}:
        aside = [rows.loc[(site, f"state={state}")] for state in ("no_deadline", "not_yet_due")]
        judged = rows.loc[(site, "")]["denominator"]
        unjudged = sum(row["numerator"] for row in aside)
        assert (0 if pd.isna(judged) else judged) + unjudged == aside[0]["denominator"]


@EXAMPLES
@given(answers())
def test_options_and_states_account_for_every_answer(survey):
    """Options sum to the base; base, not applicable and blank sum to all who were asked."""
    rows = measured({"survey_answers": survey})
    rows = rows.loc[rows["indicator_id"] == "satisfaction_clear_language_pct"]
    for site in rows.loc[rows["group"] == "state=blank", "site_id"]:
        own = rows.loc[rows["site_id"] == site].set_index("group")
        base = own.loc["", "denominator"]
        assert own.loc[own.index.str.startswith("option="), "numerator"].sum() == base
        aside = own.loc[own.index.str.startswith("state="), "numerator"].sum()
        assert base + aside == own.loc["state=blank", "denominator"]


@EXAMPLES
@given(requests(), answers())
def test_a_missing_value_always_has_a_status_that_says_why(register, survey):
    """No mute NaN, no value under « aucune demande »; shares stay between 0 and 100."""
    results = measured({"requests": register, "survey_answers": survey})
    assert (results["value"].isna() == results["status"].isin(["no_data", "no_request"])).all()
    shares = results.loc[results["indicator_id"].str.endswith("_pct"), ["value", "low", "high"]].stack().dropna()
    assert shares.between(0, 100).all()


@pytest.mark.parametrize("direction", ["higher", "lower"])
@given(st.integers(0, 100_000), st.integers(1, 100_000))
def test_the_class_never_gets_better_as_the_gap_grows(direction, hundredths, target_hundredths):
    """Met, near, off, far: in that order as the figure moves away from its target."""
    classes = ("met", "near", "off", "far")
    value, target = hundredths / 100, target_hundredths / 100
    step = 0.01 if direction == "lower" else -0.01
    before = classes.index(rate(value, target, direction)[1])
    after = classes.index(rate(round(value + step, 2), target, direction)[1])
    assert after >= before
