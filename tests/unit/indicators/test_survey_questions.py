"""A small survey read question by question: who chose what, who is outside the base, what a question tells of a person."""

import json

import numpy as np
import pandas as pd
import pytest

from qep_lib.errors import ParameterError
from qep_lib.indicators.survey_questions import Respondents
from qep_lib.model.questionnaire import Questionnaire

SCALE = [
    {"id": "good", "label": "Satisfait", "level": "positive"},
    {"id": "bad", "label": "Insatisfait", "level": "negative"},
    {"id": "none", "label": "Sans objet", "level": "not_applicable"},
]
WAYS = [{"id": "phone", "label": "Téléphone"}, {"id": "site", "label": "Site"}]
QUESTIONNAIRE = Questionnaire.model_validate_json(
    json.dumps(
        {
            "id": "essai",
            "title": "Essai",
            "serie_id": "essai",
            "answer_id_column": "N",
            "answered_on_column": "D",
            "modes": [{"id": "desk", "label": "À l'accueil"}, {"id": "web", "label": "Sur internet"}],
            "scales": {"satisfaction": SCALE},
            "items": [
                {"id": "profile", "label": "Profil", "wording": "?", "role": "profile", "column": "P", "options": WAYS},
                {
                    "id": "overall",
                    "label": "Accueil",
                    "wording": "?",
                    "role": "overall",
                    "scale": "satisfaction",
                    "column": "A",
                },
                {
                    "id": "means",
                    "label": "Moyens",
                    "wording": "?",
                    "role": "other",
                    "kind": "multiple",
                    "column": "Y",
                    "options": WAYS,
                },
                {
                    "id": "help",
                    "label": "Aide",
                    "wording": "?",
                    "role": "visit_reason",
                    "scale": "satisfaction",
                    "column": "H",
                    "reveals_disability": True,
                },
                {"id": "born", "label": "Né le", "wording": "?", "role": "other", "kind": "date", "column": "B"},
                {"id": "age", "label": "Âge", "wording": "?", "role": "other", "kind": "number", "column": "G"},
                {"id": "words", "label": "Mots", "wording": "?", "role": "other", "kind": "text", "column": "F"},
            ],
        }
    )
)
NOBODY = np.nan
ROWS = [
    # person, month, mode, question, answer, number, state
    ("b", 4, "web", "overall", "bad", NOBODY, "answered"),
    ("b", 4, "web", "means", "phone", NOBODY, "answered"),
    ("b", 4, "web", "means", "site", NOBODY, "answered"),
    ("b", 4, "web", "age", None, 40.0, "answered"),
    ("a", 3, "desk", "overall", "good", NOBODY, "answered"),
    ("a", 3, "desk", "means", None, NOBODY, "blank"),
    ("a", 3, "desk", "age", None, NOBODY, "blank"),
    ("c", 3, None, "overall", "none", NOBODY, "not_applicable"),
    ("c", 3, None, "means", "site", NOBODY, "answered"),
    ("c", 3, None, "age", None, 20.0, "answered"),
]


def respondents(rows=ROWS):
    """The three persons of `rows`, in the order in which they are first met."""
    columns = ["answer_id", "answered_on", "mode", "item_id", "option_id", "number", "state"]
    frame = pd.DataFrame(
        [(person, pd.Timestamp(2020, month, 5), *rest) for person, month, *rest in rows], columns=columns
    )
    frame["dataset"] = frame["sheet"] = "f"
    return Respondents(
        frame.astype(dict.fromkeys(("answer_id", "mode", "item_id", "option_id", "state"), "string")), QUESTIONNAIRE
    )


def test_a_question_says_who_chose_each_of_its_answers():
    """One row a person; « sans objet » alone is outside the base, and told apart from no answer."""
    survey = respondents()
    assert survey.count == 3
    overall = survey.question("overall")
    assert [(answer.id, answer.label) for answer in overall.answers] == [("good", "Satisfait"), ("bad", "Insatisfait")]
    assert overall.chosen.tolist() == [[False, True], [True, False], [False, False]]
    assert overall.is_answered.tolist() == [True, True, False]
    assert overall.is_not_applicable.tolist() == [False, False, True]
    assert overall.has_levels and overall.judges and not overall.is_multiple and overall.numbers is None


