"""Intervals of one proportion or count: edge cases, arrays, and statsmodels as the independent computation."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from qep_lib.stats.intervals import clopper_pearson, wilson


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
