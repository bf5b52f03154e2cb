"""The page, the PDF and the DOCX of a report say the same, in the same order: what differs is named in `three_formats`."""

from dataclasses import replace

import nbformat
import pytest
from report_calls import document_of, lines_of
from three_formats import left_over, said_by_page, said_by_pdf, said_by_word, squeezed, unexplained, without_contents

from qep_lib.export.html import export_html
from qep_lib.export.pdf import export_pdf
from qep_lib.export.poster import poster_cards
from qep_lib.export.word import CONTACTS_TITLE, CONTENTS_TITLE, NOT_READ_BACK, export_docx
from qep_lib.reports.opening import open_report

SITE_REPORTS = (
    "action_plan", "bilan", "bilan_complet", "channels", "complaints", "mystery_survey", "self_assessment", "title_delivery",
)  # fmt: skip
CARD_COLUMNS = "Indicateur Valeur Précision"


def assert_same(document):
    """Every sentence and cell of the page is in the DOCX and in the PDF, in order, and neither says anything else."""
    head, parts = said_by_page(export_html(nbformat.v4.new_notebook(), document=document))
    assert len(parts) > 5
    own = [CONTENTS_TITLE, CONTACTS_TITLE, NOT_READ_BACK]
    # The letters of a card are looked for in any order: those of the heading above it would do for its last ones.
    word = said_by_word(export_docx(document)).replace(squeezed(CARD_COLUMNS), "")
    _assert_said(word, head, parts, [*_furniture(document), *own], "DOCX")
    pdf = without_contents(_pdf_of(document), parts)
    _assert_said(pdf, head, parts, _furniture(document), "PDF")


def _assert_said(stream, head, parts, known, name):
    assert [words for words in head if words not in stream] == [], name
    missing, between = left_over(stream, parts)
    assert missing == [], name
    assert unexplained(between, [*known, *head], parts) == [], name


def _pdf_of(document):
    mark = document.nature_mark
    return said_by_pdf(export_pdf(document), [words for words in _furniture(document) if words != mark], mark)


def _furniture(document):
    head = document.letterhead
    contacts = [f"{label}{value}" for label, value in head.contacts] if head else []
    opinion = [head.opinion.label] if head and head.opinion else []
    return [document.title, document.subtitle, document.nature_mark, document.running_contact, *contacts, *opinion]


@pytest.mark.parametrize("report_id", SITE_REPORTS)
def test_a_report_says_the_same_in_its_three_formats(documents, report_id):
    """Figures, tables and sentences of the invented site, its annexes included."""
    document = documents(report_id, "public")[1]
    assert_same(document)
    if document.annexes:
        assert_same(document.annexes)


@pytest.fixture
def in_odd_region(odd_workspace, monkeypatch):
    """The function that gives the document of a report of the odd region (`data/odd-region`), its drawings left out."""
    monkeypatch.setenv("QEP_WORKSPACE", str(odd_workspace))
    monkeypatch.setattr(
        "qep_lib.display.canvas.FigureCanvasSVG.print_svg", lambda canvas, out, **_: out.write("<svg></svg>")
    )
    return lambda *asked: document_of(open_report(*asked))


@pytest.mark.parametrize("site", ["18", "36", "41"])
def test_a_survey_says_the_same_in_its_three_formats(in_odd_region, site):
    """Criteria, levels, profile and questions: a rebuilt survey, an invented one, and figures that are only declared."""
    assert_same(in_odd_region("satisfaction", site, "2021", "2022-06-27", "public"))


def test_a_comparison_of_sites_says_the_same_in_its_three_formats(in_odd_region):
    """Every value of its annexes too; whose the contours are and what chance does not tell of delays are read once."""
    document = in_odd_region("regional_comparison", "region:24", "2021", "2022-06-27", "public")
    read = list(lines_of(replace(document, annexes=None)))
    for words in ("Contours : IGN", "rien ne dit si un écart de délai moyen"):
        assert sum(words in line for line in read) == 1, words
    assert not any("ans lecture" in line for line in lines_of(document))
    assert_same(document)
    assert_same(document.annexes)


def test_a_survey_of_a_group_says_the_same_in_its_three_formats(bare_site):
    """Where most of it is missing."""
    assert_same(document_of(open_report("survey_sites", "41", "2022", None, "public")))


def test_slides_say_the_same_on_a_screen_and_on_paper(documents):
    """In order; their DOCX, which is the whole report, says all of it somewhere."""
    document = documents("users_committee", "public")[1]
    head, parts = said_by_page(export_html(nbformat.v4.new_notebook(), document=document))
    _assert_said(_pdf_of(document), head, parts, _furniture(document), "PDF")
    word = said_by_word(export_docx(document))
    assert [part.text for part in parts if part.kind == "text" and part.text not in word and len(part.text) > 30] == []


def test_a_poster_says_the_same_on_a_screen_and_in_its_docx(documents):
    """All of it, and what introduces it, for which a wall has no room; the figures of its cards are on the printed one too."""
    document = documents("transparency_poster", "public")[1]
    head, parts = said_by_page(export_html(nbformat.v4.new_notebook(), document=document))
    lead = ["".join(run.text for run in block.runs) for block in document.blocks[:2] if hasattr(block, "runs")]
    own = [CONTENTS_TITLE, CONTACTS_TITLE, CARD_COLUMNS, NOT_READ_BACK, *lead]
    _assert_said(said_by_word(export_docx(document)), head, parts, [*_furniture(document), *own], "DOCX")
    printed = _pdf_of(document)
    values = [squeezed(card.value) for card in poster_cards(document)]
    assert values and all(value in printed and any(value in part.text for part in parts) for value in values)


def test_the_comparison_sees_what_differs(documents):
    """A sentence less, a cell changed, a sentence more, two in another order: each is told."""
    document = documents("title_delivery", "public")[1]
    _, parts = said_by_page(export_html(nbformat.v4.new_notebook(), document=document))
    stream = said_by_word(export_docx(document))
    assert left_over(stream, parts)[0] == []
    said_once = [part for part in parts if part.kind == "text" and stream.count(part.text) == 1]
    longest = max(said_once, key=lambda part: len(part.text))
    assert left_over(stream.replace(longest.text, ""), parts)[0] == [longest.text]
    assert longest.text in left_over(stream.replace(longest.text, longest.text[:-1] + "7"), parts)[0]
    missing, between = left_over(stream.replace(longest.text, f"{longest.text}ajouté"), parts)
    assert missing == [] and "ajouté" in unexplained(between, [], parts)
    place = parts.index(longest)
    swapped = [*parts[: place - 1], parts[place], parts[place - 1], *parts[place + 1 :]]
    assert left_over(stream, swapped)[0] != []
