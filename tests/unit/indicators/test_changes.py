"""Comparison with the year before: what is compared, what is demonstrated."""

from dataclasses import replace
from datetime import date

import pytest

from qep_lib.indicators.measure import Angle, measure
from qep_lib.model.period import Period

ITEM = "satisfaction_clear_language_pct"


def wave(year, positive, negative, item="clear_language", questionnaire="satisfaction-cher"):
    """Answers to one item in one year."""
    day = date(year, 9, 14)
    base = {"item_id": item, "answered_on": day, "questionnaire_id": questionnaire}
    counts = {"satisfied": positive, "unsatisfied": negative}
    return [
        {**base, "answer_id": f"{year}-{option}-{number}", "option_id": option}
        for option, count in counts.items()
        for number in range(count)
    ]


def test_a_large_fall_is_demonstrated(only, measured, row_of):
    """92 of 171 after 144 of 171: the Newcombe interval excludes zero and the p-value is small."""
    row = row_of(measured(only(ITEM), survey_answers=wave(2020, 92, 79) + wave(2019, 144, 27)), ITEM)
    assert row["previous"] == pytest.approx(84.2, abs=0.05)
    assert row["previous_denominator"] == 171
    assert row["change"] == pytest.approx(-30.41, abs=0.01)
    assert row["change_low"] < row["change"] < row["change_high"] < 0
    assert row["is_change_demonstrated"] is True


def test_a_small_difference_on_small_samples_is_not(only, measured, row_of):
    """38 of 43 after 36 of 43: no trend called on noise."""
    row = row_of(measured(only(ITEM), survey_answers=wave(2020, 38, 5) + wave(2019, 36, 7)), ITEM)
    assert row["change_low"] < 0 < row["change_high"]
    assert row["is_change_demonstrated"] is False


def test_many_items_make_a_borderline_change_undemonstrated(catalogue, only, measured, row_of):
    """A p-value of 0.04 alone passes; among ten items without change it no longer does (Benjamini-Hochberg)."""
    borderline = wave(2020, 70, 30) + wave(2019, 82, 18)
    alone = row_of(measured(only(ITEM), survey_answers=borderline), ITEM)
    assert alone["is_change_demonstrated"] is True
    others = ("confidentiality", "covid_measures", "queue_management", "telephone_information")
    still = [row for item in others for row in wave(2020, 80, 20, item) + wave(2019, 80, 20, item)]
    ids = [ITEM, *(f"satisfaction_{item}_pct" for item in others)]
    among = row_of(measured(only(*ids), survey_answers=borderline + still), ITEM)
    assert among["change_low"] == alone["change_low"]
    assert among["change_p_adjusted"] == pytest.approx(5 * alone["change_p_adjusted"])
    assert among["is_change_demonstrated"] is False


def test_another_questionnaire_breaks_the_series(catalogue, only, measured, row_of):
    """M11: other wording, other scale: last year's figure is not compared, nor shown as comparable."""
    other = catalogue.questionnaires["satisfaction-cher"].model_copy(update={"id": "autre", "serie_id": "autre"})
    known = replace(only(ITEM), questionnaires={**catalogue.questionnaires, "autre": other})
    rows = wave(2020, 38, 5) + wave(2019, 36, 7, questionnaire="autre")
    row = row_of(measured(known, survey_answers=rows), ITEM)
    assert (row["previous"], row["previous_denominator"], row["change"]) == (None, None, None)
    assert row["is_change_demonstrated"] is None
    same = other.model_copy(update={"serie_id": catalogue.questionnaires["satisfaction-cher"].serie_id})
    known = replace(known, questionnaires={**catalogue.questionnaires, "autre": same})
    assert row_of(measured(known, survey_answers=rows), ITEM)["previous"] is not None


def test_a_provisional_figure_shows_last_year_without_a_change(only, measured, row_of):
    """« arrêté au 30 novembre 2020 »: eleven months are not compared with twelve."""
    id_ = "residence_permit_renewal_processing_delay_days"
    stated = [
        {"indicator_id": id_, "value": 64.0, "as_of": "2020-11-30"},
        {"indicator_id": id_, "value": 52.1, "period": "2019"},
    ]
    row = row_of(measured(only(id_), declared_figures=stated), id_)
    assert (row["status"], row["as_of"].date()) == ("provisional", date(2020, 11, 30))
    assert (row["previous"], row["change"], row["is_change_demonstrated"]) == (52.1, None, None)
    assert row["rating"] == "far"


def test_a_provisional_previous_year_withholds_the_change_too(only, measured, row_of):
    """The full year is not compared with an unfinished one."""
    id_ = "residence_permit_first_volume_count"
    stated = [
        {"indicator_id": id_, "value": 525.0},
        {"indicator_id": id_, "value": 357.0, "period": "2019", "as_of": "2019-11-30"},
    ]
    row = row_of(measured(only(id_), declared_figures=stated), id_)
    assert (row["status"], row["previous"], row["change"]) == ("ok", 357, None)


