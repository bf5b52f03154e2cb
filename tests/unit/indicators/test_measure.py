"""The results table as a whole: published figures, every indicator and site, declared beside computed, nature."""

from datetime import date

import pandas as pd
import pytest

from qep_lib.errors import ParameterError
from qep_lib.indicators.measure import Angle, measure
from qep_lib.model.period import Period
from qep_lib.model.results import RESULTS

TYPES = {"string": "str", "date": "datetime64[s]", "float": "float64", "int": "Int64", "bool": "boolean"}


@pytest.fixture(scope="module")
def cher(catalogue, published, measured):
    """The Cher 2020 tables, rebuilt from what was printed, measured."""
    case = published["cher_2020"]
    survey = case["satisfaction"]["survey"]
    modes = ["desk"] * survey["desk_answers"] + ["web"] * survey["web_answers"]
    profiles = ["individual"] * 100 + ["professional"] * 2 + ["association"] * 2
    answers = [
        {"item_id": "profile", "option_id": profile, "mode": mode}
        for profile, mode in zip(profiles, modes, strict=True)
    ]
    channels = {name: count for name, count in case["requests"][2020].items() if name in ("email", "post", "hall_form")}
    register = [{"channel": name, "repeat": count} for name, count in channels.items()]
    stated = [
        {"indicator_id": "survey_desk_visits_count", "value": float(survey["desk_visits"])},
        {"indicator_id": "requests_count", "period": "2019", "value": float(case["requests"][2019]["total"])},
    ]
    delays = case["title_processing_delay_days"]
    for name, figures in delays.items():
        for kind, keys in (
            ("processing_delay_days", {2020: 2020, 2019: 2019}),
            ("volume_count", {2020: "volume_2020", 2019: "volume_2019"}),
        ):
            for year, key in keys.items():
                as_of = figures.get("as_of") if year == 2020 else None
                stated.append(
                    {
                        "indicator_id": f"{name}_{kind}",
                        "period": str(year),
                        "value": float(figures[key]),
                        "as_of": as_of,
                    }
                )
    ids = {"article_40_reports": "article_40_reports_count"}
    for name, figures in {**case["channels"], **case["fraud"]}.items():
        for year in (2020, 2019):
            as_of = figures.get("as_of") if year == 2020 else None
            stated.append(
                {
                    "indicator_id": ids.get(name, name),
                    "period": str(year),
                    "value": float(figures[year]),
                    "as_of": as_of,
                }
            )
    for commitment, agents in case["training_agents"].items():
        stated.append(
            {"indicator_id": "training_agents_count", "group": f"commitment={commitment}", "value": float(agents)}
        )
    return measured(catalogue, survey_answers=answers, requests=register, declared_figures=stated)


@pytest.mark.parametrize(
    ("indicator_id", "group", "value", "decimals"),
    [
        ("survey_answers_count", "", 104, 0),
        ("survey_response_rate_pct", "", 30.5, 1),
        ("survey_profile_pct", "option=individual", 96.2, 1),
        ("survey_profile_pct", "option=professional", 1.9, 1),
        ("survey_profile_pct", "option=association", 1.9, 1),
        ("requests_count", "", 42, 0),
        ("requests_count", "channel=email", 24, 0),
        ("requests_count", "channel=post", 15, 0),
        ("requests_count", "channel=hall_form", 3, 0),
        ("id_documents_volume_count", "", 212356, 0),
        ("social_engagement_pct", "", 5.53, 2),
        ("website_connection_pct", "", 12.41, 2),
        ("article_40_reports_count", "", 52, 0),
        ("training_agents_count", "commitment=E4", 4, 0),
        ("training_agents_count", "commitment=E23_E33", 0, 0),
        ("training_agents_count", "commitment=E28", 26, 0),
    ],
)
def test_published_figures_come_out_as_printed(cher, row_of, indicator_id, group, value, decimals):
    """Bilan qualité 2020 of the Cher, figure by figure."""
    row = row_of(cher, indicator_id, group)
    assert round(row["value"], decimals) == value
    assert row["status"] == "ok"


