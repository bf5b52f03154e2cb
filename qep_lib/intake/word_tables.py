"""Tables of a DOCX as rows of text, for the process that opens files apart: what people filled in a paper comes back.

Only the tables of the body are read, nothing else of the document: no field, link, picture or other part of it.
"""

import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DOCUMENT = "word/document.xml"
_REMOVED = (f"{_W}del", f"{_W}moveFrom")
"""Text that a reviewer struck out."""


def read_tables(archive: zipfile.ZipFile) -> Iterator[list[list[str]]]:
    """The rows of each table of the body, in its order; a table inside a cell is part of no other."""
    with archive.open(DOCUMENT) as stream:
        body = ElementTree.parse(stream).getroot().find(f"{_W}body")
    for table in body.iterfind(f"{_W}tbl") if body is not None else ():
        yield [_cells(row) for row in table.iterfind(f"{_W}tr")]


def _cells(row: ElementTree.Element) -> list[str]:
    """The text of each cell; one that spans several columns is followed by empty ones."""
    found: list[str] = []
    for cell in row.iterfind(f"{_W}tc"):
        lines = ("".join(_texts(paragraph)) for paragraph in cell.iterfind(f"{_W}p"))
        found.append("\n".join(lines).strip())
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        width = span.get(f"{_W}val", "1") if span is not None else "1"
        found += [""] * (min(int(width), 100) - 1 if width.isdigit() else 0)
    return found


def _texts(element: ElementTree.Element) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in (f"{_W}br", f"{_W}tab"):
            yield "\n" if child.tag == f"{_W}br" else " "
        elif child.tag not in _REMOVED:
            yield from _texts(child)
