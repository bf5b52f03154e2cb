"""What leaves a view: its tables as an Excel file, its drawing as SVG and PNG, both as Word and PDF.

A panel gives them as links that hold the file itself: nothing is written on the disk and no server is asked, so that a link works
in JupyterLab, in Voilà and in a saved notebook. A call writes the one it names.
"""

import base64
import html
import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from qep_lib.display.elements import Absent, Cell, Element, Figure, Gallery, Table, TableColumn
from qep_lib.display.printable import typographic
from qep_lib.errors import ParameterError
from qep_lib.export.blocks import Document, Shown
from qep_lib.export.pdf import export_pdf
from qep_lib.export.raster import draw_png
from qep_lib.export.word import export_docx
from qep_lib.export.workbook import export_workbook
from qep_lib.files import replace_file
from qep_lib.model.base import Audience
from qep_lib.reports.apparatus import AUDIENCE_WORDS

OFFICE = "application/vnd.openxmlformats-officedocument"
TITLE = "Vue de l'atelier"
_SIZE = re.compile(r'width="([\d.]+)pt" height="([\d.]+)pt" viewBox="0 0 [^"]*"')
_BOUNDS = re.compile(r"([^()]+?)\s\(([^()]+\sà\s[^()]+)\)")
_TYPE, _LINE, _CHARACTER = 11, 15, 5.5
"""Of the title of a picture, in points: its type, its lines, and the room of a character."""


def files_of(elements: Sequence[Element], audience: Audience) -> dict[str, tuple[str, str, bytes]]:
    """Words of the link -> (file name, type, bytes): Excel of all the tables, SVG and PNG of the first drawing, Word and PDF of
    the whole view."""
    # What is not there is said on the page, and has no file.
    elements = [element for element in pieces(elements) if not isinstance(element, Absent)]
    if not elements:
        return {}
    # Nobody who reads a paper can ask for the table behind a drawing.
    behind = [element.data for element in elements if isinstance(element, Figure) and element.data not in elements]
    document = Document(
        TITLE,
        AUDIENCE_WORDS[audience].capitalize(),
        (),
        None,
        tuple(Shown(element) for element in (*elements, *behind)),
    )
    name = next((e.slug for e in elements if isinstance(e, Table | Figure)), "vue")
    found: dict[str, tuple[str, str, bytes]] = {}
    if document.tables:
        found["Excel"] = (f"{name}.xlsx", f"{OFFICE}.spreadsheetml.sheet", export_workbook(_sheets(document)))
    figure = next((element for element in elements if isinstance(element, Figure)), None)
    if figure is not None:
        drawing = titled(figure.svg, figure.caption)
        found["Image SVG"] = (f"{figure.slug}.svg", "image/svg+xml", drawing)
        found["Image PNG"] = (f"{figure.slug}.png", "image/png", draw_png((drawing,))[0])
    return found | {
        "Word": (f"{name}.docx", f"{OFFICE}.wordprocessingml.document", export_docx(document)),
        "PDF": (f"{name}.pdf", "application/pdf", export_pdf(document)),
    }


def _sheets(document: Document) -> Document:
    return replace(document, blocks=tuple(Shown(with_bounds_apart(table)) for table in document.tables))


def with_bounds_apart(table: Table) -> Table:
    """« 86 % (77 à 92 %) » is a number and its interval: a cell of a sheet holds one of them, so the interval has a column."""
    columns: list[TableColumn] = []
    cells: list[list[Cell]] = [[] for _ in table.rows]
    for place, column in enumerate(table.columns):
        split = [_value_and_bounds(row[place]) for row in table.rows]
        has_bounds = any(bounds for _, bounds in split)
        columns += [column, TableColumn(f"{column.label} : fourchette indicative", "end")] if has_bounds else [column]
        for row, (value, bounds) in zip(cells, split, strict=True):
            row += [value, Cell(bounds)] if has_bounds else [value]
    return replace(table, columns=tuple(columns), rows=tuple(map(tuple, cells)))


def _value_and_bounds(cell: Cell) -> tuple[Cell, str]:
    found = _BOUNDS.fullmatch(cell.text) if cell.number is not None else None
    return (replace(cell, text=found[1]), found[2]) if found else (cell, "")


def titled(svg: bytes, title: str) -> bytes:
    """The drawing under its title, which a picture that leaves its page would lose."""
    drawing = svg.decode("utf-8")
    size = _SIZE.search(drawing)
    if size is None:
        return svg
    width, height = float(size[1]), float(size[2])
    lines = textwrap.wrap(typographic(title), int(width / _CHARACTER))
    above = _LINE * (len(lines) + 0.5)
    words = "".join(
        f'<text x="4" y="{_LINE * (place + 1) - above:g}" style="font-size: {_TYPE}px">{html.escape(line, quote=False)}</text>'
        for place, line in enumerate(lines)
    )
    root = f'width="{width:g}pt" height="{height + above:g}pt" viewBox="0 {-above:g} {width:g} {height + above:g}"'
    paper = f'<rect x="0" y="{-above:g}" width="{width:g}" height="{above:g}" style="fill: #ffffff"/>'
    drawing = f"{drawing[: size.start()]}{root}{drawing[size.end() :]}"
    end = drawing.index(">", drawing.index(root)) + 1
    return f"{drawing[:end]}\n{paper}{words}{drawing[end:]}".encode()


def pieces(elements: Iterable[Element]) -> tuple[Element, ...]:
    """The elements one by one: those of a suite as its own."""
    suites = (element.items if isinstance(element, Gallery) else (element,) for element in elements)
    return tuple(piece for suite in suites for piece in suite)


def save_view(elements: Sequence[Element], path: Path, audience: Audience) -> Path:
    """Write the file of a view that ends as `path` does. Raises `ParameterError` where the view has none."""
    by_suffix = {Path(name).suffix: content for name, _, content in files_of(elements, audience).values()}
    if path.suffix not in by_suffix:
        accepted = ", ".join(by_suffix)
        raise ParameterError(f"fichier « {path.name} » : cette vue ne s'écrit pas ainsi. Accepté : {accepted}.")
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, by_suffix[path.suffix])
    return path


def data_address(kind: str, content: bytes) -> str:
    """The bytes as an address that a link can lead to."""
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"
