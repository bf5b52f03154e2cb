"""A report as one HTML file: our nbconvert exporter, its template fed from the `Document`. PDF is in `pdf.py`."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

import nbformat
from jinja2 import Environment
from nbconvert.exporters.templateexporter import TemplateExporter
from nbformat import NotebookNode
from traitlets import List, default

from qep_lib.display.elements import Header
from qep_lib.display.printable import with_raised_ordinals
from qep_lib.export.blocks import Document
from qep_lib.export.document import read_document
from qep_lib.export.page import REPORT_TEMPLATES, check_relative_link, prepare_environment
from qep_lib.export.typesetting import TEMPLATES

NO_LINKS: Mapping[str, str] = MappingProxyType({})


class ReportExporter(TemplateExporter):
    """nbconvert exporter « qep-report ». It prints what the notebook displays, never its code, and runs no script.

    The page is drawn from the elements' JSON rather than from the cells' HTML, so that one style sheet serves all.
    """

    export_from_notebook = "Rapport Qual-e-pref"
    template_name = REPORT_TEMPLATES.name
    output_mimetype = "text/html"
    default_preprocessors: List[Any] = List()
    """None: what they would change is already settled by `read_document`."""

    @default("file_extension")
    def _default_file_extension(self) -> str:
        return ".html"

    @default("extra_template_basedirs")
    def _default_extra_template_basedirs(self) -> list[str]:
        return [str(TEMPLATES)]

    def _create_environment(self) -> Environment:
        return prepare_environment(super()._create_environment())  # type: ignore[no-untyped-call]  # Its parent has no types.

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **kw: Any) -> tuple[Any, Any]:
        """HTML text and resources. `resources["links"]` maps a label to a file beside the page."""
        resources = {"links": {}, "index": None, **(resources or {})}
        document = resources.get("document") or read_document(nb)
        header = Header(
            document.title,
            document.subtitle,
            document.facts,
            None if document.layout == "report" else document.banner,
            letterhead=document.letterhead,
        )
        resources |= {"document": document, "header": header}
        # The page comes from the document: nbconvert would copy and check the notebook's cells for nothing.
        shell = nbformat.v4.new_notebook(metadata=nb.metadata)
        return super().from_notebook_node(shell, resources, **kw)


def export_html(
    notebook: NotebookNode,
    links: Mapping[str, str] = NO_LINKS,
    document: Document | None = None,
    index: str | None = None,
) -> str:
    """The executed notebook as one self-contained page, the same bytes for the same input.

    `links` maps a French label (« PDF ») to a relative path of a file beside the page, `index` is that of the list of reports;
    `document` is what `read_document` gave, for who has it already. The exporter is built once a process. Raises
    `ReportFailed` as `read_document` does.
    """
    checked = {label: check_relative_link(href) for label, href in links.items()}
    given = {"links": checked, "document": document, "index": index and check_relative_link(index)}
    text, _ = _exporter().from_notebook_node(notebook, given)
    return with_raised_ordinals(text)


def prepare_export() -> None:
    """Write an empty page, for a process whose children will all export: templates and notebook schema are compiled."""
    empty = nbformat.v4.new_notebook()
    nbformat.validate(empty)
    export_html(empty, document=Document("", "", (), None, ()))


@cache
def _exporter() -> ReportExporter:
    return ReportExporter()  # type: ignore[no-untyped-call]  # As above.
