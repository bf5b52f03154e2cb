"""An executed notebook as a `Document`, ready for any exporter. Laying it out is done by `html`, `pdf`, `workbook`."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace

from nbformat import NotebookNode

from qep_lib.display.elements import Figure, Header, Note, Table
from qep_lib.errors import ReportFailed
from qep_lib.export.blocks import Block, Document, Heading, Shown
from qep_lib.export.markdown import read_markdown
from qep_lib.export.outputs import read_outputs

LOWEST_LEVEL = 6
SECTION_LEVEL = 2


def read_document(notebook: NotebookNode) -> Document:
    """The document an executed notebook displays.

    Title and subtitle come from its `Header` element, otherwise from its first level-1 heading; that heading is
    then not repeated. Heading levels start at 2 and never skip one. Sources of code cells are left out.
    Raises `ReportFailed` for a cell in error, an image without alternative text, no title, nothing to show, or two
    different tables under one name.
    """
    blocks = list(_read_cells(notebook))
    headers = [block.element for block in blocks if isinstance(block, Shown) and isinstance(block.element, Header)]
    if len(headers) > 1:
        raise ReportFailed(f"{len(headers)} éléments Header dans un notebook. Accepté : un seul, au début.")
    title_heading = next((block for block in blocks if isinstance(block, Heading) and block.level == 1), None)
    content = [
        block
        for block in blocks
        if block is not title_heading and not (isinstance(block, Shown) and isinstance(block.element, Header))
    ]
    if not content:
        raise ReportFailed("le notebook n'affiche rien à publier. À faire : l'exécuter, puis exporter.")
    content = _without_repeats(content)
    _check_slugs(content)
    header = headers[0] if headers else _header_of(title_heading)
    if not header.title.strip():
        raise ReportFailed("le rapport a un titre vide. À faire : donner un titre à l'élément Header.")
    blocks = tuple(_ordered(content))
    return Document(header.title, header.subtitle, header.facts, header.banner, blocks, header.layout, header.paper)


def _read_cells(notebook: NotebookNode) -> Iterator[Block]:
    for position, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "markdown":
            yield from read_markdown(cell.source)
        elif cell.cell_type == "code":
            yield from read_outputs(cell, position)


def _header_of(heading: Heading | None) -> Header:
    if heading is None:
        raise ReportFailed(
            "le rapport n'a pas de titre. À faire : afficher un élément Header, ou commencer le notebook par « # Titre »."
        )
    return Header(heading.text, "")


def _ordered(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks with heading levels that never skip one, and unique anchors."""
    previous, anchors = 1, set()
    for block in blocks:
        if isinstance(block, Heading):
            if not block.text.strip():
                continue
            previous = min(max(block.level, 2), previous + 1, LOWEST_LEVEL)
            block = replace(block, level=previous, anchor=_anchor(block.text, anchors))
            anchors.add(block.anchor)
        yield block


def _without_repeats(blocks: list[Block]) -> list[Block]:
    """The blocks less what a section would say twice of what it lacks, and less the headings that this leaves bare.

    A section whose data are missing gives the same remark for each of its cells: one tells the reader as much.
    """
    kept: list[Block] = []
    said: set[Note] = set()
    dropped_since_heading = False
    for block in blocks:
        if isinstance(block, Heading):
            _drop_bare_heading(kept, dropped_since_heading, block.level)
            dropped_since_heading = False
            if block.level <= SECTION_LEVEL:
                said.clear()
        note = block.element if isinstance(block, Shown) and isinstance(block.element, Note) else None
        if note in said:
            dropped_since_heading = True
            continue
        if note is not None:
            said.add(note)
        kept.append(block)
    _drop_bare_heading(kept, dropped_since_heading, SECTION_LEVEL)
    return kept


def _drop_bare_heading(kept: list[Block], has_dropped: bool, next_level: int) -> None:
    """Take away a last heading whose whole content was left out; one that opens deeper headings stays."""
    if has_dropped and kept and isinstance(kept[-1], Heading) and kept[-1].level >= next_level:
        kept.pop()


def _anchor(text: str, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    # The prefix keeps headings apart from the page's own ids (« contenu », « sommaire »).
    stem = "s-" + (re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "section")
    return next(name for name in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if name not in taken)


def _check_slugs(blocks: Iterable[Block]) -> None:
    seen: dict[str, Table] = {}
    for block in blocks:
        element = block.element if isinstance(block, Shown) else None
        table = element.data if isinstance(element, Figure) else element
        if isinstance(table, Table) and seen.setdefault(table.slug, table) != table:
            raise ReportFailed(
                f"deux tableaux différents portent le nom « {table.slug} » : « {seen[table.slug].caption} » et "
                f"« {table.caption} ». À faire : donner à chacun son propre nom (slug), qui sera celui de sa feuille."
            )
