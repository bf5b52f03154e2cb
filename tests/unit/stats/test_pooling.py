"""One share over several sites: a case computed by hand, one site alone, and what is refused."""

import pytest

from qep_lib.stats.intervals import wilson
from qep_lib.stats.pooling import pooled_share


def test_three_sites_computed_by_hand():
    """40/50, 18/20 and 60/100 for 1000, 100 and 900 visits.

    Share (800 + 90 + 540) / 2000 = 71.5 %, where all answers together give 118/170 = 69.4 %. Effective base
    2000² / (1000²/50 + 100²/20 + 900²/100) = 4 000 000 / 28 600 = 139.86. Wilson with z = 1.959964: centre 0.709252,
    half-width 0.074030.
    """
    pooled = pooled_share([40, 18, 60], [50, 20, 100], [1000, 100, 900])
    assert pooled.share == pytest.approx(0.715, abs=1e-12)
    assert pooled.effective_base == pytest.approx(139.860, abs=1e-3)
    assert (pooled.low, pooled.high) == pytest.approx((0.635222, 0.783282), abs=2e-6)


def test_one_site_is_its_own_wilson_interval():
    """Whatever its visits."""
    pooled = pooled_share([40], [50], [12345])
    assert (pooled.share, pooled.effective_base) == (0.8, 50)
    assert (pooled.low, pooled.high) == pytest.approx(wilson(40, 50), abs=1e-12)


@pytest.mark.parametrize(("satisfied", "end"), [(0, 0.0), (1, 1.0)])
def test_unanimous_sites_stay_at_the_edge(satisfied, end):
    """Weighting adds nothing beyond 0 or 100 %, and the other bound is not certain."""
    bases = [3, 7, 11]
    pooled = pooled_share([satisfied * base for base in bases], bases, [0.1, 0.7, 17])
    assert pooled.share == end
    assert (pooled.high if satisfied else pooled.low) == end
    assert 0 < (pooled.low if satisfied else pooled.high) < 1


@pytest.mark.parametrize(
    ("successes", "bases", "weights"),
    [([], [], []), ([0], [0], [10]), ([3], [2], [10]), ([1], [2], [0]), ([1, 1], [2, 2], [10, float("nan")])],
    ids=["no site", "no answer", "too many", "no visit", "unknown visits"],
)
def test_what_cannot_be_weighted_is_refused(successes, bases, weights):
    """A site that is missing must not vanish from a figure of the whole."""
    with pytest.raises(ValueError):
        pooled_share(successes, bases, weights)


def test_another_confidence_and_what_is_refused_is_named():
    """Wilson's at 99 %; the message holds the sites at fault."""
    pooled = pooled_share([40], [50], [1], 0.99)
    assert (pooled.low, pooled.high) == pytest.approx(wilson(40, 50, 0.99), abs=1e-12)
    with pytest.raises(ValueError, match=r"^part pondérée impossible : \[\(6, 5, 1\)\]$"):
        pooled_share([6], [5], [1])
