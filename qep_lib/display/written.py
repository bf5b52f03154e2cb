"""Words of a drawing, measured by their typeface before anything is drawn. Where they stand is `chart` and `sheet`."""

from functools import cache, lru_cache
from typing import Literal, cast

from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.transforms import IdentityTransform

from qep_lib.display.printable import typographic
from qep_lib.display.style import FAMILY, INK, SIGNS_FAMILY, drawing_style
from qep_lib.model.characters import printable

Side = Literal["left", "center", "right"]
Stand = Literal["bottom", "center", "top"]
Ends = tuple[float, float]
_SHARES = {"left": 0.0, "center": 0.5, "right": 1.0, "bottom": 0.0, "top": 1.0}


class Words(Artist):
    """Lines of text about a point, set when the sheet is laid out; `angle` is 0, or 90 for lines that are read upwards."""

    def __init__(
        self,
        text: str,
        size: float = 9,
        ha: Side = "left",
        va: Stand = "center",
        colour: str = INK,
        weight: int = 400,
        angle: int = 0,
    ) -> None:
        super().__init__()
        self.zorder = 3
        self.set_transform(IdentityTransform())
        self.lines = typographic(printable(text)).split("\n")
        self.size, self.ha, self.va, self.colour, self.weight, self.angle = size, ha, va, colour, weight, angle
        self.point: tuple[float, float] = (0, 0)
        long = max(line_width(line, weight) for line in self.lines) * size
        deep = len(self.lines) * sum(_line_ends(weight)) * size
        self.width, self.height = (deep, long) if angle else (long, deep)

    @property
    def across(self) -> Ends:
        """Where it begins and ends, from its point."""
        return -_SHARES[self.ha] * self.width, (1 - _SHARES[self.ha]) * self.width

    @property
    def upward(self) -> Ends:
        """Its foot and its top, from its point."""
        return -_SHARES[self.va] * self.height, (1 - _SHARES[self.va]) * self.height

    def get_ha(self) -> Side:
        """Where matplotlib anchors each line."""
        return self.ha

    def get_unitless_position(self) -> tuple[float, float]:
        """Where it anchors them."""
        return self.point

    def draw(self, renderer: RendererBase) -> None:
        """Write each line at its height."""
        above, under = (part * self.size for part in _line_ends(self.weight))
        gc, font = renderer.new_gc(), _font(self.size, self.weight)
        gc.set_foreground(self.colour)
        _, page = renderer.get_canvas_width_height()
        left, foot = self.point[0] + self.across[0], self.point[1] + self.upward[0]
        for rank, line in enumerate(self.lines):
            down = rank * (above + under) + above
            if self.angle and line:
                start = foot + (self.height - line_width(line, self.weight) * self.size) / 2
                renderer.draw_text(gc, left + down, page - start, line, font, self.angle)
            elif line:
                # The drawing asks of it its anchor and its side alone (`get_ha`, `get_unitless_position`).
                place = page - foot - self.height + down
                renderer.draw_text(gc, self.point[0], place, line, font, 0, mtext=cast(Text, self))
        gc.restore()


@lru_cache(maxsize=16384)
def line_width(line: str, weight: int = 400) -> float:
    """Width of a line of text in sizes of its type, with the typefaces of the drawings."""
    with drawing_style():
        return text_to_path.get_text_width_height_descent(line, _font(100, weight), False)[0] / 100


@cache
def _font(size: float, weight: int) -> FontProperties:
    return FontProperties(family=[FAMILY, SIGNS_FAMILY], size=size, weight=weight)


@cache
def _line_ends(weight: int) -> Ends:
    """How far a line goes above and under its foot, in sizes of its type."""
    with drawing_style():
        face = get_font(findfont(_font(10, weight)))
    return face.ascender / face.units_per_EM, -face.descender / face.units_per_EM
