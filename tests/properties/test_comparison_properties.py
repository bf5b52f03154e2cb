"""Promises of the comparison of sites and of monthly series that hold for any input."""

import numpy as np
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from qep_lib.comparison.month_readings import read_months
from qep_lib.stats.few_sites import FAR, read_few_shares
from qep_lib.stats.funnel import (
    between_site_variance,
    funnel_of_shares,
    read_shares,
    share_limits,
)
from qep_lib.stats.intervals import normal_quantile, wilson
from qep_lib.stats.ranks import rank_intervals
from qep_lib.stats.standardisation import standardised_share

fast = settings(max_examples=60, deadline=None)
LEVELS = {0.95: ("watch_low", "low", "watch_high", "high"), 0.998: ("low", "high")}


@st.composite
def sites(draw, fewest: int = 1, most: int = 30) -> list[tuple[int, int]]:
    """(successes, base) of some sites, small, large and empty ones, with as few ties as chance makes."""
    bases = draw(st.lists(st.integers(0, 400), min_size=fewest, max_size=most))
    return [(draw(st.integers(0, base)), base) for base in bases]


@fast
@given(sites(), st.floats(0.01, 0.99), st.sampled_from(sorted(LEVELS)))
def test_funnel_and_wilson_never_contradict_each_other(rows, target, confidence):
    """A site is outside exactly when its Wilson interval leaves the target out: by its code and by the drawn limits."""
    x, n = np.array([row for row in rows if row[1]] or [(1, 1)]).T
    read = read_shares(x, n, target)
    # On the limit itself the last bit decides.
    assume((np.abs(np.abs(read.z) - normal_quantile(confidence)) > 1e-9).all())
    low, high = wilson(x, n, confidence)
    leaves_out = (target < low) | (target > high)
    np.testing.assert_array_equal(np.isin(read.codes, LEVELS[confidence]), leaves_out)
    floor, ceiling = share_limits(n, target, confidence)
    np.testing.assert_array_equal((x / n < floor) | (x / n > ceiling), leaves_out)


@fast
@given(sites(12), st.randoms(use_true_random=False))
def test_order_of_sites_changes_no_reading(rows, random):
    """To the bit: centre, variance, z, p and codes follow their site."""
    assume(sum(base for _, base in rows))
    order = random.sample(range(len(rows)), len(rows))
    one = funnel_of_shares(*zip(*rows, strict=True))
    other = funnel_of_shares(*zip(*(rows[i] for i in order), strict=True))
    np.testing.assert_array_equal([one.target, one.tau2], [other.target, other.tau2])
    for name in ("z", "p_value", "codes"):
        np.testing.assert_array_equal(getattr(one.readings, name)[order], getattr(other.readings, name))


@fast
@given(st.lists(st.tuples(st.floats(-1e3, 1e3), st.floats(1e-6, 1)), min_size=12, max_size=40))
@example([(0.0, 1.0), (0.0, 2**-7), (0.0, 2**-9), *[(4.0, 1.0)] * 9])
def test_variance_between_sites_always_exists(rows):
    """However wild the sites: a finite number, never negative."""
    assert 0 <= between_site_variance(*zip(*rows, strict=True)) < np.inf


@fast
@given(sites(most=12), st.randoms(use_true_random=False))
def test_rank_intervals_follow_their_site(rows, random):
    """Whatever the order; ranks stay between 1 and the number of sites, and the best is not after the worst."""
    order = random.sample(range(len(rows)), len(rows))
    best, worst = rank_intervals(*zip(*rows, strict=True))
    other = rank_intervals(*zip(*(rows[i] for i in order), strict=True))
    np.testing.assert_array_equal(best[order], other[0])
    np.testing.assert_array_equal(worst[order], other[1])
    known = ~np.isnan(best)
    assert ((best[known] >= 1) & (best[known] <= worst[known]) & (worst[known] <= known.sum())).all()


@fast
@given(st.lists(st.none() | st.integers(0, 100), max_size=40), st.integers(0, 40), st.integers(2, 5), st.integers(0, 2))
def test_changing_the_unit_changes_no_reading(months, first_read, factor, grain):
    """Powers of two times the series: the same signals and change, none on missing months nor before the period."""
    series = np.array([np.nan if month is None else month for month in months], dtype=float)
    first_read = min(first_read, series.size)
    one, other = (read_months(series * k, first_read, grain=grain * k) for k in (1.0, 2.0**factor))
    assert one.signals == other.signals
    assert (one.change is None) == (other.change is None)
    if one.change is not None:
        assert one.change.places == other.change.places and one.change.p_value == other.change.p_value
        assert 0 <= one.change.p_value <= 1
    places = {place for signal in one.signals for place in signal.places}
    assert all(place >= first_read and not np.isnan(series[place]) for place in places)


@fast
@given(st.lists(st.integers(60, 95), min_size=12, max_size=36), st.integers(0, 24))
def test_a_series_upside_down_reads_the_same(months, first_read):
    """A series turned upside down: the same months on the other side, as far."""
    series = np.array(months, dtype=float)
    first_read = min(first_read, series.size)
    one, other = read_months(series, first_read, grain=1), read_months(-series, first_read, grain=1)
    assert [(s.places, s.is_high) for s in one.signals] == [(s.places, not s.is_high) for s in other.signals]
    if one.change is not None:
        assert (one.change.places, one.change.distance) == (other.change.places, -other.change.distance)


@fast
@given(sites(5, 11), st.randoms(use_true_random=False))
def test_of_few_sites_only_those_far_from_the_median_are_named(rows, random):
    """Whatever their order, to the bit; half of them at most, and their answers turned round name the same ones."""
    x, n = np.array([(x, base + 1) for x, base in rows]).T
    order = random.sample(range(x.size), x.size)
    median, read = read_few_shares(x, n)
    again, other = read_few_shares(x[order], n[order])
    assert again == median
    np.testing.assert_array_equal(read.z[order], other.z)
    np.testing.assert_array_equal(read.codes[order], other.codes)
    is_named = read.codes != "within"
    assert (np.abs(x / n - median)[is_named] > FAR).all()
    assert max((read.z > 0).sum(), (read.z < 0).sum()) <= x.size // 2
    _, turned = read_few_shares(n - x, n)
    np.testing.assert_allclose(turned.z, -read.z, atol=1e-9)


@fast
@given(st.lists(st.tuples(st.integers(11, 200), st.integers(1, 9)), min_size=1, max_size=5), st.data())
def test_standardised_share_lies_between_those_of_its_groups(groups, data):
    """Its interval holds it, and its base is never more than the answers."""
    bases, weights = zip(*groups, strict=True)
    x = [data.draw(st.integers(0, base)) for base in bases]
    found = standardised_share(x, bases, weights)
    own = [part / base for part, base in zip(x, bases, strict=True)]
    assert min(own) - 1e-12 <= found.share <= max(own) + 1e-12
    assert found.low - 1e-12 <= found.share <= found.high + 1e-12
    assert found.effective_base <= sum(bases) * (1 + 1e-12)
