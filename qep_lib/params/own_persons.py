"""Personal data in the words of a service: masked, but for its signatory, what it says of itself, and what was approved."""

import re
from collections.abc import Collection
from dataclasses import replace

from qep_lib.model.approved import text_sha256
from qep_lib.model.characters import fold
from qep_lib.model.prose import Run
from qep_lib.persons.masking import TURNS, Found, find_personal

_WORDS = re.compile(r"[^\W_]+")


class Veil:
    """What is put over the names and numbers of persons; `own` are those that the service itself gives."""

    def __init__(self, approved: Collection[str], own: Collection[str]):
        self._approved = approved
        self._own = [_said(text) for text in own if text.strip()]

    def sees(self, text: str) -> bool:
        """Whether something of `text` would be masked."""
        return bool(self._found(text))

    def over_text(self, text: str) -> str:
        """`text` with a word in place of all that points to a person."""
        return "".join(run.text for run in self.over((Run(text),)))

    def over(self, runs: tuple[Run, ...]) -> tuple[Run, ...]:
        """The same of a paragraph: a name may go from one style to another. A link to a masked address is one no more."""
        # As in `masking.mask`: a mask may bring to light what stood beside it.
        for _ in range(TURNS):
            found = self._found("".join(run.text for run in runs))
            if not found:
                break
            runs = _covered(runs, found)
        return tuple(replace(run, href=None) if run.href and self.sees(run.href) else run for run in runs)

    def _found(self, text: str) -> list[Found]:
        if text_sha256(text) in self._approved:
            return []
        return [one for one in find_personal(text) if not self._is_own(text[one.start : one.end])]

    def _is_own(self, words: str) -> bool:
        said = _said(words)
        return bool(said) and any(f" {said} " in f" {own} " for own in self._own)


def _said(text: str) -> str:
    """Its words and figures alone: « 02 48 67 18 18 » and « 02.48.67.18.18 » are one number."""
    return " ".join(_WORDS.findall(fold(text)))


def _covered(runs: tuple[Run, ...], found: list[Found]) -> tuple[Run, ...]:
    made, start = [], 0
    for run in runs:
        end, parts, done = start + len(run.text), [], start
        for one in found:
            if one.end <= start or one.start >= end:
                continue
            parts.append(run.text[done - start : max(one.start, start) - start])
            # The mask stands in the style in which the name begins.
            parts.append(f"[{one.kind}]" if one.start >= start else "")
            done = min(one.end, end)
        parts.append(run.text[done - start :])
        made.append(replace(run, text="".join(parts)))
        start = end
    return tuple(run for run in made if run.text)
