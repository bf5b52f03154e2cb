"""French numbers and sentences: what is printed, and what is never claimed."""

from dataclasses import replace
from datetime import date

import pytest
from limits import BLANK

from qep_lib.disclosure.printed import previous_number
from qep_lib.display import spelled, wording
from qep_lib.model.indicator import Definition, Indicator, Measurement, Review, SeriesBreak, WorkedCase
from qep_lib.model.measured import Measured

N = wording.NARROW
S = wording.NBSP

SHARE = Indicator(
    id="satisfaction_x_pct",
    label="Usagers satisfaits de x",
    short_label="x",
    section="satisfaction",
    order=1,
    definition=Definition(text="…", reference="test"),
    unit="pct",
    decimals=1,
    direction="higher",
    table="survey_answers",
    formula="survey_share",
    is_sample=True,
    measurement=Measurement(serie_id="x"),
    review=Review(checked_by="test", checked_on=date(2026, 1, 1)),
    worked_cases=(WorkedCase(title="…", expected={"value": 1}),),
)


def measured(**fields):
    """A measured row with the given fields, every other one missing."""
    defaults = {"indicator_id": SHARE.id, "site_id": "18", "period": "2020", "group": "", "status": "ok"}
    return Measured(**(BLANK | defaults | {"origin": "computed", "nature": "real"} | fields))


SATISFIED = measured(numerator=67.0, denominator=68.0, n=68, value=67 / 68 * 100, low=92.13, high=99.74)


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "expected"),
    [
        (91.96, "pct", 2, f"91,96{N}%"),
        (3.1, "permille", 2, f"3,10{N}‰"),
        (5.9, "days", 1, f"5,9{S}j"),
        (81.0, "days", 1, f"81{S}j"),
        (212356, "count", 0, f"212{N}356"),
        (12.5, "pct", 0, f"13{N}%"),
        (-46.15, "pct", 0, f"−46{N}%"),
        (0.0, "pct", 1, f"0{N}%"),
        (1.5, "working_days", 1, f"1,5{S}j ouvré"),
        (2.0, "working_days", 0, f"2{S}j ouvrés"),
    ],
)
def test_figures_are_printed_the_french_way(value, unit, decimals, expected):
    """Decimal comma, narrow spaces, half up, true minus sign; a whole value carries no decimals; plural from 2 on."""
    assert wording.format_value(value, unit, decimals) == expected


def test_shares_are_rounded_from_their_counts():
    """42 of 44 is 95,4545… : 95,5 % from the counts, whatever binary fraction stands between."""
    assert wording.format_share(42, 44, 1) == f"95,5{N}%"
    assert wording.format_share(1, 8, 0) == f"13{N}%"


def test_counted_things_are_plural_from_two_on():
    """0 and 1 are singular in French; a plural of its own is given."""
    written = [wording.format_count(count, "réponse") for count in (0, 1, 2)]
    assert written == [f"0{S}réponse", f"1{S}réponse", f"2{S}réponses"]
    assert [wording.format_count(count, "mois", "mois") for count in (1, 2)] == [f"1{S}mois", f"2{S}mois"]


def test_words_of_a_list_are_joined_as_in_a_sentence():
    """« et » before the last; nothing for nothing."""
    words = ["a", "b", "c"]
    assert [wording.joined(words[:count]) for count in range(4)] == ["", "a", "a et b", "a, b et c"]


def test_dates_are_written_in_words():
    """The first of a month is « 1er »."""
    assert wording.format_date(date(2022, 6, 1)) == "1er juin 2022"
    assert wording.format_dates(date(2020, 9, 14), date(2020, 9, 25)) == "du 14 au 25 septembre 2020"
    assert wording.format_dates(date(2021, 3, 22), date(2021, 4, 1)) == "du 22 mars au 1er avril 2021"
    assert wording.format_dates(date(2021, 12, 22), date(2022, 1, 1)) == "du 22 décembre 2021 au 1er janvier 2022"
    assert wording.format_dates(date(2021, 3, 22), date(2021, 3, 22)) == "22 mars 2021"


