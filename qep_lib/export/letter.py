"""A model letter filled in, as plain text and as a DOCX file that people finish by hand. Models are `params.letters`.

What fills a model is data: it never becomes Jinja, XML or a field of the word processor.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from qep_lib.display.printable import printable
from qep_lib.errors import ParameterError
from qep_lib.model.letter import Letter, LetterTemplate

CREATED = datetime(2000, 1, 1)
"""A fixed date inside the file: the same letter gives the same bytes."""
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_FONT = "Arial"
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")


def fill_letter(template: LetterTemplate, values: Mapping[str, str]) -> Letter:
    """The model with its words replaced; raises `ParameterError` naming every word without a value, or what failed.

    The model runs in Jinja's sandbox: it reaches the given words only, no file and no Python.
    """
    if missing := sorted(template.words - values.keys()):
        options = " ".join(f'--set {word}="…"' for word in missing)
        raise ParameterError(f"{template.file} : il manque {', '.join(missing)}. À faire : ajouter {options}.")
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)
    clean = {word: printable(value) for word, value in values.items()}
    try:
        subject, body = (environment.from_string(part).render(clean) for part in (template.subject, template.body))
    except (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise ParameterError(
            f"{template.file} : le modèle ne peut pas être rempli ({type(error).__name__} : {error}). "
            "À faire : n'employer que les mots de params/letters/LISEZMOI.md et ceux de --set."
        ) from None
    paragraphs = (part.strip() for part in _BLANK_LINES.split(body))
    return Letter(" ".join(subject.split()), tuple(part for part in paragraphs if part))


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
