"""All that is known of headings and values, ready to be looked up: `params/recognition` and the declared sources together.

Comparing is without case, accents and signs, then by likeness (rapidfuzz). Nothing here reads a file.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz import fuzz, process

from qep_lib.intake.headings import Headings, as_tuple
from qep_lib.model.campaign import Source
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.characters import fold
from qep_lib.model.recognition import CommonWords, Recognition, Tool
from qep_lib.preparation.levels import Levels
from qep_lib.preparation.shapes import is_survey, tables_but_surveys

SURE, NEAR = 91, 82
"""Likeness out of 100 from which two texts are the same with a slip of the pen, and from which it is worth asking."""
_SIGNS = re.compile(r"[^\w%<>+*/\U0001F300-\U0001FAFF\u2600-\u27BF]+")
_SHARE_OF_A_HEADER = 4
_SHORT = 5
"""Texts this short are one slip away from another word: they are the same or not."""


@lru_cache(maxsize=65536)
def bare(text: str) -> str:
    """`text` folded, signs as spaces: « N° d'enregistrement : » is « no d enregistrement »."""
    return " ".join(_SIGNS.sub(" ", fold(text).replace("_", " ")).split()) or fold(text)


@dataclass(frozen=True, slots=True)
class Match:
    """The word found, of what, and how alike out of 100 (100: the same)."""

    of: str
    word: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words that stand for something, by their bare form: the first declared wins."""

    of: Mapping[str, tuple[str, str]]

    @classmethod
    def build(cls, words: Mapping[str, Iterable[str]]) -> "Lexicon":
        """`words`: what is meant -> how it is written."""
        found: dict[str, tuple[str, str]] = {}
        for meaning, written in words.items():
            for word in written:
                found.setdefault(bare(word), (meaning, word))
        return cls(found)

    def find(self, text: str, least: float = SURE) -> Match | None:
        """The word that `text` is, or the nearest at that likeness."""
        wanted = bare(text)
        if not wanted:
            return None
        if wanted in self.of:
            return Match(*self.of[wanted], 100)
        if (cut := _cut_short(text, wanted)) and (match := self._only_start(cut)):
            return match
        if len(wanted) <= _SHORT or least >= 100:
            return None
        near = process.extractOne(wanted, self.of.keys(), scorer=fuzz.ratio, score_cutoff=least)
        return Match(*self.of[near[0]], near[1]) if near else None

    def _only_start(self, start: str) -> Match | None:
        """What « Réclam. » begins, where it begins one thing only."""
        begun = {self.of[word] for word in self.of if word.startswith(start)}
        meanings = {meaning for meaning, _ in begun}
        if len(meanings) != 1:
            return None
        meaning, word = min(begun, key=lambda found: len(found[1]))
        return Match(meaning, word, SURE)


def _cut_short(text: str, wanted: str) -> str:
    return wanted if len(wanted) >= 3 and text.rstrip().endswith(".") else ""


@dataclass(frozen=True)
class TableKnowledge:
    """One table: words of its titles, lexicon of its headings, of those that are doubtful or left, and of its values; `decided`:
    the headings, bare, that the site's own sources read.
    """

    name: str
    titles: tuple[str, ...]
    headings: Lexicon
    doubtful: Lexicon
    ignored: Lexicon
    values: Mapping[str, Lexicon]
    decided: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class KnownHeadings(Headings):
    """All the headings that are known of any table: a row is scored by how many of them it holds."""

    folded: frozenset[str] = frozenset()

    def score(self, row: Sequence[str]) -> int:
        """How many known headings that row holds."""
        cells = {fold(cell) for cell in row if cell}
        known = len(cells & self.folded)
        # A sentence cut at its spaces holds a known word or two among many; « en ligne » one of two.
        return known if known > 1 and known * _SHARE_OF_A_HEADER >= len(cells) else 0


@dataclass(frozen=True)
class Knowledge:
    """What the recogniser knows, built once a folder. `site`: what was decided for another site is not its."""

    catalogue: Catalogue
    site: str | None = None

    @property
    def recognition(self) -> Recognition:
        """The data of `params/recognition`."""
        return self.catalogue.recognition

    @cached_property
    def tables(self) -> Mapping[str, TableKnowledge]:
        """By name, all but surveys."""
        return {name: self._table(name) for name in tables_but_surveys()}

    def _table(self, name: str) -> TableKnowledge:
        parts = self.recognition.tables.get(name, ())
        declared = (source for source in self.catalogue.sources.values() if source.table == name)
        sources = [source for source in declared if site_of(source, self.catalogue) in (None, self.site)]
        headings: dict[str, list[str]] = {}
        values: dict[str, dict[str, list[str]]] = {}
        for source in sources:
            for column, binding in source.columns.items():
                if binding.heading is not None:
                    headings.setdefault(column, []).extend(as_tuple(binding.heading))
                for value, labels in binding.values.items():
                    values.setdefault(column, {}).setdefault(value, []).extend(labels)
        for part in parts:
            for column, words in part.columns.items():
                headings.setdefault(column, []).extend(words)
            for column, by_value in part.values.items():
                for value, labels in by_value.items():
                    values.setdefault(column, {}).setdefault(value, []).extend(labels)
        return TableKnowledge(
            name,
            tuple(fold(word) for part in parts for word in part.titles),
            Lexicon.build(headings),
            Lexicon.build(_gathered(part.doubtful for part in parts)),
            Lexicon.build(
                {
                    "ignored": [
                        *(w for part in parts for w in part.ignored),
                        *(w for s in sources for w in s.ignored_columns),
                    ]
                }
            ),
            {column: Lexicon.build(by_value) for column, by_value in values.items()},
            frozenset(
                bare(heading)
                for source in sources
                if site_of(source, self.catalogue) is not None
                for binding in source.columns.values()
                for heading in as_tuple(binding.heading or ())
            ),
        )

    def stem(self, table: str) -> str:
        """How a source of that table is named, before the site."""
        named = (part.stem for part in self.recognition.tables.get(table, ()) if part.stem)
        return next(named, table.replace("_", "-"))

    @cached_property
    def unanswered(self) -> frozenset[str]:
        """What stands where nothing is answered, bare."""
        written = [word for part in self.recognition.words for word in part.not_asked]
        return frozenset(bare(word) for word in (*self.catalogue.conventions.unanswered, *written))

    @cached_property
    def personal(self) -> Lexicon:
        """Headings that name a person."""
        return Lexicon.build({"personal": [word for part in self.recognition.words for word in part.personal]})

    def is_personal(self, heading: str) -> bool:
        """True for a heading that only names a person or says how to reach one: « Usager (nom, prénom) », « Tél. / mail »."""
        left, found = bare(re.sub("[/+*]", " ", heading)).split(), False
        while left:
            size = next((n for n in range(len(left), 0, -1) if " ".join(left[:n]) in self.personal.of), 0)
            if not size and left[0] not in self.words("linking"):
                return False
            found |= size > 0
            left = left[max(1, size) :]
        return found

    def words(self, name: str) -> frozenset[str]:
        """One list of common words (`ticked`, `not_applicable`…), bare."""
        return self._words[name]

    @cached_property
    def _words(self) -> Mapping[str, frozenset[str]]:
        return {
            name: frozenset(bare(word) for part in self.recognition.words for word in getattr(part, name))
            for name in CommonWords.model_fields
        }

    @cached_property
    def roles(self) -> tuple[tuple[str, str], ...]:
        """(bare words, role), the longest words first."""
        return _phrases(
            _gathered({str(role): words for role, words in part.roles.items()} for part in self.recognition.surveys)
        )

    @cached_property
    def criteria(self) -> tuple[tuple[str, str], ...]:
        """(bare words, id of the question that a national indicator reads), the longest words first."""
        return _phrases(_gathered(part.criteria for part in self.recognition.surveys))

    @cached_property
    def options(self) -> Mapping[str, Lexicon]:
        """Role -> its usual answers."""
        roles: dict[str, dict[str, list[str]]] = {}
        for part in self.recognition.surveys:
            for role, options in part.options.items():
                for option, labels in options.items():
                    roles.setdefault(role, {}).setdefault(option, []).extend(labels)
        return {
            role: Lexicon.build({option: (*labels, option) for option, labels in options.items()})
            for role, options in roles.items()
        }

    @cached_property
    def scales(self) -> tuple[Levels, ...]:
        """Each scale with its answers."""
        said = self.recognition.words
        middle = [word for part in said for word in part.middle]
        lead_in = frozenset(word for part in said for word in part.lead_in)
        return tuple(
            Levels.build(scale, self.recognition.degrees, middle, lead_in) for scale in self.recognition.scales
        )

    @cached_property
    def linked(self) -> Mapping[str, str]:
        """Id of a question that a national indicator reads -> the label of the indicator."""
        found: dict[str, str] = {}
        for indicator in self.catalogue.indicators.values():
            if is_survey(indicator.table):
                read = indicator.arguments.get("item") or indicator.arguments.get("role")
                if read:
                    found.setdefault(str(read), indicator.label)
        if "waiting_time" in found:
            found.setdefault("waiting", found["waiting_time"])
        return found

    def survey_words(self, name: str) -> Lexicon:
        """One list of headings of surveys (`answer_id`, `answered_on`, `technical`)."""
        return self._survey_words[name]

    @cached_property
    def _survey_words(self) -> Mapping[str, Lexicon]:
        return {
            name: Lexicon.build({name: [word for part in self.recognition.surveys for word in getattr(part, name)]})
            for name in ("answer_id", "answered_on", "technical")
        }

    @cached_property
    def known_headings(self) -> Headings:
        """Every heading that is known, to find the separator of a text."""
        words = [
            word for table in self.tables.values() for word in _written(table.headings, table.doubtful, table.ignored)
        ]
        words += [
            word for tool in self.recognition.tools for word in (*tool.answer_id, *tool.answered_on, *tool.technical)
        ]
        words += _written(self.personal, self.survey_words("answer_id"), self.survey_words("answered_on"))
        return KnownHeadings(wanted=(), folded=frozenset(map(fold, words)))


def site_of(source: Source, catalogue: Catalogue) -> str | None:
    """The site whose code ends the name of a source (`registre-demandes-49`, `…-49-2`); None for one that is everybody's."""
    stem = re.sub(r"-\d$", "", source.id)
    found = [
        site for site in catalogue.sites if source.id.endswith(f"-{site.lower()}") or stem.endswith(f"-{site.lower()}")
    ]
    return max(found, key=len, default=None)


