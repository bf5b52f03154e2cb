"""An element read back from its JSON, checked as when it was built. Writing the JSON is done by the elements."""

import base64
import binascii
from collections.abc import Iterable
from typing import Any

from qep_lib.display.elements import (
    ELEMENT_KINDS,
    ELEMENT_VERSION,
    Cell,
    Comments,
    Element,
    Figure,
    Gallery,
    Header,
    KeyFigure,
    KeyFigures,
    Note,
    RatingMark,
    Table,
    TableColumn,
    Text,
)


def element_from_json(data: dict[str, Any]) -> Element:
    """The element that `to_json` wrote, checked again as when it was built.

    Raises ValueError, in French, for an unknown kind or version, a missing or surplus field, or a refused content.
    """
    kind, version = data.get("kind"), data.get("version")
    if kind not in ELEMENT_KINDS or version != ELEMENT_VERSION:
        raise ValueError(
            f"élément « {kind} », version {version}, inconnu (accepté : {', '.join(ELEMENT_KINDS)}, "
            f"version {ELEMENT_VERSION})"
        )
    content = {name: value for name, value in data.items() if name not in ("kind", "version")}
    try:
        return _READERS[kind](content)
    except (KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise ValueError(f"élément « {kind} » illisible : {error!r}") from None


def _pairs(values: Iterable) -> tuple[tuple[str, str], ...]:
    return tuple((first, second) for first, second in values)


def _mark(data: dict | None) -> RatingMark | None:
    return None if data is None else RatingMark(**data)


def _header(data: dict) -> Header:
    return Header(**data | {"facts": _pairs(data["facts"])})


def _key_figures(data: dict) -> KeyFigures:
    items = tuple(KeyFigure(**item | {"mark": _mark(item["mark"])}) for item in data["items"])
    return KeyFigures(**data | {"items": items})


def _table(data: dict) -> Table:
    return Table(
        **data
        | {
            "columns": tuple(TableColumn(**column) for column in data["columns"]),
            "rows": tuple(tuple(Cell(**cell | {"mark": _mark(cell["mark"])}) for cell in row) for row in data["rows"]),
            "notes": tuple(data["notes"]),
        }
    )


def _figure(data: dict) -> Figure:
    table = {name: value for name, value in data["data"].items() if name != "kind"}
    return Figure(**data | {"svg": base64.b64decode(data["svg"], validate=True), "data": _table(table)})


def _with_paragraphs(cls: type[Element]):
    return lambda data: cls(**data | {"paragraphs": tuple(data["paragraphs"])})


def _comments(data: dict) -> Comments:
    return Comments(**data | {"themes": _pairs(data["themes"]), "approved": tuple(data["approved"])})


def _gallery(data: dict) -> Gallery:
    # Nested elements carry their kind alone: the version is that of the whole.
    items = tuple(element_from_json(item | {"version": ELEMENT_VERSION}) for item in data["items"])
    return Gallery(**data | {"items": items})


_READERS = {
    "header": _header,
    "key_figures": _key_figures,
    "table": _table,
    "figure": _figure,
    "text": _with_paragraphs(Text),
    "note": _with_paragraphs(Note),
    "comments": _comments,
    "gallery": _gallery,
}
