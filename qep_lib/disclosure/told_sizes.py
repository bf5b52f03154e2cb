"""What figures of judged or answered requests say of how many were received: sizes that are told without being counted."""

from collections.abc import Iterable, Mapping
from math import nan

from qep_lib.disclosure.groups import Figures, Group, Population, Told
from qep_lib.errors import sure

_Key = tuple[tuple[str, frozenset[str]], ...]
"""A selection, as a key."""


def told_elsewhere(sizes: Population, told: Iterable[Population], known: Figures) -> list[Told]:
    """What the figures shown of these populations say of the sizes.

    A group that has no size of its own is told by its base, which is not far from it. Groups of nobody there (no delay is
    promised at a desk) are, together, what the whole leaves beside its base; where that base is hidden here, the document of a
    longer period may print its own, which tells of them as well: they protect nobody, and stay hidden.
    """
    own = {tuple(group.selection.items()): group for group in sizes.groups}
    whole = own[()].size(known) if () in own else nan
    found: dict[_Key, Told] = {}
    for other in told:
        total = next((group for group in other.groups if not group.selection), None)
        left = whole - total.size(known) if total is not None else 0.0
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
                size = sum(group.size(known) for group in chosen)
                found[((name, values),)] = Told({name: values}, size, is_here=sure(total).is_shown(known))
    return list(found.values())


def _is_only_unjudged(group: Group, told: Iterable[Population], known: Figures) -> bool:
    """True where nobody is judged or has answered, and somebody is there all the same: that does not tell that nobody is."""
    same = [one for other in told for one in other.groups if one.selection == group.selection]
    return group.size(known) == 0 and any(one.size(known) > 0 for one in same)


def _counted(group: Group, own: Mapping[_Key, Group], known: Figures) -> float:
    """The size of a group of the other population: that of its values where they are counted one by one, else its base."""
    if len(group.selection) > 1:
        return group.size(known)
    ((name, values),) = group.selection.items()
    parts = [own.get(((name, frozenset([value])),)) for value in values]
    return max(group.size(known), sum(part.size(known) for part in parts if part is not None and part.size(known) > 0))
