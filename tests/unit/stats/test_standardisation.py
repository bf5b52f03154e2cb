"""Direct standardisation by hand, and its refusals."""

import pytest

from qep_lib.stats.intervals import wilson
from qep_lib.stats.standardisation import standardised_share


def test_two_groups_by_hand():
    """45/50 and 10/20 with the region's 1 to 3: share 0.6; variance (0.09/50 + 9 × 0.25/20)/16 = 0.00714375.

    0.24 over it is worth 33.6 answers; Kish gives 1 / ((1/16)/50 + (9/16)/20) = 34.04, which is more.
    """
    found = standardised_share([45, 10], [50, 20], [1, 3])
    assert found.share == pytest.approx(0.6)
    assert found.variance == pytest.approx(0.00714375)
    assert found.effective_base == pytest.approx(0.24 / 0.00714375)
    assert (found.low, found.high) == pytest.approx(wilson(0.6 * found.effective_base, found.effective_base))


def test_group_where_all_agree_is_not_certain():
    """11 of 11 with nine tenths of the weight: the variance alone would make 228 answers of 23; Kish's 13.4 hold."""
    found = standardised_share([11, 6], [11, 12], [0.9, 0.1])
    assert found.effective_base == pytest.approx(1 / (0.81 / 11 + 0.01 / 12))
    everybody = standardised_share([11, 12], [11, 12], [0.5, 0.5])
    assert (everybody.variance, everybody.high) == (0, 1)
    assert everybody.low < 0.9


def test_small_group_forbids_it():
    """10 answers are too few and 11 enough; another threshold may be asked; a group of no weight does not count."""
    assert standardised_share([9, 40], [10, 50], [1, 1]) is None
    assert standardised_share([9, 40], [11, 50], [1, 1]) is not None
    assert standardised_share([9, 40], [10, 50], [1, 1], smallest_cell=10) is not None
    assert standardised_share([0, 40], [0, 50], [0, 1]).share == 0.8
    assert standardised_share([0, 40], [0, 50], [1, 1], smallest_cell=0) is None


@pytest.mark.parametrize("weights", [[0, 0], [-1, 2]])
def test_weights_must_make_sense(weights):
    """No weight at all, or a negative one."""
    with pytest.raises(ValueError, match="poids"):
        standardised_share([40, 40], [50, 50], weights)


def test_another_confidence_and_a_weight_for_each_group():
    """Wilson's at 99 %; a group without its weight, or one more, is a mistake."""
    found = standardised_share([45, 10], [50, 20], [1, 3], 0.99)
    assert (found.low, found.high) == pytest.approx(wilson(0.6 * found.effective_base, found.effective_base, 0.99))
    with pytest.raises(ValueError):
        standardised_share([45, 10], [50, 20], [1, 3, 5])
    assert standardised_share([1, 40], [1, 50], [1, 1], smallest_cell=0) is not None
