"""What leaves a view: its tables as an Excel file, its drawing as SVG and PNG, both as Word and PDF.

A panel gives them as links that hold the file itself: nothing is written on the disk and no server is asked, so that a link works
in JupyterLab, in Voilà and in a saved notebook. A call writes the one it names.
"""

import base64
from collections.abc import Iterable, Sequence
from pathlib import Path

from qep_lib.display.elements import Absent, Element, Figure, Gallery, Table
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
        found["Excel"] = (f"{name}.xlsx", f"{OFFICE}.spreadsheetml.sheet", export_workbook(document))
    figure = next((element for element in elements if isinstance(element, Figure)), None)
    if figure is not None:
        found["Image SVG"] = (f"{figure.slug}.svg", "image/svg+xml", figure.svg)
        found["Image PNG"] = (f"{figure.slug}.png", "image/png", draw_png((figure.svg,))[0])
    return found | {
        "Word": (f"{name}.docx", f"{OFFICE}.wordprocessingml.document", export_docx(document)),
        "PDF": (f"{name}.pdf", "application/pdf", export_pdf(document)),
    }


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
