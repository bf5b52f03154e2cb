"""The XmR chart and the four rules of the NHS, as published: what `simulated_months` compares the workbench's own limits with.

No report uses them: they mark one ordinary month in ten (docs/adr/0013). A missing month is NaN: it is no point, gives no moving
range on either side, and ends every run, since the rules are about months that follow each other.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

LIMIT_FACTOR = 2.66
"""3 / d2 with d2 = 1.128 for ranges of two points, as rounded by the NHS."""
SCREEN_FACTOR = 3.267
"""Upper limit of moving ranges of two points, in mean moving ranges (D4)."""
PROVISIONAL_POINTS, FIRM_POINTS = 6, 12
RUN = 7
Firmness = Literal["none", "provisional", "firm"]


@dataclass(frozen=True, slots=True, eq=False)
class ControlChart:
    """A series with its centre and limits, in its own unit, limits not clipped.

    `mean_range` is the mean moving range that the limits use and `screened` how many ranges were left out of it. With the
    firmness « none » there are no limits (NaN), only a line.
    """

    values: np.ndarray
    centre: float
    low: float
    high: float
    mean_range: float
    screened: int
    firmness: Firmness


@dataclass(frozen=True, slots=True, eq=False)
class Signals:
    """The four rules, one flag a point, false for missing months: every point of the pattern is flagged."""

    is_outside: np.ndarray
    is_shift: np.ndarray
    is_trend: np.ndarray
    is_near_limit: np.ndarray


def xmr_chart(values: npt.ArrayLike, screen: bool = True, baseline: int | None = None) -> ControlChart:
    """Centre x̄ and limits x̄ ± 2.66 mean moving range (statistics.md 2.6; NIST/SEMATECH e-Handbook 6.3.2.2).

    `screen` leaves out, once, the moving ranges of at least 3.267 times their mean (Nelson 1982): a month like no other
    would otherwise widen the limits until nothing is outside. It is not done where it would leave no variation at all,
    as in a flat series with one step. From 12 points the limits are firm, from 6 provisional; under 6 there are none.
    With a `baseline`, centre and limits come from the first so many months only, and the following ones are judged on them.
    """
    series = np.asarray(values, dtype=float)
    known = series[:baseline][~np.isnan(series[:baseline])]
    ranges = np.abs(np.diff(series[:baseline]))
    ranges = ranges[~np.isnan(ranges)]
    centre = float(known.mean()) if known.size else np.nan
    if known.size < PROVISIONAL_POINTS or not ranges.size:
        return ControlChart(series, centre, np.nan, np.nan, np.nan, 0, "none")
    kept = ranges[ranges < SCREEN_FACTOR * ranges.mean()] if screen else ranges
    if not kept.any():
        kept = ranges
    half = LIMIT_FACTOR * kept.mean()
    firmness = "firm" if known.size >= FIRM_POINTS else "provisional"
    return ControlChart(
        series, centre, centre - half, centre + half, float(kept.mean()), ranges.size - kept.size, firmness
    )


def find_signals(chart: ControlChart) -> Signals:
    """The four rules of « Making Data Count » on a chart, as NHSRplotthedots 0.2.2 applies them; none without limits.

    Outside the limits; 7 months on one side of the centre; 7 months up or down; 2 of 3 months between two thirds of the
    limits and the limits, the 3 on one side (of these only the months near the limit are flagged).
    """
    values = chart.values
    if chart.firmness == "none":
        return Signals(*(np.zeros(values.shape, dtype=bool) for _ in range(4)))
    side = np.nan_to_num(np.sign(values - chart.centre))
    is_outside = (values < chart.low) | (values > chart.high)
    is_near = (np.abs(values - chart.centre) > 2 / 3 * (chart.high - chart.centre)) & ~is_outside
    return Signals(
        is_outside,
        whole_runs(ends_shift(side)),
        whole_runs(ends_trend(values) != 0),
        two_of_three(is_near, side) & is_near,
    )


def ends_shift(side: npt.ArrayLike) -> np.ndarray:
    """True from the 7th point in a row on one side; `side` is the sign of each deviation, 0 on the centre or missing."""
    signs = np.asarray(side)
    flags = np.zeros(signs.shape, dtype=bool)
    if signs.size >= RUN:
        windows = np.lib.stride_tricks.sliding_window_view(signs, RUN)
        flags[RUN - 1 :] = np.abs(windows.sum(axis=1)) == RUN
    return flags


def ends_trend(values: npt.ArrayLike) -> np.ndarray:
    """1 from the 7th point of a rise (6 strict steps), -1 of a fall, 0 elsewhere: a tie or a missing month ends it."""
    steps = np.nan_to_num(np.sign(np.diff(np.asarray(values, dtype=float))))
    flags = np.zeros(np.shape(values), dtype=int)
    if steps.size >= RUN - 1:
        sums = np.lib.stride_tricks.sliding_window_view(steps, RUN - 1).sum(axis=1)
        flags[RUN - 1 :] = (sums == RUN - 1).astype(int) - (sums == 1 - RUN)
    return flags


def two_of_three(is_near: npt.ArrayLike, side: npt.ArrayLike) -> np.ndarray:
    """True for every point of three in a row, all on one side, of which at least two are near the limit."""
    near, signs = np.asarray(is_near, dtype=int), np.asarray(side)
    flags = np.zeros(signs.shape, dtype=bool)
    for start in range(signs.size - 2):
        window = slice(start, start + 3)
        if near[window].sum() >= 2 and abs(signs[window].sum()) == 3:
            flags[window] = True
    return flags


def whole_runs(is_end: np.ndarray) -> np.ndarray:
    """True for each end of a run and the 6 points before it."""
    flags = np.zeros(is_end.shape, dtype=bool)
    for end in np.flatnonzero(is_end):
        flags[end - RUN + 1 : end + 1] = True
    return flags
