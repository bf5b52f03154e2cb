"""An executed notebook as its service wants it read: headings left out with all that they hold, sections put first.

Its `Header` says which. What is left out is neither printed nor in the notebook that is published.
"""

import copy
import re
from collections.abc import Iterator, Sequence

import nbformat
from nbformat import NotebookNode

from qep_lib.display.elements import ELEMENT_MIME
from qep_lib.model.headings import headings_of

SECTION_LEVEL = 2
_HEADING = re.compile(r"^(?=##)", re.MULTILINE)


def arranged(notebook: NotebookNode) -> NotebookNode:
    """The notebook itself where nothing is asked, otherwise a copy; doing it twice changes nothing more."""
    hidden, first = _asked(notebook)
    if not hidden and not first:
        return notebook
    cells = [*_seen([*_parted(notebook.cells)], hidden)]
    made = copy.copy(notebook)
    made["cells"] = _ordered(cells, first)
    return made


def _asked(notebook: NotebookNode) -> tuple[Sequence[str], Sequence[str]]:
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            data = output.get("data", {}).get(ELEMENT_MIME, {})
            if data.get("kind") == "header":
                return data.get("hidden") or (), data.get("first") or ()
    return (), ()


def _parted(cells: Sequence[NotebookNode]) -> Iterator[NotebookNode]:
    """Each heading of a Markdown cell in a cell of its own."""
    for cell in cells:
        parts = (
            [part for part in _HEADING.split(cell.source) if part] if cell.cell_type == "markdown" else [cell.source]
        )
        if len(parts) < 2:
            yield cell
            continue
        for place, part in enumerate(parts):
            made = nbformat.v4.new_markdown_cell(part, metadata=cell.metadata)
            made["id"] = f"{cell.get('id', 'cellule')}-{place}"[:64]
            yield made


def _title(cell: NotebookNode) -> tuple[int, str] | None:
    """Level and words of the heading that a cell opens with."""
    return next(headings_of(cell.source), None) if cell.cell_type == "markdown" else None


def _opens_annexes(cell: NotebookNode) -> bool:
    """True for the cell where the second file begins: it stays where it is, whatever is read first."""
    return any(
        output.get("data", {}).get(ELEMENT_MIME, {}).get("kind") == "annexes" for output in cell.get("outputs", ())
    )


def _seen(cells: Sequence[NotebookNode], hidden: Sequence[str]) -> Iterator[NotebookNode]:
    depth = 0
    for cell in cells:
        title = _title(cell)
        if title is not None and (not depth or title[0] <= depth):
            depth = title[0] if title[1] in hidden else 0
        if not depth:
            yield cell


def _ordered(cells: Sequence[NotebookNode], first: Sequence[str]) -> list[NotebookNode]:
    """The named sections, in their order, where the first of them stood; what precedes it and the others stay as they were."""
    sections: list[list[NotebookNode]] = [[]]
    for cell in cells:
        title = _title(cell)
        if _opens_annexes(cell) or (title is not None and title[0] == SECTION_LEVEL):
            sections.append([])
        sections[-1].append(cell)
    names = [title[1] if section and (title := _title(section[0])) else "" for section in sections]
    named = [names.index(name) for name in first if name in names]
    if not named:
        return list(cells)
    start = min(named)
    rest = [place for place in range(start, len(sections)) if place not in named]
    return [cell for place in (*range(start), *named, *rest) for cell in sections[place]]
