"""Readings by hand, the sets that are not read, the grid of Benjamini-Hochberg, means and intervals."""

from pathlib import Path

import pytest
from comparison_cases import candidate, counted, row

from qep_lib.comparison.comparable import compare
from qep_lib.comparison.middle import Middle, interval_of, middle_of
from qep_lib.comparison.readings import ReadSet, SiteReading, read_set, sites_to_examine, why_unread
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

INDICATORS = read_catalogue(Workspace(Path(__file__).parents[3])).indicators
SHARE, RATE = INDICATORS["request_reply_on_time_pct"], INDICATORS["call_answer_pct"]
MEAN, MEDIAN = INDICATORS["request_reply_delay_working_days"], INDICATORS["request_reply_delay_median_working_days"]


def only_set(indicator, *candidates):
    """The one set that the sites make."""
    (found,) = compare(indicator, candidates).sets
    return found


def test_three_sites_by_hand():
    """240 of 300 together, 80 %, standard error 4 points: 92 is at z = 3, watched; 68 at -3; 80 within."""
    compared = only_set(SHARE, counted("18", 92, 100), counted("28", 80, 100), counted("36", 68, 100))
    read = read_set(SHARE, compared)
    assert (read.centre, read.regime, read.tau2) == (80, "none", 0)
    assert {site: one.code for site, one in read.readings.items()} == {
        "18": "watch_high",
        "28": "within",
        "36": "watch_low",
    }
    assert [round(one.z, 9) for one in read.readings.values()] == [3, 0, -3]
    assert read.readings["18"].p_value == pytest.approx(0.0026998, abs=1e-7)


def test_from_twelve_sites_the_limits_widen():
    """Sites that differ beyond chance: the same 13 points from the mean are no longer named."""
    sites = [counted(f"{10 + i}", 80 + (13 if i % 2 else -13), 100) for i in range(12)]
    read = read_set(SHARE, only_set(SHARE, *sites))
    assert read.regime == "provisional" and read.tau2 > 0
    assert {one.code for one in read.readings.values()} == {"within"}


def test_one_late_of_four_is_no_alarm():
    """Around 98 % of 400, 3 of 4 is at z = -3.3; the exact tail is 1 - 0.98^4, 7.8 % and 15.5 % on both sides."""
    sites = [counted("18", 3, 4), counted("28", 193, 196), counted("36", 196, 200)]
    read = read_set(SHARE, only_set(SHARE, *sites))
    assert read.centre == 98 and read.readings["18"].z == pytest.approx(-3.2857, abs=1e-4)
    assert read.readings["18"].code == "within"
    assert read.readings["18"].p_value == pytest.approx(2 * (1 - 0.98**4))


@pytest.mark.parametrize("share", [0, 1])
def test_unanimous_sites_are_all_within(share):
    """No spread, no odd one; the readings count in the grid, where they name nobody."""
    read = read_set(SHARE, only_set(SHARE, *(counted(s, 40 * share, 40) for s in ("18", "28", "36"))))
    assert {*read.readings.values()} == {SiteReading("within", 0.0, 1.0)}


def test_a_site_without_counts_is_compared_and_not_read():
    """Its figure stands beside the three others, whose mean leaves it out."""
    sites = [counted(s, 80, 100) for s in ("18", "28", "36")]
    compared = only_set(SHARE, *sites, candidate("41", 75))
    read = read_set(SHARE, compared)
    assert [*read.readings] == ["18", "28", "36"]
    assert middle_of(SHARE, compared, read) == Middle(80, "together", 3)


@pytest.mark.parametrize(
    ("indicator", "sites", "reason"),
    [
        (SHARE, [counted("18", 8, 10), counted("28", 9, 10)], "few"),
        (SHARE, [candidate("18", 80), candidate("28", 90), counted("36", 9, 10), counted("37", 9, 10)], "counts"),
        (RATE, [counted(s, 900, 1000) for s in ("18", "28", "36")], "rate"),
        (MEAN, [counted(s, 900, 1000) for s in ("18", "28", "36")], "statistic"),
    ],
)
def test_what_is_not_read_and_why(indicator, sites, reason):
    """Two sites mirror each other; figures without counts, dependent calls and delays have no known precision."""
    compared = only_set(indicator, *sites)
    assert why_unread(indicator, compared) == reason and read_set(indicator, compared) is None


def grid_of(*p_values, code="low"):
    """One set a p-value, each of a site said to be low."""
    return [(f"i{n}", ReadSet(None, 80, "none", 0, {"18": SiteReading(code, -4, p)})) for n, p in enumerate(p_values)]


def test_the_grid_keeps_what_survives_many_readings():
    """Benjamini-Hochberg at 5 % by hand: of 0.001, 0.04 and 0.9 the first alone (0.003); 0.04 would need 0.033."""
    assert sites_to_examine(grid_of(0.001, 0.04, 0.9), 0.05) == {("i0", "18")}
    assert sites_to_examine(grid_of(0.001, 0.03, 0.9), 0.05) == {("i0", "18"), ("i1", "18")}


def test_a_site_only_watched_is_never_listed():
    """However small its p-value; and an empty grid lists nobody."""
    assert sites_to_examine(grid_of(0.0001, code="watch_low"), 0.05) == sites_to_examine([], 0.05) == frozenset()


def test_means_by_hand():
    """Counts together where all are known, else every site alike; none for medians."""
    two = only_set(SHARE, counted("18", 10, 20), counted("28", 80, 80))
    assert middle_of(SHARE, two, None) == Middle(90, "together", 2)
    delays = only_set(MEAN, counted("18", 100, 20), candidate("28", 1))
    assert middle_of(MEAN, delays, None).kind == "plain"
    assert middle_of(RATE, only_set(RATE, candidate("18", 70), candidate("28", 80)), None) == Middle(75, "plain", 2)
    assert middle_of(MEDIAN, only_set(MEDIAN, candidate("18", 3), candidate("28", 4)), None) is None


def test_a_register_gets_an_interval_beside_another_site():
    """Wilson for 81 of 263, Newcombe's (1998) example: 0.2553 to 0.3662; none for calls, its own where it has one."""
    share = row("18", 30.8, numerator=81, denominator=263)
    assert interval_of(SHARE, share, 0.95) == pytest.approx((25.53, 36.62), abs=0.005)
    assert interval_of(RATE, share, 0.95) is None and interval_of(SHARE, row("18", 75), 0.95) is None
    assert interval_of(MEDIAN, row("18", 3, low=2, high=5), 0.95) == (2, 5)
