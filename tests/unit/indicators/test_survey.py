"""Survey formulas: bases, levels, groups."""

from dataclasses import replace
from datetime import date

import pytest

from qep_lib.indicators.rows import cut_context
from qep_lib.indicators.survey import crossed_counts
from qep_lib.model.period import Period

ITEM = "satisfaction_clear_language_pct"


def answers(item="clear_language", **counts):
    """Rows of one item: `answers(satisfied=3, blank=1)`."""
    rows = []
    for word, count in counts.items():
        state = {"blank": "blank", "not_applicable": "not_applicable"}.get(word, "answered")
        option = None if word == "blank" else word
        rows.append({"item_id": item, "option_id": option, "state": state, "repeat": count})
    return rows


def test_a_percentage_is_of_those_who_answered_that_item(only, measured, row_of):
    """« sans objet » and blanks leave the base and are counted apart."""
    rows = answers(very_satisfied=5, satisfied=3, unsatisfied=2, not_applicable=4, blank=6)
    results = measured(only(ITEM), survey_answers=rows)
    total = row_of(results, ITEM)
    assert (total["numerator"], total["denominator"], total["n"], total["value"]) == (8, 10, 10, 80)
    aside = {group: row_of(results, ITEM, f"state={group}")["numerator"] for group in ("not_applicable", "blank")}
    assert aside == {"not_applicable": 4, "blank": 6}
    assert row_of(results, ITEM, "state=blank")["denominator"] == 20


def test_a_respondent_is_the_number_of_an_answer_in_its_file_and_sheet(only, measured, row_of):
    """Two waves, or two sheets, that number their answers from 1 are not the same people."""
    files = [("a.csv", None), ("b.csv", None), ("c.xlsx", "janvier"), ("c.xlsx", "février")]
    rows = [
        {
            "item_id": "clear_language",
            "option_id": "satisfied",
            "answer_id": str(number),
            "dataset": file,
            "sheet": sheet,
        }
        for file, sheet in files
        for number in range(1, 6)
    ]
    results = measured(only(ITEM, "survey_answers_count"), survey_answers=rows)
    assert row_of(results, "survey_answers_count")["value"] == 20
    assert row_of(results, ITEM)["denominator"] == 20


def test_an_option_stored_as_answered_but_not_applicable_leaves_the_base(only, measured, row_of):
    """The questionnaire's level decides, even if an import kept the state « answered »."""
    rows = answers(satisfied=3)
    rows.append({"item_id": "clear_language", "option_id": "not_applicable", "state": "answered"})
    row = row_of(measured(only(ITEM), survey_answers=rows), ITEM)
    assert (row["numerator"], row["denominator"]) == (3, 3)


def test_options_sum_to_the_base_and_unchosen_ones_are_zero(only, measured):
    """A full distribution: four levels, one that nobody chose, none for « sans objet »."""
    results = measured(only(ITEM), survey_answers=answers(very_satisfied=5, satisfied=3, unsatisfied=2, blank=1))
    options = results.loc[results["group"].str.startswith("option=")].set_index("group")["numerator"]
    assert options.to_dict() == {
        "option=very_satisfied": 5,
        "option=satisfied": 3,
        "option=unsatisfied": 2,
        "option=very_unsatisfied": 0,
    }


def test_modes_have_their_own_base(only, measured, row_of):
    """Desk and web are shown side by side, never weighted together in silence."""
    rows = answers(satisfied=9, unsatisfied=1)
    rows += [{**row, "mode": "web", "repeat": 2} for row in answers(satisfied=1, unsatisfied=1)]
    results = measured(only(ITEM), survey_answers=rows)
    shown = {
        mode: (row_of(results, ITEM, f"mode={mode}")["numerator"], row_of(results, ITEM, f"mode={mode}")["n"])
        for mode in ("desk", "web")
    }
    assert shown == {"desk": (9, 10), "web": (2, 4)}


def test_a_sample_has_a_wilson_interval_and_a_count_of_blanks_has_none(only, measured, row_of):
    """80 of 104: 68.0 to 84.0 % by statsmodels; how many left the question blank is a fact."""
    results = measured(only(ITEM), survey_answers=answers(satisfied=80, unsatisfied=24, blank=3))
    total = row_of(results, ITEM)
    assert (total["low"], total["high"]) == (pytest.approx(67.954, abs=1e-3), pytest.approx(83.974, abs=1e-3))
    assert row_of(results, ITEM, "state=blank")["low"] is None


def test_nobody_answered_is_not_zero_percent(only, measured, row_of):
    """M06: no base, no value, no interval, no rating."""
    row = row_of(measured(only(ITEM), survey_answers=answers(blank=12)), ITEM)
    assert (row["value"], row["low"], row["status"]) == (None, None, "no_data")


