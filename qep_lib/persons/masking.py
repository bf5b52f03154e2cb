"""Finds what points to a person in a text and puts a word in its place: « [COURRIEL] », « [NOM] ». Nothing else is here.

Masking is an aid before a person's eyes, not anonymity: a first name in small letters, a nickname or a situation that only
one person is in are not seen (`docs/donnees-personnelles.md` says how much is).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from qep_lib.persons.figures import figure_rules
from qep_lib.persons.folding import fold
from qep_lib.persons.names import find_names

RULES_VERSION = 1
"""Raise it when a text is masked otherwise than before: files are then read again."""
KINDS = {
    "COURRIEL": "adresse de courriel",
    "TELEPHONE": "numéro de téléphone",
    "NIR": "numéro de sécurité sociale",
    "IBAN": "compte bancaire",
    "NAISSANCE": "date de naissance",
    "ADRESSE": "adresse postale",
    "PASSEPORT": "numéro de titre d'identité",
    "PLAQUE": "plaque d'immatriculation",
    "NUMERO": "numéro de 8 chiffres ou plus",
    "NOM": "nom",
    "PRENOM": "prénom",
    "SENSIBLE": "situation de santé ou croyance",
}
"""Word of a mask -> what it stands for, in French."""
_MASKS = re.compile(rf"\[(?:{'|'.join(KINDS)})\]")
_HINT = re.compile(
    r"[A-Z@\d\[(]|(?:^|[^a-z])(?:m|zero|mon|ma|mes|son|sa|suis|arobase|at|agente?|collegue|prenom|nom)", re.I
)
_TAKEN, _KEPT = "\x00", "\x01"


@dataclass(frozen=True, slots=True)
class Found:
    """What points to a person, from `start` to `end` of the text as it was typed; `kind` is a key of KINDS."""

    start: int
    end: int
    kind: str


def find_personal(text: str) -> tuple[Found, ...]:
    """All that the rules see in `text`, from left to right, without overlap. Time is linear in its length."""
    folded, places = fold(text)
    if not _HINT.search(folded):
        return ()
    spans = sorted(_spans(folded))
    return tuple(Found(places[start], _end(text, places[end - 1] + 1), kind) for start, end, kind in spans)


TURNS = 10
"""Turns of masking at most: no text may hold an import for ever."""


def mask(text: str) -> str:
    """`text` with a word in place of all that points to a person. Masking twice changes nothing more."""
    # A mask may bring to light what stood beside it: each turn takes away some of the text's own signs.
    for _ in range(TURNS):
        if not (found := find_personal(text)):
            break
        parts, done = [], 0
        for one in found:
            parts += [text[done : one.start], f"[{one.kind}]"]
            done = one.end
        masked = "".join([*parts, text[done:]])
        if masked == text:
            break
        text = masked
    return text


def _end(text: str, place: int) -> int:
    """After the accents that follow a letter as signs of their own."""
    while place < len(text) and unicodedata.combining(text[place]):
        place += 1
    return place


def _spans(folded: str) -> Iterator[tuple[int, int, str]]:
    seen = _MASKS.sub(lambda match: _KEPT * len(match[0]), folded)
    # The letter O stands for a zero in what people type.
    digits = sum(map(seen.count, "0123456789O"))
    for rule in figure_rules():
        if not rule.may_match(seen, digits):
            continue
        cuts = []
        for match in rule.pattern.finditer(seen):
            if rule.accept(match):
                start, end = match.span("it" if "it" in rule.pattern.groupindex else 0)
                cuts.append((start, end))
                if rule.kind:
                    yield start, end, rule.kind
        if cuts:
            seen = _without(seen, cuts, _TAKEN if rule.kind else _KEPT)
    yield from find_names(seen)


def _without(text: str, cuts: list[tuple[int, int]], sign: str) -> str:
    """`text` of the same length, that sign in place of each cut."""
    parts, done = [], 0
    for start, end in cuts:
        parts += [text[done:start], sign * (end - start)]
        done = end
    return "".join([*parts, text[done:]])
