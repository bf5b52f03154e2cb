"""A drawing with what stands for it: its alternative text and its data."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from qep_lib.display.elements.base import Element
from qep_lib.display.elements.media import DeckSlide, PrintedSheet, WordPage
from qep_lib.display.elements.table import Table, check_slug
from qep_lib.display.strips import Strips


@dataclass(frozen=True, slots=True)
class Figure(Element):
    """A drawing (SVG) that cannot exist without its alternative text and the table of its data; `strips` is what a narrow screen
    shows instead, `notes` what is read under it, on its page."""

    kind: ClassVar[str] = "figure"
    slug: str
    caption: str
    alt: str
    svg: bytes
    data: Table
    strips: Strips | None = None
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_slug(self.slug)
        if not self.alt.strip() or not self.caption.strip():
            raise ValueError("une figure demande une légende (caption) et un texte de remplacement (alt)")
        if not self.svg.lstrip().startswith((b"<?xml", b"<svg")):
            raise ValueError("une figure demande un dessin SVG")

    @property
    def tables(self) -> tuple[Table, ...]:
        """Its data."""
        return self.data.tables

    @property
    def message(self) -> str:
        """Its caption."""
        return self.caption

    def for_typst(self, sheet: PrintedSheet) -> dict[str, Any]:
        """What `draw-figure` reads."""
        svg = self.svg.decode("utf-8", errors="replace")
        words = {"caption": sheet.caption(self.caption), "alt": sheet.text(self.alt), "notes": sheet.texts(self.notes)}
        return words | {"svg": svg}

    def for_word(self, page: WordPage) -> None:
        """Caption, picture, notes."""
        page.caption(self.caption)
        page.picture(self.alt)
        for note in self.notes:
            page.paragraph(note, "Remarque")

    def for_slide(self, slide: DeckSlide) -> None:
        """Caption and picture; its notes are for who reads the annexes."""
        slide.caption(self.caption)
        slide.picture(self.alt)

    def lines(self) -> Iterator[str]:
        """Caption, alternative text, notes, data."""
        yield self.caption
        yield self.alt
        yield from self.notes
        yield from self.data.lines()
