"""The timeline of a label as SVG: what is due, by when, and what became of it. No date is computed here.

`reports/label_calendar` says which milestones and in which words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from math import ceil
from typing import Any

from babel.dates import format_date as babel_date

from qep_lib.display.canvas import (
    LABEL_WIDTH,
    SLIDE_WIDTH_INCHES,
    WIDTH_INCHES,
    fold,
)
from qep_lib.display.chart import Chart
from qep_lib.display.rating import RATING_COLOURS
from qep_lib.display.sheet import Entry, Sheet, key_line
from qep_lib.display.style import BLUE, GRID, INK
from qep_lib.display.written import Ends
from qep_lib.indicators.label_calendar import State

STATE_MARKS: dict[State, tuple[str, str]] = {
    "done": ("o", RATING_COLOURS["met"]),
    "passed": ("X", RATING_COLOURS["off"]),
    "next": (">", BLUE),
}
"""Shape and colour of a state: never colour alone, and its words stand at the right."""

LEADING, POINTS_PER_INCH = 1.35, 72
"""From a line of type to the next, the white between two milestones included, in heights of the type."""
ROOM = 0.03
"""What is left empty at each end of the dates, as a share of them."""


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One milestone: its window from `start` to `limit`, the date of the rule when more time was granted, the day done.

    `mark_on` is where the mark stands: the day it was done, otherwise the limit.
    """

    label: str
    state: State
    start: date
    limit: date
    mark_on: date
    words: str
    planned_on: date | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """Measures of a timeline: inches, points of type, characters at which labels and words are folded."""

    width_inches: float
    line_inches: float
    label_points: float
    note_points: float
    tick_points: float
    label_fold: int
    words_fold: int
    legend_columns: int


WINDOW_WORDS = "délai pour le faire"
"""What the bar of a milestone stands for, from its first day to its last."""
PAGE_LOOK = Look(WIDTH_INCHES, 0.34, 10, 8.5, 8.5, LABEL_WIDTH, 34, 3)
SLIDE_LOOK = Look(SLIDE_WIDTH_INCHES, 0.38, 15, 14, 12, 44, 42, 6)
"""On a slide of the annexes a line holds its label and its words unfolded."""


def draw_timeline(
    rows: Sequence[TimelineRow], as_of: date, as_of_words: str, state_words: dict[State, str], look: Look = PAGE_LOOK
) -> bytes:
    """One line a milestone, in the order given, the cut-off date as a vertical line, states in the legend."""
    ticks = _half_years([day for row in rows for day in (row.start, row.limit, row.mark_on)])
    heights = [_lines_of(row, look) for row in rows]
    sheet = Sheet(1.0 + look.line_inches * sum(heights), look.width_inches)
    chart = sheet.chart(_scale([*ticks, as_of, *(row.planned_on for row in rows)]), (sum(heights) - 0.4, -0.6))
    placed = [*zip(_middles(heights), rows, strict=True)]
    windows = [(row.start.toordinal(), place, row.limit.toordinal(), place) for place, row in placed]
    chart.pieces(windows, color=GRID, linewidth=6)
    planned = [(row.planned_on.toordinal(), place) for place, row in placed if row.planned_on is not None]
    _mark_days(chart, planned, color=INK, marker="|", markersize=11, markeredgewidth=1.6, zorder=3)
    for state, (shape, colour) in STATE_MARKS.items():
        days = [(row.mark_on.toordinal(), place) for place, row in placed if row.state == state]
        _mark_days(chart, days, color=colour, marker=shape, markersize=6.6, zorder=4)
    for place, row in placed:
        chart.note(fold(row.words, look.words_fold), 1.02, place, size=look.note_points)
    chart.y_ticks([place for place, _ in placed], [fold(row.label, look.label_fold) for row in rows], look.label_points)
    chart.upright(as_of.toordinal(), color=INK, linewidth=1, linestyle="--")
    chart.x_ticks([day.toordinal() for day in ticks], [_tick_label(day) for day in ticks], look.tick_points, grid=True)
    chart.sides(left=False)
    shown = [state for state in STATE_MARKS if any(row.state == state for row in rows)]
    keys = [*(_legend_mark(state, state_words[state]) for state in shown), *_legend_lines(rows, as_of_words)]
    # As many on each line: none is left alone on the last one.
    columns = ceil(len(keys) / ceil(len(keys) / look.legend_columns))
    sheet.legend(keys, columns, look.note_points + 0.5)
    return sheet.svg()


def _lines_of(row: TimelineRow, look: Look) -> float:
    """The height of a milestone, in lines of `look`: what its folded label or its folded words take, one at least."""
    words = ((row.label, look.label_fold, look.label_points), (row.words, look.words_fold, look.note_points))
    points = max((fold(text, width).count("\n") + 1) * size for text, width, size in words)
    return max(1.0, points * LEADING / POINTS_PER_INCH / look.line_inches)


def _middles(heights: Sequence[float]) -> list[float]:
    """Where the middle of each milestone stands, in lines; whole numbers where each takes one line."""
    return [end - height / 2 - 0.5 for end, height in zip(accumulate(heights), heights, strict=True)]


def _scale(days: Sequence[date | None]) -> Ends:
    """The ends of the axis: all the days, with a little room on each side."""
    known = [day.toordinal() for day in days if day is not None]
    room = ROOM * (max(known) - min(known)) or 1
    return min(known) - room, max(known) + room


def _mark_days(chart: Chart, days: Sequence[tuple[int, float]], **look: Any) -> None:
    if days:
        chart.line(*zip(*days, strict=True), linestyle="", **look)


def _half_years(days: Sequence[date]) -> list[date]:
    """First days of half-years that frame all `days`; of years only, when they span more than four."""
    first, last = min(days), max(days)
    months = (1, 7) if last.year - first.year <= 4 else (1,)
    starts = [date(year, month, 1) for year in range(first.year, last.year + 2) for month in months]
    before = max((day for day in starts if day <= first), default=starts[0])
    after = min(day for day in starts if day >= last)
    return [day for day in starts if before <= day <= after]


def _tick_label(day: date) -> str:
    return babel_date(day, "MMM yyyy", locale="fr_FR").replace(" ", "\n")


def _legend_mark(state: State, words: str) -> Entry:
    shape, colour = STATE_MARKS[state]
    return key_line(marker=shape, color=colour, linestyle="", markersize=6.5), fold(words)


def _legend_lines(rows: Sequence[TimelineRow], as_of_words: str) -> list[Entry]:
    keys: list[Entry] = [
        (key_line(color=GRID, linewidth=6), WINDOW_WORDS),
        (key_line(color=INK, linewidth=1, linestyle="--"), fold(as_of_words)),
    ]
    if any(row.planned_on is not None for row in rows):
        keys.append((key_line(marker="|", color=INK, linestyle="", markersize=11), "date prévue"))
    return keys
