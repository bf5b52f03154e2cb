"""Protects the indicators that count some of the rows of another one (`part_of`): subtracting must not isolate a few.

« Réponses dans le délai » counts 55 requests; complaints (25), e-mails (22) and letters (8) are parts of them. What is left
of the whole once the parts shown are taken away (declared parts that are hidden, and rows of no declared part) is a group
like another: it holds nobody, or at least `threshold` people. The whole stays.

The groups of the whole (by channel, by kind) cut the same rows in another way, and differences between the two ways are
groups too: « post » less the letters are the complaints sent by post. A breakdown is shown beside the parts only if none of
these differences is small; otherwise it goes as a whole, and so does it when a part is hidden.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import isnan

from qep_lib.model.indicator import Indicator


@dataclass(slots=True)
class Figures:
    """Of each row of a results table: the base (NaN where unknown), whether it is hidden now (`is_gone`, which the methods
    of `Family` complete) or was before (`is_away`), and whether it may be hidden at all (`is_concerned`).
    """

    bases: list[float]
    is_gone: list[bool]
    is_away: list[bool]
    is_concerned: list[bool]

    def is_shown(self, place: int) -> bool:
        """Not hidden, now or before."""
        return not (self.is_gone[place] or self.is_away[place])

    def total(self, places: Sequence[int]) -> float:
        """People of those rows together; an unknown base counts for nobody."""
        return sum(self.bases[place] for place in places if self.bases[place] > 0)


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The groups of the whole by one dimension: rows by value (`groups`), and what each part (its row) takes of them.

    A part takes the values that its arguments select where the whole selects others: `channels` for `channel=`. `exact`
    parts take every row of these values; those in neither mapping are not cut by the dimension.
    """

    groups: Mapping[str, int]
    taken: Mapping[int, frozenset[str]]
    exact: frozenset[int]


@dataclass(frozen=True, slots=True)
class Family:
    """A whole and its parts, for one site and period: the rows of the totals, of the groups of the parts, and the
    breakdowns of the whole.
    """

    whole: int
    parts: tuple[int, ...]
    groups_of_parts: Mapping[int, tuple[int, ...]]
    breakdowns: tuple[Breakdown, ...]

    def hide_parts(self, known: Figures, threshold: int) -> None:
        """Hide the smallest parts until what the whole leaves beside the parts shown holds nobody or `threshold` people.

        The groups of a hidden part go with it.
        """
        if not known.is_shown(self.whole):
            return
        shown = [place for place in self.parts if known.is_shown(place) and known.bases[place] > 0]
        rest = known.bases[self.whole] - known.total(shown)
        for place in sorted(shown, key=known.bases.__getitem__):
            if not 0 < rest < threshold:
                break
            if known.is_concerned[place]:
                known.is_gone[place] = True
                rest += known.bases[place]
        for place in self.parts:
            if not known.is_shown(place):
                _hide(self.groups_of_parts[place], known)

    def hide_breakdowns(self, known: Figures, threshold: int) -> None:
        """Hide each breakdown of the whole that would isolate a few people beside the parts shown, or give back a part."""
        if not known.is_shown(self.whole):
            return
        is_part_hidden = any(not known.is_shown(place) for place in self.parts)
        for breakdown in self.breakdowns:
            rests = () if is_part_hidden else self._differences(breakdown, known)
            if is_part_hidden or any(0 < rest < threshold for rest in rests):
                _hide(breakdown.groups.values(), known)

    def _differences(self, breakdown: Breakdown, known: Figures) -> list[float]:
        """How many people each subtraction between the parts and the groups shown would leave.

        Hidden groups are known together, as what the whole leaves beside the groups shown.
        """
        groups, taken = breakdown.groups, breakdown.taken
        hidden = frozenset(
            value for value, place in groups.items() if isnan(known.bases[place]) or not known.is_shown(place)
        )

        def not_in_parts(values: frozenset[str]) -> float:
            inside = known.total([place for place, others in taken.items() if others <= values])
            if not values & hidden:
                return known.total([groups[value] for value in values & groups.keys()]) - inside
            outside = known.total([groups[value] for value in groups.keys() - values])
            return known.bases[self.whole] - outside - inside

        covers = [values | hidden if values & hidden else values for values in taken.values()]
        crossings = [not_in_parts(values) for values in (*covers, frozenset().union(*covers))]
        uncut = known.total([place for place in self.parts if place not in taken])
        rests = [*crossings, *(uncut - crossing for crossing in crossings)]
        # Groups that the parts share out between them: what these have outside the groups shown is in the hidden ones.
        for count in range(1, len(taken) + 1):
            for chosen in combinations(taken, count):
                values = frozenset().union(*(taken[part] for part in chosen)) - hidden
                rests.append(uncut + known.total(chosen) - known.total([groups[v] for v in values & groups.keys()]))
        for part in breakdown.exact & taken.keys():
            held = known.total([groups[value] for value in (taken[part] & groups.keys()) - hidden])
            rests += [known.bases[part] - held] if held else []
        return rests


def families(
    wholes: Sequence[tuple[str, str, str]], groups: Sequence[str], indicators: Mapping[str, Indicator]
) -> tuple[Family, ...]:
    """The families among rows given by their total (indicator, site, period) and their group, in the order of the ids."""
    nested = {key: found.part_of for key, found in indicators.items() if found.part_of is not None}
    named = {*nested, *nested.values()}
    rows: dict[tuple[str, str, str], dict[str, int]] = {}
    for place, (whole, group) in enumerate(zip(wholes, groups, strict=True)):
        if whole[0] in named:
            rows.setdefault(whole, {})[group] = place
    parts: dict[tuple[str, str, str], list[tuple[str, str, str]]] = {}
    for part in sorted(whole for whole, found in rows.items() if whole[0] in nested and "" in found):
        whole = (nested[part[0]], *part[1:])
        if "" in rows.get(whole, {}):
            parts.setdefault(whole, []).append(part)
    return tuple(_family(whole, found, rows, indicators) for whole, found in parts.items())


def _family(whole, parts, rows, indicators) -> Family:
    arguments = {rows[part][""]: indicators[part[0]].arguments for part in parts}
    dimensions: dict[str, dict[str, int]] = {}
    for group, place in rows[whole].items():
        dimension, _, value = group.partition("=")
        if dimension:
            dimensions.setdefault(dimension, {})[value] = place
    return Family(
        whole=rows[whole][""],
        parts=tuple(arguments),
        groups_of_parts={
            rows[part][""]: tuple(place for group, place in rows[part].items() if group) for part in parts
        },
        breakdowns=tuple(
            _breakdown(f"{dimension}s", groups, indicators[whole[0]].arguments, arguments)
            for dimension, groups in dimensions.items()
        ),
    )


def _breakdown(key: str, groups: Mapping[str, int], of_whole: Mapping, of_parts: Mapping[int, Mapping]) -> Breakdown:
    cut = {place: given for place, given in of_parts.items() if given.get(key) != of_whole.get(key)}
    others = {name: given for name, given in of_whole.items() if name != key}
    return Breakdown(
        groups=groups,
        taken={place: frozenset(given[key]) for place, given in cut.items() if key in given},
        exact=frozenset(
            place for place, given in cut.items() if others == {name: x for name, x in given.items() if name != key}
        ),
    )


def _hide(places: Iterable[int], known: Figures) -> None:
    for place in places:
        if known.is_concerned[place] and known.bases[place] > 0 and not known.is_away[place]:
            known.is_gone[place] = True
