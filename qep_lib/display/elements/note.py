"""A remark set apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from qep_lib.display.elements.base import Element
from qep_lib.display.elements.media import DeckSlide, PrintedSheet, WordPage
from qep_lib.display.render import NOTE_WORDS


@dataclass(frozen=True, slots=True)
class Note(Element):
    """A remark set apart: information, a warning, a method, or the nature of the data."""

    kind: ClassVar[str] = "note"
    divided_by: ClassVar[str] = "paragraphs"
    level: Literal["info", "warning", "method", "nature"]
    title: str
    paragraphs: tuple[str, ...]

    @property
    def word(self) -> str:
        """The word of its level, empty where the title says it already; its colour is never the only sign."""
        word = NOTE_WORDS[self.level]
        return "" if self.title.strip().casefold() == word.casefold() else word

    @property
    def full_title(self) -> str:
        """« Attention : Prudence », or the title alone where it is that word."""
        return f"{self.word}\u00a0: {self.title}" if self.word else self.title

    def for_typst(self, sheet: PrintedSheet) -> dict[str, Any]:
        """What `draw-note` reads."""
        return {
            "level": self.level,
            "word": self.word,
            "title": sheet.text(self.title),
            "paragraphs": sheet.texts(self.paragraphs),
        }

    def for_word(self, page: WordPage) -> None:
        """A box."""
        page.box(self.full_title, self.paragraphs)

    def for_slide(self, slide: DeckSlide) -> None:
        """A box in small type."""
        slide.write([slide.strong(self.full_title), *map(slide.small, self.paragraphs)])

    def lines(self) -> Iterator[str]:
        """Title, then a line a paragraph."""
        if self.title:
            yield self.title
        yield from self.paragraphs
