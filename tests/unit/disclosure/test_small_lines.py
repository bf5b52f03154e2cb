"""Small lines of a table, and what is hidden with them: hand-made tables."""

import numpy as np
import pytest

from qep_lib.disclosure.small_lines import hidden_lines


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([[40, 10], [20, 5]], [False, False]),  # nobody is small
        ([[40, 10], [20, 5], [2, 1]], [False, True, True]),  # one alone would be the total less the others
        ([[40, 10], [20, 5], [3, 1], [2, 1]], [False, False, True, True]),  # 7 people together: enough
        ([[40, 10], [20, 5], [2, 0], [2, 0]], [False, True, True, True]),  # 4 people: not enough
        ([[40, 10], [20, 5], [4, 0], [4, 0]], [False, True, True, True]),  # 8 people who all said the same
        ([[40, 0], [20, 0], [4, 0], [4, 0]], [False, False, True, True]),  # as everybody did: nothing to hide in it
        ([[40, 10], [0, 0], [3, 1], [2, 1]], [False, False, True, True]),  # nobody is no group
        ([[40, 10], [2, 1]], [True, True]),
    ],
)
def test_a_small_line_goes_with_what_would_give_it_back(counts, expected):
    """Threshold 5; the size of a line is its sum."""
    counts = np.array(counts)
    assert hidden_lines(counts, counts.sum(axis=1), 5).tolist() == expected


def test_a_line_from_which_a_filter_takes_few_people_is_small():
    """50 people with the filter, 53 without: the three others would be seen."""
    counts = np.array([[40, 10], [20, 5], [30, 30]])
    assert hidden_lines(counts, [50, 25, 60], 5, left_out=[3, 0, 12]).tolist() == [True, True, False]