@pytest.mark.parametrize(
    ("indicator_id", "value", "previous", "target", "rating", "status"),
    [
        ("id_documents_processing_delay_days", 5.9, 14.9, 9, "met", "ok"),
        ("residence_permit_first_processing_delay_days", 81, 64.9, 90, "met", "provisional"),
        ("residence_permit_renewal_processing_delay_days", 64, 52.1, 30, "far", "provisional"),
        ("call_answer_pct", 91.96, 91.46, 90, "met", "ok"),
        ("social_engagement_pct", 5.53, 5.15, 2, "met", "ok"),
        ("website_connection_pct", 12.41, 8.25, 5, "met", "ok"),
        ("fraud_foreigners_permille", 3.1, 7.18, 5, "off", "provisional"),
        ("fraud_id_documents_permille", 0.54, 0.28, 0.5, "met", "ok"),
    ],
)
def test_published_figures_are_rated_as_the_bilan_does(
    cher, row_of, indicator_id, value, previous, target, rating, status
):
    """Value, year before, target of 2020 and class; « arrêté au 30 novembre » is provisional."""
    row = row_of(cher, indicator_id)
    found = (row["value"], row["previous"], row["target"], row["rating"], row["status"])
    assert found == (value, previous, target, rating, status)


def test_requests_fell_from_78_to_42(cher, row_of):
    """A declared year before a computed one: −36."""
    row = row_of(cher, "requests_count")
    assert (row["origin"], row["previous"], row["change"]) == ("computed", 78, -36)


def test_columns_and_types_are_those_of_the_results_table(cher):
    """Whoever reads the results downstream relies on them."""
    assert {name: str(dtype) for name, dtype in cher.dtypes.items()} == {
        column.name: TYPES[column.type] for column in RESULTS
    }
    for column in RESULTS:
        if column.required:
            assert cher[column.name].notna().all(), column.name
        if column.choices:
            assert set(cher[column.name].dropna()) <= set(column.choices)


def test_every_indicator_has_its_total_row_for_every_site(catalogue, measured):
    """No data is a status, never a missing row; rows are in catalogue, site and group order, without repeats."""
    results = measured(catalogue, sites=("57", "18"))
    totals = results.loc[results["group"] == ""]
    ordered = sorted(catalogue.indicators.values(), key=lambda indicator: (indicator.order, indicator.id))
    assert list(totals[["indicator_id", "site_id"]].itertuples(index=False, name=None)) == [
        (indicator.id, site) for indicator in ordered for site in ("18", "57")
    ]
    assert set(results["status"]) == {"no_data"}
    assert results["value"].isna().all()


def test_one_more_row_changes_the_figure(only, measured, row_of):
    """The published count depends on every line of the register."""
    before = row_of(measured(only("requests_count"), requests=[{"repeat": 42}]), "requests_count")
    after = row_of(measured(only("requests_count"), requests=[{"repeat": 43}]), "requests_count")
    assert (before["value"], after["value"]) == (42, 43)


def test_a_computed_figure_wins_over_a_declared_one_which_its_source_keeps(only, measured, row_of):
    """The register says 42, the dashboard 40: 42 is printed, 40 is told."""
    stated = [{"indicator_id": "requests_count", "value": 40.0, "source": "tableau de bord"}]
    row = row_of(measured(only("requests_count"), requests=[{"repeat": 42}], declared_figures=stated), "requests_count")
    assert (row["value"], row["origin"]) == (42, "computed")
    assert row["source"].endswith("valeur déclarée différente : 40 (tableau de bord)")
    agreeing = [{**stated[0], "value": 42.0}]
    row = row_of(
        measured(only("requests_count"), requests=[{"repeat": 42}], declared_figures=agreeing), "requests_count"
    )
    assert "déclarée" not in row["source"]


def test_a_declared_figure_stands_where_nothing_can_be_computed(only, measured, row_of):
    """Requests exist, none can be judged; the dashboard's rate is printed with its source."""
    id_ = "request_reply_on_time_pct"
    stated = [{"indicator_id": id_, "value": 75.0, "source": "tableau de bord"}]
    row = row_of(measured(only(id_), requests=[{"channel": "phone"}], declared_figures=stated), id_)
    assert (row["value"], row["origin"], row["status"], row["source"]) == (75, "declared", "ok", "tableau de bord")


