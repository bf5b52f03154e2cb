"""One job from its parameters to its published folder; JSON in, JSON out, so that any executor can run it."""

import shutil
import tempfile
import time
import traceback
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import nbformat

from qep_lib.errors import QepError
from qep_lib.export.blocks import Document
from qep_lib.export.document import read_document
from qep_lib.export.html import export_html
from qep_lib.export.pdf import export_pdf
from qep_lib.export.workbook import export_csv, export_workbook
from qep_lib.files import replace_file
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.provenance import trace
from qep_lib.runs.engine import NotebookFailed, execute
from qep_lib.runs.folders import folder_fault
from qep_lib.runs.outcome import Failure, Outcome
from qep_lib.runs.plan import Job
from qep_lib.runs.publish import publish
from qep_lib.runs.stored_files import damaged_files

TABLES_FOLDER = "tables"


def run_job(workspace_root: str, job: Mapping[str, str], timeout: float) -> dict[str, Any]:
    """Produce and publish one report; returns its `Outcome` as JSON values and never raises for a faulty report.

    Running it twice gives the same published bytes. `timeout` is the notebook's wall clock in seconds.
    """
    workspace, asked = Workspace(Path(workspace_root)), Job(**job)
    workspace.scratch.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix="rapport-", dir=workspace.scratch))
    seconds: dict[str, float] = {}
    try:
        return _produce(workspace, asked, scratch, timeout, seconds).to_json()
    except NotebookFailed as error:
        failure = _notebook_failure(workspace, asked, error)
        status = "no_data" if failure.kind == "missing_data" else "failed"
        return Outcome(asked, status, seconds=seconds, failure=failure).to_json()
    except QepError as error:
        failure = Failure("refused", error.message, lines=error.faults)
        return Outcome(asked, "failed", seconds=seconds, failure=failure).to_json()
    except Exception as error:
        # The border of the job: whatever an exporter or a library raises is one failed report, not a lost batch.
        failure = _unexpected(workspace, asked, error, has_run="notebook" in seconds)
        return Outcome(asked, "failed", seconds=seconds, failure=failure).to_json()
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _produce(workspace: Workspace, job: Job, scratch: Path, timeout: float, seconds: dict[str, float]) -> Outcome:
    catalogue = read_catalogue(workspace)
    period, as_of = Period.parse(job.period), date.fromisoformat(job.as_of)
    provenance = trace(workspace, catalogue, job.report_id, job.site_id, period, as_of, job.audience)
    executed = execute(job, workspace.notebooks / job.notebook, workspace.root, scratch, timeout)
    seconds["notebook"] = round(executed.seconds, 3)
    started = time.monotonic()
    document = read_document(executed.notebook)
    files = export_report(job.report_id, executed.notebook, document)
    seconds["export"] = round(time.monotonic() - started, 3)
    digests = publish(workspace, job, files, provenance, document.banner, scratch)
    _kept_path(workspace, job).unlink(missing_ok=True)
    return Outcome(job, "published", provenance.key, digests, seconds)


def export_report(report_id: str, notebook: nbformat.NotebookNode, document: Document) -> dict[str, bytes]:
    """Every file of a report, by published name: HTML, PDF, workbook, tables, and the executed notebook."""
    tables = {f"{TABLES_FOLDER}/{name}": content for name, content in export_csv(document).items()}
    links = {
        "PDF": f"{report_id}.pdf",
        "Classeur (XLSX)": f"{report_id}.xlsx",
        "Carnet (Jupyter)": f"{report_id}.ipynb",
        "Provenance (JSON)": "provenance.json",
    }
    return {
        f"{report_id}.html": export_html(notebook, links).encode("utf-8"),
        f"{report_id}.pdf": export_pdf(document),
        f"{report_id}.xlsx": export_workbook(document),
        f"{report_id}.ipynb": nbformat.writes(notebook).encode("utf-8") + b"\n",
    } | tables


def _notebook_failure(workspace: Workspace, job: Job, error: NotebookFailed) -> Failure:
    """The failure as the notebook told it, or the damaged file behind it: data that cannot be read are not no data."""
    kept = _keep_notebook(workspace, job, error)
    is_about_data = error.kind in ("missing_data", "cell_error")
    damaged = damaged_files(workspace, job.site_id, Period.parse(job.period)) if is_about_data else ()
    if not damaged:
        return Failure(error.kind, error.message, error.cell, error.lines, kept)
    message = (
        f"fichier de données illisible : {', '.join(damaged)}. "
        "À faire : réimporter les fichiers du site avec « qep import »."
    )
    return Failure("unreadable_data", message, None, (error.message, *error.lines), kept)


def _keep_notebook(workspace: Workspace, job: Job, error: NotebookFailed) -> str | None:
    """Keep what was run for whoever looks into it, outside what is published; its path from the workspace's root."""
    if error.notebook is None:
        return None
    path = _kept_path(workspace, job)
    replace_file(path, nbformat.writes(error.notebook).encode("utf-8") + b"\n")
    return path.relative_to(workspace.root).as_posix()


def _kept_path(workspace: Workspace, job: Job) -> Path:
    return workspace.failed / f"{job.id}.ipynb"


def _unexpected(workspace: Workspace, job: Job, error: Exception, has_run: bool) -> Failure:
    if isinstance(error, OSError) and (fault := folder_fault(error)):
        return Failure("unwritable", fault)
    path = workspace.logs / f"{job.id.replace('/', '-')}.log"
    replace_file(path, "".join(traceback.format_exception(error)).encode("utf-8"))
    step = "l'export du rapport" if has_run else "la préparation du rapport"
    return Failure(
        "export_error" if has_run else "internal_error",
        f"{step} a échoué ({type(error).__name__} : {error})",
        log=path.relative_to(workspace.root).as_posix(),
    )
