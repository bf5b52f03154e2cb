"""A questionnaire: items, closed answers, and how an export binds to them. Reading exports is `intake`."""

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from qep_lib.model.base import Declaration, FileStem, Identifier

Level = Literal["positive", "neutral", "negative", "not_applicable"]
ItemRole = Literal["criterion", "overall", "profile", "visit_reason", "waiting", "other"]


class Option(Declaration):
    """A closed answer. `level` says how it counts: outside scales it stays None; `not_applicable` leaves the base.

    An answer that stands for a band of numbers (« de 10 à 20 minutes ») gives its bounds: `at_least` 10, `below` 20; the
    first band has no lower bound, the last no upper one.

    `any_other`: what people wrote themselves, whatever it is, stands for this answer; their words are not kept.
    """

    id: Identifier
    label: str
    short_label: str | None = None
    aliases: tuple[str, ...] = ()
    level: Level | None = None
    at_least: float | None = None
    below: float | None = None
    any_other: bool = False


class Row(Declaration):
    """A row of a grid, which is a question of its own. `wording` is printed after that of the grid."""

    id: Identifier
    label: str
    wording: str | None = None


class Item(Declaration):
    """One question. `wording` is printed verbatim; `options` come from `scale` or are the item's own. `kind` is a word of
    `questions.registry`, which says what each kind is.

    Binding, one of four shapes: `column` (one column), `columns` (one column an option, ticked or not, or holding its rank;
    one column a row of a grid), `column` with `delimiter` (one cell holding several answers), `column` with `rank_columns`
    (that many columns side by side, the first under its heading and the others without one, an answer in each). `block` is
    the part of the questionnaire it is in.
    `reveals_disability`: whoever answers tells of a disability, so that it is not crossed with what else identifies.
    """

    id: Identifier
    wording: str
    label: str
    block: str | None = None
    role: ItemRole
    kind: Identifier = "single"
    scale: Identifier | None = None
    options: tuple[Option, ...] = ()
    rows: tuple[Row, ...] = ()
    column: str | tuple[str, ...] | None = None
    columns: dict[str, str] = {}
    delimiter: str | None = Field(default=None, pattern=r"\S")
    rank_columns: int = Field(default=1, ge=1, le=30)
    minimum: float | None = None
    maximum: float | None = None
    reveals_disability: bool = False

    @model_validator(mode="after")
    def _has_one_binding(self) -> Self:
        if (self.column is None) == (not self.columns):
            raise ValueError("donner soit « column », soit « columns »")
        return self

    def questions(self) -> tuple["Item", ...]:
        """The questions that it asks: itself, or each row of a grid, whose id is that of the row."""
        if not self.rows:
            return (self,)
        return tuple(
            self.model_copy(
                update={
                    "id": row.id, "label": row.label, "wording": f"{self.wording} {row.wording or row.label}",
                    "block": self.block or self.label, "kind": "single", "rows": (), "columns": {},
                    "column": self.columns.get(row.id, row.label),
                }
            )
            for row in self.rows
        )  # fmt: skip


class Questionnaire(Declaration):
    """A questionnaire and the columns that carry the answer's identity. `serie_id` marks comparable waves; `is_partial` where
    it may have asked more than its known questions, so that nothing is said not to have been asked.

    A tool that writes no number or no day of the answer has no such column: its source says so (`identifier`,
    `answered_on`).
    """

    id: FileStem
    title: str
    serie_id: str
    is_partial: bool = False
    scales: dict[Identifier, tuple[Option, ...]] = {}
    answer_id_column: str | tuple[str, ...] | None = None
    answered_on_column: str | tuple[str, ...] | None = None
    mode_column: str | tuple[str, ...] | None = None
    modes: tuple[Option, ...] = ()
    ignored_columns: tuple[str, ...] = ()
    items: tuple[Item, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _scales_exist(self) -> Self:
        # `path` tells the reader of YAML which line to show.
        for i, item in enumerate(self.items):
            if item.scale is not None and item.scale not in self.scales:
                message = "l'échelle « {scale} » de l'item « {item} » n'est pas déclarée dans scales"
                place = {"path": ("items", i, "scale"), "scale": item.scale, "item": item.id}
                raise PydanticCustomError("scale", message, place)
        return self

    @property
    def questions(self) -> tuple[Item, ...]:
        """The questions asked, in their order: a grid is as many as it has rows."""
        return tuple(question for item in self.items for question in item.questions())

    def place_of(self, item_id: str) -> int:
        """Place among `items` of the one that asks that question: where its file declares it."""
        return next(i for i, item in enumerate(self.items) if item_id in [asked.id for asked in item.questions()])

    def item(self, item_id: str) -> Item:
        """The question of that id; KeyError otherwise."""
        for item in self.questions:
            if item.id == item_id:
                return item
        raise KeyError(item_id)

    def options_for(self, item: Item) -> tuple[Option, ...]:
        """Closed answers of an item or question in questionnaire order, from its scale or its own list."""
        return self.scales[item.scale] if item.scale else item.options

    def options_of(self, item_id: str) -> tuple[Option, ...]:
        """Those of the question of that id; KeyError when there is none."""
        return self.options_for(self.item(item_id))
