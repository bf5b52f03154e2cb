"""Text made fit to print: signs tied to their words, and words a rating mark already says. Escaping is elsewhere."""

import re

from qep_lib.model.characters import printable

_UNTIED_SIGN = re.compile("(?<=\\S) (?=[;:!?»])|(?<=«) (?=\\S)")


def tied(value):
    """As `printable`, and in plain text signs are tied to their word as French typography asks: no line begins with « : ».

    Markup, whose spaces may be those of its own language, is left as it is.
    """
    cleaned = printable(value)
    return _UNTIED_SIGN.sub("\u00a0", cleaned) if type(cleaned) is str else cleaned


def text_beside_mark(text: str, mark_word: str) -> str:
    """The part of a cell's text that a mark standing beside it does not already say."""
    return "" if text.strip().casefold() == mark_word.strip().casefold() else text
