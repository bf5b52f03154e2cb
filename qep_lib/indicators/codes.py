"""Columns as whole numbers, and how many rows there are of each combination. What is counted is in the formulas.

Text is compared once, when it is coded; after that every count is a `bincount`, for one site as for all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

_DENSE_CELLS = 1_000_000
"""Up to that many combinations, a full table is cheaper than sorting the rows."""


@dataclass(frozen=True, slots=True, eq=False)
class Codes:
    """A text column: the place of each row's text in `words`, -1 where there is none."""

    places: np.ndarray
    words: tuple[str, ...]

    def are_in(self, wanted: Sequence[str]) -> np.ndarray:
        """One flag a row: its text is one of `wanted`."""
        flags = np.zeros(len(self.words) + 1, dtype=bool)
        flags[[place for place, word in enumerate(self.words) if word in wanted]] = True
        # The last flag answers for -1.
        return flags[self.places]


def encode(column: pd.Series) -> Codes:
    """The codes of a column of text, plain or already categorical."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return Codes(column.cat.codes.to_numpy(), tuple(column.cat.categories))
    places, words = pd.factorize(column)
    return Codes(places, tuple(words.tolist()))


def encode_among(column: pd.Series, words: Sequence[str]) -> Codes:
    """The codes of a column under a list of words that is given; -1 for a text that is not in it."""
    own = encode(column)
    place_of = {word: place for place, word in enumerate(words)}
    own_places = np.array([*(place_of.get(word, -1) for word in own.words), -1], dtype=np.int64)
    return Codes(own_places[own.places], tuple(words))


def combine(parts: Sequence[tuple[np.ndarray, int]]) -> tuple[np.ndarray, int]:
    """(one code a row, number of codes) for several codes a row, given with the number of each; none may be missing."""
    first, size = parts[0]
    combined = np.asarray(first, dtype=np.int64)
    for places, number in parts[1:]:
        combined, size = combined * number + places, size * number
    return combined, size


def distinct(codes: np.ndarray, size: int) -> np.ndarray:
    """The codes that occur, in order; `size` is one more than the largest that could."""
    if size <= _DENSE_CELLS:
        return np.flatnonzero(np.bincount(codes, minlength=size))
    return np.unique(codes)


def renumber(codes: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """(the codes that occur, in order; the place of each row's code among them)."""
    if size > _DENSE_CELLS:
        return np.unique(codes, return_inverse=True)
    found = distinct(codes, size)
    places = np.zeros(size, dtype=np.int64)
    places[found] = np.arange(found.size)
    return found, places[codes]


def count(codes: np.ndarray, size: int, flags: np.ndarray | None = None) -> np.ndarray:
    """Rows of each code, or only those that `flags` marks."""
    return np.bincount(codes if flags is None else codes[flags], minlength=size)