def test_a_sampled_figure_carries_base_and_interval():
    """No percentage of a sample without its n and its interval."""
    sentence = wording.figure_sentence(SATISFIED, SHARE, "2019", "internal")
    assert sentence.startswith(f"Usagers satisfaits de x : 98,5{N}% (68{S}réponses ; fourchette de 92,1 à 99,7{N}%)")


def test_that_nothing_compares_is_told_with_its_reason_or_by_the_whole_list():
    """Line after line, « Pas de mesure comparable en 2019 » would hide the figures; so would « Sans cible »."""
    assert wording.change_sentence(SATISFIED, SHARE, "2019", "internal") == "Pas de mesure comparable en 2019."
    alone = wording.figure_sentence(SATISFIED, SHARE, "2019", "internal")
    assert "comparable" not in alone and "objectif" not in alone
    told = replace(SATISFIED, previous_note="questionnaire différent")
    assert "comparable en 2019 : questionnaire différent." in wording.figure_sentence(told, SHARE, "2019", "internal")


def test_a_sentence_has_one_colon_and_spells_its_days():
    """« Délai de délivrance : permis de conduire : 64 j » reads as a list."""
    delay = SHARE.model_copy(update={"label": "Délai de délivrance : permis", "unit": "days", "is_sample": False})
    row = measured(value=64.0, previous=52.1, change=11.9)
    told = wording.figure_sentence(row, delay, "2019", "internal")
    assert told == f"Délai de délivrance, permis : 64{S}jours. En 2019 : 52,1{S}jours, soit +11,9{S}jours."


@pytest.mark.parametrize(
    ("grain", "whose"), [("site", ""), ("cert", " (tout le CERT)"), ("national", " (chiffre national)")]
)
def test_whose_a_figure_is_stands_with_its_name(grain, whose):
    """Under a chart, in a line and in a sentence: what a platform of several departments does is not the site's."""
    delay = SHARE.model_copy(
        update={"label": "Délai : permis", "short_label": "Permis", "grain": grain, "unit": "days"}
    )
    assert spelled.full_name(delay) == f"Délai : permis{whose}" and spelled.whose_name(delay) == f"Permis{whose}"
    assert spelled.spoken_name(delay) == f"permis{whose}"
    told = wording.figure_sentence(measured(value=64.0), delay, "2019", "internal")
    assert told.startswith(f"Délai, permis{whose} : 64")
    assert bool(spelled.wider_notes([delay])) == (grain == "cert")


@pytest.mark.parametrize(
    ("now", "before", "audience", "said"),
    [
        (90.6, 74.5, "public", "+16"),
        (90.6, 74.4, "public", "+17"),
        (90.6, 74.5, "internal", "+16,1"),
        (90.64, 74.45, "internal", "+16,1"),
        (10.4, 10.3, "public", "0"),
    ],
)
def test_a_printed_change_is_the_difference_of_the_printed_figures(now, before, audience, said):
    """91 − 75 = 16, though 90,6 − 74,5 = 16,1; 91 − 74 = 17, though the exact difference is 16,2; 90,6 − 74,5 inside."""
    row = replace(SATISFIED, value=now, origin="declared", denominator=68, previous=before, change=now - before)
    words = wording.change_mark_words(row, SHARE, audience)
    assert words.split(S)[0] == said
    ends = (wording.value_words(row, SHARE, audience), wording.previous_words(row, SHARE, audience))
    printed = [float(end.removesuffix(f"{N}%").replace(",", ".")) for end in ends]
    assert float(said.replace(",", ".")) == pytest.approx(printed[0] - printed[1])


def test_a_demonstrated_change_between_figures_printed_alike_is_not_none():
    """10,55 and 11,45 are both printed 11: an arrow beside « 0 point » would contradict itself."""
    row = replace(SATISFIED, value=11.45, origin="declared", previous=10.55, change=0.9, is_change_demonstrated=True)
    assert wording.change_mark_words(row, SHARE, "public") == f"▲{S}moins de 1{S}point"
    assert wording.change_mark_words(replace(row, is_change_demonstrated=False), SHARE, "public") == f"0{S}point"


