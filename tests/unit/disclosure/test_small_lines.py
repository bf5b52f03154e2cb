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


def test_one_line_alone_is_a_table_too():
    """A row of whole numbers, as a list; nothing else is there to be hidden with it."""
    assert hidden_lines([3, 1], [4], 5).tolist() == [True]
    assert hidden_lines([3, 2], [5], 5).tolist() == [False]


def test_lines_of_one_size_are_hidden_in_their_order():
    """Of three lines of twenty people, the first goes with the small one."""
    assert hidden_lines([[2, 1], [10, 10], [10, 10], [10, 10]], [3, 20, 20, 20], 5).tolist() == [
        True,
        True,
        False,
        False,
    ]


def test_two_small_lines_of_enough_people_need_no_other():
    """Exactly the threshold together: 3 and 2 of 5; 4 alone of a hidden line is not enough."""
    assert hidden_lines([[2, 1], [1, 1], [20, 20]], [3, 2, 40], 5).tolist() == [True, True, False]
    assert hidden_lines([[2, 1], [0, 1], [20, 20]], [3, 1, 40], 5).tolist() == [True, True, True]


def test_who_said_nothing_is_in_no_answer():
    """Hidden lines of which nobody answered say nothing: all the answers that somebody gave are looked for."""
    assert hidden_lines([[3, 0, 0], [4, 0, 0], [0, 9, 0], [0, 0, 50]], [3, 4, 9, 50], 5).tolist() == [
        True,
        True,
        True,
        False,
    ]


def test_two_answers_are_enough_to_hide_who_gave_which():
    """Of the three that were given; a line of nobody is not hidden with a small one, which takes the next."""
    assert hidden_lines([[2, 1, 0], [1, 1, 0], [20, 20, 20]], [3, 2, 60], 5).tolist() == [True, True, False]
    assert hidden_lines([[40, 10], [0, 0], [2, 1]], [50, 0, 3], 5).tolist() == [True, False, True]
