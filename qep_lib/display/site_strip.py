"""Indicators over all the sites of a country as SVG: a strip each, of dots in department order, the target and the mean across.

Sites are numbers along the strip; those outside the expected range are marked and numbered. Values, words and readings are
given, and stand in the tables: nothing is computed but places on the page.
"""

from collections.abc import Sequence

from qep_lib.display.canvas import WIDTH_INCHES, fold
from qep_lib.display.chart import Chart, round_ticks
from qep_lib.display.sheet import Sheet, in_points
from qep_lib.display.site_dots import (
    BAR,
    MARKERS,
    READINGS,
    SiteDot,
    SitePanel,
    axis_limits,
    legend_keys,
    reading_colour,
)
from qep_lib.display.style import INK, MUTED

STRIPS_A_PAGE = 6
STRIP_INCHES = 0.79
MOST_NUMBERS = 26
"""Sites whose number stands under the strip: as many as there is room for."""
NAMED = ("high", "low")
_HEAD, _FOOT, _LEGEND = 0.34, 0.26, 0.42
_LEFT, _RIGHT = 0.48, 0.06
_NUMBER_ROOM = 0.14
_STEP_POINTS, _SIZE = 6.5, 8.0
"""How much further from its mark a number stands than that of a close neighbour."""


def draw_site_strips(panels: Sequence[SitePanel]) -> bytes:
    """The strips one under the other, each on its own scale."""
    each = _HEAD + STRIP_INCHES + _FOOT
    height = _LEGEND + each * len(panels)
    sheet = Sheet(height)
    page = sheet.chart((0, WIDTH_INCHES), (0, height), (0, 0, sheet.width, sheet.height))
    for place, panel in enumerate(panels):
        top = height - place * each
        page.words(fold(panel.title, 120), 0, top - 0.16, size=8.5)
        box = in_points((_LEFT, top - _HEAD - STRIP_INCHES, WIDTH_INCHES - _LEFT - _RIGHT, STRIP_INCHES))
        _draw(sheet.chart((-1, len(panel.drawn)), _limits(panel), box), panel)
    sheet.legend(legend_keys(panels), 4, _SIZE, is_left=True)
    return sheet.svg()


def _limits(panel: SitePanel) -> tuple[float, float]:
    """The ends of the axis, further away where numbers are written."""
    low, high = axis_limits([panel])
    codes = {dot.code for dot in panel.drawn}
    room = _NUMBER_ROOM * (high - low)
    return low - room * ("low" in codes), high + room * ("high" in codes)


def _draw(chart: Chart, panel: SitePanel) -> None:
    dots = panel.drawn
    # One line for all the intervals and one for all the ordinary dots: a mark each would weigh ten times more.
    bars = [
        (place, dot.low, place, dot.high)
        for place, dot in enumerate(dots)
        if dot.low is not None and dot.high is not None
    ]
    chart.pieces(bars, color=BAR, linewidth=1.8, zorder=2)
    plain = [(place, dot.at, place, dot.at) for place, dot in enumerate(dots) if dot.code in ("", "within")]
    chart.pieces(plain, color=INK, linewidth=3.4, solid_capstyle="round", zorder=4)
    for code in READINGS:
        marked = [(place, dot.at) for place, dot in enumerate(dots) if dot.code == code]
        if marked and code != "within":
            chart.line(
                *zip(*marked, strict=True), marker=MARKERS[code], color=reading_colour(code), markersize=5,
                markeredgecolor=INK, markeredgewidth=0.6, linestyle="", zorder=5,
            )  # fmt: skip
    _write_numbers(chart, dots)
    if panel.mean is not None:
        chart.across(panel.mean, color=MUTED, linewidth=1, linestyle=(0, (4, 3)), zorder=3)
    if panel.axis.target is not None:
        chart.across(panel.axis.target, color=INK, linewidth=1.6, zorder=3)
    shown = range(0, len(dots), -(-len(dots) // MOST_NUMBERS))
    chart.x_ticks(shown, [dots[place].number for place in shown], _SIZE, grid=True, gap=1.5)
    ticks = round_ticks(chart.rise, 4, (1, 2, 5, 10), is_whole=True)
    chart.y_ticks(ticks, [panel.axis.tick(tick) for tick in ticks], _SIZE, grid=True)
    chart.sides()


def _write_numbers(chart: Chart, dots: Sequence[SiteDot]) -> None:
    """The number of each site outside the expected range, beyond its interval; close neighbours one above the other."""
    last, rank = -9, 0
    for place, dot in enumerate(dots):
        if dot.code not in NAMED:
            continue
        rank = (rank + 1) % 3 if place - last <= 2 else 0
        last = place
        is_high = dot.code == "high"
        ends = [end for end in (dot.value, dot.low, dot.high) if end is not None]
        side = 1 if is_high else -1
        chart.words(
            dot.number, place, max(ends) if is_high else min(ends), shift=(0, side * (2 + rank * _STEP_POINTS)),
            ha="center", va="bottom" if is_high else "top", size=_SIZE,
        )  # fmt: skip
