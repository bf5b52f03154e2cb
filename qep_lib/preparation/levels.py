"""The answers of a scale as people write them: « Très satisfait(e) », « pas satisfaites du tout », « 1 - Plutôt facile ».

A level is a degree and a word; what is favourable is told by both. Which scale a column has is `scales`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from qep_lib.model.characters import fold
from qep_lib.model.recognition import Degree, KnownLevel, KnownScale

SLIP = 91
"""Likeness out of 100 from which an answer is a known one with a slip of the pen."""
_SLIP_OF_A_WORD, _SHORT = 80, 5
_FACES = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf\ufe0f]+")
_NUMBERED = re.compile(r"^\(?\d+\s*[-–—:=.)/]*\s*(?=[^\W\d])|\s*[(\[=:–—-]\s*\d+\s*[)\]]?$")
_BOTH_GENDERS = re.compile(r"(?<=\w)\s?(?:\((?:ne|le|fe|ve|te|e|es|s)\)|[·•⋅./-](?:ne|le|te|e)\b(?:[·•⋅./-]?s\b)?)+")
_SIGNS = re.compile(r"[^\w]+")
_SPLIT_DENIAL = re.compile(r"^pas (?P<word>.+) du tout$")
_SHORTEST = 3
_PLAIN, _ONLY_AGAINST = "plain", "unfavourable"


@lru_cache(maxsize=16384)
def agreed(text: str, lead_in: frozenset[str] = frozenset()) -> str:
    """`text` without what tells the gender and number of who answers, its number and what it begins with."""
    folded = fold(text)
    worded = _FACES.sub(" ", folded).strip()
    if any(map(str.isalpha, worded)):
        folded = _NUMBERED.sub("", worded)
    words = _SIGNS.sub(" ", _BOTH_GENDERS.sub("", folded)).split()
    if not words:
        return folded.replace("\ufe0f", "").strip()
    for start in sorted(lead_in, key=len, reverse=True):
        size = len(start.split())
        if " ".join(words[:size]) == start and len(words) > size:
            words = words[size:]
            break
    # « satisfait / satisfaite » is one word.
    stems = [_stem(word) for word in words]
    kept = [stem for place, stem in enumerate(stems) if place == 0 or stem != stems[place - 1]]
    return _SPLIT_DENIAL.sub(r"pas du tout \g<word>", " ".join(kept))


def _stem(word: str) -> str:
    while len(word) > _SHORTEST and word[-1] in "esx":
        word = word[:-1]
    if len(word) > _SHORTEST and (word[-1] == word[-2] or word.endswith("gu")):
        word = word[:-1]
    return f"{word[:-1]}f" if word.endswith("v") else word


@dataclass(frozen=True, slots=True)
class Level:
    """One answer: what it is, and, of an answer made of a degree and a word, both."""

    known: KnownLevel
    degree: str = ""
    word: str = ""
    is_favourable_word: bool = True


@dataclass(frozen=True)
class Levels:
    """The answers of a scale, the most favourable first, found by what people write."""

    scale: KnownScale
    ordered: tuple[Level, ...]
    by_text: Mapping[str, Level]
    degrees: Mapping[str, Degree]
    lead_in: frozenset[str]

    @classmethod
    def build(
        cls, scale: KnownScale, degrees: Sequence[Degree], middle: Iterable[str], lead_in: frozenset[str]
    ) -> "Levels":
        """The levels that are declared, and those that its words make with each degree."""
        lead_in = frozenset(" ".join(_SIGNS.sub(" ", fold(start)).split()) for start in lead_in)
        levels = [Level(level) for level in scale.levels]
        levels += _made(scale.favourable, degrees, is_favourable=True)
        levels += _made(scale.unfavourable, degrees[::-1], is_favourable=False)
        levels += _middles(scale, tuple(middle))
        levels.sort(key=lambda level: -level.known.rank)
        by_text: dict[str, Level] = {}
        # What is declared word for word comes before what degrees make.
        for level in sorted(levels, key=lambda level: bool(level.degree)):
            for label in (*level.known.labels, level.known.id):
                by_text.setdefault(agreed(label, lead_in), level)
        return cls(scale, tuple(levels), by_text, {degree.id: degree for degree in degrees}, lead_in)

    def find(self, text: str) -> Level | None:
        """The answer that `text` is, a slip of the pen allowed; a denial is never a slip (« insatisfait »)."""
        wanted = agreed(text, self.lead_in)
        if found := self.by_text.get(wanted):
            return found
        if len(wanted) <= _SHORT:
            return None
        near = process.extractOne(wanted, self.by_text.keys(), scorer=fuzz.ratio, score_cutoff=SLIP)
        return self.by_text[near[0]] if near and _is_slip(wanted, near[0]) else None

    def opposite(self, level: Level, met: Iterable[Level]) -> Level | None:
        """The answer at the other end, in the words of those that were `met`."""
        of_rank = [other for other in self.ordered if other.known.rank == -level.known.rank]
        if not level.degree:
            return next((other for other in of_rank if not other.degree), None)
        other_words = [one.word for one in met if one.degree and one.is_favourable_word != level.is_favourable_word]
        words = other_words or [*(self.scale.unfavourable if level.is_favourable_word else self.scale.favourable)]
        if other_words or not level.is_favourable_word:
            return next((one for one in of_rank if one.degree == level.degree and one.word in words), None)
        degree = self.degrees[level.degree].opposite
        return next((one for one in self.ordered if one.degree == degree and one.word == level.word), None)


def _made(words: Mapping[str, Sequence[str]], degrees: Sequence[Degree], *, is_favourable: bool) -> list[Level]:
    levels = []
    for degree in degrees:
        if is_favourable and degree.of == _ONLY_AGAINST:
            continue
        for word, written in words.items():
            labels = tuple(
                dict.fromkeys(f"{start} {one}".strip().capitalize() for start in degree.words for one in written)
            )
            known = KnownLevel(
                id=word if degree.id == _PLAIN else f"{degree.id}_{word}",
                rank=degree.rank if is_favourable else -degree.rank,
                labels=labels,
            )
            levels.append(Level(known, degree.id, word, is_favourable))
    return levels


def _middles(scale: KnownScale, middle: tuple[str, ...]) -> list[Level]:
    """« Ni satisfait ni insatisfait », and the words that stand in the middle of any scale."""
    favourable = [(name, word) for name, words in scale.favourable.items() for word in words]
    against = [word for words in scale.unfavourable.values() for word in words]
    labels = [
        f"Ni {one} ni {other}"
        for _, word in favourable
        for one, other in ((word, f"pas {word}"), *((word, bad) for bad in against), *((bad, word) for bad in against))
    ]
    name = favourable[0][0] if favourable else scale.id
    return [Level(KnownLevel(id=f"neither_{name}", rank=0, labels=(*labels, *middle)))]


def _is_slip(wanted: str, word: str) -> bool:
    """True when each word is the other but for a letter or two: none of them denies the other (« facile », « difficile »)."""
    mine, others = wanted.split(), word.split()
    return len(mine) == len(others) and all(
        one == other
        or (fuzz.ratio(one, other) >= _SLIP_OF_A_WORD and not one.endswith(other) and not other.endswith(one))
        for one, other in zip(mine, others, strict=True)
    )
