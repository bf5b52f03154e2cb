"""Rows of a register told apart by site and by group, and what is said of those that a deadline judges.

A register that a site keeps may hold no row of the period: that site still has its total, of 0. What is counted is in
the formulas; the cohort rule is `stats/delays`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from qep_lib.indicators.codes import Codes, combine, count, renumber
from qep_lib.indicators.rows import Context, Rows, share_rows
from qep_lib.stats.delays import Verdicts


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Rows told apart by group: `site_id` and `group` name the groups; `rows` are chosen rows, `of_row` their group."""

    site_id: np.ndarray
    group: np.ndarray
    rows: np.ndarray
    of_row: np.ndarray

    def count(self, flags: np.ndarray | None = None) -> np.ndarray:
        """Rows of each group, or only those that `flags` (one a row of the table) marks."""
        return count(self.of_row, self.site_id.size, None if flags is None else flags[self.rows])


def split_rows(
    context: Context,
    recorded_sites: Collection[str],
    codes: Mapping[str, Codes],
    chosen: np.ndarray,
    dimensions: Sequence[str],
) -> Iterator[Split]:
    """The total of every site of `recorded_sites` (those with a register), then the groups of each dimension that have a row.

    `codes` holds `site_id`, under the sites of the context, and every dimension; `chosen` are places of rows.
    """
    site = codes["site_id"].places[chosen]
    recorded = np.flatnonzero([site_id in recorded_sites for site_id in context.sites])
    names = np.array(context.sites, dtype=object)
    place_of = np.zeros(names.size, dtype=np.int64)
    place_of[recorded] = np.arange(recorded.size)
    yield Split(names[recorded], np.full(recorded.size, "", dtype=object), chosen, place_of[site])
    for dimension in dimensions:
        words = codes[dimension].words
        known = codes[dimension].places[chosen] >= 0
        rows = chosen[known]
        cells, size = combine([(site[known], names.size), (codes[dimension].places[rows], max(len(words), 1))])
        found, of_row = renumber(cells, size)
        groups = np.array([f"{dimension}={word}" for word in words], dtype=object)
        yield Split(names[found // max(len(words), 1)], groups[found % max(len(words), 1)], rows, of_row)


def cohort_rows(part: Split, told: Verdicts) -> Rows:
    """Share in time among the rows whose deadline has passed; rows of which none can be judged have an unknown base."""
    asked, base = part.count(), part.count(told.is_due).astype(float)
    is_unjudged = (base == 0) & (asked > 0)
    on_time = np.where(is_unjudged, np.nan, part.count(told.is_due & told.is_in_time))
    return share_rows(part.site_id, part.group, on_time, np.where(is_unjudged, np.nan, base))


def cohort_details(total: Split, told: Verdicts) -> list[Rows]:
    """What the rate is made of, and what it leaves out, as shares of all the site's rows."""
    states = {
        "answered_late": told.is_due & told.is_answered & ~told.is_in_time,
        "no_deadline": ~told.is_judged,
        "not_yet_due": told.is_judged & ~told.is_due,
        "overdue_open": told.is_due & ~told.is_answered,
    }
    asked = total.count()
    details = [
        share_rows(total.site_id, f"state={state}", total.count(flags), asked) for state, flags in states.items()
    ]
    answered = total.count(told.is_answered)
    return [*details, share_rows(total.site_id, "basis=answered_only", total.count(told.is_in_time), answered)]
