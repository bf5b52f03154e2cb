"""Crossing the questions of a small survey, by exact counts; Wilson bounds are those of statsmodels 0.14.6."""

import json

import pandas as pd
import pytest

from qep_lib.disclosure.crossing import cross
from qep_lib.errors import DataRefused, ParameterError
from qep_lib.indicators.survey_questions import Respondents
from qep_lib.model.questionnaire import Questionnaire

DECLARED = {
        "id": "essai",
        "title": "Essai",
        "serie_id": "essai",
        "answer_id_column": "N",
        "answered_on_column": "D",
        "modes": [{"id": "desk", "label": "À l'accueil"}, {"id": "web", "label": "Sur internet"}],
        "scales": {
            "satisfaction": [
                {"id": "good", "label": "Satisfait", "level": "positive"},
                {"id": "bad", "label": "Insatisfait", "level": "negative"},
                {"id": "none", "label": "Sans objet", "level": "not_applicable"},
            ]
        },
        "items": [
            {"id": "profile", "label": "Profil", "wording": "?", "role": "profile", "column": "P",
             "options": [{"id": "person", "label": "Particulier"}, {"id": "firm", "label": "Professionnel"}]},
            {"id": "reason", "label": "Motif", "wording": "?", "role": "visit_reason", "column": "M",
             "options": [{"id": "title", "label": "Titre"}, {"id": "advice", "label": "Conseil"}]},
            {"id": "overall", "label": "Accueil", "wording": "?", "role": "overall", "scale": "satisfaction", "column": "A"},
            {"id": "means", "label": "Moyens", "wording": "?", "role": "other", "kind": "multiple", "column": "Y",
             "options": [{"id": "phone", "label": "Téléphone"}, {"id": "site", "label": "Site"}]},
            {"id": "help", "label": "Aide", "wording": "?", "role": "criterion", "scale": "satisfaction", "column": "H",
             "reveals_disability": True},
            {"id": "age", "label": "Âge", "wording": "?", "role": "other", "kind": "number", "column": "G"},
        ],
}  # fmt: skip
QUESTIONNAIRE = Questionnaire.model_validate_json(json.dumps(DECLARED))


def survey(*people):
    """Respondents from (how many, month, mode, {item: answer or answers, None for a blank})."""
    rows, number = [], 0
    for repeat, month, mode, said in people:
        for _ in range(repeat):
            number += 1
            for item, chosen in said.items():
                for option in chosen if isinstance(chosen, tuple) else (chosen,):
                    state = "blank" if option is None else "not_applicable" if option == "none" else "answered"
                    rows.append((f"r{number}", pd.Timestamp(2020, month, 5), mode, item, option, state))
    columns = ["answer_id", "answered_on", "mode", "item_id", "option_id", "state"]
    frame = pd.DataFrame(rows, columns=columns)
    text = dict.fromkeys(("answer_id", "mode", "item_id", "option_id", "state"), "string")
    return Respondents(frame.astype(text), QUESTIONNAIRE)


@pytest.fixture
def people():
    """60 individuals and 20 professionals, 3 of whom say « sans objet » and 2 nothing; 6 have no profile."""
    return survey(
        (45, 3, "desk", {"profile": "person", "reason": "title", "overall": "good", "means": ("phone", "site")}),
        (15, 4, "web", {"profile": "person", "reason": "advice", "overall": "bad", "means": "phone"}),
        (9, 3, "web", {"profile": "firm", "reason": "title", "overall": "good", "means": None}),
        (6, 4, "web", {"profile": "firm", "reason": "advice", "overall": "bad", "means": "site"}),
        (3, 4, "web", {"profile": "firm", "reason": "advice", "overall": "none", "means": "site"}),
        (2, 4, "web", {"profile": "firm", "reason": "advice", "overall": None, "means": "site"}),
        (6, 3, "desk", {"profile": None, "reason": "title", "overall": "good", "means": "site"}),
    )


def asked(survey, item, by=None, where=None, audience="internal", threshold=5):
    """A crossing, with the defaults of the analyst."""
    return cross(survey, item, by, where or {}, audience, threshold)


def counts(line):
    """Base of a line, then its counts; None where hidden."""
    return line.n, [share and share.count for share in line.shares]


def test_each_group_has_its_base_and_its_intervals(people):
    """« Sans objet » and blanks are out of the base and counted; those without a profile are a line of their own."""
    found = asked(people, "overall", "profile")
    assert [(line.group.label, *counts(line)) for line in (*found.lines, found.total)] == [
        ("Particulier", 60, [45, 15]),
        ("Professionnel", 15, [9, 6]),
        ("Sans réponse ou sans objet", 6, [6, 0]),
        ("Ensemble", 81, [60, 21]),
    ]
    firms = found.lines[1]
    assert (firms.not_applicable, firms.blank, firms.positive) == (3, 2, firms.shares[0])
    assert (firms.positive.value, round(firms.positive.low, 4), round(firms.positive.high, 4)) == (60, 35.7468, 80.1755)


def test_a_question_is_named_by_its_id_or_its_label(people):
    """An analyst reads labels."""
    assert asked(people, "Accueil", "Profil", {"Mode de recueil": "Sur internet"}) == asked(
        people, "overall", "profile", {"mode": ["web"]}
    )


