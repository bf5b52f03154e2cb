"""Readings by hand, the sets that are not read, the grid of Benjamini-Hochberg, means and intervals."""

import math
from pathlib import Path

import pytest
from comparison_cases import candidate, counted, row
from scipy import stats

from qep_lib.comparison.comparable import compare
from qep_lib.comparison.middle import Middle, interval_of, middle_of
from qep_lib.comparison.readings import ReadSet, SiteReading, read_set, sites_to_examine, weakened, why_unread
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

INDICATORS = read_catalogue(Workspace(Path(__file__).parents[3])).indicators
SHARE, RATE = INDICATORS["request_reply_on_time_pct"], INDICATORS["call_answer_pct"]
PERMILLE = SHARE.model_copy(update={"unit": "permille"})
MEAN, MEDIAN = INDICATORS["request_reply_delay_working_days"], INDICATORS["request_reply_delay_median_working_days"]


def only_set(indicator, *candidates):
    """The one set that the sites make."""
    (found,) = compare(indicator, candidates).sets
    return found


def test_five_sites_around_their_median():
    """80 % in the middle of five, 387 of 500 together: 47 is under 65 by more than chance, 100 is no more than 95 but for it."""
    sites = [counted(s, x, 100) for s, x in (("18", 100), ("28", 80), ("36", 47), ("37", 80), ("41", 80))]
    read = read_set(SHARE, only_set(SHARE, *sites))
    assert (read.mean, read.centre, read.regime, read.tau2) == (pytest.approx(77.4), 80, "none", 0)
    codes = {site: one.code for site, one in read.readings.items()}
    assert codes == {"18": "within", "28": "within", "36": "low", "37": "within", "41": "within"}
    error = (0.65 * 0.35 / 100 + math.pi / 2 / 25 * 5 * 0.8 * 0.2 / 100) ** 0.5
    assert read.readings["36"].z == pytest.approx((0.47 - 0.65) / error)


def test_from_twelve_sites_the_limits_widen():
    """Sites that differ beyond chance: the same 13 points from the mean are no longer named."""
    sites = [counted(f"{10 + i}", 80 + (13 if i % 2 else -13), 100) for i in range(12)]
    read = read_set(SHARE, only_set(SHARE, *sites))
    assert read.regime == "provisional" and read.tau2 > 0
    assert {one.code for one in read.readings.values()} == {"within"}


def test_one_late_of_four_is_no_alarm():
    """Around 98 % of 1,200, 3 of 4 is at z = -3.3; the exact tail is 1 - 0.98^4, 7.8 % and 15.5 % on both sides."""
    sites = [counted("18", 3, 4), counted("19", 193, 196), *(counted(f"{20 + i}", 98, 100) for i in range(10))]
    read = read_set(SHARE, only_set(SHARE, *sites))
    assert read.centre == read.mean == 98 and read.readings["18"].z == pytest.approx(-3.2857, abs=1e-4)
    assert read.readings["18"].code == "within"
    assert read.readings["18"].p_value == pytest.approx(2 * (1 - 0.98**4))


@pytest.mark.parametrize(
    ("usual", "count", "base", "code"),
    [
        (98, 0, 3, "low"),  # 0.02^3, 0.000016 on both sides
        (98, 2, 4, "watch_low"),  # 0.0023 for 2 of 4 or fewer: 0.0046 on both sides
        (98, 3, 4, "within"),
        (2, 3, 3, "high"),
        (2, 2, 4, "watch_high"),
        (2, 1, 4, "within"),
    ],
)
def test_few_expected_units_are_read_on_the_exact_tail(usual, count, base, code):
    """Eleven sites at 98 % or 2 % of 1,000 and a very small one, whose p-value is the binomial tail, doubled."""
    others = [counted(f"{20 + i}", 10 * usual, 1000) for i in range(11)]
    compared = only_set(SHARE, counted("18", count, base), *others)
    read = read_set(SHARE, compared)
    share = (110 * usual + count) / (11000 + base)
    tail = stats.binom.cdf(count, base, share) if usual > 50 else stats.binom.sf(count - 1, base, share)
    assert read.readings["18"].code == code
    assert read.readings["18"].p_value == pytest.approx(2 * tail)
    assert read.compared is compared


def test_the_list_to_examine_is_stricter_at_a_stricter_level():
    """0.03 of two is kept at 10 %, not at 1 %."""
    assert sites_to_examine(grid_of(0.03, 0.9), 0.10) == {("i0", "18")}
    assert sites_to_examine(grid_of(0.03, 0.9), 0.01) == frozenset()


def test_one_late_of_four_is_no_alarm_of_five_sites():
    """Under 83 % by 8 points; 1 of 4 or fewer happens to 1 - 0.83^4."""
    sites = [counted("18", 3, 4), *(counted(s, 98, 100) for s in ("28", "36", "37", "41"))]
    read = read_set(SHARE, only_set(SHARE, *sites))
    assert read.readings["18"].code == "within" and read.readings["18"].p_value == 1


