"""No sentence denies itself: number, word, symbol, colour word and sentence of one figure are checked against each other."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from limits import BLANK

from qep_lib.display import wording
from qep_lib.display.rating import RATING_COLOURS, RATING_MARKS
from qep_lib.indicators.rating import rate
from qep_lib.model.indicator import Definition, Indicator, Measurement, Review, WorkedCase
from qep_lib.model.measured import Measured
from qep_lib.reports.apparatus import rating_words
from qep_lib.stats.intervals import wilson

BLANK = BLANK | {
    "indicator_id": "x_pct",
    "site_id": "18",
    "period": "2020",
    "group": "",
    "nature": "real",
    "status": "ok",
}
UNITS = ("pct", "permille", "days", "working_days", "count", "score")
searched = settings(max_examples=400, deadline=None)
JUST = ("juste sous l'objectif", "juste au-dessus de l'objectif", "objectif tout juste atteint")


def declared(unit="pct", decimals=0, direction="higher", is_sample=False):
    """An indicator of that unit, number of decimals and direction."""
    return Indicator(
        id="x_pct",
        label="Appels décrochés",
        short_label="Appels",
        section="channels",
        order=1,
        definition=Definition(text="…", reference="test"),
        unit=unit,
        decimals=decimals,
        direction=direction,
        table="calls",
        formula="call_share",
        is_sample=is_sample,
        measurement=Measurement(serie_id="x"),
        review=Review(checked_by="test", checked_on=date(2026, 1, 1)),
        worked_cases=(WorkedCase(title="…", expected={"value": 1}),),
    )


def figures(largest=200):
    """A number as people write them: up to four decimals."""
    return st.integers(0, largest * 10_000).map(lambda units: units / 10_000)


@st.composite
def judged(draw):
    """(row, indicator, audience): a figure of any kind against a target, rated by the rule of the label."""
    unit = draw(st.sampled_from(UNITS))
    indicator = declared(unit, draw(st.integers(0, 3)), draw(st.sampled_from(["higher", "lower"])))
    if unit == "pct" and draw(st.booleans()):
        base = draw(st.integers(1, 5000))
        part = draw(st.integers(0, base))
        row = Measured(**BLANK | {"origin": "computed", "numerator": float(part), "denominator": float(base)})
        row = replace(row, value=100 * part / base)
    else:
        base = draw(st.none() | st.integers(1, 5000).map(float))
        value = draw(figures(100 if unit in ("pct", "permille") else 200))
        row = Measured(**BLANK | {"origin": "declared", "denominator": base, "value": value})
    near = st.integers(-40, 40).map(lambda units: round(row.value, 2) + units / 100)
    target = draw(figures() | near.filter(lambda number: number >= 0))
    gap, rating = rate(row.value, target, indicator.direction)
    row = replace(row, target=target, gap=gap, rating=rating, status=draw(st.sampled_from(["ok", "provisional"])))
    return row, indicator, draw(st.sampled_from(["internal", "public"]))


def number(words):
    """The number at the head of printed words."""
    text = re.match(r"[+−]?[\d\u202f]+(,\d+)?", words.removeprefix("plus de ").removeprefix("moins de "))[0]
    return Decimal(text.replace("\u202f", "").replace(",", ".").replace("−", "-"))


def looks_met(row, indicator, audience):
    """What a reader concludes who compares the printed figure with the printed target."""
    printed, target = wording.value_words(row, indicator, audience), number(wording.target_words(row, indicator))
    shown = number(printed)
    if printed.startswith("plus de"):
        return shown >= target if indicator.direction == "higher" else shown < target
    if printed.startswith("moins de"):
        return shown <= target if indicator.direction == "lower" else shown > target
    return shown >= target if indicator.direction == "higher" else shown <= target


@searched
@given(judged())
def test_a_sentence_on_a_target_agrees_with_the_figures_beside_it(case):
    """Met is said where it is met; where the printed figures would say otherwise, words tell on which side it is."""
    row, indicator, audience = case
    sentence = wording.target_sentence(row, indicator, audience)
    is_met = row.rating == "met"
    assert ("n'est pas atteint" in sentence) != is_met
    side = wording.against_target(row, indicator, audience)
    beside = rating_words(row, indicator, audience)
    detail = wording.target_detail(row, indicator, audience)
    if looks_met(row, indicator, audience) == is_met:
        return
    assert side in JUST and (side == JUST[2]) == is_met
    assert "juste" in sentence and side in beside and side.removeprefix("objectif ") in detail
    assert "écart" not in sentence.partition("La fourchette")[0]


@searched
@given(judged())
def test_a_printed_gap_is_of_the_class_printed_beside_it(case):
    """Never 0, never the bound of another class than that of the mark, its word and its colour."""
    row, indicator, audience = case
    assert set(RATING_MARKS) == set(RATING_COLOURS) and row.rating in RATING_MARKS
    found = re.search(
        r"écart de (moins de |un peu plus de )?([\d\u202f,]+)", wording.target_sentence(row, indicator, audience)
    )
    if not found:
        return
    shown, words = number(found[2]), found[1] or ""
    assert shown > 0
    if row.rating == "near":
        assert shown < 25 or (words == "moins de " and shown == 25)
    elif row.rating == "off":
        assert 25 <= shown <= 50 and not words
    else:
        assert shown > 50 or (words == "un peu plus de " and shown == 50)


@searched
@given(judged(), figures(100), st.sampled_from([True, False, None]))
def test_a_change_has_the_sign_of_its_symbol_and_is_the_difference_of_what_is_printed(case, before, demonstrated):
    """▲ for a rise, ▼ for a fall, never beside nought; a reader who subtracts finds the printed change."""
    row, indicator, audience = case
    change = row.value - before
    assume(change != 0 or not demonstrated)
    row = replace(row, status="ok", previous=before, change=change, is_change_demonstrated=demonstrated)
    mark = wording.change_mark_words(row, indicator, audience)
    sentence = wording.change_sentence(row, indicator, "2019", audience)
    assert mark.startswith("▲") == (demonstrated is True and change > 0)
    assert mark.startswith("▼") == (demonstrated is True and change < 0)
    text = mark.removeprefix("▲").removeprefix("▼").strip("\u00a0")
    if "moins de" in text:
        assert number(text) > 0
        assert ("une hausse de" in sentence) == (change > 0) and ("une baisse de" in sentence) == (change < 0)
        return
    shown = number(text)
    assert shown * Decimal(change) >= 0 and (shown != 0 or not demonstrated)
    ends = [wording.value_words(row, indicator, audience), wording.previous_words(row, indicator, audience)]
    if not any(end.startswith(("plus de", "moins de")) for end in ends):
        assert shown == number(ends[0]) - number(ends[1])
    said = "valeur inchangée" if change == 0 and demonstrated is None else text
    assert said in sentence and ("évolution démontrée" in sentence.replace("pas d'évolution démontrée", "")) == (
        demonstrated is True
    )


@searched
@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_the_change_of_a_count_says_whether_there_is_one(now, before):
    """Nought for none, the right sign or the right word otherwise, and −100 % only down to nothing."""
    words = wording.relative_change_words(now, before)
    if now == before:
        assert number(words) == 0
    elif words.startswith(("plus de", "moins de")):
        assert words.endswith("plus") == (now > before) and words.endswith("de moins") == (now < before)
    else:
        assert number(words) != 0 and (number(words) > 0) == (now > before)
        assert number(words) > -100 or now == 0


@searched
@given(st.integers(1, 10**5), st.data(), st.integers(0, 3), st.sampled_from(["internal", "public"]))
def test_a_share_is_whole_or_nought_only_when_it_is_and_stands_within_its_interval(base, data, decimals, audience):
    """« 100 % » is all of them, « 0 % » none of them, and no bound goes beyond either."""
    part = data.draw(st.integers(0, base) | st.sampled_from([0, 1, base - 1, base]))
    indicator = declared("pct", decimals, is_sample=True)
    low, high = (100 * float(bound) for bound in wilson(part, base, 0.95))
    figures_of = {"numerator": float(part), "denominator": float(base), "n": base, "low": low, "high": high}
    row = Measured(**BLANK | {"origin": "computed", "value": 100 * part / base} | figures_of)
    words, interval = (f(row, indicator, audience) for f in (wording.value_words, wording.interval_words))
    if not wording.is_small_unanimous(row, indicator):
        assert (words == "100\u202f%") == (part == base) and (words == "0\u202f%") == (part == 0)
    shown = number(words)
    assert abs(shown - Decimal(100 * part) / base) <= max(Decimal(1).scaleb(-decimals), 1) or not words[0].isdigit()
    if interval.startswith("plus de"):
        assert number(interval) < 100 and part == base
    elif interval.startswith("moins de"):
        assert number(interval) > 0 and part == 0
    elif interval:
        first, last = (number(bound) for bound in interval.split(" à "))
        assert first <= last and (not words[0].isdigit() or first <= shown <= last)


@searched
@given(st.lists(st.integers(0, 400), min_size=2, max_size=6).filter(sum))
def test_parts_that_do_not_add_as_printed_are_said_to_be_rounded(counts):
    """M09: 57 % + 38 % = 96 %: one note, and none where the printed parts add up."""
    total = sum(counts)
    shares = [Fraction(100 * count, total) for count in counts]
    printed = sum(wording.round_half_up(share, 0) for share in shares)
    assert bool(wording.rounded_parts_note(shares, Fraction(100))) == (printed != 100)


@pytest.mark.parametrize("unit", UNITS)
def test_every_unit_has_words_for_a_missed_and_a_met_target(unit):
    """None of them is without a sentence."""
    indicator = declared(unit, 1)
    for value, rating in ((90.0, "met"), (80.0, "near")):
        gap, found = rate(value, 90.0, "higher")
        row = Measured(**BLANK | {"origin": "declared", "value": value, "target": 90.0, "gap": gap, "rating": found})
        assert found == rating and wording.target_sentence(row, indicator, "public").endswith(".")
