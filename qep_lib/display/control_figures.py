"""Small control charts of months as SVG, one a site: line, mean, limits, unusual months. Nothing is computed here."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from babel.numbers import format_decimal

from qep_lib.display.canvas import fold
from qep_lib.display.chart import Chart, round_ticks
from qep_lib.display.month_words import MARK_LABELS, Mark
from qep_lib.display.sheet import Entry, Sheet, key_box, key_line
from qep_lib.display.style import BLUE, INK, LEVEL_COLOURS, MUTED
from qep_lib.display.written import Ends
from qep_lib.model.base import Unit

MARKERS: dict[Mark, str] = {"outside": "D", "lasting": "s"}
"""The marks of `month_words.MARK_SYMBOLS`."""
UNUSUAL = LEVEL_COLOURS["negative"][0]
LIMITS = "#e3e6ee"
FEW_PANELS, FEW_COLUMNS, COLUMNS = 4, 2, 3
ROW_INCHES = 1.35
LEGEND_COLUMNS, LEGEND_LINE_INCHES, MOST_TICKS = 2, 0.19, 4
TITLE_WIDTH = {1: 104, FEW_COLUMNS: 52, COLUMNS: 34}
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
    rows, keys = -(-len(panels) // columns), _legend(panels, period_label, unit)
    sheet = Sheet(ROW_INCHES * rows + LEGEND_LINE_INCHES * -(-len(keys) // LEGEND_COLUMNS))
    sheet.grid(columns)
    for panel in panels:
        chart = sheet.chart((-0.8, len(panel.values) - 0.2), _extent(panel))
        _draw(chart, panel, first_read)
        chart.title(fold(panel.title, TITLE_WIDTH[columns]), 8.5)
        chart.x_ticks([place for place, _ in years], [label for _, label in years], 7.5, grid=True)
        ticks = round_ticks(_extent(panel), MOST_TICKS)
        chart.y_ticks(ticks, [_number(tick) + AXIS_SUFFIX.get(unit, "") for tick in ticks], 7.5)
        chart.sides()
    sheet.legend(keys, LEGEND_COLUMNS, 8)
    return sheet.svg()


def _draw(chart: Chart, panel: ControlPanel, first_read: int) -> None:
    months = np.arange(len(panel.values))
    values = np.array([np.nan if value is None else value for value in panel.values], dtype=float)
    if panel.low is not None and panel.high is not None:
        chart.band(panel.low, panel.high, facecolor=LIMITS, linewidth=0, zorder=0)
        for limit in (panel.low, panel.high):
            chart.across(limit, color=MUTED, linestyle=":", linewidth=0.8, zorder=1)
    if panel.centre is not None:
        chart.across(panel.centre, color=MUTED, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
    targets = np.array([np.nan if target is None else target for target in panel.targets], dtype=float)
    if not np.isnan(targets).all():
        chart.line(months, targets, drawstyle="steps-mid", color=INK, linewidth=1.4, zorder=2)
    chart.line(months, values, color=MUTED, linewidth=1, marker="o", markersize=1.8, zorder=3)
    chart.line(
        months[first_read:], values[first_read:], color=BLUE, linewidth=1.4, marker="o", markersize=2.4, zorder=4
    )
    for mark, marker in MARKERS.items():
        places = [place for place, own in panel.marks if own == mark]
        if places:
            chart.line(places, values[places], marker=marker, color=UNUSUAL, linestyle="", markersize=4.2, zorder=5)


def _extent(panel: ControlPanel) -> Ends:
    drawn = [value for value in (*panel.values, *panel.targets, panel.low, panel.high) if value is not None]
    low, high = min(drawn), max(drawn)
    margin = 0.08 * (high - low) or 1
    return (max(low - margin, 0) if low >= 0 else low - margin), high + margin


def _number(value: float) -> str:
    return format_decimal(value, format="#,##0.##", locale="fr_FR")


def _legend(panels: Sequence[ControlPanel], period_label: str, unit: Unit) -> list[Entry]:
    keys: list[Entry] = [
        (key_line(color=BLUE, marker="o", markersize=3.5), fold(period_label)),
        (key_line(color=MUTED, marker="o", markersize=3, linewidth=1), "mois d'avant"),
    ]
    if any(panel.low is not None for panel in panels):
        keys.append((key_line(color=MUTED, linewidth=1, linestyle=(0, (4, 3))), "moyenne"))
        band = key_box(facecolor=LIMITS, edgecolor=MUTED, linestyle=":")
        keys.append((band, "variations ordinaires, d'une limite à l'autre"))
    if targets := {target for panel in panels for target in panel.targets if target is not None}:
        size = f" ({_number(targets.pop())}{AXIS_SUFFIX.get(unit, '')})" if len(targets) == 1 else ""
        keys.append((key_line(color=INK, linewidth=1.4), f"objectif{size}, les mois où il est connu"))
    shown = {mark for panel in panels for _, mark in panel.marks}
    for mark, marker in MARKERS.items():
        if mark in shown:
            keys.append((key_line(marker=marker, color=UNUSUAL, linestyle="", markersize=5), MARK_LABELS[mark]))
    return keys