def is_technical(heading: str, tool: Tool | None) -> bool:
    """True for a heading that the tool writes for itself; « _* » stands for all that start so, « *Time » for the end."""
    return tool is not None and any(_fits(heading, pattern) for pattern in tool.technical)


def _fits(heading: str, pattern: str) -> bool:
    if pattern.startswith("*"):
        return heading.endswith(pattern[1:])
    folded = fold(heading)
    return folded.startswith(fold(pattern[:-1])) if pattern.endswith("*") else folded == fold(pattern)


def named(text: str, phrases: Sequence[tuple[str, str]]) -> str | None:
    """What the longest phrase that stands in `text`, as whole words, is about; « =accueil » is a whole text."""
    words = bare(text)
    return next(
        (
            meaning
            for phrase, meaning in phrases
            if (phrase[1:] == words if phrase.startswith("=") else f" {phrase} " in f" {words} ")
        ),
        None,
    )


def _phrases(words: Mapping[str, Iterable[str]]) -> tuple[tuple[str, str], ...]:
    found = [
        (f"={bare(word)}" if word.startswith("=") else bare(word), meaning)
        for meaning, written in words.items()
        for word in written
    ]
    return tuple(sorted(found, key=lambda pair: -len(pair[0])))


def _gathered(parts: Iterable[Mapping[str, Iterable[str]]]) -> dict[str, list[str]]:
    gathered: dict[str, list[str]] = {}
    for part in parts:
        for key, words in part.items():
            gathered.setdefault(key, []).extend(words)
    return gathered


def _written(*lexicons: Lexicon) -> list[str]:
    return [word for lexicon in lexicons for _, word in lexicon.of.values()]
