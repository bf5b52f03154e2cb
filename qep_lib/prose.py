"""Markdown of people as words in their styles; whatever is not accepted comes out as the text that was typed.

The cells of notebooks, which may hold more, are read by `export.markdown` with the same words and addresses.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from qep_lib.errors import sure
from qep_lib.model.prose import Paragraph, Run

LINK_STARTS = ("http://", "https://", "mailto:", "#")
_NEVER_MARKUP = (
    *("fence", "code", "blockquote", "hr", "heading", "lheading", "html_block", "reference"),
    *("backticks", "html_inline", "autolink", "entity"),
)

_LONE_SIGN = re.compile("^ (?=[;:!?»])")


@dataclass(frozen=True, slots=True)
class Image:
    """An image as it was written: where it is, its legend, and the text for who does not see it."""

    source: str
    legend: str
    alt: str


@dataclass(frozen=True, slots=True)
class Written:
    """A paragraph, the items of a list, or an image, with the line of each (from 1)."""

    kind: str
    paragraphs: tuple[Paragraph, ...]
    rows: tuple[int, ...]
    start: int = 1
    image: Image | None = None


def is_accepted_link(href: str) -> bool:
    """True for the only addresses a published document may lead to."""
    return href.lower().startswith(LINK_STARTS)


def runs_of(node: SyntaxTreeNode, style: Run, show_image: Callable[[SyntaxTreeNode], str]) -> tuple[Run, ...]:
    """The words of an inline node; an image among them is what `show_image` says of it."""
    match node.type:
        case "softbreak":
            return (replace(style, text=" "),)
        case "hardbreak":
            return (replace(style, text="\n"),)
        case "code_inline":
            return (replace(style, text=node.content, is_code=True),)
        case "image":
            return (replace(style, text=show_image(node)),)
        case "strong":
            style = replace(style, is_bold=True)
        case "em":
            style = replace(style, is_italic=True)
        case "link":
            href = str(node.attrs["href"])
            if not is_accepted_link(href):
                return (replace(style, text=f"[{_words(node)}]({href})"),)
            style = replace(style, href=href)
        case _:
            return (replace(style, text=node.content),)
    return tuple(run for child in node.children for run in runs_of(child, style, show_image))


def _words(node: SyntaxTreeNode) -> str:
    return node.content if not node.children else "".join(map(_words, node.children))


def image_as_written(node: SyntaxTreeNode) -> str:
    """The source of an image that is not shown."""
    title = f' "{node.attrs["title"]}"' if node.attrs.get("title") else ""
    return f"![{node.content}]({node.attrs['src']}{title})"


def read_prose(text: str, first_row: int) -> Iterator[Written]:
    """Paragraphs, lists of one level, and images that stand alone on their line; `first_row` is the line of the first one.

    Emphasis and links to an accepted address are kept. Headings, code, quotations, HTML, tables and nested lists are text.
    """
    for node in SyntaxTreeNode(_parser().parse(text)).children:
        if node.type == "paragraph":
            yield from _parted(node, first_row + sure(node.map)[0])
        elif node.type in ("bullet_list", "ordered_list"):
            items = [*_items(node, first_row)]
            start = int(node.attrs.get("start", 1))
            kind = "ordered" if node.type == "ordered_list" else "bullets"
            yield Written(kind, tuple(item for item, _ in items), tuple(row for _, row in items), start)


def _items(node: SyntaxTreeNode, first_row: int) -> Iterator[tuple[Paragraph, int]]:
    """Every paragraph of a list: what is nested stands in the same list."""
    for child in node.children:
        if child.type == "paragraph":
            yield _paragraph([node for line in _lines(child) for node in line]), first_row + sure(child.map)[0]
        else:
            yield from _items(child, first_row)


def _parted(node: SyntaxTreeNode, row: int) -> Iterator[Written]:
    """A paragraph; an image alone on one of its lines stands apart."""
    held: list[SyntaxTreeNode] = []
    start = row
    for line in _lines(node):
        if len(line) > 0 and line[0].type == "image" and all(child.type.endswith("break") for child in line[1:]):
            if held:
                yield Written("paragraph", (_paragraph(held),), (start,))
            title = str(line[0].attrs.get("title") or "")
            yield Written("image", (), (row,), image=Image(str(line[0].attrs["src"]), line[0].content, title))
            held, start = [], row + 1
        else:
            held += line
        row += 1
    if held:
        yield Written("paragraph", (_paragraph(held),), (start,))


def _lines(node: SyntaxTreeNode) -> Iterator[list[SyntaxTreeNode]]:
    """What stands on each line, its end included."""
    line: list[SyntaxTreeNode] = []
    for child in (child for inline in node.children for child in inline.children):
        line.append(child)
        if child.type.endswith("break"):
            yield line
            line = []
    yield line


def _paragraph(children: list[SyntaxTreeNode]) -> Paragraph:
    kept = children[:-1] if children and children[-1].type.endswith("break") else children
    runs = [run for child in kept for run in runs_of(child, Run(""), image_as_written)]
    # Within a run signs are tied to their word when they are printed; between two, here.
    return Paragraph(
        tuple(replace(run, text=_LONE_SIGN.sub("\u00a0", run.text)) if place else run for place, run in enumerate(runs))
    )


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).disable([*_NEVER_MARKUP])
    # Images are local files, links are not: each is judged where it is used. A refused address leaves its source as text.
    parser.validateLink = _is_shown_link  # type: ignore[method-assign]  # the way that markdown-it documents
    return parser


def _is_shown_link(url: str) -> bool:
    return is_accepted_link(url) or _is_local(url)


def _is_local(href: str) -> bool:
    return not re.match(r"[a-z][a-z0-9+.-]*:|//|\\", href, re.IGNORECASE)
