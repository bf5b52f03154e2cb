"""Drawings as SVG, from values already measured and words already written. No figure is computed, no file is read.

Every function returns the bytes of an SVG file, the same for the same input; `reports/` wraps them in an
`elements.Figure` with its alternative text and its data.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import seaborn as sns
from matplotlib.figure import Figure as Canvas
from matplotlib.legend_handler import HandlerTuple
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from qep_lib.display.canvas import (
    LABEL_WIDTH,
    SLIDE_POINTS,
    SLIDE_WIDTH_INCHES,
    WIDTH_INCHES,
    blank_canvas,
    fold,
    legend_label,
    note_at_right,
    row_inches,
    svg_bytes,
)
from qep_lib.display.rating import RATING_COLOURS
from qep_lib.display.style import BAND, BLUE, INK, LEVEL_COLOURS, SERIES, drawing_style
from qep_lib.model.base import Rating

ALONE = 0.4
"""Shade of a level that is alone on its side: the midmost on which white or ink is read at 4.5:1."""
LEVELS_WIDTH_POINTS, SEGMENT_LETTER_POINTS = 250, 4.6
"""The least width of all the levels of a chart, and that of a letter of a figure on a segment."""
MARKS = ("o", "s", "D", "^", "v", "P")
"""A mark for each colour of `SERIES`: a series is never told by its colour alone."""
SLIDE_LINES_INCHES, SLIDE_ROW_INCHES = 3.9, 0.48
"""Height of all the lines of a chart of dots on a slide, and of one line when they are few."""
MOST_SLIDE_DOTS = 11
"""Lines of 18 points that a slide has room for."""
DOT_LINES_INCHES, DOT_WORDS_INCHES = 5.4, 0.13
"""Height of all the lines of grouped dots on one page, and of the closest lines that still carry their words."""


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
    with drawing_style():
        labels = [fold(bar.label) for bar in bars]
        canvas, axes = blank_canvas(0.95 + row_inches(labels, 0.27) * len(bars))
        low, high = _level_limits(bars, levels)
        for position, bar in enumerate(bars):
            _draw_level_bar(axes, position, bar, levels, colours, LEVELS_WIDTH_POINTS / (high - low))
            note_at_right(axes, fold(bar.base), 1.015, position)
            note_at_right(axes, fold(bar.outside), 1.075, position)
        axes.set_yticks(range(len(bars)), labels)
        axes.set_ylim(len(bars) - 0.5, -0.5)
        axes.set_xlim(low, high)
        # Under the bars: it would strike the figure of a level that straddles it.
        axes.axvline(0, color=INK, linewidth=0.9, zorder=0.9)
        _percent_axis(axes)
        note_at_right(axes, "n", 1.015, -0.72, va="bottom")
        note_at_right(axes, outside_label, 1.075, -0.72, va="bottom")
        shades = list(zip(levels, colours, strict=True))
        handles = [Patch(color=colour, label=legend_label(label)) for (label, _), colour in reversed(shades)]
        canvas.legend(handles=handles, loc="outside lower center", ncols=len(handles), fontsize=9)
        return svg_bytes(canvas)


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
    with drawing_style():
        canvas, axes = blank_canvas((1.1 if is_wide else 0.7) + line * len(dots), width)
        for position, dot in enumerate(dots):
            if dot.low is not None and dot.high is not None:
                axes.plot([dot.low, dot.high], [position, position], color=SERIES[5], linewidth=5, alpha=0.35)
            axes.annotate(
                fold(dot.words),
                (1.02, position),
                xycoords=("axes fraction", "data"),
                va="center",
                fontsize=points - 1,
                color=INK,
            )
        sns.scatterplot(
            x=[dot.value for dot in dots], y=np.arange(len(dots)), ax=axes, color=BLUE, s=46, zorder=3, legend=False
        )
        axes.set_yticks(range(len(dots)), labels, fontsize=points)
        axes.set_ylim(len(dots) - 0.4, -0.6)
        axes.set_xlim(*share_limits(dots))
        axes.set_xlabel(fold(x_label, 90), fontsize=points - 1)
        _percent_axis(axes, ticks)
        return svg_bytes(canvas)


def draw_dot_groups(groups: Sequence[DotGroup], series: Sequence[str], x_label: str) -> bytes:
    """Dots with their intervals on a 0-100 % axis: a band a group, in it a line a series, both in the order given.

    A series has its colour and its mark. What a group has not leaves its line empty, so that lines keep their places.
    Many lines are drawn closer, to stay on a page at their size, and without their words.
    """
    size = len(series)
    line = min(0.17, DOT_LINES_INCHES / (len(groups) * size))
    with drawing_style():
        canvas, axes = blank_canvas(0.8 + len(groups) * (0.12 + line * size))
        for band, group in enumerate(groups):
            if band % 2:
                axes.axhspan(band - 0.5, band + 0.5, color=BAND, zorder=0)
            for index, dot in enumerate(group.dots):
                if dot is None:
                    continue
                position = band - 0.5 + (index + 0.75) / (size + 0.5)
                _draw_series_dot(axes, position, dot, index)
                if line >= DOT_WORDS_INCHES:
                    note_at_right(axes, fold(dot.words), 1.02, position)
        axes.set_yticks(range(len(groups)), [fold(group.label) for group in groups])
        axes.set_ylim(len(groups) - 0.5, -0.5)
        axes.set_xlim(*share_limits([dot for group in groups for dot in group.dots if dot is not None]))
        axes.set_xlabel(fold(x_label, 90), fontsize=9)
        _percent_axis(axes)
        handles = [
            Line2D([], [], marker=_mark(i), color=series_shade(i), linestyle="", markersize=6, label=legend_label(name))
            for i, name in enumerate(series)
        ]
        canvas.legend(handles=handles, loc="outside lower center", ncols=min(size, 3), fontsize=9)
        return svg_bytes(canvas)


def draw_counts(labels: Sequence[str], counts: Sequence[float], words: Sequence[str]) -> bytes:
    """Horizontal bars of counts, largest first as given, each with its words at the end."""
    with drawing_style():
        folded = [fold(label) for label in labels]
        canvas, axes = blank_canvas(0.45 + row_inches(folded, 0.36) * len(labels))
        positions = np.arange(len(labels))
        sns.barplot(x=list(counts), y=positions, orient="h", color=SERIES[5], width=0.62, ax=axes)
        for position, (count, text) in enumerate(zip(counts, words, strict=True)):
            axes.annotate(
                fold(text), (count, position), xytext=(5, 0), textcoords="offset points", va="center", fontsize=9.5
            )
        axes.set_yticks(positions, folded)
        axes.set_xlim(0, max(counts) * 1.28 if max(counts) else 1)
        axes.set(xlabel="", ylabel="")
        axes.xaxis.set_visible(False)
        axes.spines["bottom"].set_visible(False)
        return svg_bytes(canvas)


def draw_whole(parts: Sequence[tuple[str, float, Rating]]) -> bytes:
    """One bar cut in parts, each (its words, its count, the class that colours it), its words under it."""
    with drawing_style():
        canvas, axes = blank_canvas(0.75)
        start = 0.0
        for words, count, rating in parts:
            axes.barh(0, count, left=start, color=RATING_COLOURS[rating], height=0.5, edgecolor="white", linewidth=1)
            is_last = start > 0
            place = start + count if is_last else start
            axes.annotate(fold(words, 44), (place, -0.42), ha="right" if is_last else "left", va="top", fontsize=9.5)
            start += count
        axes.set_xlim(0, start)
        axes.set_ylim(-1.1, 0.3)
        axes.set_axis_off()
        return svg_bytes(canvas)


def draw_delays(
    bars: Sequence[DelayBar], unit_label: str, current: str, previous: str, target: str = "objectif"
) -> bytes:
    """Bars of delays with last year's value as a hollow mark and the target, in that word, as a vertical tick."""
    with drawing_style():
        canvas, axes = blank_canvas(0.95 + 0.55 * len(bars))
        positions = np.arange(len(bars))
        axes.barh(positions, [bar.value for bar in bars], color=[bar.colour for bar in bars], height=0.46)
        for position, bar in enumerate(bars):
            if bar.target is not None:
                axes.plot([bar.target, bar.target], [position - 0.36, position + 0.36], color=INK, linewidth=2.4)
            if bar.previous is not None:
                axes.scatter(bar.previous, position, s=46, facecolor="white", edgecolor=INK, linewidth=1.3, zorder=3)
            axes.annotate(
                fold(bar.words), (1.02, position), xycoords=("axes fraction", "data"), va="center", fontsize=9
            )
        axes.set_yticks(positions, [fold(bar.label) for bar in bars])
        axes.invert_yaxis()
        known = [x for bar in bars for x in (bar.value, bar.previous, bar.target) if x is not None]
        axes.set_xlim(0, max(known) * 1.08)
        axes.set_xlabel(fold(unit_label, 90), fontsize=9)
        axes.grid(axis="x")
        _delay_legend(canvas, bars, current, previous, target)
        return svg_bytes(canvas)