def test_overall_satisfaction_reads_the_question_of_that_role(catalogue, only, measured, row_of):
    """When the questionnaire asks the overall question, it is the one measured, whatever its id."""
    questionnaire = catalogue.questionnaires["satisfaction-cher"]
    asked = tuple(
        item.model_copy(update={"role": "overall"}) if item.id == "clear_language" else item
        for item in questionnaire.items
    )
    known = {"satisfaction-cher": questionnaire.model_copy(update={"items": asked})}
    changed = replace(only("satisfaction_overall_pct"), questionnaires=known)
    rows = answers(satisfied=6, unsatisfied=2) + answers(item="confidentiality", unsatisfied=9)
    row = row_of(measured(changed, survey_answers=rows), "satisfaction_overall_pct")
    assert (row["numerator"], row["denominator"]) == (6, 8)


def test_several_answers_allowed_count_each_respondent_once(catalogue, only, measured, row_of):
    """Two reasons ticked by one person: base 3 respondents, shares that sum to more than 100 %."""
    rows = [
        {"item_id": "visit_reason", "answer_id": "a", "option_id": "foreign_titles"},
        {"item_id": "visit_reason", "answer_id": "a", "option_id": "information"},
        {"item_id": "visit_reason", "answer_id": "b", "option_id": "foreign_titles"},
        {"item_id": "visit_reason", "answer_id": "c", "option_id": "information"},
    ]
    results = measured(only("survey_visit_reason_pct"), survey_answers=rows)
    found = {o: row_of(results, "survey_visit_reason_pct", f"option={o}") for o in ("foreign_titles", "information")}
    assert [(row["numerator"], row["denominator"]) for row in found.values()] == [(2, 3), (2, 3)]
    assert row_of(results, "survey_visit_reason_pct")["numerator"] == 3


def test_answers_outside_the_period_or_after_the_as_of_day_do_not_count(only, measured, row_of):
    """A survey of 2019 and an answer typed later leave the figure of the day unchanged."""
    from_other_days = [
        {"item_id": "clear_language", "option_id": "unsatisfied", "answered_on": day}
        for day in ("2019-12-31", "2021-01-01")
    ]
    row = row_of(measured(only(ITEM), survey_answers=answers(satisfied=4) + from_other_days), ITEM)
    assert (row["numerator"], row["denominator"]) == (4, 4)


def test_a_finished_survey_is_not_provisional(only, measured, row_of):
    """The wave is over even if the year is not."""

    row = row_of(measured(only(ITEM), as_of=date(2020, 9, 30), survey_answers=answers(satisfied=4)), ITEM)
    assert row["status"] == "ok"


def test_the_response_rate_counts_desk_answers_against_desk_visits(only, measured, row_of):
    """95 of 311; the 9 web answers have no known frame."""
    rows = answers(satisfied=95) + [{**row, "mode": "web"} for row in answers(satisfied=9)]
    visits = [{"indicator_id": "survey_desk_visits_count", "value": 311.0}]
    ids = ("survey_response_rate_pct", "survey_desk_visits_count", "survey_answers_count")
    results = measured(only(*ids), survey_answers=rows, declared_figures=visits)
    rate = row_of(results, ids[0])
    assert (rate["numerator"], rate["denominator"], round(rate["value"], 1)) == (95, 311, 30.5)
    assert row_of(results, ids[2])["value"] == 104


def crossed(catalogue, table, people):
    """The counts of « clear_language » by reason for people given as (site, reasons, answer)."""
    rows = []
    for number, (site, reasons, answer) in enumerate(people):
        common = {"site_id": site, "answer_id": str(number)}
        rows += [{**common, "item_id": "visit_reason", "option_id": reason} for reason in reasons]
        state = "blank" if answer is None else "answered"
        rows.append({**common, "item_id": "clear_language", "option_id": answer, "state": state})
    context = cut_context(
        catalogue,
        {"survey_answers": table("survey_answers", rows)},
        ["18", "28"],
        Period.parse("2020"),
        date(2021, 1, 13),
    )
    return crossed_counts(context, "visit_reason", item="clear_language")


def test_an_item_is_counted_by_the_answer_to_another(catalogue, table):
    """People of each group, those in the base, the satisfied ones; two sites do not mix."""
    found = crossed(
        catalogue,
        table,
        [
            ("18", ["foreign_titles"], "satisfied"),
            ("18", ["foreign_titles"], "unsatisfied"),
            ("18", ["information"], "not_applicable"),
            ("18", ["information"], None),
            ("28", ["information"], "very_satisfied"),
        ],
    )
    assert found.options == ("foreign_titles", "information")
    assert found.people.tolist() == [[2, 2], [0, 1]]
    assert found.answered.tolist() == [[2, 0], [0, 1]]
    assert found.positive.tolist() == [[1, 0], [0, 1]]


