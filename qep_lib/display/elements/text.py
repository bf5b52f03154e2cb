"""Sentences of the library."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from qep_lib.display.elements.base import Element
from qep_lib.display.elements.media import DeckSlide, PrintedSheet, WordPage


@dataclass(frozen=True, slots=True)
class Text(Element):
    """Sentences written by the library: paragraphs, or a list when `is_list`."""

    kind: ClassVar[str] = "text"
    divided_by: ClassVar[str] = "paragraphs"
    paragraphs: tuple[str, ...]
    is_list: bool = False

    def for_typst(self, sheet: PrintedSheet) -> dict[str, Any]:
        """What `draw-text` reads."""
        return {"paragraphs": sheet.texts(self.paragraphs), "is_list": self.is_list}

    def for_word(self, page: WordPage) -> None:
        """Paragraphs, or the points of a list."""
        if self.is_list:
            page.points(self.paragraphs)
        else:
            for paragraph in self.paragraphs:
                page.paragraph(paragraph)

    def for_slide(self, slide: DeckSlide) -> None:
        """A box of paragraphs."""
        mark = "•\u00a0" if self.is_list else ""
        slide.write([slide.body(mark + text) for text in self.paragraphs])

    def lines(self) -> Iterator[str]:
        """A line a paragraph."""
        for paragraph in self.paragraphs:
            yield f"- {paragraph}" if self.is_list else paragraph