@pytest.mark.parametrize("share", [0, 1])
def test_unanimous_sites_are_all_within(share):
    """No spread, no odd one; the readings count in the grid, where they name nobody."""
    read = read_set(SHARE, only_set(SHARE, *(counted(s, 40 * share, 40) for s in ("18", "28", "36", "37", "41"))))
    assert {*read.readings.values()} == {SiteReading("within", 0.0, 1.0)}


def test_a_site_without_counts_is_compared_and_not_read():
    """Its figure stands beside the five others, whose mean leaves it out."""
    sites = [counted(s, 80, 100) for s in ("18", "28", "36", "37", "45")]
    compared = only_set(SHARE, *sites, candidate("41", 75))
    read = read_set(SHARE, compared)
    assert [*read.readings] == ["18", "28", "36", "37", "45"]
    assert middle_of(SHARE, compared, read) == Middle(80, (400, 500))


@pytest.mark.parametrize(
    ("indicator", "sites", "reason"),
    [
        (SHARE, [counted("18", 8, 10), counted("28", 9, 10)], "few"),
        (SHARE, [counted(s, 8, 10) for s in ("18", "28", "36", "37")], "few"),
        (PERMILLE, [counted(f"{s}", 8, 10) for s in range(11)], "few"),
        (SHARE, [candidate("18", 80), candidate("28", 90), counted("36", 9, 10), counted("37", 9, 10)], "counts"),
        (RATE, [counted(s, 900, 1000) for s in ("18", "28", "36")], "rate"),
        (MEAN, [counted(s, 900, 1000) for s in ("18", "28", "36")], "statistic"),
    ],
)
def test_what_is_not_read_and_why(indicator, sites, reason):
    """Of four sites two odd ones are half; a per-mille rate has no size that is far; figures without counts, dependent calls
    and delays have no known precision."""
    compared = only_set(indicator, *sites)
    assert why_unread(indicator, compared) == reason and read_set(indicator, compared) is None


def grid_of(*p_values, code="low"):
    """One set a p-value, each of a site said to be low."""
    return [
        (f"i{n}", ReadSet(None, 80, 80, "none", 0, {"18": SiteReading(code, -4, p)})) for n, p in enumerate(p_values)
    ]


def test_the_grid_keeps_what_survives_many_readings():
    """Benjamini-Hochberg at 5 % by hand: of 0.001, 0.04 and 0.9 the first alone (0.003); 0.04 would need 0.033."""
    assert sites_to_examine(grid_of(0.001, 0.04, 0.9), 0.05) == {("i0", "18")}
    assert sites_to_examine(grid_of(0.001, 0.03, 0.9), 0.05) == {("i0", "18"), ("i1", "18")}


def test_what_is_not_kept_is_only_watched_everywhere():
    """The same word in the chart, the map and the list; a reading that was not named stays."""
    read = {"18": SiteReading("low", -4, 0.001), "28": SiteReading("high", 4, 0.001), "36": SiteReading("within", 0, 1)}
    found = weakened("i0", ReadSet(None, 80, 80, "none", 0, read), {("i0", "18"), ("i1", "28")})
    assert [one.code for one in found.readings.values()] == ["low", "watch_high", "within"]
    assert found.readings["28"].p_value == 0.001


def test_a_site_only_watched_is_never_listed():
    """However small its p-value; and an empty grid lists nobody."""
    assert sites_to_examine(grid_of(0.0001, code="watch_low"), 0.05) == sites_to_examine([], 0.05) == frozenset()


def test_means_by_hand():
    """Counts together, of the sites that have them; every site alike where one at most has; none for medians."""
    two = only_set(SHARE, counted("18", 10, 20), counted("28", 80, 80))
    assert middle_of(SHARE, two, None) == Middle(90, (90, 100))
    delays = only_set(MEAN, counted("18", 100, 20), candidate("28", 1))
    assert middle_of(MEAN, delays, None).counts is None
    known = only_set(MEAN, counted("18", 100, 20), counted("28", 40, 40), candidate("36", 9))
    assert middle_of(MEAN, known, None) == Middle(140 / 60, (140, 60))
    visits = INDICATORS["website_monthly_visits_count"]
    assert middle_of(visits, only_set(visits, counted("18", 10, 5), counted("28", 20, 5)), None).value == 3
    assert middle_of(RATE, only_set(RATE, candidate("18", 70), candidate("28", 80)), None) == Middle(75, None)
    assert middle_of(MEDIAN, only_set(MEDIAN, candidate("18", 3), candidate("28", 4)), None) is None


def test_a_register_gets_an_interval_beside_another_site():
    """Wilson for 81 of 263, Newcombe's (1998) example: 0.2553 to 0.3662; none for calls, its own where it has one."""
    share = row("18", 30.8, numerator=81, denominator=263)
    assert interval_of(SHARE, share, 0.95) == pytest.approx((25.53, 36.62), abs=0.005)
    assert interval_of(RATE, share, 0.95) is None and interval_of(SHARE, row("18", 75), 0.95) is None
    assert interval_of(MEDIAN, row("18", 3, low=2, high=5), 0.95) == (2, 5)
