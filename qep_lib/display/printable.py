"""Text made fit to print: French typography, and words a rating mark already says. Escaping is elsewhere.

It is set here, where words are printed, and nowhere in the sentences: sources, data, spreadsheets and identifiers keep the
apostrophe of the keyboard, so that what people type is found (ADR 0033).
"""

import re
from collections.abc import Iterator
from typing import Any, TypeVar, cast

from qep_lib.model.characters import printable

_T = TypeVar("_T")
_UNTIED_SIGN = re.compile("(?<=\\S) (?=[;:!?»])|(?<=«) (?=\\S)")
_UNTIED_PERCENT = re.compile("(?<=\\d) (?=[%‰])")
_UNTIED_UNIT = re.compile(
    r"(?<=\d) (?=(?:j|jours?|ans?|mois|points?)\b)|(?<=\bj) (?=ouvrés?\b)|(?<=\d) (?=sur \d)|(?<=\d sur) (?=\d)|(?<=n°) (?=\S)"
)
"""Between a number and what it counts, in the cells of a table above all: « 14 sur 20 », « 4,1 j ouvrés », « n° 2021-1 »."""
_WORD = re.compile(r"\S+")
_ORDINAL = re.compile(r"(?<![\w./-])(\d{1,3}|[IVX]+)(ers?|res?|es?)(?![\w-])")
"""« 1er », « 2es », « XIXe »: what is raised, after what stays on the line."""
_TEXT_OF_PAGE = re.compile(r"(<(script|style|title|svg)\b.*?</\2>|<[^>]*>)", re.S)
_ELISION = re.compile(r"(?<=[^\W\d_])'(?=[\w«])")
"""An apostrophe between a letter and what it is joined to."""


def typographic(text: str) -> str:
    """`text` with the apostrophes of print: « l’usager », « d’« accueil » »; addresses stay as they are."""
    if "'" not in text:
        return text
    return _WORD.sub(lambda word: word[0] if "://" in word[0] or "@" in word[0] else _ELISION.sub("’", word[0]), text)


def tied(value: _T) -> _T:
    """As `printable`, and plain text as French typography asks: apostrophes of print, signs tied to their word and numbers to
    their unit, so that no line begins with « : » nor with « ouvrés ».

    Markup, whose spaces may be those of its own language, is left as it is.
    """
    cleaned: Any = printable(value)
    if type(cleaned) is not str:
        return cast(_T, cleaned)
    words = _UNTIED_UNIT.sub("\u00a0", _UNTIED_SIGN.sub("\u00a0", typographic(cleaned)))
    return cast(_T, _UNTIED_PERCENT.sub("\u202f", words))


def ordinal_parts(text: str) -> Iterator[tuple[str, bool]]:
    """`text` in order, cut where it is raised: « la 1re année » as (« la 1 », False), (« re », True), (« année », False)."""
    start = 0
    for found in _ORDINAL.finditer(text):
        yield text[start : found.end(1)], False
        yield found[2], True
        start = found.end()
    if start < len(text) or not text:
        yield text[start:], False


def with_raised_ordinals(page: str) -> str:
    """Markup whose ordinals are raised in its text; attributes, titles of windows and drawings, which have their own, stay."""
    # What is split on is one part in three, the name that it catches the next: the text is what is left.
    parts = _TEXT_OF_PAGE.split(page)
    parts[::3] = (_ORDINAL.sub(r"\1<sup>\2</sup>", part) for part in parts[::3])
    del parts[2::3]
    return "".join(parts)


def text_beside_mark(text: str, mark_word: str | None) -> str:
    """The part of a cell's text that a mark standing beside it, if any, does not already say."""
    is_said = mark_word is not None and text.strip().casefold() == mark_word.strip().casefold()
    return "" if is_said else text
