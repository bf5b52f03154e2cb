"""A letter as plain text and as a DOCX file that people finish by hand. Filling a model in is `display.letter`.

The words of a letter are data: they never become XML or a field of the word processor.
"""

import io
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from qep_lib.export.office import CREATED, without_clock
from qep_lib.model.letter import Letter

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
    return without_clock(buffer.getvalue())


def _set_page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.5)
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(11)
    style.paragraph_format.space_after = Pt(10)
    # The template of python-docx is in English: the spelling checker and screen readers need the true language.
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "fr-FR")
