"""What every kind of question does with its answers; each module beside holds one kind, `registry` holds them all.

A kind reads cells through `Cells`, which the intake gives it: it knows shapes and rules, not files. Its declaration is in
`forms`; what is drawn and said of its counts is `reports.question_views`.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from qep_lib.model.period import Period
from qep_lib.model.questionnaire import Item, Option
from qep_lib.questions.forms import Form

STATES = ("answered", "not_applicable", "blank")
"""States of a stored answer, in the order of their codes."""
ANSWERED, NOT_APPLICABLE, BLANK = range(len(STATES))


@dataclass(frozen=True, slots=True)
class Answer:
    """A closed answer that counts in the base; `level` is that of its scale, None where it has none."""

    id: str
    label: str
    level: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """Answers to one question: `respondents` (positions of the rows of the file, ascending), one entry an answer.

    `chosen` are coded options, missing where there is none; `numbers` are missing but for kinds that have some; `states` are
    codes of STATES.
    """

    respondents: np.ndarray
    chosen: "pd.Categorical[str]"
    numbers: np.ndarray
    states: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """The answers among which stored rows spread, in their order, and the place of each row among them (-1: none).

    `is_open`: the answers are those that were given, not those that were declared.
    """

    answers: tuple[Answer, ...]
    places: np.ndarray
    is_open: bool = False


class Cells(Protocol):
    """The bound columns of one file, read by the rules of the intake: case, accents, decimal marks, codes of no answer.

    Columns are named as their `forms.Binding`. What cannot be read is told to the intake, and missing here. Series are indexed by
    line; those of several answers have a line for each, `place` being its rank among those of the cell or row.
    """

    period: Period
    last_day: np.datetime64

    @property
    def lines(self) -> pd.Index:
        """The line of each row of the file."""

    def texts(self, name: str) -> pd.Series:
        """Trimmed texts, empty where the cell is."""

    def closed(self, name: str, options: Sequence[Option]) -> pd.Series:
        """The id of the option in each cell."""

    def ticked(self, names: Mapping[str, str]) -> pd.DataFrame:
        """`line`, `place`, `option` of each ticked box; `names`: option -> column."""

    def delimited(self, name: str, delimiter: str, options: Sequence[Option]) -> pd.DataFrame:
        """`line`, `place`, `option` of each answer of a cell that holds several, the longest label first."""

    def side_by_side(self, name: str, columns: int, options: Sequence[Option]) -> pd.DataFrame:
        """`line`, `place`, `option` of each answer of that many columns."""

    def numbers(self, name: str, out_of: int | None = None) -> pd.Series:
        """Numbers as floats; `out_of` 10: « 7/10 » and « 7 sur 10 » are 7."""

    def days(self, name: str) -> pd.Series:
        """Days as datetime64."""

    def refuse(self, name: str, lines: pd.Index, rule: str, **values: object) -> None:
        """Set aside the rows of these lines, for what that column holds there: `rule` is one of the intake's, with its values."""


class Kind(ABC):
    """How the answers of one kind of question are read, counted and invented. `form` is its declaration."""

    form: Form

    @abstractmethod
    def read(self, cells: Cells, item: Item, options: Sequence[Option]) -> Given:
        """The answers of everybody, one at least each: a blank one where nothing was answered."""

    def counted(
        self, item: Item, options: Sequence[Option], option_ids: np.ndarray, numbers: np.ndarray
    ) -> Counted | None:
        """Its answers and the place among them of stored rows, given as columns; None for what is not counted by answer."""
        return None

    @abstractmethod
    def invent(
        self, rng: np.random.Generator, item: Item, options: Sequence[Option], people: int, weights: np.ndarray | None
    ) -> Given:
        """Answers of that many people, drawn. `weights`: probability of each option, equal by default."""


def base_options(options: Sequence[Option]) -> tuple[Option, ...]:
    """Those that count in the base."""
    return tuple(option for option in options if option.level != "not_applicable")


def by_option(options: Sequence[Option], option_ids: np.ndarray) -> Counted:
    """Rows spread among the options of the base."""
    kept = base_options(options)
    place_of = {option.id: place for place, option in enumerate(kept)}
    places = np.fromiter((place_of.get(id_, -1) for id_ in option_ids.tolist()), np.int64, len(option_ids))
    return Counted(tuple(Answer(option.id, option.label, option.level) for option in kept), places)


def options_given(
    lines: pd.Index, chosen: pd.Series, options: Sequence[Option], numbers: pd.Series | None = None
) -> Given:
    """What is stored of chosen options, by line in the order of `lines`; a line without any has a blank answer."""
    nothing = lines.difference(chosen.index)
    every = pd.concat([chosen.astype(object), pd.Series(None, index=nothing, dtype=object)])
    ranks = pd.concat([numbers if numbers is not None else pd.Series(np.nan, index=chosen.index),
                       pd.Series(np.nan, index=nothing)])  # fmt: skip
    places = lines.get_indexer(every.index)
    order = np.argsort(places, kind="stable")
    coded = pd.Categorical(every.to_numpy(dtype=object)[order], categories=[option.id for option in options])
    return Given(places[order], coded, ranks.to_numpy(dtype=float)[order], states_of(coded, options))


def states_of(chosen: "pd.Categorical[str]", options: Sequence[Option]) -> np.ndarray:
    """Code of the state of each chosen option."""
    outside = [option.id for option in options if option.level == "not_applicable"]
    # The last one is that of a missing option, whose code is -1.
    states = np.append(np.where(chosen.categories.isin(outside), NOT_APPLICABLE, ANSWERED), BLANK)
    return states.take(chosen.codes)


def numbers_given(numbers: np.ndarray) -> Given:
    """What is stored of one number a person, NaN where none was given."""
    nothing = pd.Categorical.from_codes(np.full(len(numbers), -1), pd.Index([], dtype="str"))
    return Given(np.arange(len(numbers)), nothing, numbers, np.where(np.isnan(numbers), BLANK, ANSWERED))
