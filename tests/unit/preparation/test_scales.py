"""Scales as questionnaires write them: which end is favourable, no answer taken for another, and what is asked instead."""

import pytest
from preparation_samples import meanings

from qep_lib.preparation.notes import counted_scale, note_bounds
from qep_lib.preparation.scales import bands, in_order, known_scale, scale_options

SIGNS = {"positive": "+", "neutral": "=", "negative": "-", "not_applicable": "o"}
FOUR = ["Très satisfait", "Plutôt satisfait", "Plutôt pas satisfait", "Pas du tout satisfait"]


def signs(options):
    """label -> sign, in order."""
    return [(option.label, SIGNS[option.level]) for option in options]


def levels(texts, knowledge):
    """What a column of those answers is proposed as; None where it is asked."""
    scale = known_scale(texts, knowledge)
    return None if scale is None else signs(scale_options(scale, texts, knowledge))


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ("Très satisfaisant|Satisfaisant|Peu satisfaisant|Insatisfaisant", "++--"),
        ("Excellent|Bon|Moyen|Médiocre", "++=-"),
        ("Excellent|Très bon|Bon|Passable|Mauvais", "+++=-"),
        ("Tout à fait d'accord|Plutôt d'accord|Plutôt pas d'accord|Pas du tout d'accord", "++--"),
        ("Tout à fait d'accord|D'accord|Ni d'accord ni pas d'accord|En désaccord|Tout à fait en désaccord", "++=--"),
        ("Tout à fait|Plutôt|Plutôt pas|Pas du tout", "++--"),
        ("Toujours|Souvent|Parfois|Jamais", "++--"),
        ("Toujours|Souvent|Parfois|Rarement|Jamais", "++=--"),
        ("Très facile|Facile|Difficile|Très difficile", "++--"),
        ("Très facile|Assez facile|Assez difficile|Très difficile|NSP", "++--o"),
        ("Oui, tout à fait|Plutôt oui|Plutôt non|Non, pas du tout", "++--"),
        ("Oui|Plutôt oui|Plutôt non|Non", "++--"),
        ("Très satisfaite|Satisfaite|Peu satisfaite|Pas du tout satisfaite", "++--"),
        ("Très satisfait(e)s|Satisfait·e·s|Ni satisfait·e ni insatisfait·e|Peu satisfaits|Insatisfaites", "++=--"),
        ("Très satisfait|Assez satisfait|Assez insatisfait|Très insatisfait", "++--"),
        ("Je suis très satisfait|Je suis satisfait|Je ne suis pas satisfait|Je ne suis pas satisfait du tout", "++--"),
        ("4 - Très satisfait|3 - Satisfait|2 - Peu satisfait|1 - Pas du tout satisfait", "++--"),
        ("1 - Très satisfait|2 - Satisfait|3 - Peu satisfait|4 - Pas du tout satisfait", "++--"),
        ("😀 Très content|🙁 Mécontent", "+-"),
        (":)|😐|:(", "+=-"),
        ("Très clair|Clair|Peu clair|Pas clair du tout", "++--"),
        ("Très court|Court|Long|Trop long", "++--"),
        ("Très compréhensibles|Incompréhensibles", "+-"),
        ("Très courtoise|Discourtoise", "+-"),
    ],
)  # fmt: skip
def test_families_of_scales_have_their_favourable_end_and_keep_each_answer(knowledge, answers, expected):
    """The best first; an answer met is never merged with another, and none is made up where both ends are met."""
    best_first = answers.split("|")
    found = levels(best_first[::-1], knowledge)
    assert [label for label, _ in found] == best_first
    assert "".join(sign for _, sign in found) == expected


@pytest.mark.parametrize(
    "word", ["satisfait", "agréable", "lisible", "adapté", "courtois", "précis", "utile", "complet"]
)
@pytest.mark.parametrize("start", ["", "Très ", "Plutôt ", "Assez "])
def test_a_word_and_its_denial_are_never_a_slip_of_the_pen(knowledge, word, start):
    """« Assez insatisfait » is two letters from « Assez satisfait »."""
    denied = {"agréable": "désagréable", "lisible": "illisible", "courtois": "discourtois", "précis": "imprécis"}
    texts = [f"{start}{word}", f"{start}{denied.get(word, f'in{word}')}"]
    found = levels([text.strip().capitalize() for text in texts], knowledge)
    assert found is None or [sign for _, sign in found][:1] + [found[-1][1]] == ["+", "-"]


@pytest.mark.parametrize(
    "texts", [["Neutre"], ["Très important", "Peu important"], ["Acceptable", "Long"], ["Nickel", "Bof"]]
)
def test_a_scale_without_a_sure_direction_is_not_known(knowledge, texts):
    """It is asked."""
    assert levels(texts, knowledge) is None


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["1 - Pas du tout satisfait", "2", "3", "4", "5 - Très satisfait"], "54321 ++=--"),
        (["1 : excellent", "2", "3", "4 : mauvais"], "1234 ++--"),
        (["4/5", "1/5", "3/5"], "431 +=-"),
        (["★☆☆☆☆", "★★★★★"], "51 +-"),
        (["5 étoiles", "1 étoile"], "51 +-"),
        (["Pas du tout (1)", "2", "3", "Tout à fait (4)"], "4321 ++--"),
    ],
)
def test_numbers_with_words_at_their_ends_have_the_direction_of_the_words(knowledge, texts, expected):
    """« 1 : excellent » is the best one."""
    options = counted_scale([*texts, "NSP"], knowledge)
    numbers, wanted = expected.split()
    assert "".join(option.id.removeprefix("note_") for option in options[:-1]) == numbers
    assert "".join(sign for _, sign in signs(options)) == f"{wanted}o"


