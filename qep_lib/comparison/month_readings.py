"""What a monthly series says on its control chart: the months that leave the ordinary, the change that goes on.

Each site is read against itself, never against the others. Words and drawings are `display/`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qep_lib.model.base import Direction
from qep_lib.stats.changes import holm
from qep_lib.stats.control_chart import (
    Change,
    ControlChart,
    Reliability,
    control_chart,
    find_change,
    target_reliability,
)

WRITTEN_STEPS = (1.0, 0.1)
FAMILY_LEVEL = 0.05
"""Reports that may tell a lasting change where nothing changed in any of their series."""


@dataclass(frozen=True, slots=True)
class Signal:
    """Months in a row outside the limits, over the high one when `is_high`. `places` are theirs in the series, in order."""

    is_high: bool
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class MonthReading:
    """A series on its chart. `first_read` is the place of the first month read.

    `signals` are the months read outside the limits, oldest first; `change` is what may have changed for good, to be said
    only where `lasting_changes` keeps it among all the series of the report.
    """

    chart: ControlChart
    first_read: int
    signals: tuple[Signal, ...]
    change: Change | None
    reliability: Reliability | None

    @property
    def last_known(self) -> int | None:
        """The place of the last known month, None where none is."""
        known = np.flatnonzero(~np.isnan(self.chart.values))
        return int(known[-1]) if known.size else None

    @property
    def has_months(self) -> bool:
        """True when one of the months read is known."""
        return self.last_known is not None and self.last_known >= self.first_read

    @property
    def change_in_bands(self) -> float:
        """How far the months of the change stand from the mean, in half-widths of the ordinary band; nan without either."""
        half = self.chart.high - self.chart.centre
        return abs(self.change.distance) / half if self.change is not None and half else np.nan


def read_months(
    values: npt.ArrayLike,
    first_read: int,
    target: float | None = None,
    direction: Direction = "neutral",
    grain: float = 0.0,
) -> MonthReading:
    """Read the months from the place `first_read` on; `values` hold NaN where a month is missing.

    `target` is that of the months read; `grain` the smallest step that the values can make (`control_chart`).
    """
    series = np.asarray(values, dtype=float)
    chart = control_chart(series, first_read, grain)
    reliability = None
    if target is not None and direction != "neutral" and not np.isnan(series[first_read:]).all():
        reliability = target_reliability(chart, target, direction)
    return MonthReading(
        chart, first_read, _signals(chart, first_read), find_change(chart, first_read, grain), reliability
    )


def lasting_changes(readings: Sequence[MonthReading]) -> tuple[Change | None, ...]:
    """The change of each series that is to be said, among all those that one report reads: kept by Holm's adjustment, so that
    the whole report is wrong one time in twenty at most, whatever the number of its series."""
    changes = [reading.change for reading in readings]
    # A series without a month of the period is not a test; one that shows nothing is, with nothing to find.
    p_values = [
        np.nan if not reading.has_months else 1.0 if change is None else change.p_value
        for reading, change in zip(readings, changes, strict=True)
    ]
    adjusted = holm(p_values)
    return tuple(
        change if change is not None and p <= FAMILY_LEVEL else None
        for change, p in zip(changes, adjusted, strict=True)
    )


def grain_of(values: npt.ArrayLike, bases: npt.ArrayLike, scale: float | None) -> float:
    """The smallest step that a series can make: one case of its smallest base where it is a share (`scale` is then that of its
    unit), and not less than the last figure that all its values are written with."""
    known = np.asarray(values, dtype=float)
    is_known = ~np.isnan(known)
    known, base = known[is_known], np.asarray(bases, dtype=float)[is_known]
    base = base[base > 0]
    case = scale / base.min() if scale is not None and base.size else 0.0
    written = next(
        (step for step in WRITTEN_STEPS if np.allclose(known / step, np.round(known / step), atol=1e-6)), 0.0
    )
    return float(max(case, written))


def is_large(distance: float, least: float | None) -> bool:
    """True when a change is worth being called better or worse: at least `least`, in its unit; never without one."""
    return least is not None and abs(distance) >= least


def _signals(chart: ControlChart, first_read: int) -> tuple[Signal, ...]:
    """One signal for each stretch of the months read, in the order of time."""
    outside = np.where(chart.is_outside, np.sign(chart.values - chart.centre), 0)
    outside[:first_read] = 0
    if not outside.any():
        return ()
    ends = np.flatnonzero(np.diff(outside)) + 1
    stretches = np.split(np.arange(outside.size), ends)
    return tuple(
        Signal(bool(outside[stretch[0]] > 0), tuple(stretch.tolist())) for stretch in stretches if outside[stretch[0]]
    )
