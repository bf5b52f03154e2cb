"""Funnels: limits and codes by hand, the variance between sites, and what too few sites get."""

import numpy as np
import pytest
from statsmodels.stats.meta_analysis import combine_effects

from qep_lib.stats.funnel import (
    additive_variance,
    between_site_variance,
    funnel_of_shares,
    funnel_regime,
    is_to_examine,
    read_shares,
    share_limits,
    winsorise,
)

BASES = np.full(24, 100)
ALIKE = np.tile([78, 80, 82], 8)


def test_codes_by_hand():
    """Of 100 answers around 80 % the standard error is 4 points: 72 is at z = -2, 67 at -3.25; no answer is not read."""
    read = read_shares([80, 72, 67, 88, 93, 0], [100, 100, 100, 100, 100, 0], 0.8)
    assert read.codes.tolist() == ["within", "watch_low", "low", "watch_high", "high", "unread"]
    np.testing.assert_allclose(read.z, [0, -2, -3.25, 2, 3.25, np.nan], atol=1e-12)
    np.testing.assert_allclose(read.p_value[:3], [1, 0.0455003, 0.0011540], atol=1e-7)


def test_variance_between_sites_widens_limits_and_readings_alike():
    """0.0016 of chance and 0.0009 between sites make a standard error of 5 points: 67 of 100 is at z = -2.6, watched."""
    assert share_limits(100, 0.8, tau2=0.0009) == pytest.approx((0.7020018, 0.8979982), abs=1e-7)
    read = read_shares([67], [100], 0.8, tau2=0.0009)
    assert (read.codes[0], read.z[0]) == ("watch_low", pytest.approx(-2.6))


def test_limits_stay_between_nobody_and_everybody():
    """5 answers around 95 % cannot be above; without answers there is no limit."""
    low, high = share_limits([5, 0], 0.95, 0.998)
    assert high[0] == 1 and 0 < low[0] < 0.95
    assert np.isnan([low[1], high[1]]).all()


def test_first_pass_is_dersimonian_and_laird():
    """Uncut and about the weighted mean, the additive variance is the moment estimator of statsmodels."""
    draw = np.random.default_rng(5)
    variance = draw.uniform(0.0005, 0.003, 30)
    share = 0.8 + 0.06 * draw.standard_normal(30)
    centre = np.average(share, weights=1 / variance)
    expected = combine_effects(share, variance, method_re="chi2").tau2
    assert additive_variance((share - centre) / np.sqrt(variance), variance) == pytest.approx(expected)


def test_variance_between_sites_by_hand():
    """12 sites at z = ±2, variance 0.01: (48 - 11) / (11 / 0.01) = 0.37 / 11, times 11 / 9 since 12 estimate it."""
    assert between_site_variance([2, -2] * 6, [0.01] * 12) == pytest.approx(0.37 / 9)


def test_odd_site_does_not_hide_itself():
    """19 sites at ±2 and one at -30: it is set aside, the others give (76 - 18) / (18 / 0.01) × 18 / 16."""
    z = [2, -2] * 9 + [2, -30]
    assert between_site_variance(z, [0.01] * 20) == pytest.approx(0.58 / 16)
    assert winsorise(z).min() == -2


def test_sites_that_differ_by_chance_only_get_no_variance():
    """Closer to each other than chance alone makes them: 0, and plain limits."""
    assert between_site_variance([0.5, -0.5] * 6, [0.01] * 12) == 0
    funnel = funnel_of_shares(ALIKE, BASES)
    assert (funnel.target, funnel.tau2, funnel.regime) == (0.8, 0, "firm")


@pytest.mark.parametrize(("sites", "regime"), [(0, "none"), (11, "none"), (12, "provisional"), (19, "provisional")])
def test_number_of_sites_decides(sites, regime):
    """Under 12 nothing is estimated, under 20 provisionally; a variance from elsewhere serves any number."""
    assert funnel_regime(sites) == regime
    assert funnel_regime(20) == "firm"
    assert funnel_regime(sites, 0.002) == "imported"


def test_too_few_sites_are_not_read_unless_the_variance_is_imported():
    """Six sites: a centre and no reading; on the country's funnel the same six are read. Sites without answers do not count."""
    x, n = [80, 40, 82, 78, 81, 79] + [0] * 20, [100] * 6 + [0] * 20
    alone = funnel_of_shares(x, n)
    assert (alone.regime, alone.target) == ("none", pytest.approx(440 / 600))
    assert set(alone.readings.codes) == {"unread"} and np.isnan(alone.tau2)
    country = funnel_of_shares(x, n, target=0.8, tau2=0.0009)
    assert country.readings.codes[:6].tolist() == ["within", "low", "within", "within", "within", "within"]
    with pytest.raises(ValueError, match="il en faut 12"):
        between_site_variance([1.0] * 11 + [np.nan], [0.01] * 12)


def test_where_all_agree_every_site_is_within():
    """Everybody satisfied, or nobody, in the whole country: nothing to tell apart, sites without data aside."""
    bases = np.append(BASES, 0)
    for funnel in (funnel_of_shares(bases, bases), funnel_of_shares(0 * bases, bases)):
        assert funnel.readings.codes.tolist() == ["within"] * 24 + ["unread"]


def test_target_without_width_is_refused():
    """Around 100 %, one failure would name any site."""
    with pytest.raises(ValueError, match="strictement entre 0 et 1"):
        funnel_of_shares(ALIKE, BASES, target=1.0)


def test_list_to_examine_needs_both_the_name_and_the_adjusted_p_value():
    """Of two named sites among eight tests, 0.001 × 8 / 2 is kept and so is its neighbour; a watched site never is."""
    p = np.array([[0.001, 0.0012, 0.004, 0.9], [0.9, 0.9, 0.9, np.nan]])
    codes = np.array([["low", "high", "watch_low", "within"], ["within"] * 3 + ["unread"]])
    assert is_to_examine(p, codes).tolist() == [[True, True, False, False], [False] * 4]
    alone = np.where(p == 0.0012, 0.9, p) * np.where(p == 0.001, 1.9, 1)
    assert is_to_examine(np.append(alone.ravel(), [0.9] * 40), np.append(codes.ravel(), ["within"] * 40)).sum() == 0


def test_a_p_value_at_the_level_is_listed():
    """Three readings, one of them at a third of 5 %: adjusted to exactly 5 %; a missing one may be None."""
    assert is_to_examine([0.05 / 3, 0.9, 0.9], ["low", "low", "within"]).tolist() == [True, False, False]
    assert is_to_examine([0.001, None], ["high", "unread"]).tolist() == [True, False]


def test_where_all_agree_every_site_is_within_for_sure():
    """z 0 and p 1, and unread without a base."""
    found = funnel_of_shares([40] * 12 + [0], [40] * 12 + [0])
    assert found.readings.z[:12].tolist() == [0] * 12 and found.readings.p_value[:12].tolist() == [1] * 12
    assert found.readings.codes[12] == "unread"
    assert np.isnan([found.readings.z[12], found.readings.p_value[12]]).all()
