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


def test_what_a_document_inside_gives_out_is_that_of_those_inside_it(period, indicators):
    """At any depth: of the quarter inside the half-year as well."""
    half = period("2020-S1", {"": 40}, period("2020-T1", {"": 20}))
    kept = period("2020", {"": 45}, half).of_indicators({"satisfied_pct"})
    assert kept.period.code == "2020" and kept.results["denominator"].tolist() == [45]
    assert [inner.results["denominator"].tolist() for inner in (kept.inside[0], kept.inside[0].inside[0])] == [
        [40],
        [20],
    ]
    assert kept.of_indicators({"other"}).inside[0].inside[0].results.empty


def test_both_what_one_hides_and_what_is_left_are_hidden(period, indicators):
    """The first half-year hides 4 letters and the counter; of what it leaves, 5 are by telephone: all of them go."""
    first = period("2020-S1", {"": 130, "mode=web": 60, "mode=post": 4, "mode=desk": 12, "mode=phone": 54})
    second = period("2020-S2", {"": 180, "mode=web": 60, "mode=post": 20, "mode=desk": 50, "mode=phone": 50})
    year = period(
        "2020", {"": 315, "mode=web": 120, "mode=post": 24, "mode=desk": 62, "mode=phone": 109}, first, second
    )
    assert {"mode=post", "mode=desk", "mode=phone"} <= set(hidden(year, indicators))


def test_counts_of_the_rest_have_their_minimum(results, catalogue):
    """63 requests in the year, 60 in the half-year that is public: the 3 others. 5 others may be told of."""
    for rest, is_hidden in ((3, True), (5, False), (0, False)):
        told = {"indicator_id": "requests_count", "denominator": None, "n": None}
        half = Published(Period.parse("2020-S1"), results([told | {"value": 60.0, "period": "2020-S1"}]))
        year = Published(Period.parse("2020"), results([told | {"value": 60.0 + rest}]), (half,))
        found = withheld(year, Limits(catalogue.indicators, THRESHOLD, 5))
        assert found == ({("requests_count", "18", "")} if is_hidden else frozenset())


def test_a_row_of_which_nobody_knows_how_many_it_tells_of_hides_nothing_else(results, indicators):
    """No value, no base: neither of the year nor of the half-year. The totals, 45 and 40, are judged all the same."""
    unknown = {
        "group": "mode=web",
        "denominator": None,
        "n": None,
        "value": None,
        "numerator": None,
        "status": "no_data",
    }

    def document(code, people, *inside):
        rows = [{"denominator": people, "period": code}, {**unknown, "period": code}]
        return Published(Period.parse(code), results(rows), inside)

    limits = Limits(indicators, THRESHOLD)
    assert withheld(document("2020", 45, document("2020-S1", 40)), limits) == {("satisfied_pct", "18", "")}
    assert not withheld(document("2020", 55, document("2020-S1", 40)), limits)


@pytest.mark.parametrize(("judged", "hidden_groups"), [(60, {"channel=desk", "channel=post"}), (58, set())])
def test_rates_of_everybody_tell_how_many_there_were(judged, hidden_groups, results, catalogue):
    """The half-year tells of 60 requests, and by channel of its judged ones only: 40 at the desk. Where all were judged, they are
    the requests of the desk, and the year's 43 would leave 3; where 2 were not, these 3 may be among them."""

    def document(code, rows, *inside):
        about = [
            {
                "indicator_id": id_,
                "group": group,
                "period": code,
                "denominator": people,
                "n": people,
                "value": float(people),
            }
            for id_, group, people in rows
        ]
        return Published(Period.parse(code), results(about), inside)

    count, rate = "requests_count", "request_reply_on_time_pct"
    rates = [(rate, "", judged), (rate, "channel=desk", 40), (rate, "channel=post", judged - 40)]
    half = document("2020-S1", [(count, "", 60), *rates])
    year = document("2020", [(count, "", 95), (count, "channel=desk", 43), (count, "channel=post", 52)], half)
    found = hidden_rows(year, Limits(catalogue.indicators, THRESHOLD, 5))
    assert {group for id_, _, group in found if id_ == count} == hidden_groups
