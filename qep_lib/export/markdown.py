"""Markdown as blocks, safely: raw HTML and images come out as text, links only lead to the web, a mailbox or a #.

Where the blocks stand in the document, and their anchors, is decided in `document.py`.
"""

from dataclasses import replace
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from qep_lib.export.blocks import Block, Heading, Preformatted, Quote, Rule
from qep_lib.model.prose import Listing, Paragraph, Run
from qep_lib.prose import image_as_written, is_accepted_link, runs_of


def read_markdown(text: str) -> tuple[Block, ...]:
    """Blocks of a Markdown text. Headings keep their level as written, and have no anchor yet."""
    tree = SyntaxTreeNode(_parser().parse(text))
    return tuple(_block(node) for node in tree.children)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False})
    # A refused address leaves the Markdown source in place: the reader sees text, and the author sees why.
    parser.validateLink = is_accepted_link  # type: ignore[method-assign,assignment]  # What its documentation asks for.
    return parser


def _block(node: SyntaxTreeNode) -> Block:
    match node.type:
        case "heading":
            return Heading(int(node.tag[1]), _runs(node))
        case "paragraph":
            return Paragraph(_runs(node))
        case "bullet_list" | "ordered_list":
            items = tuple(tuple(_nested(child) for child in item.children) for item in node.children)
            return Listing(items, node.type == "ordered_list", int(node.attrs.get("start", 1)))
        case "blockquote":
            return Quote(tuple(_nested(child) for child in node.children))
        case "hr":
            return Rule()
        case _:
            return Preformatted(node.content.rstrip("\n"))


def _nested(node: SyntaxTreeNode) -> Block:
    block = _block(node)
    # A heading inside a list or a quotation is no place of the document: only its look is kept.
    return Paragraph(tuple(replace(run, is_bold=True) for run in block.runs)) if isinstance(block, Heading) else block


def _runs(node: SyntaxTreeNode) -> tuple[Run, ...]:
    # An image of a Markdown cell has no data and may track its reader: it is shown as it was written.
    return tuple(
        run
        for inline in node.children
        for child in inline.children
        for run in runs_of(child, Run(""), image_as_written)
    )
