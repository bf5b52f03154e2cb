"""A text as the rules read it: no accent, no invisible sign, one form of each space, dash and digit. Finding is `masking`."""

import unicodedata
from collections.abc import Sequence

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
    folded, places = [], []
    for place, char in enumerate(text):
        for plain in unicodedata.normalize("NFKD", char).translate(_ALIKE):
            if not (unicodedata.combining(plain) or unicodedata.category(plain) == "Cf"):
                folded.append(" " if unicodedata.category(plain) == "Zs" else plain)
                places.append(place)
    return "".join(folded), places
