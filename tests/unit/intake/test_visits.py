"""More answers than the visits declared are told by whichever of the two files comes second."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

RATE = SimpleNamespace(
    unit="pct",
    label="Taux",
    short_label="Taux",
    formula="survey_response_rate",
    arguments={"mode": "desk", "visits": "visits_count"},
)
FIGURE_HEADINGS = ("Code", "Groupe", "Valeur N", "Valeur N-1", "Source")


@pytest.fixture
def office(desk):
    """The desk with an indicator of response rate."""
    return replace(desk, catalogue=replace(desk.catalogue, indicators={**desk.catalogue.indicators, "rate_pct": RATE}))


def put_answers(desk, count, mode="Accueil"):
    """A survey of that many answers."""
    rows = [(f"A{n}", "02/03/2020", mode, "Satisfait", "", "", "", "", "") for n in range(count)]
    return desk.put("enquete.csv", desk.delimited(desk.survey_headings, *rows), "survey")


def put_visits(desk, count):
    """The visits of the period."""
    return desk.put(
        "chiffres.csv", desk.delimited(FIGURE_HEADINGS, ("visits_count", "", str(count), "", "Compteur")), "figures"
    )


def told(outcome):
    """What is said of visits."""
    return [issue.sentence for issue in outcome.issues if issue.code == "more_answers_than_visits"]


@pytest.mark.parametrize("is_survey_first", [True, False])
def test_the_second_file_tells_it(office, is_survey_first):
    """12 answers at the desk for 10 visits: whatever comes first, the second import says both numbers."""
    steps = [lambda: put_answers(office, 12), lambda: put_visits(office, 10)]
    first, second = [step() for step in (steps if is_survey_first else reversed(steps))]
    assert told(first) == []
    (sentence,) = told(second)
    assert "12 réponses « desk » pour 10 visites déclarées (2020)" in sentence


def test_answers_of_another_mode_and_as_many_as_visits_are_not_told(office):
    """Answers by internet have no visits; ten answers for ten visits can be."""
    put_visits(office, 10)
    assert told(put_answers(office, 12, "Internet")) == []
    office.write("enquete.csv", "")
    assert told(put_answers(office, 10)) == []
