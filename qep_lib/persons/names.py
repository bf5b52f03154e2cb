"""Names of persons: after a title or « je m'appelle », under a letter, first names; what a sensitive word says of somebody.

The words are in `words/`, one list a file. Everything is decided from one word and its neighbours: time is linear.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from qep_lib.persons.wordlists import known_names, words

Span = tuple[int, int, str]

_WORD = re.compile(r"[A-Za-z]+(?:['-][A-Za-z]+)*")
_BESIDE = re.compile(r"\.? {1,2}|\. ?|-")
_TOLD = re.compile(r" {0,2}:? {0,2}")
_AFTER_LETTER = re.compile(r"[ ,.;:!\n-]{1,6}")
_ARTICLES = ("le", "la", "les", "l")
_INITIAL = re.compile(r"\. ?")
_LONGEST_NAME = 4
_SPOKEN_NUMBERS = 5
"""Numbers in words, from « zéro » on, that make a telephone number."""
_NEAR = 4


@dataclass(frozen=True, slots=True)
class _Sentence:
    """The words of a text with their places; `low` is each in small letters."""

    text: str
    words: Sequence[re.Match[str]]
    low: Sequence[str]

    def __len__(self) -> int:
        return len(self.words)

    def between(self, first: int) -> str:
        """What stands between a word and the next one."""
        return self.text[self.words[first].end() : self.words[first + 1].start()]

    def is_beside(self, first: int) -> bool:
        """True when the next word follows closely, as a surname follows a first name."""
        return first + 1 < len(self) and _BESIDE.fullmatch(self.between(first)) is not None

    def is_capital(self, place: int) -> bool:
        """True for « Martin », « MARTIN », « d'Artagnan »."""
        return any(sign.isupper() for sign in self.words[place][0])

    def is_shouted(self, place: int) -> bool:
        """True for « MARTIN »."""
        return len(self.words[place][0]) > 1 and self.words[place][0].isupper()

    def span(self, first: int, last: int, kind: str) -> Span:
        """Of those words, both included."""
        return self.words[first].start(), self.words[last].end(), kind


def find_names(text: str) -> Iterator[Span]:
    """(start, end, kind) of the names of a folded text, in order, without overlap."""
    found = [*_WORD.finditer(text)]
    said = _Sentence(text, found, [match[0].lower() for match in found])
    place = 0
    while place < len(said):
        spans = _named_from(said, place) if _may_start(said.low[place]) else []
        yield from spans
        last = spans[-1][1] if spans else 0
        place += 1
        while place < len(said) and said.words[place].start() < last:
            place += 1


@cache
def _starts() -> frozenset[str]:
    """The words that start or announce something."""
    lists = ("titles", "sayings", "labels", "closings", "sensitive")
    return frozenset({"est", "nee", "zero"}).union(known_names(), *map(words, lists))


def _may_start(word: str) -> bool:
    """False for most words, which need not be looked at any further."""
    return word in _starts() or len(word) == 1 or "-" in word or "'" in word


def _named_from(said: _Sentence, place: int) -> list[Span]:
    """What the word at `place` starts or announces."""
    for rule in (
        _after_title,
        _after_saying,
        _after_letter,
        _from_first_name,
        _after_initial,
        _spoken_number,
        _sensitive,
    ):
        if spans := rule(said, place):
            return spans
    return []


def _after_title(said: _Sentence, place: int) -> list[Span]:
    title = said.low[place]
    if title not in words("titles") or not said.is_beside(place):
        return []
    if title in words("capital_titles") and not said.is_capital(place):
        return []
    has_dot = "." in said.between(place)
    if title == "mm" and not has_dot:
        return []
    is_plain = title in ("m", "me", "ms", "pr", "maitre", "professeur") and not has_dot
    return _name(said, place + 1, may_be_small=not is_plain)


def _after_saying(said: _Sentence, place: int) -> list[Span]:
    word = said.low[place]
    if place + 1 >= len(said):
        return []
    gap = said.between(place)
    if word in words("sayings") or (word == "est" and said.low[max(0, place - 2) : place] == ["mon", "nom"]):
        return _name(said, place + 1, may_be_small=True) if _TOLD.fullmatch(gap) else []
    if word in words("labels") and ":" in gap and _TOLD.fullmatch(gap):
        return _name(said, place + 1, may_be_small=True)
    if word == "nee" and gap == " " and said.is_capital(place + 1):
        return _name(said, place + 1, may_be_small=False)
    return []


def _after_letter(said: _Sentence, place: int) -> list[Span]:
    """« Cordialement, Jean Dupont »: the last words of a letter."""
    if said.low[place] not in words("closings") or not 0 < len(said) - place - 1 <= _LONGEST_NAME:
        return []
    if not _AFTER_LETTER.fullmatch(said.between(place)) or said.low[place + 1] in words("titles"):
        return []
    return _name(said, place + 1, may_be_small=False)


