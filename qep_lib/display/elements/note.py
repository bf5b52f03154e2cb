"""A remark set apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from qep_lib.display.elements.base import Element
from qep_lib.display.render import NOTE_WORDS


@dataclass(frozen=True, slots=True)
class Note(Element):
    """A remark set apart: information, a warning, a method, or the nature of the data."""

    kind: ClassVar[str] = "note"
    level: Literal["info", "warning", "method", "nature"]
    title: str
    paragraphs: tuple[str, ...]

    @property
    def word(self) -> str:
        """The word of its level, empty where the title says it already; its colour is never the only sign."""
        word = NOTE_WORDS[self.level]
        return "" if self.title.strip().casefold() == word.casefold() else word

    def for_typst(self, sheet) -> dict[str, Any]:
        """What `draw-note` reads."""
        return {
            "level": self.level,
            "word": self.word,
            "title": sheet.text(self.title),
            "paragraphs": sheet.texts(self.paragraphs),
        }

    def lines(self) -> Iterator[str]:
        """Title, then a line a paragraph."""
        if self.title:
            yield self.title
        yield from self.paragraphs