def test_who_gave_no_group_or_several_is_in_none(catalogue, table):
    """Groups share people out: nobody is counted twice."""
    found = crossed(
        catalogue,
        table,
        [
            ("18", [], "satisfied"),
            ("18", ["foreign_titles", "information"], "satisfied"),
            ("18", ["information"], "satisfied"),
        ],
    )
    assert found.people.tolist() == [[0, 1], [0, 0]] and found.positive.tolist() == [[0, 1], [0, 0]]


def test_without_the_other_question_there_is_no_group(catalogue, table):
    """Arrays without a column, one row a site."""
    found = crossed(catalogue, table, [("18", [], "satisfied")])
    assert found.options == () and found.answered.shape == (2, 0)


def several(catalogue, **changes):
    """The catalogue with a second questionnaire of the Cher, `autre`, whose series and items may differ."""
    other = catalogue.questionnaires["satisfaction-cher"].model_copy(update={"id": "autre"} | changes)
    return replace(catalogue, questionnaires={**catalogue.questionnaires, "autre": other})


def wave(questionnaire, dataset, people, option="satisfied", item="clear_language", day=date(2020, 9, 14)):
    """Answers to one item, one a person, numbered from 1 in their file."""
    return [
        {"questionnaire_id": questionnaire, "dataset": dataset, "answer_id": str(number), "item_id": item,
         "option_id": option, "answered_on": day}
        for number in range(1, people + 1)
    ]  # fmt: skip


def test_two_surveys_of_a_site_are_never_counted_together(only, measured, row_of):
    """No total; each has its own when it is asked for by its series."""
    known = several(only(ITEM, "survey_answers_count"), serie_id="autre")
    rows = [*wave("satisfaction-cher", "a.csv", 40), *wave("autre", "b.csv", 30, "unsatisfied")]
    whole = measured(known, survey_answers=rows)
    for indicator_id in (ITEM, "survey_answers_count"):
        row = row_of(whole, indicator_id)
        assert (row["status"], row["value"]) == ("not_measurable", None)
        assert set(whole.loc[whole["indicator_id"] == indicator_id, "group"]) == {""}
    for serie, people, value in (("satisfaction-cher-2020", 40, 100), ("autre", 30, 0)):
        apart = measured(known, survey_answers=rows, serie=serie)
        assert row_of(apart, "survey_answers_count")["value"] == people
        assert (row_of(apart, ITEM)["denominator"], row_of(apart, ITEM)["value"]) == (people, value)


def test_a_site_with_one_survey_is_not_touched_by_that_of_another_site(only, measured, row_of):
    """Series are told apart site by site."""
    known = several(only(ITEM), serie_id="autre")
    rows = wave("satisfaction-cher", "a.csv", 40) + [row | {"site_id": "41"} for row in wave("autre", "b.csv", 30)]
    results = measured(known, sites=("18", "41"), survey_answers=rows)
    assert [row_of(results, ITEM, site=site)["denominator"] for site in ("18", "41")] == [40, 30]


def test_the_base_of_an_option_is_of_those_to_whom_it_was_offered(only, measured, row_of):
    """Two questionnaires of one series, the second with a reason more: nobody of the first is in its base."""
    reasons = "survey_visit_reason_pct"
    known = only(reasons)
    cher = known.questionnaires["satisfaction-cher"]
    items = tuple(
        item.model_copy(update={"options": item.options[:1]}) if item.id == "visit_reason" else item
        for item in cher.items
    )
    first = cher.items[1].options[0].id
    rows = [
        *wave("satisfaction-cher", "a.csv", 10, "information", "visit_reason"),
        *wave("autre", "b.csv", 30, first, "visit_reason"),
    ]
    results = measured(several(known, items=items), survey_answers=rows)
    option = row_of(results, reasons, "option=information")
    assert (option["numerator"], option["denominator"], option["value"]) == (10, 10, 100)
    assert row_of(results, reasons, f"option={first}")["denominator"] == 40


def test_waves_of_one_survey_are_told_beside_the_whole(only, measured, row_of):
    """Files whose days do not meet; those that do are one wave."""
    spring, autumn = date(2020, 4, 2), date(2020, 9, 14)
    rows = [
        *wave("satisfaction-cher", "a.csv", 60, day=spring),
        *wave("satisfaction-cher", "b.csv", 40, "unsatisfied", day=autumn),
        *wave("satisfaction-cher", "web.csv", 20, day=autumn),
    ]
    results = measured(only(ITEM, "survey_answers_count"), survey_answers=rows)
    assert row_of(results, "survey_answers_count")["value"] == 120
    shown = {
        group: (row_of(results, "survey_answers_count", group)["value"], row_of(results, ITEM, group)["numerator"])
        for group in ("wave=2020-04-02_2020-04-02", "wave=2020-09-14_2020-09-14")
    }
    assert shown == {"wave=2020-04-02_2020-04-02": (60, 60), "wave=2020-09-14_2020-09-14": (60, 20)}
    alone = measured(only(ITEM), survey_answers=rows[:60])
    assert not alone["group"].str.startswith("wave=").any()
