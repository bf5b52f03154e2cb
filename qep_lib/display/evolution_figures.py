"""Small charts of a few years as SVG: a chart an indicator with a line a site, or a chart a site with the others behind.

What may be linked is told, not decided here, and no figure is computed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from babel.numbers import format_decimal

from qep_lib.display.canvas import LABEL_LINES, fold
from qep_lib.display.chart import Chart, round_ticks
from qep_lib.display.figures import MARKS
from qep_lib.display.sheet import Entry, Sheet, key_line
from qep_lib.display.style import MUTED, SERIES
from qep_lib.display.written import Ends
from qep_lib.model.base import Unit

INDICATOR_COLUMNS, SITE_COLUMNS, FEWER_COLUMNS = 3, 6, 4
"""Charts a line; fewer where a title would be cut."""
ROW_INCHES, LEGEND_LINE_INCHES, LEGEND_COLUMNS, MOST_TICKS = 1.4, 0.2, 4, 4
TITLE_WIDTH = {1: 90, 2: 46, 3: 30, 4: 24, 5: 19, 6: 16}
DODGE = 0.07
"""Part of a year between two sites, so that neither hides the other."""
BREAK = 0.3
"""Height of the mark of a broken series, as a part of that of the chart: it cuts the line of its site alone."""
PALE = "#8a90a0"
"""At least 3:1 on white: what stands behind is read too."""
AXIS_SUFFIX: dict[Unit, str] = {"pct": "\u202f%", "permille": "\u202f‰"}


@dataclass(frozen=True, slots=True)
class YearPoint:
    """A figure with its interval if it has one. `is_linked`: it compares with the one before; `is_open`: provisional."""

    value: float
    low: float | None = None
    high: float | None = None
    is_linked: bool = False
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class YearLine:
    """A site: a point a year, None where there is none. `breaks` are the places after which its series is broken, `place`
    that of its colour and mark."""

    points: tuple[YearPoint | None, ...]
    breaks: tuple[int, ...] = ()
    place: int = 0


@dataclass(frozen=True, slots=True)
class YearPanel:
    """One small chart: its lines, and those that stand pale behind them."""

    title: str
    unit: Unit
    lines: tuple[YearLine, ...]
    behind: tuple[YearLine, ...] = ()


def draw_indicators(panels: Sequence[YearPanel], years: Sequence[str], sites: Sequence[str]) -> bytes:
    """A chart an indicator, each on its own scale, with a line a site, told by colour and by mark; `sites` names them."""
    extents = [_extent([panel]) for panel in panels]
    keys = [_key(place, name) for place, name in enumerate(sites) if _is_drawn(place, panels)]
    return _draw_all(panels, years, extents, min(INDICATOR_COLUMNS, len(panels)), [*keys, *_legend(panels, sites)])


def draw_years(panels: Sequence[YearPanel], years: Sequence[str]) -> bytes:
    """A chart an indicator of one site, each on its own scale: no line has to be named."""
    extents = [_extent([panel]) for panel in panels]
    return _draw_all(panels, years, extents, min(INDICATOR_COLUMNS, len(panels)), _legend(panels))


def draw_sites(panels: Sequence[YearPanel], years: Sequence[str]) -> bytes:
    """A chart a site, all on one scale."""
    keys = [_key(0, "le site")]
    if any(panel.behind for panel in panels):
        keys.append((key_line(color=PALE, linewidth=0.7), "les autres"))
    extents = [_extent(panels)] * len(panels)
    is_long = any(len(panel.title) > LABEL_LINES * TITLE_WIDTH[SITE_COLUMNS] for panel in panels)
    columns = min(FEWER_COLUMNS if is_long else SITE_COLUMNS, len(panels))
    return _draw_all(panels, years, extents, columns, [*keys, *_legend(panels)])


def _draw_all(
    panels: Sequence[YearPanel], years: Sequence[str], extents: Sequence[Ends], columns: int, keys: Sequence[Entry]
) -> bytes:
    rows = -(-len(panels) // columns)
    sheet = Sheet(ROW_INCHES * rows + LEGEND_LINE_INCHES * -(-len(keys) // LEGEND_COLUMNS))
    sheet.grid(columns)
    for panel, extent in zip(panels, extents, strict=True):
        chart = sheet.chart((-0.4, len(years) - 0.6), extent)
        _draw(chart, panel)
        chart.title(fold(panel.title, TITLE_WIDTH[columns]), 8)
        chart.x_ticks(range(len(years)), years, 7.5)
        ticks = round_ticks(extent, MOST_TICKS)
        chart.y_ticks(ticks, [_number(tick) + AXIS_SUFFIX.get(panel.unit, "") for tick in ticks], 7.5, grid=True)
        chart.sides()
    sheet.legend(keys, LEGEND_COLUMNS, 8)
    return sheet.svg()


def _draw(chart: Chart, panel: YearPanel) -> None:
    if panel.behind:
        _draw_behind(chart, panel.behind)
    for rank, line in enumerate(panel.lines):
        shift = DODGE * (rank - (len(panel.lines) - 1) / 2)
        colour, mark = SERIES[line.place % len(SERIES)], MARKS[line.place % len(MARKS)]
        points = [(place + shift, point) for place, point in enumerate(line.points) if point is not None]
        ends = [
            (x, point.low, x, point.high) for x, point in points if point.low is not None and point.high is not None
        ]
        chart.pieces(ends, color=colour, linewidth=3, alpha=0.3, zorder=2)
        for is_open, face in ((False, colour), (True, "white")):
            marked = [(x, point.value) for x, point in points if point.is_open == is_open]
            if marked:
                look: dict[str, Any] = {
                    "color": colour,
                    "markerfacecolor": face,
                    "marker": mark,
                    "markersize": 4,
                    "zorder": 4,
                }
                chart.line(*zip(*marked, strict=True), linestyle="", **look)
        links = [(left + shift, before, left + 1 + shift, after) for left, before, after in _links(line)]
        chart.pieces(links, color=colour, linewidth=1.6, zorder=3)
        size = BREAK * abs(chart.rise[1] - chart.rise[0]) / 2
        cuts = [
            (x, middle - size, x, middle + size)
            for place in line.breaks
            if (values := [point.value for point in line.points[place : place + 2] if point is not None])
            for x, middle in [(place + 0.5 + shift, sum(values) / len(values))]
        ]
        chart.pieces(cuts, color=colour, linestyle=":", linewidth=1.6, zorder=3)


def _draw_behind(chart: Chart, lines: Sequence[YearLine]) -> None:
    links = [(left, before, left + 1, after) for line in lines for left, before, after in _links(line)]
    chart.pieces(links, color=PALE, linewidth=0.7, zorder=1)


def _links(line: YearLine) -> list[tuple[int, float, float]]:
    """(place of the first year, its value, that of the next) of every two years that compare."""
    return [
        (place, before.value, point.value)
        for place, (before, point) in enumerate(pairwise(line.points))
        if before is not None and point is not None and point.is_linked
    ]


def _number(value: float) -> str:
    return format_decimal(value, format="#,##0.##", locale="fr_FR")


def _points(panels: Sequence[YearPanel]) -> list[YearPoint]:
    return [point for panel in panels for line in panel.lines for point in line.points if point is not None]


def _extent(panels: Sequence[YearPanel]) -> Ends:
    """All points and intervals, not from zero by rule: a line tells differences. A percentage stays within 0 and 100."""
    values = [v for point in _points(panels) for v in (point.value, point.low, point.high) if v is not None]
    margin = 0.08 * (max(values) - min(values)) or 1
    highest = 102 if panels[0].unit == "pct" else np.inf
    return max(0, min(values) - margin), min(highest, max(values) + margin)


def _is_drawn(place: int, panels: Sequence[YearPanel]) -> bool:
    return any(line.place == place for panel in panels for line in panel.lines)


def _key(place: int, name: str) -> Entry:
    colour, mark = SERIES[place % len(SERIES)], MARKS[place % len(MARKS)]
    return key_line(color=colour, marker=mark, markersize=4, linewidth=1.4), fold(name)


def _legend(panels: Sequence[YearPanel], sites: Sequence[str] = ()) -> list[Entry]:
    """What intervals, open marks and dotted lines are, where there are some; of which sites a series is broken."""
    points = _points(panels)
    keys: list[Entry] = []
    if any(point.low is not None for point in points):
        keys.append((key_line(color=MUTED, alpha=0.4, linewidth=3), "fourchette indicative"))
    if any(point.is_open for point in points):
        keys.append((key_line(color=MUTED, marker="o", markerfacecolor="white", linestyle=""), "provisoire"))
    broken = sorted({line.place for panel in panels for line in panel.lines if line.breaks})
    for place in broken if sites else broken[:1]:
        colour, name = (SERIES[place % len(SERIES)], f" : {sites[place]}") if sites else (MUTED, "")
        keys.append((key_line(color=colour, linestyle=":", linewidth=1.6), fold(f"série rompue{name}")))
    return keys
