"""Small charts of months, side by side, as SVG: one line a year, zero at the bottom. Sums are made in `reports/`."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from babel.numbers import format_decimal
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from qep_lib.display.canvas import blank_grid, fold, legend_label, svg_bytes
from qep_lib.display.style import BLUE, MUTED, drawing_style

TITLE_WIDTH = {2: 44, 3: 28}
"""Letters of a title, by how many charts stand side by side."""


@dataclass(frozen=True, slots=True)
class MonthPanel:
    """One small chart: a value a month, None where unknown, and those of the year before; percents when `is_share`."""

    title: str
    values: tuple[float | None, ...]
    previous: tuple[float | None, ...]
    is_share: bool = False


def draw_months(panels: Sequence[MonthPanel], months: Sequence[str], current: str, previous: str) -> bytes:
    """The charts two or three a row; this year as a line with points, the year before dashed behind it when it is known."""
    with drawing_style():
        columns = 3 if len(panels) == 3 else 2  # Three leave no hole.
        canvas, places = blank_grid(-(-len(panels) // columns), columns, 1.75)
        for axes, panel in zip(places, panels, strict=False):
            _draw(axes, panel, months, TITLE_WIDTH[columns])
        for unused in places[len(panels) :]:
            unused.set_axis_off()
        handles = [Line2D([], [], color=BLUE, marker="o", markersize=4, label=legend_label(current))]
        if any(_has_values(panel.previous) for panel in panels):
            handles.append(Line2D([], [], color=MUTED, linestyle="--", linewidth=1.2, label=legend_label(previous)))
        canvas.legend(handles=handles, loc="outside lower center", ncols=2, fontsize=9)
        return svg_bytes(canvas)


def _draw(axes: Axes, panel: MonthPanel, months: Sequence[str], width: int) -> None:
    places = np.arange(len(months))
    if _has_values(panel.previous):
        axes.plot(places, _gaps(panel.previous), color=MUTED, linestyle="--", linewidth=1.2)
    axes.plot(places, _gaps(panel.values), color=BLUE, marker="o", markersize=4, linewidth=1.6)
    highest = max(value for value in (*panel.values, *panel.previous) if value is not None)
    axes.set_ylim(0, highest * 1.15 or 1)
    axes.set_xlim(-0.4, len(months) - 0.6)
    axes.set_xticks(places, months, fontsize=8)
    axes.set_title(fold(panel.title, width), fontsize=9, loc="left")
    axes.yaxis.set_major_formatter(_percent if panel.is_share else _whole)
    axes.locator_params(axis="y", nbins=4)
    axes.tick_params(axis="y", labelsize=8)
    axes.grid(axis="y")


def _gaps(values: Sequence[float | None]) -> list[float]:
    """An unknown month breaks the line."""
    return [np.nan if value is None else value for value in values]


def _has_values(values: Sequence[float | None]) -> bool:
    return any(value is not None for value in values)


def _whole(value: float, _) -> str:
    return format_decimal(value, format="#,##0.##", locale="fr_FR")


def _percent(value: float, _) -> str:
    return f"{_whole(value, _)}\u202f%"
