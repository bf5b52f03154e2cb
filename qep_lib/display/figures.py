"""Drawings as SVG, from values already measured and words already written. No figure is computed, no file is read.

Every function returns the bytes of an SVG file, the same for the same input; `reports/` wraps them in an
`elements.Figure` with its alternative text and its data.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

import numpy as np
import seaborn as sns

from qep_lib.display.canvas import (
    LABEL_WIDTH,
    SLIDE_POINTS,
    SLIDE_WIDTH_INCHES,
    WIDTH_INCHES,
    fold,
    row_inches,
)
from qep_lib.display.chart import Chart, plain_numbers, round_ticks
from qep_lib.display.rating import RATING_COLOURS
from qep_lib.display.sheet import Entry, Sheet, key_box, key_line
from qep_lib.display.style import BAND, BLUE, INK, LEVEL_COLOURS, SERIES
from qep_lib.display.written import Ends, line_width
from qep_lib.model.base import Rating

ALONE = 0.4
"""Shade of a level that is alone on its side: the midmost on which white or ink is read at 4.5:1."""
LEVELS_WIDTH_POINTS, SEGMENT_POINTS, SEGMENT_ROOM = 250, 8.5, 2
"""The least width of all the levels of a chart; the type of the figure of a segment, and what it leaves around it."""
MARKS = ("o", "s", "D", "^", "v", "P")
"""A mark for each colour of `SERIES`: a series is never told by its colour alone."""
SLIDE_LINES_INCHES, SLIDE_ROW_INCHES = 3.9, 0.48
"""Height of all the lines of a chart of dots on a slide, and of one line when they are few."""
MOST_SLIDE_DOTS = 11
"""Lines of 18 points that a slide has room for."""
DOT_LINES_INCHES, DOT_WORDS_INCHES = 5.4, 0.13
"""Height of all the lines of grouped dots on one page, and of the closest lines that still carry their words."""


BAR = sns.desaturate(SERIES[5], 0.75)
"""Of bars that are compared by their length alone."""
Level = Literal["positive", "neutral", "negative"]


@dataclass(frozen=True, slots=True)
class LevelBar:
    """One question of a diverging bar chart. `shares` are percents of the base, in scale order; `words` prints them.

    `base` and `outside` are printed at the right: number of answers, and answers left out of the base.
    """

    label: str
    base: str
    shares: tuple[float, ...]
    words: tuple[str, ...]
    outside: str


@dataclass(frozen=True, slots=True)
class Dot:
    """One point with its interval, in percent; `low` and `high` are None where there is no interval."""

    label: str
    value: float
    low: float | None
    high: float | None
    words: str


@dataclass(frozen=True, slots=True)
class DotGroup:
    """One line of a comparison: a dot a series, in the order of the series, None where there is nothing to draw."""

    label: str
    dots: tuple[Dot | None, ...]


@dataclass(frozen=True, slots=True)
class DelayBar:
    """One delay against last year and its target, in days; None where not known."""

    label: str
    value: float
    previous: float | None
    target: float | None
    words: str
    colour: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step curve: share (percent) already answered at each delay in working days."""

    label: str
    times: tuple[float, ...]
    shares: tuple[float, ...]


def draw_levels(
    bars: Sequence[LevelBar],
    levels: Sequence[tuple[str, Level]],
    outside_label: str = "sans objet +\nsans réponse",
) -> bytes:
    """Diverging stacked bars, zero between positive and negative levels (Heiberger & Robbins 2014).

    `levels` are (label, side) in scale order, best first; a neutral level straddles zero. What is out of the base
    stands apart at the right, under `outside_label`.
    """
    colours = level_colours([side for _, side in levels])
    labels = [fold(bar.label) for bar in bars]
    sheet = Sheet(0.95 + row_inches(labels, 0.27) * len(bars))
    low, high = _level_limits(bars, levels)
    chart = sheet.chart((low, high), (len(bars) - 0.5, -0.5))
    placed = [level_segments(bar.shares, [side for _, side in levels]) for bar in bars]
    for index, colour in enumerate(colours):
        segments = [segments[index] for segments in placed]
        boxes = [(left, row - 0.31, right, row + 0.31) for row, (left, right) in enumerate(segments) if right > left]
        chart.bars(boxes, facecolor=colour, edgecolor="white", linewidth=0.6)
        for row, (left, right) in enumerate(segments):
            words, room = bars[row].words[index], (right - left) / (high - low) * LEVELS_WIDTH_POINTS
            if words and line_width(words) * SEGMENT_POINTS + SEGMENT_ROOM < room:
                middle, ink = (left + right) / 2, _segment_ink(colour)
                chart.words(words, middle, row, ha="center", size=SEGMENT_POINTS, colour=ink)
    for row, bar in enumerate(bars):
        chart.note(fold(bar.base), 1.015, row)
        chart.note(fold(bar.outside), 1.075, row)
    chart.y_ticks(range(len(bars)), labels)
    # Under the bars: it would strike the figure of a level that straddles it.
    chart.upright(0, color=INK, linewidth=0.9, zorder=0.9)
    _percent_axis(chart)
    chart.note("n", 1.015, -0.72, va="bottom")
    chart.note(outside_label, 1.075, -0.72, va="bottom")
    keys = [(key_box(color=colour), fold(label)) for (label, _), colour in zip(levels, colours, strict=True)]
    sheet.legend(keys[::-1], len(keys), 9)
    return sheet.svg()


