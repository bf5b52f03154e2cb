"""Questions that no national indicator reads: measured all the same, each as its kind is. Figures are by hand."""

from dataclasses import replace
from datetime import date

import pytest

from qep_lib.indicators.measure import measure
from qep_lib.indicators.worked_cases import build_table
from qep_lib.model.period import Period
from qep_lib.model.questionnaire import Item, Questionnaire
from qep_lib.questions.forms import FORMS
from qep_lib.questions.links import indicators_of, own_indicators, question_indicators

LEVELS = (
    {"id": "good", "label": "Bien", "level": "positive"},
    {"id": "fair", "label": "Moyen", "level": "neutral"},
    {"id": "none", "label": "Non concerné", "level": "not_applicable"},
)
PLAIN = ({"id": "a", "label": "A"}, {"id": "b", "label": "B"}, {"id": "c", "label": "C"})
ITEMS = (
    {"id": "quiet", "label": "Calme", "role": "criterion", "kind": "scale", "options": LEVELS},
    {"id": "age", "label": "Âge", "role": "profile", "options": PLAIN},
    {"id": "trade", "label": "Métier", "role": "profile", "options": PLAIN},
    {"id": "why", "label": "Motifs", "role": "other", "kind": "multiple", "options": PLAIN, "delimiter": ";"},
    {"id": "order", "label": "Priorités", "role": "other", "kind": "rank", "options": PLAIN, "delimiter": ";"},
    {"id": "grade", "label": "Note", "role": "overall", "kind": "note"},
    {"id": "kilometres", "label": "Distance", "role": "other", "kind": "number", "minimum": 0.0},
    {"id": "visited_on", "label": "Venue", "role": "other", "kind": "date"},
    {"id": "words", "label": "Commentaire", "role": "other", "kind": "text"},
    {"id": "waits", "label": "Attente", "role": "waiting", "kind": "band", "options": (
        {"id": "short", "label": "Moins de 15", "below": 15.0}, {"id": "long", "label": "15 ou plus", "at_least": 15.0})},
)  # fmt: skip


def survey(name, serie="mine", items=ITEMS):
    """A questionnaire of these questions."""
    asked = tuple(Item(wording=f"{item['label']} ?", column=item["label"], **item) for item in items)
    return Questionnaire(
        id=name, title="La mienne", serie_id=serie, answer_id_column="N°", answered_on_column="Jour", items=asked
    )


@pytest.fixture
def own(catalogue):
    """The catalogue with two questionnaires of one series, and one of another that asks the same."""
    known = {q.id: q for q in (survey("mine-2020"), survey("mine-2018"), survey("other", "other", ITEMS[:1]))}
    indicators = {id_: catalogue.indicators[id_] for id_ in ("survey_profile_pct", "waited_under_10_min_pct")}
    return replace(
        catalogue,
        questionnaires=known,
        indicators=indicators,
        question_indicators=question_indicators(known, indicators),
    )


def given(item, option=None, number=None, people=1, first=1, **changes):
    """Rows of so many respondents, from that number on."""
    return [
        {"questionnaire_id": "mine-2020", "item_id": item, "option_id": option, "number": number, "answer_id": str(who)}
        | changes
        for who in range(first, first + people)
    ]


def blank(item, people=1, first=1):
    """Those who left it blank."""
    return given(item, people=people, first=first, state="blank")


def test_a_question_is_linked_or_has_figures_of_its_own(own):
    """The first profile feeds the national indicator, the second is its own; bands of 15 minutes say nothing of 10."""
    questionnaire = own.questionnaires["mine-2020"]
    linked = {
        question.id: [found.id for found in indicators_of(questionnaire, question, own.indicators.values())]
        for question in questionnaire.questions
    }
    assert {id_: ids for id_, ids in linked.items() if ids} == {"age": ["survey_profile_pct"]}
    made = {
        question.id: [found.id for found in own_indicators(questionnaire, question, own.question_indicators)]
        for question in questionnaire.questions
    }
    assert made == {
        "quiet": ["q_mine__quiet_pct"],
        "age": [],
        "trade": ["q_mine__trade_parts_pct"],
        "why": ["q_mine__why_parts_pct"],
        "order": ["q_mine__order_parts_pct"],
        "grade": ["q_mine__grade_score", "q_mine__grade_parts_pct"],
        "kilometres": ["q_mine__kilometres_score"],
        "visited_on": ["q_mine__visited_on_parts_pct"],
        "words": ["q_mine__words_given_pct"],
        "waits": ["q_mine__waits_parts_pct"],
    }


