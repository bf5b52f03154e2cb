"""Percentages that a base can or cannot give."""

import pytest

from qep_lib.stats.attainability import attainable_counts, mean_contradicts_share


def test_counts_behind_a_printed_percentage():
    """54 % of 171 is 92 or 93 (statistics.md 1.3); 96.2 % of 104 is 100; 0 and 100 % are their own counts."""
    assert attainable_counts(54, 0, 171) == (92, 93)
    assert attainable_counts(96.2, 1, 104) == (100,)
    assert attainable_counts(0, 0, 20) == (0,)
    assert attainable_counts(100, 1, 20) == (20,)


def test_ties_round_up():
    """1 of 8 is 12.5 %: it prints as 13, never as 12."""
    assert attainable_counts(13, 0, 8) == (1,)
    assert attainable_counts(12, 0, 8) == ()


@pytest.mark.parametrize(
    ("percent", "decimals", "base"), [(98.55, 1, 104), (50, 0, 0), (0, 0, 0), (0, 0, -1), (150, 0, 10)]
)
def test_impossible_question_has_no_count(percent, decimals, base):
    """More decimals than announced, no base, or more than everybody."""
    assert attainable_counts(percent, decimals, base) == ()


def test_mean_and_share_of_the_same_requests():
    """75 % within 5 days and a mean of 1 day contradict each other; 2 days do not; 1.5 is just possible."""
    assert mean_contradicts_share(1, 0.75, 5)
    assert not mean_contradicts_share(2, 0.75, 5)
    assert not mean_contradicts_share(1.5, 0.75, 5)


def test_a_base_of_one_is_tried():
    """All of 1 is 100 %."""
    assert attainable_counts(100, 0, 1) == (1,)
