"""Best and worst, lowest and highest: ties, one and two figures are drawn; nothing is told both strong and weak."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qep_lib import open_report
from qep_lib.reports import committee_results, main_results, month_panels, mystery_results, sites_in_words, survey
from qep_lib.reports.apparatus import results_table
from qep_lib.reports.bases import bound_notes
from qep_lib.reports.columns import INDICATOR, VALUE, OfSite, figures_table, table_of
from qep_lib.reports.extremes import are_alike, best_and_worst, ends_of, ends_words, from_to, not_parted
from qep_lib.reports.findings import findings_text
from qep_lib.reports.sections import synthesis
from qep_lib.reports.survey import CRITERION_FORMULA

VALUES = st.lists(st.sampled_from([80.0, 83.6, 84.0, 84.4, 90.0]), min_size=1, max_size=7)


def printed(value):
    """Whole percentages."""
    return f"{value:.0f}"


@given(values=VALUES, most=st.integers(1, 4))
def test_nothing_is_among_the_best_and_the_worst(values, most):
    """Nor printed like one of the other side; each side has its own extreme unless all print alike."""
    ordered = sorted(values, reverse=True)
    best, worst = best_and_worst(ordered, printed, most)
    assert {*map(printed, best)}.isdisjoint(map(printed, worst))
    if printed(ordered[0]) == printed(ordered[-1]):
        assert (best, worst) == ([], [])
    else:
        assert printed(best[0]) == printed(ordered[0]) and printed(worst[0]) == printed(ordered[-1])
    # Those that print alike are all named, or none is.
    for side in (best, worst):
        assert all(sum(printed(one) == printed(value) for value in ordered)
                   == sum(printed(one) == printed(value) for value in side) for one in side)  # fmt: skip


def drawn_criteria(context, values):
    """The same context, in which as many criteria have those shares satisfied and the others none."""
    found = [i.id for i in context.section("satisfaction") if i.formula == CRITERION_FORMULA and "overall" not in i.id]
    rows = {
        name: {"": replace(context.total(name), value=value, low=value - 5, high=value + 5, numerator=value,
                           denominator=100.0, n=100, status="ok")}
        for name, value in zip(found, values, strict=False)
    }  # fmt: skip
    return replace(context, measured={**context.measured, **rows})


TIES = ([84.0], [84.0, 84.0], [84.0, 83.98, 84.02], [84.0, 95.0], [90.0, 84.0, 84.0, 70.0], [90.0, 90.0, 90.0, 70.0])


def test_what_nothing_parts_is_not_ranked(bare_site):
    """No criterion is named the best or the worst to be told afterwards that nothing parts them: in the survey of a site, in that
    of several, on the cards."""
    context = drawn_criteria(open_report("bilan", "41", "2022").context, [84.0, 86.0, 90.0])
    lines = findings_text(context).paragraphs
    assert lines[0].replace("\u202f", " ") == (
        "De 84 % à 90 % de réponses positives selon le critère : aucun ne se détache, les écarts sont trop petits pour les "
        "classer."
    )
    assert not any("mieux noté" in line or "moins bien noté" in line for line in lines)
    assert [item.label for item in survey.key_figures(context).items][-1] == "Réponses positives"
    assert {one.verdict for one in main_results._of_survey(context, "satisfaction")} == {"told"}
    assert are_alike([(None, None), (None, None)]) and not are_alike([(60, 70), (75, 80)]) and not are_alike([(60, 70)])


def test_sentences_about_the_ends_of_a_survey_are_true_of_ties(bare_site):
    """No « de 84 % à 84 % », no criterion that is a strength and a weakness, in the bilan, the deck and the survey."""
    opened = open_report("bilan", "41", "2022").context
    for values in TIES:
        context = drawn_criteria(opened, values)
        alike = len({f"{value:.1f}" for value in values}) == 1
        strengths = findings_text(context).paragraphs
        (line,) = synthesis._survey_line(context)
        assert ("positives : de" in line) is not alike, line
        caption = committee_results._shares_message(context)
        assert any(word in caption for word in ("selon le critère", "seulement")) is not alike, caption
        if alike:
            assert not any(text.startswith(("Critère", "Parmi", "À améliorer")) for text in strengths)
        else:
            worst, best = (names_of(text) for text in strengths[:2])
            assert best and worst and best.isdisjoint(worst)
        cards = [item.label for item in survey.key_figures(context).items]
        assert len(cards) == len({*cards})


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ([(80, 90), (60, 70)], 1),
        ([(80, 90), (75, 85), (60, 70)], 2),
        ([(80, 90), (60, 80), (81, 99)], 3),
        ([(None, None), (60, 70)], 2),
        ([(80, 90), (None, 70), (60, 70)], 2),
    ],
)
def test_what_no_interval_parts_from_the_first_is_with_it(bounds, expected):
    """Bounds that touch, or that nobody knows, part nothing."""
    ordered = list(enumerate(bounds))
    assert len(not_parted(ordered, lambda one: str(one[0]), lambda one: one[1])) == expected
    assert len(not_parted(ordered, lambda _: "86 %", lambda one: one[1])) == len(bounds)  # They print alike.
    assert not_parted([], str, lambda one: one) == []


@pytest.mark.parametrize(
    ("values", "worst", "best", "cards"),
    [
        ([60.0, 75.0, 90.0], "le moins bien noté est «", "le mieux noté est «", "le point le "),
        (
            [60.0, 64.0, 86.0, 90.0],
            "parmi les moins bien notés, «",
            "parmi les mieux notés, «",
            "parmi les points les ",
        ),
        ([60.0, 60.0, 90.0, 90.0], "les moins bien notés sont «", "les mieux notés sont «", "parmi les points les "),
    ],
)
def test_a_single_best_is_named_only_where_it_is_apart(bare_site, values, worst, best, cards):
    """Ties and ranges that meet: several, or « parmi », in the survey by site, on the first page and in its title."""
    context = drawn_criteria(open_report("bilan", "41", "2022").context, values)
    known = sorted(((i, r) for i, r in survey.criteria(context) if r.has_value), key=lambda pair: pair[1].value)
    assert sites_in_words._end_words(context, known, "moins bien").startswith(worst)
    assert sites_in_words._end_words(context, known[::-1], "mieux").startswith(best)
    assert sites_in_words._end_words(context, known, "moins bien").count("« ") == values.count(values[0])
    first, last = main_results._of_survey(context, "satisfaction")
    said = [main_results.detail(context, one) for one in (first, last)]
    assert f"{cards}moins bien noté" in said[0] and f"{cards}mieux noté" in said[1]
    assert ("est parmi les points les mieux notés" in main_results.headline(context, [])) is not first.is_apart


@pytest.mark.parametrize(
    ("lower", "starts"), [((70.0, 90.0), "Parmi les critères"), ((95.0, 99.0), "Critère le moins")]
)
def test_contacts_of_a_mystery_survey_that_their_ranges_do_not_part_are_among_others(bare_site, lower, starts):
    """82.4 % against 82.5 %: the weakest is not named alone."""
    row = open_report("bilan", "41", "2022").context.total("mystery_score")
    least = replace(row, value=60.0, low=50.0, high=80.0, numerator=6, denominator=10, status="ok")
    other = replace(least, value=80.0, low=lower[0], high=lower[1], numerator=8)
    assert mystery_results._named(
        [("Reformulation", least)], [("Reformulation", least), ("Accueil", other)], "moins"
    ).startswith(starts)


def test_criteria_less_than_a_point_apart_are_named_together(bare_site):
    """14 of 17 alone hid 33 of 40, which are seven failures; the one that failed most often comes first."""
    context = open_report("bilan", "41", "2022").context
    row = context.total("mystery_score")
    counts = {"reformulation": (14, 17), "réponse complète": (33, 40), "courtoisie": (39, 40)}
    rows = {
        f"criterion={name}": replace(row, group=f"criterion={name}", value=100 * met / made, low=50.0, high=99.0,
                                     numerator=met, denominator=made, status="ok")
        for name, (met, made) in counts.items()
    }  # fmt: skip
    context = replace(context, measured={**context.measured, row.indicator_id: {"": row, **rows}})
    least, _ = mystery_results._least_and_most_met(context)
    assert (
        least
        == "Parmi les critères les moins souvent satisfaits : réponse complète (33 sur 40) ; reformulation (14 sur 17)."
    )


def names_of(text):
    """The criteria of a sentence « … : name (84 %, 100 réponses), name… »."""
    return {part.rpartition("(")[0].strip(" ,").removeprefix("et ") for part in text.partition(" : ")[2].split(" réponses)")
            if "(" in part}  # fmt: skip


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([84.0], "84 en janvier 2020."),
        ([84.0, 84.0], "84 chaque mois connu."),
        ([84.0, 90.0], "de 84 en janvier 2020 à 90 en février 2020."),
    ],
)
def test_the_months_of_a_drawing_are_told_with_their_ends(values, expected):
    """One month, two alike, two that differ."""
    months = pd.period_range("2020-01", periods=len(values), freq="M")
    drawn = tuple(month_panels.Month(value, f"{value:.0f}") for value in values)
    assert month_panels._alternative([month_panels.MonthLine("Appels", drawn, ())], months) == f"Appels : {expected}"


def test_bounds_that_print_alike_are_one_value():
    """« environ 85 », « 84 % »."""
    row = type("Row", (), {"low": 84.6, "high": 85.4, "numerator": 8500, "denominator": 10000})()
    assert mystery_results.range_words(row).startswith("environ 85 contacts")
    assert (from_to("84 %", "84 %"), from_to("62 %", "84 %")) == ("84 %", "de 62 % à 84 %")


def test_a_bound_that_stands_for_a_few_who_agree_says_that_it_is_no_share(bare_site):
    """« Plus de 70 % » beside « 97 % » would be read as less; a share of many is told without a word."""
    context = drawn_criteria(open_report("bilan", "41", "2022").context, [84.0])
    _, drawn = survey.criteria(context)[0]
    many = replace(drawn, numerator=84.0, denominator=100.0, low=75.6, high=89.9)
    few = replace(drawn, numerator=9.0, denominator=9.0, value=100.0, low=70.1, high=100.0)
    assert bound_notes(context, [None, many]) == []
    (note,) = bound_notes(context, [many, few])
    assert "ne se compare pas aux autres pourcentages" in note
    assert figures_table(context, "parts", "Parts", [("Accueil", many), ("Confort", few)]).notes == (note,)
    of_region = [OfSite(context, context.indicator(row.indicator_id), row) for row in (many, few, few)]
    assert table_of("parts", "Parts", (INDICATOR, VALUE), of_region).notes == (note,)
    assert table_of("parts", "Parts", (INDICATOR, VALUE), of_region[:1]).notes == ()
    shown = replace(context, measured={few.indicator_id: {"": few}})
    assert note in results_table(shown, "parts", "Parts", [context.indicator(few.indicator_id)]).notes


@pytest.mark.parametrize(
    ("values", "told"),
    [((62.4, 84, 70), "de 62 % à 84 %"), ((62.4, 62.1), "62 %"), ((5,), "5 %")],
)
def test_the_ends_of_what_is_shown_are_told_as_printed(values, told):
    """From the lowest to the highest in any order; once where both print alike."""
    assert ends_words(values, float, lambda value: f"{value:.0f} %") == told
    assert ends_of(values, float) == (min(values), max(values))
