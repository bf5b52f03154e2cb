"""What every element shares: its forms for Jupyter, its JSON, and its kind. What each says is in a module of its own."""

import base64
import binascii
import types
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import Field, fields, is_dataclass
from functools import cache
from typing import Any, ClassVar, Union, cast, get_args, get_origin, get_type_hints

from qep_lib.display.elements.image import Image
from qep_lib.display.elements.media import DeckSlide, PrintedSheet, WordPage
from qep_lib.display.kinds import ELEMENT_KINDS
from qep_lib.display.render import render_html
from qep_lib.model.characters import printable
from qep_lib.model.prose import Listing, Paragraph

ELEMENT_MIME = "application/vnd.qep.element+json"
ELEMENT_VERSION = 1


class Element:
    """Base of what a cell displays. Subclasses are frozen dataclasses whose fields are JSON-ready.

    A kind is a subclass that names itself (`kind`) and says its `lines` of plain text; its HTML is the template of its name.
    """

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
    kind: ClassVar[str]
    divided_by: ClassVar[str] = ""
    """The field of the parts that may stand on different slides, where there is one."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        ELEMENT_KINDS[cls.kind] = cls

    def to_json(self) -> dict[str, Any]:
        """The element as data: `{"kind", "version", **fields}`; bytes become base64 text."""
        return {"kind": self.kind, "version": ELEMENT_VERSION} | {
            field.name: _plain(getattr(self, field.name)) for field in fields(self)
        }

    def lines(self) -> Iterator[str]:
        """Its words as lines of plain text, for a terminal or a screen reader's log. Nothing is escaped: there is no markup."""
        raise NotImplementedError

    @property
    def tables(self) -> tuple["Element", ...]:
        """Its tables, for who makes a sheet and a file of each."""
        return ()

    @property
    def message(self) -> str:
        """What it comes to, in its own words; empty for what is only read."""
        return ""

    def for_typst(self, sheet: PrintedSheet) -> dict[str, Any] | None:
        """What the templates of the PDF read of it, beside its kind, its words said by `sheet` (`export/plain_blocks`); None for
        what is never on paper."""
        return None

    def for_word(self, page: WordPage) -> None:
        """Write itself on `page` (`export/word`), which holds the library of the format."""

    def for_slide(self, slide: DeckSlide) -> None:
        """Write itself on `slide` (`export/presentation`), likewise."""

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        data = self.to_json()
        return {ELEMENT_MIME: data, "text/html": render_html(data), "text/plain": plain_text(self)}


def plain_text(element: Element) -> str:
    """One element as plain text: the same words, without colour."""
    return "\n".join(printable(line).rstrip() for line in element.lines())


def element_from_json(data: dict[str, Any]) -> Element:
    """The element that `to_json` wrote, checked again as when it was built.

    Raises ValueError, in French, for an unknown kind or version, a missing or surplus field, or a refused content.
    """
    kind, version = data.get("kind"), data.get("version")
    if kind not in ELEMENT_KINDS or version != ELEMENT_VERSION:
        raise ValueError(
            f"élément « {kind} », version {version}, inconnu (accepté : {', '.join(sorted(ELEMENT_KINDS))}, "
            f"version {ELEMENT_VERSION})"
        )
    content = {name: value for name, value in data.items() if name not in ("kind", "version")}
    try:
        return _reader(ELEMENT_KINDS[kind])(content)
    except (KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise ValueError(f"élément « {kind} » illisible : {error!r}") from None


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        plain = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return ({"kind": value.kind} | plain) if isinstance(value, Element) else plain
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, Iterable) and not isinstance(value, (str, dict)):
        return [_plain(item) for item in value]
    return value


@cache
def _reader(hint: Any) -> Callable[[Any], Any]:
    """What reads the JSON of a value declared so: the field of a dataclass says all that is needed."""
    origin, inner = get_origin(hint), get_args(hint)
    if hint is bytes:
        return lambda text: base64.b64decode(text, validate=True)
    if hint is Element:
        # Nested elements carry their kind alone: the version is that of the whole.
        return lambda data: element_from_json(data | {"version": ELEMENT_VERSION})
    if hint is Any:
        # What an item of a list holds, lists included.
        return lambda value: _reader(Paragraph | Listing | Image)(value)
    if isinstance(hint, type) and is_dataclass(hint):
        return _dataclass_reader(hint)
    if origin is tuple and inner[1:] == (...,):
        read = _reader(inner[0])
        return lambda values: tuple(read(value) for value in values)
    if origin is tuple:
        readers = tuple(map(_reader, inner))
        return lambda values: tuple(read(value) for read, value in zip(readers, values, strict=True))
    if origin in (Union, types.UnionType):
        return _union_reader(inner)
    return lambda value: value


def _dataclass_reader(cls: type) -> Callable[[dict[str, Any]], Any]:
    hints = get_type_hints(cls)
    readers = {field.name: _reader(hints[field.name]) for field in fields(cls)}
    unread = {"kind"} if issubclass(cls, Element) else set()
    return lambda data: cls(**{name: readers[name](value) for name, value in data.items() if name not in unread})


def _union_reader(choices: tuple[Any, ...]) -> Callable[[Any], Any]:
    """None, or the one of the dataclasses that has these fields, or what is left, as it is."""
    classes = {
        frozenset(field.name for field in fields(choice)): _reader(cast(Hashable, choice))
        for choice in choices
        if is_dataclass(choice)
    }
    others = [_reader(choice) for choice in choices if choice is not types.NoneType and not is_dataclass(choice)]

    def read(value: Any) -> Any:
        if value is None:
            return None
        if isinstance(value, dict):
            named = next(iter(classes)) if len(classes) == 1 else frozenset(value)
            return classes[named](value)
        return others[0](value)

    return read