def test_an_undemonstrated_change_is_never_called_a_rise():
    """« pas d'évolution démontrée », without an arrow and without the word stable."""
    row = replace(SATISFIED, previous=95.0, change=3.5, is_change_demonstrated=False)
    text = wording.figure_sentence(row, SHARE, "2019", "internal") + wording.change_mark_words(row, SHARE, "internal")
    assert "pas d'évolution démontrée" in text
    assert not {"▲", "▼", "stable", "hausse"} & set(text.replace(".", " ").split())
    assert wording.change_mark_words(row, SHARE, "internal") == f"+3,5{S}points"


def test_an_untested_change_is_shown_and_claims_nothing():
    """Finished figures come without bases: the method says once what a change without a mark is."""
    row = replace(SATISFIED, previous=95.0, change=3.5)
    told = wording.change_sentence(row, SHARE, "2019", "internal")
    assert told == f"En 2019 : 95{N}%, soit +3,5{S}points." and "démontrée" not in told
    level = replace(row, previous=SATISFIED.value, change=0.0)
    assert wording.change_sentence(level, SHARE, "2019", "internal").endswith(", valeur inchangée.")


def test_a_demonstrated_change_has_its_arrow():
    """The arrow follows the sign."""
    row = replace(SATISFIED, previous=99.5, change=-1.0, is_change_demonstrated=True)
    assert wording.change_mark_words(row, SHARE, "internal").startswith(f"▼{S}−1")


def test_a_provisional_figure_is_not_compared_with_a_full_year():
    """« arrêté au » and no difference."""
    row = replace(SATISFIED, status="provisional", as_of=date(2020, 11, 30), previous=60.0)
    assert wording.as_of_words(row) == "arrêté au 30 novembre 2020"
    assert "l'évolution n'est pas calculée" in wording.change_sentence(row, SHARE, "2019", "internal")


@pytest.mark.parametrize(
    ("status", "words"),
    [("no_request", "aucune demande"), ("no_data", "non communiqué"), ("suppressed", "non diffusé")],
)
def test_a_missing_figure_is_a_word_never_zero(status, words):
    """No request is not 0 %."""
    assert wording.value_words(measured(status=status), SHARE, "internal") == words


def test_a_sentence_says_why_nothing_is_compared_and_what_a_figure_covers():
    """The note of the results, word for word: nothing is printed « en 2019 » that is three months of it."""
    note = "seuls les mois d'octobre à décembre 2019 sont connus"
    apart = wording.change_sentence(replace(SATISFIED, previous=None, previous_note=note), SHARE, "2019", "internal")
    assert apart == f"Pas de mesure comparable en 2019 : {note}."
    beside = replace(SATISFIED, previous=90.0, previous_denominator=400.0, previous_note=note)
    assert wording.change_sentence(beside, SHARE, "2019", "internal").startswith(f"En 2019 ({note}) : ")
    part = replace(SATISFIED, value_note="seul le mois de mai 2020 est connu")
    assert "seul le mois de mai 2020 est connu" in wording.figure_sentence(part, SHARE, "2019", "internal")
    none = measured(status="not_measurable", value_note="la question n'offre pas la réponse « a »")
    told = wording.figure_sentence(none, SHARE, "2019", "internal")
    assert told.endswith("non mesurable avec ces réponses (la question n'offre pas la réponse « a »).")
    unknown = replace(SATISFIED, previous=None, previous_note=note)
    assert wording.change_mark_words(unknown, SHARE, "internal") == "non comparé"


def test_unanimous_answers_do_not_claim_certainty():
    """38 of 38 is « plus de 90,8 % », 0 of 20 « moins de 16,1 % »."""
    every = replace(SATISFIED, numerator=38.0, denominator=38.0, value=100.0, low=90.82, high=100.0)
    none = replace(SATISFIED, numerator=0.0, denominator=20.0, value=0.0, low=0.0, high=16.11)
    assert wording.interval_words(every, SHARE, "internal") == f"plus de 90,8{N}%"
    assert wording.interval_words(none, SHARE, "internal") == f"moins de 16,1{N}%"


