"""Satisfaction at equal reasons: a case worked by hand, and what is refused."""

import numpy as np
import pytest

from qep_lib.disclosure.case_mix import standardise
from qep_lib.indicators.survey import CrossedCounts
from qep_lib.stats.intervals import wilson


def counts(people, answered, positive):
    """Two groups, a row a site."""
    return CrossedCounts(("permits", "advice"), *map(np.array, (people, answered, positive)))


HAND = counts([[40, 20], [20, 40]], [[40, 20], [20, 40]], [[30, 18], [16, 36]])


def test_a_case_worked_by_hand():
    """Raw 80 % against 86.7 %; at equal reasons (half and half) 82.5 % against 85 %."""
    found = standardise(("18", "28"), {"courtesy": HAND})
    cher, eure = (found.standardised[site]["courtesy"] for site in ("18", "28"))
    assert found.mix == {"permits": 0.5, "advice": 0.5} and found.lacking == {}
    assert (cher.share, eure.share) == pytest.approx((0.5 * 0.75 + 0.5 * 0.9, 0.5 * 0.8 + 0.5 * 0.9))
    # 0.25 × 0.75 × 0.25 / 40 + 0.25 × 0.9 × 0.1 / 20; its base 0.825 × 0.175 / variance is under Kish's, 4 / (1/40 + 1/20).
    assert cher.variance == pytest.approx(0.002296875)
    assert cher.effective_base == pytest.approx(min(0.825 * 0.175 / 0.002296875, 1 / (0.25 / 40 + 0.25 / 20)))
    assert (cher.low, cher.high) == pytest.approx(wilson(0.825 * cher.effective_base, cher.effective_base))


def test_equal_publics_are_left_as_they_are():
    """Nothing moves when every site already has the mix of all."""
    same = counts([[30, 30], [30, 30]], [[30, 30], [30, 30]], [[20, 25], [15, 30]])
    found = standardise(("18", "28"), {"courtesy": same}).standardised
    assert [found[site]["courtesy"].share for site in ("18", "28")] == pytest.approx([45 / 60, 45 / 60])


@pytest.mark.parametrize("threshold", [5, 11])
def test_a_small_group_of_one_item_leaves_the_site_out_of_all(threshold):
    """Ten answers are too few, whatever the audience; to leave out one item alone would tell how many there were."""
    people = [[40, 20], [20, 40], [30, 11]]
    whole = counts(people, people, people)
    short = counts(people, [[40, 20], [20, 40], [30, 10]], [[40, 20], [20, 40], [30, 10]])
    found = standardise(("18", "28", "36"), {"courtesy": whole, "comfort": short}, threshold=threshold)
    assert found.lacking == {"36": "small_group"}
    assert {site: set(items) for site, items in found.standardised.items()} == {
        "18": {"courtesy", "comfort"},
        "28": {"courtesy", "comfort"},
    }


def test_one_site_alone_is_compared_with_nothing():
    """The other did not ask why people came."""
    found = standardise(("18", "28"), {"courtesy": counts([[40, 20], [0, 0]], [[40, 20], [0, 0]], [[30, 9], [0, 0]])})
    assert found.standardised == {} and found.lacking == {"28": "no_group"}


def test_nobody_said_why_they_came():
    """No group at all: every site lacks it, nothing is divided by zero."""
    none = CrossedCounts((), *(np.zeros((2, 0), dtype=int) for _ in range(3)))
    found = standardise(("18", "28"), {"courtesy": none})
    assert (found.mix, found.standardised, found.lacking) == ({}, {}, {"18": "no_group", "28": "no_group"})
