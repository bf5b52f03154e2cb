"""What every drawing is made on: its size, its folded labels, its bytes as SVG. What is drawn is `figures`, `timeline`."""

import io
import textwrap

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from qep_lib.display.style import MUTED

WIDTH_INCHES = 6.7
"""Width of the text block of an A4 page: type inside a figure then prints at its nominal size."""
SLIDE_WIDTH_INCHES = 8.9
"""Width of the text block of a slide; its drawings are low, or they would be made smaller to fit its height."""
LABEL_WIDTH, LABEL_LINES = 30, 3
"""Labels are folded to so many characters and lines; the whole text stands in the figure's table."""


def fold(text: str, width: int = LABEL_WIDTH) -> str:
    """`text` folded to `width` characters a line and `LABEL_LINES` lines, cut with an ellipsis."""
    return textwrap.fill(text, width, max_lines=LABEL_LINES, placeholder="…")


def legend_label(text: str) -> str:
    """A folded label that the legend keeps whatever it begins with."""
    # matplotlib leaves out of the legend what begins with an underscore.
    return fold(f"\u00a0{text}" if text.startswith("_") else text)


def blank_canvas(height: float, width: float = WIDTH_INCHES) -> tuple[Canvas, Axes]:
    """A canvas `width` inches wide, as the text unless said otherwise, `height` inches high, and its axes."""
    # A bare Figure, not pyplot: nothing global is left open, and no window system is asked for.
    canvas = Canvas(figsize=(width, height), layout="constrained")
    return canvas, canvas.subplots()


def blank_grid(rows: int, columns: int, row_height: float) -> tuple[Canvas, list[Axes]]:
    """A canvas as wide as the text for small charts, each row `row_height` inches high, and their axes in reading order."""
    canvas = Canvas(figsize=(WIDTH_INCHES, row_height * rows), layout="constrained")
    return canvas, list(canvas.subplots(rows, columns, squeeze=False).flat)


def svg_bytes(canvas: Canvas) -> bytes:
    """The drawing as an SVG file: same drawing, same bytes."""
    buffer = io.BytesIO()
    canvas.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None}, bbox_inches="tight", pad_inches=0.04)
    return buffer.getvalue()


def note_at_right(axes, text: str, x: float, y: float, va: str = "center", size: float = 8.5) -> None:
    """Small words beside the axes: `x` as a fraction of their width, `y` in data, `size` in points."""
    axes.annotate(
        text, (x, y), xycoords=("axes fraction", "data"), va=va, fontsize=size, color=MUTED, annotation_clip=False
    )
