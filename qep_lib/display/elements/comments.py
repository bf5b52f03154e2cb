"""Themes of free-text answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from qep_lib.display.elements.base import Element


@dataclass(frozen=True, slots=True)
class Comments(Element):
    """Themes of free-text answers with their counts; `approved` holds texts a person has rewritten and approved."""

    kind: ClassVar[str] = "comments"
    title: str
    themes: tuple[tuple[str, str], ...]
    approved: tuple[str, ...] = ()

    def for_typst(self, sheet) -> dict[str, Any]:
        """What `draw-comments` reads."""
        return {
            "title": sheet.text(self.title),
            "themes": [sheet.texts(theme) for theme in self.themes],
            "approved": sheet.texts(self.approved),
        }

    def lines(self) -> Iterator[str]:
        """Title, a line a theme, a line a quotation."""
        yield self.title
        for theme, count in self.themes:
            yield f"- {theme} : {count}"
        for text in self.approved:
            yield f"« {text} »"
