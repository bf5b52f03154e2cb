"""What is drawn between two scales, and the words beside it. Charts are put on their page by `sheet`.

There are no axes of matplotlib: their ticks, scales and labels are for what is not known beforehand, and took nine tenths of the
time of a drawing (ADR 0046).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Affine2D, Bbox
from numpy.typing import ArrayLike

from qep_lib.display.style import GRID, MUTED
from qep_lib.display.written import Ends, Stand, Words

Box = tuple[float, float, float, float]
"""Left, foot, right and top on the scales; or left, foot, width and height in points, of a chart whose place is known."""
_TICK_GAP, _LABEL_GAP, _TITLE_GAP = 3.5, 4.0, 6.0
"""Points from a chart to its ticks, from these to the label of the axis, from the chart to its title."""
_GRID, _FRAME = 0.5, 2.5
_GRID_WIDTH, _FRAME_WIDTH = 0.7, 0.8


class Chart:
    """What is drawn between the ends of two scales; `y` may go downwards. Words and marks are placed on these scales.

    `box`: (left, bottom, width, height) in points, for a chart whose place is known.
    """

    def __init__(self, canvas: Canvas, x: Ends, y: Ends, box: Box | None = None) -> None:
        self._canvas, self.ends, self.rise = canvas, x, y
        self.box, self.frame = box, Bbox.unit()
        self.to_page = Affine2D()
        self._words: list[tuple[Words, float, float, float, float]] = []
        self._depth = self._reach = 0.0

    # --- words -----------------------------------------------------------------------------------------------------

    def words(
        self,
        text: str,
        x: float | None = None,
        y: float | None = None,
        *,
        across: float = 0,
        upward: float = 0,
        shift: tuple[float, float] = (0, 0),
        **look: Any,
    ) -> Words:
        """Write `text` at (x, y) of the scales, or at shares `across` and `upward` of the chart, `shift` points away; `look` is
        that of `Words`."""
        written = Words(text, **look)
        at = (across if x is None else _share(x, self.ends)), (upward if y is None else _share(y, self.rise))
        self._words.append((written, *at, *shift))
        self._canvas.add_artist(written)
        return written

    def note(self, text: str, across: float, y: float, va: Stand = "center", size: float = 8.5) -> None:
        """Small words beside the chart: `across` as a share of its width."""
        self.words(text, y=y, across=across, va=va, size=size, colour=MUTED)

    def title(self, text: str, size: float) -> None:
        """Above the chart, at its left."""
        self.words(text, upward=1, shift=(0, _TITLE_GAP), size=size, va="bottom")

    def x_ticks(
        self, places: Sequence[float], labels: Sequence[str], size: float, *, grid: bool = False, gap: float = _TICK_GAP
    ) -> None:
        """Labels under the chart, with a line across it at each where there is a grid."""
        written = [
            self.words(label, x=place, shift=(0, -gap), size=size, ha="center", va="top", colour=MUTED)
            for place, label in zip(places, labels, strict=True)
        ]
        self._depth = gap + max((words.height for words in written), default=0)
        if grid:
            self._rule(places, self.rise, is_upright=True)

    def y_ticks(self, places: Sequence[float], labels: Sequence[str], size: float = 10, *, grid: bool = False) -> None:
        """Labels at the left of the chart, with a line across it at each where there is a grid."""
        written = [
            self.words(label, y=place, shift=(-_TICK_GAP, 0), size=size, ha="right")
            for place, label in zip(places, labels, strict=True)
        ]
        self._reach = _TICK_GAP + max((words.width for words in written), default=0)
        if grid:
            self._rule(places, self.ends, is_upright=False)

    def x_label(self, text: str, size: float = 9) -> None:
        """Under the ticks, which come first."""
        self.words(text, across=0.5, shift=(0, -self._depth - _LABEL_GAP), size=size, ha="center", va="top")

    def y_label(self, text: str, size: float = 9) -> None:
        """At the left of the ticks, which come first."""
        self.words(text, upward=0.5, shift=(-self._reach - _LABEL_GAP, 0), size=size, ha="right", angle=90)

    # --- marks -----------------------------------------------------------------------------------------------------

    def line(self, x: ArrayLike, y: ArrayLike, **look: Any) -> Line2D:
        """A line of matplotlib through points of the scales; what is not a number breaks it."""
        drawn = Line2D(x, y, transform=self.to_page, **look)
        self._canvas.add_artist(drawn)
        return drawn

    def pieces(self, ends: Sequence[Box], **look: Any) -> None:
        """Separate straight pieces (x, y, x, y) as one line: a piece each would take as long to draw as all of them. They end
        where they say, without the half width that a square end adds to an interval."""
        if ends:
            x = [place for a, _, b, _ in ends for place in (a, b, np.nan)]
            y = [place for _, a, _, b in ends for place in (a, b, np.nan)]
            self.line(x, y, **({"solid_capstyle": "butt"} | look)).get_path().should_simplify = False

    def across(self, y: float, **look: Any) -> None:
        """A line from one side to the other."""
        self.line(self.ends, (y, y), **look)

    def upright(self, x: float, **look: Any) -> None:
        """A line from the foot to the top."""
        self.line((x, x), self.rise, **look)

    def bars(self, boxes: Sequence[Box], **look: Any) -> None:
        """Boxes (left, low, right, high) of one look, as one path."""
        rings = [[(a, b), (c, b), (c, d), (a, d), (a, b)] for a, b, c, d in boxes]
        if rings:
            codes = [Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY] * len(rings)
            self.area(Path(np.concatenate(rings), codes), **look)

    def band(self, low: float, high: float, **look: Any) -> None:
        """From one side to the other, between two values."""
        self.bars([(self.ends[0], low, self.ends[1], high)], **look)

    def area(self, path: Path, **look: Any) -> PathPatch:
        """The inside of a path of the scales."""
        drawn = PathPatch(path, transform=self.to_page, **look)
        self._canvas.add_artist(drawn)
        return drawn

    def sides(self, *, left: bool = True, bottom: bool = True) -> None:
        """The left side and the foot, as lines."""
        look = {"color": GRID, "linewidth": _FRAME_WIDTH, "zorder": _FRAME, "solid_capstyle": "projecting"}
        x, y = (
            min(self.ends, key=lambda end: _share(end, self.ends)),
            min(self.rise, key=lambda end: _share(end, self.rise)),
        )
        if left:
            self.upright(x, **look)
        if bottom:
            self.across(y, **look)

    def clipped(self, *artists: Artist) -> None:
        """Leave out what is drawn outside of the chart."""
        for artist in artists:
            artist.set_clip_box(self.frame)

    def shares(self, x: float, y: float) -> tuple[float, float]:
        """A point of the scales as shares of the width and of the height of the chart."""
        return _share(x, self.ends), _share(y, self.rise)

    def _rule(self, places: Sequence[float], ends: Ends, *, is_upright: bool) -> None:
        (low, high), look = ends, {"color": GRID, "linewidth": _GRID_WIDTH, "zorder": _GRID}
        self.pieces([(p, low, p, high) if is_upright else (low, p, high, p) for p in places], **look)

    # --- layout ----------------------------------------------------------------------------------------------------

    def margins(self, is_across: bool, length: float) -> Ends:
        """Points that words take before and after a chart of that length."""
        before = after = 0.0
        for words, across, upward, right, up in self._words:
            at, (low, high) = (across, words.across) if is_across else (upward, words.upward)
            middle = at * length + (right if is_across else up)
            before, after = max(before, -middle - low), max(after, middle + high - length)
        return before, after

    def put(self, left: float, bottom: float, width: float, height: float) -> None:
        """Set the chart and its words at their places, in points."""
        self.frame.set_points(np.array([[left, bottom], [left + width, bottom + height]]))
        (a, b), (c, d) = self.ends, self.rise
        across, upward = width / (b - a), height / (d - c)
        self.to_page.set_matrix(np.array([[across, 0, left - a * across], [0, upward, bottom - c * upward], [0, 0, 1]]))
        for words, share, rise, right, up in self._words:
            words.point = (left + share * width + right, bottom + rise * height + up)


def round_ticks(
    ends: Ends, most: int, steps: Sequence[float] = (1, 2, 2.5, 5, 10), is_whole: bool = False
) -> list[float]:
    """Round numbers within the ends, at most `most` intervals."""
    low, high = min(ends), max(ends)
    found = MaxNLocator(nbins=most, steps=steps, integer=is_whole).tick_values(low, high)
    near = 1e-9 * (high - low)
    return [float(place) for place in found if low - near <= place <= high + near]


def plain_numbers(places: Sequence[float]) -> list[str]:
    """Ticks as French writes them, with the decimals that they need, all alike."""
    decimals = next(many for many in range(7) if all(abs(place - round(place, many)) < 1e-9 for place in places))
    return [f"{place:.{decimals}f}".replace(".", ",") for place in places]


def _share(value: float, ends: Ends) -> float:
    return (value - ends[0]) / (ends[1] - ends[0])
