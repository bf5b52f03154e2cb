"""Several elements of one cell."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from qep_lib.display.elements.base import Element
from qep_lib.display.elements.header import Header


@dataclass(frozen=True, slots=True)
class Gallery(Element):
    """Several elements that one cell displays, in reading order; whoever exports a report sees each of them as its own."""

    kind: ClassVar[str] = "gallery"
    items: tuple[Element, ...]

    def __post_init__(self) -> None:
        if not self.items or any(isinstance(item, (Header, Gallery)) for item in self.items):
            raise ValueError("une suite d'éléments (gallery) en demande au moins un, sans en-tête ni autre suite")

    def lines(self) -> Iterator[str]:
        """Those of each."""
        for item in self.items:
            yield from item.lines()