def test_filters_keep_who_gave_one_of_the_answers(people):
    """Of the 35 respondents by internet, 30 answered; two filters keep who passes both."""
    assert counts(asked(people, "overall", where={"mode": "web"}).total) == (30, [9, 21])
    both = asked(people, "overall", where={"mode": "web", "month": ["2020-04"]})
    assert (counts(both.total), both.respondents) == ((21, [0, 21]), 26)
    assert both.filters == (("Mode de recueil", ("Sur internet",)), ("Mois de la réponse", ("avril 2020",)))


def test_several_answers_are_shares_of_the_respondents(people):
    """45 people chose both: 60 and 62 of the 77 who answered, more than 100 % in all."""
    found = asked(people, "means")
    assert (counts(found.total), found.is_multiple) == ((77, [60, 62]), True)
    by_means = asked(people, "overall", "means")
    assert [(line.group.id, line.n) for line in by_means.lines] == [("phone", 60), ("site", 57), ("", 9)]
    assert by_means.are_groups_multiple


def test_a_small_group_goes_with_the_next_smallest(people):
    """Threshold 11: the 6 without a profile, then the professionals, so that 21 people are hidden together."""
    found = asked(people, "overall", "profile", threshold=11)
    assert [(line.group.id, line.is_hidden, line.n) for line in found.lines] == [
        ("person", False, 60),
        ("firm", True, None),
        ("", True, None),
    ]


def test_small_columns_of_a_descriptive_question_are_hidden_too():
    """The other way round, the 3 professionals would be read in their column; answers on a scale are no groups."""
    said = survey(
        (40, 3, "desk", {"profile": "person", "overall": "good"}),
        (20, 3, "desk", {"profile": "person", "overall": "bad"}),
        (2, 3, "desk", {"profile": "firm", "overall": "good"}),
        (1, 3, "desk", {"profile": "firm", "overall": "bad"}),
    )
    crossed = asked(said, "profile", "overall")
    assert [share for line in (*crossed.lines, crossed.total) for share in line.shares] == [None] * 6
    assert counts(asked(said, "profile").total) == (63, [60, 3])
    filtered = asked(said, "profile", where={"overall": "good"})
    assert filtered.total.shares == (None, None)


def test_a_filter_that_leaves_few_people_out_is_refused(people):
    """81 answers without it, 75 with it: the 6 others would be the difference at a threshold of 11."""
    assert counts(asked(people, "overall", where={"profile": ["person", "firm"]}).total) == (75, [54, 21])
    with pytest.raises(DataRefused, match="n'écartent que moins de 11 réponses"):
        asked(people, "overall", where={"profile": ["person", "firm"]}, threshold=11)


def test_two_filters_are_judged_against_each_alone():
    """Internet and April keep 20; internet alone keeps 23: the 3 others would be the difference."""
    said = survey(
        (20, 4, "web", {"overall": "good"}),
        (3, 3, "web", {"overall": "bad"}),
        (30, 4, "desk", {"overall": "bad"}),
    )
    with pytest.raises(DataRefused, match="que l'on retrouverait par soustraction"):
        asked(said, "overall", where={"mode": "web", "month": "2020-04"})


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("overal",), ParameterError, "vouliez-vous dire « overall »"),
        (("age",), ParameterError, "sa réponse est un nombre"),
        (("overall", "overall"), ParameterError, "demandée deux fois"),
        (("overall", None, {"overall": "good"}), ParameterError, "ne se filtre pas par ses propres réponses"),
        (("overall", None, {"mode": "wab"}), ParameterError, "réponse « wab » inconnue : vouliez-vous dire « web »"),
        (("overall", None, {"mode": []}), ParameterError, "aucune réponse n'est choisie"),
        (("help",), DataRefused, "il ne reste aucune réponse"),
        (("overall", None, {"mode": "desk", "month": "2020-04"}), DataRefused, "il ne reste aucune réponse avec ces filtres"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_said(people, arguments, error, message):
    """Where, what was found, what is accepted."""
    with pytest.raises(error, match=message):
        asked(people, *arguments)


def test_a_group_too_small_shows_nothing(people):
    """The whole is under the threshold."""
    with pytest.raises(DataRefused, match="groupe trop petit, moins de 5 réponses"):
        asked(survey((4, 3, "desk", {"overall": "good"})), "overall")


@pytest.mark.parametrize(
    ("item", "by", "where"),
    [
        ("profile", "reason", {}),
        ("reason", "month", {}),
        ("overall", "profile", {"reason": "title"}),
        ("help", "profile", {}),
        ("overall", None, {"month": "2020-03", "profile": "person"}),
    ],
)
def test_a_public_document_never_crosses_two_things_that_identify(people, item, by, where):
    """Profile, reason, disability, date: two of them point at people (statistics.md 3, rule 4)."""
    with pytest.raises(ParameterError, match="croisement refusé pour un document public"):
        asked(people, item, by, where, "public", 11)


def test_one_thing_that_identifies_may_be_crossed_in_public(people):
    """With an opinion and the mode, which identify nobody."""
    assert not asked(people, "overall", "reason", audience="public", threshold=11).lines[0].is_hidden
