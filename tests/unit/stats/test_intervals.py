"""Intervals of one proportion or count: edge cases, arrays, and statsmodels as the independent computation."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2
from statsmodels.stats.proportion import proportion_confint

from qep_lib.stats.intervals import clopper_pearson, poisson_rate, wilson, wilson_finite


@pytest.mark.parametrize(("ours", "method"), [(wilson, "wilson"), (clopper_pearson, "beta")])
@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.998])
def test_same_as_statsmodels(ours, method, confidence):
    """Every count of 1, 2, 20, 43, 104 and 311 answers gives statsmodels' interval."""
    x, n = (np.array(v) for v in zip(*[(x, n) for n in (1, 2, 20, 43, 104, 311) for x in range(n + 1)], strict=True))
    expected = proportion_confint(x, n, alpha=1 - confidence, method=method)
    np.testing.assert_allclose(ours(x, n, confidence), expected, atol=1e-12)


@pytest.mark.parametrize("interval", [wilson, clopper_pearson])
@pytest.mark.parametrize(("x", "n"), [(0, 0), (3, 0), (np.nan, 10), (3, np.nan), (11, 10), (-1, 10)])
def test_nothing_to_say_is_nan_without_a_warning(interval, x, n):
    """No answer is not 0 %: no base, no count or an impossible count gives NaN on both sides."""
    assert np.isnan(interval(x, n)).all()


@pytest.mark.parametrize("interval", [wilson, clopper_pearson])
def test_nobody_and_everybody_stay_at_the_edge(interval):
    """0 of 38 starts at exactly 0 and 38 of 38 ends at exactly 1."""
    assert interval(0, 38)[0] == 0
    assert interval(38, 38)[1] == 1


def test_everybody_is_not_certainty():
    """38 of 38 answered on time: the rate may be as low as 90.8 % (statistics.md 1.1)."""
    assert wilson(38, 38)[0] == pytest.approx(0.908, abs=5e-4)


def test_columns_come_back_as_arrays():
    """A nullable integer column with a missing count and an empty base: one bound a row."""
    low, high = wilson(pd.Series([18, 0, 5]), pd.Series([20, 0, 10]))
    assert low.shape == high.shape == (3,)
    np.testing.assert_array_equal(np.isnan(low), [False, True, False])


def test_finite_population_narrows_to_nothing_when_all_answered():
    """311 answers of 311 visits leave no chance; a population under the base is impossible."""
    assert wilson_finite(250, 311, 311) == (250 / 311, 250 / 311)
    assert np.isnan(wilson_finite(80, 95, 90)).all()
    low, high = wilson_finite(80, 95, 311)
    assert wilson(80, 95)[0] < low < 80 / 95 < high < wilson(80, 95)[1]


def test_rate_of_a_count_is_exact():
    """0 in 1 000 visits: at most 3.689 per 1 000 (-ln 0.025); 5 of 10 expected: bounds of scipy's chi-square law."""
    assert poisson_rate(0, 1000) == (0, 0, pytest.approx(-np.log(0.025) / 1000))
    ratio, low, high = poisson_rate([5, 20], [10, 10])
    assert ratio.tolist() == [0.5, 2]
    np.testing.assert_allclose(low, chi2.ppf(0.025, [10, 40]) / 20)
    np.testing.assert_allclose(high, chi2.ppf(0.975, [12, 42]) / 20)


@pytest.mark.parametrize(("count", "exposure"), [(3, 0), (-1, 10), (np.nan, 10), (3, np.nan)])
def test_rate_without_exposure_is_unknown(count, exposure):
    """No visit, no expected count: no rate and no bounds."""
    assert np.isnan(poisson_rate(count, exposure)).all()


def test_finite_population_in_a_column():
    """Complete, impossible and unknown populations give no warning; another confidence is wider."""
    low, high = wilson_finite([5, 5, 5, 5], [10, 10, 10, 10], [10, 9, None, 40])
    assert (low[0], high[0]) == (0.5, 0.5) and np.isnan([low[1:3], high[1:3]]).all()
    wide = wilson_finite(5, 10, 40, 0.99)
    assert wide[0] < low[3] < high[3] < wide[1]
    effective = 10 * 39 / 30
    assert (low[3], high[3]) == pytest.approx(wilson(effective / 2, effective))


def test_rate_over_a_part_of_a_unit():
    """Three in half a unit, in one, and none: by scipy's law at another confidence; one count gives plain numbers."""
    rate, low, high = poisson_rate([3, 1, 0], [0.5, 1, 1], 0.9)
    assert rate.tolist() == [6, 1, 0]
    np.testing.assert_allclose(low, [chi2.ppf(0.05, 6) / 1, chi2.ppf(0.05, 2) / 2, 0])
    np.testing.assert_allclose(high, [chi2.ppf(0.95, 8) / 1, chi2.ppf(0.95, 4) / 2, chi2.ppf(0.95, 2) / 2])
    assert [type(one) for one in poisson_rate(3, 2)] == [float] * 3
    assert np.isnan(poisson_rate([None, 3], [2, None])).all()
