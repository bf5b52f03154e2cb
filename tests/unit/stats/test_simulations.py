"""Data where nothing is odd, or where what is odd is known, read as a report reads them: the rates that sentences print."""

import numpy as np
import pytest

from benchmarks.simulated_country import ALTERNATIVES, CHOSEN, LISTED, simulate
from benchmarks.simulated_country import Scenario as Country
from benchmarks.simulated_months import PROMISED, simulate_months
from benchmarks.simulated_regions import Scenario as Region
from benchmarks.simulated_regions import simulate_regions
from benchmarks.simulation import TOLERANCE, verdict
from qep_lib.stats.error_rates import FEW_SITES, LASTING_CHANGES, MARKED_MONTHS, ORDINARY_SITES, ErrorRate

PLAIN, ONE_PASS = list(ALTERNATIVES)[:2]


@pytest.mark.parametrize("past", [0, 6, 12, 24, 60])
@pytest.mark.parametrize(
    "law",
    [
        "normale",
        "normale (93 ; 1,1), points entiers",
        "Poisson 1",
        "95 % de 11 à 40",
        "98 % de 20",
        "autocorrélation 0,3",
    ],
)
def test_fewer_than_two_ordinary_months_in_a_hundred_are_marked(law, past):
    """Whatever the number of months before, and the law of the months: 6,120 months, give or take three standard errors."""
    found = simulate_months(PROMISED[law], past, 12, reports=30)
    assert 100 * found.marked <= MARKED_MONTHS.below
    if law == "normale":
        assert 0.25 <= 100 * found.marked <= 0.8


def test_the_printed_rate_of_marked_months_is_the_simulated_one():
    """Student's law of 5 degrees of freedom is the worst that is promised: neither more is printed, nor less."""
    rates = [simulate_months(PROMISED["Student 5"], past, 12, reports=60).marked for past in (0, 24)]
    assert 100 * np.mean(rates) == pytest.approx(MARKED_MONTHS.percent, abs=0.35)
    assert MARKED_MONTHS.below == 2


def test_the_published_chart_marks_one_ordinary_month_in_ten():
    """XmR with its limits from the past and four rules: why it is not used."""
    found = simulate_months(PROMISED["normale"], 12, 12, reports=30)
    assert 0.07 < found.marked_by_xmr < 0.16
    assert simulate_months(PROMISED["autocorrélation 0,3"], 24, 12, reports=30).marked_by_xmr > 0.14


@pytest.mark.parametrize("law", ["normale", "Poisson 4", "98 % de 20", "log-normale 0,3", "autocorrélation 0,3"])
def test_few_reports_tell_a_change_where_nothing_changed(law):
    """Seventeen series a report: of 40 reports, 5 at most by the binomial law of 5 %, at one chance in a hundred."""
    assert 40 * simulate_months(PROMISED[law], 12, 12, reports=40).told <= 5
    assert 40 * simulate_months(PROMISED[law], 24, 3, reports=40).told <= 5


def test_the_printed_rate_of_changes_is_the_simulated_one():
    """The worst case promised: three months read, each like the one before. 240 reports, two standard errors."""
    told = [simulate_months(PROMISED["autocorrélation 0,3"], past, 3, reports=120).told for past in (12, 24)]
    assert 100 * np.mean(told) == pytest.approx(LASTING_CHANGES.percent, abs=2.5)
    assert LASTING_CHANGES.below == 5


@pytest.mark.parametrize("site_count", [5, 6, 8, 11])
@pytest.mark.parametrize("odd_count", [0, 1, 2])
def test_few_sites_rarely_name_an_ordinary_one(site_count, odd_count):
    """Ordinary sites that differ as ours do; around the mean and for chance alone, nearly every report names one."""
    found = simulate_regions(site_count, Region(odd_count, 0.3), regions=40)
    assert 40 * found.wrong <= 5 and found.wrong_around_the_mean > 0.7
    if odd_count:
        assert found.found > 0.05 and found.wrong_of_listed < 0.1


def test_sites_alike_never_name_an_ordinary_one_beside_two_odd_ones():
    """No spread: the odd ones do not drag the others with them."""
    assert simulate_regions(5, Region(2, 0.0), regions=40).wrong <= 0.025
    assert simulate_regions(6, Region(1, 0.0), regions=40).wrong == 0


def test_the_printed_rate_of_few_sites_is_the_simulated_one():
    """The worst case promised, around 60 %: 240 reports, two standard errors."""
    found = simulate_regions(11, Region(0, 0.3, 0.6), regions=240)
    assert 100 * found.wrong == pytest.approx(FEW_SITES.percent, abs=2.6)
    assert FEW_SITES.below == 5


@pytest.mark.parametrize("spread", [0.0, 0.3, 0.4])
@pytest.mark.parametrize("odd_count", [0, 5])
def test_at_most_one_ordinary_site_in_a_hundred_is_named(spread, odd_count):
    """100 sites, 12 indicators: under 1 % at the 99.8 % wording, fewer still once listed; most odd sites are found."""
    found = simulate(Country(100, odd_count, spread), countries=4)
    assert found[CHOSEN].false_alarms <= 0.01
    assert found[LISTED].false_alarms <= found[CHOSEN].false_alarms
    assert 100 * found[LISTED].false_alarms < ORDINARY_SITES.below == 1
    if odd_count:
        assert found[LISTED].found > (0.8 if spread < 0.4 else 0.5)


def test_sites_that_differ_are_named_by_dozens_without_their_variance():
    """Which is what the variance between sites is for, and why one winsorised pass is not enough."""
    found = simulate(Country(100, 0, 0.4), countries=4)
    assert found[PLAIN].false_alarms > 0.1
    assert found[ONE_PASS].false_alarms > 0.01 > found[CHOSEN].false_alarms


def test_simulations_are_seeded():
    """The same scenario twice gives the same table."""
    assert simulate(Country(20, 1, 0.3), countries=1) == simulate(Country(20, 1, 0.3), countries=1)
    law = PROMISED["Poisson 4"]
    assert simulate_months(law, 12, 12, 2) == simulate_months(law, 12, 12, 2)
    assert simulate_regions(6, Region(1, 0.3), 2) == simulate_regions(6, Region(1, 0.3), 2)


def test_a_rate_that_is_no_longer_measured_fails(capsys):
    """Too low or too high by more than another seed changes, or over what the sentence says."""
    assert verdict("x", 0.018, ErrorRate(1.8)) and "tenu" in capsys.readouterr().out
    assert not verdict("x", 0.018, ErrorRate(1.8 + TOLERANCE + 0.1))
    assert not verdict("x", 0.021, ErrorRate(1.8)) and "NON TENU" in capsys.readouterr().out
    assert ErrorRate(2.0).below == 3 and ErrorRate(1.99).below == 2
