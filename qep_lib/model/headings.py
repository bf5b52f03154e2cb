"""How a person names a section: by its title or by words that only one title has. Titles themselves are in notebooks."""

import re
from collections.abc import Iterable, Iterator, Sequence

from qep_lib.model.characters import fold

Title = tuple[int, str]
"""Level (2 or 3) and words of a heading of a notebook."""
CONCLUSION, ACTIONS = "conclusion", "ce que nous faisons"
_PREFECT = re.compile(r"mot d(?:u|e la) (?:sous-)?prefete?")
_PLACE = re.compile(r"^(?:\d+(?:\.\d+)*\.?\s+|annexe\s*\d*\s*:\s*)", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_SMALL = "a au aux ce d de des du en et l la le les nos notre par que qui s un une vos votre"
_SMALL_WORDS = frozenset(_SMALL.split(" "))


def headings_of(markdown: str) -> Iterator[Title]:
    """The headings of a Markdown cell, of level 2 and deeper."""
    for line in markdown.splitlines():
        if line.startswith("##"):
            words = line.lstrip("#")
            yield len(line) - len(words), words.strip()


def bare_title(title: str) -> str:
    """« Délais des titres » of « 3. Délais des titres », « plan d'actions » of « Annexe : plan d'actions »."""
    return _PLACE.sub("", title.strip()).strip()


def is_prefect_word(heading: str) -> bool:
    """True for « Mot du préfet », « Mot de la préfète », and those of a sub-prefecture."""
    return _PREFECT.fullmatch(fold(heading)) is not None


def is_reserved(heading: str) -> bool:
    """True for a heading that documents place by themselves."""
    return is_prefect_word(heading) or fold(heading) in (CONCLUSION, ACTIONS)


def match_title(name: str, titles: Sequence[Title]) -> str | None:
    """The title that `name` designates among those of one notebook, None when it is none of them or several.

    The same words, accents, case and numbers aside; otherwise the one title, of level 2 first, that has all its words.
    """
    found = candidates(name, titles)
    return found[0] if len(found) == 1 else None


def candidates(name: str, titles: Sequence[Title]) -> list[str]:
    """All the titles that `name` may designate, those of the highest level that has any."""
    read = fold(bare_title(name))
    if same := _distinct(title for _, title in titles if fold(bare_title(title)) == read):
        return same[:1]
    wanted = _words(name)
    for level in sorted({level for level, _ in titles}):
        if wanted and (near := _distinct(t for own, t in titles if own == level and wanted <= _words(t))):
            return near
    return []


def _distinct(titles: Iterable[str]) -> list[str]:
    return [*dict.fromkeys(titles)]


def _words(title: str) -> frozenset[str]:
    """Its words without accents, plural and small words."""
    words = (word.removesuffix("s") for word in _WORD.findall(fold(bare_title(title))) if word not in _SMALL_WORDS)
    return frozenset(words)