def test_public_percentages_of_small_bases_are_whole():
    """Fewer than 1,000 units: whole points in public, the indicator's decimals inside."""
    assert wording.value_words(SATISFIED, SHARE, "public") == f"99{N}%"
    assert wording.value_words(SATISFIED, SHARE, "internal") == f"98,5{N}%"


def test_differences_of_percentages_are_in_points():
    """Singular under 2, plural from 2; ‰ named."""
    assert wording.difference_words(0.5, "pct", 2) == f"+0,50{S}point"
    assert wording.difference_words(-4.08, "permille", 2) == f"−4,08{S}points de ‰"
    assert wording.difference_words(-9.0, "days", 1) == f"−9{S}j"
    assert wording.difference_words(2.0, "pct", 0) == f"+2{S}points"


def test_a_missed_target_is_said_with_its_gap():
    """The gap is the share of the target, and a provisional judgement says so."""
    row = replace(SATISFIED, numerator=31.0, denominator=1000.0, value=3.1, target=5.0, gap=0.38, rating="off")
    sentence = wording.target_sentence(replace(row, status="provisional"), SHARE, "internal")
    assert sentence == f"L'objectif (5{N}%) n'est pas atteint, à titre provisoire : écart de 38{N}%."


@pytest.mark.parametrize(
    ("gap", "rating", "said"),
    [
        (0.0027, "near", "moins de 1"),
        (0.004, "near", "moins de 1"),
        (0.005, "near", "1"),
        (0.2497, "near", "24,97"),
        (0.2499999, "near", "moins de 25"),
        (0.25, "off", "25"),
        (0.5, "off", "50"),
        (0.503, "far", "50,3"),
        (0.5000001, "far", "un peu plus de 50"),
    ],
)
def test_a_gap_is_printed_inside_its_class(gap, rating, said):
    """« écart de 0 % » would say that a missed target is met, « 25 % » that a gap under 25 % is not."""
    assert wording.gap_words(gap, rating) == f"{said}{N}%"


def test_a_figure_that_rounds_to_its_target_is_said_to_be_just_under_it():
    """The case seen: 89,76 % printed 90 % in public, for a target of 90 %."""
    row = replace(SATISFIED, numerator=None, origin="declared", value=89.76, target=90.0, gap=0.0027, rating="near")
    missed = f"L'objectif (90{N}%) n'est pas atteint"
    assert wording.target_sentence(row, SHARE, "public") == f"{missed} : le résultat est juste sous l'objectif."
    assert wording.target_sentence(row, SHARE, "internal") == f"{missed} : écart de moins de 1{N}%."
    lower = SHARE.model_copy(update={"direction": "lower", "unit": "days", "decimals": 0})
    late = replace(row, value=9.2, target=9.0, gap=0.022, rating="near")
    assert "juste au-dessus de l'objectif" in wording.target_sentence(late, lower, "internal")
    met = replace(row, value=90.4, target=90.4, gap=0.0, rating="met")
    assert wording.target_sentence(met, SHARE, "public") == f"L'objectif (90,4{N}%) est tout juste atteint."


def test_a_target_of_nought_has_no_relative_gap():
    """It is met or missed, and nothing is divided by it."""
    row = replace(SATISFIED, target=0.0, gap=None, rating="far", value=3.0, origin="declared")
    lower = SHARE.model_copy(update={"direction": "lower"})
    assert wording.target_sentence(row, lower, "internal") == f"L'objectif (0{N}%) n'est pas atteint."


