"""The first page of a bilan: what it chooses, in what order, and the sentence that it makes. Figures are put in by hand."""

from dataclasses import replace
from itertools import product

import pytest

from qep_lib import open_report
from qep_lib.display.elements import Absent, Gallery, KeyFigures
from qep_lib.reports.main_results import headline, least_rated, main_results, objectives_words
from qep_lib.reports.sections import synthesis

RENEWAL, FIRST, CARDS = (
    "residence_permit_renewal_processing_delay_days",
    "residence_permit_first_processing_delay_days",
    "id_documents_processing_delay_days",
)
CALLS, FRAUD, RECEPTION = "call_answer_pct", "fraud_foreigners_permille", "satisfaction_reception_pct"
LATE = {
    "value": 64.0,
    "target": 30.0,
    "rating": "far",
    "gap": 1.13,
    "previous": 52.1,
    "status": "ok",
    "origin": "declared",
}
SLOW = LATE | {"value": 40.0, "gap": 0.33, "rating": "off"}
GOOD = LATE | {"value": 5.9, "target": 9.0, "rating": "met", "gap": -0.3, "previous": 14.9}
FEW_CALLS = LATE | {"value": 78.0, "target": 90.0, "rating": "near", "gap": 0.13, "previous": None}
NOTHING = {"value": None, "target": None, "rating": None, "gap": None, "previous": None, "status": "no_data"}
HIDDEN = NOTHING | {"status": "suppressed"}


@pytest.fixture
def known(bare_site):
    """The function that gives the context of a bilan of which these figures alone are known."""
    opened = open_report("bilan", "41", "2022", None, "public").context

    def context(**figures):
        rows = {CALLS: NOTHING} | figures
        measured = {id_: {"": replace(opened.total(id_), **fields)} for id_, fields in rows.items()}
        return replace(opened, measured={**opened.measured, **measured})

    return context


def names(context):
    return [(one.indicator.id, one.verdict) for one in main_results(context)]


def said(context):
    return headline(context, synthesis.rated(context))


@pytest.mark.parametrize(
    ("met", "count", "words"),
    [
        (6, 8, "6\u00a0objectifs sur 8 atteints"),
        (1, 2, "1\u00a0objectif sur 2 atteint"),
        (3, 3, "Les 3 objectifs sont atteints"),
        (0, 2, "Aucun des 2 objectifs n'est atteint"),
        (1, 1, "L'objectif de l'année est atteint"),
        (0, 1, "L'objectif de l'année n'est pas atteint"),
    ],
)
def test_objectives_are_counted_in_french(met, count, words):
    """One, some, none, all."""
    assert objectives_words(met, count) == words


def test_the_worst_of_each_theme_comes_first_then_what_is_achieved(known):
    """A second delay waits behind the telephone, though it misses its objective by more."""
    context = known(**{RENEWAL: LATE, FIRST: SLOW, CARDS: GOOD, CALLS: FEW_CALLS})
    assert names(context) == [(RENEWAL, "improve"), (CALLS, "improve"), (FIRST, "improve"), (CARDS, "success")]
    assert said(context) == (
        "1\u00a0objectif sur 4 atteint\u00a0; le traitement des titres de séjour (renouvellement) reste trop long\u00a0: "
        "64\u00a0jours pour un objectif de 30\u00a0jours"
    )


def test_a_delay_that_was_good_before_does_not_stay_too_long(known):
    """« est », and not « reste »: the year before was within the objective."""
    assert " est trop long" in said(known(**{RENEWAL: LATE | {"previous": 20.0}}))
    assert " est trop long" in said(known(**{RENEWAL: LATE | {"previous": None}}))


def test_fraud_is_counted_and_never_chosen(known):
    """« À améliorer : fraude » would be read upside down."""
    context = known(**{FRAUD: FEW_CALLS | {"rating": "far"}, CARDS: GOOD})
    assert names(context) == [(CARDS, "success")]
    assert said(context) == "1\u00a0objectif sur 2 atteint"


def test_a_single_criterion_is_told_without_a_verdict(known):
    """Nothing parts it from another; what is hidden is not told at all."""
    context = known(**{RECEPTION: NOTHING | {"value": 54.0, "status": "ok", "origin": "declared"}})
    assert names(context) == [(RECEPTION, "told")]
    assert said(context) == "Accueil\u00a0: 54\u202f% de réponses positives"
    assert names(known(**{RECEPTION: HIDDEN})) == []


def test_the_title_of_a_document_of_which_nothing_is_known_is_its_own(known):
    """No sentence, no card."""
    context = known()
    assert said(context) == "" and isinstance(synthesis.best_and_worst(context), Absent)
    assert synthesis.header(context).title == "Bilan qualité 2022"


def test_any_mixture_gives_four_results_at_most_and_one_clean_sentence(known):
    """Known, provisional, hidden, absent: no empty word, no result twice, to improve before achieved."""
    order = ["improve", "told", "success"]
    choices = (LATE, GOOD | {"status": "provisional"}, HIDDEN, NOTHING)
    for title, calls, fraud in product(choices, repeat=3):
        context = known(**{RENEWAL: title, CALLS: calls, FRAUD: fraud, CARDS: GOOD, FIRST: SLOW})
        results, sentence = main_results(context), said(context)
        assert len(results) <= 4 and len({one.indicator.id for one in results}) == len(results)
        places = [order.index(one.verdict) for one in results]
        assert places == sorted(places)
        assert (
            sentence
            and "None" not in sentence
            and "  " not in sentence
            and sentence[0].isupper() | sentence[0].isdigit()
        )
        cards = synthesis.best_and_worst(context)
        rows = [row for row in cards.items if isinstance(row, KeyFigures)]
        assert isinstance(cards, Gallery) and rows and all(card.value for row in rows for card in row.items)


def test_criteria_that_nothing_parts_from_the_lowest_are_among_the_least_rated(known):
    """« Information par téléphone » alone would pass for the worst; what meets the best is not one of them."""

    def rated(value, low, high):
        apart = {"low": low, "high": high, "numerator": 2 * value, "denominator": 200.0, "target": None, "rating": None}
        return LATE | apart | {"value": value, "gap": None, "previous": None, "origin": "computed"}

    context = known(
        satisfaction_telephone_information_pct=rated(62.0, 55.0, 68.0),
        satisfaction_queue_management_pct=rated(66.0, 60.0, 72.0),
        satisfaction_confidentiality_pct=rated(82.0, 77.0, 91.0),
        satisfaction_clear_language_pct=rated(94.0, 90.0, 96.0),
    )
    assert [indicator.id for indicator in least_rated(context)] == [
        "satisfaction_telephone_information_pct", "satisfaction_queue_management_pct",
    ]  # fmt: skip
    alike = known(
        satisfaction_telephone_information_pct=rated(62.0, 55.0, 68.0),
        satisfaction_queue_management_pct=rated(66.0, 60.0, 72.0),
    )
    assert least_rated(alike) == []