def draw_dots(dots: Sequence[Dot], x_label: str, is_wide: bool = False) -> bytes:
    """Dots with their intervals on a 0-100 % axis, in the order given; `is_wide` for a slide, wider and lower."""
    labels = [fold(dot.label, 44 if is_wide else LABEL_WIDTH) for dot in dots]
    line, width, points, ticks = row_inches(labels, 0.29), WIDTH_INCHES, 10, 8.5
    if is_wide:
        line, width, points = (
            min(SLIDE_ROW_INCHES, SLIDE_LINES_INCHES / len(dots)),
            SLIDE_WIDTH_INCHES,
            SLIDE_POINTS + 1,
        )
        ticks = SLIDE_POINTS
    sheet = Sheet((1.1 if is_wide else 0.7) + line * len(dots), width)
    chart = sheet.chart(share_limits(dots), (len(dots) - 0.4, -0.6))
    chart.pieces(
        [(dot.low, row, dot.high, row) for row, dot in enumerate(dots) if dot.low is not None and dot.high is not None],
        color=SERIES[5],
        linewidth=5,
        alpha=0.35,
    )
    chart.line(
        [dot.value for dot in dots], range(len(dots)), color=BLUE, linestyle="", marker="o", markersize=6.8,
        markeredgecolor="white", markeredgewidth=0.5, zorder=3,
    )  # fmt: skip
    for row, dot in enumerate(dots):
        chart.words(fold(dot.words), y=row, across=1.02, size=points - 1)
    chart.y_ticks(range(len(dots)), labels, points)
    _percent_axis(chart, ticks)
    chart.x_label(fold(x_label, 90), points - 1)
    return sheet.svg()


def draw_dot_groups(groups: Sequence[DotGroup], series: Sequence[str], x_label: str) -> bytes:
    """Dots with their intervals on a 0-100 % axis: a band a group, in it a line a series, both in the order given.

    A series has its colour and its mark. What a group has not leaves its line empty, so that lines keep their places.
    Many lines are drawn closer, to stay on a page at their size, and without their words.
    """
    size = len(series)
    line = min(0.14, DOT_LINES_INCHES / (len(groups) * size))
    sheet = Sheet(0.8 + len(groups) * (0.08 + line * size))
    limits = share_limits([dot for group in groups for dot in group.dots if dot is not None])
    chart = sheet.chart(limits, (len(groups) - 0.5, -0.5))
    bands = range(1, len(groups), 2)
    chart.bars(
        [(limits[0], band - 0.5, limits[1], band + 0.5) for band in bands], facecolor=BAND, linewidth=0, zorder=0
    )
    for index in range(size):
        rows = {band - 0.5 + (index + 0.75) / (size + 0.5): group.dots[index] for band, group in enumerate(groups)}
        drawn = [(row, dot) for row, dot in rows.items() if dot is not None]
        ends = [(dot.low, row, dot.high, row) for row, dot in drawn if dot.low is not None and dot.high is not None]
        chart.pieces(ends, color=series_shade(index), linewidth=4, alpha=0.35)
        chart.line(
            [dot.value for _, dot in drawn], [row for row, _ in drawn],
            color=series_shade(index), linestyle="", marker=_mark(index), markersize=5.5, zorder=3,
        )  # fmt: skip
        if line >= DOT_WORDS_INCHES:
            for row, dot in drawn:
                chart.note(fold(dot.words), 1.02, row)
    chart.y_ticks(range(len(groups)), [fold(group.label) for group in groups])
    _percent_axis(chart)
    chart.x_label(fold(x_label, 90))
    keys = [
        (key_line(marker=_mark(place), color=series_shade(place), linestyle="", markersize=6), fold(name))
        for place, name in enumerate(series)
    ]
    sheet.legend(keys, min(size, 3), 9)
    return sheet.svg()


