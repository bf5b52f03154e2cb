"""Figures to remember, as cards."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from qep_lib.display.elements.base import Element
from qep_lib.display.elements.media import DeckSlide, PrintedSheet, WordPage
from qep_lib.display.elements.table import Cell, RatingMark, Table, TableColumn


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One figure to remember: its value as printed, its base or interval, its class against the target.

    `scope` says whose figure it is where a reader could mistake it: of the site, of a centre, of the whole country.
    """

    label: str
    value: str
    detail: str = ""
    mark: RatingMark | None = None
    scope: str = ""

    @property
    def full_label(self) -> str:
        """What it is, and whose."""
        return " – ".join(filter(None, (self.label, self.scope)))


@dataclass(frozen=True, slots=True)
class KeyFigures(Element):
    """A row of key figures."""

    kind: ClassVar[str] = "key_figures"
    divided_by: ClassVar[str] = "items"
    title: str
    items: tuple[KeyFigure, ...]

    @property
    def message(self) -> str:
        """Its title."""
        return self.title

    def for_typst(self, sheet: PrintedSheet) -> dict[str, Any]:
        """What `draw-cards` reads."""
        items = [
            {
                "label": sheet.text(item.label),
                "value": sheet.text(item.value),
                "detail": sheet.text(item.detail),
                "scope": sheet.text(item.scope),
                "mark": sheet.mark(item.mark),
            }
            for item in self.items
        ]
        return {"title": sheet.caption(self.title), "items": items}

    def as_table(self) -> Table:
        """Cards as the rows of a table: label, value with its mark, detail."""
        rows = tuple(
            (
                Cell(item.full_label),
                Cell(item.value, mark=item.mark),
                Cell(item.detail),
            )
            for item in self.items
        )
        return Table("chiffres", self.title, tuple(map(TableColumn, ("Indicateur", "Valeur", "Précision"))), rows)

    def for_word(self, page: WordPage) -> None:
        """A table."""
        page.table(self.as_table())

    def for_slide(self, slide: DeckSlide) -> None:
        """Cards."""
        slide.cards(self.items)

    def lines(self) -> Iterator[str]:
        """Title, then a line a figure."""
        yield self.title
        for item in self.items:
            parts = [f"- {item.label} : {item.value}", item.detail, item.scope, item.mark.words if item.mark else ""]
            yield " · ".join(part for part in parts if part)