def test_a_change_of_the_official_definition_withholds_the_change(only, measured, row_of):
    """Fraud: perimeter of 2020. 2019 is shown; from 2021 on, years compare again."""
    id_ = "fraud_id_documents_permille"
    stated = [
        {"indicator_id": id_, "value": value, "period": str(year)}
        for year, value in ((2019, 0.28), (2020, 0.54), (2021, 0.6))
    ]
    broken = row_of(measured(only(id_), declared_figures=stated), id_)
    assert (broken["previous"], broken["change"]) == (0.28, None)
    later = row_of(measured(only(id_), period="2021", as_of=date(2022, 1, 13), declared_figures=stated), id_)
    assert (later["previous"], later["change"]) == (0.54, 0.06)


def test_request_counts_have_an_exact_test(only, measured, row_of):
    """42 after 78: fewer requests, demonstrated; 42 after 50: not."""
    for previous, demonstrated in ((78.0, True), (50.0, False)):
        stated = [{"indicator_id": "requests_count", "value": previous, "period": "2019"}]
        results = measured(only("requests_count"), requests=[{"repeat": 42}], declared_figures=stated)
        row = row_of(results, "requests_count")
        assert (row["change"], row["is_change_demonstrated"]) == (42 - previous, demonstrated)


def test_call_rates_are_not_tested_even_with_their_counts(only, measured, row_of):
    """Thousands of dependent calls: a difference is stated, never demonstrated."""
    id_ = "call_answer_pct"
    stated = [
        {"indicator_id": id_, "value": 92.0, "numerator": 9200.0, "denominator": 10000.0},
        {"indicator_id": id_, "value": 80.0, "numerator": 8000.0, "denominator": 10000.0, "period": "2019"},
    ]
    row = row_of(measured(only(id_), declared_figures=stated), id_)
    assert (row["change"], row["change_low"], row["is_change_demonstrated"]) == (12, None, None)


def test_a_declared_share_with_its_counts_is_tested(only, measured, row_of):
    """Website updates: 99 of 100 after 60 of 100."""
    id_ = "website_update_on_time_pct"
    stated = [
        {"indicator_id": id_, "value": 99.0, "numerator": 99.0, "denominator": 100.0},
        {"indicator_id": id_, "value": 60.0, "numerator": 60.0, "denominator": 100.0, "period": "2019"},
    ]
    assert row_of(measured(only(id_), declared_figures=stated), id_)["is_change_demonstrated"] is True


def test_only_totals_are_marked(only, measured):
    """Options, modes and states have an interval at most: thirty marks on one item would be thirty false hopes."""
    results = measured(only(ITEM), survey_answers=wave(2020, 92, 79) + wave(2019, 144, 27))
    parts = results.loc[results["group"] != ""]
    assert parts["change"].notna().any()
    assert parts["is_change_demonstrated"].isna().all()


def test_the_whole_of_a_distribution_is_no_test(only, measured, row_of):
    """100 % after 100 % is true by construction and must not weaken the other tests."""
    rows = [
        {"item_id": "profile", "option_id": "individual", "answered_on": f"{year}-09-14", "repeat": 20}
        for year in (2020, 2019)
    ]
    assert (
        row_of(measured(only("survey_profile_pct"), survey_answers=rows), "survey_profile_pct")["change_p_adjusted"]
        is None
    )


def test_differences_carry_no_binary_crumbs(only, measured, row_of):
    """91.96 − 91.46 is 0.5."""
    stated = [
        {"indicator_id": "call_answer_pct", "value": 91.96},
        {"indicator_id": "call_answer_pct", "value": 91.46, "period": "2019"},
    ]
    assert row_of(measured(only("call_answer_pct"), declared_figures=stated), "call_answer_pct")["change"] == 0.5


def test_a_quarter_is_compared_with_the_one_before_when_asked(only, table):
    """Declared figures of three quarters: the change is that of the comparison, in the figure's own unit."""
    figures = table(
        "declared_figures",
        [
            {"indicator_id": "call_answer_pct", "period": code, "period_start": start, "value": value}
            for code, start, value in (
                ("2020-T3", date(2020, 7, 1), 70.0),
                ("2021-T2", date(2021, 4, 1), 90.2),
                ("2021-T3", date(2021, 7, 1), 88.5),
            )
        ],
    )
    found = {}
    for comparison in ("year_before", "period_before"):
        rows = measure(
            only("call_answer_pct"),
            {"declared_figures": figures},
            ["18"],
            Period.parse("2021-T3"),
            date(2021, 10, 15),
            angle=Angle(Period.parse("2021-T3").compared(comparison)),
        )
        found[comparison] = rows.loc[rows["group"] == "", ["previous", "change"]].iloc[0].tolist()
    assert found == {"year_before": [70.0, 18.5], "period_before": [90.2, -1.7]}
