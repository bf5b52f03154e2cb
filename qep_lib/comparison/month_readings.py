"""What a monthly series says on its XmR chart: the ordinary from the months before the period, and what leaves it since.

Each site is read against itself, never against the others. Words and drawings are `display/`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from qep_lib.model.base import Direction
from qep_lib.stats.control_chart import (
    FIRM_POINTS,
    ControlChart,
    Reliability,
    control_chart,
    ends_trend,
    find_signals,
    target_reliability,
    whole_runs,
)

Rule = Literal["outside", "shift", "trend", "near_limit"]
WHOLE_RUN, TWO_OF_THREE = 1, 2
"""How far apart two flagged months of one signal may be."""
LASTING_OUTSIDE = 3
"""Months in a row outside the limits that are a change and not an accident (a choice of the project): a fall too large to wait
for the seventh month."""


@dataclass(frozen=True, slots=True)
class Signal:
    """Months that leave the ordinary by one rule, on the high side when `is_high` (of a trend: rising).

    `places` are those of the flagged months in the series, in order.
    """

    rule: Rule
    is_high: bool
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class MonthReading:
    """A series on its chart. `first_read` is the place of the first month read; `baseline`, how many of the first months fix
    the limits, None when all of them do.

    `signals` are those that reach the months read, in the order of their first month.
    """

    chart: ControlChart
    first_read: int
    baseline: int | None
    signals: tuple[Signal, ...]
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
    def lasting_change(self) -> Signal | None:
        """The change that still goes on at the last known month, or None: seven months or more on one side of the mean, or
        LASTING_OUTSIDE or more outside the limits; of several, the one that started first."""
        return next((s for s in self.signals if s.places[-1] == self.last_known and _may_last(s)), None)

    @property
    def lasting_distance(self) -> float:
        """How far above the mean the months of the lasting change stand on average, in the unit of the series; below it when
        negative, nan without such a change.
        """
        if self.lasting_change is None:
            return np.nan
        return float(self.chart.values[list(self.lasting_change.places)].mean() - self.chart.centre)

    @property
    def lasting_size(self) -> float:
        """The same whatever the side, in half-widths of the ordinary band; nan without a band too."""
        half = self.chart.high - self.chart.centre
        return abs(self.lasting_distance) / half if half else np.nan


def read_months(
    values: npt.ArrayLike, first_read: int, target: float | None = None, direction: Direction = "neutral"
) -> MonthReading:
    """Read the months from the place `first_read` on; `values` hold NaN where a month is missing.

    The months before fix centre and limits when 12 of them are known, so that a change of the period does not widen the
    limits that should show it; otherwise every month does. `target` is that of the months read.
    """
    series = np.asarray(values, dtype=float)
    has_past = np.count_nonzero(~np.isnan(series[:first_read])) >= FIRM_POINTS
    baseline = first_read if has_past else None
    chart = control_chart(series, baseline=baseline)
    found = sorted(_signals(chart), key=lambda signal: (signal.places[0], signal.rule))
    kept = tuple(signal for signal in found if signal.places[-1] >= first_read)
    is_judged = target is not None and direction != "neutral" and not np.isnan(series[first_read:]).all()
    reliability = target_reliability(chart, target, direction) if is_judged else None
    return MonthReading(chart, first_read, baseline, kept, reliability)


def _may_last(signal: Signal) -> bool:
    return signal.rule == "shift" or (signal.rule == "outside" and len(signal.places) >= LASTING_OUTSIDE)


def _signals(chart: ControlChart) -> Iterator[Signal]:
    if chart.firmness == "none":
        return
    flags, ends = find_signals(chart), ends_trend(chart.values)
    for is_high in (True, False):
        # A comparison with a missing month is false.
        is_side = chart.values > chart.centre if is_high else chart.values < chart.centre
        yield from _split("outside", is_high, flags.is_outside & is_side, WHOLE_RUN)
        yield from _split("shift", is_high, flags.is_shift & is_side, WHOLE_RUN)
        yield from _split("trend", is_high, whole_runs(ends == (1 if is_high else -1)), WHOLE_RUN)
        yield from _split("near_limit", is_high, flags.is_near_limit & is_side, TWO_OF_THREE)


def _split(rule: Rule, is_high: bool, is_flagged: np.ndarray, reach: int) -> Iterator[Signal]:
    """One signal for each stretch of flagged months that are at most `reach` apart."""
    places = np.flatnonzero(is_flagged)
    for stretch in np.split(places, np.flatnonzero(np.diff(places) > reach) + 1):
        if stretch.size:
            yield Signal(rule, is_high, tuple(stretch.tolist()))
