"""Free words: personal data, of which only that there are some is kept and counted."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from qep_lib.model.questionnaire import Item, Option
from qep_lib.questions.forms import FORMS, item_name
from qep_lib.questions.kind import ANSWERED, BLANK, Cells, Given, Kind


class Text(Kind):
    """A comment."""

    form = FORMS["text"]

    def read(self, cells: Cells, item: Item, options: Sequence[Option]) -> Given:
        """Whether each left some words."""
        return _given((cells.texts(item_name(item)) != "").to_numpy())

    def invent(
        self, rng: np.random.Generator, item: Item, options: Sequence[Option], people: int, weights: np.ndarray | None
    ) -> Given:
        """One in three writes."""
        return _given(rng.random(people) < 1 / 3)


def _given(is_filled: np.ndarray) -> Given:
    nothing = pd.Categorical.from_codes(np.full(len(is_filled), -1), pd.Index([], dtype="str"))
    states = np.where(is_filled, ANSWERED, BLANK)
    return Given(np.arange(len(is_filled)), nothing, np.full(len(is_filled), np.nan), states)
