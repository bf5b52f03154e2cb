"""An SVG drawing where it is shown: inside its page, whose typeface it uses, or as an image that carries its own.

Drawing it is `figures` and its neighbours.
"""

import base64
import re
from xml.etree import ElementTree

from markupsafe import Markup, escape

from qep_lib.display.faces import MARKS, REGULAR, face_css
from qep_lib.display.printable import tied

_SPACE = "{http://www.w3.org/2000/svg}"
_TAGS = frozenset(
    f"{_SPACE}{name}" for name in ("svg", "g", "defs", "clipPath", "pattern", "path", "rect", "use", "text", "tspan")
)
_ATTRIBUTES = {"id", "d", "x", "y", "width", "height", "viewBox", "transform", "style", "href", "clip-path", "fill", "stroke"} | {
    "dy", "stroke-width", "stroke-linejoin", "stroke-linecap", "font-family", "patternUnits", "patternTransform"
}  # fmt: skip
_ELSEWHERE = re.compile(r"url\((?!#)|[\\@]|expression", re.I)
_TAG = re.compile(r"<[^>]+>")
_NAME = re.compile(r'(?<= id=")|(?<= href="#)|(?<=url\(#)')
_ROOT_END = re.compile(rb"<svg[^>]*>")


def drawing_in_page(svg: str, alt: str, name: str) -> Markup:
    """`svg` (base64) as markup with its alternative text, its names kept apart from those of other drawings by `name`.

    Only what our drawings are made of stands in a page: whatever holds anything else stays an image, which reaches nothing.
    """
    drawing = base64.b64decode(svg)
    if not _is_plain(drawing):
        return drawing_as_image(svg, alt)
    own = _TAG.sub(lambda tag: _NAME.sub(f"{name}-", tag[0]), drawing.decode("utf-8"))
    return Markup(own.strip().replace("<svg ", f'<svg role="img" aria-label="{escape(tied(alt))}" ', 1))


def drawing_as_image(svg: str, alt: str) -> Markup:
    """`svg` (base64) as an image that needs no typeface of the machine."""
    drawing = base64.b64decode(svg)
    faced = _ROOT_END.sub(
        lambda root: root[0] + f"<style>{face_css((REGULAR, MARKS))}</style>".encode(), drawing, count=1
    )
    return Markup('<img src="data:image/svg+xml;base64,{}" alt="{}">').format(
        base64.b64encode(faced).decode(), tied(alt)
    )


def _is_plain(drawing: bytes) -> bool:
    """True where every tag and attribute is one that our drawings have, and nothing refers outside of it."""
    if not drawing.lstrip().startswith(b"<svg ") or b"<!" in drawing:
        return False
    try:
        elements = list(ElementTree.fromstring(drawing).iter())
    except ElementTree.ParseError:
        return False
    return all(
        element.tag in _TAGS
        and element.attrib.keys() <= _ATTRIBUTES
        and not any(_ELSEWHERE.search(value) for value in element.attrib.values())
        and element.get("href", "#").startswith("#")
        for element in elements
    )
