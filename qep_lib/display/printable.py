"""Text made fit to print: characters no page can show, and words a rating mark already says. Escaping is elsewhere."""

import re

REPLACEMENT = "\ufffd"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Controls but tab and line feed, lone surrogates (which UTF-8 refuses) and code points that are not characters."""
_UNTIED_SIGN = re.compile("(?<=\\S) (?=[;:!?»])|(?<=«) (?=\\S)")


def printable(value):
    """`value`, and if it is text, with line ends as line feeds and every unprintable character as « � ».

    The type is kept, so that markup which is already safe stays so; other values pass through.
    """
    if not isinstance(value, str):
        return value
    # HTML, XML, Typst and UTF-8 each refuse a different part of these characters; a visible mark is the honest common
    # ground, since dropping them could join two words or hide an attempt.
    cleaned = _UNPRINTABLE.sub(REPLACEMENT, value.replace("\r\n", "\n").replace("\r", "\n"))
    return type(value)(cleaned) if cleaned != value else value


def tied(value):
    """As `printable`, and in plain text signs are tied to their word as French typography asks: no line begins with « : ».

    Markup, whose spaces may be those of its own language, is left as it is.
    """
    cleaned = printable(value)
    return _UNTIED_SIGN.sub("\u00a0", cleaned) if type(cleaned) is str else cleaned


def text_beside_mark(text: str, mark_word: str) -> str:
    """The part of a cell's text that a mark standing beside it does not already say."""
    return "" if text.strip().casefold() == mark_word.strip().casefold() else text
