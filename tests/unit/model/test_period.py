"""The period just before another one, and which of the two comparisons a report makes."""

import pytest

from qep_lib.model.period import Period


@pytest.mark.parametrize(
    ("code", "before"),
    [
        ("2021-T3", "2021-T2"),
        ("2021-T1", "2020-T4"),
        ("2021-S2", "2021-S1"),
        ("2021-S1", "2020-S2"),
        ("2021-03", "2021-02"),
        ("2021-01", "2020-12"),
        ("2021", "2020"),
        ("2021-03-10..2021-04-07", "2021-02-09..2021-03-09"),
        ("2020-03-01..2020-03-01", "2020-02-29..2020-02-29"),
    ],
)
def test_the_period_before_ends_the_day_before(code, before):
    """Same kind, adjoining, as long when it is two dates."""
    period = Period.parse(code)
    found = period.preceding()
    assert found == Period.parse(before)
    assert (period.start - found.end).days == 1


def test_a_comparison_is_with_the_year_before_or_the_period_before():
    """A quarter has both; their years are all read."""
    quarter = Period.parse("2021-T1")
    assert quarter.compared("year_before").code == "2020-T1"
    assert quarter.compared("period_before").code == "2020-T4"
    long = Period.parse("2019-01-01..2021-12-31")
    assert {long.preceding().year, long.previous().year} <= long.compared_years


def test_the_first_days_of_the_calendar_have_nothing_before_them():
    """An error of the user, told as such, never one of the calendar."""
    with pytest.raises(Exception, match="illisible|n'existe pas"):
        Period.parse("0001-T1").preceding()


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("2020-01-01..2020-12-31", "2020"),
        ("2021-07-01..2021-12-31", "2021-S2"),
        ("2021-04-01..2021-06-30", "2021-T2"),
        ("2020-02-01..2020-02-29", "2020-02"),
        ("2020-02-01..2020-02-28", None),
        ("2021-S1", None),
    ],
)
def test_two_dates_may_have_a_shorter_name(code, named):
    """Exactly the same days, and not one less."""
    alike = Period.parse(code).named_alike
    assert (alike.code if alike else None) == named
