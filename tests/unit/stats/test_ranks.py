"""Rank intervals: certain, uncertain and missing sites."""

import numpy as np

from qep_lib.stats.ranks import rank_intervals


def test_large_differences_have_certain_ranks():
    """90, 50 and 10 % of 1,000: each rank is known, and turns round where less is better."""
    x, n = [500, 900, 100], [1000] * 3
    best, worst = rank_intervals(x, n)
    assert best.tolist() == worst.tolist() == [2, 1, 3]
    assert rank_intervals(x, n, direction="lower")[0].tolist() == [2, 3, 1]


def test_equal_sites_may_hold_any_rank():
    """Six sites of equal counts: all may be anything from first to last, none before another."""
    best, worst = rank_intervals([80] * 6, [100] * 6)
    assert best.tolist() == [1] * 6 and worst.tolist() == [6] * 6


def test_site_without_answers_holds_no_rank():
    """The others are ranked among themselves; no site at all is fine."""
    best, worst = rank_intervals([0, 90, 10], [0, 100, 100])
    assert np.isnan([best[0], worst[0]]).all()
    assert (best[1:].tolist(), worst[1:].tolist()) == ([1, 2], [1, 2])
    assert np.isnan(rank_intervals([0], [0])).all()


def test_two_sites_that_chance_could_swap():
    """16 and 17 of 20: the better one is first in about two draws of three, so that both ranks stay open."""
    best, worst = rank_intervals([16, 17], [20, 20])
    assert (best.tolist(), worst.tolist()) == ([1, 1], [2, 2])
    assert rank_intervals([16, 17], [20, 20], confidence=0.2)[0].tolist() == [2, 1]
