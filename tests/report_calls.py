"""Every call of an opened report, those of its sections included: what a notebook could show of it."""

import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat

from qep_lib.display.elements import Element
from qep_lib.export.arrangement import arranged
from qep_lib.export.blocks import Document, Heading, Shown
from qep_lib.export.document import read_document

PROJECT = Path(__file__).parents[1]
HEADER = re.compile(r"report\.(\w+\.)?header\(\)")
"""The call of a header, in the cell that opens a report."""


def calls_of(report) -> Iterator[tuple[str, Callable[[], Element]]]:
    """(name, call) of what asks for nothing: `header`, `titles.delays_table`…"""
    owners = [("", report), *((f"{name}.", getattr(report, name)) for name in report.sections)]
    for prefix, owner in owners:
        for name, call in inspect.getmembers(owner, inspect.isroutine):
            if not name.startswith("_") and _asks_nothing(call):
                yield f"{prefix}{name}", call


def elements_of(report) -> dict[str, Element]:
    """What each call gives, by name."""
    return {name: call() for name, call in calls_of(report)}


def _asks_nothing(call) -> bool:
    parameters = inspect.signature(call).parameters.values()
    return all(parameter.default is not inspect.Parameter.empty for parameter in parameters)


def document_of(report) -> Document:
    """The document that the notebook of an opened report displays, without a kernel: its cells are run here, one by one."""
    path = report.context.catalogue.reports[report.context.report_id].notebook
    notebook = nbformat.read(PROJECT / "notebooks" / path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.source.startswith("report."):
            shown = eval(cell.source, {"report": report})._repr_mimebundle_()
            cell.outputs = [nbformat.v4.new_output("display_data", data=shown)]
        elif cell.cell_type == "code" and (call := HEADER.search(cell.source)):
            shown = eval(call[0], {"report": report})._repr_mimebundle_()
            cell.outputs = [nbformat.v4.new_output("display_data", data=shown)]
    return read_document(arranged(notebook))


def lines_of(document: Document) -> Iterator[str]:
    """Every line of words that a document prints, those of its annexes included."""
    yield from (
        document.title,
        document.subtitle,
        document.banner or "",
        *(f"{name} : {said}" for name, said in document.facts),
    )
    for block in document.whole.blocks:
        if isinstance(block, Shown):
            yield from block.element.lines()
        elif isinstance(block, Heading):
            yield block.text
