"""A letter as plain text and as a DOCX file that people finish by hand. Filling a model in is `display.letter`.

The words of a letter are data: they never become XML or a field of the word processor.
"""

import io
import zipfile
from datetime import datetime

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from qep_lib.model.letter import Letter

CREATED = datetime(2000, 1, 1)
"""A fixed date inside the file: the same letter gives the same bytes."""
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_FONT = "Arial"


def export_letter_text(letter: Letter) -> bytes:
    """For a message: UTF-8, the subject on the first line, a blank line between paragraphs."""
    return "\n\n".join((f"Objet : {letter.subject}", *letter.paragraphs, "")).rstrip("\n").encode("utf-8") + b"\n"


def export_letter_docx(letter: Letter) -> bytes:
    """For a letter: an A4 page in French, the subject in bold. Same letter, same bytes."""
    document = Document()
    _set_page(document)
    subject = document.add_paragraph()
    subject.add_run(f"Objet : {letter.subject}").bold = True
    for paragraph in letter.paragraphs:
        document.add_paragraph(paragraph)
    properties = document.core_properties
    properties.title, properties.author, properties.comments, properties.language = (
        letter.subject[:255],
        "",
        "",
        "fr-FR",
    )
    properties.created = properties.modified = CREATED
    buffer = io.BytesIO()
    document.save(buffer)
    return _without_clock(buffer.getvalue())


def _set_page(document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.5)
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(11)
    style.paragraph_format.space_after = Pt(10)
    # The template of python-docx is in English: the spelling checker and screen readers need the true language.
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "fr-FR")


def _without_clock(content: bytes) -> bytes:
    """The same archive with a fixed date on every entry: a zip file records when it was made."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as made, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as fixed:
        for entry in made.infolist():
            fixed.writestr(zipfile.ZipInfo(entry.filename, _ZIP_DATE), made.read(entry), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
