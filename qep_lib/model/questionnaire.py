"""A questionnaire: items, closed answers, and how an export binds to them. Reading exports is `intake`."""

from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from qep_lib.model.base import Declaration, FileStem, Identifier


class Option(Declaration):
    """A closed answer. `level` says how it counts: outside scales it stays None; `not_applicable` leaves the base.

    An answer that stands for a band of numbers (« de 10 à 20 minutes ») gives its bounds: `at_least` 10, `below` 20; the
    first band has no lower bound, the last no upper one.
    """

    id: Identifier
    label: str
    short_label: str | None = None
    aliases: tuple[str, ...] = ()
    level: Literal["positive", "neutral", "negative", "not_applicable"] | None = None
    at_least: float | None = None
    below: float | None = None


class Item(Declaration):
    """One question. `wording` is printed verbatim; `options` come from `scale` or are the item's own.

    Binding, one of four shapes: `column` (one column), `columns` (one column an option, ticked or not),
    `column` with `delimiter` (one cell holding several answers), `column` with `rank_columns` (that many columns side by
    side, the first under its heading and the others without one, an answer in each). `block` is the part of the
    questionnaire it is in.
    `reveals_disability`: whoever answers tells of a disability, so that it is not crossed with what else identifies.
    """

    id: Identifier
    wording: str
    label: str
    block: str | None = None
    role: Literal["criterion", "overall", "profile", "visit_reason", "waiting", "other"]
    kind: Literal["single", "multiple", "number", "text"] = "single"
    scale: Identifier | None = None
    options: tuple[Option, ...] = ()
    column: str | tuple[str, ...] | None = None
    columns: dict[str, str] = {}
    delimiter: str | None = Field(default=None, pattern=r"\S")
    rank_columns: int = Field(default=1, ge=1, le=30)
    minimum: float | None = None
    maximum: float | None = None
    reveals_disability: bool = False

    @model_validator(mode="after")
    def _has_one_binding(self):
        if (self.column is None) == (not self.columns):
            raise ValueError("donner soit « column », soit « columns »")
        if self.rank_columns > 1 and (self.kind != "multiple" or self.columns or self.delimiter):
            raise ValueError(
                "« rank_columns » est d'une question à plusieurs réponses (kind: multiple), sans columns ni delimiter"
            )
        return self


class Questionnaire(Declaration):
    """A questionnaire and the columns that carry the answer's identity. `serie_id` marks comparable waves.

    A tool that writes no number or no day of the answer has no such column: its source says so (`identifier`,
    `answered_on`).
    """

    id: FileStem
    title: str
    serie_id: str
    scales: dict[Identifier, tuple[Option, ...]] = {}
    answer_id_column: str | tuple[str, ...] | None = None
    answered_on_column: str | tuple[str, ...] | None = None
    mode_column: str | tuple[str, ...] | None = None
    modes: tuple[Option, ...] = ()
    ignored_columns: tuple[str, ...] = ()
    items: tuple[Item, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _scales_exist(self):
        # `path` tells the reader of YAML which line to show.
        for i, item in enumerate(self.items):
            if item.scale is not None and item.scale not in self.scales:
                message = "l'échelle « {scale} » de l'item « {item} » n'est pas déclarée dans scales"
                place = {"path": ("items", i, "scale"), "scale": item.scale, "item": item.id}
                raise PydanticCustomError("scale", message, place)
            if item.kind in ("single", "multiple") and not (self.scales[item.scale] if item.scale else item.options):
                message = "l'item « {item} » n'a ni échelle ni réponses (scale ou options)"
                raise PydanticCustomError("scale", message, {"path": ("items", i), "item": item.id})
        return self

    def item(self, item_id: str) -> Item:
        """The item of that id; KeyError otherwise."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise KeyError(item_id)

    def options_of(self, item_id: str) -> tuple[Option, ...]:
        """Closed answers of an item in questionnaire order, from its scale or its own list."""
        item = self.item(item_id)
        return self.scales[item.scale] if item.scale else item.options
