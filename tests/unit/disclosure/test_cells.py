"""What can be worked out of figures that cross: every group is found, and none that is small is left."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qep_lib.disclosure.cells import LARGEST_RANK, cuts, groups_found, hide_small, next_smallest

KINDS, CHANNELS = ("information", "complaint", "suggestion"), ("email", "web", "post", "hall")
SELECTIONS = (
    {},
    *({"kinds": frozenset([kind])} for kind in KINDS),
    *({"channels": frozenset([channel])} for channel in CHANNELS),
    {"kinds": frozenset(["complaint", "suggestion"])},
    {"kinds": frozenset(["information"]), "channels": frozenset(["email", "web"])},
    {"kinds": frozenset(["information"]), "channels": frozenset(["post"])},
)
"""The figures of a register: all, by kind, by channel, and three parts that cross them."""
CELLS = np.array(
    [
        [
            kind in chosen.get("kinds", KINDS) and channel in chosen.get("channels", CHANNELS)
            for kind in KINDS
            for channel in CHANNELS
        ]
        for chosen in SELECTIONS
    ],
    dtype=float,
)
GROUPS = ((np.arange(1 << 12)[:, None] >> np.arange(12)) & 1).astype(float)
"""Every group of the twelve cells."""
few = st.sampled_from([0, 0, 0, 1, 2, 3, 5, 8, 12, 20, 40])
registers = st.lists(few, min_size=12, max_size=12).map(np.array)


def small_groups(register, shown, least):
    """By brute force: the groups that the lines shown span, cells that are known to be empty left out."""
    empty = np.zeros(12, dtype=bool)
    while True:
        lines = CELLS[shown][:, ~empty]
        tried = np.unique(GROUPS[:, ~empty], axis=0)
        _, scales, axes = np.linalg.svd(lines) if lines.size else (None, np.zeros(0), np.eye(lines.shape[1]))
        unseen = axes[(scales > 1e-9).sum() :].T
        found = tried[(np.abs(tried @ unseen) < 1e-7).all(axis=1)]
        people = found @ register[~empty]
        nobody = found[people == 0].any(axis=0)
        if not nobody.any():
            return found[(people > 0) & (people < least)]
        empty[np.flatnonzero(~empty)[nobody]] = True


@settings(max_examples=150, deadline=None)
@given(registers, st.sampled_from([3, 5, 11]))
def test_no_group_that_can_be_worked_out_is_small(register, least):
    """Exact, on a register of twelve cells: every group is tried against all that is left."""
    sizes = (CELLS @ register).tolist()
    is_shown = [not 0 < size < least for size in sizes]
    order = sorted(range(1, len(sizes)), key=sizes.__getitem__)
    for cut in cuts(SELECTIONS, sizes, {"kinds": frozenset(KINDS)}):
        hide_small(cut, sizes, is_shown, order, least)
    assert not small_groups(register, is_shown, least).size


@settings(max_examples=100, deadline=None)
@given(registers, st.sampled_from([5, 11]))
def test_nothing_is_hidden_in_vain(register, least):
    """Showing any figure again, of those that are large enough, would give a small group back."""
    sizes = (CELLS @ register).tolist()
    is_shown = [not 0 < size < least for size in sizes]
    large = list(is_shown)
    for cut in cuts(SELECTIONS, sizes, {"kinds": frozenset(KINDS)}):
        hide_small(cut, sizes, is_shown, sorted(range(1, len(sizes)), key=sizes.__getitem__), least)
    for place in (place for place in range(len(sizes)) if large[place] and not is_shown[place]):
        again = [*is_shown[:place], True, *is_shown[place + 1 :]]
        assert small_groups(register, again, least).size


def test_every_group_is_found():
    """« Post » less the letters are the complaints sent by post, whatever the factors that make them."""
    lines = np.array([[1, 1, 1, 1], [1, 1, 0, 0], [1, 0, 1, 0]], dtype=float)
    factors, groups = groups_found(lines.tobytes(), lines.shape)
    spanned = {tuple(group) for group in groups.astype(int).tolist()}
    assert spanned == {(1, 1, 1, 1), (1, 1, 0, 0), (0, 0, 1, 1), (1, 0, 1, 0), (0, 1, 0, 1)}
    assert np.allclose(factors @ lines, groups)


def test_separate_dimensions_are_separate_cuts():
    """Kinds and channels that no figure crosses say nothing of one another; one that crosses them links them."""
    plain = [chosen for chosen in SELECTIONS if len(chosen) < 2]
    names = [tuple(len(cut.places) for cut in cuts(some, [40.0] * len(some), {})) for some in (plain, SELECTIONS)]
    assert names == [(5, 5), (11,)]


@pytest.mark.parametrize(
    ("sizes", "gone", "unlisted", "chosen"),
    [
        ((2, 12, 30), (0,), 0, [1]),
        ((2, 4, 30), (0,), 0, [1, 2]),
        ((2, 9, 30), (0,), 0, [1]),
        ((20, 12, 30), (), 0, []),
        ((20, 12, 30), (), 3, [1]),
        ((20, 12, 30), (), 11, []),
    ],
)
def test_the_next_smallest_go_until_enough_are_hidden(sizes, gone, unlisted, chosen):
    """The one place where it is decided: parts of one whole, at 11."""
    assert next_smallest(range(3), sizes, [place in gone for place in range(3)], 11, unlisted) == chosen


def test_figures_too_many_to_list_are_hidden_rather_than_left_unchecked():
    """Thirteen channels of two kinds, all crossed: groups go until the others can be listed, and none is small."""
    names = [f"channel {place}" for place in range(LARGEST_RANK + 1)]
    crossed = [{"channels": frozenset([name]), "kinds": frozenset(["complaint"])} for name in names]
    selections = [{}, *({"channels": frozenset([name])} for name in names), *crossed]
    sizes = [40.0 * len(names), *(40.0 for _ in names), *(37.0 for _ in names)]
    is_shown = [True] * len(sizes)
    (cut,) = cuts(selections, sizes, {"kinds": frozenset(["complaint", "other"])})
    hide_small(cut, sizes, is_shown, range(1, len(sizes)), 11)
    kept = [place for place, shown in enumerate(is_shown) if shown]
    assert len(kept) <= LARGEST_RANK
    assert not any({place, place + len(names)} <= {*kept} for place in range(1, len(names) + 1))
