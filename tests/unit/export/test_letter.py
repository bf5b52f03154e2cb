"""Letters: words filled in, hostile text that stays text, the same bytes for the same letter."""

import io
import zipfile

import pytest
from bad_inputs import cases_of
from docx import Document
from docx.oxml.ns import qn

from qep_lib.display.letter import fill_letter
from qep_lib.errors import ParameterError
from qep_lib.export.letter import export_letter_docx, export_letter_text
from qep_lib.export.office import CREATED
from qep_lib.model.characters import printable
from qep_lib.model.letter import Letter, LetterTemplate

SHARED = cases_of("test_a_page_shows_hostile_text_as_text_in_every_field")
ACTING = ("{{ 7 * 7 }}", "{% for x in range(9) %}", "<w:p/>", "]]>", "a\n\nb", "\x00\x0b", "Objet : autre")
"""What a template engine or a word processor would act upon, beside the texts shared by all exports."""
HOSTILE = {case["id"]: case["value"] for case in SHARED if isinstance(case["value"], str)}
HOSTILE |= {f"acting {number}": text for number, text in enumerate(ACTING)} | {"long": "A" * 2018}
LETTER = Letter("votre demande", ("Préfecture du Cher", "Madame,\nMonsieur,", "Fin."))


def template(body="Bonjour {{ word }}.\n\nFin.\n", subject="votre {{ word }}", words=("word",)):
    """A model with those words."""
    return LetterTemplate("reply", "params/letters/reply.txt.j2", subject, body, frozenset(words))


def test_words_are_replaced_and_paragraphs_told_apart():
    """A blank line ends a paragraph, a single line break does not."""
    found = fill_letter(template("\nBonjour {{ word }},\nligne.\n\n \n\nFin.\n"), {"word": "été"})
    assert found == Letter("votre été", ("Bonjour été,\nligne.", "Fin."))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_stays_text(text):
    """Never Jinja, XML, a field or another subject; the file opens and holds the very words."""
    letter = fill_letter(template(), {"word": text})
    assert letter.subject.split() == f"votre {printable(text)}".split()
    assert " ".join(letter.paragraphs).split() == f"Bonjour {printable(text)}. Fin.".split()
    content = export_letter_docx(letter)
    document = Document(io.BytesIO(content))
    words = [paragraph.text for paragraph in document.paragraphs]
    assert words == [f"Objet : {letter.subject}", *letter.paragraphs]
    assert export_letter_text(letter).startswith(b"Objet : votre")


def test_the_same_letter_gives_the_same_bytes():
    """The archive records no time, and the properties a fixed one."""
    content = export_letter_docx(LETTER)
    assert content == export_letter_docx(LETTER)
    entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    properties = Document(io.BytesIO(content)).core_properties
    assert (properties.author, properties.title, properties.language) == ("", "votre demande", "fr-FR")


def test_a_letter_is_a_french_page_whose_subject_stands_out():
    """A4, the subject alone in bold, room under each paragraph; the spelling checker reads French."""
    document = Document(io.BytesIO(export_letter_docx(LETTER)))
    assert [[run.bold for run in paragraph.runs] for paragraph in document.paragraphs] == [
        [True],
        [None],
        [None],
        [None],
    ]
    section = document.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    margins = (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
    assert {round(margin.cm, 1) for margin in margins} == {2.5}
    style = document.styles["Normal"]
    assert (style.font.name, style.font.size.pt, style.paragraph_format.space_after.pt) == ("Arial", 11, 10)
    languages = {language.get(qn("w:val")) for language in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"fr-FR"}
    properties = document.core_properties
    assert {day.replace(tzinfo=None) for day in (properties.created, properties.modified)} == {CREATED}
    assert properties.comments == ""


def test_the_text_has_the_subject_first_and_ends_with_a_line_feed():
    """Ready to be pasted into a message."""
    expected = "Objet : votre demande\n\nPréfecture du Cher\n\nMadame,\nMonsieur,\n\nFin.\n"
    assert export_letter_text(LETTER).decode() == expected


def test_every_word_without_a_value_is_named_with_its_option():
    """All at once."""
    with pytest.raises(
        ParameterError, match='il manque answer, word. À faire : ajouter --set answer="…" --set word="…"'
    ):
        fill_letter(template(words=("word", "answer", "site")), {"site": "Préfecture"})


@pytest.mark.parametrize(
    "body",
    [
        "{{ word.__class__.__mro__ }}",
        "{{ word.absent }}",
        "{{ 1 / 0 }}",
        "{% include 'labels.yml' %}",
        "{% for x in range(10000000) %}x{% endfor %}",
        "{{ word | absent }}",
        "{{ word + 1 }}",
    ],
)
def test_a_model_that_fails_is_told_in_french_and_reaches_nothing(body):
    """Jinja's sandbox: no file, no Python internals; the message names the file and what to do."""
    with pytest.raises(ParameterError, match="reply.txt.j2 : le modèle ne peut pas être rempli.*LISEZMOI.md"):
        fill_letter(template(body), {"word": "x"})
