"""Blocks of a `Document` as the plain values that the Typst templates read. The whole page or slide is made in `pdf.py`."""

from typing import Any

from qep_lib.display.elements import (
    Comment,
    Comments,
    Element,
    Figure,
    Image,
    KeyFigures,
    Letterhead,
    Note,
    RatingMark,
    Table,
    Text,
)
from qep_lib.display.printable import text_beside_mark
from qep_lib.display.render import note_word
from qep_lib.errors import ReportFailed
from qep_lib.export.blocks import (
    Block,
    Heading,
    HtmlFragment,
    Listing,
    Paragraph,
    Picture,
    Preformatted,
    Quote,
    Rule,
    Run,
    Shown,
)
from qep_lib.export.paper import TypeArea, breakable, estimate_row_heights, fit_table, row_inset_mm
from qep_lib.export.raster import picture_svg

WHOLE_TABLE_MM = 70
"""A table, or a row, that is not taller moves to the next page rather than being cut."""
LONGEST_WHOLE_COMMENT = 1500
"""Characters of words of the service up to which the end of a page never cuts them."""
LONGEST_WHOLE_CARD = 300
"""Characters of a key figure up to which its row of cards is never cut by the end of a page."""


def plain_block(block: Block, area: TypeArea) -> dict[str, Any]:
    """What `draw-block` of the templates reads. `ReportFailed` for an element that has no layout on paper."""
    match block:
        case Heading():
            # One level up: the document's title is not a heading of the PDF outline, so sections start at 1.
            return {
                "kind": "heading",
                "level": block.level - 1,
                "runs": _plain_runs(block.runs),
                "anchor": block.anchor,
            }
        case Paragraph():
            # A sentence that announces what follows stays with it.
            is_lead_in = "".join(run.text for run in block.runs).rstrip().endswith(":")
            return {"kind": "paragraph", "runs": _plain_runs(block.runs), "is_lead_in": is_lead_in}
        case Listing():
            items = [[plain_block(child, area) for child in item] for item in block.items]
            return {"kind": "listing", "items": items, "is_ordered": block.is_ordered, "start": block.start}
        case Quote():
            return {"kind": "quote", "blocks": [plain_block(child, area) for child in block.blocks]}
        case Rule():
            return {"kind": "rule"}
        case Preformatted() | HtmlFragment():
            return {"kind": "preformatted", "text": breakable(block.text)}
        case Picture():
            return {"kind": "picture", "svg": picture_svg(block), "alt": breakable(block.alt)}
        case Shown():
            return _plain_element(block.element, area)


def _plain_runs(runs: tuple[Run, ...]) -> list[dict[str, Any]]:
    return [
        {
            "text": breakable(run.text),
            "bold": run.is_bold,
            "italic": run.is_italic,
            "code": run.is_code,
            # A # address leads inside the HTML page; on paper its words are enough.
            "href": None if run.href is None or run.href.startswith("#") else run.href,
        }
        for run in runs
    ]


def _plain_element(element: Element, area: TypeArea) -> dict[str, Any]:
    match element:
        case KeyFigures():
            items = [
                {
                    "label": breakable(item.label),
                    "value": breakable(item.value),
                    "detail": breakable(item.detail),
                    "scope": breakable(item.scope),
                    "mark": _plain_mark(item.mark),
                }
                for item in element.items
            ]
            longest = max(
                (len(item.label + item.value + item.detail + item.scope) for item in element.items), default=0
            )
            return {
                "kind": "key_figures",
                "title": breakable(element.title),
                "items": items,
                "is_whole": longest <= LONGEST_WHOLE_CARD,
            }
        case Table():
            return _plain_table(element, area)
        case Figure():
            svg = element.svg.decode("utf-8", errors="replace")
            return {"kind": "figure", "caption": breakable(element.caption), "alt": breakable(element.alt), "svg": svg}
        case Text():
            return {"kind": "text", "paragraphs": _texts(element.paragraphs), "is_list": element.is_list}
        case Note():
            return {
                "kind": "note",
                "level": element.level,
                "word": note_word(element.level, element.title),
                "title": breakable(element.title),
                "paragraphs": _texts(element.paragraphs),
            }
        case Comment():
            return {
                "kind": "comment",
                "title": breakable(element.title),
                "content": [_plain_said(part, area) for part in element.content],
                "signature": breakable(element.signature),
                "is_whole": _words_count(element) <= LONGEST_WHOLE_COMMENT,
            }
        case Comments():
            return {
                "kind": "comments",
                "title": breakable(element.title),
                "themes": [_texts(theme) for theme in element.themes],
                "approved": _texts(element.approved),
            }
        case _:
            raise ReportFailed(f"élément « {element.kind} » : pas de mise en page PDF.")


def plain_letterhead(head: Letterhead | None) -> dict[str, Any] | None:
    """What the templates print of a service; None for a document that says nothing of it."""
    if head is None:
        return None
    opinion = head.opinion
    return {
        "names": _texts(head.names),
        "logo": None if head.logo is None else _plain_image(head.logo),
        "opinion": None
        if opinion is None
        else {"label": breakable(opinion.label), "url": opinion.url, "svg": opinion.svg.decode(), "alt": opinion.alt},
    }


def _words_count(comment: Comment) -> int:
    """Characters of its words; a picture counts for as much room as it takes."""
    return sum(600 if isinstance(part, Image) else _length(part) for part in comment.content)


def _length(part: Paragraph | Listing) -> int:
    if isinstance(part, Listing):
        return sum(_length(inner) for item in part.items for inner in item)
    return len(part.text)


def _plain_said(part: Block | Image, area: TypeArea) -> dict[str, Any]:
    return _plain_image(part) if isinstance(part, Image) else plain_block(part, area)


def _plain_image(image: Image) -> dict[str, Any]:
    return {
        "kind": "image",
        "svg": picture_svg(image),
        "alt": breakable(image.alt),
        "legend": breakable(image.legend),
    }


def _plain_table(table: Table, area: TypeArea) -> dict[str, Any]:
    fit = fit_table(table, area.width_mm, area.sizes_pt)
    heights = estimate_row_heights(table, fit, area.width_mm)
    return {
        "kind": "table",
        "caption": breakable(table.caption),
        "widths": fit.widths,
        "size": fit.size_pt,
        "share": fit.share,
        "inset": row_inset_mm(table.form, fit.size_pt),
        "is_hyphenated": fit.is_hyphenated,
        "aligns": [column.align for column in table.columns],
        "headings": [breakable(column.label) for column in table.columns],
        "is_whole": sum(heights) <= WHOLE_TABLE_MM,
        "rows": [
            [
                {
                    "is_whole": height <= WHOLE_TABLE_MM,
                    "text": breakable(text_beside_mark(cell.text, cell.mark and cell.mark.word)),
                    "mark": _plain_mark(cell.mark),
                }
                for cell in row
            ]
            for row, height in zip(table.rows, heights, strict=True)
        ],
        "notes": _texts(table.notes),
    }


def _plain_mark(mark: RatingMark | None) -> dict[str, str] | None:
    if mark is None:
        return None
    return {"rating": mark.rating, "symbol": breakable(mark.symbol), "word": breakable(mark.word)}


def _texts(values) -> list[str]:
    return [breakable(value) for value in values]