@pytest.mark.parametrize(
    ("part", "base", "said"),
    [(999, 1000, f"plus de 99{N}%"), (1000, 1000, f"100{N}%"), (1, 1000, f"moins de 1{N}%"), (0, 1000, f"0{N}%")],
)
def test_only_the_whole_is_a_hundred_per_cent(part, base, said):
    """« 100 % ; en retard : 1 » would deny itself."""
    assert wording.format_share(part, base) == said


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (42, 78, f"−46{N}%"),
        (1001, 1000, f"moins de 1{N}% de plus"),
        (999, 1000, f"moins de 1{N}% de moins"),
        (1, 1000, f"plus de 99{N}% de moins"),
        (0, 10, f"−100{N}%"),
        (10, 10, f"0{N}%"),
        (3000, 1000, f"+200{N}%"),
    ],
)
def test_a_change_of_a_count_never_says_that_there_is_none(now, before, said):
    """« 1 001, contre 1 000 (+0 %) » would."""
    assert wording.relative_change_words(now, before) == said


def test_the_raw_words_of_a_source_are_not_a_target():
    """« 5 ‰ // 5,71 » explains itself to nobody: the number is printed, the words of the source are kept apart."""
    rate = SHARE.model_copy(update={"unit": "permille", "label": "Fraude détectée"})
    row = replace(SATISFIED, target=5.0, target_note="5 ‰ // 5,71")
    assert wording.target_words(row, rate) == f"5{N}‰"
    assert wording.source_target_note(row, rate) == f"Fraude détectée : « 5{N}‰ // 5,71 »"
    assert wording.source_target_note(replace(row, target_note="5 ‰"), rate) == ""
    assert wording.target_words(replace(row, target=None, target_note="locale"), rate) == "fixé localement"


def test_bounds_that_print_alike_are_no_interval():
    """« 1 à 1 j ouvré » would say nothing."""
    days = SHARE.model_copy(update={"unit": "working_days", "decimals": 0})
    assert wording.interval_words(measured(low=1.0, high=1.0), days, "internal") == ""
    assert wording.interval_words(measured(low=1.0, high=4.0), days, "internal") == f"1 à 4{S}j ouvrés"


@pytest.mark.parametrize(
    ("note", "said", "is_told"),
    [
        ("aucune cible déclarée pour 2021", "aucun objectif", False),
        ("locale, 3 jours ouvrés", "Objectif : fixé localement, 3\u00a0jours ouvrés", True),
    ],
)
def test_a_target_that_nobody_declared_is_not_said_in_every_sentence(note, said, is_told):
    """The tables say it once for the year; a target in words of its own is told."""
    sentence = wording.figure_sentence(replace(SATISFIED, target_note=note), SHARE, "2019", "internal")
    assert (said in sentence) is is_told and note not in sentence


@pytest.mark.parametrize(
    ("label", "when", "whose"),
    [
        ("2019", "en 2019", "de 2019"),
        ("mars 2021", "en mars 2021", "de mars 2021"),
        ("avril 2021", "en avril 2021", "d'avril 2021"),
        ("1er semestre 2021", "au 1er semestre 2021", "du 1er semestre 2021"),
        ("2e trimestre 2021", "au 2e trimestre 2021", "du 2e trimestre 2021"),
        (
            "du 10 mars 2020 au 7 avril 2020",
            "sur la période du 10 mars 2020 au 7 avril 2020",
            "de la période du 10 mars 2020 au 7 avril 2020",
        ),
    ],
)
def test_a_period_is_introduced_as_one_says_it(label, when, whose):
    """A half-year is not « en 1er semestre », nor « de 1er semestre »."""
    assert (wording.in_period(label), wording.of_period(label)) == (when, whose)


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        ((21, 21), (82.0, 11), ("plus de", f"82{N}%", "—")),
        ((17, 21), (100.0, 13), (f"81{N}%", "non diffusé", "—")),
        ((17, 21), (100.0, 30), (f"81{N}%", f"100{N}%", f"−19{S}points")),
    ],
)
def test_neither_a_change_nor_the_year_before_tells_that_a_few_all_agreed(now, before, said):
    """82 and +18 points would be the 100 % of 21 answers; last year's 100 % of 13 answers is not told either."""
    numerator, base = now
    value = 100 * numerator / base
    figures = {"numerator": float(numerator), "denominator": float(base), "value": value, "low": 80.0, "high": 100.0}
    previous = {"previous": before[0], "previous_denominator": float(before[1]), "change": value - before[0]}
    row = replace(SATISFIED, **figures, **previous)
    words = [f(row, SHARE, "public") for f in (wording.value_words, wording.previous_words, wording.change_mark_words)]
    assert words[0].startswith(said[0]) and tuple(words[1:]) == said[1:]
    assert (previous_number(row, SHARE, "public") is None) == (said[1] == "non diffusé")
    assert "points" in said[2] or wording.change_sentence(row, SHARE, "2019", "public") == f"En 2019 : {words[1]}."


