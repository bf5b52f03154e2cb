"""Raking, poststratification, Kish's effective base, and each condition that forbids raking."""

import numpy as np
import pytest

from qep_lib.stats.weighting import (
    kish_design_effect,
    kish_effective_base,
    post_stratify,
    rake,
    raking_obstacles,
)

COUNTS = [[40, 20], [20, 40]]


def test_two_by_two_by_hand():
    """Margins 50/50 and 100 in all keep the odds ratio: cells 100/3 and 50/3, so weights of 5/6 everywhere."""
    np.testing.assert_allclose(rake(COUNTS, [50, 50], [50, 50]), np.full((2, 2), 5 / 6))


def test_weighted_counts_meet_both_margins():
    """And the odds ratio of the answers stays."""
    weights = rake(COUNTS, [90, 30], [70, 50])
    cells = weights * np.array(COUNTS)
    np.testing.assert_allclose(cells.sum(axis=1), [90, 30])
    np.testing.assert_allclose(cells.sum(axis=0), [70, 50])
    assert cells[0, 0] * cells[1, 1] / (cells[0, 1] * cells[1, 0]) == pytest.approx(4)


@pytest.mark.parametrize(
    ("counts", "rows", "columns", "message"),
    [
        (COUNTS, [50, 50], [50, 60], "totaux différents"),
        ([[40, 20], [0, 0]], [50, 50], [50, 50], "aucune réponse"),
        ([[40, 0], [0, 40]], [60, 20], [40, 40], "aucun poids"),
        ([[40, 0], [20, 40]], [80, 0], [40, 40], "aucun poids"),
    ],
)
def test_margins_that_no_weights_meet_are_refused(counts, rows, columns, message):
    """Totals that differ, an empty category, cells that cannot carry the margins."""
    with pytest.raises(ValueError, match=message):
        rake(counts, rows, columns)


def test_poststratification_needs_an_answer_in_each_cell():
    """Population over answers; a cell without either weighs nothing."""
    assert post_stratify([[10, 0]], [[25, 0]]).tolist() == [[2.5, 0]]
    assert post_stratify([[1, 2]], [[3, 1]]).tolist() == [[3, 0.5]]
    for population in (5, 1):
        with pytest.raises(ValueError, match="^une cellule de la population n'a aucune réponse$"):
            post_stratify([[10, 0]], [[25, population]])


def test_what_a_weighting_costs_by_hand():
    """10 answers of weight 1 and 10 of weight 3: (10 + 30)² / (10 + 90) = 16 of 20."""
    assert kish_effective_base([1, 3], [10, 10]) == 16
    assert kish_design_effect([1, 3], [10, 10]) == 1.25
    assert kish_design_effect([2, 2], [10, 10]) == 1


@pytest.mark.parametrize(
    ("counts", "rows", "columns", "unmet"),
    [
        (COUNTS, [80, 40], [60, 60], ()),
        (COUNTS, [80, np.nan], [60, 60], ("margin_unknown",)),
        ([[40, 20], [4, 12]], [60, 60], [60, 60], ("category_small",)),
        (COUNTS, [63, 57], [60, 60], ("margins_close",)),
        (COUNTS, [60, 60], [65, 55], ("margins_close",)),
        (COUNTS, [60, 60], [67, 53], ()),
        (COUNTS, [80, None], [60, 60], ("margin_unknown",)),
        (COUNTS, [80, 40], [60, 70], ("no_weights",)),
        ([[18, 2], [2, 18]], [40, 60], [60, 40], ("base_small",)),
        ([[300, 20], [20, 20]], [20, 340], [340, 20], ("base_small", "weight_large")),
    ],
)
def test_each_condition_of_raking_is_told_apart(counts, rows, columns, unmet):
    """statistics.md 1.6: known margins, 20 answers a category, 5 points off, worth 30 answers, 5 times the mean."""
    assert raking_obstacles(counts, rows, columns) == unmet


def test_a_category_of_one_answer_can_be_raked_and_one_of_none_cannot():
    """In rows as in columns."""
    assert rake([[1]], [5], [5]).tolist() == [[5]]
    for counts in ([[40, 0], [20, 0]], [[40, 20], [0, 0]]):
        with pytest.raises(ValueError, match="^une catégorie des marges n'a aucune réponse$"):
            rake(counts, [50, 50], [50, 50])


def test_a_small_category_of_either_margin_is_told():
    """Sixteen answers by the second channel, though both motives have enough."""
    assert "category_small" in raking_obstacles([[40, 4], [40, 12]], [50, 46], [60, 36])
