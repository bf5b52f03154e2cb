"""Groups of a count that only the compared period has: a channel known last year only is a 0 of this one, or the column of
last year would not add up to its total. Counting is in the formulas, comparing in `changes`.
"""

from collections.abc import Mapping

import numpy as np

from qep_lib.indicators.rows import Columns, keys_of
from qep_lib.model.indicator import Indicator

IS_PAST = "is_past"
"""The flag of the rows that are added, until it is known whether they may be compared."""


def with_past_groups(rows: Columns, previous: Columns, indicators: Mapping[str, Indicator]) -> Columns:
    """`rows` and a 0 for each group that `previous` counts and they do not, where the total of `rows` is counted too.

    Only counts are added up: a share without anything to judge is no 0. Figures that arrive finished are left as they are:
    what they do not say may be unknown.
    """
    keys, totals = keys_of(rows), {}
    for place, (indicator_id, site_id, group) in enumerate(keys):
        if group == "" and rows["origin"][place] == "computed" and not np.isnan(rows["value"][place]):
            totals[indicator_id, site_id] = place
    known, added, origin = {*keys}, [], []
    for place, key in enumerate(keys_of(previous)):
        total = totals.get(key[:2])
        is_counted = previous["origin"][place] == "computed" and not np.isnan(previous["value"][place])
        if key[2] and key not in known and total is not None and is_counted and indicators[key[0]].unit == "count":
            added.append(key[2])
            origin.append(total)
    places = np.array(origin, dtype=np.int64)
    past = {name: column[places] for name, column in rows.items()}
    past |= {"group": np.array(added, dtype=object), "denominator": rows["value"][places]}
    past |= {name: np.zeros(places.size) for name in ("numerator", "n", "value")}
    flags = np.repeat([False, True], [len(keys), places.size])
    return {name: np.concatenate([rows[name], past[name]]) for name in rows} | {IS_PAST: flags}


def without_idle_groups(rows: Columns) -> Columns:
    """`rows` without the added groups whose past figure may not be compared: they would tell nothing."""
    kept = np.flatnonzero(~(rows[IS_PAST] & np.isnan(rows["previous"])))
    return {name: column[kept] for name, column in rows.items() if name != IS_PAST}