def draw_steps(steps: Sequence[Step], x_label: str, y_label: str) -> bytes:
    """Step curves rising to 100 %, one a group, labelled at their end as well as by colour and dash."""
    with drawing_style():
        canvas, axes = blank_canvas(2.7)
        dashes = ("-", "--", "-.", ":")
        for index, step in enumerate(steps):
            axes.step(
                step.times,
                step.shares,
                where="post",
                color=SERIES[index % len(SERIES)],
                linestyle=dashes[index % len(dashes)],
                linewidth=1.9,
                label=legend_label(step.label),
            )
        axes.set_ylim(0, 103)
        axes.set_xlim(0, None)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_xlabel(fold(x_label, 90), fontsize=9)
        axes.set_ylabel(fold(y_label), fontsize=9)
        axes.grid()
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0f}\u202f%")
        if len(steps) > 1:
            canvas.legend(loc="outside lower center", ncols=len(steps), fontsize=9)
        return svg_bytes(canvas)


def _draw_series_dot(axes, position: float, dot: Dot, index: int) -> None:
    if dot.low is not None and dot.high is not None:
        axes.plot([dot.low, dot.high], [position, position], color=series_shade(index), linewidth=4, alpha=0.35)
    axes.plot([dot.value], [position], marker=_mark(index), color=series_shade(index), markersize=5.5, zorder=3)


