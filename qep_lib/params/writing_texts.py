"""Puts words under a heading of `params/textes/<site>/<period>.md` and leaves every other byte of the file as it was."""

import re
from dataclasses import dataclass

from qep_lib.params.texts import without_audience

_HEADING = re.compile(r"^ {0,3}##(?!#)[ \t]*(.*?)[ \t#]*$", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Section:
    heading: str
    start: int
    end: int


def words_under(text: str, heading: str) -> str:
    """What is written under that heading, comments left out; empty where it is not there."""
    section = _find(text, heading)
    return "" if section is None else _COMMENT.sub("", text[section.start : section.end]).strip()


def with_words_under(text: str, heading: str, words: str) -> str:
    """`text` with `words` under that heading, which is added at the end where it is not there. The comments of the section,
    which hold the figures to write from, stay above the words."""
    section = _find(text, heading)
    if section is None:
        return f"{text.rstrip()}\n\n## {heading}\n\n{words.strip()}\n".lstrip()
    kept = "\n\n".join(_COMMENT.findall(text[section.start : section.end]))
    body = "\n\n".join(part for part in (kept, words.strip()) if part)
    after = text[section.end :]
    return f"{text[: section.start]}\n\n{body}\n{chr(10) if after else ''}{after}"


def _find(text: str, heading: str) -> _Section | None:
    # Comments blanked, so that a heading written in one is none and every place stays the same.
    visible = _COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    found = [*_HEADING.finditer(visible)]
    starts = [*(match.start() for match in found), len(text)]
    for match, end in zip(found, starts[1:], strict=True):
        if heading in (match[1], without_audience(match[1])[0]):
            return _Section(match[1], match.end(), end)
    return None
