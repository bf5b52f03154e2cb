"""A drawing laid out once, before anything is drawn: its charts know their words, and what these take beside them is known.

A `Sheet` is a figure of matplotlib in points, with the `Chart`s that stand on it and a legend under them (ADR 0046).
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.transforms import IdentityTransform

from qep_lib.display.canvas import WIDTH_INCHES, svg_bytes
from qep_lib.display.chart import Box, Chart
from qep_lib.display.style import drawing_style
from qep_lib.display.written import Ends, Words

POINTS_PER_INCH = 72
Handle = Line2D | Rectangle
Entry = tuple[Handle | tuple[Handle, ...], str]
"""What a legend says: a sign, or a few side by side, and its words."""
_T = TypeVar("_T")
Said = tuple[tuple[Handle, ...], Words]
_EDGE, _CHART_GAP = 3.0, 9.0
"""Points around the sheet, and between two charts."""
_LEAST = 12.0
"""A chart is never narrower nor lower: words that leave it less make the sheet larger."""
_PASSES = 4
"""What a word takes beside a chart follows the size of that chart, and settles at once."""
_KEY, _KEY_HEIGHT, _KEY_GAP, _KEYS_GAP, _ROW_GAP, _COLUMN_GAP, _BORDER = 2.0, 0.7, 0.8, 0.3, 0.5, 2.0, 0.4
"""Of a legend, in sizes of its type: a sign, its height, from it to its words, to another sign, between rows, columns, around."""


def in_points(inches: Box) -> Box:
    """A place given in inches."""
    left, foot, width, height = inches
    return left * POINTS_PER_INCH, foot * POINTS_PER_INCH, width * POINTS_PER_INCH, height * POINTS_PER_INCH


class Sheet:
    """A drawing of `height` inches, as wide as the text unless said otherwise."""

    def __init__(self, height: float, width: float = WIDTH_INCHES) -> None:
        # A bare Figure, not pyplot: nothing global is left open, and no window system is asked for.
        self._canvas = Canvas(figsize=(width, height), dpi=POINTS_PER_INCH, facecolor="white")
        self.width, self.height = width * POINTS_PER_INCH, height * POINTS_PER_INCH
        self._charts: list[Chart] = []
        self._columns = 1
        self._legend: tuple[list[Said], int, bool] = ([], 1, False)

    def chart(self, x: Ends, y: Ends, box: Box | None = None) -> Chart:
        """A chart after those that are there, or at its `box` (left, bottom, width, height) in points."""
        self._charts.append(Chart(self._canvas, x, y, box))
        return self._charts[-1]

    def grid(self, columns: int) -> None:
        """So many charts a row; those of a column are one under the other."""
        self._columns = columns

    def legend(self, entries: Sequence[Entry], columns: int, size: float, is_left: bool = False) -> None:
        """What each sign means, under the charts, in columns read downwards, as many as there is room for."""
        said = [
            (keys if isinstance(keys, tuple) else (keys,), Words(label, size, "left", "center"))
            for keys, label in entries
        ]
        self._legend = (said, columns, is_left)

    def svg(self) -> bytes:
        """The drawing laid out, then drawn once."""
        self._lay_out()
        with drawing_style():
            return svg_bytes(self._canvas)

    def _lay_out(self) -> None:
        columns, widths, depth = self._legend_columns()
        free = [chart for chart in self._charts if chart.box is None]
        if free:
            by_column = [free[place :: self._columns] for place in range(min(self._columns, len(free)))]
            by_column += [[]] * (self._columns - len(by_column))
            by_row = [free[place : place + self._columns] for place in range(0, len(free), self._columns)]
            width, left = _room(by_column, self.width - 2 * _EDGE, is_across=True)
            # Rows are read downwards, and placed upwards.
            height, bottom = _room(by_row[::-1], self.height - 2 * _EDGE - depth, is_across=False)
            self.width = max(self.width, left[-1][1] + 2 * _EDGE)
            self.height = max(self.height, bottom[-1][1] + 2 * _EDGE + depth)
            for place, chart in enumerate(free):
                row, column = divmod(place, self._columns)
                foot = bottom[len(by_row) - 1 - row][0]
                chart.put(_EDGE + left[column][0], _EDGE + depth + foot, width, height)
        for chart in self._charts:
            if chart.box is not None:
                chart.put(*chart.box)
        self._canvas.set_size_inches(self.width / POINTS_PER_INCH, self.height / POINTS_PER_INCH)
        if columns:
            self._put_legend(columns, widths, depth)

    def _legend_columns(self) -> tuple[list[list[Said]], list[float], float]:
        """Its entries by column, the widths of these, and how deep it is, in points."""
        entries, most, _ = self._legend
        if not entries:
            return [], [], 0.0
        size = entries[0][1].size
        for count in range(min(most, len(entries)), 0, -1):
            long, more = divmod(len(entries), count)
            starts = [place * long + min(place, more) for place in range(count + 1)]
            columns = [entries[a:b] for a, b in zip(starts, starts[1:], strict=False)]
            widths = [(_KEY + _KEY_GAP) * size + max(words.width for _, words in column) for column in columns]
            if sum(widths) + _COLUMN_GAP * size * (count - 1) <= self.width - 2 * _EDGE:
                break
        rows = [max(words.height for _, words in row) for row in _rows(columns)]
        return columns, widths, sum(rows) + _ROW_GAP * size * (len(rows) - 1) + 2 * _BORDER * size + _EDGE

    def _put_legend(self, columns: list[list[Said]], widths: list[float], depth: float) -> None:
        size = columns[0][0][1].size
        whole = sum(widths) + _COLUMN_GAP * size * (len(columns) - 1)
        left = _EDGE + _BORDER * size if self._legend[2] else (self.width - whole) / 2
        rows = _rows(columns)
        heights = [max(words.height for _, words in row) for row in rows]
        for column, width in zip(columns, widths, strict=True):
            top = depth - _BORDER * size
            for (keys, words), height in zip(column, heights, strict=False):
                middle = top - height / 2
                words.point = (left + (_KEY + _KEY_GAP) * size, middle)
                self._canvas.add_artist(words)
                room = (_KEY - _KEYS_GAP * (len(keys) - 1)) * size / len(keys)
                for place, key in enumerate(keys):
                    self._put_key(key, left + place * (room + _KEYS_GAP * size), middle, room, _KEY_HEIGHT * size)
                top -= height + _ROW_GAP * size
            left += width + _COLUMN_GAP * size

    def _put_key(self, key: Handle, left: float, middle: float, width: float, height: float) -> None:
        if isinstance(key, Rectangle):
            key.set_bounds(left, middle - height / 2, width, height)
        else:
            key.set_data([left, left + width / 2, left + width], [middle] * 3)
            key.set_markevery([1])
        self._canvas.add_artist(key)


def key_box(**look: Any) -> Rectangle:
    """The sign of an area in a legend."""
    return Rectangle((0, 0), 1, 1, transform=IdentityTransform(), **look)


def key_line(**look: Any) -> Line2D:
    """The sign of a line or of a mark in a legend."""
    return Line2D([], [], transform=IdentityTransform(), **look)


def _room(lines: Sequence[Sequence[Chart]], whole: float, *, is_across: bool) -> tuple[float, list[Ends]]:
    """The length that each chart has, all alike, and where each line of them begins and ends with its words."""
    gaps = _CHART_GAP * (len(lines) - 1)
    length = (whole - gaps) / len(lines)
    for _ in range(_PASSES):
        margins = [
            tuple(max((pair[side] for pair in pairs), default=0.0) for side in (0, 1))
            for pairs in ([chart.margins(is_across, length) for chart in line] for line in lines)
        ]
        length = max(_LEAST, (whole - gaps - sum(map(sum, margins))) / len(lines))
    ends, start = [], 0.0
    for before, after in margins:
        ends.append((start + before, start + before + length + after))
        start += before + length + after + _CHART_GAP
    return length, ends


def _rows(columns: Sequence[Sequence[_T]]) -> list[list[_T]]:
    return [[column[rank] for column in columns if rank < len(column)] for rank in range(len(columns[0]))]
