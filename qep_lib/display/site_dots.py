"""Indicators over several sites as SVG: small charts that share the lines of their sites, a dot with its interval a site.

Values, words and readings are given; nothing is computed but places on the page. Sites keep the order given.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from matplotlib.lines import Line2D

from qep_lib.display.canvas import WIDTH_INCHES, fold
from qep_lib.display.chart import Chart, round_ticks
from qep_lib.display.map_classes import READING_CLASSES
from qep_lib.display.sheet import Entry, Sheet, in_points, key_line
from qep_lib.display.style import BAND, INK, MUTED
from qep_lib.display.written import Ends
from qep_lib.errors import sure

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
WHOLE, SMALL = 100, 1 / 3
"""A share of a third of the largest at most has a scale of its own."""
_NAMES, _VALUE, _MARGIN = 1.28, 0.62, 0.08
"""Widths, in inches: the names of the sites, the value at the right of a chart, what parts it from the next one."""
_TITLE, _LINE, _FOOT, _LEGEND = 0.36, 0.165, 0.3, 0.42
"""Heights, in inches: a title of two lines, a site, the ticks, the legend."""
_TITLE_LINE = 0.14
_SIZE = 8.0
_NAME_LETTERS, _TIGHT_NAME_LETTERS, _MOST_NAME_LETTERS = 26, 25, 44
"""Of the name of a site: what the room of most holds, with and without letters to spare, and the longest that has room."""
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

    @property
    def at(self) -> float:
        """Where it is drawn: its figure; ValueError without one."""
        return sure(self.value)


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
    titles = [
        max(fold(panel.title, _TITLE_LETTERS).count("\n") for panel in panels[start : start + columns])
        for start in range(0, len(panels), columns)
    ]
    tops = [*accumulate(_title_height(lines) + _block(len(sites)) - _TITLE for lines in titles)]
    height = tops[-1] + _LEGEND
    names = _names_width(sites)
    width = (WIDTH_INCHES - names) / columns
    sheet = Sheet(height)
    page = sheet.chart((0, WIDTH_INCHES), (0, height), (0, 0, sheet.width, sheet.height))
    for place, panel in enumerate(panels):
        row, column = divmod(place, columns)
        top = height - tops[row] + _block(len(sites)) - _TITLE
        if column == 0:
            _draw_names(page, sites, top)
        left = names + column * width + _MARGIN
        limits = axis_limits(on_one_scale(panel, panels))
        _draw_panel(sheet, page, panel, left, top, width - _MARGIN - _VALUE, limits)
    sheet.legend(legend_keys(panels), 4, _SIZE, is_left=True)
    return sheet.svg()


def on_one_scale(panel: SitePanel, panels: Sequence[SitePanel]) -> Sequence[SitePanel]:
    """The panels of the scale of one: shares of one size together; small ones, which the scale of the others would crush, each
    on its own, as delays are."""
    if not panel.axis.is_share or _is_small(panel, panels):
        return [panel]
    return [other for other in panels if other.axis.is_share and not _is_small(other, panels)]


def _is_small(panel: SitePanel, panels: Sequence[SitePanel]) -> bool:
    highest = max(_highest(other) for other in panels if other.axis.is_share)
    return _highest(panel) < highest * SMALL


def _highest(panel: SitePanel) -> float:
    return max((dot.at for dot in panel.drawn), default=0)


def axis_limits(panels: Sequence[SitePanel]) -> tuple[float, float]:
    """Ends of the axis of the panels: all that is drawn, with some room; a share stays within 0 and 100 %; a delay or a small
    share starts at 0, so that small differences look small."""
    known = [x for panel in panels for dot in panel.drawn for x in (dot.value, dot.low, dot.high)]
    known += [x for panel in panels for x in (panel.mean, panel.axis.target)]
    drawn = [x for x in known if x is not None]
    lowest, highest = min(drawn), max(drawn)
    room = max(0.08 * (highest - lowest), 0.03 * highest, 1e-6)
    if not panels[0].axis.is_share or highest < WHOLE * SMALL:
        return 0, highest + room
    # The mark of a share of 0 or 100 % stays whole.
    return max(-1, lowest - room), min(101, highest + room)


def reading_colour(code: str) -> str:
    """The colour of a mark: ink for a site within the range or not read."""
    return INK if code in ("", "within") else READINGS[code].colour


def legend_keys(panels: Sequence[SitePanel]) -> list[Entry]:
    """What each sign that is drawn means."""
    dots = [dot for panel in panels for dot in panel.drawn]
    keys: list[Entry] = [(key_line(marker="o", color=INK, linestyle="", markersize=4.5), "un site")]
    if any(dot.low is not None for dot in dots):
        keys.append((key_line(color=BAR, linewidth=3.4), "fourchette indicative"))
    if any(panel.axis.target is not None for panel in panels):
        keys.append((key_line(color=INK, linewidth=1.8), "objectif"))
    if any(panel.mean is not None for panel in panels):
        keys.append((key_line(color=MUTED, linewidth=1, linestyle=(0, (4, 3))), "moyenne des sites comparés"))
    shown = {dot.code for dot in dots}
    for words, codes in LEGEND_WORDS.items():
        if marks := tuple(_mark(code) for code in codes if code in shown):
            keys.append((marks, words))
    return keys


def _mark(code: str) -> Line2D:
    return key_line(marker=MARKERS[code], color=reading_colour(code), markeredgecolor=INK, linestyle="", markersize=5.5)


def _block(sites: int) -> float:
    """Height of a row of charts."""
    return _TITLE + sites * _LINE + _FOOT


def _title_height(breaks: int) -> float:
    """Of a title with so many line breaks; charts whose titles are short do not stand as far apart."""
    return _TITLE + (breaks - 1) * _TITLE_LINE


def _names_width(sites: Sequence[str]) -> float:
    """Departments fit; « Sous-préfecture de Palaiseau » takes more."""
    letters = min(max(map(len, sites)), _MOST_NAME_LETTERS)
    return _NAMES if letters <= _NAME_LETTERS else _NAMES * letters / _TIGHT_NAME_LETTERS


def _draw_names(page: Chart, sites: Sequence[str], top: float) -> None:
    """The names of the sites at the left of a row of charts, a tint under every other line across the page."""
    for place, name in enumerate(sites):
        line = top - place * _LINE
        if place % 2:
            page.band(line - _LINE, line, facecolor=BAND, linewidth=0, zorder=0)
        page.words(fold(name, _MOST_NAME_LETTERS).partition("\n")[0], 0, line - _LINE / 2, size=_SIZE)


def _draw_panel(
    sheet: Sheet, page: Chart, panel: SitePanel, left: float, top: float, width: float, limits: Ends
) -> None:
    """One chart: `left` and `top` are those of its lines, in inches."""
    high = len(panel.dots) * _LINE
    page.words(fold(panel.title, _TITLE_LETTERS), left, top + 0.06, size=_SIZE + 0.5, va="bottom", weight=500)
    chart = sheet.chart(limits, (len(panel.dots) - 0.5, -0.5), in_points((left, top - high, width, high)))
    rows = [(row, dot) for row, dot in enumerate(panel.dots) if dot.value is not None]
    ends = [(dot.low, row, dot.high, row) for row, dot in rows if dot.low is not None and dot.high is not None]
    chart.pieces(ends, color=BAR, linewidth=3.4)
    for code in dict.fromkeys(dot.code for _, dot in rows):
        marked = [(dot.value, row) for row, dot in rows if dot.code == code]
        chart.line(
            *zip(*marked, strict=True), marker=MARKERS[code], markersize=5.5, color=reading_colour(code),
            markeredgecolor=INK, markeredgewidth=0.7, linestyle="", zorder=4,
        )  # fmt: skip
    for row, dot in enumerate(panel.dots):
        colour = MUTED if dot.value is None else INK
        page.words(
            dot.words, left + width + _VALUE - 0.04, top - (row + 0.5) * _LINE, size=_SIZE, ha="right", colour=colour
        )
    ticks = round_ticks(limits, 3, (1, 2, 5, 10), is_whole=True)
    chart.x_ticks(ticks, [panel.axis.tick(tick) for tick in ticks], _SIZE, grid=True, gap=1.5)
    chart.sides(left=False)
    if panel.mean is not None:
        chart.upright(panel.mean, color=MUTED, linewidth=1, linestyle=(0, (4, 3)), zorder=2)
    if panel.axis.target is not None:
        chart.upright(panel.axis.target, color=INK, linewidth=1.8, zorder=3)
