"""An order of preference among options: the first, then the next ones, as far as the person went."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from qep_lib.model.questionnaire import Item, Option
from qep_lib.questions.forms import FORMS, item_name, part_name
from qep_lib.questions.kind import Cells, Counted, Given, Kind, base_options, by_option, options_given
from qep_lib.questions.multiple import several_answers


class Rank(Kind):
    """A column a rank, one cell in order, or a column an option that holds its rank. The rank is the number stored."""

    form = FORMS["rank"]

    def read(self, cells: Cells, item: Item, options: Sequence[Option]) -> Given:
        """A row for each option that a respondent ranked; an option or a rank given twice is refused."""
        found = _numbered(cells, item, options) if item.columns else several_answers(cells, item, options)
        if not item.columns:
            found = found.assign(place=found.groupby("line").cumcount() + 1)
        again = found.duplicated(["line", "option"]) | found.duplicated(["line", "place"])
        refused = found.loc[again, "line"].drop_duplicates()
        if len(refused):
            name = part_name(item, next(iter(item.columns))) if item.columns else item_name(item)
            cells.refuse(name, pd.Index(refused), "repeated_rank")
            found = found[~found["line"].isin(refused)]
        found = found.sort_values(["line", "place"], kind="stable")
        chosen = pd.Series(found["option"].to_numpy(), index=found["line"])
        return options_given(cells.lines, chosen, options, pd.Series(found["place"].to_numpy(), index=found["line"]))

    def counted(self, item: Item, options: Sequence[Option], option_ids: np.ndarray, numbers: np.ndarray) -> Counted:
        """The first of each person; the next ones count nowhere."""
        found = by_option(options, option_ids)
        return Counted(found.answers, np.where(numbers == 1, found.places, -1))

    def invent(
        self, rng: np.random.Generator, item: Item, options: Sequence[Option], people: int, weights: np.ndarray | None
    ) -> Given:
        """Everybody ranks all of them."""
        kept = base_options(options)
        order = np.argsort(rng.random((people, len(kept))), axis=1)
        chosen = pd.Series([kept[place].id for place in order.ravel()], index=np.repeat(np.arange(people), len(kept)))
        ranks = pd.Series(np.tile(np.arange(1.0, len(kept) + 1), people), index=chosen.index)
        return options_given(pd.RangeIndex(people), chosen, options, ranks)


def _numbered(cells: Cells, item: Item, options: Sequence[Option]) -> pd.DataFrame:
    parts = []
    for option in item.columns:
        name = part_name(item, option)
        ranks = cells.numbers(name)
        is_wrong = ranks.notna() & ~ranks.isin(np.arange(1, len(options) + 1))
        cells.refuse(name, ranks.index[is_wrong], "impossible_rank", last=len(options))
        ranks = ranks[ranks.notna() & ~is_wrong]
        parts.append(pd.DataFrame({"line": ranks.index, "place": ranks.to_numpy(), "option": option}))
    return pd.concat(parts, ignore_index=True)
