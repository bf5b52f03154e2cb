"""Counting whole values by group gives what sorting each group gives, with numpy and scipy as oracles."""

import numpy as np
import pytest
from scipy.stats import quantile_test

from qep_lib.stats.tallies import means, merged, quantile_intervals, sums, tally, whole_quantiles

GROUPS = 6


@pytest.fixture(params=[60, 10**9], ids=["values close together", "values far apart"])
def sample(request):
    """Groups and values: group 5 is empty, group 4 holds one value."""
    rng = np.random.default_rng(20200101)
    groups = np.append(rng.integers(0, 4, 700), 4)
    return groups, rng.integers(-3, request.param, groups.size)


@pytest.mark.parametrize("p", [0.5, 0.9, 0.37])
def test_whole_quantiles_are_values_of_their_group(sample, p):
    """Numpy's « inverted_cdf »: whole days stay whole, and that share of them is not beyond."""
    groups, values = sample
    found = whole_quantiles(tally(groups, values, GROUPS), p)
    kept = [values[groups == group] for group in range(GROUPS - 1)]
    np.testing.assert_array_equal(found, [*(np.quantile(v, p, method="inverted_cdf") for v in kept), np.nan])
    assert all((v <= q).mean() >= p and q in v for v, q in zip(kept, found, strict=False))


@pytest.mark.parametrize("count", range(1, 61))
def test_a_ninth_decile_is_of_nine_in_ten_at_least(count):
    """And of the fewest that are: the 9th of 10, the 27th of 30, the 36th of 40."""
    values = np.arange(1, count + 1)
    (found,) = whole_quantiles(tally(np.zeros(count), values, 1), 0.9)
    assert found * 10 >= count * 9 > (found - 1) * 10


@pytest.mark.parametrize("p", [0.5, 0.9])
def test_intervals_are_those_of_each_group_sorted(sample, p):
    """Order statistics of each group, as scipy bounds them; none where there are too few values."""
    groups, values = sample
    low, high = quantile_intervals(tally(groups, values, GROUPS), p)
    wanted = [quantile_test(values[groups == group], p=p).confidence_interval(0.95) for group in range(4)]
    np.testing.assert_array_equal(np.column_stack([low, high])[:4], wanted)
    assert np.isnan(low[4:]).all() and not np.isnan(low[:4]).any()


@pytest.mark.parametrize("p", [0.5, 0.9])
def test_intervals_of_few_values_are_scipys(p):
    """6 to 400 values with many ties: scipy's bounds, or none where scipy has none on one side."""
    draw = np.random.default_rng(7)
    sizes = (6, 7, 20, 43, 104, 400)
    samples = [draw.integers(0, 30, size) for size in sizes]
    groups = np.repeat(np.arange(len(sizes)), sizes)
    found = np.column_stack(quantile_intervals(tally(groups, np.concatenate(samples), len(sizes)), p))
    wanted = np.array([quantile_test(sample, p=p).confidence_interval(0.95) for sample in samples], dtype=float)
    wanted[np.isnan(wanted).any(axis=1)] = np.nan
    np.testing.assert_array_equal(found, wanted)
    assert (~np.isnan(wanted)).sum() >= 6


def test_sums_and_means_are_exact(sample):
    """An empty group has a sum of 0 and no mean."""
    groups, values = sample
    counted = tally(groups, values, GROUPS)
    assert sums(counted).tolist() == [values[groups == group].sum() for group in range(GROUPS)]
    assert means(counted)[:5].tolist() == [values[groups == group].mean() for group in range(5)]
    assert np.isnan(means(counted)[5])


def test_no_row_at_all_is_no_figure():
    """Every group is empty."""
    counted = tally([], [], 2)
    assert counted.sizes.tolist() == [0, 0]
    assert np.isnan(whole_quantiles(counted, 0.5)).all()


def test_a_coarser_tally_is_that_of_its_groups_together(sample):
    """As if the rows had been counted so from the start; a group that belongs to none is left out."""
    groups, values = sample
    owners = np.array([1, -1, 1, 0, 2, 2])
    found, wanted = (
        merged(tally(groups, values, GROUPS), owners, 4),
        tally(owners[groups][owners[groups] >= 0], values[owners[groups] >= 0], 4),
    )
    for name in ("groups", "values", "counts", "ends", "sizes", "starts"):
        np.testing.assert_array_equal(getattr(found, name), getattr(wanted, name))
    assert merged(tally([], [], 2), np.array([0, 0]), 1).sizes.tolist() == [0]
