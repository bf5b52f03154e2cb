"""One job from its parameters to its published folder; JSON in, JSON out, so that any executor can run it."""

import os
import tempfile
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import nbformat

from qep_lib.closing import make_folder
from qep_lib.errors import DataRefused, QepError
from qep_lib.export.arrangement import arranged
from qep_lib.export.blocks import Document
from qep_lib.export.document import ANNEXES_TITLE, read_document
from qep_lib.export.html import NO_LINKS, export_html
from qep_lib.export.open_data import data_links, export_open_data, left_open_data
from qep_lib.export.pdf import export_pdf
from qep_lib.export.presentation import export_pptx
from qep_lib.export.word import export_docx
from qep_lib.export.workbook import export_csv, export_workbook
from qep_lib.files import replace_file
from qep_lib.model.base import Audience
from qep_lib.model.characters import printable
from qep_lib.model.period import Period
from qep_lib.model.prose import Paragraph, Run
from qep_lib.model.tables import TABLES
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.params.overlay import find_file
from qep_lib.params.templates import clean_template
from qep_lib.persons.masking import mask
from qep_lib.provenance import Provenance
from qep_lib.reports.notebook import called_sections
from qep_lib.reports.opening import open_report
from qep_lib.runs.execute.engine import NotebookFailed, execute
from qep_lib.runs.execute.usage import KernelUsage, look_at, read_usage
from qep_lib.runs.guard.folders import folder_fault
from qep_lib.runs.guard.stored import damaged_files
from qep_lib.runs.plan.planning import Job
from qep_lib.runs.plan.settings import RunSettings
from qep_lib.runs.publish.freshness import trace_job
from qep_lib.runs.publish.placing import publish
from qep_lib.runs.record.outcome import Failure, Outcome
from qep_lib.store.manifest import read_manifest, unmasked_files, unmasked_words

INDEX = "../../../../index.html"
"""The list of reports, from the folder of any of them (`Job.id`)."""
TABLES_FOLDER, ANNEXES = "tables", "annexes"
TO_ANNEXES = "Annexes : tableaux complets, définitions, méthode (second fichier)"
TO_FIRST = "Retour au document principal"
NO_TEMPLATES: Mapping[str, bytes] = MappingProxyType({})
_REPLACED = (
    "les données du site ont changé deux fois de suite pendant que le rapport était produit. "
    "À faire : attendre la fin des imports, puis relancer."
)


def run_job(workspace_root: str, job: Mapping[str, str], settings: Mapping[str, Any]) -> dict[str, Any]:
    """Produce and publish one report; returns its `Outcome` as JSON values and never raises for a faulty report.

    Running it twice gives the same published bytes. `settings`: a `RunSettings` as JSON values.
    """
    workspace, asked = Workspace(Path(workspace_root)), Job.from_json(job)
    attempt, started = _Attempt(workspace, asked, RunSettings(**settings)), time.process_time()
    try:
        outcome = attempt.produce()
    except NotebookFailed as error:
        failure = _notebook_failure(workspace, asked, error)
        outcome = Outcome(asked, "no_data" if failure.kind == "missing_data" else "failed", failure=failure)
    except QepError as error:
        failure = Failure("refused", error.message, lines=error.faults, error_class=type(error).__name__)
        outcome = Outcome(asked, "failed", failure=failure)
    except Exception as error:
        # The border of the job: whatever an exporter or a library raises is one failed report, not a lost batch.
        outcome = Outcome(asked, "failed", failure=_unexpected(workspace, asked, error, "notebook" in attempt.seconds))
    return attempt.account(outcome, time.process_time() - started).to_json()


