"""What the declaration of each kind of question must be, and what is measured of it. How answers are read is in `registry`.

Nothing here loads a numerical library: commands that have nothing to do read `params/` all the same.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from qep_lib.model.questionnaire import Item, Option

Figure = Literal["share", "distribution", "mean", "given"]
"""What is measured of a question: the share of positive answers, how answers spread, the mean of numbers, the share of those
who answered at all."""
MOST_NOTES = 100


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the declaration of a question: the key of the item at fault (empty: the item), words in French."""

    key: str
    found: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Binding:
    """A column of a file: the name it gets, the headings it may have, how many columns without heading follow it."""

    name: str
    headings: tuple[str, ...]
    unnamed_after: int = 0


class Form:
    """The declaration of one kind. `name` is its word in questionnaires, `words` what it is called in a sentence.

    `has_options`: its answers are chosen among options. `is_multiple`: a person may give several answers. `shapes`: how it may
    be bound, beside one column (`columns`, `delimiter`, `rank_columns`). `holds_days`: its cells are dates; `holds_words`: what
    people wrote.
    `has_shares`: its answers are counted one by one. `low` and `high` are the bounds of a number that says none.
    """

    name: str
    words: str
    has_options = False
    is_multiple = False
    holds_days = False
    holds_words = False
    has_shares = True
    shapes: frozenset[str] = frozenset()
    low, high = -math.inf, math.inf

    def faults(self, item: Item, options: Sequence[Option]) -> Iterator[Fault]:
        """What is wrong with the declaration of the question."""
        if self.has_options and not options:
            yield Fault(
                "", f"l'item « {item.id} » n'a ni échelle ni réponses (scale ou options)", "donner scale, ou options"
            )
        shapes = {
            "columns": bool(item.columns),
            "delimiter": item.delimiter is not None,
            "rank_columns": item.rank_columns > 1,
        }
        given = [shape for shape, is_given in shapes.items() if is_given]
        for shape in given:
            if shape not in self.shapes:
                yield Fault(
                    shape, f"« {shape} » ne va pas avec {self.words} (kind: {self.name})", "corriger kind, ou l'ôter"
                )
        if len(given) > 1:
            yield Fault(
                given[0], "les réponses sont liées de deux façons", "garder un seul de columns, delimiter, rank_columns"
            )

    def bindings(self, item: Item) -> tuple[Binding, ...]:
        """The columns that hold its answers."""
        if item.columns:
            return tuple(Binding(part_name(item, part), (heading,)) for part, heading in item.columns.items())
        headings = (item.column,) if isinstance(item.column, str) else tuple(item.column or ())
        return (Binding(item_name(item), headings, item.rank_columns - 1),)

    def figures(self, item: Item, options: Sequence[Option]) -> tuple[Figure, ...]:
        """What is measured of it, the main figure first."""
        return ("distribution",)

    def bounds(self, item: Item) -> tuple[float, float]:
        """The least and the greatest number that can be answered."""
        return self.low if item.minimum is None else item.minimum, self.high if item.maximum is None else item.maximum


class Single(Form):
    """One answer among several; on a scale, the share of those that are positive."""

    name, words = "single", "un choix unique"
    has_options = True
    shapes = frozenset({"columns"})

    def figures(self, item: Item, options: Sequence[Option]) -> tuple[Figure, ...]:
        """The share of positive answers where some are declared so."""
        return ("share",) if any(option.level == "positive" for option in options) else ("distribution",)


class Scale(Single):
    """Levels in order, of which one at least is positive."""

    name, words = "scale", "une échelle"

    def faults(self, item: Item, options: Sequence[Option]) -> Iterator[Fault]:
        """A scale judges."""
        yield from super().faults(item, options)
        if options and not any(option.level == "positive" for option in options):
            found = f"aucun degré de l'échelle de l'item « {item.id} » n'est positif"
            yield Fault(_list_key(item), found, "donner level: positive aux degrés favorables")


