"""A model letter before and after its words are filled in. Reading models is `params.letters`, filling `export.letter`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LetterTemplate:
    """A model: `kind` is the word people type, `subject` and `body` are Jinja sources, `words` those they ask for."""

    kind: str
    file: str
    subject: str
    body: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter ready to be laid out: plain text only, line breaks inside a paragraph are kept."""

    subject: str
    paragraphs: tuple[str, ...]
