"""Whole values counted group by group, and the statistics that counts give: sums, means, quantiles, their intervals.

Delays are whole days: ten million of them are a few hundred distinct values a group, so that counting replaces sorting.
The figures are those of each group sorted, to the bit. Which ranks bound a quantile is `delays`.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qep_lib.stats.delays import quantile_ranks

QUANTILES = {"median": 0.5, "p90": 0.9}
"""Quantiles of a delay that an indicator may ask for, by name."""
_SLACK = 1e-9
"""Of a rank: 0.9 × 10 is the 9th value, whatever binary fraction stands for 0.9."""
_DENSE_CELLS = 4
"""Counted in a full table of groups × values while it has at most this many cells a row, plus `_SPARE_CELLS`."""
_SPARE_CELLS = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """Distinct values of each group with their counts, by group then by value.

    `sizes` and `starts` are by group; `ends[i]` counts every row up to the i-th distinct value, all groups together.
    """

    groups: np.ndarray
    values: np.ndarray
    counts: np.ndarray
    ends: np.ndarray
    sizes: np.ndarray
    starts: np.ndarray


def tally(groups: npt.ArrayLike, values: npt.ArrayLike, group_count: int) -> Tally:
    """Count whole `values` in each of `group_count` groups, numbered from 0; a group may be empty."""
    groups, values = np.asarray(groups, dtype=np.int64), np.asarray(values, dtype=np.int64)
    lowest = int(values.min(initial=0))
    width = int(values.max(initial=0)) - lowest + 1
    cells = groups * width + (values - lowest)
    if group_count * width <= _DENSE_CELLS * cells.size + _SPARE_CELLS:
        table = np.bincount(cells, minlength=group_count * width)
        distinct = np.flatnonzero(table)
        counts = table[distinct]
    else:
        distinct, counts = np.unique(cells, return_counts=True)
    return _tally_of(distinct // width, distinct % width + lowest, counts, group_count)


def merged(counted: Tally, owners: np.ndarray, group_count: int) -> Tally:
    """The tally of `group_count` coarser groups: `owners` gives that of each group, -1 for one that is in none."""
    kept = owners[counted.groups] >= 0
    groups, values, counts = owners[counted.groups[kept]], counted.values[kept], counted.counts[kept]
    lowest = int(values.min(initial=0))
    width = int(values.max(initial=0)) - lowest + 1
    distinct, place = np.unique(groups * width + (values - lowest), return_inverse=True)
    whole = np.bincount(place, weights=counts, minlength=distinct.size).astype(np.int64)
    return _tally_of(distinct // width, distinct % width + lowest, whole, group_count)


def _tally_of(groups: np.ndarray, values: np.ndarray, counts: np.ndarray, group_count: int) -> Tally:
    """Of distinct values in their order. Sums of counts are exact below 2**53."""
    sizes = np.bincount(groups, weights=counts, minlength=group_count).astype(np.int64)
    return Tally(groups, values, counts, np.cumsum(counts), sizes, np.cumsum(sizes) - sizes)


def sums(counted: Tally) -> np.ndarray:
    """Sum of each group, as floats; 0 for an empty one. Exact below 2**53."""
    return np.bincount(
        counted.groups, weights=(counted.values * counted.counts).astype(float), minlength=counted.sizes.size
    )


def means(counted: Tally) -> np.ndarray:
    """Mean of each group; NaN for an empty one."""
    return sums(counted) / np.where(counted.sizes > 0, counted.sizes, np.nan)


def whole_quantiles(counted: Tally, p: float) -> np.ndarray:
    """The smallest value of each group that a share `p` of it does not exceed, a value of the group itself; NaN for an
    empty one. Numpy's « inverted_cdf », type 1: « 9 demandes sur 10 en 7 jours », where type 7 would say 7,1 days.
    """
    is_filled = counted.sizes > 0
    rank = np.ceil(p * counted.sizes - _SLACK)
    return _values_at(counted, np.maximum(rank, 1) - 1, is_filled)


def quantile_intervals(counted: Tally, p: float, confidence: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """(low, high) of each group's quantile, by the order statistics of `quantile_ranks`; NaN with too few values."""
    low, high = quantile_ranks(counted.sizes, p, confidence)
    is_known = ~np.isnan(low)
    lower, upper = (_values_at(counted, np.where(is_known, rank, 1) - 1, is_known) for rank in (low, high))
    return lower, upper


def _values_at(counted: Tally, places: np.ndarray, is_wanted: np.ndarray) -> np.ndarray:
    """The value at that place (from 0) of each group's sorted values; NaN where it is not wanted."""
    found = np.full(counted.sizes.shape, np.nan)
    rows = counted.starts[is_wanted] + places[is_wanted].astype(np.int64)
    found[is_wanted] = counted.values[np.searchsorted(counted.ends, rows, side="right")]
    return found
