"""Public figures of a year beside those of its half-years and quarters."""

import pytest

from qep_lib.disclosure.overlap import Limits, Published, hidden_rows, withheld
from qep_lib.disclosure.suppression import suppress
from qep_lib.model.period import Period

THRESHOLD = 11


@pytest.fixture
def period(results):
    """`period(code, {group: people}, *inside)`: what is known of a period; the total is the group ""."""

    def build(code: str, people: dict[str, int], *inside: Published) -> Published:
        rows = [{"group": group, "denominator": base, "period": code} for group, base in people.items()]
        return Published(Period.parse(code), results(rows), inside)

    return build


def hidden(published, indicators) -> list[str]:
    return sorted(group for _, _, group in hidden_rows(published, Limits(indicators, THRESHOLD)))


def test_a_year_gives_way_where_the_rest_of_it_is_a_few(period, indicators):
    """M04: 45 answers in the year and 40 in the first half-year, which is public: 5 in the other."""
    year = period("2020", {"": 45}, period("2020-S1", {"": 40}))
    assert withheld(year, Limits(indicators, THRESHOLD)) == {("satisfied_pct", "18", "")}
    assert hidden(year, indicators) == [""]


@pytest.mark.parametrize("rest", [0, 11, 200])
def test_a_rest_of_nobody_or_of_enough_people_hides_nothing(rest, period, indicators):
    """The threshold is the one of any group."""
    year = period("2020", {"": 40 + rest}, period("2020-S1", {"": 40}))
    assert not withheld(year, Limits(indicators, THRESHOLD))


def test_a_document_that_shows_nothing_hides_nothing_in_the_year(period, indicators):
    """Six answers in a quarter are not shown: nothing to take away from the forty of the year."""
    assert not withheld(period("2020", {"": 40}, period("2020-T3", {"": 6})), Limits(indicators, THRESHOLD))


def test_a_group_of_the_rest_takes_another_one_along(period, indicators):
    """By post, 15 less 12 leaves 3: hidden in the year, and the counter with it, since the total is shown."""
    half = period("2020-S1", {"": 112, "mode=web": 60, "mode=post": 12, "mode=desk": 40})
    year = period("2020", {"": 200, "mode=web": 120, "mode=post": 15, "mode=desk": 65}, half)
    assert hidden(half, indicators) == []
    assert hidden(year, indicators) == ["mode=desk", "mode=post"]


def test_what_every_shorter_document_hides_is_shown_of_the_year(period, indicators):
    """4 by post and 12 at the counter are hidden in the only public quarter: the year tells of 20 and 50."""
    quarter = period("2020-T3", {"": 76, "mode=web": 60, "mode=post": 4, "mode=desk": 12})
    year = period("2020", {"": 270, "mode=web": 200, "mode=post": 20, "mode=desk": 50}, quarter)
    assert hidden(quarter, indicators) == ["mode=desk", "mode=post"]
    assert hidden(year, indicators) == []


def test_what_one_of_two_half_years_hides_is_not_shown_of_the_year(period, indicators):
    """The year less the half-year that shows it would be the half-year that does not."""
    first = period("2020-S1", {"": 76, "mode=web": 60, "mode=post": 4, "mode=desk": 12})
    second = period("2020-S2", {"": 110, "mode=web": 60, "mode=post": 20, "mode=desk": 30})
    year = period("2020", {"": 186, "mode=web": 120, "mode=post": 24, "mode=desk": 42}, first, second)
    assert hidden(year, indicators) == ["mode=desk", "mode=post"]


def test_only_what_a_document_gives_out_counts(period, indicators):
    """A quarter whose reports say nothing of satisfaction hides nothing of it in the year."""
    half = period("2020-S1", {"": 40})
    year = period("2020", {"": 45}, half.of_indicators({"delay_working_days"}))
    assert not withheld(year, Limits(indicators, THRESHOLD))


def test_last_years_rows_named_from_outside_go_with_their_change(results, indicators):
    """What last year's own document hides is not shown as last year's figure of this one."""
    rows = [{"group": group, "denominator": 50, "previous_denominator": 40} for group in ("", "mode=a", "mode=b")]
    shown = suppress(results(rows), indicators, THRESHOLD, withheld_before={("satisfied_pct", "18", "mode=b")})
    assert shown["previous"].isna().tolist() == [False, False, True]
    assert (shown["status"] == "ok").all()


def test_a_part_of_last_year_only_is_not_given_back(results, indicators):
    """Last year 3 by telephone, of which this year has none: 63 less 40 less 20 must not tell them."""
    before = {"": 63, "mode=web": 40, "mode=post": 20}
    rows = [{"group": group, "denominator": 50, "previous_denominator": base} for group, base in before.items()]
    assert suppress(results(rows), indicators, THRESHOLD)["previous"].isna().tolist() == [False, False, True]
