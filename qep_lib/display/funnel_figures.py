"""Funnel plots as SVG: a point a site, its share against its base, between limits that are given. Nothing is computed."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from babel.numbers import format_decimal
from matplotlib.path import Path

from qep_lib.display.canvas import fold
from qep_lib.display.chart import Chart, round_ticks
from qep_lib.display.map_classes import CLASS_OF_READING
from qep_lib.display.sheet import Entry, Sheet, key_line
from qep_lib.display.style import BAND, INK, LEVEL_COLOURS, MUTED
from qep_lib.display.written import Ends

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
    is_log = max(point.base for point in points) > LOG_FROM * min(point.base for point in points)
    scale = math.log10 if is_log else float
    outer = limits[-1]
    sheet = Sheet(HEIGHT_INCHES)
    chart = sheet.chart((scale(outer.bases[0]), scale(outer.bases[-1])), _extent(points, limits))
    bases = [scale(base) for base in outer.bases]
    around = [*zip(bases, outer.low, strict=True), *zip(bases[::-1], outer.high[::-1], strict=True)]
    chart.clipped(chart.area(Path([*around, around[0]], closed=True), facecolor=BAND, linewidth=0))
    for pair, line in zip(limits, LINES, strict=True):
        for bound in (pair.low, pair.high):
            places = [scale(base) for base in pair.bases]
            chart.clipped(chart.line(places, bound, color=MUTED, linestyle=line, linewidth=1))
    chart.across(centre, color=INK, linewidth=1.1)
    for code, marker in MARKERS.items():
        chosen = [point for point in points if point.code == code]
        if chosen:
            look = {"marker": marker, "markersize": 4.5 if code == "within" else 6.5}
            chart.line(
                [scale(point.base) for point in chosen], [point.share for point in chosen], linestyle="",
                markerfacecolor=FILLS[code], markeredgecolor=EDGES[code], markeredgewidth=0.8, **look,
            )  # fmt: skip
    if remark:
        chart.title(remark, 9)
    _set_scales(chart, outer, x_label, suffix, is_log)
    _write_labels(chart, [point for point in points if point.label], scale)
    sheet.legend(_legend(points, limits, centre_label), 3, 8)
    return sheet.svg()


def _extent(points: Sequence[FunnelPoint], limits: Sequence[FunnelLimits]) -> Ends:
    """All the points, and the limits where there are points."""
    bases, shown = {point.base for point in points}, [point.share for point in points]
    for pair in limits:
        at_points = [place for place, base in enumerate(pair.bases) if base in bases]
        shown += [bound[place] for bound in (pair.low, pair.high) for place in at_points]
    margin = 0.05 * (max(shown) - min(shown)) or 1
    return min(shown) - margin, max(shown) + margin


def _set_scales(chart: Chart, outer: FunnelLimits, x_label: str, suffix: str, is_log: bool) -> None:
    low, high = outer.bases[0], outer.bases[-1]
    if is_log:
        powers = range(math.ceil(math.log10(low)), math.floor(math.log10(high)) + 1)
        chart.x_ticks(powers, [_number(10**power) for power in powers], 8.5)
        x_label += " (échelle logarithmique)"
    else:
        ticks = round_ticks((low, high), 7, is_whole=True)
        chart.x_ticks(ticks, [_number(tick) for tick in ticks], 8.5)
    ticks = round_ticks(chart.rise, 6, (1, 2, 5, 10))
    chart.y_ticks(ticks, [_number(tick) + suffix for tick in ticks], 8.5)
    chart.x_label(x_label)
    chart.sides()


def _number(value: float) -> str:
    return format_decimal(value, format="#,##0.##", locale="fr_FR")


def _write_labels(chart: Chart, points: Sequence[FunnelPoint], scale: Callable[[float], float]) -> None:
    ordered = sorted(points, key=lambda point: (point.share, point.base))
    anchors = [chart.shares(scale(point.base), point.share) for point in ordered]
    labels = [_cut(point.label) for point in ordered]
    for (x, _), label, (left, right, middle) in zip(anchors, labels, place_labels(anchors, labels), strict=True):
        side, at = ("left", left) if left > x else ("right", right)
        chart.words(label, across=at, upward=middle, ha=side, size=8.5)


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


def _legend(points: Sequence[FunnelPoint], limits: Sequence[FunnelLimits], centre_label: str) -> list[Entry]:
    keys: list[Entry] = [(key_line(color=INK, linewidth=1.1), fold(centre_label))]
    for pair, line in zip(limits, LINES, strict=True):
        keys.append((key_line(color=MUTED, linestyle=line, linewidth=1), fold(pair.label)))
    present = {point.code for point in points}
    for code, marker in MARKERS.items():
        if code in present:
            faces = {"markerfacecolor": FILLS[code], "markeredgecolor": EDGES[code]}
            key = key_line(linestyle="", marker=marker, markersize=6, **faces)
            keys.append((key, CLASS_OF_READING[code].label))
    return keys
