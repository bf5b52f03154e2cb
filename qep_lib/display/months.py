"""Small charts of months, side by side, as SVG: one line a year, zero at the bottom. Sums are made in `reports/`."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from babel.numbers import format_decimal

from qep_lib.display.canvas import fold
from qep_lib.display.chart import round_ticks
from qep_lib.display.sheet import Sheet, key_line
from qep_lib.display.style import BLUE, MUTED

ROW_INCHES, MOST_TICKS = 1.75, 4
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
    columns = 3 if len(panels) == 3 else 2  # Three leave no hole.
    sheet = Sheet(ROW_INCHES * -(-len(panels) // columns))
    sheet.grid(columns)
    for panel in panels:
        _draw(sheet, panel, months, TITLE_WIDTH[columns])
    keys = [(key_line(color=BLUE, marker="o", markersize=4), fold(current))]
    if any(_has_values(panel.previous) for panel in panels):
        keys.append((key_line(color=MUTED, linestyle="--", linewidth=1.2), fold(previous)))
    sheet.legend(keys, 2, 9)
    return sheet.svg()


def _draw(sheet: Sheet, panel: MonthPanel, months: Sequence[str], width: int) -> None:
    places = range(len(months))
    highest = max(value for value in (*panel.values, *panel.previous) if value is not None) * 1.15 or 1
    chart = sheet.chart((-0.4, len(months) - 0.6), (0, highest))
    if _has_values(panel.previous):
        chart.line(places, _gaps(panel.previous), color=MUTED, linestyle="--", linewidth=1.2)
    chart.line(places, _gaps(panel.values), color=BLUE, marker="o", markersize=4, linewidth=1.6)
    chart.x_ticks(places, months, 8)
    ticks = round_ticks((0, highest), MOST_TICKS)
    chart.y_ticks(ticks, [_percent(tick) if panel.is_share else _whole(tick) for tick in ticks], 8, grid=True)
    chart.title(fold(panel.title, width), 9)
    chart.sides()


def _gaps(values: Sequence[float | None]) -> list[float]:
    """An unknown month breaks the line."""
    return [np.nan if value is None else value for value in values]


def _has_values(values: Sequence[float | None]) -> bool:
    return any(value is not None for value in values)


def _whole(value: float) -> str:
    return format_decimal(value, format="#,##0.##", locale="fr_FR")


def _percent(value: float) -> str:
    return f"{_whole(value)}\u202f%"