def test_a_figure_declared_twice_keeps_the_latest_and_says_so(only, measured, row_of):
    """Two files, two values: the one stopped last, and a word about the other."""
    stated = [
        {"indicator_id": "call_answer_pct", "value": 90.0, "as_of": "2020-12-31", "dataset": "b"},
        {"indicator_id": "call_answer_pct", "value": 91.96, "as_of": "2021-01-05", "dataset": "a"},
    ]
    row = row_of(measured(only("call_answer_pct"), declared_figures=stated), "call_answer_pct")
    assert (row["value"], row["as_of"].date()) == (91.96, date(2021, 1, 5))
    assert "une autre valeur est déclarée" in row["source"]


def test_a_base_under_the_indicator_s_minimum_gives_no_figure(catalogue, only, measured, row_of):
    """A mystery survey of 12 calls is not read as a rate; its base is still shown."""
    item = "satisfaction_confidentiality_pct"
    strict = catalogue.indicators[item].model_copy(update={"minimum_base": 20})
    rows = [{"item_id": "confidentiality", "option_id": "satisfied", "repeat": 12}]
    row = row_of(measured(only(**{item: strict}), survey_answers=rows), item)
    assert (row["value"], row["low"], row["denominator"], row["status"]) == (None, None, 12, "no_data")


def test_the_worst_nature_of_the_rows_labels_the_figure(only, measured, row_of):
    """One rebuilt row among real ones is enough; figures of another site are untouched."""
    rows = [{}, {"nature": "reconstructed"}, {"site_id": "57"}]
    results = measured(only("requests_count"), sites=("18", "57"), requests=rows)
    assert [row_of(results, "requests_count", site=site)["nature"] for site in ("18", "57")] == [
        "reconstructed",
        "real",
    ]


def test_an_invented_column_makes_fictitious_only_what_rests_on_it(only, measured, row_of):
    """Dates and kinds are invented: delays and counts by kind are fictitious, counts by channel are not."""
    rows = [{"nature": "reconstructed", "replied_on": "2020-03-04"}]
    invented = {"essai/18/essai.csv": ("received_on", "replied_on", "kind")}
    ids = ("requests_count", "request_reply_on_time_pct", "request_reply_delay_working_days")
    results = measured(only(*ids), requests=rows, fictitious=invented)
    natures = {
        (id_, group): row_of(results, id_, group)["nature"]
        for id_, group in [
            (ids[0], ""),
            (ids[0], "channel=email"),
            (ids[0], "kind=information_request"),
            (ids[1], ""),
            (ids[2], ""),
        ]
    }
    assert list(natures.values()) == ["reconstructed", "reconstructed", "fictitious", "fictitious", "fictitious"]


def test_an_indicator_names_further_columns_that_decide_it(only, measured, row_of):
    """With invented kinds the number of compliments is invented, that of requests is the published one."""
    rows = [{"nature": "reconstructed"}, {"nature": "reconstructed", "kind": "compliment"}]
    ids = ("requests_count", "compliments_count")
    results = measured(only(*ids), requests=rows, fictitious={"essai/18/essai.csv": ("kind",)})
    assert [row_of(results, id_)["nature"] for id_ in ids] == ["reconstructed", "fictitious"]


def test_the_response_rate_carries_the_nature_of_the_visits_too(only, measured, row_of):
    """A real numerator over an invented denominator is not a real rate."""
    answers = [{"item_id": "profile", "option_id": "individual", "repeat": 5}]
    visits = [{"indicator_id": "survey_desk_visits_count", "value": 10.0, "nature": "fictitious"}]
    ids = ("survey_response_rate_pct", "survey_desk_visits_count")
    row = row_of(measured(only(*ids), survey_answers=answers, declared_figures=visits), ids[0])
    assert row["nature"] == "fictitious"


def test_a_computed_figure_names_its_datasets(only, measured, row_of):
    """Where a figure comes from is in its row."""
    rows = [{"dataset": "registre/18/b.xlsx"}, {"dataset": "registre/18/a.xlsx", "repeat": 2}]
    row = row_of(measured(only("requests_count"), requests=rows), "requests_count")
    assert row["source"] == "calculé à partir de registre/18/a.xlsx, registre/18/b.xlsx"


def test_an_unknown_site_is_refused_with_a_suggestion(catalogue):
    """« 91-etampe » → « 91-etampes »."""
    with pytest.raises(ParameterError, match="91-etampes"):
        measure(catalogue, {}, ["91-etampe"], Period.parse("2020"), date(2021, 1, 13))


