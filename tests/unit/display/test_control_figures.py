"""Control charts and their sentences: hand-computed series in French words, gaps as gaps, the same bytes every time."""

import re
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from qep_lib.comparison.month_readings import read_months
from qep_lib.display.control_figures import ControlPanel, draw_control_charts
from qep_lib.display.month_words import reading_words, screened_words, span_words
from qep_lib.model.period import Period

PAST = [10.0, 12.0] * 6
MONTHS = [Period.parse(f"{year}-{month:02}") for year in (2020, 2021) for month in range(1, 13)]


def said(*months, past=PAST):
    """The reading of the months that follow the past, in words."""
    return reading_words(read_months([*past, *months], len(past)), MONTHS[: len(past) + len(months)])


@pytest.mark.parametrize(
    ("months", "words"),
    [
        ([11.0, 10.0], "variations ordinaires, aucun mois inhabituel"),
        ([2.0], "en dessous de la limite basse en janvier 2021"),
        ([17.0] * 2, "au-dessus de la limite haute de janvier à février 2021"),
        ([17.0] * 3, "un changement durable à partir de janvier 2021 : chaque mois au-dessus de la limite haute"),
        ([17.0] * 3 + [11.0], "au-dessus de la limite haute de janvier à mars 2021"),
        ([15.0, 12.0, 15.0], "tout près de la limite haute en janvier et mars 2021, deux mois sur trois"),
        (
            [10.5] * 7,
            "un changement durable à partir de janvier 2021 : chaque mois en dessous de la moyenne d'avant 2021",
        ),
        (
            [10.5, 10.0] * 3 + [10.5, 11.5],
            "7 mois de suite en dessous de la moyenne d'avant 2021, de janvier à juillet 2021",
        ),
        ([12.1, 12.2, 12.3, 12.1, 12.2, 10.0], "variations ordinaires, aucun mois inhabituel"),
    ],
)
def test_a_series_is_told_in_plain_words(months, words):
    """No word of the trade: limits, mean, months."""
    assert said(*months) == words


def test_a_steady_rise_is_told_from_its_first_month():
    """November (10) is the lowest of the seven."""
    assert said(12.1, 12.2, 12.3, 12.4, 12.5) == "hausse continue de novembre 2020 à mai 2021"


def test_what_has_no_limits_is_not_read():
    """Five months say nothing."""
    assert said(11.0, past=PAST[:4]) == "pas de lecture, moins de six mois connus"


def test_a_series_that_stops_before_the_period_is_not_called_ordinary():
    """Hidden, incomplete or never recorded: the last known month is named; a period may have no whole month yet."""
    assert said(np.nan, np.nan) == "aucun mois à lire de janvier à février 2021 (dernier mois connu : décembre 2020)"
    assert said() == "aucun mois entier à lire dans la période (dernier mois connu : décembre 2020)"
    assert said(np.nan, 11.0) == "variations ordinaires, aucun mois inhabituel"


def test_the_mean_before_a_half_year_is_told_by_its_first_month():
    """Eighteen months fix it: it is not that of the months before the run, which may have begun earlier."""
    words = said(*[10.5] * 5, past=[10.0, 12.0] * 7 + [11.5, 11.5, 10.5, 10.5])
    assert (
        words
        == "un changement durable à partir de mai 2021 : chaque mois en dessous de la moyenne d'avant juillet 2021"
    )


def test_ranges_left_out_are_said():
    """One month like no other gives two of them."""
    past = [10.0, 12.0] * 4 + [60.0] + [10.0, 12.0] * 2
    words = screened_words(read_months(past, len(past)))
    assert words == "2\u00a0écarts exceptionnels d'un mois à l'autre laissés hors du calcul des limites"


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


def test_each_rule_has_its_own_mark():
    """Never told by colour alone."""
    drawn = {draw(panel(marks=((2, rule),))) for rule in ("outside", "shift", "trend", "near_limit")}
    assert len(drawn) == 4


def test_hostile_names_are_drawn():
    """Neither mathematics nor markup."""
    assert b"<b>" not in draw(panel("<b>$\\frac{1}{$"))
    assert re.match(rb"<\?xml", draw(panel("_caché", values=(np.float64(1), None, None, None))))
