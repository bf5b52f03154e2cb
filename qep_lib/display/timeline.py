"""The timeline of a label as SVG: what is due, by when, and what became of it. No date is computed here.

`reports/label_calendar` says which milestones and in which words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from babel.dates import format_date as babel_date
from matplotlib.lines import Line2D

from qep_lib.display.canvas import (
    LABEL_WIDTH,
    SLIDE_WIDTH_INCHES,
    WIDTH_INCHES,
    blank_canvas,
    fold,
    legend_label,
    note_at_right,
    svg_bytes,
)
from qep_lib.display.rating import RATING_COLOURS
from qep_lib.display.style import BLUE, GRID, INK, drawing_style
from qep_lib.indicators.label_calendar import State

STATE_MARKS: dict[State, tuple[str, str]] = {
    "done": ("o", RATING_COLOURS["met"]),
    "passed": ("X", RATING_COLOURS["off"]),
    "next": (">", BLUE),
}
"""Shape and colour of a state: never colour alone, and its words stand at the right."""


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
    with drawing_style():
        canvas, axes = blank_canvas(1.0 + look.line_inches * len(rows), look.width_inches)
        for position, row in enumerate(rows):
            shape, colour = STATE_MARKS[row.state]
            axes.plot([row.start.toordinal(), row.limit.toordinal()], [position] * 2, color=GRID, linewidth=6)
            if row.planned_on is not None:
                axes.scatter(
                    row.planned_on.toordinal(), position, marker="|", s=120, color=INK, linewidth=1.6, zorder=3
                )
            axes.scatter(row.mark_on.toordinal(), position, marker=shape, s=44, color=colour, zorder=4)
            note_at_right(axes, fold(row.words, look.words_fold), 1.02, position, size=look.note_points)
        axes.set_yticks(
            range(len(rows)), [fold(row.label, look.label_fold) for row in rows], fontsize=look.label_points
        )
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.axvline(as_of.toordinal(), color=INK, linewidth=1, linestyle="--")
        ticks = _half_years(
            [*(row.start for row in rows), *(row.limit for row in rows), *(row.mark_on for row in rows)]
        )
        axes.set_xticks(
            [day.toordinal() for day in ticks], [_tick_label(day) for day in ticks], fontsize=look.tick_points
        )
        axes.grid(axis="x")
        axes.spines["left"].set_visible(False)
        shown = [state for state in STATE_MARKS if any(row.state == state for row in rows)]
        handles = [*(_legend_mark(state, state_words[state]) for state in shown), *_legend_lines(rows, as_of_words)]
        canvas.legend(
            handles=handles,
            loc="outside lower center",
            # As many on each line: none is left alone on the last one.
            ncols=ceil(len(handles) / ceil(len(handles) / look.legend_columns)),
            fontsize=look.note_points + 0.5,
        )
        return svg_bytes(canvas)


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


def _legend_mark(state: State, words: str) -> Line2D:
    shape, colour = STATE_MARKS[state]
    return Line2D([], [], marker=shape, color=colour, linestyle="", markersize=6.5, label=legend_label(words))


def _legend_lines(rows: Sequence[TimelineRow], as_of_words: str) -> list[Line2D]:
    lines = [
        Line2D([], [], color=GRID, linewidth=6, label=WINDOW_WORDS),
        Line2D([], [], color=INK, linewidth=1, linestyle="--", label=legend_label(as_of_words)),
    ]
    if any(row.planned_on is not None for row in rows):
        lines.append(Line2D([], [], marker="|", color=INK, linestyle="", markersize=11, label="date prévue"))
    return lines