def _name(said: _Sentence, place: int, may_be_small: bool) -> list[Span]:
    """The name that starts at `place`, where one is expected; nothing for « le préfet » or « est venue »."""
    first = said.low[place]
    if first in words("titles") and said.is_beside(place):
        # « M. Dr Petit »: the next title announces the name.
        return []
    bare = first.removeprefix("l'").removeprefix("d'")
    if _is_office(said, place) or (first in _ARTICLES and (not said.is_capital(place) or _is_office(said, place + 1))):
        return []
    is_particle = first in words("particles") and said.is_beside(place) and said.is_capital(place + 1)
    is_small = may_be_small and bare == first and len(first) > 2 and _is_no_word(first)
    is_word = not is_small if not said.is_capital(place) else not _is_no_word(first)
    if is_word and not is_particle:
        return []
    last = place
    while last - place + 1 < _LONGEST_NAME and said.is_beside(last) and _continues(said, last + 1, place):
        last += 1
    return [said.span(place, last, "NOM")]


def _is_office(said: _Sentence, place: int) -> bool:
    if place >= len(said):
        return False
    return said.low[place].removeprefix("l'").partition("-")[0] in words("functions") or said.low[place] in words(
        "functions"
    )


def _is_no_word(word: str) -> bool:
    """True for what is neither an everyday word, an office nor a title: it may be a name."""
    return not (
        word in words("ordinary") or word in words("functions") or word in words("titles") or word in words("labels")
    )


def _continues(said: _Sentence, place: int, start: int) -> bool:
    """True when the word goes on with the name that starts at `start`."""
    word = said.low[place]
    if word in words("particles"):
        return said.is_beside(place) and said.is_capital(place + 1)
    if said.is_capital(place):
        return _is_no_word(word)
    return not said.is_capital(start) and place == start + 1 and len(word) > 2 and _is_no_word(word)


def _from_first_name(said: _Sentence, place: int) -> list[Span]:
    """A first name, with the surname before it in capitals or after it."""
    if not _is_first_name(said, place):
        return []
    is_told = place > 0 and said.low[place - 1].removeprefix("l'") in words("relatives") and said.is_beside(place - 1)
    if not said.is_capital(place):
        return [said.span(place, place, "PRENOM")] if is_told else []
    if _is_of_a_place(said, place):
        return []
    has_surname = said.is_beside(place) and said.is_capital(place + 1) and _is_surname(said, place + 1)
    before = place - 1
    has_before = (
        place > 0
        and said.is_beside(before)
        and said.is_shouted(before)
        and len(said.low[before]) > 3
        and _is_surname(said, before)
    )
    if said.low[place] in words("ambiguous_names") and not (has_surname or has_before or is_told):
        return []
    spans = [said.span(before, before, "NOM")] if has_before else []
    spans.append(said.span(place, place, "PRENOM"))
    if has_surname:
        last = place + 1
        while last - place < _LONGEST_NAME and said.is_beside(last) and _continues(said, last + 1, place):
            last += 1
        spans.append(said.span(place + 1, last, "NOM"))
    return spans


def _is_first_name(said: _Sentence, place: int) -> bool:
    """« Ousmane », « Jean-Pierre », « OUSMANE »; three capitals are an abbreviation, « d'Ousmane » is one too."""
    word = said.low[place].removeprefix("d'").removeprefix("qu'").removeprefix("l'")
    parts = word.split("-")
    if not parts[0] or not all(part in known_names() for part in parts):
        return False
    return not (said.is_shouted(place) and len(word) < 4)


def _is_surname(said: _Sentence, place: int) -> bool:
    return len(said.low[place]) > 1 and _is_no_word(said.low[place])


def _after_initial(said: _Sentence, place: int) -> list[Span]:
    """« voir avec S. Morel »; not « annexe A. Former », nor the letters that head a list."""
    is_initial = len(said.low[place]) == 1 and said.is_capital(place) and said.low[place] != "m"
    if not is_initial or not 0 < place < len(said) - 1 or not _INITIAL.fullmatch(said.between(place)):
        return []
    is_inside = said.between(place - 1) == " " and not said.is_capital(place - 1)
    if not is_inside or said.low[place - 1] in words("lettered"):
        return []
    return _name(said, place + 1, may_be_small=False)


def _is_of_a_place(said: _Sentence, place: int) -> bool:
    """« rue Jean Moulin », « lycée de la Marie », « Saint Denis »: what comes before names a place."""
    for back in range(1, 4):
        if place - back < 0 or not said.is_beside(place - back):
            return False
        word = said.low[place - back].removeprefix("l'").removeprefix("d'")
        if word in words("places"):
            return True
        is_link = word in words("particles") or word in words("first_names") or word in words("titles")
        if not is_link:
            return False
    return False


def _spoken_number(said: _Sentence, place: int) -> list[Span]:
    """« zéro six douze trente-quatre… »."""
    if said.low[place] != "zero":
        return []
    last = place
    while last + 1 < len(said) and said.between(last).strip(" ,.-") == "" and _is_number(said.low[last + 1]):
        last += 1
    return [said.span(place, last, "TELEPHONE")] if last - place + 1 >= _SPOKEN_NUMBERS else []


def _is_number(word: str) -> bool:
    return all(part in words("numbers") for part in word.split("-"))


def _sensitive(said: _Sentence, place: int) -> list[Span]:
    """« mon fils autiste », « je suis enceinte »: the word, where somebody is meant."""
    if said.low[place] not in words("sensitive"):
        return []
    near = range(max(0, place - _NEAR), place)
    is_somebody = any(
        said.low[back] in words("owners") and "." not in said.text[said.words[back].end() : said.words[place].start()]
        for back in near
    )
    return [said.span(place, place, "SENSIBLE")] if is_somebody else []
