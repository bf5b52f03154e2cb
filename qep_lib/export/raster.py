"""Drawings as PNG, for the formats that hold no SVG: the engine and the typefaces of the PDF, so that both look alike."""

import base64
import io
import tempfile
from functools import lru_cache
from pathlib import Path

import typst
from PIL import Image as PointsImage

from qep_lib.display.elements import Image
from qep_lib.export.blocks import Picture
from qep_lib.export.typefaces import typst_fonts

DOTS_PER_INCH = 300
_PAGE = "#set page(width: auto, height: auto, margin: 0pt)\n"


@lru_cache(maxsize=1)
def draw_png(drawings: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """Each SVG as a PNG of 300 dots an inch, in order; the same bytes for the same drawings.

    The last ones are kept: a deck is written in two formats.
    """
    if not drawings:
        return ()
    with tempfile.TemporaryDirectory(prefix="qep-png-") as folder:
        root = Path(folder)
        for place, svg in enumerate(drawings):
            (root / f"{place}.svg").write_bytes(svg)
        pages = "\n#pagebreak()\n".join(f'#image("{place}.svg")' for place in range(len(drawings)))
        (root / "drawings.typ").write_text(_PAGE + pages, encoding="utf-8")
        made = typst.compile(
            root / "drawings.typ",
            root=root,
            font_paths=typst_fonts(),
            format="png",
            ppi=DOTS_PER_INCH,
        )
    return tuple(made) if isinstance(made, list) else (made,)


def picture_svg(picture: Picture | Image) -> str:
    """A picture as SVG, the one form that the templates read: one made of points travels inside a drawing of its own size."""
    if picture.mime == "image/svg+xml":
        return picture.data.decode("utf-8", errors="replace")
    with PointsImage.open(io.BytesIO(picture.data)) as opened:
        width, height = opened.size
    data = base64.b64encode(picture.data).decode("ascii")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:{picture.mime};base64,{data}"/></svg>'
    )
