"""A text as the rules read it: no accent, no invisible sign, one form of each space, dash and digit. Finding is `masking`."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_ALIKE = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
    | dict.fromkeys("\u2018\u2019\u02bc\u00b4`", "'")
    | dict.fromkeys("\t\v\f\r\n\u2028\u2029", "\n")
)


def fold(text: str) -> tuple[str, Sequence[int]]:
    """(folded text, for each of its characters the position in `text` of the one it comes from).

    Compatibility forms become the plain ones (full-width « ＠ », composed or decomposed accents), what does not print is
    left out: it may hide a number, never make one.
    """
    if text.isascii():
        return text.translate(_ALIKE), range(len(text))
    parts = [*map(_plain, text)]
    if all(len(part) == 1 for part in parts):
        return "".join(parts), range(len(text))
    return "".join(parts), [place for place, part in enumerate(parts) for _ in part]


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    """What stands for one character: itself, its letter, a plain digit or space, several signs, or nothing."""
    if unicodedata.category(char) == "Nd":
        return str(unicodedata.digit(char))
    signs = unicodedata.normalize("NFKD", char).translate(_ALIKE)
    kept = (sign for sign in signs if not (unicodedata.combining(sign) or unicodedata.category(sign) == "Cf"))
    return "".join(" " if unicodedata.category(sign) == "Zs" else sign for sign in kept)
