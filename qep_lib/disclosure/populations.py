"""The rows of a results table that tell of the same people, cut in groups: which of them go with the small ones.

Rows are of one population when they count the same rows of a table for the same site and period, whatever they say of them:
mean and median delay, all the requests and the complaints among them (`part_of`). A group has one fate: what is hidden of it is
hidden of all its figures, and a group whose size is hidden has no figure at all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qep_lib.disclosure.cells import Selection
from qep_lib.disclosure.groups import Figures, Group, Population
from qep_lib.disclosure.told_sizes import told_elsewhere
from qep_lib.errors import sure
from qep_lib.model.indicator import Indicator
from qep_lib.model.tables import TABLES

SIZE_FORMULAS = frozenset({"request_count", "request_theme_count", "survey_answers_count", "title_count"})
"""Formulas whose values are the sizes of groups of people; every other figure of people is about its base."""
DISTRIBUTION_PREFIXES = ("option", "state", "basis")
"""Groups that share out one base among answers, or count it in another way: hidden with their base, never part by part."""
OTHER_BASES = ("state", "basis")
"""Those whose base is not their total's: all the requests received (`state=`), the judged ones that were answered (`basis=`)."""
_Chosen = tuple[tuple[str, frozenset[str]], ...]
Whole = tuple[str, str, str]
"""Indicator, site and period of a row."""


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
        rows: dict[tuple[Any, ...], dict[_Chosen, list[int]]] = {}
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
        # Sites and months are a population each: every pair of them would be the square of a country.
        of_people: dict[tuple[object, ...], list[Population]] = {}
        for one in self.found:
            of_people.setdefault(one.people, []).append(one)
        sized = [
            (one, [other for other in of_people[one.people] if one.sizes(other)]) for one in self.found if one.are_sizes
        ]
        for one, told in sized:
            one.judge(known)
            _share_fate(one, told, known)
        for one in self.found:
            if not one.are_sizes:
                one.judge(known)
        self._hide_shares(known)
        for one, told in sized:
            one.judge(known, told_elsewhere(one, told, known))
            _share_fate(one, told, known)
        self._hide_shares(known)

    def _hide_shares(self, known: Figures) -> None:
        for place, total in self.shares:
            if not known.is_shown(total) and known.is_concerned[place]:
                known.is_gone[place] = True


def _share_fate(sizes: Population, told: Iterable[Population], known: Figures) -> None:
    hidden = [group.selection for group in sizes.groups if not all(map(known.is_shown, group.places))]
    for other in told:
        other.silence(hidden, known)


@dataclass(frozen=True, slots=True)
class _Kind:
    """What an indicator counts: the population of its root, and what it takes of it."""

    root: tuple[str, ...]
    people: tuple[str, ...]
    of_whole: Selection
    chosen: _Chosen
    are_sizes: bool

    @classmethod
    def of(cls, indicator: Indicator, indicators: Mapping[str, Indicator]) -> "_Kind":
        top = indicator
        while top.part_of in indicators:
            top = indicators[sure(top.part_of)]
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

    def selecting(self, dimension: str, value: str) -> _Chosen:
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
