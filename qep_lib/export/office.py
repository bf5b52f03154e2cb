"""What office files (DOCX, PPTX, XLSX) share: typeface, colours of the marks, properties, no hour of making."""

import io
import zipfile
from datetime import datetime
from typing import Any

from qep_lib.display.elements import Figure, RatingMark
from qep_lib.display.printable import tied
from qep_lib.export.blocks import Block, Document, Picture, Shown
from qep_lib.export.raster import picture_svg
from qep_lib.model.base import Rating

FONT = "Arial"
"""Every office suite has it, or its twin: a typeface that the reader's machine lacks would move every line."""
RATING_INKS: dict[Rating, str] = {"met": "10552F", "near": "5C4800", "off": "8A3200", "far": "8B0D2E"}
"""RGB of the words of a mark, dark enough on white."""
CREATED = datetime(2000, 1, 1)
"""The date written inside such a file."""
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def without_clock(content: bytes) -> bytes:
    """The same archive with a fixed date on every entry: a zip file records when it was made."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as made, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as fixed:
        for entry in made.infolist():
            fixed.writestr(zipfile.ZipInfo(entry.filename, _ZIP_DATE), made.read(entry), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def describe(properties: Any, document: Document) -> None:
    """Write title, subtitle, site and language in the core properties of a file, and the fixed date."""
    told = (document.title, document.subtitle, dict(document.facts).get("Site", ""))
    properties.title, properties.subject, properties.author = (tied(text)[:255] for text in told)
    properties.comments, properties.language = "", "fr-FR"
    # A template says who made it, when and with what.
    properties.last_modified_by = properties.category = properties.keywords = ""
    properties.content_status = properties.identifier = properties.version = ""
    properties.revision = 1
    properties.created = properties.modified = CREATED


def mark_words(mark: RatingMark) -> str:
    """« ● objectif atteint »: the symbol does not leave its word."""
    return f"{mark.symbol}\u00a0{mark.word}"


def drawing_of(block: Block) -> bytes | None:
    """The SVG of a figure or a picture; None for another block."""
    match block:
        case Shown(Figure() as figure):
            return figure.svg
        case Picture():
            return picture_svg(block).encode()
    return None
