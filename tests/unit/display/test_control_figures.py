"""Control charts and their sentences: hand-computed series in French words, gaps as gaps, the same bytes every time."""

import re
import xml.etree.ElementTree as ElementTree
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.lines import Line2D

from qep_lib.comparison.month_readings import read_months
from qep_lib.display.control_figures import MARKERS, ControlPanel, _legend, draw_control_charts
from qep_lib.display.month_words import (
    RELIABILITY_WORDS,
    change_words,
    limits_words,
    reading_words,
    screened_words,
    span_words,
    target_words,
)
from qep_lib.model.period import Period
from qep_lib.stats.control_chart import Change

PAST = [10.0, 12.0] * 6
MONTHS = [Period.parse(f"{year}-{month:02}") for year in (2020, 2021) for month in range(1, 13)]


def said(*months, past=PAST, lasting=""):
    """The reading of the months that follow the past, in words."""
    reading = read_months([*past, *months], len(past))
    return reading_words(reading, lasting, reading.signals, MONTHS[: len(past) + len(months)])


@pytest.mark.parametrize(
    ("months", "words"),
    [
        ([11.0, 10.0], "variations ordinaires, aucun mois inhabituel"),
        ([2.0], "en dessous de la limite basse en janvier 2021"),
        ([17.0] * 2, "au-dessus de la limite haute de janvier à février 2021"),
        (
            [17.0, 11.0, 2.0],
            "au-dessus de la limite haute en janvier 2021 ; en dessous de la limite basse en mars 2021",
        ),
    ],
)
def test_a_series_is_told_in_plain_words(months, words):
    """No word of the trade: limits, mean, months."""
    assert said(*months) == words


def test_a_lasting_change_is_told_first():
    """Then the unusual months; alone, it is not followed by « variations ordinaires »."""
    assert said(17.0, 11.0, lasting="changement") == "changement ; au-dessus de la limite haute en janvier 2021"
    assert said(11.0, lasting="changement") == "changement"


@pytest.mark.parametrize(
    ("unit", "direction", "distance", "least", "words"),
    [
        ("pct", "higher", -27.83, 2, "−27,8 points en moyenne, défavorable"),
        ("pct", "higher", 2.0, 2, "+2 points en moyenne, favorable"),
        ("pct", "lower", 2.0, 2, "+2 points en moyenne, défavorable"),
        ("pct", "lower", -3.0, 2, "−3 points en moyenne, favorable"),
        ("pct", "higher", -0.79, 2, "−0,8 point en moyenne, trop petit pour être dit favorable ou défavorable"),
        ("days", "lower", 3.0, None, "+3 j en moyenne"),
        ("count", "neutral", 9.0, None, "à la hausse"),
        ("count", "neutral", -9.0, None, "à la baisse"),
    ],
)
def test_a_change_is_judged_from_the_least_size_on(unit, direction, distance, least, words):
    """Told with its size, and with a judgement only where it is large; counts have no size here."""
    indicator = SimpleNamespace(unit=unit, direction=direction)
    found = change_words(Change((13, 14, 15), distance, 0.001), indicator, MONTHS, 1, least)
    assert re.sub(r"\s", " ", found) == f"changement durable depuis février 2021, {words}"


def test_what_has_no_limits_is_not_read():
    """Five months say nothing."""
    assert said(11.0, past=PAST[:4]) == "moins de six mois connus, trop peu pour en dire quelque chose"


def test_a_series_that_stops_before_the_period_is_not_called_ordinary():
    """Hidden, incomplete or never recorded: the last known month is named; a period may have no whole month yet."""
    assert said(np.nan, np.nan) == "aucun mois à lire de janvier à février 2021 (dernier mois connu : décembre 2020)"
    assert said() == "aucun mois entier à lire dans la période (dernier mois connu : décembre 2020)"
    assert said(np.nan, 11.0) == "variations ordinaires, aucun mois inhabituel"


def test_months_left_out_are_said():
    """One or two months like no other; nothing without any."""
    past = [10.0, 12.0] * 6 + [60.0]
    assert screened_words(read_months(past, len(past))) == "1\u00a0mois exceptionnel laissé hors du calcul des limites"
    two = screened_words(read_months([*past, 70.0], 14))
    assert two == "2\u00a0mois exceptionnels laissés hors du calcul des limites"
    assert screened_words(read_months(PAST, 12)) == ""


