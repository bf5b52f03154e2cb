"""One population: the rows that tell of the same people, in groups. A group has one fate, and what the figures shown of the
others would give back of a hidden one goes too.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import isnan, nan

from qep_lib.disclosure.cells import Cut, Selection, cuts, hide_small, next_smallest


@dataclass(slots=True)
class Figures:
    """Of each row of a results table: the people it tells of (NaN where unknown), the fewest that may be told of, whether it
    is hidden now (`is_gone`, which `Populations` completes) or was before, and whether it may be hidden at all.
    """

    bases: Sequence[float]
    least: Sequence[float]
    is_gone: list[bool]
    is_away: Sequence[bool]
    is_concerned: Sequence[bool]

    def is_shown(self, place: int) -> bool:
        """Not hidden, now or before."""
        return not (self.is_gone[place] or self.is_away[place])


@dataclass(frozen=True, slots=True)
class Group:
    """The rows that tell of one group, by their places; `is_total` where one is the total of an indicator."""

    selection: Selection
    places: tuple[int, ...]
    is_total: bool

    def size(self, known: Figures) -> float:
        """People of the group, NaN where no row says it."""
        return max((known.bases[place] for place in self.places if not isnan(known.bases[place])), default=nan)

    def is_shown(self, known: Figures) -> bool:
        """True where no row of the group is hidden, and one says how many they are."""
        return all(map(known.is_shown, self.places)) and not isnan(self.size(known))

    def may_go(self, known: Figures) -> bool:
        """True where every row that tells of somebody may be hidden. The whole stays."""
        told = [place for place in self.places if known.bases[place] > 0]
        return bool(self.selection) and bool(told) and all(known.is_concerned[place] for place in told)

    def show(self, known: Figures) -> None:
        """Show the rows of the group again, but those that were hidden before."""
        for place in self.places:
            known.is_gone[place] = False

    def hide(self, known: Figures) -> None:
        """Hide the rows of the group that tell of somebody."""
        for place in self.places:
            if known.is_concerned[place] and known.bases[place] > 0 and not known.is_away[place]:
                known.is_gone[place] = True


@dataclass(frozen=True, slots=True)
class Told:
    """A group of which figures of other populations tell the size, near enough; `places` are their rows, none where what tells
    it cannot be hidden. `is_here` where it is this document that tells it, not one of another period.
    """

    selection: Selection
    size: float
    places: tuple[int, ...] = ()
    is_here: bool = True


@dataclass(frozen=True, slots=True)
class Population:
    """The groups of one population. `people` is equal for those that are about the same rows of a table, counted, judged or
    answered; `are_sizes` where its figures are the sizes themselves.
    """

    people: tuple[object, ...]
    of_whole: Selection
    are_sizes: bool
    groups: tuple[Group, ...]

    @property
    def dimensions(self) -> frozenset[str]:
        """What cuts it."""
        return frozenset(name for group in self.groups for name in group.selection)

    def sizes(self, other: "Population") -> bool:
        """True where the figures of this one are the sizes of the groups of the other."""
        return (
            self.are_sizes
            and not other.are_sizes
            and self.people == other.people
            and other.dimensions <= self.dimensions
        )

    def is_empty(self, selection: Selection, known: Figures) -> bool:
        """True where a row says that the group holds nobody."""
        found = next((group for group in self.groups if group.selection == selection), None)
        return found is not None and all(known.bases[place] == 0 for place in found.places)

    def silence(self, hidden: Collection[Selection], known: Figures) -> None:
        """Hide every row of the groups of these selections, even those of nobody: that none is judged says how many they are."""
        for group in self.groups:
            if group.selection in hidden:
                _silence(group.places, known)

    def judge(self, known: Figures, elsewhere: Iterable[Told] = ()) -> None:
        """Hide what the groups shown would give back, beside groups of the same people that are known from `elsewhere`; such a
        group of its own is shown, since hiding it would hide nothing. What tells the others goes where nothing else helps.
        """
        if not any(known.is_concerned[place] for group in self.groups for place in group.places):
            return
        for group in self.groups:
            if any(known.is_gone[place] for place in group.places):
                group.hide(known)
        told = {tuple(sorted(one.selection.items())): one for one in elsewhere}
        own = [told.pop(tuple(sorted(group.selection.items())), None) for group in self.groups]
        given = [one is not None for one in own]
        for group, one in zip(self.groups, own, strict=True):
            if one is not None and one.is_here:
                group.show(known)
        others = list(told.values())
        selections = [*(group.selection for group in self.groups), *(one.selection for one in others)]
        sizes = [*(group.size(known) for group in self.groups), *(one.size for one in others)]
        is_shown = [*(group.is_shown(known) or one is not None for group, one in zip(self.groups, own, strict=True))]
        is_shown += [True] * len(others)
        least = max(known.least[place] for group in self.groups for place in group.places)
        free = [
            place
            for place, group in enumerate(self.groups)
            if is_shown[place] and not given[place] and group.may_go(known)
        ]
        free.sort(key=lambda place: (self.groups[place].is_total, sizes[place]))
        last = {len(self.groups) + place: one for place, one in enumerate(others) if one.places}
        free += sorted(last, key=sizes.__getitem__)
        is_fixed = [*given, *(not one.places for one in others)]
        for cut in cuts(selections, sizes, self.of_whole):
            if cut.is_partition:
                _hide_parts(cut, selections, sizes, is_shown, free, least)
            else:
                hide_small(cut, sizes, is_shown, free, least)
                # What is known in any case may hold the very people of a hidden group, which must not be known as that one.
                alone = [shown and not fixed for shown, fixed in zip(is_shown, is_fixed, strict=True)]
                hide_small(cut, sizes, alone, [*last], least)
                for place in last:
                    is_shown[place] &= alone[place]
        for place in free:
            if not is_shown[place]:
                if place in last:
                    _silence(last[place].places, known)
                else:
                    self.groups[place].hide(known)


def _silence(places: Iterable[int], known: Figures) -> None:
    for place in places:
        known.is_gone[place] = known.is_concerned[place] and not known.is_away[place]


def _hide_parts(
    cut: Cut,
    selections: Sequence[Selection],
    sizes: Sequence[float],
    is_shown: list[bool],
    free: Collection[int],
    least: float,
) -> None:
    """The parts of a whole that is shown: the closed form of `hide_small`."""
    parts = [place for place in cut.places if selections[place]]
    whole = next((place for place in cut.places if not selections[place]), None)
    if whole is None or not is_shown[whole]:
        return
    unlisted = sizes[whole] - sum(sizes[place] for place in parts if sizes[place] > 0)
    is_gone = [not shown for shown in is_shown]
    for place in next_smallest([p for p in parts if is_gone[p] or p in free], sizes, is_gone, least, unlisted):
        is_shown[place] = False
