"""How the figures are made."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from qep_lib.display.elements.base import Element


@dataclass(frozen=True, slots=True)
class Explained:
    """One paragraph of method, and the words of a document that call for it: one of them is enough."""

    words: tuple[str, ...]
    paragraph: str


@dataclass(frozen=True, slots=True)
class Method(Element):
    """How the figures are made: a document keeps the paragraphs of which it prints a word, and explains nothing absent."""

    kind: ClassVar[str] = "method"
    title: str
    items: tuple[Explained, ...]

    def lines(self) -> Iterator[str]:
        """Title, then a line a paragraph."""
        yield self.title
        yield from (item.paragraph for item in self.items)
