"""The rows that leave with a report: Python values, and in public figures no finer than in print."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from limits import BLANK, LIMITS

from qep_lib.disclosure.printed import decimals_for
from qep_lib.disclosure.released import measured_rows, released_rows
from qep_lib.model.measured import Measured


@pytest.fixture
def calls(catalogue):
    """A percentage told with a decimal, of calls: no sample."""
    return catalogue.indicators["call_answer_pct"]


@pytest.fixture
def share(catalogue):
    """A share of a sample of people, in whole points."""
    return catalogue.indicators["satisfaction_clear_language_pct"]


def row(indicator, group="", **told):
    """A computed row of site 18."""
    known = {"indicator_id": indicator.id, "site_id": "18", "period": "2020", "group": group, "status": "ok"}
    return Measured(**BLANK | known | {"origin": "computed"} | told)


def by_site(*rows):
    """The rows of one site, as pages have them."""
    found = {}
    for one in rows:
        found.setdefault(one.indicator_id, {})[one.group] = one
    return found


def public(indicator, **told):
    """One row as the public may have it."""
    (found,) = released_rows([by_site(row(indicator, **told))], [indicator], "public")
    return found


def test_rows_are_python_values_and_none_where_missing(results):
    """Dates as dates, whole numbers, booleans and texts as themselves; what pandas writes for « missing » is None."""
    told = {
        "n": 40,
        "is_target_in_interval": True,
        "is_change_demonstrated": False,
        "remark": "à vérifier",
        "gap": 0.25,
    }
    bare = {"n": None, "value": None, "is_target_in_interval": None, "remark": None, "rating": None, "as_of": pd.NaT}
    first, second = measured_rows(results([told, bare | {"group": "mode=web"}]), LIMITS)
    assert (first.n, first.gap, first.remark, first.as_of) == (40, 0.25, "à vérifier", date(2021, 1, 13))
    assert (first.is_target_in_interval, first.is_change_demonstrated, first.rating) == (True, False, "met")
    assert [type(value) for value in (first.n, first.as_of, first.is_change_demonstrated)] == [int, date, bool]
    assert (second.group, second.denominator, second.limits) == ("mode=web", 100.0, LIMITS)
    missing = (second.n, second.value, second.is_target_in_interval, second.remark, second.rating, second.as_of)
    assert missing == (None,) * 6


def test_a_site_has_decimals_of_its_own(results, calls):
    """Those of its documents where it has some, the indicator's otherwise; a public percentage of few units has none."""
    rows = results([{"indicator_id": calls.id}])
    (own,) = measured_rows(rows, LIMITS, {calls.id: 3, "another": 0})
    (other,) = measured_rows(rows, LIMITS, {"another": 0})
    assert [decimals_for(one, calls, "internal") for one in (own, other)] == [3, calls.decimals]
    assert decimals_for(replace(own, denominator=999.0), calls, "public") == 0
    assert decimals_for(replace(own, denominator=1000.0, previous_denominator=None), calls, "public") == 3


def test_every_site_gives_each_indicator_once_with_its_groups(calls, share):
    """Sites in their order, indicators in the order asked, one asked twice told once; a site may lack one."""
    first = by_site(row(share), row(share, "mode=web"), row(calls))
    second = by_site(row(calls, site_id="41"))
    told = released_rows([first, second], [calls, share, calls], "internal")
    assert [(one.site_id, one.indicator_id, one.group) for one in told] == [
        ("18", calls.id, ""),
        ("18", share.id, ""),
        ("18", share.id, "mode=web"),
        ("41", calls.id, ""),
    ]


def test_an_internal_file_has_the_figures_as_measured(calls):
    """Decimals, the remark for whoever corrects the figure, and all."""
    exact = row(calls, value=90.256, denominator=40.0, numerator=36.1, gap=0.1251, remark="à vérifier", change=1.26)
    assert released_rows([by_site(exact)], [calls], "internal") == (exact,)


def test_public_figures_are_rounded_as_in_print(calls):
    """To the two decimals of the indicator, halves up: 90,125 is printed 90,13; the gap in whole per cents."""
    assert calls.decimals == 2
    known = {"value": 90.125, "low": 88.444, "high": 91.776, "previous": 88.122, "gap": 0.125, "origin": "declared"}
    known |= {"change": 2.003, "change_low": 0.244, "change_high": 4.066, "change_p_adjusted": 0.01234}
    told = public(calls, denominator=2000.0, previous_denominator=1500.0, n=2000, remark="à vérifier", **known)
    assert (told.value, told.low, told.high, told.previous, told.gap) == (90.13, 88.44, 91.78, 88.12, 0.13)
    # 90,13 less 88,12: what a reader finds by subtracting what he reads, not 2,00.
    assert (told.change, told.change_low, told.change_high, told.change_p_adjusted) == (2.01, 0.24, 4.07, 0.01234)
    assert (told.denominator, told.previous_denominator, told.n, told.remark) == (2000.0, 1500.0, 2000, None)


def test_a_public_percentage_of_under_a_thousand_is_in_whole_points(calls):
    """As pages print it."""
    assert public(calls, value=90.25, denominator=999.0).value == 90.0


def test_what_is_missing_stays_missing(calls):
    """No figure is made of none."""
    told = public(calls, status="no_data")
    assert (told.value, told.low, told.change, told.gap, told.previous) == (None,) * 5


def test_a_few_who_all_agree_lose_their_share_and_its_count(share):
    """20 of 20: neither the value nor the count leaves, nor the change, which would give it back with last year's."""
    known = {"numerator": 20.0, "denominator": 20.0, "value": 100.0, "low": 83.9, "high": 100.0, "previous": 80.0}
    known |= {"previous_denominator": 400.0, "change": 20.0, "change_low": 3.0, "change_high": 24.0}
    told = public(share, change_p_adjusted=0.04, **known)
    assert (told.value, told.numerator, told.change, told.change_low, told.change_high) == (None,) * 5
    assert told.change_p_adjusted is None
    assert (told.low, told.high, told.previous, told.denominator) == (84.0, 100.0, 80.0, 20.0)


def test_a_few_who_all_agreed_last_year_lose_that_value_alone(share):
    """20 of 20 last year: this year's share stays, without a change."""
    known = {"numerator": 300.0, "denominator": 400.0, "value": 75.0, "low": 70.5, "high": 79.0, "previous": 100.0}
    known |= {"previous_denominator": 20.0, "change": -25.0, "change_low": -29.0, "change_high": -8.0}
    told = public(share, change_p_adjusted=0.04, **known)
    assert (told.previous, told.change, told.change_low, told.change_high, told.change_p_adjusted) == (None,) * 5
    assert (told.value, told.numerator, told.previous_denominator) == (75.0, 300.0, 20.0)


def test_a_theme_that_is_not_told_is_not_named(catalogue):
    """A register names its themes: a rare one points at someone. A channel is nobody's name and keeps its line."""
    themes = catalogue.indicators["complaint_themes_count"]
    lines = by_site(
        row(themes, value=40.0),
        row(themes, "theme=Accueil", value=38.0),
        row(themes, "theme=Voisin de M. X", status="suppressed"),
        row(themes, "channel=post", status="suppressed"),
    )
    told = released_rows([lines], [themes], "public")
    assert [one.group for one in told] == ["", "theme=Accueil", "channel=post"]
    assert told[0] == replace(lines[themes.id][""], remark=None)
