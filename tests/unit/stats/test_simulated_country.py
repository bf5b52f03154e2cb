"""A seeded country where the odd sites are known, read as a report reads it."""

import pytest

from benchmarks.simulated_country import ALTERNATIVES, CHOSEN, LISTED, Scenario, simulate

PLAIN, ONE_PASS = list(ALTERNATIVES)[:2]


@pytest.mark.parametrize("spread", [0.0, 0.3, 0.4])
@pytest.mark.parametrize("odd_count", [0, 5])
def test_at_most_one_ordinary_site_in_a_hundred_is_named(spread, odd_count):
    """100 sites, 12 indicators: under 1 % at the 99.8 % wording, fewer still once listed; most odd sites are found."""
    found = simulate(Scenario(100, odd_count, spread), countries=4)
    assert found[CHOSEN].false_alarms <= 0.01
    assert found[LISTED].false_alarms <= found[CHOSEN].false_alarms
    if odd_count:
        assert found[LISTED].found > (0.8 if spread < 0.4 else 0.5)


def test_sites_that_differ_are_named_by_dozens_without_their_variance():
    """Which is what the variance between sites is for, and why one winsorised pass is not enough."""
    found = simulate(Scenario(100, 0, 0.4), countries=4)
    assert found[PLAIN].false_alarms > 0.1
    assert found[ONE_PASS].false_alarms > 0.01 > found[CHOSEN].false_alarms


def test_simulation_is_seeded():
    """The same scenario twice gives the same table."""
    scenario = Scenario(20, 1, 0.3)
    assert simulate(scenario, countries=1) == simulate(scenario, countries=1)
