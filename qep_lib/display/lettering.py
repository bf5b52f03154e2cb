"""How the words of a drawing are set: ordinals raised, signs that its typeface lacks from one that has them."""

import html
import re
from functools import cache
from itertools import groupby

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import FT2Font, LoadFlags

from qep_lib.display.printable import ordinal_parts
from qep_lib.display.style import FAMILY, SIGNS_FAMILY, register_faces

_SHARE = 0.7
_RAISED = f'<tspan dy="-.38em" style="font-size: {_SHARE}em">{{}}</tspan>'
_LOWERED = '<tspan dy=".266em">{}</tspan>'
"""The words after what was raised: a shift holds until another one undoes it, each in ems of its own type."""
_RUN = '<tspan x="{:.6g}" style="text-anchor: start{}">{}</tspan>'
_SIGNS = f"; font-family: {SIGNS_FAMILY}, {FAMILY}, sans-serif"
"""A page carries these signs under the name of its own face."""
_SIZE, _WEIGHT, _ANCHOR = (re.compile(rf"(?<={name}: )[\w.]+") for name in ("font-size", "font-weight", "text-anchor"))
_END_SPACE = re.compile("^ | $")
_POINTS = 100
"""Size at which advances are read, before they are brought to that of the words."""


def set_words(words: str, style: str, place: float) -> str:
    """`words` as the markup inside an SVG text of that style and place (in points), escaped.

    Typst sets a label that has one sign that its face lacks whole in the first face that has all of it, a serif. Each run has
    thus its own place, and nothing to look for elsewhere.
    """
    runs = ["".join(run) for _, run in groupby(words, _is_lacking)]
    if not any(map(_is_lacking, words)):
        return _raised(words)
    size, weight, anchor = (found and found[0] for found in (one.search(style) for one in (_SIZE, _WEIGHT, _ANCHOR)))
    widths = [_width(run, weight or "400", float((size or "10").rstrip("px"))) for run in runs]
    place -= sum(widths) * {"middle": 0.5, "end": 1.0}.get(anchor or "", 0.0)
    said = []
    for run, width in zip(runs, widths, strict=True):
        # A plain space at the end of a place of its own would be lost.
        kept = _raised(_END_SPACE.sub("\u00a0", run))
        said.append(_RUN.format(place, _SIGNS if _is_lacking(run[0]) else "", kept))
        place += width
    return "".join(said)


def _raised(words: str) -> str:
    said, is_lowered = [], False
    for text, is_raised in ordinal_parts(words):
        shown = html.escape(text, quote=False)
        said.append(_RAISED.format(shown) if is_raised else _LOWERED.format(shown) if is_lowered else shown)
        is_lowered = is_raised
    return "".join(said)


def _is_lacking(character: str) -> bool:
    return not character.isspace() and not _font(FAMILY, "400").get_char_index(ord(character))


def _width(run: str, weight: str, size: float) -> float:
    parts = ((character, is_raised) for text, is_raised in ordinal_parts(run) for character in text)
    return size * sum(_advance(character, weight) * (_SHARE if is_raised else 1) for character, is_raised in parts)


@cache
def _advance(character: str, weight: str) -> float:
    """Width of a character in ems, without what brings two of them closer."""
    font = _font(SIGNS_FAMILY if _is_lacking(character) else FAMILY, weight)
    if not font.get_char_index(ord(character)):
        return 1.0  # A sign that neither has: as wide as an ideogram, or as the box that stands for it.
    font.set_size(_POINTS, 72)
    return font.load_char(ord(character), LoadFlags.NO_HINTING).linearHoriAdvance / 65536 / _POINTS


@cache
def _font(family: str, weight: str) -> FT2Font:
    register_faces()
    return get_font(findfont(FontProperties(family=[family], weight=int(weight))))
