"""Blocks of a `Document` as the plain values that the Typst templates read. The whole page or slide is made in `pdf.py`."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from qep_lib.display.elements import (
    Image,
    Letterhead,
    RatingMark,
)
from qep_lib.errors import ReportFailed
from qep_lib.export.blocks import Block, Heading, HtmlFragment, Picture, Preformatted, Quote, Rule, Shown
from qep_lib.export.paper import breakable
from qep_lib.export.raster import picture_svg
from qep_lib.model.prose import Listing, Paragraph, Run


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
        case Shown(element, is_titled):
            plain = element.for_typst(Sheet(is_captioned or is_titled))
            if plain is None:
                raise ReportFailed(f"élément « {element.kind} » : pas de mise en page PDF.")
            return {"kind": element.kind} | plain


@dataclass(frozen=True, slots=True)
class Sheet:
    """How elements say themselves to the templates: words that may break, marks, pictures, blocks in them.

    `is_captioned`: their caption is left out, being the title above them.
    """

    is_captioned: bool = False

    text = staticmethod(breakable)
    block = staticmethod(plain_block)

    def texts(self, values: Iterable[str]) -> list[str]:
        """Each of them, as `text`."""
        return [breakable(value) for value in values]

    def caption(self, words: str) -> str:
        """The words, but where they are said above."""
        return "" if self.is_captioned else breakable(words)

    def mark(self, mark: RatingMark | None) -> dict[str, str] | None:
        """A mark of the legend."""
        if mark is None:
            return None
        return {"rating": mark.rating, "symbol": breakable(mark.symbol), "word": breakable(mark.word)}

    def image(self, image: Image) -> dict[str, Any]:
        """A picture with its legend."""
        return {
            "kind": "image",
            "svg": picture_svg(image),
            "alt": breakable(image.alt),
            "legend": breakable(image.legend),
        }


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


def plain_letterhead(head: Letterhead | None) -> dict[str, Any] | None:
    """What the templates print of a service; None for a document that says nothing of it."""
    if head is None:
        return None
    opinion = head.opinion
    return {
        "names": Sheet().texts(head.names),
        "logo": None if head.logo is None else Sheet().image(head.logo),
        "opinion": None
        if opinion is None
        else {"label": breakable(opinion.label), "url": opinion.url, "svg": opinion.svg.decode(), "alt": opinion.alt},
    }
