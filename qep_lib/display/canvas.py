"""What every drawing is made on: its size, its folded labels, its bytes as SVG. What is drawn is `figures`, `timeline`."""

import html
import io
import re
import textwrap
from collections.abc import Iterable, Iterator

from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Canvas
from matplotlib.text import Text

from qep_lib.display.lettering import set_words
from qep_lib.display.printable import typographic
from qep_lib.model.characters import printable

WIDTH_INCHES = 6.7
"""Width of the text block of an A4 page: type inside a figure then prints at its nominal size."""
SLIDE_WIDTH_INCHES = 11.9
"""Width of the text block of a slide: a drawing that is not higher than its room prints at its nominal size."""
SLIDE_POINTS = 18
"""The least type of what a room is shown."""
_LINE_INCHES = 0.165
LABEL_WIDTH, LABEL_LINES = 30, 3
"""Labels are folded to so many characters and lines; the whole text stands in the figure's table."""
_PATH = re.compile(r' d="([^"]*)"')
_PLACES = re.compile(r' [xy]="[^"]*"|(?:translate|rotate)\([^)]*\)')
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_NAMED = re.compile(r'<(?:path|clipPath|pattern) id="([^"]+)"')
_NAME = re.compile(r'(?<= id=")[^"]+(?=")|(?<=href="#)[^"]+(?=")|(?<=url\(#)[^)]+(?=\))')
_GROUP_NAME = re.compile(r'<g id="[^"]*"')
_MARKS = re.compile(r'(<g clip-path="[^"]*")>\n((?:<use [^>]*( style="[^"]*")/>\n)(?:<use [^>]*\3/>\n)*)</g>')
_LINE_START = re.compile(r"\s*\n\s*")
_HEADER = re.compile(r'.*?<svg[^>]*?( width="[^"]*" height="[^"]*" viewBox="[^"]*")[^>]*>.*?</style>\s*</defs>\n', re.S)
_ROOT = (
    '<svg xmlns="http://www.w3.org/2000/svg"{size} font-family="Fira Sans, DejaVu Sans, sans-serif" '
    'stroke-linejoin="round" stroke-linecap="butt">\n'
)
"""Said once for all that is drawn: its typefaces, and the joints that matplotlib gives by a style sheet, which would reach
the rest of a page."""
_WORDS = re.compile(r"(?<=>)[^<>]+(?=</text>)")
"""What is written, set apart while the rest is shortened: a label may look like a place or a name."""
_TEXT = re.compile(r'<text(?: style="([^"]*)")?(?: x="([^"]*)")?[^>]*>\0')
_ALREADY_SAID = re.compile(r'; font-family: [^;"]*| transform="rotate\(-0 [^)]*\)"')


def fold(text: str, width: int = LABEL_WIDTH) -> str:
    """`text` folded to `width` characters a line and `LABEL_LINES` lines, cut with an ellipsis."""
    return textwrap.fill(text, width, max_lines=LABEL_LINES, placeholder="…")


def row_inches(labels: Iterable[str], least: float) -> float:
    """Height of a row, in inches, that keeps folded labels of 10 points apart from their neighbours."""
    lines = max((label.count("\n") + 1 for label in labels), default=1)
    return least if lines == 1 else max(least, _LINE_INCHES * lines + 0.04)


def svg_bytes(canvas: Canvas) -> bytes:
    """The drawing as an SVG file: same drawing, same bytes, and no more of them than it takes (`compact_svg`). Its words have
    the apostrophes of print."""
    _set_typography(canvas)
    buffer = io.StringIO()
    FigureCanvasSVG(canvas).print_svg(buffer, metadata={"Date": None, "Creator": None})
    # A control character in a label is no XML: it would lose the whole report when its pages are made.
    return compact_svg(printable(buffer.getvalue())).encode("utf-8")


def _set_typography(canvas: Canvas) -> None:
    """Give every word of the drawing the apostrophes of print."""
    for words in canvas.findobj(Text):
        words.set_text(typographic(words.get_text()))


def compact_svg(drawing: str) -> str:
    """What matplotlib wrote, drawn the same in fewer characters, and fit to stand inside a page.

    Places are kept to the hundredth of a point, which no eye and no printer sees. Names are short, those of groups are left
    out, with the groups that change nothing. A path does not say again the command that it repeats, nor a mark the style of
    its neighbours, nor a word its typeface.
    """
    words = iter(_WORDS.findall(drawing))
    drawing = _HEADER.sub(lambda found: _ROOT.format(size=found[1]), _WORDS.sub("\0", drawing), count=1)
    drawing = _LINE_START.sub("\n", _GROUP_NAME.sub("<g", drawing)).replace("xlink:href=", "href=")
    short = {name: f"g{place}" for place, name in enumerate(dict.fromkeys(_NAMED.findall(drawing)))}
    drawing = _NAME.sub(lambda found: short.get(found[0], found[0]), _ALREADY_SAID.sub("", drawing))
    drawing = _MARKS.sub(lambda found: f"{found[1]}{found[3]}>\n{found[2].replace(found[3], '')}</g>", drawing)
    drawing = _PATH.sub(lambda found: f' d="{_compact_path(found[1])}"', drawing)
    drawing = "\n".join(_without_bare_groups(_PLACES.sub(lambda found: _rounded(found[0]), drawing).split("\n")))
    return _TEXT.sub(
        lambda text: text[0][:-1] + set_words(html.unescape(next(words)), text[1] or "", float(text[2] or 0)), drawing
    )


def _without_bare_groups(lines: Iterable[str]) -> Iterator[str]:
    """The lines less the groups that carry neither a style nor a place, which change nothing of what they hold."""
    kept: list[bool] = []
    for line in lines:
        if line == "</g>":
            if kept.pop():
                yield line
            continue
        is_bare = line in ("<g>", "<g/>")
        if line.startswith("<g") and line[2:3] in " >" and not line.endswith("/>"):
            kept.append(not is_bare)
        if not is_bare:
            yield line


def _compact_path(path: str) -> str:
    """The steps of a path with two decimals: « M 1 2 L 3 4 L 5 6 » as « M1 2L3 4 5 6 »."""
    said: list[str] = []
    command = ""
    for word in _rounded(path).split():
        if not word.isalpha():
            said.append(word if said[-1].isalpha() else f" {word}")
        elif word != command or word in "Mz":
            said.append(word)
            command = word
    return "".join(said)


def _rounded(places: str) -> str:
    return _LONG_NUMBER.sub(_hundredth, places)


def _hundredth(number: re.Match[str]) -> str:
    shown = f"{float(number.group()):.2f}".rstrip("0").rstrip(".")
    return "0" if shown == "-0" else shown
