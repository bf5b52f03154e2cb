"""Outputs of a code cell as blocks; what cannot be published safely or accessibly is refused with a way out.

Code itself is never published. Markdown cells and the order of blocks are handled in `document.py`.
"""

import base64
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

import nh3

from qep_lib.display.elements import ELEMENT_MIME, Gallery, element_from_json
from qep_lib.errors import ReportFailed
from qep_lib.export.blocks import Block, HtmlFragment, Picture, Preformatted, Shown
from qep_lib.export.markdown import read_markdown

_IMAGE_MIMES = ("image/svg+xml", "image/png")
_SOURCE_LENGTH = 60
_ERROR_LINES = 4
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_HEADING_TAGS = {f"h{level}" for level in range(1, 7)}
_DEFAULT_ALT = "No description has been provided for this image"
_LINE_TAGS = {"p", "div", "li", "tr", "br", "caption", "blockquote", "pre", "table", "ul", "ol", "hr", "dt", "dd"}
_CELL_TAGS = {"td", "th"}


def read_outputs(cell: Mapping[str, Any], position: int) -> Iterator[Block]:
    """Blocks of a code cell, the `position`-th of its notebook (from 1).

    Raises `ReportFailed`, naming the cell, for an error output, an image without alternative text, or an element
    that cannot be read. Streams are left out: they are for whoever runs the notebook, not for its readers.
    """
    where = f"cellule {position}{_source_words(cell)}"
    for output in cell.get("outputs", ()):
        if output["output_type"] == "error":
            raise ReportFailed(f"{where} : le code s'est arrêté sur une erreur.", _error_lines(output))
        if output["output_type"] in ("display_data", "execute_result"):
            yield from _read_bundle(output["data"], output.get("metadata", {}), where)


def _read_bundle(data: Mapping[str, Any], metadata: Mapping[str, Any], where: str) -> Iterator[Block]:
    if ELEMENT_MIME in data:
        try:
            element = element_from_json(data[ELEMENT_MIME])
            yield from map(Shown, element.items if isinstance(element, Gallery) else (element,))
        except ValueError as error:
            raise ReportFailed(f"{where} : {error}. À faire : exécuter de nouveau le notebook.") from None
        return
    image_mime = next((mime for mime in _IMAGE_MIMES if mime in data), None)
    if image_mime:
        yield _picture(image_mime, _joined(data[image_mime]), metadata.get(image_mime, {}), where)
    elif "text/markdown" in data:
        yield from read_markdown(_joined(data["text/markdown"]))
    elif "text/html" in data:
        yield _fragment(_joined(data["text/html"]))
    elif "text/plain" in data:
        yield Preformatted(_joined(data["text/plain"]))


def _picture(mime: str, content: str, metadata: Mapping[str, Any], where: str) -> Picture:
    alt = str(metadata.get("alt") or "").strip()
    if not alt or alt == _DEFAULT_ALT:
        raise ReportFailed(
            f"{where} : image sans texte de remplacement, qu'un lecteur d'écran ne peut pas lire. "
            "À faire : afficher un élément Figure de qep_lib.display.elements, qui demande une légende, "
            "un texte de remplacement et les données du dessin."
        )
    is_text = mime == "image/svg+xml"
    return Picture(mime, content.encode("utf-8") if is_text else base64.b64decode(content), alt)


def _fragment(html: str) -> HtmlFragment:
    # Headings would break the order of the page's own, and images may come from anywhere: their words remain.
    clean = nh3.clean(html, tags=nh3.ALLOWED_TAGS - _HEADING_TAGS - {"img"}, url_schemes={"http", "https", "mailto"})
    reader = _TextOfHtml()
    reader.feed(clean)
    reader.close()
    return HtmlFragment(clean, reader.text())


class _TextOfHtml(HTMLParser):
    """Words of an HTML fragment: a line for each block or table row, cells set apart by a wide space."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._parts.append("\n" if tag in _LINE_TAGS else "")

    def handle_endtag(self, tag: str) -> None:
        self._parts.append("\n" if tag in _LINE_TAGS else "   " if tag in _CELL_TAGS else "")

    def handle_data(self, data: str) -> None:
        self._parts.append(" ".join(data.split()) if data.strip() else "")

    def text(self) -> str:
        lines = (line.strip() for line in "".join(self._parts).split("\n"))
        return "\n".join(line for line in lines if line)


def _error_lines(output: Mapping[str, Any]) -> tuple[str, ...]:
    text = "\n".join(output.get("traceback") or [f"{output.get('ename')}: {output.get('evalue')}"])
    lines = [line.rstrip() for line in _ANSI.sub("", text).splitlines() if line.strip()]
    return tuple(lines[-_ERROR_LINES:])


def _source_words(cell: Mapping[str, Any]) -> str:
    line = next((line.strip() for line in _joined(cell.get("source", "")).splitlines() if line.strip()), "")
    return f" (« {line[:_SOURCE_LENGTH]}{'…' if len(line) > _SOURCE_LENGTH else ''} »)" if line else ""


def _joined(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "".join(value)
