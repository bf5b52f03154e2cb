"""Small control charts of months as SVG, one a site: line, mean, limits, unusual months. Nothing is computed here."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from babel.numbers import format_decimal
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from qep_lib.display.canvas import blank_grid, fold, legend_label, svg_bytes
from qep_lib.display.month_words import MARK_LABELS, Mark
from qep_lib.display.style import BLUE, GRID, INK, LEVEL_COLOURS, MUTED, drawing_style
from qep_lib.model.base import Unit

MARKERS: dict[Mark, str] = {"outside": "D", "lasting": "s"}
"""The marks of `month_words.MARK_SYMBOLS`."""
UNUSUAL = LEVEL_COLOURS["negative"][0]
LIMITS = "#e3e6ee"
FEW_PANELS, FEW_COLUMNS, COLUMNS = 4, 2, 3
ROW_INCHES = 1.35
LEGEND_COLUMNS, LEGEND_LINE_INCHES = 2, 0.19
TITLE_WIDTH = {FEW_COLUMNS: 52, COLUMNS: 34}
AXIS_SUFFIX: dict[Unit, str] = {"pct": "\u202f%", "permille": "\u202f‰"}


@dataclass(frozen=True, slots=True)
class ControlPanel:
    """The months of one site, None where a month is missing. `centre`, `low` and `high` are None without limits.

    `targets` hold the target in force each month. `marks` are (place of the month, mark), one a month at most.
    """

    title: str
    values: tuple[float | None, ...]
    centre: float | None
    low: float | None
    high: float | None
    targets: tuple[float | None, ...]
    marks: tuple[tuple[int, Mark], ...]


def draw_control_charts(
    panels: Sequence[ControlPanel],
    years: Sequence[tuple[int, str]],
    first_read: int,
    unit: Unit,
    period_label: str,
    columns: int | None = None,
) -> bytes:
    """The charts in reading order, `columns` a line, by default two when they are few, otherwise three.

    `years` are (place of the month, words) of the ticks. Months before `first_read` are drawn in grey. Each chart has its
    own scale: a site is read against its own past, and on the scale of all, one change would flatten every other line.
    """
    columns = columns or (FEW_COLUMNS if len(panels) <= FEW_PANELS else COLUMNS)
    rows = -(-len(panels) // columns)
    handles = _legend(panels, period_label)
    legend_inches = LEGEND_LINE_INCHES * -(-len(handles) // LEGEND_COLUMNS)
    with drawing_style():
        canvas, places = blank_grid(rows, columns, ROW_INCHES + legend_inches / rows)
        for axes, panel in zip(places, panels, strict=False):
            _draw(axes, panel, first_read)
            axes.set_title(fold(panel.title, TITLE_WIDTH[columns]), fontsize=8.5, loc="left")
            _set_scales(axes, panel, years, unit)
        for unused in places[len(panels) :]:
            unused.set_axis_off()
        canvas.legend(handles=handles, loc="outside lower center", ncols=LEGEND_COLUMNS, fontsize=8)
        return svg_bytes(canvas)


def _draw(axes: Axes, panel: ControlPanel, first_read: int) -> None:
    months = np.arange(len(panel.values))
    values = np.array([np.nan if value is None else value for value in panel.values], dtype=float)
    if panel.low is not None and panel.high is not None:
        axes.axhspan(panel.low, panel.high, color=LIMITS, linewidth=0, zorder=0)
        for limit in (panel.low, panel.high):
            axes.axhline(limit, color=MUTED, linestyle=":", linewidth=0.8, zorder=1)
    if panel.centre is not None:
        axes.axhline(panel.centre, color=MUTED, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
    targets = np.array([np.nan if target is None else target for target in panel.targets], dtype=float)
    if not np.isnan(targets).all():
        axes.step(months, targets, where="mid", color=INK, linewidth=1.4, zorder=2)
    axes.plot(months, values, color=MUTED, linewidth=1, marker="o", markersize=1.8, zorder=3)
    axes.plot(months[first_read:], values[first_read:], color=BLUE, linewidth=1.4, marker="o", markersize=2.4, zorder=4)
    for mark, marker in MARKERS.items():
        places = [place for place, own in panel.marks if own == mark]
        if places:
            axes.plot(places, values[places], marker=marker, color=UNUSUAL, linestyle="", markersize=4.2, zorder=5)


def _set_scales(axes: Axes, panel: ControlPanel, years: Sequence[tuple[int, str]], unit: Unit) -> None:
    drawn = [value for value in (*panel.values, *panel.targets, panel.low, panel.high) if value is not None]
    low, high, size = min(drawn), max(drawn), len(panel.values)
    margin = 0.08 * (high - low) or 1
    axes.set_ylim(max(low - margin, 0) if low >= 0 else low - margin, high + margin)
    axes.set_xlim(-0.8, size - 0.2)
    axes.set_xticks([place for place, _ in years], [label for _, label in years], fontsize=7.5)
    axes.yaxis.set_major_formatter(
        lambda value, _: format_decimal(value, format="#,##0.##", locale="fr_FR") + AXIS_SUFFIX.get(unit, "")
    )
    axes.locator_params(axis="y", nbins=4)
    axes.tick_params(axis="y", labelsize=7.5)
    axes.grid(axis="x")
    axes.spines["bottom"].set_color(GRID)


def _legend(panels: Sequence[ControlPanel], period_label: str) -> list[Line2D | Patch]:
    handles: list[Line2D | Patch] = [
        Line2D([], [], color=BLUE, marker="o", markersize=3.5, label=legend_label(period_label)),
        Line2D([], [], color=MUTED, marker="o", markersize=3, linewidth=1, label="mois d'avant"),
    ]
    if any(panel.low is not None for panel in panels):
        handles.append(Line2D([], [], color=MUTED, linewidth=1, linestyle=(0, (4, 3)), label="moyenne"))
        handles.append(
            Patch(
                facecolor=LIMITS, edgecolor=MUTED, linestyle=":", label="variations ordinaires, d'une limite à l'autre"
            )
        )
    if any(target is not None for panel in panels for target in panel.targets):
        handles.append(Line2D([], [], color=INK, linewidth=1.4, label="objectif"))
    shown = {mark for panel in panels for _, mark in panel.marks}
    for mark, marker in MARKERS.items():
        if mark in shown:
            handles.append(
                Line2D([], [], marker=marker, color=UNUSUAL, linestyle="", markersize=5, label=MARK_LABELS[mark])
            )
    return handles