@pytest.mark.parametrize(
    "texts", [["1", "2", "3"], ["1 - Guichet", "2 - Internet"], ["1 - Très bon", "2 - Très mauvais", "3 - Bon"]]
)
def test_numbers_without_a_clue_or_with_clues_that_deny_each_other_are_no_scale(knowledge, texts):
    """Nothing is guessed."""
    assert counted_scale(texts, knowledge) is None


@pytest.mark.parametrize(
    ("wording", "expected"),
    [
        ("Notez l'accueil de 1 (très satisfait) à 4 (pas du tout satisfait)", (1, 4, 1)),
        ("L'accueil (1 = pas du tout satisfait, 5 = très satisfait)", (1, 5, 5)),
        ("Votre note sur 10", (0, 10, 10)),
        ("Délai /20", (0, 20, 20)),
        ("De 0 à 10, recommanderiez-vous", (0, 10, 10)),
        ("Évaluez l'accueil de 1 à 4", (1, 4, None)),
        ("Votre âge", None),
    ],
)
def test_a_question_says_the_bounds_of_its_note(knowledge, wording, expected):
    """And its better end, where words say it."""
    assert note_bounds(wording, knowledge) == expected


def survey(draft_of, wording, cells, answers=None):
    """The draft of a survey that has that column beside two on a known scale."""
    rows = [[str(n), "03/10/2022", cell, FOUR[n % 4], FOUR[n % 4]] for n, cell in enumerate(cells)]
    heads = ["N°", "Date de saisie", wording, "La courtoisie des agents", "La propreté"]
    return draft_of({"enquête.csv": [heads, *rows]}, answers)


def test_one_to_four_is_asked_once_then_read_in_the_direction_that_was_said(draft_of):
    """Some tools number the answers from the first, which is the best."""
    cells = ["1", "2", "3", "4"] * 4
    (question,) = survey(draft_of, "Le confort", cells).questions
    assert [code for code, _ in question.choices] == ["4", "1"]
    best = survey(draft_of, "Le confort", cells, {question.id: "1"})
    assert not best.questions
    questionnaire = best.sheets[0].questionnaire
    item = questionnaire.item("comfort")
    assert [(o.label, o.level) for o in questionnaire.options_of(item.id)][0] == ("1", "positive")
    high = survey(draft_of, "Le confort", cells, {question.id: "4"}).sheets[0].questionnaire
    note = next(item for item in high.items if item.kind == "note")
    assert (note.minimum, note.maximum) == (1, 4)


def test_a_code_of_no_answer_beside_notes_is_no_note(draft_of):
    """« 99 » among notes up to 5; the import sets it aside."""
    draft = survey(draft_of, "Votre note de 1 à 5", ["1", "3", "5", "99"] * 4)
    note = next(item for item in draft.sheets[0].questionnaire.items if item.kind == "note")
    assert (draft.questions, note.minimum, note.maximum) == ((), 1, 5)


def test_what_is_counted_is_no_note(draft_of):
    """« Combien de fois » is a number, however small."""
    draft = survey(draft_of, "Combien de fois êtes-vous venu ?", ["1", "2", "3"] * 4)
    assert next(item for item in draft.sheets[0].questionnaire.items if "Combien" in item.label).kind == "number"


def test_the_direction_is_asked_where_the_question_is_about_what_goes_wrong(draft_of):
    """« Toujours » is not a good answer to « Avez-vous rencontré des difficultés ? »."""
    wording, cells = "Avez-vous rencontré des difficultés", ["Toujours", "Souvent", "Rarement", "Jamais"] * 3
    draft = survey(draft_of, wording, cells)
    (question,) = draft.questions
    assert "Toujours" in question.text
    assert [c.certainty for c in draft.sheets[0].columns if c.heading == wording] == ["asked"]
    for answer, best in (("no", "Jamais"), ("yes", "Toujours")):
        told = survey(draft_of, wording, cells, {question.id: answer}).sheets[0]
        assert meanings(told)[wording] == "criterion"
        item = next(item for item in told.questionnaire.items if item.wording == wording)
        options = told.questionnaire.options_of(item.id)
        assert (options[0].label, options[0].level, options[-1].level) == (best, "positive", "negative")


@pytest.mark.parametrize(
    ("answers", "bounds"),
    [
        ("Moins de 5 minutes|De 5 à 15 minutes|Plus d'un quart d'heure", [(None, 5), (5, 15), (15, None)]),
        ("Moins d'un quart d'heure|D'un quart d'heure à une demi-heure|Plus d'une demi-heure",
         [(None, 15), (15, 30), (30, None)]),
        ("Moins de 30 min|30 minutes à 1 h|De 1 à 2 heures|Plus de 2h", [(None, 30), (30, 60), (60, 120), (120, None)]),
    ],
)  # fmt: skip
def test_spans_of_time_are_in_minutes_however_they_are_said(answers, bounds):
    """Each number has its own unit; one that is said once is of both; an hour may be said without a number."""
    options = bands(answers.split("|")[::-1])
    assert [option.label for option in options] == answers.split("|")
    assert [(option.at_least, option.below) for option in options] == bounds


def test_what_leaves_the_base_comes_after_the_levels(knowledge):
    """Whatever the order in which people answered, and the number of words that make the same level."""
    texts = ["Oui tout à fait", "Je ne sais pas", "Plutôt non", "Oui plutôt", "Non pas du tout"]
    scale = known_scale(texts, knowledge)
    options = in_order(scale_options(scale, texts, knowledge)[::-1], knowledge, scale.scale.id)
    assert [option.label for option in options][-2:] == ["Non pas du tout", "Je ne sais pas"]