def draw_counts(labels: Sequence[str], counts: Sequence[float], words: Sequence[str]) -> bytes:
    """Horizontal bars of counts, largest first as given, each with its words at the end."""
    folded = [fold(label) for label in labels]
    sheet = Sheet(0.45 + row_inches(folded, 0.36) * len(labels))
    chart = sheet.chart((0, max(counts) * 1.28 if max(counts) else 1), (len(labels) - 0.5, -0.5))
    chart.bars([(0, row - 0.31, count, row + 0.31) for row, count in enumerate(counts)], facecolor=BAR, linewidth=0)
    for row, (count, text) in enumerate(zip(counts, words, strict=True)):
        chart.words(fold(text), count, row, shift=(5, 0), size=9.5)
    chart.y_ticks(range(len(labels)), folded)
    chart.sides(bottom=False)
    return sheet.svg()


def draw_whole(parts: Sequence[tuple[str, float, Rating]]) -> bytes:
    """One bar cut in parts, each (its words, its count, the class that colours it): under it the words of the first at its start,
    those of the others, in their order, at its end, where parts of a few would write one over another."""
    first, *others = (words for words, _, _ in parts)
    left, right = fold(first, 36), fold(" · ".join(others), 60)
    sheet = Sheet(row_inches([left, right], 0.2) + 0.36)
    whole = sum(count for _, count, _ in parts)
    chart = sheet.chart((0, whole), (0, 1))
    start = 0.0
    for _, count, rating in parts:
        chart.bars([(start, 0, start + count, 1)], facecolor=RATING_COLOURS[rating], edgecolor="white", linewidth=1)
        start += count
    chart.words(left, 0, upward=0, shift=(0, -4), ha="left", va="top", size=9.5)
    if others:
        chart.words(right, whole, upward=0, shift=(0, -4), ha="right", va="top", size=9.5)
    return sheet.svg()


def draw_delays(
    bars: Sequence[DelayBar], unit_label: str, current: str, previous: str, target: str = "objectif"
) -> bytes:
    """Bars of delays with last year's value as a hollow mark and the target, in that word, as a vertical tick."""
    sheet = Sheet(0.95 + 0.55 * len(bars))
    most = max(x for bar in bars for x in (bar.value, bar.previous, bar.target) if x is not None)
    chart = sheet.chart((0, most * 1.08 or 1), (len(bars) - 0.5, -0.5))
    for colour in dict.fromkeys(bar.colour for bar in bars):
        boxes = [(0, row - 0.23, bar.value, row + 0.23) for row, bar in enumerate(bars) if bar.colour == colour]
        chart.bars(boxes, facecolor=colour, linewidth=0)
    targets = [
        (bar.target, row - 0.36, bar.target, row + 0.36) for row, bar in enumerate(bars) if bar.target is not None
    ]
    chart.pieces(targets, color=INK, linewidth=2.4)
    before = [(bar.previous, row) for row, bar in enumerate(bars) if bar.previous is not None]
    if before:
        chart.line(
            *zip(*before, strict=True), color=INK, linestyle="", marker="o", markersize=6.8, markerfacecolor="white",
            markeredgewidth=1.3, zorder=3,
        )  # fmt: skip
    for row, bar in enumerate(bars):
        chart.words(fold(bar.words), y=row, across=1.02)
    chart.y_ticks(range(len(bars)), [fold(bar.label) for bar in bars])
    ticks = round_ticks((0, most * 1.08 or 1), 9)
    chart.x_ticks(ticks, plain_numbers(ticks), 10, grid=True)
    chart.x_label(fold(unit_label, 90))
    chart.sides()
    sheet.legend(_delay_legend(bars, current, previous, target), 3, 9)
    return sheet.svg()