class Band(Single):
    """Bands of a number in order (« de 10 à 20 minutes »), with their bounds."""

    name, words = "band", "des tranches"

    def faults(self, item: Item, options: Sequence[Option]) -> Iterator[Fault]:
        """Every band that counts has a bound, and they go up (overlaps are told for every list of answers)."""
        yield from super().faults(item, options)
        last = -math.inf
        for option in options:
            if option.level == "not_applicable":
                continue
            if option.at_least is None and option.below is None:
                yield Fault(
                    _list_key(item), f"la réponse « {option.label} » n'a pas de bornes", "donner at_least et below"
                )
                return
            low = -math.inf if option.at_least is None else option.at_least
            if low < last:
                found = f"la tranche « {option.label} » n'est pas à sa place"
                yield Fault(_list_key(item), found, "les écrire dans l'ordre croissant")
                return
            last = low


class Multiple(Form):
    """Any number of answers: how often each was given."""

    name, words = "multiple", "un choix multiple"
    has_options = is_multiple = True
    shapes = frozenset({"columns", "delimiter", "rank_columns"})


class Rank(Multiple):
    """An order of preference: how often each option is put first."""

    name, words = "rank", "un classement"


class Number(Form):
    """A number within bounds, told by its mean."""

    name, words = "number", "un nombre"
    has_shares = False

    def faults(self, item: Item, options: Sequence[Option]) -> Iterator[Fault]:
        """The least number is not above the greatest."""
        yield from super().faults(item, options)
        low, high = self.bounds(item)
        if low > high:
            yield Fault("maximum", "la borne haute est sous la borne basse", "corriger minimum ou maximum")

    def figures(self, item: Item, options: Sequence[Option]) -> tuple[Figure, ...]:
        """The mean."""
        return ("mean",)


class Note(Number):
    """A whole note, from 0 to 10 unless the question says otherwise: its mean, then the notes one by one. No score of
    promoters is made of it: the label uses none.
    """

    name, words = "note", "une note"
    has_shares = True
    low, high = 0, 10

    def faults(self, item: Item, options: Sequence[Option]) -> Iterator[Fault]:
        """Bounds are whole numbers, a hundred apart at most."""
        yield from super().faults(item, options)
        low, high = self.bounds(item)
        if low % 1 or high % 1 or high - low > MOST_NOTES:
            yield Fault(
                "maximum", "les bornes d'une note sont des entiers", f"de 0 à {MOST_NOTES} au plus, ou kind: number"
            )

    def figures(self, item: Item, options: Sequence[Option]) -> tuple[Figure, ...]:
        """The mean, then the notes one by one."""
        return "mean", "distribution"


class Date(Form):
    """A day, told by month."""

    name, words = "date", "une date"
    holds_days = True


class Text(Form):
    """Free words: only how many left some."""

    name, words = "text", "un texte libre"
    has_shares = False
    holds_words = True

    def figures(self, item: Item, options: Sequence[Option]) -> tuple[Figure, ...]:
        """How many left some words."""
        return ("given",)


class Grid(Form):
    """Several rows on one list of answers, a column each (`columns`: row -> heading). `Item.questions` cuts it into its rows,
    which are what is read and counted."""

    name, words = "grid", "une grille"
    has_options = True
    shapes = frozenset({"columns"})

    def faults(self, item: Item, options: Sequence[Option]) -> Iterator[Fault]:
        """Each row has its column."""
        yield from super().faults(item, options)
        if not item.rows:
            yield Fault("", f"la grille « {item.id} » n'a pas de lignes", "les donner dans rows")
        for row in item.rows:
            if row.id not in item.columns:
                yield Fault(
                    "columns", f"la ligne « {row.id} » de la grille n'a pas de colonne", f"ajouter {row.id}: en-tête"
                )


FORMS: Mapping[str, Form] = {
    form.name: form
    for form in (Single(), Scale(), Band(), Multiple(), Grid(), Note(), Number(), Date(), Rank(), Text())
}
"""The kinds that a questionnaire may name (`kind:`)."""


def form_of(item: Item) -> Form:
    """The declaration of the kind of a question; KeyError for a word that `params` has not checked."""
    return FORMS[item.kind]


def item_name(item: Item) -> str:
    """Name of the column of a question."""
    return f"item {item.id}"


def part_name(item: Item, part: str) -> str:
    """Name of the column of one answer of a question."""
    return f"item {item.id} option {part}"


def _list_key(item: Item) -> str:
    return "scale" if item.scale else "options"
