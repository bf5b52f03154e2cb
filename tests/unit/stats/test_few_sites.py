"""Five to eleven sites around their median: by hand, edges, exact tails, refusals."""

import math

import numpy as np
import pytest
from scipy import stats

from qep_lib.stats import few_sites
from qep_lib.stats.few_sites import read_few_shares


def read(*counts, base=100, far=0.15):
    """Sites with so many successes out of `base`."""
    return read_few_shares(counts, [base] * len(counts), far)


def test_a_low_site_by_hand():
    """52 % of 200 where the middle one has 80 %: the edge is 65 %, with its own error and that of the median of 7."""
    median, found = read_few_shares([104, *[160] * 6], [200] * 7)
    error = math.sqrt(0.65 * 0.35 / 200 + math.pi / 2 / 7 * 0.8 * 0.2 / 200)
    assert median == 0.8 and found.z[0] == pytest.approx((0.52 - 0.65) / error)
    tail = max(stats.norm.sf(0.13 / error), stats.binom.cdf(104, 200, 0.65))
    assert found.p_value[0] == pytest.approx(2 * tail) and found.codes[0] == "low"
    assert found.codes[1:].tolist() == ["within"] * 6 and (found.p_value[1:] == 1).all() and (found.z[1:] == 0).all()


def test_a_high_site_by_hand():
    """90 where the middle one has 50: the edge is 65 %, and the exact tail counts its 90 in."""
    _, found = read(90, 50, 50, 50, 50)
    error = math.sqrt(0.65 * 0.35 / 100 + math.pi / 2 / 5 * 0.25 / 100)
    assert found.z[0] == pytest.approx(0.25 / error)
    assert found.p_value[0] == pytest.approx(2 * max(stats.norm.sf(0.25 / error), stats.binom.sf(89, 100, 0.65)))
    assert found.codes[0] == "high"


def test_the_exact_tail_decides_of_a_small_base():
    """0 of 11 where the edge is 20 %: at z = -1.4 by the normal law, but one site in twelve."""
    _, found = read_few_shares([0, *[35] * 4], [11, *[100] * 4])
    assert found.p_value[0] == pytest.approx(2 * max(stats.norm.cdf(found.z[0]), stats.binom.cdf(0, 11, 0.2)), rel=1e-9)
    _, found = read_few_shares([11, *[65] * 4], [11, *[100] * 4])
    assert found.p_value[0] == pytest.approx(2 * max(stats.norm.sf(found.z[0]), 0.8**11), rel=1e-9)
    assert stats.norm.sf(found.z[0]) < 0.8**11


def test_within_fifteen_points_nobody_is_read_as_far():
    """Nor at exactly fifteen, however many answers."""
    _, found = read(65, 80, 80, 80, 95, base=100)
    assert found.codes.tolist() == ["within"] * 5
    _, found = read_few_shares([640_000, *[800_000] * 4], [1_000_000] * 5)
    assert found.codes.tolist() == ["low", *["within"] * 4]


def test_no_site_is_high_where_the_edge_is_beyond_all():
    """Around 98 %, 100 % is two points away; around 2 %, 0 %."""
    assert set(read(100, 98, 98, 98, 98)[1].codes) == set(read(0, 2, 2, 2, 2)[1].codes) == {"within"}


def test_far_sites_are_watched_before_they_are_named():
    """Under 5 %, then under 0.2 %."""
    codes = [read(x, 80, 80, 80, 80)[1].codes[0] for x in (55, 53, 50, 46, 40)]
    assert codes == sorted(codes, key=["within", "watch_low", "low"].index) and set(codes) == {
        "within",
        "watch_low",
        "low",
    }


def test_one_odd_site_does_not_move_the_others():
    """Whatever its figure."""
    for odd in (0, 30, 54):
        median, found = read(odd, 78, 80, 82, 84)
        assert median == 0.8 and found.codes[1:].tolist() == ["within"] * 4


@pytest.mark.parametrize("count", [0, 4, 12])
def test_other_numbers_of_sites_are_refused(count):
    """Too few to know the middle one; enough for a funnel."""
    with pytest.raises(ValueError, match=f"{count} sites, il en faut de 5 à 11"):
        read(*[80] * count)
    assert read(*[80] * 5)[0] == read(*[80] * 11)[0] == 0.8


def test_what_is_far():
    """Fifteen points: the promise was simulated for them."""
    assert (few_sites.FAR, few_sites.FEWEST_SITES) == (0.15, 5)
    assert np.isclose(few_sites.MEDIAN_VARIANCE, math.pi / 2)
