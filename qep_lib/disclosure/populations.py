"""The rows of a results table that tell of the same people, cut in groups: which of them go with the small ones.

Rows are of one population when they count the same rows of a table for the same site and period, whatever they say of them:
mean and median delay, all the requests and the complaints among them (`part_of`). A group has one fate: what is hidden of it is
hidden of all its figures, and a group whose size is hidden has no figure at all.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan

from qep_lib.disclosure.cells import Cut, Selection, cuts, hide_small, next_smallest
from qep_lib.model.indicator import Indicator
from qep_lib.model.tables import TABLES

SIZE_FORMULAS = frozenset({"request_count", "request_theme_count", "survey_answers_count", "title_count"})
"""Formulas whose values are the sizes of groups of people; every other figure of people is about its base."""
DISTRIBUTION_PREFIXES = ("option", "state", "basis")
"""Groups that share out one base among answers, or count it in another way: hidden with their base, never part by part."""
OTHER_BASES = ("state", "basis")
"""Those whose base is not their total's: all the requests received (`state=`), the judged ones that were answered (`basis=`)."""
Whole = tuple[str, str, str]
"""Indicator, site and period of a row."""


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
    it cannot be hidden.
    """

    selection: Selection
    size: float
    places: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Population:
    """The groups of one population. `people` is equal for those that are about the same rows of a table, counted, judged or
    answered; `are_sizes` where its figures are the sizes themselves.
    """

    people: tuple
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
        given = [told.pop(tuple(sorted(group.selection.items())), None) is not None for group in self.groups]
        for group, is_given in zip(self.groups, given, strict=True):
            if is_given:
                group.show(known)
        others = list(told.values())
        selections = [*(group.selection for group in self.groups), *(one.selection for one in others)]
        sizes = [*(group.size(known) for group in self.groups), *(one.size for one in others)]
        is_shown = [*(group.is_shown(known) for group in self.groups), *(True for _ in others)]
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


def _hide_parts(cut: Cut, selections, sizes, is_shown: list[bool], free: Collection[int], least: float) -> None:
    """The parts of a whole that is shown: the closed form of `hide_small`."""
    parts = [place for place in cut.places if selections[place]]
    whole = next((place for place in cut.places if not selections[place]), None)
    if whole is None or not is_shown[whole]:
        return
    unlisted = sizes[whole] - sum(sizes[place] for place in parts if sizes[place] > 0)
    is_gone = [not shown for shown in is_shown]
    for place in next_smallest([p for p in parts if is_gone[p] or p in free], sizes, is_gone, least, unlisted):
        is_shown[place] = False


@dataclass(frozen=True, slots=True)
class Populations:
    """Those of a results table. `shares` are the rows of distributions, each with that of the total it shares out, if any."""

    found: tuple[Population, ...]
    shares: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, wholes: Sequence[Whole], groups: Sequence[str], indicators: Mapping[str, Indicator]) -> "Populations":
        """Those of rows given by their whole and their group (empty for the total), in their order."""
        kinds = {id_: _Kind.of(indicators[id_], indicators) for id_ in dict.fromkeys(whole[0] for whole in wholes)}
        totals = {whole: place for place, (whole, group) in enumerate(zip(wholes, groups, strict=True)) if not group}
        rows: dict[tuple, dict[tuple, list[int]]] = {}
        shares = []
        for place, (whole, group) in enumerate(zip(wholes, groups, strict=True)):
            dimension, _, value = group.partition("=")
            kind = kinds[whole[0]]
            is_share = dimension in DISTRIBUTION_PREFIXES
            if is_share:
                shares += [(place, totals[whole])] if whole in totals else []
                if dimension not in OTHER_BASES:
                    continue
            # People counted in another way are a population of their own, of which an indicator is one group.
            of_group = rows.setdefault((kind.root, dimension if is_share else "", *whole[1:]), {})
            selection = kind.chosen if is_share else kind.selecting(dimension, value)
            of_group.setdefault(selection, []).append(place)
        named = {kind.root: kind for kind in kinds.values()}
        found = tuple(
            Population(
                people=(named[root].people, *where),
                of_whole=named[root].of_whole,
                are_sizes=named[root].are_sizes and not share,
                groups=tuple(
                    Group(dict(chosen), tuple(places), any(not groups[place] for place in places))
                    for chosen, places in of_group.items()
                ),
            )
            for (root, share, *where), of_group in rows.items()
        )
        return cls(found, tuple(shares))

    def complete(self, known: Figures) -> None:
        """Hide beside the rows that are gone those that would give them back, and those that are worked out from others."""
        sized = [(one, [other for other in self.found if one.sizes(other)]) for one in self.found if one.are_sizes]
        for one, told in sized:
            one.judge(known)
            _share_fate(one, told, known)
        for one in self.found:
            if not one.are_sizes:
                one.judge(known)
        self._hide_shares(known)
        for one, told in sized:
            one.judge(known, _told_elsewhere(one, told, known))
            _share_fate(one, told, known)
        self._hide_shares(known)

    def _hide_shares(self, known: Figures) -> None:
        for place, total in self.shares:
            if not known.is_shown(total) and known.is_concerned[place]:
                known.is_gone[place] = True


def _told_elsewhere(sizes: Population, told: Iterable[Population], known: Figures) -> list[Told]:
    """What the figures shown of these populations say of the sizes.

    A group that has no size of its own is told by its base, which is not far from it. Groups of nobody there (no delay is
    promised at a desk) are, together, what the whole leaves beside its base.
    """
    own = {tuple(group.selection.items()): group for group in sizes.groups}
    whole = own[()].size(known) if () in own else nan
    found: dict[tuple, Told] = {}
    for other in told:
        total = next((group for group in other.groups if not group.selection), None)
        left = whole - total.size(known) if total is not None and total.is_shown(known) else 0.0
        for group in other.groups:
            key = tuple(group.selection.items())
            if key not in own and group.is_shown(known) and not _is_only_unjudged(group, told, known):
                before = found.get(key, Told(group.selection, 0.0))
                size = max(_counted(group, own, known), before.size)
                found[key] = Told(group.selection, size, (*before.places, *group.places))
        for name in sorted(other.dimensions) if left > 0 else ():
            singles = [
                group for group in sizes.groups if [*group.selection] == [name] and len(group.selection[name]) == 1
            ]
            empty = [one for one in singles if one.size(known) > 0 and other.is_empty(one.selection, known)]
            if not empty or sum(group.size(known) for group in empty) != left:
                continue
            # As many people as groups are one in each; of one group alone, the size is what is left.
            for chosen in [[one] for one in empty] if left == len(empty) else [empty]:
                values = frozenset().union(*(group.selection[name] for group in chosen))
                found[((name, values),)] = Told({name: values}, sum(group.size(known) for group in chosen))
    return list(found.values())


def _is_only_unjudged(group: Group, told: Iterable[Population], known: Figures) -> bool:
    """True where nobody is judged or has answered, and somebody is there all the same: that does not tell that nobody is."""
    same = [one for other in told for one in other.groups if one.selection == group.selection]
    return group.size(known) == 0 and any(one.size(known) > 0 for one in same)


def _counted(group: Group, own: Mapping[tuple, Group], known: Figures) -> float:
    """The size of a group of the other population: that of its values where they are counted one by one, else its base."""
    if len(group.selection) > 1:
        return group.size(known)
    ((name, values),) = group.selection.items()
    parts = [own.get(((name, frozenset([value])),)) for value in values]
    return max(group.size(known), sum(part.size(known) for part in parts if part is not None and part.size(known) > 0))


def _share_fate(sizes: Population, told: Iterable[Population], known: Figures) -> None:
    hidden = [group.selection for group in sizes.groups if not all(map(known.is_shown, group.places))]
    for other in told:
        other.silence(hidden, known)


@dataclass(frozen=True, slots=True)
class _Kind:
    """What an indicator counts: the population of its root, and what it takes of it."""

    root: tuple
    people: tuple
    of_whole: Selection
    chosen: tuple[tuple[str, frozenset[str]], ...]
    are_sizes: bool

    @classmethod
    def of(cls, indicator: Indicator, indicators: Mapping[str, Indicator]) -> "_Kind":
        top = indicator
        while top.part_of in indicators:
            top = indicators[top.part_of]
        of_whole, own = _lists(top), _lists(indicator)
        # Several statistics of one delay are of the same people; other indicators have each their own.
        same = {name: given for name, given in top.arguments.items() if name != "statistic"}
        is_one_of_several = same.keys() != top.arguments.keys()
        return cls(
            root=(top.table, top.formula, repr(sorted(same.items())) if is_one_of_several else top.id),
            people=(top.table, repr(sorted((name, sorted(values)) for name, values in of_whole.items()))),
            of_whole=of_whole,
            chosen=tuple((name, values) for name, values in sorted(own.items()) if values != of_whole.get(name)),
            are_sizes=top.formula in SIZE_FORMULAS,
        )

    def selecting(self, dimension: str, value: str) -> tuple[tuple[str, frozenset[str]], ...]:
        """The selection of a group of the indicator, of its total where `dimension` is empty."""
        if not dimension:
            return self.chosen
        chosen = dict(self.chosen)
        name = f"{dimension}s"
        return tuple(sorted((chosen | {name: chosen.get(name, frozenset([value])) & {value}}).items()))


def _lists(indicator: Indicator) -> dict[str, frozenset[str]]:
    """The arguments that choose rows by the values of a column: `kinds` for the column `kind`."""
    columns = {f"{column.name}s" for column in TABLES[indicator.table].columns} if indicator.table in TABLES else set()
    return {name: frozenset(given) for name, given in indicator.arguments.items() if name in columns}
