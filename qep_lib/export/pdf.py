"""A `Document` as PDF/UA: one JSON of plain values, laid out by the fixed `templates/*.typ`. No markup is made here.

Data never becomes Typst code: the templates read strings from JSON and only ever print them. Blocks become plain values
in `plain_blocks.py`, slides are cut in `slides.py`.
"""

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import typst

from qep_lib.errors import ReportFailed
from qep_lib.export.blocks import Document, Heading
from qep_lib.export.document import SECTION_LEVEL
from qep_lib.export.fitting import fitted_inputs
from qep_lib.export.page import TEMPLATES
from qep_lib.export.paper import LANDSCAPE, PORTRAIT, SLIDE, breakable, printed, split_parts
from qep_lib.export.plain_blocks import plain_block, plain_letterhead
from qep_lib.export.poster import poster_cards, poster_texts
from qep_lib.export.slides import Slide, cut_slides
from qep_lib.export.typefaces import font_folders
from qep_lib.model.issue import shorten

PDF_STANDARD = "ua-1"
COMMON_TEMPLATE = "common.typ"
RUNNING_LENGTH = 90
"""Characters of the subtitle that page footers repeat, and beyond which a title is a sentence that no page repeats."""
MARK_LENGTH = 90
POSTER_LENGTHS = {"label": 70, "value": 24, "detail": 90, "scope": 90}
"""Characters of a card that a poster shows: beyond, words would be too small to read from afar. The page has them all."""
POSTER_WORDS, POSTER_TEXTS = 260, 4
"""Characters of each text under the cards, and how many of them."""
_MESSAGE_LENGTH = 300
FEWEST_LISTED = 12
"""Headings from which paper has a list of contents: a shorter report opens on its results, and its outline leads to each."""


def export_pdf(document: Document) -> bytes:
    """The document as tagged PDF/UA-1 in French, laid out as it declares; the same bytes for the same document.

    Typst works in a private folder that holds nothing but its templates and the data. Raises `ReportFailed` when it
    refuses the document.
    """
    document = replace(document, blocks=printed(document.blocks))
    template = f"{document.layout}.typ"
    with tempfile.TemporaryDirectory(prefix="qep-pdf-") as folder:
        root = Path(folder)
        for name in (template, COMMON_TEMPLATE):
            (root / name).write_bytes((TEMPLATES / name).read_bytes())
        (root / "document.json").write_text(json.dumps(_plain_document(document)), encoding="utf-8")

        def compiler(inputs: dict[str, str]) -> typst.Compiler:
            return typst.Compiler(
                root / template, root=root, font_paths=font_folders(), ignore_system_fonts=True, sys_inputs=inputs
            )

        try:
            inputs = fitted_inputs(compiler) if document.layout == "report" else {}
            return compiler(inputs).compile(pdf_standards=[PDF_STANDARD])
        except typst.TypstError as error:
            raise ReportFailed(
                f"« {document.title} » : la mise en page PDF a été refusée ({str(error)[:_MESSAGE_LENGTH]})."
            ) from None


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
        "running_contact": breakable(document.running_contact),
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
    areas = {True: LANDSCAPE, False: PORTRAIT}
    opening = document.opening_words
    sections = [block for block in document.blocks if isinstance(block, Heading) and block.level == SECTION_LEVEL]
    # What is read in two minutes stands on a page of its own, where it fills it, before everything that says more.
    after_opening = sections[1] if document.annexes and len(sections) > 1 else None
    return {
        "has_contents": len(document.headings) > FEWEST_LISTED and document.annexes is None,
        "opening": [plain_block(block, PORTRAIT) for block in opening],
        "after_opening": after_opening and after_opening.anchor,
        "parts": [
            {
                "is_landscape": part.is_landscape,
                "blocks": [plain_block(block, areas[part.is_landscape]) for block in part.blocks],
            }
            for part in split_parts([block for block in document.blocks if block not in opening])
        ],
    }


def _slides_contents(document: Document) -> dict[str, Any]:
    deck = cut_slides(document)
    return {
        "opening": [plain_block(block, SLIDE) for block in deck.opening],
        "slides": [_plain_slide(slide) for slide in deck.slides],
    }


def _plain_slide(slide: Slide) -> dict[str, Any]:
    return {
        "title": breakable(slide.shown_title),
        "section": breakable(slide.section),
        "level": slide.level - 1,
        "opens_section": slide.opens_section,
        "is_continued": slide.is_continued,
        "is_captioned": slide.is_captioned,
        "is_annex": slide.is_annex,
        "blocks": [plain_block(block, slide.area) for block in slide.blocks],
    }


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