def test_an_indicator_file_that_disagrees_with_its_formula_is_refused(catalogue, only):
    """Nothing is measured with a formula that does not exist."""
    changed = catalogue.indicators["requests_count"].model_copy(update={"formula": "request_cuont"})
    with pytest.raises(ParameterError, match="request_count"):
        measure(only(requests_count=changed), {}, ["18"], Period.parse("2020"), date(2021, 1, 13))


def test_the_given_frames_are_left_as_they_are(catalogue, table):
    """A frame in, a new frame out."""
    frames = {"requests": table("requests", [{"replied_on": "2020-06-02"}])}
    before = frames["requests"].copy(deep=True)
    measure(catalogue, frames, ["18"], Period.parse("2020"), date(2020, 4, 1))
    pd.testing.assert_frame_equal(frames["requests"], before)


def test_no_site_gives_an_empty_typed_table(catalogue):
    """A region without data is an empty table, not a crash."""
    results = measure(catalogue, {}, [], Period.parse("2020"), date(2021, 1, 13))
    assert results.empty
    assert list(results.columns) == [column.name for column in RESULTS]


QUARTERS = ((100, 20), (200, 26), (100, 22), (200, 30))
"""Titles and mean delay of each quarter: 2,000 + 5,200 + 2,200 + 6,000 days for 600 titles."""
DELAY = "driving_licence_delivery_delay_days"


def by_quarter(year="2020", **changes):
    """The figures of the four quarters, each with its base."""
    return [
        {"indicator_id": DELAY, "period": f"{year}-T{place}", "denominator": base, "value": days} | changes
        for place, (base, days) in enumerate(QUARTERS, 1)
    ]


def test_the_year_of_a_mean_declared_by_quarter_is_weighted(only, measured, row_of):
    """15,400 days for 600 titles, not the mean of the four delays (24.5); it is said where it comes from."""
    row = row_of(measured(only(DELAY), declared_figures=by_quarter()), DELAY)
    assert (row["numerator"], row["denominator"], row["value"]) == (15_400, 600, 15_400 / 600)
    assert (row["origin"], row["status"]) == ("declared", "ok")
    assert row["source"] == "tableau de bord ; moyenne des quatre trimestres, chacun compté pour son effectif"
    quarter = row_of(measured(only(DELAY), declared_figures=by_quarter(), period="2020-T2"), DELAY)
    assert (quarter["value"], quarter["source"]) == (26, "tableau de bord")


def test_a_year_that_its_quarters_do_not_tell_stays_unknown(only, measured, row_of):
    """A quarter or a base lacks; the figure is a median; the year itself was declared."""
    row = row_of(measured(only(DELAY), declared_figures=by_quarter()[:3]), DELAY)
    assert row["status"] == "no_data"
    row = row_of(measured(only(DELAY), declared_figures=[*by_quarter()[:3], by_quarter(denominator=None)[3]]), DELAY)
    assert row["status"] == "no_data"
    median = "request_reply_delay_median_working_days"
    row = row_of(measured(only(median), declared_figures=by_quarter(indicator_id=median)), median)
    assert row["value"] is None
    stated = [*by_quarter(), {"indicator_id": DELAY, "value": 25}]
    assert row_of(measured(only(DELAY), declared_figures=stated), DELAY)["value"] == 25


def test_one_invented_quarter_makes_an_invented_year(only, measured, row_of):
    """The nature of the year is the worst of its parts."""
    parts = by_quarter()
    parts[1] |= {"nature": "fictitious", "dataset": "essai/18/autre.csv"}
    assert row_of(measured(only(DELAY), declared_figures=parts), DELAY)["nature"] == "fictitious"


def test_without_a_comparison_the_same_figures_have_no_past(catalogue, table):
    """Months are measured so: half the time, the same values, bases and statuses, and nothing of the year before."""
    register = [{"channel": "email", "received_on": date(year, 3, 2), "repeat": 20} for year in (2020, 2019)]
    asked = (catalogue, {"requests": table("requests", register)}, ["18"], Period.parse("2020"), date(2021, 1, 13))
    whole, alone = measure(*asked), measure(*asked, angle=Angle(has_past=False))
    counted = (whole["indicator_id"] == "requests_count") & (whole["group"] == "")
    assert whole.loc[counted, "previous"].tolist() == [20] and not alone["previous"].notna().any()
    same = ["indicator_id", "site_id", "group", "numerator", "denominator", "value", "status", "nature", "target"]
    pd.testing.assert_frame_equal(whole[same], alone[same])
