"""The best and the worst of what is printed: figures that print alike are told alike, and none is both. Words are elsewhere."""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import TypeVar

from qep_lib.errors import sure
from qep_lib.model.measured import Measured

T = TypeVar("T")
Bounds = tuple[float | None, float | None]
ALIKE = 1
"""Points between two criteria under which neither is met more often: counts of other bases are never quite equal."""


def from_to(low: str, high: str) -> str:
    """« de 62 % à 84 % »; the value alone where both print alike."""
    return low if low == high else f"de {low} à {high}"


def ends_of(found: Iterable[T], value: Callable[[T], float]) -> tuple[T, T]:
    """The lowest and the highest of what is shown, the first of those that are equal."""
    known = list(found)
    return min(known, key=value), max(known, key=value)


def ends_words(found: Iterable[T], value: Callable[[T], float], printed: Callable[[T], str]) -> str:
    """« de 62 % à 84 % »: from the lowest to the highest, as printed."""
    return from_to(*map(printed, ends_of(found, value)))


def best_and_worst(ordered: Sequence[T], printed: Callable[[T], str], most: int) -> tuple[list[T], list[T]]:
    """(best, worst), each from its own end, about `most` and half of them at most; `ordered` from the best to the worst.

    Those that print alike stay together. What would be on both sides is on neither, and so is everything where all print alike.
    """
    groups = [list(group) for _, group in groupby(ordered, key=printed)]
    size = min(most, len(ordered) // 2)
    best, worst = _taken(groups[:-1], size), _taken(groups[:0:-1], size)
    shared = {printed(one) for group in best for one in group} & {printed(one) for group in worst for one in group}
    return _flat(best, shared, printed), _flat(worst, shared, printed)


def not_parted(ordered: Sequence[T], printed: Callable[[T], str], bounds: Callable[[T], Bounds]) -> list[T]:
    """Those that nothing parts from the first of `ordered`, itself included: they print alike, or their intervals meet or miss.

    One alone may be called the best (or the worst, `ordered` being reversed); of several, it is only among them.
    """
    if not ordered:
        return []
    first = ordered[0]
    low, high = bounds(first)
    found = [first]
    for other in ordered[1:]:
        start, end = bounds(other)
        is_apart = None not in (low, high, start, end) and (sure(end) < sure(low) or sure(start) > sure(high))
        if printed(other) == printed(first) or not is_apart:
            found.append(other)
    return found


def is_surely_under(row: Measured, other: Measured) -> bool:
    """True of a figure whose interval ends before that of the other begins."""
    return None not in (row.high, other.low) and sure(row.high) < sure(other.low)


def are_alike(bounds: Sequence[Bounds]) -> bool:
    """True of several intervals of which nothing parts any two: they all meet, or none is known."""
    known = [(low, high) for low, high in bounds if low is not None and high is not None]
    if not known:
        return len(bounds) > 1
    return len(known) == len(bounds) > 1 and max(low for low, _ in known) <= min(high for _, high in known)


def _taken(groups: Sequence[list[T]], size: int) -> list[list[T]]:
    taken: list[list[T]] = []
    for group in groups:
        if sum(map(len, taken)) >= size:
            break
        taken.append(group)
    return taken


def _flat(groups: Sequence[list[T]], shared: set[str], printed: Callable[[T], str]) -> list[T]:
    # Each end keeps its own extreme, which the other never reaches.
    return [one for place, group in enumerate(groups) for one in group if place == 0 or printed(one) not in shared]