def test_the_figures_of_a_question_are_measured_where_it_was_asked(own, measured, row_of):
    """A site of the other series, and one without a survey, have no row of them."""
    rows = [
        *given("quiet", "good", people=3),
        *given("quiet", "fair", people=1, first=4),
        *given("quiet", "none", first=5, state="not_applicable"),
        *given("quiet", "good", people=2, site_id="41", questionnaire_id="other"),
    ]
    results = measured(own, sites=("18", "41", "45"), survey_answers=rows)
    mine = row_of(results, "q_mine__quiet_pct")
    assert (mine["numerator"], mine["denominator"], mine["value"]) == (3, 4, 75)
    assert row_of(results, "q_mine__quiet_pct", "state=not_applicable")["numerator"] == 1
    assert row_of(results, "q_other__quiet_pct", site="41")["value"] == 100
    where = results.loc[results["indicator_id"].str.startswith("q_"), ["indicator_id", "site_id"]]
    assert set(where["site_id"].loc[where["indicator_id"].str.startswith("q_mine")]) == {"18"}
    assert set(where["site_id"].loc[where["indicator_id"].str.startswith("q_other")]) == {"41"}


def test_a_note_has_its_mean_with_an_interval_and_its_distribution(own, measured, row_of):
    """4, 6, 8, 10 and a blank: mean 7, standard deviation 2.582, t of 3 degrees 3.182, so 7 ± 4.11, cut at 10."""
    rows = [row for place, note in enumerate((4, 6, 8, 10), 1) for row in given("grade", number=note, first=place)]
    results = measured(own, survey_answers=[*rows, *blank("grade", first=5)])
    mean = row_of(results, "q_mine__grade_score")
    assert (mean["numerator"], mean["denominator"], mean["value"]) == (None, 4, 7)
    assert mean["low"] == pytest.approx(7 - 3.18245 * 2.58199 / 2, abs=1e-4) and mean["high"] == 10
    assert row_of(results, "q_mine__grade_parts_pct", "option=8")["value"] == 25
    assert row_of(results, "q_mine__grade_parts_pct", "option=0")["numerator"] == 0
    groups = results.loc[results["indicator_id"] == "q_mine__grade_parts_pct", "group"]
    assert sum(group.startswith("option=") for group in groups) == 11
    assert row_of(results, "q_mine__grade_parts_pct", "state=blank")["numerator"] == 1


def test_each_kind_counts_as_it_should(own, measured, row_of):
    """Several answers on a base of people, first ranks, months, comments left."""
    day = (date(2020, 3, 2) - date(1970, 1, 1)).days
    rows = [
        *given("why", "a", people=3), *given("why", "b", people=2), *blank("why", first=4),
        *given("order", "b", number=1, people=2), *given("order", "a", number=2, people=2),
        *given("order", "c", number=1, first=3), *blank("order", first=4),
        *given("kilometres", number=10), *given("kilometres", number=20, first=2), *blank("kilometres", people=2, first=3),
        *given("visited_on", number=day, people=3), *given("visited_on", number=day + 40, first=4),
        *given("words", people=1), *blank("words", people=3, first=2),
        *given("waits", "short", people=1), *given("waits", "long", people=3, first=2),
    ]  # fmt: skip
    results = measured(own, survey_answers=rows)

    def share(name, group):
        row = row_of(results, f"q_mine__{name}", group)
        return row["numerator"], row["denominator"]

    assert [share("why_parts_pct", f"option={option}") for option in "abc"] == [(3, 3), (2, 3), (0, 3)]
    assert [share("order_parts_pct", f"option={option}") for option in "abc"] == [(0, 3), (2, 3), (1, 3)]
    assert row_of(results, "q_mine__kilometres_score")["value"] == 15
    assert share("visited_on_parts_pct", "option=2020-03") == (3, 4)
    assert share("visited_on_parts_pct", "option=2020-04") == (1, 4)
    assert share("words_given_pct", "") == (1, 4)
    assert share("waits_parts_pct", "option=long") == (3, 4)


def test_the_waves_of_a_series_are_compared(own, row_of):
    """Another questionnaire of the same series, a year before: 60 % then 80 %."""

    common = {"site_id": "18", "dataset": "a", "nature": "real", "mode": "desk", "state": "answered"}
    rows = [
        {**common, **row, "answered_on": day, "questionnaire_id": asked}
        for day, asked, good in ((date(2020, 5, 4), "mine-2020", 8), (date(2019, 5, 6), "mine-2018", 6))
        for row in [*given("quiet", "good", people=good), *given("quiet", "fair", people=10 - good, first=good + 1)]
    ]
    tables = {"survey_answers": build_table("survey_answers", rows, {})}
    results = measure(own, tables, ["18"], Period.parse("2020"), date(2021, 1, 13))
    row = row_of(results, "q_mine__quiet_pct")
    assert (row["value"], row["previous"], row["change"]) == (80, 60, 20)


def test_every_kind_has_a_question_here():
    """A new kind is measured too."""
    assert {item.get("kind", "single") for item in ITEMS} | {"grid"} == {*FORMS}
