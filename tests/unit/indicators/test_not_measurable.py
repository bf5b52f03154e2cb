"""Answers to a question that does not offer what an indicator counts give no figure, anywhere."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qep_lib.indicators.check import check_indicators
from qep_lib.model.questionnaire import Item, Option, Questionnaire
from qep_lib.model.workspace import Workspace
from qep_lib.params.document import located
from qep_lib.questions.offers import share_offer

PROJECT = Path(__file__).resolve().parents[3]
WAITED = "waited_under_10_min_pct"
WITHOUT_A_FIGURE = ("numerator", "denominator", "value", "low", "high", "gap", "rating", "previous", "change")


def questionnaire_of(*options, kind="single", **fields):
    """One question « waiting_time » with these answers."""
    item = Item(id="waiting_time", wording="?", label="Attente", role="waiting", kind=kind, options=options, column="A")
    fields = {"id": "bandes", "title": "Bandes", "serie_id": "bandes"} | fields
    return Questionnaire(answer_id_column="Id", answered_on_column="Date", items=(item,), **fields)


def bands(*bounds):
    """Answers « under the first bound », « from each bound to the next », « over the last »."""
    edges = [None, *bounds, None]
    return tuple(
        Option(id=f"band_{place}", label=f"{low}-{high}", at_least=low, below=high)
        for place, (low, high) in enumerate(zip(edges, edges[1:], strict=False))
    )


@pytest.fixture
def asking(catalogue):
    """The catalogue with one more questionnaire."""

    def add(questionnaire, *ids):
        chosen = {id_: catalogue.indicators[id_] for id_ in ids} if ids else catalogue.indicators
        known = {**catalogue.questionnaires, questionnaire.id: questionnaire}
        return replace(catalogue, questionnaires=known, indicators=chosen)

    return add


def answers(questionnaire, counts, item="waiting_time", **fields):
    """Rows: so many people for each answer."""
    given = {"questionnaire_id": questionnaire.id, "item_id": item} | fields
    return [{**given, "option_id": option.id, "repeat": n} for option, n in zip(*counts, strict=False)]


@pytest.mark.parametrize(
    ("bounds", "positive"),
    [
        ((5.0, 15.0, 30.0), None),
        ((10.0, 20.0), {"band_0"}),
        ((5.0, 10.0, 30.0), {"band_0", "band_1"}),
        ((15.0,), None),
        ((10.0,), {"band_0"}),
        ((5.0, 9.5), None),
    ],
)
def test_a_threshold_is_read_from_bands_that_it_bounds(bounds, positive):
    """No band may straddle it, the last one included."""
    asked = questionnaire_of(*bands(*bounds))
    offer = share_offer(asked, asked.items[0], ("under_10_min",), 10.0)
    assert (offer.positive if offer.lack is None else None) == positive


def test_bands_of_5_15_30_minutes_give_no_share_under_10(asking, measured, row_of):
    """« Attente de moins de 10 minutes : 0 % (149 réponses) » was printed in public."""
    asked = questionnaire_of(*bands(5.0, 15.0, 30.0))
    rows = answers(asked, (asked.items[0].options, (60, 60, 20, 9)))
    row = row_of(results := measured(asking(asked, WAITED), survey_answers=rows), WAITED)
    assert [row[name] for name in WITHOUT_A_FIGURE] == [None] * len(WITHOUT_A_FIGURE)
    assert row["status"] == "not_measurable"
    assert "va de part et d'autre de 10" in row["value_note"]
    assert len(results) == 1, "its groups would be a distribution that no reader can tell from another"


def test_a_declared_figure_stands_where_the_answers_cannot_tell(asking, measured, row_of):
    """Another count, printed by the site, is a figure all the same."""
    asked = questionnaire_of(*bands(5.0, 15.0, 30.0))
    rows = answers(asked, (asked.items[0].options, (60, 60, 20, 9)))
    declared = [{"indicator_id": WAITED, "value": 73.0}]
    row = row_of(measured(asking(asked, WAITED), survey_answers=rows, declared_figures=declared), WAITED)
    assert (row["value"], row["status"], row["value_note"]) == (73, "ok", None)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (
            questionnaire_of(Option(id="short", label="Court"), Option(id="long", label="Long")),
            "n'offre pas la réponse",
        ),
        (questionnaire_of(kind="number"), "un nombre"),
        (questionnaire_of(kind="text"), "un texte libre"),
    ],
)
def test_other_questions_that_cannot_feed_it(asked, words, asking, measured, row_of):
    """The answer named is not offered, or the question is not a closed one."""
    rows = [{"questionnaire_id": asked.id, "item_id": "waiting_time", "option_id": "short", "repeat": 9}]
    row = row_of(measured(asking(asked, WAITED), survey_answers=rows), WAITED)
    assert (row["status"], row["value"]) == ("not_measurable", None)
    assert words in row["value_note"]


def test_a_scale_without_any_positive_answer_gives_no_share(catalogue, asking, measured, row_of):
    """Levels forgotten in the questionnaire made every criterion « 0 % satisfied »."""
    own = catalogue.questionnaires["satisfaction-cher"]
    blank = tuple(option.model_copy(update={"level": None}) for option in own.scales["satisfaction"])
    asked = own.model_copy(update={"id": "sans-niveau", "scales": {"satisfaction": blank}})
    id_ = "satisfaction_clear_language_pct"
    rows = [{"questionnaire_id": asked.id, "item_id": "clear_language", "option_id": "satisfied", "repeat": 40}]
    row = row_of(measured(asking(asked, id_), survey_answers=rows), id_)
    assert (row["status"], row["value"], row["rating"]) == ("not_measurable", None, None)


def test_answers_of_a_questionnaire_that_is_gone_give_no_share(only, measured, row_of):
    """Without its levels, nobody would be satisfied."""
    id_ = "satisfaction_clear_language_pct"
    rows = [{"questionnaire_id": "disparu", "item_id": "clear_language", "option_id": "satisfied", "repeat": 40}]
    row = row_of(measured(only(id_), survey_answers=rows), id_)
    assert (row["status"], row["value"]) == ("not_measurable", None)


def test_answers_that_can_feed_it_are_counted_alone(catalogue, asking, measured, row_of):
    """Two questionnaires of one series in one period, one of which offers the answer; of two series nothing is pooled."""
    serie_id = catalogue.questionnaires["satisfaction-cher"].serie_id
    asked = questionnaire_of(*bands(5.0, 15.0, 30.0)).model_copy(update={"serie_id": serie_id})
    rows = answers(asked, (asked.items[0].options, (60, 60, 20, 9)))
    rows += [{"item_id": "waiting_time", "option_id": "under_10_min", "answer_id": f"b{n}"} for n in range(3)]
    row = row_of(measured(asking(asked, WAITED), survey_answers=rows), WAITED)
    assert (row["numerator"], row["denominator"], row["status"]) == (3, 3, "ok")


def test_more_answers_than_visits_is_no_rate(only, measured, row_of):
    """M08: « Taux de réponse 120 % »: one of the two counts is wrong."""
    ids = ("survey_response_rate_pct", "survey_desk_visits_count")
    rows = [{"item_id": "profile", "option_id": "individual", "repeat": 120}]

    def rate(visits):
        declared = [{"indicator_id": ids[1], "value": visits}]
        return row_of(measured(only(*ids), survey_answers=rows, declared_figures=declared), ids[0])

    assert (rate(100.0)["status"], rate(100.0)["value"]) == ("not_measurable", None)
    assert "plus nombreuses que les visites" in rate(100.0)["value_note"]
    assert (rate(120.0)["status"], rate(120.0)["value"]) == ("ok", 100)


def test_an_unmeasurable_year_before_is_not_compared_and_says_so(asking, measured, row_of):
    """The base of last year is not a figure either."""
    asked = questionnaire_of(*bands(5.0, 15.0, 30.0))
    rows = answers(asked, (asked.items[0].options, (60, 60, 20, 9)), answered_on=date(2019, 9, 1))
    rows += [{"item_id": "waiting_time", "option_id": "under_10_min", "answer_id": f"b{n}"} for n in range(3)]
    row = row_of(measured(asking(asked, WAITED), survey_answers=rows), WAITED)
    assert (row["previous"], row["change"], row["value"]) == (None, None, 100)
    assert "non mesurable" in row["previous_note"]


def test_check_tells_both_files_and_their_lines(catalogue, asking):
    """The indicator's argument and the question, each with the line to look at."""
    own = catalogue.questionnaires["satisfaction-cher"]
    place = next(place for place, item in enumerate(own.items) if item.id == "waiting_time")
    changed = own.items[place].model_copy(update={"options": bands(5.0, 15.0, 30.0)})
    asked = own.model_copy(update={"items": (*own.items[:place], changed, *own.items[place + 1 :])})
    (issue,) = located(Workspace(PROJECT), [i for i in check_indicators(asking(asked)) if i.code == "not_measurable"])
    assert issue.severity == "warning"
    lines = [
        (PROJECT / file).read_text(encoding="utf-8").splitlines()[row - 1]
        for file, row in ((issue.file, issue.row), (issue.other.file, issue.other.row))
    ]
    assert lines[0].startswith("arguments:") and lines[1].strip() == "options:"
    assert f"{issue.other.file}, ligne {issue.other.row}" in issue.sentence


def test_check_tells_a_source_whose_files_can_never_give_the_figure(catalogue):
    """A register mapped without its column of replies, or without a kind."""
    source = catalogue.sources["request-register"]
    columns = {name: binding for name, binding in source.columns.items() if name != "replied_on"}
    kinds = {kind: words for kind, words in columns["kind"].values.items() if kind != "compliment"}
    columns["kind"] = columns["kind"].model_copy(update={"values": kinds})
    changed = source.model_copy(update={"columns": columns})
    told = [
        issue
        for issue in located(Workspace(PROJECT), check_indicators(replace(catalogue, sources={source.id: changed})))
        if issue.code == "not_measurable"
    ]
    files = {issue.file.rpartition("/")[2] for issue in told}
    assert {"compliments_count.yml", "request_reply_on_time_pct.yml", "requests_overdue_count.yml"} <= files
    assert "requests_count.yml" not in files
    keys = {issue.file.rpartition("/")[2]: (issue.key, issue.value) for issue in told}
    assert keys["compliments_count.yml"] == ("arguments.kinds", "compliment")
    assert keys["request_reply_on_time_pct.yml"][0] == "formula"
    assert all(issue.row and issue.other.row and issue.other.file.endswith("request-register.yml") for issue in told)