@pytest.mark.parametrize(
    ("label", "inside"),
    [
        ("Communication de l'État", "communication de l'État"),
        ("CNI et passeports", "CNI et passeports"),
        ("À l'accueil", "à l'accueil"),
        ("E4 : accueil", "E4 : accueil"),
        ("Énergie", "énergie"),
        ("", ""),
    ],
)
def test_a_label_loses_its_first_capital_alone_inside_a_sentence(label, inside):
    """« communication de l'état » is another word, and an acronym stays one."""
    assert wording.inside_sentence(label) == inside


def test_what_follows_a_period_is_told_as_one_says_it():
    """« depuis 1er semestre 2021 » is no French."""
    assert wording.since_period("2019") == "depuis 2019"
    assert wording.since_period("1er semestre 2021") == "depuis le 1er semestre 2021"
    assert wording.since_period("du 1er mars 2020 au 7 avril 2020").startswith("depuis la période du 1er mars")


@pytest.mark.parametrize(
    ("unit", "numerator", "denominator", "words"),
    [
        ("pct", 1042, 1170, f"1{N}042 sur 1{N}170"),
        ("permille", 3, 40, "3 sur 40"),
        ("pct", None, 40, "—"),
        ("count", 35000, 3, f"35{N}000 en 3{S}mois"),
        ("count", None, 3, "—"),
        ("days", 500, 40, "sur 40"),
        ("days", None, None, "—"),
        ("pct", 3, 0, "—"),
    ],
)
def test_the_counts_behind_a_figure(unit, numerator, denominator, words):
    """A share has both, a monthly mean its months, a delay its base alone; nothing is invented where one is missing."""
    row = measured(numerator=numerator, denominator=denominator, value=12.0)
    assert wording.counts_words(row, SHARE.model_copy(update={"unit": unit})) == words


def test_a_group_of_a_count_is_a_part_and_no_mean_of_months():
    """« 95 sur 104 » answers at the desk: 104 is the whole, not a number of months."""
    row = measured(group="mode=desk", numerator=95, denominator=104, value=95.0)
    assert wording.counts_words(row, SHARE.model_copy(update={"unit": "count"})) == "95 sur 104"


def test_a_row_without_a_value_has_no_counts():
    """A hidden figure does not show what it was made of."""
    assert wording.counts_words(measured(status="suppressed", numerator=3, denominator=4), SHARE) == "—"


def test_a_share_beside_its_counts():
    """Part, base, then the share they make."""
    assert wording.counted_share_words(340, 400) == f"340 sur 400 (85{N}%)"


@pytest.mark.parametrize(
    ("low", "high", "decimals", "words"),
    [
        (88.0, 95.0, 1, "La fourchette contient l'objectif"),
        (90.0, 95.0, 1, "La fourchette contient l'objectif"),
        (85.0, 90.0, 1, "La fourchette contient l'objectif"),
        (89.96, 95.0, 1, "La fourchette contient l'objectif"),  # printed 90,0
        (90.06, 95.0, 1, "La fourchette contient tout juste l'objectif"),  # printed 90,1
        (85.0, 89.94, 1, "La fourchette contient tout juste l'objectif"),  # printed 89,9
    ],
)
def test_bounds_that_rounding_moves_past_the_target_hold_it_narrowly(low, high, decimals, words):
    """What is printed is what is said of it."""
    row = measured(
        value=89.0, n=200, numerator=178.0, denominator=200.0, low=low, high=high, target=90.0, rating="near", gap=0.011
    )
    told = wording.target_sentence(replace(row, is_target_in_interval=True), SHARE, "internal")
    assert words in told and "l'écart n'est pas démontré" in told


