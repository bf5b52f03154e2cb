"""A day (« date de votre visite »), told by month."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from babel.dates import format_date

from qep_lib.model.questionnaire import Item, Option
from qep_lib.questions.forms import FORMS, item_name
from qep_lib.questions.kind import Answer, Cells, Counted, Given, Kind, numbers_given

_DAYS_BEFORE = 366
"""How long before the period of the survey a day may be that it asks about."""


class Date(Kind):
    """A day no later than the last known one, and a year before the period at most. Stored as days since 1 January 1970."""

    form = FORMS["date"]

    def read(self, cells: Cells, item: Item, options: Sequence[Option]) -> Given:
        """A day each; one that the survey cannot be about is refused."""
        name = item_name(item)
        days = cells.days(name)
        first, last = pd.Timestamp(cells.period.start) - pd.Timedelta(days=_DAYS_BEFORE), pd.Timestamp(cells.last_day)
        wrong = days.index[(days < first) | (days > last)]
        cells.refuse(name, wrong, "answer_outside_period", first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}")
        numbers = days.to_numpy().astype("datetime64[D]")
        return numbers_given(np.where(np.isnat(numbers), np.nan, numbers.astype(np.int64).astype(float)))

    def counted(self, item: Item, options: Sequence[Option], option_ids: np.ndarray, numbers: np.ndarray) -> Counted:
        """Each row under its month."""
        known = ~np.isnan(numbers)
        months = np.full(numbers.size, -1, dtype=np.int64)
        months[known] = numbers[known].astype(np.int64).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        found = np.unique(months[known])
        answers = tuple(
            Answer(f"{month:%Y-%m}", format_date(month, "MMMM yyyy", locale="fr_FR"))
            for month in found.astype("datetime64[M]").tolist()
        )
        return Counted(answers, np.where(known, np.searchsorted(found, months), -1), is_open=True)

    def invent(
        self, rng: np.random.Generator, item: Item, options: Sequence[Option], people: int, weights: np.ndarray | None
    ) -> Given:
        """Days of 2020."""
        return numbers_given(np.datetime64("2020-01-01").astype(np.int64) + rng.integers(0, 366, people).astype(float))
