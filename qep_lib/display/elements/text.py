"""Sentences of the library."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from qep_lib.display.elements.base import Element


@dataclass(frozen=True, slots=True)
class Text(Element):
    """Sentences written by the library: paragraphs, or a list when `is_list`."""

    kind: ClassVar[str] = "text"
    paragraphs: tuple[str, ...]
    is_list: bool = False

    def for_typst(self, sheet) -> dict[str, Any]:
        """What `draw-text` reads."""
        return {"paragraphs": sheet.texts(self.paragraphs), "is_list": self.is_list}

    def lines(self) -> Iterator[str]:
        """A line a paragraph."""
        for paragraph in self.paragraphs:
            yield f"- {paragraph}" if self.is_list else paragraph