def test_spans_elide_and_cross_years():
    """« d'août », « d'octobre 2020 à mars 2021 »."""
    assert span_words(MONTHS[7], MONTHS[8]) == "d'août à septembre 2020"
    assert span_words(MONTHS[9], MONTHS[14]) == "d'octobre 2020 à mars 2021"


def panel(title="Cher", values=(1.0, None, 3.0, 2.0), low=0.0, high=4.0, targets=(None,) * 4, marks=()):
    """One chart of four months."""
    return ControlPanel(title, values, 2.0 if low is not None else None, low, high, targets, marks)


def draw(*panels):
    """The charts, the last two months being those read."""
    return draw_control_charts(panels, [(0, "2021")], 2, "pct", "2021")


@pytest.mark.parametrize("count", [1, 2, 4, 5, 13, 15])
def test_any_number_of_sites_is_drawn(count):
    """Two columns for a few, three for a region; an odd one leaves an empty place."""
    drawn = draw(*(panel(str(number)) for number in range(count)))
    assert ElementTree.fromstring(drawn).tag == "{http://www.w3.org/2000/svg}svg"


def test_the_same_data_draws_the_same_bytes_and_a_gap_stays_a_gap():
    """An unknown month is not a zero, limits, target and marks each change the picture."""
    plain = draw(panel())
    assert draw(panel()) == plain
    others = [
        panel(values=(1.0, 0.0, 3.0, 2.0)),
        panel(low=None, high=None),
        panel(targets=(1.0,) * 4),
        panel(marks=((2, "outside"),)),
    ]
    assert len({plain, *(draw(other) for other in others)}) == 5


def test_each_mark_is_its_own():
    """Never told by colour alone."""
    assert len({draw(panel(marks=((2, mark),))) for mark in MARKERS}) == 2


def test_the_objective_is_plain_and_the_mean_dashed_as_in_the_figures_of_sites():
    """One rule in a document, that its page « comment lire » says once; the objective says its size where it has one."""
    keys = _legend([panel(targets=(85.0,) * 4)], "2021", "pct")
    dashed = {words: key.is_dashed() for key, words in keys if isinstance(key, Line2D)}
    assert dashed["objectif (85\u202f%), les mois où il est connu"] is False and dashed["moyenne"] is True
    several = [words for _, words in _legend([panel(targets=(85.0, 85.0, 90.0, 90.0))], "2021", "pct")]
    assert "objectif, les mois où il est connu" in several


def test_hostile_names_are_drawn():
    """Neither mathematics nor markup."""
    assert b"<b>" not in draw(panel("<b>$\\frac{1}{$"))
    assert re.match(b"<svg", draw(panel("_caché", values=(np.float64(1), None, None, None))))


def share(decimals=1):
    """An indicator of shares, as far as words ask."""
    return SimpleNamespace(unit="pct", decimals=decimals)


@pytest.mark.parametrize(
    ("known", "words"),
    [
        (3, "trop peu de mois pour des limites"),
        (8, "de 85,1\u202f% à 93,4\u202f% (limites provisoires)"),
        (24, "de 85,1\u202f% à 93,4\u202f%"),
    ],
)
def test_limits_are_said_as_drawn_and_as_firm_as_they_are(known, words):
    """None under six months, provisional ones until there are enough."""
    reading = read_months([10.0, 12.0] * (known // 2) + [11.0] * (known % 2), known)
    assert limits_words(reading, share(), 85.12, 93.44, 1) == words


def test_the_target_is_said_with_how_reliably_it_is_met():
    """Only where there is a target that the months were judged by."""
    values = [*PAST, 11.0]
    reading = read_months(values, len(PAST), 5, "higher")
    assert target_words(reading, share(), 5.0) == f"objectif de 5\u202f% {RELIABILITY_WORDS['reliably_met']}"
    assert target_words(reading, share(), None) == ""
    assert target_words(read_months(values, len(PAST)), share(), 5.0) == ""
    assert target_words(read_months(values, len(PAST), 5), share(), 5.0) == ""
