"""One report of each type and audience, in every format, with the index and the pages of the imports: made once for all tools.

Made in this process from their notebooks' calls, without kernels: what is validated is the files, not how they are run.
"""

import importlib
import os
import sys
from pathlib import Path

import nbformat
import pytest
from report_calls import document_of

from qep_lib.export.entries import IndexEntry, Place
from qep_lib.export.index import export_index
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.reports.opening import open_report
from qep_lib.runs.execute.job import export_report
from qep_lib.runs.publish.portal import write_import_pages

sys.path.insert(0, str(Path(__file__).parent))
tools = importlib.import_module("outside_tools")
RUNS = ("indre-et-loire-2021", "essonne-2019", "centre-val-de-loire-2021", "cher-2021-t3")
SITE_REPORTS = (
    "action_plan", "bilan", "bilan_complet", "channels", "complaints", "mystery_survey", "satisfaction", "self_assessment",
    "title_delivery", "users_committee",
)  # fmt: skip
REPORTS = (
    *((name, "37", "2021") for name in SITE_REPORTS),
    ("transparency_poster", "18", "2021-T3"),
    ("survey_sites", "91", "2019"),
    ("regional_comparison", "region-24", "2021"),
)
"""(type, site, period): those for which the examples hold the most."""
AUDIENCES = (("public", "public"), ("internal", "interne"))


@pytest.fixture(scope="session")
def browser():
    """Chromium, one for all files: Playwright starts once in a process."""
    # Not at the head of the module: it is loaded by every run of the tests, most of which leave it out.
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = tools.command("chromium", "chromium-browser", "google-chrome")
        launched = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield launched
        launched.close()


@pytest.fixture
def new_page(browser):
    """Makes a page of that browser, closed with the test."""
    contexts = []

    def make(**options):
        contexts.append(importlib.import_module("served").french_context(browser, **options))
        return contexts[-1].new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def published(made_once, imported_workspace):
    """The folder `reports/` with HTML, PDF, DOCX, PPTX of every type and audience; `QEP_VALIDATED` is where to keep it."""
    if not (kept := os.environ.get("QEP_VALIDATED")):
        return made_once("valides", lambda root: _publish(imported_workspace(root, RUNS))) / "reports"
    if not (Path(kept) / "reports" / "index.html").is_file():
        _publish(imported_workspace(Path(kept), RUNS))
    return Path(kept) / "reports"


def _publish(workspace: Workspace) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QEP_WORKSPACE", str(workspace.root))
        entries = [_write(workspace, *report, *audience) for report in REPORTS for audience in AUDIENCES]
    cher = Place("18", "Cher", "prefecture", "18 Cher", "24", "Centre-Val de Loire")
    failed = IndexEntry(cher, "année 2019", "2019", "Bilan", "public", "failed", message="registre illisible")
    old = IndexEntry(cher, "année 2019", "2019", "Titres", "internal", "outdated")
    imports = write_import_pages(workspace, read_catalogue(workspace))
    page = export_index([*entries, failed, old], imports=imports.relative_to(workspace.reports).as_posix())
    (workspace.reports / "index.html").write_text(page, encoding="utf-8")


def _write(workspace: Workspace, report_id: str, site: str, period: str, audience: str, folder_name: str) -> IndexEntry:
    report = open_report(report_id, site, period, None, audience)
    folder = workspace.reports / site / period / folder_name / report_id
    folder.mkdir(parents=True)
    files = export_report(report_id, nbformat.v4.new_notebook(), document_of(report), audience)
    for name, content in files.items():
        if name.endswith((".html", ".pdf", ".docx", ".pptx")):
            (folder / name).write_bytes(content)
    paths = {kind: f"{site}/{period}/{folder_name}/{report_id}/{report_id}.{kind}" for kind in ("html", "pdf")}
    return IndexEntry(Place(site, site), period, period, report_id, audience, "ok", **paths)
