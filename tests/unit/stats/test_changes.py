"""Changes between two periods: statsmodels and scipy as independent computations, and the empty cases."""

import numpy as np
import pytest
from scipy.stats import binomtest, false_discovery_control
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep
from statsmodels.stats.proportion import test_proportions_2indep as oracle_test

from qep_lib.stats.changes import adjust_p_values, holm, newcombe, poisson_ratio, score_p_value

PAIRS = [(15, 104, 20, 95), (92, 171, 160, 190), (1, 20, 19, 20), (7, 34, 1, 34), (18, 20, 12, 20)]


@pytest.mark.parametrize("pair", PAIRS)
def test_same_as_statsmodels(pair):
    """Newcombe's interval and the score p equal statsmodels' experimental functions."""
    expected = confint_proportions_2indep(*pair, method="newcomb", compare="diff")
    np.testing.assert_allclose(newcombe(*pair), expected, atol=1e-12)
    p = oracle_test(*pair, method="score", compare="diff", correction=False).pvalue
    assert score_p_value(*pair) == pytest.approx(p, rel=1e-9)


def test_arrays_give_one_answer_a_row():
    """Columns in, columns out, equal to the row-by-row answers."""
    columns = np.array(PAIRS).T
    low, high = newcombe(*columns)
    for row, pair in enumerate(PAIRS):
        assert (low[row], high[row]) == pytest.approx(newcombe(*pair))
        assert score_p_value(*columns)[row] == pytest.approx(score_p_value(*pair))


@pytest.mark.parametrize("pair", [(0, 0, 5, 10), (5, 10, 0, 0), (5, 10, np.nan, np.nan)])
def test_without_a_base_nothing_is_compared(pair):
    """Last year without any answer: no interval and no p, and no warning."""
    assert np.isnan([*newcombe(*pair), score_p_value(*pair)]).all()


@pytest.mark.parametrize("pair", [(0, 10, 0, 20), (10, 10, 20, 20), (5, 10, 50, 100)])
def test_equal_shares_are_never_a_change(pair):
    """Nobody, everybody or half of both: p is 1 and the interval holds 0."""
    low, high = newcombe(*pair)
    assert score_p_value(*pair) == 1
    assert low <= 0 <= high


def test_mystery_waves_need_a_large_fall():
    """From 18 of 20, the other wave must be 12 of 20 or lower to be a change (statistics.md 1.12)."""
    assert newcombe(18, 20, 12, 20)[0] > 0 > newcombe(18, 20, 13, 20)[0]


def test_adjustment_ignores_missing_tests():
    """NaN (items that cannot be compared) stay in place and do not dilute the others; none at all is fine."""
    p = np.array([0.04, np.nan, 0.001, 0.03, np.nan])
    adjusted = adjust_p_values(p)
    np.testing.assert_allclose(adjusted[[0, 2, 3]], false_discovery_control(p[[0, 2, 3]]))
    assert np.isnan(adjusted[[1, 4]]).all()
    assert np.isnan(adjust_p_values([np.nan])).all()
    assert adjust_p_values([]).shape == (0,)


def test_complaints_of_the_cher_fell():
    """42 complaints after 78: 0.54 (0.36 to 0.79), p equal to the exact binomial test at one half."""
    ratio, low, high, p = poisson_ratio(42, 78)
    assert (round(ratio, 2), round(low, 2), round(high, 2)) == (0.54, 0.36, 0.79)
    assert p == pytest.approx(binomtest(42, 120, 0.5).pvalue)


def test_counts_of_zero_are_guarded():
    """0 and 0 say nothing; something after 0 has no finite ratio; 0 after something starts at 0."""
    assert np.isnan(poisson_ratio(0, 0)).all()
    assert np.isnan(poisson_ratio(np.nan, 5)).all()
    ratio, low, high, p = poisson_ratio(5, 0)
    assert ratio == high == np.inf
    assert 0 < low < np.inf
    assert p == pytest.approx(2 * 0.5**5)
    assert poisson_ratio(0, 5)[:2] == (0, 0)
    ratio, low, high, p = poisson_ratio([0, None, 5], [0, 5, None])
    assert np.isnan([ratio, low, high, p]).all()
    wide, narrow = poisson_ratio(42, 78, 0.99), poisson_ratio(42, 78)
    assert wide[1] < narrow[1] < narrow[2] < wide[2]
    assert poisson_ratio(5, 5)[3] == 1


def test_holm_is_statsmodels_and_ignores_missing_tests():
    """Any order, ties, more than 1 brought back to 1; what is not tested stays in place and counts for nothing."""
    p = np.array([0.04, np.nan, 0.001, 0.03, 0.03, np.nan, 0.6])
    known = ~np.isnan(p)
    adjusted = holm(p)
    np.testing.assert_allclose(adjusted[known], multipletests(p[known], method="holm")[1])
    assert np.isnan(adjusted[~known]).all() and adjusted[6] == 0.6
    assert holm([0.5, 0.6, 0.7]).tolist() == [1, 1, 1]
    assert holm([0.01, None]).tolist()[0] == 0.01 and np.isnan(holm([None])).all()
    assert holm([]).shape == (0,)


@pytest.mark.parametrize("adjust", [adjust_p_values, holm])
def test_a_missing_p_value_may_be_none(adjust):
    """A column of the results table holds None where nothing was tested."""
    assert np.isnan(adjust([None, 0.02])).tolist() == [True, False]


def test_another_confidence_is_that_of_both_shares():
    """At 99 %, statsmodels' interval too."""
    expected = confint_proportions_2indep(15, 104, 20, 95, method="newcomb", compare="diff", alpha=0.01)
    np.testing.assert_allclose(newcombe(15, 104, 20, 95, 0.99), expected, atol=1e-12)


@pytest.mark.parametrize("place", range(4))
def test_a_missing_count_may_be_none(place):
    """Whichever it is: nothing is compared."""
    pair = [5, 10, 6, 10]
    pair[place] = None
    assert np.isnan(score_p_value(*pair))
