"""Figures to remember, as cards."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from qep_lib.display.elements.base import Element
from qep_lib.display.elements.table import RatingMark


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


@dataclass(frozen=True, slots=True)
class KeyFigures(Element):
    """A row of key figures."""

    kind: ClassVar[str] = "key_figures"
    title: str
    items: tuple[KeyFigure, ...]

    def for_typst(self, sheet) -> dict[str, Any]:
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

    def lines(self) -> Iterator[str]:
        """Title, then a line a figure."""
        yield self.title
        for item in self.items:
            parts = [f"- {item.label} : {item.value}", item.detail, item.scope, item.mark.words if item.mark else ""]
            yield " · ".join(part for part in parts if part)