def draw_steps(steps: Sequence[Step], x_label: str, y_label: str) -> bytes:
    """Step curves rising to 100 %, one a group, labelled at their end as well as by colour and dash."""
    sheet = Sheet(2.7)
    last = max(time for step in steps for time in step.times) * 1.05 or 1
    chart = sheet.chart((0, last), (0, 103))
    dashes, keys = ("-", "--", "-.", ":"), []
    for index, step in enumerate(steps):
        look = {"color": series_shade(index), "linestyle": dashes[index % len(dashes)], "linewidth": 1.9}
        chart.line(step.times, step.shares, drawstyle="steps-post", **look)
        keys.append((key_line(**look), fold(step.label)))
    days, shares = round_ticks((0, last), 9, is_whole=True), range(0, 101, 20)
    chart.x_ticks(days, plain_numbers(days), 10, grid=True)
    chart.y_ticks(shares, [f"{share}\u202f%" for share in shares], grid=True)
    chart.x_label(fold(x_label, 90))
    chart.y_label(fold(y_label))
    chart.sides()
    if len(steps) > 1:
        sheet.legend(keys, len(steps), 9)
    return sheet.svg()


def series_shade(index: int) -> str:
    """Colour of the series at that place."""
    return SERIES[index % len(SERIES)]


def _mark(index: int) -> str:
    return MARKS[index % len(MARKS)]


def share_limits(dots: Sequence[Dot]) -> tuple[float, float]:
    """Ends of the axis, in percent: all of the dots and their intervals, from 0 unless they are far from it."""
    lowest = min(dot.low if dot.low is not None else dot.value for dot in dots)
    return (max(0, 10 * np.floor(lowest / 10) - 5) if lowest > 5 else 0), 101


def _percent_axis(chart: Chart, size: float = 8.5) -> None:
    ticks = round_ticks(chart.ends, 9)
    chart.x_ticks(ticks, [f"{abs(tick):.0f}\u202f%" for tick in ticks], size, grid=True)
    chart.sides(left=False)


def level_colours(sides: Sequence[Level]) -> list[tuple[float, float, float, float]]:
    """One shade a level, from the strongest at the ends of the scale to the mildest near zero."""
    colours = []
    for index, side in enumerate(sides):
        places = [place for place, other in enumerate(sides) if other == side]
        # Best first: positive levels weaken as they go on, negative ones strengthen.
        rank = places.index(index) if side != "negative" else len(places) - 1 - places.index(index)
        strong, mild = LEVEL_COLOURS[side]
        shade = rank / (len(places) - 1) if len(places) > 1 else ALONE
        colours.append(sns.blend_palette([strong, mild], as_cmap=True)(shade))
    return colours


def level_segments(shares: Sequence[float], sides: Sequence[Level]) -> list[Ends]:
    """(left, right) of each level of one diverging bar, in scale order."""
    neutral = [place for place, side in enumerate(sides) if side == "neutral"]
    placed: dict[int, Ends] = {}
    start = -sum(shares[place] for place in neutral) / 2
    # Positive levels grow to the right of the neutral ones, the mildest nearest to them; negative ones to the left.
    rightwards = [*neutral, *(place for place in reversed(range(len(sides))) if sides[place] == "positive")]
    for place, left in zip(
        rightwards, accumulate((shares[place] for place in rightwards), initial=start), strict=False
    ):
        placed[place] = (left, left + shares[place])
    for place in (place for place, side in enumerate(sides) if side == "negative"):
        placed[place] = (start - shares[place], start)
        start -= shares[place]
    return [placed[place] for place in range(len(sides))]


def _segment_ink(colour: tuple[float, float, float, float]) -> str:
    luminance = 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]
    return "white" if luminance < 0.45 else INK


def _level_limits(bars: Sequence[LevelBar], levels: Sequence[tuple[str, Level]]) -> tuple[float, float]:
    sides = [side for _, side in levels]
    weights = {"negative": 1.0, "neutral": 0.5, "positive": 0.0}
    lowest = max(sum(s * weights[side] for s, side in zip(bar.shares, sides, strict=True)) for bar in bars)
    return -max(5.0, 5 * np.ceil(lowest / 5)), 100.0


def _delay_legend(bars: Sequence[DelayBar], current: str, previous: str, target: str) -> list[Entry]:
    """What is drawn, and nothing else: a mark that stands nowhere is not explained; bars of several colours are of one year."""
    keys: list[Entry] = [
        (tuple(key_box(color=colour) for colour in dict.fromkeys(bar.colour for bar in bars)), fold(current))
    ]
    if any(bar.previous is not None for bar in bars):
        keys.append((key_line(color=INK, linestyle="", marker="o", markerfacecolor="white"), fold(previous)))
    if any(bar.target is not None for bar in bars):
        keys.append((key_line(color=INK, linestyle="", marker="|", markersize=12, markeredgewidth=2.4), target))
    return keys