@dataclass(slots=True)
class _Attempt:
    """One try at one report, with what it has spent so far."""

    workspace: Workspace
    job: Job
    settings: RunSettings
    seconds: dict[str, float] = field(default_factory=dict)
    usages: list[KernelUsage] = field(default_factory=list)

    def produce(self) -> Outcome:
        """Publish the report. Data replaced while it was made are read again, once: no report mixes two states."""
        for is_last in (False, True):
            before, damaged = self._look()
            if damaged:
                return Outcome(self.job, "failed", failure=self._damage(before, damaged))
            if unmasked := unmasked_files(self.workspace, before.sites, TABLES):
                return Outcome(self.job, "failed", failure=Failure("unmasked_data", unmasked_words(unmasked)))
            with self._scratch() as scratch:
                try:
                    notebook = self._execute(scratch)
                    data = left_open_data(scratch, before.key)
                    data = self._open_data() if data is None else data
                except (NotebookFailed, DataRefused):
                    if is_last or not self._have_data_changed(before):
                        raise
                    continue
                if not self._have_data_changed(before):
                    return self._publish(notebook, data, before)
        return Outcome(self.job, "failed", failure=Failure("data_replaced", _REPLACED))

    def account(self, outcome: Outcome, cpu_seconds: float) -> Outcome:
        """The outcome with what it cost: seconds by step, processor time, peak memory, and the engine it really had."""
        kernels = [usage.cpu_seconds for usage in self.usages if usage.cpu_seconds is not None]
        peaks = [usage.peak_mb for usage in self.usages if usage.peak_mb is not None]
        own_peak = look_at(os.getpid()).peak_mb
        measured = {"kernel": max(peaks, default=None), "worker": own_peak}
        return replace(
            outcome,
            seconds=self.seconds | {"cpu": round(cpu_seconds + sum(kernels), 3)},
            peak_mb={name: round(value, 1) for name, value in measured.items() if value is not None},
            engine=self.usages[-1].engine if self.usages else None,
            fallback=self.usages[-1].fallback if self.usages else None,
            strays=sum(usage.strays for usage in self.usages),
        )

    def _look(self) -> tuple[Provenance, tuple[str, ...]]:
        """What the report would be made from now, and those of the stored files behind it that are damaged."""
        catalogue = read_catalogue(self.workspace)
        traced = trace_job(self.workspace, catalogue, self.job)
        return traced, damaged_files(
            self.workspace, catalogue, traced.sites, Period.parse(self.job.period), self.job.report_id
        )

    def _have_data_changed(self, before: Provenance) -> bool:
        now, damaged = self._look()
        return now.key != before.key or bool(damaged)

    def _damage(self, traced: Provenance, files: Sequence[str]) -> Failure:
        """Data that cannot be read, or are not those that were imported: neither « aucune donnée » nor a trace."""
        entries = read_manifest(self.workspace, traced.sites)
        raw = sorted({entry.file for entry in entries for path, _ in entry.partitions if path in files})
        return Failure(
            "unreadable_data",
            f"fichier de données illisible, absent ou modifié à la main : {', '.join(files)}. À faire : remettre à leur "
            f"place, tels qu'ils ont été importés, {', '.join(raw)}, puis relancer « qep run », qui les range de nouveau ; "
            "ou importer leur nouvelle version.",
        )

    @property
    def _notebook(self) -> Path:
        return find_file(self.workspace, f"notebooks/{self.job.notebook}")

    @contextmanager
    def _scratch(self) -> Iterator[Path]:
        make_folder(self.workspace.scratch)
        with tempfile.TemporaryDirectory(
            prefix="rapport-", dir=self.workspace.scratch, ignore_cleanup_errors=True
        ) as folder:
            yield Path(folder)

    def _execute(self, scratch: Path) -> nbformat.NotebookNode:
        try:
            executed = execute(
                self.job,
                self._notebook,
                self.workspace.root,
                scratch,
                self.settings,
            )
        finally:
            if usage := read_usage(scratch):
                self.usages.append(usage)
        self.seconds["notebook"] = round(executed.seconds, 3)
        return executed.notebook

    def _open_data(self) -> dict[str, bytes]:
        """The figures as data where the notebook left none: its report is opened again, as it was, or was another one. Nothing
        for a notebook that calls no section, which alone knows what it prints.
        """
        if not called_sections(self._notebook):
            return {}
        started, asked = time.monotonic(), self.job
        report = open_report(
            asked.report_id, asked.subject.id, asked.period, asked.as_of, asked.audience, workspace=self.workspace
        )
        data = export_open_data(report)
        self.seconds["data"] = round(time.monotonic() - started, 3)
        return data

    def _templates(self) -> dict[str, bytes]:
        """The office files of the site, or of all, whose styles its editable copies take."""
        words = read_catalogue(self.workspace).own_words
        found = {name: words.template_for(name, self.job.subject.id) for name in ("docx", "pptx")}
        return {name: clean_template(self.workspace.root / made.file) for name, made in found.items() if made}

    def _publish(self, notebook: nbformat.NotebookNode, data: Mapping[str, bytes], provenance: Provenance) -> Outcome:
        started = time.monotonic()
        notebook = arranged(notebook)
        document = read_document(notebook)
        links = data_links(data, self.job.audience)
        templates = self._templates()
        files = {**export_report(self.job.report_id, notebook, document, self.job.audience, links, templates), **data}
        self.seconds["export"] = round(time.monotonic() - started, 3)
        started = time.monotonic()
        digests = publish(
            self.workspace, self.job, files, provenance, (document.annexes or document).banner, document.title
        )
        _kept_path(self.workspace, self.job).unlink(missing_ok=True)
        self.seconds["publish"] = round(time.monotonic() - started, 3)
        return Outcome(self.job, "published", provenance.key, digests)


