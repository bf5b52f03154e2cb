"""The best and the worst of what is printed: figures that print alike are told alike, and none is both. Words are elsewhere."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import TypeVar

T = TypeVar("T")


def from_to(low: str, high: str) -> str:
    """« de 62 % à 84 % »; the value alone where both print alike."""
    return low if low == high else f"de {low} à {high}"


def best_and_worst(ordered: Sequence[T], printed: Callable[[T], str], most: int) -> tuple[list[T], list[T]]:
    """(best, worst), each from its own end, about `most` and half of them at most; `ordered` from the best to the worst.

    Those that print alike stay together. What would be on both sides is on neither, and so is everything where all print alike.
    """
    groups = [list(group) for _, group in groupby(ordered, key=printed)]
    size = min(most, len(ordered) // 2)
    best, worst = _taken(groups[:-1], size), _taken(groups[:0:-1], size)
    shared = {printed(one) for group in best for one in group} & {printed(one) for group in worst for one in group}
    return _flat(best, shared, printed), _flat(worst, shared, printed)


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