def series_shade(index: int) -> str:
    """Colour of the series at that place."""
    return SERIES[index % len(SERIES)]


def _mark(index: int) -> str:
    return MARKS[index % len(MARKS)]


def share_limits(dots: Sequence[Dot]) -> tuple[float, float]:
    """Ends of the axis, in percent: all of the dots and their intervals, from 0 unless they are far from it."""
    lowest = min(dot.low if dot.low is not None else dot.value for dot in dots)
    return (max(0, 10 * np.floor(lowest / 10) - 5) if lowest > 5 else 0), 101


def _percent_axis(axes, size: float = 8.5) -> None:
    axes.xaxis.set_major_formatter(lambda value, _: f"{abs(value):.0f}\u202f%")
    axes.tick_params(axis="x", labelsize=size)
    axes.grid(axis="x")
    axes.spines["left"].set_visible(False)


def level_colours(sides: Sequence[Level]) -> list[str]:
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


def _draw_level_bar(
    axes, position: int, bar: LevelBar, levels: Sequence[tuple[str, Level]], colours, points: float
) -> None:
    """`points`: what one percent takes, at the least."""
    places = {side: [i for i, (_, other) in enumerate(levels) if other == side] for side in LEVEL_COLOURS}
    half = sum(bar.shares[index] for index in places["neutral"]) / 2
    start = -half
    for index in places["neutral"]:
        _segment(axes, position, start, bar.shares[index], colours[index], bar.words[index], points)
        start += bar.shares[index]
    # Positive levels grow to the right of zero, the mildest nearest to it; negative ones to the left.
    start = half
    for index in reversed(places["positive"]):
        _segment(axes, position, start, bar.shares[index], colours[index], bar.words[index], points)
        start += bar.shares[index]
    start = -half
    for index in places["negative"]:
        start -= bar.shares[index]
        _segment(axes, position, start, bar.shares[index], colours[index], bar.words[index], points)


def _segment(axes, position: int, start: float, width: float, colour, words: str, points: float) -> None:
    """A segment, and its figure where it has room for it."""
    axes.barh(position, width, left=start, color=[colour], height=0.62, edgecolor="white", linewidth=0.6)
    if width * points > SEGMENT_LETTER_POINTS * len(words):
        luminance = 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]
        axes.annotate(
            words,
            (start + width / 2, position),
            ha="center",
            va="center",
            fontsize=8.5,
            color="white" if luminance < 0.45 else INK,
        )


def _level_limits(bars: Sequence[LevelBar], levels: Sequence[tuple[str, Level]]) -> tuple[float, float]:
    sides = [side for _, side in levels]
    weights = {"negative": 1.0, "neutral": 0.5, "positive": 0.0}
    lowest = max(sum(s * weights[side] for s, side in zip(bar.shares, sides, strict=True)) for bar in bars)
    return -max(5.0, 5 * np.ceil(lowest / 5)), 100.0


def _delay_legend(canvas: Canvas, bars: Sequence[DelayBar], current: str, previous: str, target: str) -> None:
    """What is drawn, and nothing else: a mark that stands nowhere is not explained; bars of several colours are of one year."""
    handles = [Patch(color=colour) for colour in dict.fromkeys(bar.colour for bar in bars)]
    handles, labels = [tuple(handles)], [legend_label(current)]
    if any(bar.previous is not None for bar in bars):
        words = legend_label(previous)
        handles.append(Line2D([], [], marker="o", mfc="white", mec=INK, linestyle=""))
        labels.append(words)
    if any(bar.target is not None for bar in bars):
        handles.append(Line2D([], [], marker="|", color=INK, ms=12, mew=2.4, linestyle=""))
        labels.append(target)
    as_one = {tuple: HandlerTuple(ndivide=None, pad=0.3)}
    canvas.legend(handles, labels, handler_map=as_one, loc="outside lower center", ncols=3, fontsize=9)
