"""Groups of a count that only the compared period has: a channel known last year only is a 0 of this one, or the column of
last year would not add up to its total. Counting is in the formulas, comparing in `changes`.
"""

from collections.abc import Collection, Mapping

import numpy as np

from qep_lib.indicators.rows import Columns, are_in, keys_of
from qep_lib.model.indicator import Indicator

IS_PAST = "is_past"
"""The flag of the rows that are added, until it is known whether they may be compared."""


def with_past_groups(rows: Columns, previous: Columns, indicators: Mapping[str, Indicator]) -> Columns:
    """`rows` and a 0 for each group that `previous` counts and they do not, where the total of `rows` is counted too.

    Only counts are added up: a share without anything to judge is no 0. Figures that arrive finished are left as they are:
    what they do not say may be unknown.
    """
    keys, past_keys, counts = (
        keys_of(rows),
        keys_of(previous),
        {id_ for id_, i in indicators.items() if i.unit == "count"},
    )
    totals = {keys[place][:2]: place for place in _counted(rows, counts, rows["group"] == "").tolist()}
    known, added, origin = {*keys}, [], []
    for place in _counted(previous, counts, previous["group"] != "").tolist():
        key = past_keys[place]
        if key not in known and key[:2] in totals:
            added.append(key[2])
            origin.append(totals[key[:2]])
    places = np.array(origin, dtype=np.int64)
    past = {name: column[places] for name, column in rows.items()}
    past |= {"group": np.array(added, dtype=object), "denominator": rows["value"][places]}
    past |= {name: np.zeros(places.size) for name in ("numerator", "n", "value")}
    flags = np.repeat([False, True], [len(keys), places.size])
    return {name: np.concatenate([rows[name], past[name]]) for name in rows} | {IS_PAST: flags}


def _counted(rows: Columns, counts: Collection[str], is_wanted: np.ndarray) -> np.ndarray:
    """Places of the computed counts that have a value, among those wanted."""
    is_counted = (rows["origin"] == "computed") & ~np.isnan(rows["value"])
    return np.flatnonzero(is_counted & is_wanted & are_in(rows["indicator_id"], counts))


def without_idle_groups(rows: Columns) -> Columns:
    """`rows` without the added groups whose past figure may not be compared: they would tell nothing."""
    kept = np.flatnonzero(~(rows[IS_PAST] & np.isnan(rows["previous"])))
    return {name: column[kept] for name, column in rows.items() if name != IS_PAST}
