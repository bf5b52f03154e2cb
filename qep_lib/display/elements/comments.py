"""Themes of free-text answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from qep_lib.display.elements.base import Element
from qep_lib.display.elements.media import DeckSlide, PrintedSheet, WordPage


@dataclass(frozen=True, slots=True)
class Comments(Element):
    """Themes of free-text answers with their counts; `approved` holds texts a person has rewritten and approved."""

    kind: ClassVar[str] = "comments"
    title: str
    themes: tuple[tuple[str, str], ...]
    approved: tuple[str, ...] = ()

    def for_typst(self, sheet: PrintedSheet) -> dict[str, Any]:
        """What `draw-comments` reads."""
        return {
            "title": sheet.text(self.title),
            "themes": [sheet.texts(theme) for theme in self.themes],
            "approved": sheet.texts(self.approved),
        }

    def for_word(self, page: WordPage) -> None:
        """Title, points, quotations."""
        page.caption(self.title)
        page.points([f"{theme}\u00a0: {count}" for theme, count in self.themes])
        for quotation in self.approved:
            page.paragraph(quotation, "Quote")

    def for_slide(self, slide: DeckSlide) -> None:
        """A box of all of them."""
        themes = [slide.body(f"{theme}\u00a0: {count}") for theme, count in self.themes]
        quoted = [slide.body(f"«\u00a0{text}\u00a0»") for text in self.approved]
        slide.write([slide.strong(self.title), *themes, *quoted])

    def lines(self) -> Iterator[str]:
        """Title, a line a theme, a line a quotation."""
        yield self.title
        for theme, count in self.themes:
            yield f"- {theme} : {count}"
        for text in self.approved:
            yield f"« {text} »"
