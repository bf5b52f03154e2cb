"""What can be worked out of figures that cross: every group is found, and none that is small is left."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qep_lib.disclosure import cells
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


@settings(max_examples=25, deadline=None)
@given(registers, st.sampled_from([5, 11]))
def test_groups_too_many_to_list_are_searched_as_exactly(register, least):
    """The same register, as if two independent figures were too many to list them all."""
    sizes = (CELLS @ register).tolist()
    is_shown = [not 0 < size < least for size in sizes]
    order = sorted(range(1, len(sizes)), key=sizes.__getitem__)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "LARGEST_RANK", 2)
        for cut in cuts(SELECTIONS, sizes, {"kinds": frozenset(KINDS)}):
            hide_small(cut, sizes, is_shown, order, least)
    assert not small_groups(register, is_shown, least).size


def test_thirteen_channels_of_two_kinds_are_not_too_many():
    """All crossed, 37 complaints and 3 others by each: either the channel or its complaints go, and nothing else."""
    names = [f"channel {place}" for place in range(LARGEST_RANK + 1)]
    crossed = [{"channels": frozenset([name]), "kinds": frozenset(["complaint"])} for name in names]
    selections = [{}, *({"channels": frozenset([name])} for name in names), *crossed]
    sizes = [40.0 * len(names), *(40.0 for _ in names), *(37.0 for _ in names)]
    is_shown = [True] * len(sizes)
    (cut,) = cuts(selections, sizes, {"kinds": frozenset(["complaint", "other"])})
    hide_small(cut, sizes, is_shown, range(1, len(sizes)), 11)
    assert is_shown == [True, *[False] * len(names), *[True] * len(names)]


def test_a_search_that_is_too_long_hides_the_smallest(monkeypatch):
    """What cannot be searched to the end is not left unchecked."""
    monkeypatch.setattr(cells, "LARGEST_RANK", 0)
    monkeypatch.setattr(cells, "milp", lambda *_, **__: SimpleNamespace(status=1, x=None))
    (cut,) = cuts([{}, *({"kinds": frozenset([kind])} for kind in KINDS)], [90.0, 20.0, 30.0, 40.0], {})
    is_shown = [True] * 4
    hide_small(cut, [90.0, 20.0, 30.0, 40.0], is_shown, [1, 2, 3], 11)
    assert is_shown == [True, False, False, False]


@pytest.mark.parametrize("largest_rank", [0, LARGEST_RANK])
def test_a_small_group_that_cannot_be_hidden_does_not_hide_another(largest_rank, monkeypatch):
    """The 3 complaints are told in any case. The 4 that the whole leaves beside all the kinds are not: the smallest kind that may
    go goes."""
    monkeypatch.setattr(cells, "LARGEST_RANK", largest_rank)
    sizes = [40.0, 3.0, 20.0, 13.0]
    (cut,) = cuts(
        [{}, *({"kinds": frozenset([kind])} for kind in ("complaint", "information", "suggestion"))], sizes, {}
    )
    is_shown = [True] * 4
    hide_small(cut, sizes, is_shown, [3, 2], 11)
    assert is_shown == [True, True, True, False]


def test_as_many_people_as_hidden_parts_are_one_in_each():
    """Two parts of one person: a third goes; two people in one of them are not told apart. At a minimum of 2."""
    assert next_smallest(range(4), (1, 1, 3, 30), [True, True, False, False], 2) == [2]
    assert next_smallest(range(4), (1, 2, 3, 30), [True, True, False, False], 2) == []
    assert next_smallest(range(3), (1, 1, 30), [True, False, False], 2) == [1, 2]


def test_a_whole_and_its_parts_are_a_partition():
    """One dimension, one value each; a part of two values, or one that crosses, is no partition."""
    one, two = {"kinds": frozenset(["a"])}, {"kinds": frozenset(["a", "b"])}
    crossed = {"kinds": frozenset(["a"]), "channels": frozenset(["web"])}
    assert [[cut.is_partition for cut in cuts([{}, some], [40, 20], {})] for some in (one, two, crossed)] == [
        [True],
        [False],
        [False],
    ]


def test_values_that_no_figure_names_are_a_cell_unless_all_are_told():
    """20 and 20 of 40 are everybody; 20 and 15 leave some, of values that are declared or unknown."""
    selections = [{}, {"kinds": frozenset(["a"])}, {"kinds": frozenset(["b"])}]

    def held(sizes, declared):
        (cut,) = cuts(selections, sizes, declared)
        return cut.cells.tolist()

    assert held([40, 20, 20], {}) == [[1, 1], [1, 0], [0, 1]]
    assert held([40, 20, 15], {}) == [[1, 1, 1], [0, 1, 0], [0, 0, 1]]
    assert held([40, 20, 15], {"kinds": frozenset(["a", "b", "c"])}) == [[1, 1, 1], [1, 0, 0], [0, 1, 0]]
    assert held([40, 20, 15], {"kinds": frozenset(["a", "b"])}) == [[1, 1], [1, 0], [0, 1]]
    assert held([40, 40, np.nan], {}) == [[1, 1], [1, 0], [0, 1]]