@pytest.mark.parametrize(
    ("numerator", "as_of", "status", "unit", "expected"),
    [
        (None, None, "ok", "permille", "(effectif non publié)"),
        (12.0, None, "ok", "permille", None),
        (None, None, "ok", "pct", None),
        (12.0, date(2020, 11, 30), "provisional", "permille", "(arrêté au 30 novembre 2020)"),
    ],
)
def test_the_details_of_a_sentence_are_said_where_they_are_true(numerator, as_of, status, unit, expected):
    """Unpublished counts of a per-mille rate, the day of a provisional figure; nothing for the others."""
    rate = SHARE.model_copy(update={"unit": unit, "is_sample": False})
    row = measured(value=3.1, numerator=numerator, as_of=as_of, status=status)
    told = wording.figure_sentence(row, rate, "2019", "internal")
    assert (expected in told) if expected else ("(" not in told)
    assert told.split(" : ")[0] == SHARE.label


def test_a_year_without_declared_targets_is_not_said_sentence_after_sentence():
    """A table says it once; what the source of a figure says of its target is said each time."""
    row = measured(value=3.1, numerator=1.0, denominator=2.0)
    told = {
        note: wording.figure_sentence(replace(row, target_note=note), SHARE, "2019", "internal").casefold()
        for note in ("aucune cible déclarée pour 2020", "locale", None)
    }
    words = ("objectif", "objectif : fixé localement", "sans objectif")
    assert [word in said for word, said in zip(words, told.values(), strict=True)] == [False, True, False]


@pytest.mark.parametrize(
    ("unit", "low", "high", "words"),
    [
        ("pct", 90.0, 95.06, f"90,0 à 95,1{N}%"),
        ("permille", 2.0, 4.0, f"2,0 à 4,0{N}‰"),
        ("days", 2.0, 4.0, f"2 à 4{S}j"),
        ("days", 2.01, 2.02, ""),
    ],
)
def test_the_bounds_of_shares_look_alike(unit, low, high, words):
    """Zeros are kept for shares only; two bounds that print alike say nothing."""
    row = measured(value=3.0, low=low, high=high)
    assert wording.interval_words(row, SHARE.model_copy(update={"unit": unit}), "internal") == words


def test_a_broken_series_is_told_with_its_day_and_without_a_change():
    """Only where there is a figure before the break."""
    broken = (SeriesBreak(on=date(2020, 3, 1), note="…"),)
    rate = SHARE.model_copy(update={"measurement": SHARE.measurement.model_copy(update={"breaks": broken})})
    row = measured(value=80.0, previous=70.0, change=10.0)
    assert wording.change_mark_words(row, rate, "internal") == "série rompue"
    assert "Série rompue au 1er mars 2020, évolution non calculée." in wording.change_sentence(
        row, rate, "2019", "internal"
    )
    assert "rompue" not in wording.change_sentence(replace(row, previous=None), rate, "2019", "internal")


def test_a_figure_that_is_not_known_is_on_no_side_of_its_target():
    """Nothing is said before « non communiqué », whatever the target."""
    row = measured(value=None, numerator=None, denominator=None, n=None, status="no_data", target=90.0)
    assert wording.against_target(row, SHARE, "internal") == ""


def test_a_target_of_few_who_all_agree_has_no_side():
    """« Plus de 74 % » is not set beside 75 %: the value itself is not told."""
    row = measured(
        value=100.0, numerator=11.0, denominator=11.0, n=11, low=74.1, high=100.0, target=100.0, rating="met"
    )
    assert wording.against_target(row, SHARE, "internal") == ""
    assert wording.target_sentence(row, SHARE, "internal") == f"L'objectif (100{N}%) est atteint."
