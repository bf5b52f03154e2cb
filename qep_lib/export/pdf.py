"""A `Document` as PDF/UA: one JSON of plain values, laid out by the fixed `templates/*.typ`. No markup is made here.

Data never becomes Typst code: the templates read strings from JSON and only ever print them. Blocks become plain values
in `plain_blocks.py`, slides are cut in `slides.py`.
"""

from dataclasses import replace
from typing import Any

from qep_lib.display.printable import tied
from qep_lib.export.blocks import Document, Heading, Shown
from qep_lib.export.document import SECTION_LEVEL
from qep_lib.export.fitting import fitted_inputs
from qep_lib.export.measures import BODY_MM, TableFit, fit_tables, tables_of
from qep_lib.export.paper import breakable, printed, split_parts
from qep_lib.export.plain_blocks import plain_block, plain_letterhead
from qep_lib.export.poster import poster_cards, poster_texts
from qep_lib.export.slides import Placed, Slide, cut_slides
from qep_lib.export.typesetting import typeset_pdf
from qep_lib.model.issue import shorten

RUNNING_LENGTH = 90
"""Characters of the subtitle that page footers repeat, and beyond which a title is a sentence that no page repeats."""
MARK_LENGTH = 90
POSTER_LENGTHS = {"label": 70, "value": 24, "detail": 90, "scope": 90}
"""Characters of a card that a poster shows: beyond, words would be too small to read from afar. The page has them all."""
POSTER_WORDS, POSTER_TEXTS = 260, 4
"""Characters of each text under the cards, and how many of them."""
FEWEST_LISTED = 12
"""Headings from which paper has a list of contents: a shorter report opens on its results, and its outline leads to each."""


def export_pdf(document: Document) -> bytes:
    """The document as tagged PDF/UA-1 in French, laid out as it declares; the same bytes for the same document.

    Raises `ReportFailed` when Typst refuses it.
    """
    plain = _plain_document(replace(document, blocks=printed(document.blocks)))
    return typeset_pdf(f"{document.layout}.typ", plain, fitted_inputs if document.layout == "report" else None)


def _plain_document(document: Document) -> dict[str, Any]:
    """What every layout reads, and what its own holds."""
    return {
        "title": breakable(document.title),
        "subtitle": breakable(document.subtitle),
        "running_title": breakable(_running_title(document)),
        "running_subtitle": breakable(shorten(document.subtitle, RUNNING_LENGTH)),
        "running_mark": breakable(_running_mark(document)),
        "nature_mark": breakable(document.nature_mark),
        "facts": [[breakable(text) for text in fact] for fact in document.facts],
        "banner": None if document.banner is None else breakable(document.banner),
        "letterhead": plain_letterhead(document.letterhead),
        "running_contact": tied(document.running_contact),  # An address goes to the next line rather than be cut.
    } | _CONTENTS[document.layout](document)


def _running_title(document: Document) -> str:
    """What the head of a page repeats: a title cut short would be half a sentence."""
    if document.layout == "report":
        return document.title if len(document.title) <= RUNNING_LENGTH else ""
    return shorten(document.title, RUNNING_LENGTH)


def _running_mark(document: Document) -> str:
    """What every page repeats of the banner, its first sentence: a page alone must not pass for real records."""
    mark = (document.banner or "").partition(".")[0]
    return "" if document.subtitle.startswith(mark) else shorten(mark, MARK_LENGTH)


def _report_contents(document: Document) -> dict[str, Any]:
    opening = document.opening_words
    sections = [block for block in document.blocks if isinstance(block, Heading) and block.level == SECTION_LEVEL]
    # What is read in two minutes stands on a page of its own, where it fills it, before everything that says more.
    after_opening = sections[1] if document.annexes and len(sections) > 1 else None
    parts = split_parts([block for block in document.blocks if block not in opening])
    asked = tables_of(parts)
    fits = dict(zip((Shown(table) for table, _ in asked), fit_tables(asked), strict=True))
    return {
        "has_contents": len(document.headings) > FEWEST_LISTED and document.annexes is None,
        "opening": [plain_block(block) for block in opening],
        "after_opening": after_opening and after_opening.anchor,
        "parts": [
            {
                "is_landscape": part.is_landscape,
                "blocks": [
                    _with_fit(plain_block(block), fits.get(block) if isinstance(block, Shown) else None)
                    for block in part.blocks
                ],
            }
            for part in parts
        ],
    }


def _with_fit(plain: dict[str, Any], fit: TableFit | None) -> dict[str, Any]:
    return plain if fit is None else plain | {"fit": fit._asdict()}


def _slides_contents(document: Document) -> dict[str, Any]:
    deck = cut_slides(document)
    return {
        "opening": [plain_block(part.block) for part in deck.opening],
        "slides": [_plain_slide(slide) for slide in deck.slides],
    }


def _plain_slide(slide: Slide) -> dict[str, Any]:
    return {
        "title": breakable(slide.shown_title),
        "section": breakable(slide.section),
        "level": slide.level - 1,
        "opens_section": slide.opens_section,
        "is_continued": slide.is_continued,
        "is_annex": slide.is_annex,
        "blocks": [_plain_placed(part, slide.is_captioned) for part in slide.parts],
    }


def _plain_placed(part: Placed, is_captioned: bool) -> dict[str, Any]:
    measure = part.measure
    fit = measure.fit
    if fit is not None and measure.height_mm > BODY_MM:
        # A row that no slide can hold turns the page.
        fit = fit._replace(is_whole=False, cut_rows=tuple(range(len(measure.items_mm))))
    return _with_fit(plain_block(part.block, is_captioned), fit)


def _poster_contents(document: Document) -> dict[str, Any]:
    """The figures and sentences of the first section, shortened to what can be read from afar."""
    return {
        "paper": document.paper,
        "banner": None if document.banner is None else _line(document.banner, POSTER_WORDS),
        "cards": [
            {name: _line(getattr(card, name), length) for name, length in POSTER_LENGTHS.items()}
            for card in poster_cards(document)
        ],
        "texts": [_line(text, POSTER_WORDS) for text in poster_texts(document)[:POSTER_TEXTS]],
    }


def _line(text: str, length: int) -> str:
    """`text` on one line and no longer than `length`."""
    return breakable(shorten(" ".join(text.split()), length))


_CONTENTS = {"report": _report_contents, "slides": _slides_contents, "poster": _poster_contents}
