"""Crossing the questions of a small survey, by exact counts; Wilson bounds are those of statsmodels 0.14.6."""

import json

import pandas as pd
import pytest
from limits import LIMITS

from qep_lib.disclosure.crossing import Share, cross, suppress
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
            {"id": "grade", "label": "Note", "wording": "?", "role": "other", "kind": "note", "column": "E"},
            {"id": "words", "label": "Mots", "wording": "?", "role": "other", "kind": "text", "column": "F"},
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
                    told = (None, float(option)) if isinstance(option, int) else (option, float("nan"))
                    rows.append((f"r{number}", pd.Timestamp(2020, month, 5), mode, item, *told, state))
    columns = ["answer_id", "answered_on", "mode", "item_id", "option_id", "number", "state"]
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


def asked(survey, item, by=None, where=None, threshold=5):
    """A crossing, with the defaults of the analyst."""
    return cross(survey, item, by, where or {}, LIMITS.model_copy(update={"internal": threshold}))


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
        (("words",), ParameterError, "sa réponse est un texte libre"),
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


def test_numbers_are_crossed_by_their_mean():
    """Of 20 people at the desk who gave 6 and 8, and 12 on the web who gave 9 and 10: means 7 and 9,5; 10,5 of age."""
    people = survey(
        (10, 3, "desk", {"grade": 6, "age": 10, "profile": "person"}),
        (10, 3, "desk", {"grade": 8, "age": 11, "profile": "person"}),
        (6, 3, "web", {"grade": 9, "profile": "firm"}),
        (6, 3, "web", {"grade": 10, "profile": "firm"}),
    )
    crossed = cross(people, "grade", "mode", {}, LIMITS)
    desk, web = crossed.lines
    assert (desk.mean.value, web.mean.value, crossed.total.mean.value) == (7, 9.5, 7.9375)
    # Standard deviations 1.0260 and 0.5222, t of 19 and 11 degrees 2.0930 and 2.2010.
    assert (desk.mean.low, desk.mean.high) == pytest.approx((6.5198, 7.4802), abs=1e-3)
    assert (web.mean.low, web.mean.high) == pytest.approx((9.1682, 9.8318), abs=1e-3)
    assert [share.count for share in crossed.total.shares] == [0, 0, 0, 0, 0, 0, 10, 0, 10, 6, 6]
    ages = cross(people, "age", None, {}, LIMITS)
    assert (ages.answers, ages.total.n, ages.total.blank, ages.total.mean.value) == ((), 20, 12, 10.5)
    by_grade = cross(people, "profile", "grade", {}, LIMITS)
    assert [line.group.label for line in by_grade.lines if line.n] == ["6", "8", "9", "10"]


def test_a_mean_does_not_tell_what_everybody_of_a_few_gave():
    """Twelve people who all gave 9: the mean would be the answer of each. A small group has none at all."""
    people = survey((12, 3, "web", {"grade": 9}), (20, 3, "desk", {"grade": 6}), (20, 3, "desk", {"grade": 8}))
    web = next(line for line in cross(people, "grade", "mode", {}, LIMITS).lines if line.group.id == "web")
    assert (web.n, web.mean.value) == (12, None)
    people = survey((3, 3, "web", {"grade": 9}), (20, 3, "desk", {"grade": 6}))
    assert all(line.mean is None for line in cross(people, "grade", "mode", {}, LIMITS).lines)


def test_a_share_of_a_few_who_all_agree_is_told_by_its_interval():
    """Of 29 people, everybody and nobody; of 30, or of 29 of whom one differs, the value is told. Wilson's bounds of 0 of 29 at
    90 %: 0 and 1.6449² / (29 + 1.6449²)."""
    few = survey((29, 3, "desk", {"overall": "good"}), (30, 3, "web", {"overall": "bad"}))
    found = cross(few, "overall", "mode", {}, LIMITS, confidence=0.9)
    flags = [[share.is_unanimous for share in line.shares] for line in found.lines]
    assert flags == [[True, True], [False, False]]
    nobody = found.lines[0].shares[1]
    assert (nobody.count, nobody.base, nobody.value, nobody.low) == (0, 29, 0.0, 0.0)
    assert nobody.high == pytest.approx(100 * 1.6448536**2 / (29 + 1.6448536**2))
    mixed = survey((28, 3, "desk", {"overall": "good"}), (1, 3, "desk", {"overall": "bad"}))
    assert [share.is_unanimous for share in asked(mixed, "overall").total.shares] == [False, False]
    assert [share.is_unanimous for share in found.total.shares] == [False, False]


def test_a_group_of_nobody_has_counts_and_no_share():
    """No professional: 0 of 0, neither 0 % nor 100 %, and nothing to hide."""
    found = asked(survey((20, 3, "web", {"overall": "good", "profile": "person"})), "overall", "profile")
    firms = found.lines[1]
    assert firms.shares == (Share(0, 0, None, None, None),) * 2
    assert (firms.n, firms.is_hidden, firms.positive.value) == (0, False, None)


