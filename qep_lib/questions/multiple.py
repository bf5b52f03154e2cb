"""Several answers among several: a column an answer, one cell that holds them all, or columns side by side."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from qep_lib.model.questionnaire import Item, Option
from qep_lib.questions.forms import FORMS, item_name, part_name
from qep_lib.questions.kind import Cells, Counted, Given, Kind, base_options, by_option, options_given


class Multiple(Kind):
    """Any number of answers; one that is given twice counts once."""

    form = FORMS["multiple"]

    def read(self, cells: Cells, item: Item, options: Sequence[Option]) -> Given:
        """A row for each option that a respondent chose."""
        found = several_answers(cells, item, options).drop_duplicates(["line", "option"])
        return options_given(cells.lines, pd.Series(found["option"].to_numpy(), index=found["line"]), options)

    def counted(self, item: Item, options: Sequence[Option], option_ids: np.ndarray, numbers: np.ndarray) -> Counted:
        """Each row under its option."""
        return by_option(options, option_ids)

    def invent(
        self, rng: np.random.Generator, item: Item, options: Sequence[Option], people: int, weights: np.ndarray | None
    ) -> Given:
        """Each option by some; those who draw none left the question blank."""
        kept = base_options(options)
        chances = np.full(len(kept), 1 / 3) if weights is None else np.asarray(weights)[: len(kept)]
        person, place = np.nonzero(rng.random((people, len(kept))) < chances)
        return options_given(
            pd.RangeIndex(people), pd.Series([kept[found].id for found in place], index=person, dtype=object), options
        )


def several_answers(cells: Cells, item: Item, options: Sequence[Option]) -> pd.DataFrame:
    """`line`, `place` and `option` of each answer, in the shape in which the file holds several."""
    name = item_name(item)
    if item.columns:
        return cells.ticked({option: part_name(item, option) for option in item.columns})
    if item.delimiter is not None:
        return cells.delimited(name, item.delimiter, options)
    return cells.side_by_side(name, item.rank_columns, options)
