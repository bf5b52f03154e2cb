"""Baseline B: the best loop one would write with Papermill, nbconvert and WeasyPrint. Timed from outside by `reports`.

Usage: python -m benchmarks.loop_papermill OUTPUT_FOLDER SITE [SITE…]. One process, everything imported once, one
exporter, no progress bar, the notebook written once; a kernel of its own for each report, as Papermill does.
"""

import sys
from pathlib import Path

from nbconvert import HTMLExporter
from papermill import execute_notebook
from weasyprint import HTML

from benchmarks.workspaces import AS_OF, PERIOD, REPORTS
from qep_lib.model.workspace import Workspace


def main(output: Path, sites: list[str]) -> None:
    """Write notebook, HTML and PDF of the reports of `sites` under `output`, one folder a report."""
    workspace, exporter = Workspace.find(), HTMLExporter()
    for site_id in sites:
        for report_id in REPORTS:
            folder = output / site_id / report_id
            folder.mkdir(parents=True)
            executed = execute_notebook(
                workspace.notebooks / f"{report_id}.ipynb",
                folder / f"{report_id}.ipynb",
                parameters={"site": site_id, "period": PERIOD, "as_of": AS_OF, "audience": "internal"},
                progress_bar=False,
                request_save_on_cell_execute=False,
                shutdown_kernel="immediate",
            )
            page, _ = exporter.from_notebook_node(executed)
            (folder / f"{report_id}.html").write_text(page, encoding="utf-8")
            HTML(string=page).write_pdf(folder / f"{report_id}.pdf")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
