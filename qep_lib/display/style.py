"""Colours, symbols, words and the drawing style shared by every report. Layout of pages is in the export templates."""

from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import Any

import fontpkg_fira_sans
import matplotlib
from matplotlib import font_manager
from matplotlib.colors import to_rgb

INK = "#1e1e2e"
MUTED = "#5b5f6b"
GRID = "#d9dce3"
BAND = "#f4f5f8"
BLUE = "#000091"
SERIES = ("#000091", "#CC79A7", "#00A95F", "#6E445A", "#B34000", "#5C68E5")
"""Six series colours, at least 3:1 on white and 26 apart for colour-blind readers (reliability.md 5)."""
LEVEL_COLOURS = {
    "positive": ("#1f4e96", "#8fb3de"),
    "neutral": ("#c9ccd3", "#c9ccd3"),
    "negative": ("#a8480f", "#f0b27a"),
}
"""From the strongest to the mildest level on each side: blue-orange, not to be taken for the four target colours."""
_FONTS = Path(fontpkg_fira_sans.__file__).parent / "files"
FAMILY, SIGNS_FAMILY = "Fira Sans", "DejaVu Sans"
_STYLE: dict[Any, Any] = {
    "font.family": [FAMILY, SIGNS_FAMILY],
    "font.size": 10,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": GRID,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 0.7,
    "xtick.color": MUTED,
    "ytick.color": INK,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "legend.frameon": False,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    # Hostile labels such as « $\frac » would stop the drawing, and « 50 $ » would lose its sign (reliability.md 1).
    "text.parse_math": False,
    # Words stay words: they are drawn with the typeface that the page, the PDF and the cell carry with them.
    "svg.fonttype": "none",
    # A fixed salt, so that the same data draws the same bytes.
    "svg.hashsalt": "qep",
}


def drawing_style() -> AbstractContextManager[None]:
    """Context manager that applies the house style to matplotlib, and nothing outside it."""
    register_faces()
    return matplotlib.rc_context(_STYLE)


def readable_ink(colour: str) -> str:
    """White or the colour of the text, whichever has the better contrast (WCAG 2.1) on `colour`."""
    return max((INK, "#ffffff"), key=lambda ink: contrast(ink, colour))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, from 1 to 21 (WCAG 2.1, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return float(sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True)))


@cache
def register_faces() -> None:
    """Make Fira Sans known to matplotlib, once a process."""
    for weight in ("Regular", "Medium", "SemiBold", "Bold"):
        font_manager.fontManager.addfont(_FONTS / f"FiraSans-{weight}.ttf")
