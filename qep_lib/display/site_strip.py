"""One indicator over all the sites of a country as SVG: a strip of dots in department order, the target and the mean across.

Sites are numbers along the strip; those outside the expected range are marked and numbered. Values, words and readings are
given, and stand in the tables: nothing is computed but places on the page.
"""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.legend_handler import HandlerTuple
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from qep_lib.display.canvas import WIDTH_INCHES, fold, legend_label, svg_bytes
from qep_lib.display.site_dots import (
    BAR,
    MARKERS,
    READINGS,
    SiteAxis,
    SiteDot,
    SitePanel,
    axis_limits,
    reading_colour,
)
from qep_lib.display.style import INK, MUTED, drawing_style

STRIP_INCHES = 1.1
MOST_NUMBERS = 26
"""Sites whose number stands under the strip: as many as there is room for."""
NAMED = ("high", "low")
_WATCHED = ("watch_high", "watch_low")
_TITLE, _FOOT, _LEGEND, _HEAD = 0.22, 0.26, 0.24, 0.14
_LEFT, _RIGHT = 0.48, 0.06
_NUMBER_ROOM = 0.14
_STEP_POINTS = 6.5
"""How much further from its mark a number stands than that of a close neighbour."""


def draw_site_strip(panels: Sequence[SitePanel], axis: SiteAxis, remark: str) -> bytes:
    """The panels one under the other on one scale; `remark` stands above them, at the right, where it is not empty."""
    heights = [_HEAD + (_TITLE if panel.title else 0) + STRIP_INCHES + _FOOT for panel in panels]
    height = _LEGEND + sum(heights)
    limits = _with_room(panels, *axis_limits(panels, axis))
    with drawing_style():
        canvas = Canvas(figsize=(WIDTH_INCHES, height))
        # What holds the page at its full width, whatever the labels.
        canvas.add_artist(Line2D([0, 1], [0, 0], color="white", linewidth=0.5))
        top = height
        for panel, taken in zip(panels, heights, strict=True):
            if panel.title:
                canvas.text(0, (top - _HEAD) / height, fold(panel.title, 120), fontsize=8.5, va="center")
            top -= taken
            width = (WIDTH_INCHES - _LEFT - _RIGHT) / WIDTH_INCHES
            place = (_LEFT / WIDTH_INCHES, (top + _FOOT) / height, width, STRIP_INCHES / height)
            _draw(canvas.add_axes(place), panel, axis, limits)
        if remark:
            canvas.text(1, (height - 0.02) / height, remark, fontsize=7.5, ha="right", va="top", color=MUTED)
        _legend(canvas, panels, axis)
        return svg_bytes(canvas)


def _with_room(panels: Sequence[SitePanel], low: float, high: float) -> tuple[float, float]:
    """The ends of the axis, further away where numbers are written."""
    codes = {dot.code for panel in panels for dot in panel.dots}
    room = _NUMBER_ROOM * (high - low)
    return low - room * ("low" in codes), high + room * ("high" in codes)


def _draw(axes: Axes, panel: SitePanel, axis: SiteAxis, limits: tuple[float, float]) -> None:
    # One line for all the intervals and one for all the ordinary dots: a mark each would weigh ten times more.
    bars = [(place, dot.low, dot.high) for place, dot in enumerate(panel.dots) if dot.low is not None]
    axes.plot(*_pieces(bars), color=BAR, linewidth=1.8, solid_capstyle="butt", zorder=2)
    plain = [(place, dot.value, dot.value) for place, dot in enumerate(panel.dots) if dot.code in ("", "within")]
    axes.plot(*_pieces(plain), color=INK, linewidth=3.4, solid_capstyle="round", zorder=4)
    for code in READINGS:
        marked = [(place, dot.value) for place, dot in enumerate(panel.dots) if dot.code == code]
        if marked and code != "within":
            axes.plot(
                *zip(*marked, strict=True), marker=MARKERS[code], color=reading_colour(code), markersize=5,
                markeredgecolor=INK, markeredgewidth=0.6, linestyle="", zorder=5,
            )  # fmt: skip
    for line in axes.lines[:2]:
        line.get_path().should_simplify = False
    _write_numbers(axes, panel.dots)
    if panel.mean is not None:
        axes.axhline(panel.mean, color=MUTED, linewidth=1, linestyle=(0, (4, 3)), zorder=3)
    if axis.target is not None:
        axes.axhline(axis.target, color=INK, linewidth=1.6, zorder=3)
    step = -(-len(panel.dots) // MOST_NUMBERS)
    shown = range(0, len(panel.dots), step)
    axes.set_xticks(shown, [panel.dots[place].number for place in shown], fontsize=7)
    axes.tick_params(axis="x", pad=1.5)
    axes.set_xlim(-1, len(panel.dots))
    axes.set_ylim(*limits)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(lambda value, _: axis.tick(value))
    axes.tick_params(axis="y", labelsize=7.5)
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
            textcoords="offset points", ha="center", va="bottom" if is_high else "top", fontsize=7, annotation_clip=False,
        )  # fmt: skip


def _legend(canvas: Canvas, panels: Sequence[SitePanel], axis: SiteAxis) -> None:
    dots = [dot for panel in panels for dot in panel.dots]
    handles = {"un site": Line2D([], [], marker="o", color=INK, linestyle="", markersize=3.6)}
    if any(dot.low is not None for dot in dots):
        handles["fourchette indicative"] = Line2D([], [], color=BAR, linewidth=3)
    if axis.target is not None:
        handles[axis.target_words] = Line2D([], [], color=INK, linewidth=1.6)
    if any(panel.mean is not None for panel in panels):
        handles["moyenne"] = Line2D([], [], color=MUTED, linewidth=1, linestyle=(0, (4, 3)))
    for codes, label in ((NAMED, "à examiner, avec son numéro"), (_WATCHED, "à surveiller")):
        marks = tuple(
            Line2D(
                [],
                [],
                marker=MARKERS[code],
                color=reading_colour(code),
                markeredgecolor=INK,
                linestyle="",
                markersize=5,
            )
            for code in codes
            if any(dot.code == code for dot in dots)
        )
        if marks:
            handles[label] = marks
    canvas.legend(
        [*handles.values()], [legend_label(label) for label in handles], handler_map={tuple: HandlerTuple(ndivide=None)},
        loc="lower left", bbox_to_anchor=(0, 0), ncols=len(handles),
        fontsize=7.5, borderpad=0.2, columnspacing=1.2, handletextpad=0.4, handlelength=1.6,
    )  # fmt: skip
