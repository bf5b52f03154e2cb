"""Text made fit to print: French typography, and words a rating mark already says. Escaping is elsewhere.

It is set here, where words are printed, and nowhere in the sentences: sources, data, spreadsheets and identifiers keep the
apostrophe of the keyboard, so that what people type is found (ADR 0033).
"""

import re

from qep_lib.model.characters import printable

_UNTIED_SIGN = re.compile("(?<=\\S) (?=[;:!?»])|(?<=«) (?=\\S)")
_UNTIED_PERCENT = re.compile("(?<=\\d) (?=[%‰])")
_WORD = re.compile(r"\S+")
_ELISION = re.compile(r"(?<=[^\W\d_])'(?=[\w«])")
"""An apostrophe between a letter and what it is joined to."""


def typographic(text: str) -> str:
    """`text` with the apostrophes of print: « l’usager », « d’« accueil » »; addresses stay as they are."""
    if "'" not in text:
        return text
    return _WORD.sub(lambda word: word[0] if "://" in word[0] or "@" in word[0] else _ELISION.sub("’", word[0]), text)


def tied(value):
    """As `printable`, and plain text as French typography asks: apostrophes of print, signs tied to their word, so that no
    line begins with « : ».

    Markup, whose spaces may be those of its own language, is left as it is.
    """
    cleaned = printable(value)
    if type(cleaned) is not str:
        return cleaned
    return _UNTIED_PERCENT.sub("\u202f", _UNTIED_SIGN.sub("\u00a0", typographic(cleaned)))


def text_beside_mark(text: str, mark_word: str | None) -> str:
    """The part of a cell's text that a mark standing beside it, if any, does not already say."""
    is_said = mark_word is not None and text.strip().casefold() == mark_word.strip().casefold()
    return "" if is_said else text
