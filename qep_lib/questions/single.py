"""One answer among several: the plain choice, the levels of a scale, the bands of a number."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from qep_lib.model.questionnaire import Item, Option
from qep_lib.questions.forms import FORMS, item_name, part_name
from qep_lib.questions.kind import Cells, Counted, Given, Kind, by_option, options_given, states_of


class Single(Kind):
    """One answer in one column, or one column an answer of which one is ticked."""

    form = FORMS["single"]

    def read(self, cells: Cells, item: Item, options: Sequence[Option]) -> Given:
        """The option of each respondent; two ticks are refused."""
        if not item.columns:
            coded = cells.closed(item_name(item), options).array
            nobody = np.full(len(coded), np.nan)
            return Given(np.arange(len(coded)), coded, nobody, states_of(coded, options))
        names = {option: part_name(item, option) for option in item.columns}
        found = cells.ticked(names)
        again = found[found["line"].duplicated()].drop_duplicates("line")
        for option, lines in again.groupby("option", sort=False)["line"]:
            cells.refuse(names[str(option)], pd.Index(lines), "two_answers")
        firsts = found.drop_duplicates("line")
        return options_given(cells.lines, pd.Series(firsts["option"].to_numpy(), index=firsts["line"]), options)

    def counted(self, item: Item, options: Sequence[Option], option_ids: np.ndarray, numbers: np.ndarray) -> Counted:
        """Each row under its option."""
        return by_option(options, option_ids)

    def invent(
        self, rng: np.random.Generator, item: Item, options: Sequence[Option], people: int, weights: np.ndarray | None
    ) -> Given:
        """An option each."""
        chosen = rng.choice(len(options), people, p=weights)
        coded = pd.Categorical.from_codes(chosen, pd.Index([option.id for option in options]))
        return Given(np.arange(people), coded, np.full(people, np.nan), states_of(coded, options))


class Scale(Single):
    """Levels in order are read as any choice."""

    form = FORMS["scale"]


class Band(Single):
    """So are bands of a number."""

    form = FORMS["band"]