def export_report(
    report_id: str,
    notebook: nbformat.NotebookNode,
    document: Document,
    audience: Audience = "internal",
    more_links: Mapping[str, str] = NO_LINKS,
    templates: Mapping[str, bytes] = NO_TEMPLATES,
) -> dict[str, bytes]:
    """What is made from the executed notebook, by published name: HTML, PDF, DOCX, PPTX of a deck, workbook, tables, and the
    notebook itself; HTML, PDF and DOCX of its annexes where it has some, linked both ways.

    The notebook and the provenance are published with every report; only an internal page leads to them, for who audits.
    `more_links`: label -> file published with them, for the head of the page; `templates`: extension -> office file whose
    styles are taken.
    """
    tables = {f"{TABLES_FOLDER}/{name}": content for name, content in export_csv(document.whole).items()}
    deck = {"PowerPoint (PPTX)": f"{report_id}.pptx"} if document.layout == "slides" else {}
    for_audit = {"Carnet (Jupyter)": f"{report_id}.ipynb", "Provenance (JSON)": "provenance.json"}
    annexes = f"{report_id}-{ANNEXES}"
    links = {
        **({ANNEXES_TITLE: f"{annexes}.html"} if document.annexes else {}),
        "PDF": f"{report_id}.pdf",
        "Word (DOCX)": f"{report_id}.docx",
        **deck,
        "Classeur (XLSX)": f"{report_id}.xlsx",
        **more_links,
        **(for_audit if audience == "internal" else {}),
    }
    second, to_second = {}, None
    if document.annexes:
        back = {"Document principal": f"{report_id}.html", "PDF": f"{annexes}.pdf", "Word (DOCX)": f"{annexes}.docx"}
        second = _read_and_printed(annexes, notebook, document.annexes, back, templates, (report_id, TO_FIRST))
        to_second = annexes, TO_ANNEXES
    return {
        **_read_and_printed(report_id, notebook, document, links, templates, to_second),
        **second,
        f"{report_id}.xlsx": export_workbook(document.whole),
        f"{report_id}.ipynb": printable(nbformat.writes(notebook)).encode("utf-8") + b"\n",
        **{name: export_pptx(document, templates.get("pptx")) for name in deck.values()},
    } | tables


def _read_and_printed(
    name: str,
    notebook: nbformat.NotebookNode,
    document: Document,
    links: Mapping[str, str],
    templates: Mapping[str, bytes],
    other: tuple[str, str] | None,
) -> dict[str, bytes]:
    """HTML, PDF and DOCX of one file; each ends on a link to the same format of the `other` one (its name, the words)."""

    def linked(extension: str) -> Document:
        if other is None:
            return document
        link = Paragraph((Run(other[1], href=f"{other[0]}.{extension}"),))
        return replace(document, blocks=(*document.blocks, link))

    return {
        f"{name}.html": export_html(notebook, links, linked("html"), INDEX).encode("utf-8"),
        f"{name}.pdf": export_pdf(linked("pdf")),
        f"{name}.docx": export_docx(linked("docx"), templates.get("docx")),
    }


def _notebook_failure(workspace: Workspace, job: Job, error: NotebookFailed) -> Failure:
    kept = _keep_notebook(workspace, job, error)
    lines = tuple(mask(line) for line in error.lines)
    return Failure(error.kind, mask(error.message), error.cell, lines, kept, error_class=error.error_class)


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
        return Failure("unwritable", fault, error_class=type(error).__name__)
    path = workspace.logs / f"{job.id.replace('/', '-')}.log"
    replace_file(path, mask("".join(traceback.format_exception(error))).encode("utf-8"))
    step = "l'export du rapport" if has_run else "la préparation du rapport"
    return Failure(
        "export_error" if has_run else "internal_error",
        f"{step} a échoué ({type(error).__name__} : {mask(str(error))})",
        log=path.relative_to(workspace.root).as_posix(),
        error_class=type(error).__name__,
    )
