"""Questions of a questionnaire: each kind says what its declaration must be."""

from dataclasses import replace

import pytest

from qep_lib.indicators.years import wave_before, years_of_report
from qep_lib.model.period import Period
from qep_lib.model.tables import ANSWERS
from qep_lib.params import read_catalogue

SURVEY = "questionnaires/satisfaction-cher.yml"
LAST = """
  - id: own
    wording: "Question ?"
    label: "La mienne"
    role: other
"""
OPTIONS = "    options: [{id: one, label: Un, level: positive}, {id: two, label: Deux}]\n"
BANDS = "    options: [{id: one, label: Un, at_least: 10}, {id: two, label: Deux, below: 10}]\n"
COLUMN, TICKS = "    column: La mienne\n", "    columns: {one: A, two: B}\n"
ROWS = "    rows: [{id: row_a, label: A}, {id: row_b, label: B}]\n"


def with_question(params, lines):
    """The faults once that question ends the questionnaire."""
    return params.written(SURVEY, params.path(SURVEY).read_text(encoding="utf-8").rstrip() + LAST + lines)


@pytest.mark.parametrize(
    ("lines", "key", "told"),
    [
        ("    kind: notes\n" + COLUMN, ".kind", "vouliez-vous dire « note »"),
        ("    kind: single\n" + COLUMN, "", "n'a ni échelle ni réponses"),
        ("    kind: multiple\n" + COLUMN, "", "n'a ni échelle ni réponses"),
        ("    kind: rank\n" + COLUMN, "", "n'a ni échelle ni réponses"),
        ("    kind: note\n    columns: {one: A, two: B}\n" + OPTIONS, ".columns", "ne va pas avec une note"),
        ("    kind: note\n    maximum: 7.5\n" + COLUMN, ".maximum", "entiers"),
        ("    kind: number\n    minimum: 3\n    maximum: 2\n" + COLUMN, ".maximum", "sous la borne basse"),
        ("    kind: number\n    delimiter: ';'\n" + COLUMN, ".delimiter", "ne va pas avec un nombre"),
        ("    kind: single\n    rank_columns: 2\n" + COLUMN + OPTIONS, ".rank_columns", "ne va pas avec un choix unique"),
        ("    kind: multiple\n    delimiter: ';'\n    rank_columns: 2\n" + COLUMN + OPTIONS, ".delimiter", "un seul de columns"),
        ("    kind: scale\n" + COLUMN + OPTIONS.replace(", level: positive", ""), ".options", "n'est positif"),
        ("    kind: band\n" + COLUMN + OPTIONS, ".options", "n'a pas de bornes"),
        ("    kind: band\n" + COLUMN + BANDS, ".options", "pas à sa place"),
        ("    kind: grid\n" + TICKS + OPTIONS, "", "n'a pas de lignes"),
        ("    kind: grid\n    columns: {row_a: A}\n" + ROWS + OPTIONS, ".columns", "« row_b » de la grille"),
        ("    kind: grid\n    columns: {row_a: A, row_b: B, row_c: C}\n" + ROWS + OPTIONS, ".columns.row_c",
         "ligne inconnue de la grille"),
        ("    kind: single\n" + COLUMN + ROWS + OPTIONS, ".rows", "vont avec une grille"),
        ("    kind: grid\n    columns: {profile: A, row_b: B}\n" + ROWS.replace("row_a", "profile") + OPTIONS,
         ".rows[0].id", "item en double"),
    ],
)  # fmt: skip
def test_a_declaration_that_its_kind_does_not_allow_is_refused_at_its_line(params, lines, key, told):
    """File, line, key, what is wrong and what to do."""
    issues = with_question(params, lines)
    issue = next(issue for issue in issues if issue.key == f"items[10]{key}" and told in issue.sentence)
    assert issue.file == f"params/{SURVEY}" and issue.row > 98
    assert "À faire" in issue.sentence or "vouliez-vous" in issue.sentence


@pytest.mark.parametrize(
    "lines",
    [
        "    kind: note\n" + COLUMN,
        "    kind: date\n" + COLUMN,
        "    kind: rank\n" + TICKS + OPTIONS,
        "    kind: single\n" + TICKS + OPTIONS,
        "    kind: multiple\n    delimiter: ','\n" + COLUMN + OPTIONS,
        "    kind: scale\n" + COLUMN + OPTIONS,
        "    kind: grid\n    columns: {row_a: A, row_b: B}\n" + ROWS + OPTIONS,
    ],
)
def test_a_question_of_each_kind_is_accepted(params, lines):
    """No fault at all."""
    assert with_question(params, lines) == []


RUN, SOURCE = "runs/cher-2020.yml", "sources/satisfaction-survey-cher.yml"
REPEATED = "repeated_answers: {columns: [Adresse], within_minutes: 2}\n"


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "told"),
    [
        (RUN, 'as_of: 2021-01-13', 'as_of: 2021-01-13\nsurvey_compared_with: "2021"', "survey_compared_with",
         "n'est pas avant"),
        (RUN, 'as_of: 2021-01-13', 'as_of: 2021-01-13\nsurvey_compared_with: "hier"', "survey_compared_with", "hier"),
        (SOURCE, "questionnaire:", "repeated_answers: {keep: first}\nquestionnaire:", "repeated_answers", "within_minutes"),
        (SOURCE, "questionnaire:", REPEATED.replace("2}", "0}") + "questionnaire:", "repeated_answers.within_minutes", "1"),
        ("sources/request-register.yml", "table: requests", f"table: requests\n{REPEATED}", "repeated_answers", "enquête"),
        ("labels.yml", "    has_cert: true",
         "    has_cert: true\n    survey_every_years: 0", "labels[0].survey_every_years", "1"),
    ],
)  # fmt: skip
def test_a_wave_or_a_repetition_that_cannot_be_is_refused(params, file, old, new, key, told):
    """A survey is compared with an earlier one; repeated answers are those of a survey, and are known by something."""
    issue = next(issue for issue in params.replaced(file, old, new) if issue.key == key)
    assert issue.file == f"params/{file}" and told in issue.sentence


def test_a_survey_every_two_years_has_its_wave_before(project):
    """As the site says it, or as the run does, which wins."""
    catalogue = read_catalogue(project)
    label = catalogue.labels["18"].model_copy(update={"survey_every_years": 2})
    told = replace(catalogue, labels={"18": label})
    assert wave_before(catalogue, "18", Period.parse("2022")) is None
    assert wave_before(told, "18", Period.parse("2022")) == Period.parse("2020")
    assert wave_before(told, "18", Period.parse("2022-S1")) == Period.parse("2020-S1")
    told = replace(told, survey_waves={"18": {"2022": "2019"}})
    assert wave_before(told, "18", Period.parse("2022")) == Period.parse("2019")
    assert 2019 in years_of_report(told, "satisfaction", ANSWERS, Period.parse("2022"), ["18"])
    assert 2019 not in years_of_report(told, "satisfaction", ANSWERS, Period.parse("2022"), ["41"])
