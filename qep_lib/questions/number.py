"""A number, and the note out of ten, which is one."""

from collections.abc import Sequence

import numpy as np

from qep_lib.model.questionnaire import Item, Option
from qep_lib.questions.forms import FORMS, item_name
from qep_lib.questions.kind import Answer, Cells, Counted, Given, Kind, numbers_given


class Number(Kind):
    """A number within the bounds of the question."""

    form = FORMS["number"]

    def read(self, cells: Cells, item: Item, options: Sequence[Option]) -> Given:
        """A number each; one outside the bounds is refused."""
        name, (low, high) = item_name(item), self.form.bounds(item)
        numbers = cells.numbers(name)
        told = f"de {low:g} à {high:g}".replace(".", ",")
        cells.refuse(name, numbers.index[(numbers < low) | (numbers > high)], "outside_bounds", bounds=told)
        return numbers_given(numbers.to_numpy(dtype=float))

    def invent(
        self, rng: np.random.Generator, item: Item, options: Sequence[Option], people: int, weights: np.ndarray | None
    ) -> Given:
        """Whole numbers within the bounds, of a hundred values at most."""
        low, high = self.form.bounds(item)
        low = low if np.isfinite(low) else 0
        high = high if np.isfinite(high) else low + 100
        return numbers_given(rng.integers(np.ceil(low), np.floor(high) + 1, people).astype(float))


class Note(Number):
    """A whole note."""

    form = FORMS["note"]

    def read(self, cells: Cells, item: Item, options: Sequence[Option]) -> Given:
        """A whole note each; « 7/10 » is 7."""
        name, (low, high) = item_name(item), self.form.bounds(item)
        numbers = cells.numbers(name, out_of=int(high))
        is_wrong = (numbers < low) | (numbers > high) | (numbers.notna() & (numbers % 1 != 0))
        cells.refuse(name, numbers.index[is_wrong], "impossible_note", low=f"{low:g}", high=f"{high:g}")
        return numbers_given(numbers.mask(is_wrong).to_numpy(dtype=float))

    def counted(self, item: Item, options: Sequence[Option], option_ids: np.ndarray, numbers: np.ndarray) -> Counted:
        """Each row under its note."""
        low, high = map(int, self.form.bounds(item))
        is_note = (numbers >= low) & (numbers <= high) & (numbers % 1 == 0)
        places = np.where(is_note, numbers - low, -1)
        return Counted(tuple(Answer(f"{note}", f"{note}") for note in range(low, high + 1)), places.astype(np.int64))
