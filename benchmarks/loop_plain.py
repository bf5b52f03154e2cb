"""The limit: the reports made by a plain Python loop in one process, without Jupyter. Timed from outside by `reports`.

Usage: python -m benchmarks.loop_plain OUTPUT_FOLDER SITE [SITE…]. Code cells run in this process with a stand-in for the
display hook; documents and exports are those of a real run, so that the files are the same (`reports` compares them).
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat

from benchmarks.workspaces import AS_OF, PERIOD, REPORTS
from qep_lib.export.document import read_document
from qep_lib.export.open_data import data_links, export_open_data
from qep_lib.model.workspace import Workspace
from qep_lib.runs.execute.job import export_report


def make_report(notebook_path: Path, report_id: str, site_id: str) -> dict[str, bytes]:
    """Every published file of one report, by name."""
    parameters = {"site": site_id, "period": PERIOD, "as_of": AS_OF, "audience": "internal"}
    notebook, names = run_cells(notebook_path, parameters)
    data = export_open_data(names["report"])
    return {**export_report(report_id, notebook, read_document(notebook), data_links(data, "internal")), **data}


def run_cells(path: Path, parameters: dict[str, str]) -> tuple[nbformat.NotebookNode, dict[str, Any]]:
    """The notebook with the outputs its cells display, run here with `parameters` in place of its parameters cell, and the
    variables that it leaves."""
    notebook = nbformat.read(path, as_version=4)
    names: dict[str, Any] = dict(parameters)
    count = 0
    for cell in notebook.cells:
        if cell.cell_type != "code" or "parameters" in cell.metadata.get("tags", []):
            continue
        count += 1
        cell.execution_count = count
        cell.outputs = [
            nbformat.v4.new_output("execute_result", data=shown._repr_mimebundle_(), execution_count=count)
            for shown in _run_cell(cell.source, names)
            if shown is not None
        ]
    return notebook, names


def _run_cell(source: str, names: dict[str, Any]) -> Iterator[Any]:
    """Run a cell; gives the value of its last expression, which Jupyter would display."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), names)
    if last is not None:
        yield eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)


def main(output: Path, sites: list[str]) -> None:
    """Write the reports of `sites` under `output`, one folder a report."""
    workspace = Workspace.find()
    for site_id in sites:
        for report_id in REPORTS:
            files = make_report(workspace.notebooks / f"{report_id}.ipynb", report_id, site_id)
            for name, content in files.items():
                path = output / site_id / report_id / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
