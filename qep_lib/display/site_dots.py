"""One indicator over several sites as SVG: a line a site, a dot with its interval, the target, the mean, words at right.

Values, words and readings are given; nothing is computed but places on the page. Sites keep the order given.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from qep_lib.display.canvas import WIDTH_INCHES, fold, legend_label, svg_bytes
from qep_lib.display.map_classes import READING_CLASSES
from qep_lib.display.style import BAND, INK, MUTED, drawing_style

READINGS = dict(zip(("high", "watch_high", "within", "watch_low", "low"), READING_CLASSES, strict=True))
"""The words, symbol and colour of each code of `comparison.readings`."""
COLUMN_LINES = 40
"""Sites drawn in one column; more stand in two, without the words of their reading."""
_HEAD, _TITLE, _FOOT = 0.28, 0.26, 0.32
_LEGEND = {False: 0.24, True: 0.72}
_PAGE_INCHES, _TALLEST_LINE = 9.3, 0.25
"""Height, in inches, of what surrounds the lines of a panel, of the legend (compact or not), of a page at most,
and of a line."""
MARKERS = {"high": "^", "watch_high": "^", "within": "o", "watch_low": "v", "low": "v", "": "o"}
BAR = "#9aa0ad"


@dataclass(frozen=True, slots=True)
class SiteDot:
    """One line: a figure in the indicator's unit with its words, its interval or None, its base, its reading.

    `number` is that of its department; `code` is a key of `READINGS`, empty for a site that is not read.
    """

    label: str
    number: str
    value: float
    words: str
    low: float | None
    high: float | None
    base: str
    code: str


@dataclass(frozen=True, slots=True)
class SitePanel:
    """Sites that may be compared; panels of one figure may not be compared with each other. `title` says what they share."""

    title: str
    dots: tuple[SiteDot, ...]
    mean: float | None


@dataclass(frozen=True, slots=True)
class SiteAxis:
    """What the panels share: how a tick is printed, whether the unit ends at 100 %, the target, the column of bases."""

    tick: Callable[[float], str]
    is_share: bool
    target: float | None
    target_words: str
    base_label: str


class _Columns(NamedTuple):
    """Places in inches: where a block of lines starts, its axes, and its columns of words."""

    left: float
    axes: float
    width: float
    value: float
    base: float
    reading: float


_ONE = (_Columns(0, 1.62, 2.2, 4.42, 5.02, 5.12),)
_TWO = (_Columns(0, 1.3, 0.98, 2.76, 3.1, 3.14), _Columns(3.36, 4.64, 0.98, 6.1, 6.44, 6.48))


def draw_site_dots(panels: Sequence[SitePanel], axis: SiteAxis) -> bytes:
    """The panels one under the other, on one axis. Over `COLUMN_LINES` lines, each is split in two columns."""
    most = max(len(panel.dots) for panel in panels)
    blocks = _TWO if most > COLUMN_LINES else _ONE
    lines = [-(-len(panel.dots) // len(blocks)) for panel in panels]
    around = _LEGEND[blocks is _TWO] + sum(_around(panel) for panel in panels)
    line = min(_TALLEST_LINE, (_PAGE_INCHES - around) / sum(lines))
    height = around + sum(lines) * line
    limits = axis_limits(panels, axis)
    with drawing_style():
        canvas = Canvas(figsize=(WIDTH_INCHES, height))
        # What holds the page at its full width, whatever the labels.
        canvas.add_artist(Line2D([0, 1], [0, 0], color="white", linewidth=0.5))
        top = height
        for panel, count in zip(panels, lines, strict=True):
            if panel.title:
                canvas.text(0, (top - 0.1) / height, fold(panel.title, 120), fontsize=9, va="center")
                top -= _TITLE
            for index, columns in enumerate(blocks):
                dots = panel.dots[index * count : (index + 1) * count]
                if dots:
                    _draw_block(canvas, columns, dots, count, line, top, panel, axis, limits)
            top -= _HEAD + count * line + _FOOT
        _legend(canvas, panels, axis, blocks is _TWO)
        return svg_bytes(canvas)


def _around(panel: SitePanel) -> float:
    """Height of a panel without its lines."""
    return (_TITLE if panel.title else 0) + _HEAD + _FOOT


def _draw_block(canvas, columns, dots, count, line, top, panel, axis, limits) -> None:
    """One column of lines: `top` is its upper edge in inches from the bottom of the canvas."""
    width, height = canvas.get_size_inches()
    bottom = top - _HEAD - count * line
    axes = canvas.add_axes((columns.axes / width, bottom / height, columns.width / width, count * line / height))
    size = min(8.5, 72 * line * 0.72)
    is_wide = columns.width > 1.5
    _draw_bands(canvas, columns, len(dots), bottom, count, line, is_wide)
    for position, dot in enumerate(dots):
        _draw_dot(axes, position, dot, size)
        middle = (bottom + (count - position - 0.5) * line) / height
        reading = READINGS.get(dot.code)
        words = "—" if reading is None else f"{reading.symbol} {reading.label}" if is_wide else reading.symbol
        _words(canvas, columns.left, middle, fold(dot.label, 34), size, "left")
        _words(canvas, columns.value, middle, dot.words, size, "right")
        _words(canvas, columns.base, middle, dot.base, size, "right", MUTED)
        _reading(canvas, columns.reading, middle, words, size)
    for x, label, side in (
        (columns.value, "valeur" if is_wide else "", "right"),
        (columns.base, axis.base_label if is_wide else "n", "right"),
        (columns.reading, "lecture" if is_wide else "", "left"),
    ):
        _words(canvas, x, (top - 0.16) / height, label, 8, side, MUTED)
    _draw_lines(axes, count, panel, axis, limits, is_wide)


def _draw_dot(axes: Axes, position: int, dot: SiteDot, size: float) -> None:
    if dot.low is not None and dot.high is not None:
        axes.plot([dot.low, dot.high], [position, position], color=BAR, linewidth=size * 0.42, solid_capstyle="butt")
    axes.plot(
        [dot.value], [position], marker=MARKERS[dot.code], markersize=size * 0.72, color=reading_colour(dot.code),
        markeredgecolor=INK, markeredgewidth=0.7, linestyle="", zorder=4,
    )  # fmt: skip


def reading_colour(code: str) -> str:
    """The colour of a mark: ink for a site within the range or not read."""
    return INK if code in ("", "within") else READINGS[code].colour


def _draw_lines(axes: Axes, count: int, panel: SitePanel, axis: SiteAxis, limits, is_wide: bool) -> None:
    axes.set_ylim(count - 0.5, -0.5)
    axes.set_xlim(*limits)
    axes.set_yticks([])
    axes.patch.set_alpha(0)
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(4 if is_wide else 3, integer=True, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(lambda value, _: axis.tick(value))
    axes.tick_params(axis="x", labelsize=8)
    axes.grid(axis="x")
    if panel.mean is not None:
        axes.axvline(panel.mean, color=MUTED, linewidth=1, linestyle=(0, (4, 3)), zorder=2)
    if axis.target is not None:
        axes.axvline(axis.target, color=INK, linewidth=2, zorder=3)
        axes.annotate(
            axis.target_words, (axis.target, -0.5), xytext=(0, 3), textcoords="offset points",
            ha="center", va="bottom", fontsize=8, annotation_clip=False,
        )  # fmt: skip


def axis_limits(panels: Sequence[SitePanel], axis: SiteAxis) -> tuple[float, float]:
    """Ends of the axis: all that is drawn, with some room; a share stays within 0 and 100 %; a delay starts at 0,
    so that small differences look small."""
    drawn = [x for panel in panels for dot in panel.dots for x in (dot.value, dot.low, dot.high) if x is not None]
    drawn += [panel.mean for panel in panels if panel.mean is not None]
    drawn += [axis.target] if axis.target is not None else []
    lowest, highest = min(drawn), max(drawn)
    room = max(0.08 * (highest - lowest), 0.03 * highest, 1e-6)
    if not axis.is_share:
        return 0, highest + room
    # The mark of a share of 0 or 100 % stays whole.
    return max(-1, lowest - room), min(101, highest + room)


def _draw_bands(canvas: Canvas, columns: _Columns, drawn: int, bottom: float, count: int, line: float, is_wide) -> None:
    """A tint under every other line, from the name to the reading."""
    width, height = canvas.get_size_inches()
    across = width if is_wide else columns.reading + 0.2 - columns.left
    axes = canvas.add_axes((columns.left / width, bottom / height, across / width, count * line / height), zorder=-1)
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(count, 0)
    for position in range(1, drawn, 2):
        axes.axhspan(position, position + 1, color=BAND)


def _words(canvas: Canvas, inches: float, y: float, text: str, size: float, side: str, colour: str = INK) -> None:
    canvas.text(inches / WIDTH_INCHES, y, text, fontsize=size, ha=side, va="center", color=colour)


def _reading(canvas: Canvas, inches: float, y: float, words: str, size: float) -> None:
    """The symbol and the words of a reading, on two lines where they are long."""
    canvas.text(inches / WIDTH_INCHES, y, fold(words, 31), fontsize=size - 0.9, va="center", linespacing=0.95)


def _legend(canvas: Canvas, panels: Sequence[SitePanel], axis: SiteAxis, is_compact: bool) -> None:
    dots = [dot for panel in panels for dot in panel.dots]
    handles = [Line2D([], [], marker="o", color=INK, linestyle="", markersize=5.5, label="le site")]
    if any(dot.low is not None for dot in dots):
        handles.append(Line2D([], [], color=BAR, linewidth=4, label="fourchette indicative"))
    if axis.target is not None:
        handles.append(Line2D([], [], color=INK, linewidth=2, label=legend_label(axis.target_words)))
    if any(panel.mean is not None for panel in panels):
        handles.append(
            Line2D([], [], color=MUTED, linewidth=1, linestyle=(0, (4, 3)), label="moyenne des sites comparés")
        )
    codes = {dot.code for dot in dots if dot.code} if is_compact else set()
    handles += [
        Line2D([], [], marker=MARKERS[code], color=reading_colour(code), markeredgecolor=INK, linestyle="",
               label=f"{reading.symbol} {reading.label}")
        for code, reading in READINGS.items() if code in codes
    ]  # fmt: skip
    canvas.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0, 0), ncols=2 if is_compact else 4,
        fontsize=8, borderpad=0.2, columnspacing=1.4, handletextpad=0.5,
    )  # fmt: skip
