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
from qep_lib.export.paper import breakable
from qep_lib.export.raster import picture_svg


def plain_block(block: Block, is_captioned: bool = False) -> dict[str, Any]:
    """What `draw-block` of the templates reads. `ReportFailed` for an element that has no layout on paper.

    `is_captioned`: the caption of a table, a drawing or figures is left out, being the title above them.
    """
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
            items = [[plain_block(child) for child in item] for item in block.items]
            return {"kind": "listing", "items": items, "is_ordered": block.is_ordered, "start": block.start}
        case Quote():
            return {"kind": "quote", "blocks": [plain_block(child) for child in block.blocks]}
        case Rule():
            return {"kind": "rule"}
        case Preformatted() | HtmlFragment():
            return {"kind": "preformatted", "text": breakable(block.text)}
        case Picture():
            return {"kind": "picture", "svg": picture_svg(block), "alt": breakable(block.alt)}
        case Shown():
            return _plain_element(block.element, is_captioned)


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


def _plain_element(element: Element, is_captioned: bool) -> dict[str, Any]:
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
            return {"kind": "key_figures", "title": "" if is_captioned else breakable(element.title), "items": items}
        case Table():
            return _plain_table(element, is_captioned)
        case Figure():
            svg = element.svg.decode("utf-8", errors="replace")
            caption = "" if is_captioned else breakable(element.caption)
            return {"kind": "figure", "caption": caption, "alt": breakable(element.alt), "svg": svg}
        case Text():
            return {"kind": "text", "paragraphs": _texts(element.paragraphs), "is_list": element.is_list}
        case Note():
            return {
                "kind": "note",
                "level": element.level,
                "word": element.word,
                "title": breakable(element.title),
                "paragraphs": _texts(element.paragraphs),
            }
        case Comment():
            return {
                "kind": "comment",
                "title": breakable(element.title),
                "content": [_plain_said(part) for part in element.content],
                "signature": breakable(element.signature),
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


def _plain_said(part: Block | Image) -> dict[str, Any]:
    return _plain_image(part) if isinstance(part, Image) else plain_block(part)


def _plain_image(image: Image) -> dict[str, Any]:
    return {
        "kind": "image",
        "svg": picture_svg(image),
        "alt": breakable(image.alt),
        "legend": breakable(image.legend),
    }


def _plain_table(table: Table, is_captioned: bool) -> dict[str, Any]:
    return {
        "kind": "table",
        "caption": "" if is_captioned else breakable(table.caption),
        "form": table.form,
        "is_wide": table.is_wide,
        "weights": [column.width for column in table.columns],
        "aligns": [column.align for column in table.columns],
        "headings": [breakable(column.label) for column in table.columns],
        "rows": [
            [
                {
                    "text": breakable(text_beside_mark(cell.text, cell.mark and cell.mark.word)),
                    "mark": _plain_mark(cell.mark),
                }
                for cell in row
            ]
            for row in table.rows
        ],
        "notes": _texts(table.notes),
    }


def _plain_mark(mark: RatingMark | None) -> dict[str, str] | None:
    if mark is None:
        return None
    return {"rating": mark.rating, "symbol": breakable(mark.symbol), "word": breakable(mark.word)}


def _texts(values) -> list[str]:
    return [breakable(value) for value in values]