def test_several_answers_are_each_counted_and_a_blank_is_none():
    """Both, nothing, one."""
    means = respondents().question("Moyens")
    assert means.is_multiple and not means.judges
    assert means.chosen.tolist() == [[True, True], [False, False], [False, True]]
    assert means.is_not_applicable.tolist() == [False, False, False]


def test_numbers_are_kept_as_each_gave_them():
    """Nothing where nobody answered; a number judges, as a scale does: it makes no group of people."""
    age = respondents().question("age")
    np.testing.assert_equal(age.numbers, [40.0, NOBODY, 20.0])
    assert age.is_answered.tolist() == [True, False, True] and age.judges and not age.has_levels


def test_the_month_and_the_mode_are_read_as_questions():
    """One a person; in the order of the questionnaire, of the calendar; who has no mode chose none."""
    survey = respondents()
    mode, month = survey.question("mode"), survey.question("Mois de la réponse")
    assert [(answer.id, answer.label) for answer in mode.answers] == [("desk", "À l'accueil"), ("web", "Sur internet")]
    assert mode.chosen.tolist() == [[False, True], [True, False], [False, False]]
    assert [(answer.id, answer.label) for answer in month.answers] == [
        ("2020-03", "mars 2020"),
        ("2020-04", "avril 2020"),
    ]
    assert month.chosen.tolist() == [[False, True], [True, False], [True, False]]
    assert (mode.label, mode.identifies, month.identifies) == ("Mode de recueil", "", "date")


def test_what_a_question_tells_of_a_person_is_said():
    """A profile, a disability before the reason of the visit, a date; an opinion tells nothing."""
    survey = respondents()
    told = {name: survey.question(name).identifies for name in ("profile", "help", "overall", "means")}
    assert told == {"profile": "profil", "help": "handicap", "overall": "", "means": ""}


def test_what_can_be_crossed_is_listed_in_the_order_of_the_questionnaire():
    """Free words left out; mode and month where they are known."""
    named = respondents().named()
    assert list(named)[:4] == ["profile", "overall", "means", "help"] and list(named)[-2:] == ["mode", "month"]
    assert "words" not in named and named["mode"] == "Mode de recueil"
    unknown = respondents([(person, month, None, *rest) for person, month, _, *rest in ROWS]).named()
    assert "mode" not in unknown and "month" in unknown


def test_an_answer_is_named_by_its_id_or_its_label():
    """Another is told with those that are accepted and the nearest."""
    overall = respondents().question("overall")
    assert (overall.answer("bad"), overall.answer("Satisfait")) == (1, 0)
    with pytest.raises(ParameterError) as refused:
        overall.answer("goood")
    assert refused.value.message.startswith("question « Accueil » : réponse « goood » inconnue : ")
    assert refused.value.message.endswith("Accepté : good (Satisfait), bad (Insatisfait).")


def test_a_filter_keeps_who_gave_one_of_its_answers():
    """One answer or several; none is refused."""
    survey = respondents()
    ((question, places, kept),) = survey.keep({"means": ["site", "phone"]})
    assert (question.id, places, kept.tolist()) == ("means", [0, 1], [True, False, True])
    ((_, places, kept),) = survey.keep({"Moyens": "Téléphone"})
    assert (places, kept.tolist()) == ([0], [True, False, False])
    with pytest.raises(
        ParameterError, match="filtre « Moyens » : aucune réponse n'est choisie. À faire : en nommer une."
    ):
        list(survey.keep({"means": []}))


def test_a_question_that_cannot_be_crossed_is_told_with_the_others():
    """Free words have no answer to count; an unknown name is told with what is accepted."""
    with pytest.raises(ParameterError, match="question « Mots » : sa réponse est .*elle ne se compte pas par réponse"):
        respondents().question("words")
    with pytest.raises(
        ParameterError, match="question « acueil » inconnue dans « Essai » : .*Accepté : profile, overall"
    ):
        respondents().question("acueil")
