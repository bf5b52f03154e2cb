"""What leaves a view: its tables as an Excel file, its drawing as SVG and PNG, as links that hold the file itself.

Nothing is written on the disk and no server is asked: a link works in JupyterLab, in Voilà and in a saved notebook.
"""

import base64
from collections.abc import Sequence

from qep_lib.display.elements import Element, Figure, Table
from qep_lib.export.blocks import Document, Shown
from qep_lib.export.raster import draw_png
from qep_lib.export.workbook import export_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def files_of(elements: Sequence[Element], title: str, subtitle: str) -> dict[str, tuple[str, str, bytes]]:
    """Words of the link -> (file name, type, bytes): Excel of all the tables, SVG and PNG of the first drawing."""
    found: dict[str, tuple[str, str, bytes]] = {}
    document = Document(title, subtitle, (), None, tuple(Shown(element) for element in elements))
    name = next((e.slug for e in elements if isinstance(e, Table | Figure)), "vue")
    if document.tables:
        found["Excel"] = (f"{name}.xlsx", XLSX, export_workbook(document))
    figure = next((element for element in elements if isinstance(element, Figure)), None)
    if figure is not None:
        found["Image SVG"] = (f"{figure.slug}.svg", "image/svg+xml", figure.svg)
        found["Image PNG"] = (f"{figure.slug}.png", "image/png", draw_png((figure.svg,))[0])
    return found


def data_address(kind: str, content: bytes) -> str:
    """The bytes as an address that a link can lead to."""
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"
