"""What a reader finds in the three formats of a report, in reading order: sentences and cells, less what is of one format only.

`EXCEPTIONS` says what is left out of the comparison, and why: nothing else may differ.
"""

import io
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import docx
import lxml.html
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from pypdf import PdfReader

EXCEPTIONS = {
    "drawing": "a drawing is compared by its caption and its alternative text: its words are those of its table",
    "data": "the data of a figure are folded under it in the page; the workbook holds them for who reads the PDF or the DOCX",
    "folded": "tables that are folded in the page, or for a spreadsheet only, are not on paper (`TableForm`)",
    "card": "a card says its label, value, detail, scope and mark in the order of its own layout: they are compared as a set",
    "files": "links to the other formats, to the list of reports and to the other file lead from one format only",
    "contents": "each format has its own list of contents, or its outline",
    "furniture": "titles, contacts and page numbers that run on each page of the PDF; the mark of invented data",
    "head": "the head of a document is arranged by each format: each of its facts is in all, in any order",
    "again": "headings and notes of a table that goes on over the page are said again",
    "deck": "a caption that its slide's title already says is for screen readers only; the DOCX of a deck is the whole report",
    "poster": "the PDF of a poster shows its cards and two lines, shortened to be read from afar; page and DOCX say all",
    "editable": "the DOCX says that it is not read back, and names its contents, its contacts and the columns of cards",
}


class Said(NamedTuple):
    """A sentence, a heading or a cell, squeezed; `is_card`: its parts may come in any order. `kind` says what it is."""

    text: str
    kind: str = "text"


def squeezed(text: str) -> str:
    """Letters, figures and signs that mean something: spaces, hyphens of a line end, and what only parts words do not count."""
    return re.sub(r"[\s\u200b\u00ad:–•·.\-\u2010\u2011]+", "", text.replace("'", "’")).casefold()


def said_by_page(page: str) -> tuple[list[str], list[Said]]:
    """What the head of the page says, and what its content says in order."""
    tree = lxml.html.fromstring(page)
    head = tree.xpath("//header[@class='page-head']")[0]
    named = ".//h1|.//dt|.//dd|.//*[@class='qep-letterhead' or @class='qep-banner']/p|.//*[@class='qep-subtitle']"
    said = [_words(node) for node in head.xpath(named)]
    return [words for words in said if words], [part for part in _walk(tree.xpath("//main")[0]) if part.text]


def said_by_word(content: bytes) -> str:
    """The paragraphs and cells of a DOCX, in order, but for its contents list and what it says of itself."""
    word = docx.Document(io.BytesIO(content))
    parts = []
    for child in word.element.body.iterchildren():
        if child.tag.endswith("}p"):
            paragraph = Paragraph(child, word)
            if paragraph.style.name != "Sommaire":
                parts.append(_with_links(child))
        elif child.tag.endswith("}tbl"):
            parts += [_with_links(row) for row in child.iter(qn("w:tr"))]
    return squeezed("".join(parts))


def said_by_pdf(content: bytes, furniture: Iterable[str], mark: str) -> str:
    """The words of a PDF in the order in which it says them, less what runs at both ends of its pages; `mark` runs at the
    head only."""
    foot = "|".join(re.escape(words) for words in _whole_or_shortened(furniture)) + r"|\d+/\d+"
    head = foot + (f"|{re.escape(squeezed(mark))}" if mark else "")
    first, *others = (squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages)
    # The first page opens on the title itself.
    return re.sub(rf"(?:{foot})+$", "", first) + "".join(re.sub(rf"^(?:{head})+|(?:{foot})+$", "", p) for p in others)


def _whole_or_shortened(furniture: Iterable[str]) -> list[str]:
    known = sorted({squeezed(words) for words in furniture} - {""}, key=len, reverse=True)
    return [*known, *(words[:length] + "…" for words in known for length in range(len(words) - 1, 8, -1))]


def without_contents(stream: str, parts: Iterable[Said]) -> str:
    """`stream` without the contents list of a PDF: titles of `parts`, each with its page."""
    start = stream.find("sommaire")
    titles = sorted({part.text for part in parts if part.kind == "title"}, key=len, reverse=True)
    end = (
        re.compile(rf"sommaire(?:(?:{'|'.join(map(re.escape, titles))})\d+)*").match(stream, start).end()
        if start >= 0
        else -1
    )
    return stream if end < 0 else stream[:start] + stream[end:]


def unexplained(between: Iterable[str], furniture: Iterable[str], parts: Iterable[Said]) -> list[str]:
    """What stands between the parts and is neither of `furniture`, whole or shortened, nor headings said again."""
    known = _whole_or_shortened(furniture)
    parts = list(parts)
    again = "".join(part.text for part in parts if part.kind in ("heading", "note"))
    rest = []
    for words in between:
        for each in known:
            words = words.replace(each, "")
        words = re.sub(r"\d+/\d+", "", words)
        if words and words not in again:
            rest.append(words)
    return rest


def left_over(stream: str, parts: Iterable[Said], reach: int = 400) -> tuple[list[str], list[str]]:
    """(parts that `stream` does not say where they are due, what it says between them)."""
    missing, between, place = [], [], 0
    for part in parts:
        found = _find(stream, part, place, reach)
        if found < 0:
            missing.append(part.text)
            continue
        if found > place:
            between.append(stream[place:found])
        place = found + len(part.text)
    return missing, [*between, stream[place:]] if place < len(stream) else between


def _find(stream: str, part: Said, place: int, reach: int) -> int:
    if part.kind != "card":
        return stream.find(part.text, place, place + reach + len(part.text))
    letters, size = sorted(part.text), len(part.text)
    return next(
        (
            at
            for at in range(place, min(place + reach, len(stream) - size) + 1)
            if sorted(stream[at : at + size]) == letters
        ),
        -1,
    )


def _walk(node) -> Iterator[Said]:
    for child in node:
        classes = (child.get("class") or "").split()
        if (
            not isinstance(child.tag, str)
            or child.tag in ("svg", "details", "nav")
            or {"page-files", "qep-strips", "slide-foot"} & {*classes}
        ):
            continue
        if ({"caption", "figcaption"} & {child.tag} or "qep-title" in classes) and child.xpath(
            "ancestor::*[contains(@class, 'page-captioned')]"
        ):
            continue
        if "qep-card" in classes:
            yield Said(_words(child), "card")
        elif child.tag in ("p", "dt", "dd", "caption", "figcaption", "th", "td", "blockquote", "pre") or re.fullmatch(
            "h[1-6]", child.tag
        ):
            yield Said(_words(child), _kind(child))
        elif child.tag == "li" and not child.xpath("./p|./ul|./ol"):
            yield Said(_words(child))
        else:
            yield from _walk(child)


def _kind(node) -> str:
    if node.tag == "th" and node.get("scope") == "col":
        return "heading"
    return (
        "note"
        if node.getparent().get("class") == "qep-foot"
        else "title"
        if re.fullmatch("h[1-6]", node.tag)
        else "text"
    )


def _words(node) -> str:
    return squeezed(node.text_content())


def _with_links(paragraph) -> str:
    """Text of a paragraph, that of its links included."""
    return "".join(node.text or "" for node in paragraph.iter() if node.tag.endswith("}t"))
