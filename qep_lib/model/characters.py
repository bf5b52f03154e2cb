"""Characters that no page can show, and those that turn the text around them. Where each is refused or marked is elsewhere."""

import re
import unicodedata
from functools import lru_cache
from typing import TypeVar

REPLACEMENT = "\ufffd"
_PLANES = "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17))
_UNPRINTABLE = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_PLANES}]")
"""Controls but tab and line ends, lone surrogates (which UTF-8 refuses) and code points that are not characters."""
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks, embeddings, overrides and isolates of direction: they can show « exe.fdp » where « pdf.exe » is written."""
_UNSEEN = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""The same, and spaces of no width and byte-order marks: two texts that differ by them alone look the same."""
_T = TypeVar("_T")
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "`": "'"})
_NAMES = {0: "NUL", 7: "BEL", 8: "BS", 11: "VT", 12: "FF", 27: "ESC", 127: "DEL"}


def printable(value: _T) -> _T:
    """`value`, and if it is text, with line ends as line feeds, every unprintable character as « � » and no character that
    turns the direction of what follows.

    The type is kept, so that markup which is already safe stays so; other values pass through.
    """
    if not isinstance(value, str):
        return value
    # HTML, XML, Typst and UTF-8 each refuse a different part of these characters; a visible mark is the honest common
    # ground, since dropping them could join two words or hide an attempt. Directions join nothing when they go.
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    cleaned = _DIRECTIONS.sub("", _UNPRINTABLE.sub(REPLACEMENT, lines))
    return type(value)(cleaned) if cleaned != value else value


def first_unprintable(text: str) -> str | None:
    """The code of the first character that no page can show or that turns the text, as U+0007; None without one."""
    found = _UNPRINTABLE.search(text) or _DIRECTIONS.search(text)
    return found and f"U+{ord(found[0]):04X}"


def find_control(text: str) -> str | None:
    """« BEL (U+0007) » for the first character that no page can show; None without one."""
    found = _UNPRINTABLE.search(text)
    if not found:
        return None
    code = ord(found[0])
    return f"{_NAMES[code]} (U+{code:04X})" if code in _NAMES else f"U+{code:04X}"


def find_unseen(text: str) -> str | None:
    """« U+202E » for the first mark that turns the text or is not seen; None when all that the text holds is seen."""
    found = _UNSEEN.search(text)
    return found and f"U+{ord(found[0]):04X}"


def plain(text: str) -> str:
    """`text` composed (NFC), with a space for each unprintable character and no mark that is not seen: fit to be stored."""
    return unicodedata.normalize("NFC", _UNSEEN.sub("", _UNPRINTABLE.sub(" ", text)))


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """`text` without accents, case, line breaks and repeated or no-break spaces: equal folds are one word, or one heading."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES))
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(bare.casefold().split())