def test_what_is_refused_is_said_whole(people):
    """Where, what was found, what is accepted, what to do."""
    with pytest.raises(ParameterError) as refused:
        asked(people, "overall", "overall")
    assert str(refused.value) == (
        "question « Accueil » demandée deux fois : elle ne se croise pas avec elle-même et ne se filtre pas par ses propres "
        "réponses. À faire : en choisir une autre."
    )
    with pytest.raises(DataRefused) as refused:
        asked(people, "overall", where={"mode": "desk", "month": "2020-04"})
    assert str(refused.value) == (
        "« Accueil » : il ne reste aucune réponse avec ces filtres (Mode de recueil : À l'accueil ; Mois de la réponse : avril "
        "2020). À faire : ôter un filtre."
    )
    with pytest.raises(DataRefused) as refused:
        asked(people, "help")
    assert str(refused.value) == "« Aide » : il ne reste aucune réponse. À faire : ôter un filtre."
    with pytest.raises(DataRefused) as refused:
        asked(people, "overall", where={"profile": "firm"}, threshold=16)
    assert str(refused.value) == (
        "« Accueil » : groupe trop petit, moins de 16 réponses avec ces filtres (Profil : Professionnel). Rien n'en est "
        "montré. À faire : élargir les filtres ou la période."
    )
    with pytest.raises(DataRefused) as refused:
        asked(people, "overall", where={"profile": ["person", "firm"]}, threshold=11)
    assert str(refused.value) == (
        "« Accueil » : ces filtres (Profil : Particulier, Professionnel) n'écartent que moins de 11 réponses, que l'on "
        "retrouverait par soustraction. À faire : ôter ce filtre, ou en choisir un qui écarte plus de réponses."
    )


def test_a_line_from_which_a_filter_takes_a_few_is_hidden(people):
    """Three of the fifty of the desk said nothing of their reason: with and without the filter, they would be the difference.
    Those of the web go with them."""
    said = survey(
        (50, 3, "desk", {"reason": "title", "overall": "good"}),
        (3, 3, "desk", {"reason": "advice", "overall": "bad"}),
        (40, 3, "web", {"reason": "title", "overall": "good"}),
        (20, 3, "web", {"reason": "advice", "overall": "bad"}),
    )
    found = asked(said, "overall", "mode", {"reason": "title"})
    assert [(line.n, line.is_hidden) for line in found.lines] == [(None, True), (None, True)]
    assert found.total.left_out == 23 and found.total.n == 90
    unfiltered = asked(said, "overall", "mode")
    assert [(line.n, line.left_out) for line in unfiltered.lines] == [(53, 0), (60, 0)]


def test_what_a_filter_takes_out_of_a_column_is_hidden_as_well():
    """Of the 40 individuals, the filter leaves 38 out of none but 2: the column goes, with the next smallest."""
    said = survey(
        (38, 3, "desk", {"profile": "person", "overall": "good"}),
        (2, 3, "desk", {"profile": "person", "overall": "bad"}),
        (20, 3, "desk", {"profile": "firm", "overall": "good"}),
        (12, 3, "desk", {"profile": "firm", "overall": "bad"}),
    )
    found = asked(said, "profile", where={"overall": "good"})
    assert (found.total.shares, found.columns_left_out, found.total.n) == ((None, None), (0, 0), 58)
    enough = asked(said, "profile", where={"overall": "good"}, threshold=2)
    assert (counts(enough.total), enough.columns_left_out) == ((58, [38, 20]), (2, 12))


@pytest.mark.parametrize("item", ["overall", "profile", "means"])
def test_hiding_twice_changes_nothing(item, people):
    """Lines and columns alike."""
    found = asked(people, item, "mode" if item != "overall" else "profile", threshold=11)
    assert suppress(found, 11) == found
    by_line = [line for line in found.lines if line.is_hidden]
    assert all(line.shares == (None,) * len(found.answers) and line.positive is None for line in by_line)


def test_bounds_of_a_mean_stay_within_the_notes():
    """Nine people give 10 and one gives 9: the upper bound of the mean is 10, not more. Nobody gave a note on the web."""
    said = survey((9, 3, "desk", {"grade": 10}), (1, 3, "desk", {"grade": 9}), (9, 3, "web", {"grade": None}))
    desk, web = cross(said, "grade", "mode", {}, LIMITS).lines
    # Mean 9.9, standard deviation 0.3162, t of 9 degrees 2.2622: 9.9 ± 0.2262.
    assert (desk.mean.value, desk.mean.high) == (9.9, 10) and desk.mean.low == pytest.approx(9.6738, abs=1e-3)
    assert (web.n, web.blank, web.mean.value, web.mean.low, web.mean.high) == (0, 9, None, None, None)


def test_a_mean_of_many_who_agree_is_told():
    """Thirty people who all gave 9 are no small sample."""
    said = survey((30, 3, "web", {"grade": 9}), (29, 3, "desk", {"grade": 8}))
    desk, web = cross(said, "grade", "mode", {}, LIMITS).lines
    assert (desk.mean.value, web.mean.value, web.mean.low, web.mean.high) == (None, 9, 9, 9)
