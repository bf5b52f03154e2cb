"""Funnel plots as SVG: a point a site, its share against its base, between limits that are given. Nothing is computed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from babel.numbers import format_decimal
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, NullFormatter

from qep_lib.display.canvas import blank_canvas, legend_label, svg_bytes
from qep_lib.display.map_classes import CLASS_OF_READING
from qep_lib.display.style import BAND, INK, LEVEL_COLOURS, MUTED, drawing_style

HEIGHT_INCHES = 2.05
"""Four of them stand on a page."""
LOG_FROM = 20
"""Ratio of the largest base to the smallest from which the axis of bases is logarithmic."""
MARKERS = {"high": "^", "watch_high": "^", "within": "o", "watch_low": "v", "low": "v"}
"""Full triangles are named sites, hollow ones are watched: told without their colour."""
FILLS = {
    "high": LEVEL_COLOURS["positive"][0],
    "watch_high": "white",
    "within": LEVEL_COLOURS["neutral"][0],
    "watch_low": "white",
    "low": LEVEL_COLOURS["negative"][0],
}
EDGES = {code: FILLS[code] for code in ("high", "low")} | {
    "watch_high": LEVEL_COLOURS["positive"][0],
    "within": MUTED,
    "watch_low": LEVEL_COLOURS["negative"][0],
}
LINES = ("--", "-")
"""Of the inner limits, then of the outer ones."""
LABEL_WIDTH, LABEL_HEIGHT, LABEL_GAP = 0.0095, 0.1, 0.011
"""Room of a letter, of a line of a label and beside its point, as shares of the axes."""
LONGEST_LABEL = 40
"""Letters of a label: always under half of the width, so that one side of its point has room."""


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """A site: its base, its share in the unit of the axis, the code of its reading, and its label where it is named."""

    base: float
    share: float
    code: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class FunnelLimits:
    """One pair of limits, as shares at increasing bases. Among these are those of all the points, so that a point is
    outside the line exactly when it is outside its own limits."""

    label: str
    bases: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


def draw_funnel(
    points: Sequence[FunnelPoint],
    limits: Sequence[FunnelLimits],
    centre: float,
    centre_label: str,
    x_label: str,
    suffix: str,
    remark: str = "",
) -> bytes:
    """The funnel; `limits` are the inner pair then the outer one, `suffix` follows the numbers of the share axis.

    `remark` is what no reader of the drawing alone may miss.
    """
    with drawing_style():
        canvas, axes = blank_canvas(HEIGHT_INCHES)
        _set_axes(axes, points, limits, x_label, suffix)
        outer = limits[-1]
        axes.fill_between(outer.bases, outer.low, outer.high, color=BAND, linewidth=0)
        for pair, line in zip(limits, LINES, strict=True):
            for bound in (pair.low, pair.high):
                axes.plot(pair.bases, bound, color=MUTED, linestyle=line, linewidth=1)
        axes.axhline(centre, color=INK, linewidth=1.1)
        for code, marker in MARKERS.items():
            chosen = [point for point in points if point.code == code]
            axes.plot(
                [point.base for point in chosen],
                [point.share for point in chosen],
                linestyle="",
                marker=marker,
                markersize=4.5 if code == "within" else 6.5,
                markerfacecolor=FILLS[code],
                markeredgecolor=EDGES[code],
                markeredgewidth=0.8,
            )
        axes.set_title(remark, loc="left", fontsize=9)
        _write_labels(axes, [point for point in points if point.label])
        canvas.legend(handles=_legend(points, limits, centre_label), loc="outside lower center", ncols=3, fontsize=8)
        return svg_bytes(canvas)


def _set_axes(
    axes: Axes, points: Sequence[FunnelPoint], limits: Sequence[FunnelLimits], x_label: str, suffix: str
) -> None:
    bases = [point.base for point in points]
    if max(bases) > LOG_FROM * min(bases):
        axes.set_xscale("log")
        axes.xaxis.set_minor_formatter(NullFormatter())
        x_label += " (échelle logarithmique)"
    else:
        axes.xaxis.set_major_locator(MaxNLocator(nbins=7, integer=True))
    axes.set_xlim(limits[-1].bases[0], limits[-1].bases[-1])
    shown = [point.share for point in points]
    for pair in limits:
        at_points = [place for place, base in enumerate(pair.bases) if base in set(bases)]
        shown += [bound[place] for bound in (pair.low, pair.high) for place in at_points]
    margin = 0.05 * (max(shown) - min(shown)) or 1
    axes.set_ylim(min(shown) - margin, max(shown) + margin)
    axes.xaxis.set_major_formatter(lambda value, _: _number(value))
    axes.yaxis.set_major_formatter(lambda value, _: _number(value) + suffix)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
    axes.tick_params(labelsize=8.5)
    axes.set_xlabel(x_label, fontsize=9)


def _number(value: float) -> str:
    return format_decimal(value, format="#,##0.##", locale="fr_FR")


def _write_labels(axes: Axes, points: Sequence[FunnelPoint]) -> None:
    ordered = sorted(points, key=lambda point: (point.share, point.base))
    to_axes = axes.transData + axes.transAxes.inverted()
    anchors = [tuple(to_axes.transform((point.base, point.share))) for point in ordered]
    labels = [_cut(point.label) for point in ordered]
    for (x, _), label, (left, right, middle) in zip(anchors, labels, place_labels(anchors, labels), strict=True):
        side, at = ("left", left) if left > x else ("right", right)
        axes.text(at, middle, label, transform=axes.transAxes, ha=side, va="center", fontsize=8.5)


def place_labels(
    anchors: Sequence[tuple[float, float]], labels: Sequence[str]
) -> tuple[tuple[float, float, float], ...]:
    """(left, right, middle) of each label beside its anchor, all as shares of the axes; none covers another.

    At its right, else at its left, else as little above or under as it takes. Labels have `LONGEST_LABEL` letters at most.
    """
    taken: list[tuple[float, float, float]] = []
    for (x, y), label in zip(anchors, labels, strict=True):
        width = LABEL_WIDTH * (len(label) + 1)
        taken.append(
            next(
                (left, left + width, middle)
                for middle in _heights(y)
                for left in (x + LABEL_GAP, x - LABEL_GAP - width)
                if 0 <= left <= 1 - width and not any(_overlap((left, left + width, middle), other) for other in taken)
            )
        )
    return tuple(taken)


def _cut(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"


def _heights(y: float) -> Iterator[float]:
    yield y
    for step in count(1):
        yield from (y + step * LABEL_HEIGHT / 2, y - step * LABEL_HEIGHT / 2)


def _overlap(one: tuple[float, float, float], other: tuple[float, float, float]) -> bool:
    """Two labels as (left, right, middle) cover each other."""
    return one[0] < other[1] and other[0] < one[1] and abs(one[2] - other[2]) < LABEL_HEIGHT


def _legend(points: Sequence[FunnelPoint], limits: Sequence[FunnelLimits], centre_label: str) -> list[Line2D]:
    lines = [
        Line2D([], [], color=MUTED, linestyle=line, linewidth=1, label=legend_label(pair.label))
        for pair, line in zip(limits, LINES, strict=True)
    ]
    present = {point.code for point in points}
    marks = [
        Line2D(
            [],
            [],
            linestyle="",
            marker=marker,
            markersize=6,
            markerfacecolor=FILLS[code],
            markeredgecolor=EDGES[code],
            label=CLASS_OF_READING[code].label,
        )
        for code, marker in MARKERS.items()
        if code in present
    ]
    return [Line2D([], [], color=INK, linewidth=1.1, label=legend_label(centre_label)), *lines, *marks]
