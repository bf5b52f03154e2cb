"""Between which periods of a site a line may be drawn."""

from datetime import date

import pytest
from limits import BLANK

from qep_lib.comparison.comparable import MIXED
from qep_lib.comparison.evolution import Moment, evolution_of
from qep_lib.model.indicator import Indicator, Measurement, SeriesBreak
from qep_lib.model.measured import Measured
from qep_lib.model.period import Period

PLAIN = Indicator.model_construct(measurement=Measurement(serie_id="x"))


def moment(code, value=80.0, status="ok", serie="", mode="", note=None):
    """A figure of that year."""
    known = {"period": code, "value": value, "status": status, "origin": "computed", "nature": "real"}
    known["value_note"] = note
    row = Measured(**BLANK | known)
    return Moment(Period.parse(code), row, serie, mode)


def breaks(*moments, indicator=PLAIN):
    """What stands between each moment and the next."""
    return evolution_of(indicator, "18", moments).breaks


def test_alike_periods_are_linked():
    """Same questionnaire, same mode; a declared figure, which names neither, asserts the series."""
    assert breaks(moment("2019"), moment("2020"), moment("2021")) == (None, None)
    assert breaks(moment("2020", serie="a", mode="desk"), moment("2021", serie="a", mode="desk")) == (None,)
    assert breaks(moment("2020"), moment("2021", serie="a", mode="desk")) == (None,)


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (moment("2021", value=None, status="suppressed"), "missing"),
        (Moment(Period.parse("2021"), None), "missing"),
        (moment("2021", status="provisional", serie="b"), "provisional"),
        (moment("2021", serie="b", note="mars seulement"), "provisional"),
        (moment("2021", serie="b", mode="web"), "serie"),
        (moment("2021", serie="a", mode="web"), "mode"),
        (moment("2021", serie="a", mode=MIXED), None),
    ],
)
def test_each_difference_breaks_the_line(other, reason):
    """The first that keeps two years apart is told; mixed modes are not another survey."""
    assert breaks(moment("2020", serie="a", mode="desk"), other) == (reason,)


def test_a_missing_year_breaks_on_both_sides():
    """No line jumps over it."""
    found = evolution_of(PLAIN, "18", [moment("2019"), moment("2020", value=None), moment("2021")])
    assert found.breaks == ("missing", "missing") and not found.is_linked


def test_a_change_of_definition_breaks_between_its_two_years_only():
    """Defined anew on the first of January 2020: between 2019 and 2020, not after."""
    changed = Measurement(serie_id="x", breaks=(SeriesBreak(on=date(2020, 1, 1), note="…"),))
    indicator = Indicator.model_construct(measurement=changed)
    assert breaks(moment("2019"), moment("2020"), moment("2021"), indicator=indicator) == ("definition", None)
