"""Indicators over all the sites of a country as SVG: a strip each, of dots in department order, the target and the mean across.

Sites are numbers along the strip; those outside the expected range are marked and numbered. Values, words and readings are
given, and stand in the tables: nothing is computed but places on the page.
"""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from qep_lib.display.canvas import WIDTH_INCHES, fold, svg_bytes
from qep_lib.display.site_dots import (
    BAR,
    MARKERS,
    READINGS,
    SiteDot,
    SitePanel,
    axis_limits,
    draw_legend,
    reading_colour,
)
from qep_lib.display.style import INK, MUTED, drawing_style

STRIPS_A_PAGE = 6
STRIP_INCHES = 0.79
MOST_NUMBERS = 26
"""Sites whose number stands under the strip: as many as there is room for."""
NAMED = ("high", "low")
_HEAD, _FOOT, _LEGEND = 0.34, 0.26, 0.42
_LEFT, _RIGHT = 0.48, 0.06
_NUMBER_ROOM = 0.14
_STEP_POINTS = 6.5
"""How much further from its mark a number stands than that of a close neighbour."""


def draw_site_strips(panels: Sequence[SitePanel]) -> bytes:
    """The strips one under the other, each on its own scale."""
    each = _HEAD + STRIP_INCHES + _FOOT
    height = _LEGEND + each * len(panels)
    with drawing_style():
        canvas = Canvas(figsize=(WIDTH_INCHES, height))
        # What holds the page at its full width, whatever the labels.
        canvas.add_artist(Line2D([0, 1], [0, 0], color="white", linewidth=0.5))
        for place, panel in enumerate(panels):
            top = height - place * each
            canvas.text(0, (top - 0.16) / height, fold(panel.title, 120), fontsize=8.5, va="center")
            width = (WIDTH_INCHES - _LEFT - _RIGHT) / WIDTH_INCHES
            corner = (_LEFT / WIDTH_INCHES, (top - _HEAD - STRIP_INCHES) / height)
            _draw(canvas.add_axes((*corner, width, STRIP_INCHES / height)), panel)
        draw_legend(canvas, panels)
        return svg_bytes(canvas)


def _limits(panel: SitePanel) -> tuple[float, float]:
    """The ends of the axis, further away where numbers are written."""
    low, high = axis_limits([panel])
    codes = {dot.code for dot in panel.drawn}
    room = _NUMBER_ROOM * (high - low)
    return low - room * ("low" in codes), high + room * ("high" in codes)


def _draw(axes: Axes, panel: SitePanel) -> None:
    dots = panel.drawn
    # One line for all the intervals and one for all the ordinary dots: a mark each would weigh ten times more.
    bars = [(place, dot.low, dot.high) for place, dot in enumerate(dots) if dot.low is not None]
    axes.plot(*_pieces(bars), color=BAR, linewidth=1.8, solid_capstyle="butt", zorder=2)
    plain = [(place, dot.value, dot.value) for place, dot in enumerate(dots) if dot.code in ("", "within")]
    axes.plot(*_pieces(plain), color=INK, linewidth=3.4, solid_capstyle="round", zorder=4)
    for code in READINGS:
        marked = [(place, dot.value) for place, dot in enumerate(dots) if dot.code == code]
        if marked and code != "within":
            axes.plot(
                *zip(*marked, strict=True), marker=MARKERS[code], color=reading_colour(code), markersize=5,
                markeredgecolor=INK, markeredgewidth=0.6, linestyle="", zorder=5,
            )  # fmt: skip
    for line in axes.lines[:2]:
        line.get_path().should_simplify = False
    _write_numbers(axes, dots)
    if panel.mean is not None:
        axes.axhline(panel.mean, color=MUTED, linewidth=1, linestyle=(0, (4, 3)), zorder=3)
    if panel.axis.target is not None:
        axes.axhline(panel.axis.target, color=INK, linewidth=1.6, zorder=3)
    step = -(-len(dots) // MOST_NUMBERS)
    shown = range(0, len(dots), step)
    axes.set_xticks(shown, [dots[place].number for place in shown], fontsize=8)
    axes.tick_params(axis="x", pad=1.5)
    axes.set_xlim(-1, len(dots))
    axes.set_ylim(*_limits(panel))
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(lambda value, _: panel.axis.tick(value))
    axes.tick_params(axis="y", labelsize=8)
    axes.grid(axis="both", linewidth=0.5)


def _pieces(ends: Sequence[tuple[float, float, float]]) -> tuple[list[float], list[float]]:
    """Upright pieces (place, from, to) as the points of one broken line."""
    gap = float("nan")
    return [x for place, _, _ in ends for x in (place, place, gap)], [y for _, *pair in ends for y in (*pair, gap)]


def _write_numbers(axes: Axes, dots: Sequence[SiteDot]) -> None:
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
        axes.annotate(
            dot.number, (place, max(ends) if is_high else min(ends)), xytext=(0, side * (2 + rank * _STEP_POINTS)),
            textcoords="offset points", ha="center", va="bottom" if is_high else "top", fontsize=8, annotation_clip=False,
        )  # fmt: skip
