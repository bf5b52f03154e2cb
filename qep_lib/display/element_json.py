"""An element read back from its JSON, checked as when it was built. Writing the JSON is done by the elements."""

import base64
import binascii
from collections.abc import Iterable
from typing import Any

from qep_lib.display.elements import (
    ELEMENT_KINDS,
    ELEMENT_VERSION,
    Absent,
    Annexes,
    Cell,
    Comment,
    Comments,
    Element,
    Explained,
    Figure,
    Gallery,
    Header,
    Image,
    KeyFigure,
    KeyFigures,
    Landmarks,
    Letterhead,
    Method,
    Note,
    QrCode,
    RatingMark,
    Table,
    TableColumn,
    Text,
)
from qep_lib.display.strips import Key, Piece, Strip, Strips
from qep_lib.model.prose import Listing, Paragraph, Run


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
    head = data["letterhead"]
    return Header(
        **data
        | {
            "facts": _pairs(data["facts"]),
            "letterhead": None if head is None else _letterhead(head),
            "hidden": tuple(data["hidden"]),
            "first": tuple(data["first"]),
        }
    )


def _letterhead(data: dict) -> Letterhead:
    logo, opinion = data["logo"], data["opinion"]
    return Letterhead(
        names=tuple(data["names"]),
        logo=None if logo is None else _image(logo),
        contacts=_pairs(data["contacts"]),
        opinion=None if opinion is None else QrCode(**opinion | {"svg": _bytes(opinion["svg"])}),
    )


def _image(data: dict) -> Image:
    return Image(**data | {"data": _bytes(data["data"])})


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _comment(data: dict) -> Comment:
    return Comment(**data | {"content": tuple(_said(part) for part in data["content"]), "signature": data["signature"]})


def _said(data: dict) -> Paragraph | Listing | Image:
    if "runs" in data:
        return Paragraph(tuple(Run(**run) for run in data["runs"]))
    if "items" in data:
        return Listing(**data | {"items": tuple(tuple(_said(part) for part in item) for item in data["items"])})
    return _image(data)


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
    return Figure(**data | {"svg": _bytes(data["svg"]), "data": _table(table), "strips": _strips(data.get("strips"))})


def _strips(data: dict | None) -> Strips | None:
    if data is None:
        return None
    lines = tuple(
        Strip(**line | {"pieces": tuple(Piece(**piece) for piece in line["pieces"])}) for line in data["lines"]
    )
    return Strips(lines, data["ends"] and tuple(data["ends"]), tuple(Key(**key) for key in data["keys"]))


def _with_paragraphs(cls: type[Element]):
    return lambda data: cls(**data | {"paragraphs": tuple(data["paragraphs"])})


def _comments(data: dict) -> Comments:
    return Comments(**data | {"themes": _pairs(data["themes"]), "approved": tuple(data["approved"])})


def _method(data: dict) -> Method:
    items = tuple(Explained(**item | {"words": tuple(item["words"])}) for item in data["items"])
    return Method(**data | {"items": items})


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
    "comment": _comment,
    "comments": _comments,
    "absent": lambda data: Absent(**data),
    "landmarks": lambda data: Landmarks(**data),
    "method": _method,
    "annexes": lambda data: Annexes(**data),
    "gallery": _gallery,
}
