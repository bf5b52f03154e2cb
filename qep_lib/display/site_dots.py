"""Indicators over several sites as SVG: small charts that share the lines of their sites, a dot with its interval a site.

Values, words and readings are given; nothing is computed but places on the page. Sites keep the order given.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.legend_handler import HandlerTuple
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from qep_lib.display.canvas import WIDTH_INCHES, fold, legend_label, svg_bytes
from qep_lib.display.map_classes import READING_CLASSES
from qep_lib.display.style import BAND, INK, MUTED, drawing_style

READINGS = dict(zip(("high", "watch_high", "within", "watch_low", "low"), READING_CLASSES, strict=True))
"""The words, symbol and colour of each code of `comparison.readings`."""
MARKERS = {"high": "^", "watch_high": "^", "within": "o", "watch_low": "v", "low": "v", "": "o"}
LEGEND_WORDS = {
    "à examiner": ("high", "low"),
    "à surveiller": ("watch_high", "watch_low"),
}
BAR = "#9aa0ad"
PAGE_INCHES = 8.75
"""Height of the drawings of one page, its caption and remarks apart."""
COLUMNS = 3
_NAMES, _VALUE, _MARGIN = 1.28, 0.62, 0.08
"""Widths, in inches: the names of the sites, the value at the right of a chart, what parts it from the next one."""
_TITLE, _LINE, _FOOT, _LEGEND = 0.36, 0.165, 0.3, 0.42
"""Heights, in inches: a title of two lines, a site, the ticks, the legend."""
_SIZE = 8.0
_TITLE_LETTERS = 29


@dataclass(frozen=True, slots=True)
class SiteDot:
    """A site in a chart: its figure in the indicator's unit with its words, its interval or None, its reading.

    `number` is that of its department; `code` is a key of `READINGS`, empty for a site that is not read. A site that is not
    compared has no `value`: its words say so.
    """

    number: str
    value: float | None
    words: str
    low: float | None = None
    high: float | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class SiteAxis:
    """How a tick is printed, whether the unit ends at 100 %, the target."""

    tick: Callable[[float], str]
    is_share: bool
    target: float | None = None


@dataclass(frozen=True, slots=True)
class SitePanel:
    """An indicator over the sites that may be compared, in the order of the lines; `mean` is theirs."""

    title: str
    dots: tuple[SiteDot, ...]
    mean: float | None
    axis: SiteAxis

    @property
    def drawn(self) -> tuple[SiteDot, ...]:
        """The sites that have a figure to compare."""
        return tuple(dot for dot in self.dots if dot.value is not None)


def panels_a_page(sites: int) -> int:
    """How many charts of so many sites one page holds."""
    return COLUMNS * max(1, int((PAGE_INCHES - _LEGEND) / _block(sites)))


def draw_site_dots(panels: Sequence[SitePanel], sites: Sequence[str]) -> bytes:
    """The charts in reading order, `COLUMNS` a row, on the lines of `sites`; those of shares are on one scale."""
    columns = min(COLUMNS, max(2, len(panels)))
    height = -(-len(panels) // columns) * _block(len(sites)) + _LEGEND
    width = (WIDTH_INCHES - _NAMES) / columns
    shares = [panel for panel in panels if panel.axis.is_share]
    with drawing_style():
        canvas = Canvas(figsize=(WIDTH_INCHES, height))
        # What holds the page at its full width, whatever the labels.
        canvas.add_artist(Line2D([0, 1], [0, 0], color="white", linewidth=0.5))
        for place, panel in enumerate(panels):
            row, column = divmod(place, columns)
            top = height - row * _block(len(sites)) - _TITLE
            if column == 0:
                _draw_names(canvas, sites, top)
            left = _NAMES + column * width + _MARGIN
            limits = axis_limits(shares if panel.axis.is_share else [panel])
            _draw_panel(canvas, panel, left, top, width - _MARGIN - _VALUE, limits)
        draw_legend(canvas, panels)
        return svg_bytes(canvas)


def axis_limits(panels: Sequence[SitePanel]) -> tuple[float, float]:
    """Ends of the axis of the panels: all that is drawn, with some room; a share stays within 0 and 100 %; a delay starts at
    0, so that small differences look small."""
    drawn = [x for panel in panels for dot in panel.drawn for x in (dot.value, dot.low, dot.high)]
    drawn += [x for panel in panels for x in (panel.mean, panel.axis.target)]
    drawn = [x for x in drawn if x is not None]
    lowest, highest = min(drawn), max(drawn)
    room = max(0.08 * (highest - lowest), 0.03 * highest, 1e-6)
    if not panels[0].axis.is_share:
        return 0, highest + room
    # The mark of a share of 0 or 100 % stays whole.
    return max(-1, lowest - room), min(101, highest + room)


def reading_colour(code: str) -> str:
    """The colour of a mark: ink for a site within the range or not read."""
    return INK if code in ("", "within") else READINGS[code].colour


def draw_legend(canvas: Canvas, panels: Sequence[SitePanel]) -> None:
    """What each sign that is drawn means, at the foot of the drawing."""
    dots = [dot for panel in panels for dot in panel.drawn]
    handles = {"un site": Line2D([], [], marker="o", color=INK, linestyle="", markersize=4.5)}
    if any(dot.low is not None for dot in dots):
        handles["fourchette indicative"] = Line2D([], [], color=BAR, linewidth=3.4)
    if any(panel.axis.target is not None for panel in panels):
        handles["objectif"] = Line2D([], [], color=INK, linewidth=1.8)
    if any(panel.mean is not None for panel in panels):
        handles["moyenne des sites comparés"] = Line2D([], [], color=MUTED, linewidth=1, linestyle=(0, (4, 3)))
    shown = {dot.code for dot in dots}
    for words, codes in LEGEND_WORDS.items():
        if marks := tuple(_mark(code) for code in codes if code in shown):
            handles[words] = marks
    canvas.legend(
        [*handles.values()], [legend_label(words) for words in handles], handler_map={tuple: HandlerTuple(ndivide=None)},
        loc="lower left", bbox_to_anchor=(0, 0), ncols=4, fontsize=_SIZE, borderpad=0.2, columnspacing=1.3,
        handletextpad=0.5, handlelength=1.7,
    )  # fmt: skip


def _mark(code: str) -> Line2D:
    return Line2D(
        [], [], marker=MARKERS[code], color=reading_colour(code), markeredgecolor=INK, linestyle="", markersize=5.5
    )


def _block(sites: int) -> float:
    """Height of a row of charts."""
    return _TITLE + sites * _LINE + _FOOT


def _draw_names(canvas: Canvas, sites: Sequence[str], top: float) -> None:
    """The names of the sites at the left of a row of charts, a tint under every other line across the page."""
    height = canvas.get_size_inches()[1]
    axes = canvas.add_axes((0, (top - len(sites) * _LINE) / height, 1, len(sites) * _LINE / height), zorder=-1)
    axes.set_axis_off()
    axes.set_xlim(0, WIDTH_INCHES)
    axes.set_ylim(len(sites), 0)
    for place, name in enumerate(sites):
        if place % 2:
            axes.axhspan(place, place + 1, color=BAND)
        axes.text(0, place + 0.5, fold(name, 26).partition("\n")[0], fontsize=_SIZE, va="center")


def _draw_panel(
    canvas: Canvas, panel: SitePanel, left: float, top: float, width: float, limits: tuple[float, float]
) -> None:
    """One chart: `left` and `top` are those of its lines, in inches."""
    across, height = canvas.get_size_inches()
    bottom = top - len(panel.dots) * _LINE
    canvas.text(left / across, (top + 0.06) / height, fold(panel.title, _TITLE_LETTERS), fontsize=_SIZE + 0.5, va="bottom",
                fontweight="medium", linespacing=1.0)  # fmt: skip
    axes = canvas.add_axes((left / across, bottom / height, width / across, (top - bottom) / height))
    for place, dot in enumerate(panel.dots):
        _draw_dot(axes, place, dot)
        middle = top - (place + 0.5) * _LINE
        colour = MUTED if dot.value is None else INK
        canvas.text((left + width + _VALUE - 0.04) / across, middle / height, dot.words, fontsize=_SIZE, ha="right",
                    va="center", color=colour)  # fmt: skip
    axes.set_ylim(len(panel.dots) - 0.5, -0.5)
    axes.set_xlim(*limits)
    axes.set_yticks([])
    axes.patch.set_alpha(0)
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(3, integer=True, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(lambda value, _: panel.axis.tick(value))
    axes.tick_params(axis="x", labelsize=_SIZE, pad=1.5)
    axes.grid(axis="x")
    if panel.mean is not None:
        axes.axvline(panel.mean, color=MUTED, linewidth=1, linestyle=(0, (4, 3)), zorder=2)
    if panel.axis.target is not None:
        axes.axvline(panel.axis.target, color=INK, linewidth=1.8, zorder=3)


def _draw_dot(axes: Axes, place: int, dot: SiteDot) -> None:
    if dot.value is None:
        return
    if dot.low is not None and dot.high is not None:
        axes.plot([dot.low, dot.high], [place, place], color=BAR, linewidth=3.4, solid_capstyle="butt")
    axes.plot(
        [dot.value], [place], marker=MARKERS[dot.code], markersize=5.5, color=reading_colour(dot.code),
        markeredgecolor=INK, markeredgewidth=0.7, linestyle="", zorder=4,
    )  # fmt: skip
