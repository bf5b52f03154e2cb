"""Small charts of a few years as SVG: a chart an indicator with a line a site, or a chart a site with the others behind.

What may be linked is told, not decided here, and no figure is computed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from babel.numbers import format_decimal
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from qep_lib.display.canvas import LABEL_LINES, blank_grid, fold, legend_label, svg_bytes
from qep_lib.display.figures import MARKS
from qep_lib.display.style import MUTED, SERIES, drawing_style
from qep_lib.model.base import Unit

INDICATOR_COLUMNS, SITE_COLUMNS, FEWER_COLUMNS = 3, 6, 4
"""Charts a line; fewer where a title would be cut."""
ROW_INCHES, LEGEND_LINE_INCHES, LEGEND_COLUMNS = 1.4, 0.2, 4
TITLE_WIDTH = {1: 90, 2: 46, 3: 30, 4: 24, 5: 19, 6: 16}
DODGE = 0.07
"""Part of a year between two sites, so that neither hides the other."""
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
    handles = [_handle(place, name) for place, name in enumerate(sites) if _is_drawn(place, panels)]
    return _draw_all(panels, years, extents, min(INDICATOR_COLUMNS, len(panels)), [*handles, *_legend(panels)])


def draw_years(panels: Sequence[YearPanel], years: Sequence[str]) -> bytes:
    """A chart an indicator of one site, each on its own scale: no line has to be named."""
    extents = [_extent([panel]) for panel in panels]
    return _draw_all(panels, years, extents, min(INDICATOR_COLUMNS, len(panels)), _legend(panels))


def draw_sites(panels: Sequence[YearPanel], years: Sequence[str]) -> bytes:
    """A chart a site, all on one scale."""
    handles = [_handle(0, "le site")]
    if any(panel.behind for panel in panels):
        handles.append(Line2D([], [], color=PALE, linewidth=0.7, label="les autres"))
    extents = [_extent(panels)] * len(panels)
    is_long = any(len(panel.title) > LABEL_LINES * TITLE_WIDTH[SITE_COLUMNS] for panel in panels)
    columns = min(FEWER_COLUMNS if is_long else SITE_COLUMNS, len(panels))
    return _draw_all(panels, years, extents, columns, [*handles, *_legend(panels)])


def _draw_all(panels: Sequence[YearPanel], years: Sequence[str], extents, columns: int, handles: list[Line2D]) -> bytes:
    rows = -(-len(panels) // columns)
    legend_inches = LEGEND_LINE_INCHES * -(-len(handles) // LEGEND_COLUMNS)
    with drawing_style():
        canvas, places = blank_grid(rows, columns, ROW_INCHES + legend_inches / rows)
        for axes, panel, extent in zip(places, panels, extents, strict=False):
            _draw(axes, panel)
            axes.set_title(fold(panel.title, TITLE_WIDTH[columns]), fontsize=8, loc="left")
            _set_scales(axes, panel.unit, extent, years)
        for unused in places[len(panels) :]:
            unused.set_axis_off()
        if handles:
            canvas.legend(handles=handles, loc="outside lower center", ncols=LEGEND_COLUMNS, fontsize=8)
        return svg_bytes(canvas)


def _draw(axes: Axes, panel: YearPanel) -> None:
    if panel.behind:
        _draw_behind(axes, panel.behind)
    for rank, line in enumerate(panel.lines):
        shift = DODGE * (rank - (len(panel.lines) - 1) / 2)
        colour, mark = SERIES[line.place % len(SERIES)], MARKS[line.place % len(MARKS)]
        for place, point in enumerate(line.points):
            if point is None:
                continue
            if point.low is not None and point.high is not None:
                ends = [point.low, point.high]
                axes.plot([place + shift] * 2, ends, color=colour, linewidth=3, alpha=0.3, zorder=2)
            face = "white" if point.is_open else colour
            axes.plot([place + shift], [point.value], mark, color=colour, markerfacecolor=face, markersize=4, zorder=4)
        _draw_links(axes, line, shift, colour)
        for place in line.breaks:
            axes.axvline(place + 0.5 + shift, color=colour, linestyle=":", linewidth=1.3, zorder=2)


def _draw_behind(axes: Axes, lines: Sequence[YearLine]) -> None:
    """The links of a hundred sites as one broken line: a mark each would take most of the drawing's time."""
    pieces = [piece for line in lines for piece in _links(line)]
    x = [place for left, _, _ in pieces for place in (left, left + 1, np.nan)]
    y = [value for _, *ends in pieces for value in (*ends, np.nan)]
    axes.plot(x, y, color=PALE, linewidth=0.7, zorder=1)


def _draw_links(axes: Axes, line: YearLine, shift: float, colour: str) -> None:
    for left, *ends in _links(line):
        axes.plot([left + shift, left + 1 + shift], ends, color=colour, linewidth=1.6, zorder=3)


def _links(line: YearLine) -> list[tuple[int, float, float]]:
    """(place of the first year, its value, that of the next) of every two years that compare."""
    return [
        (place, before.value, point.value)
        for place, (before, point) in enumerate(pairwise(line.points))
        if before is not None and point is not None and point.is_linked
    ]


def _set_scales(axes: Axes, unit: Unit, extent: tuple[float, float], years: Sequence[str]) -> None:
    axes.set_ylim(*extent)
    axes.set_xlim(-0.4, len(years) - 0.6)
    axes.set_xticks(range(len(years)), years, fontsize=7.5)
    axes.tick_params(axis="y", labelsize=7.5)
    axes.locator_params(axis="y", nbins=4)
    axes.grid(axis="y")
    axes.yaxis.set_major_formatter(
        lambda value, _: format_decimal(value, format="#,##0.##", locale="fr_FR") + AXIS_SUFFIX.get(unit, "")
    )


def _points(panels: Sequence[YearPanel]) -> list[YearPoint]:
    return [point for panel in panels for line in panel.lines for point in line.points if point is not None]


def _extent(panels: Sequence[YearPanel]) -> tuple[float, float]:
    """All points and intervals, not from zero by rule: a line tells differences. A percentage stays within 0 and 100."""
    values = [v for point in _points(panels) for v in (point.value, point.low, point.high) if v is not None]
    margin = 0.08 * (max(values) - min(values)) or 1
    highest = 102 if panels[0].unit == "pct" else np.inf
    return max(0, min(values) - margin), min(highest, max(values) + margin)


def _is_drawn(place: int, panels: Sequence[YearPanel]) -> bool:
    return any(line.place == place for panel in panels for line in panel.lines)


def _handle(place: int, name: str) -> Line2D:
    colour, mark = SERIES[place % len(SERIES)], MARKS[place % len(MARKS)]
    return Line2D([], [], color=colour, marker=mark, markersize=4, linewidth=1.4, label=legend_label(name))


def _legend(panels: Sequence[YearPanel]) -> list[Line2D]:
    """What intervals, open marks and dotted lines are, where there are some."""
    points, handles = _points(panels), []
    if any(point.low is not None for point in points):
        handles.append(Line2D([], [], color=MUTED, alpha=0.4, linewidth=3, label="fourchette indicative"))
    if any(point.is_open for point in points):
        open_mark = {"marker": "o", "markerfacecolor": "white", "linestyle": ""}
        handles.append(Line2D([], [], color=MUTED, label="provisoire", **open_mark))
    if any(line.breaks for panel in panels for line in panel.lines):
        handles.append(Line2D([], [], color=MUTED, linestyle=":", linewidth=1.3, label="série rompue"))
    return handles
