"""One job: whatever goes wrong inside is an outcome, never an exception."""

import json
from datetime import date

import nbformat
import pytest

from qep_lib.display.elements import Cell, Header, Table, TableColumn
from qep_lib.errors import ParameterError, ReportFailed
from qep_lib.provenance import Provenance
from qep_lib.runs import job as jobs
from qep_lib.runs.engine import ExecutedNotebook, NotebookFailed
from qep_lib.runs.job import run_job
from qep_lib.runs.outcome import Outcome
from qep_lib.runs.publish import read_record


@pytest.fixture
def executed():
    """A notebook as the engine gives it back: a header and a table."""
    elements = [
        Header("Bilan", "Cher, 2020", banner="données reconstituées"),
        Table(
            "canaux", "Canaux", (TableColumn("Canal"), TableColumn("Demandes")), ((Cell("Courriel"), Cell("24", 24)),)
        ),
    ]
    cells = []
    for number, element in enumerate(elements, start=1):
        output = nbformat.v4.new_output("display_data", data=element._repr_mimebundle_())
        cells.append(nbformat.v4.new_code_cell("report", outputs=[output], execution_count=number, id=f"c{number}"))
    return ExecutedNotebook(nbformat.v4.new_notebook(cells=cells), 1.25)


@pytest.fixture
def run(workspace, catalogue, job, executed, monkeypatch):
    """Run the job with an engine that gives `executed`, or raises what it is told to."""
    seen = {}

    def execute(asked, path, root, scratch, timeout):
        seen["scratch"] = scratch
        assert scratch.is_dir()
        if seen["error"]:
            raise seen["error"]
        return executed

    def traced(*asked):
        assert asked[5] == date(2021, 1, 13)
        return Provenance({"report": "bilan", "site": "18"}, (), "0", None, "0", "0", "0", "0", "k")

    monkeypatch.setattr(jobs, "execute", execute)
    monkeypatch.setattr(jobs, "read_catalogue", lambda workspace: catalogue)
    monkeypatch.setattr(jobs, "trace", traced)

    def run_it(error=None):
        seen["error"] = error
        outcome = run_job(str(workspace.root), job.to_json(), 60.0)
        assert not seen["scratch"].exists()
        assert Outcome.from_json(json.loads(json.dumps(outcome))).to_json() == outcome
        return outcome

    return run_it


def test_a_job_publishes_every_format_with_its_record(workspace, job, run):
    """HTML, PDF, workbook, CSV, notebook; the record carries the banner for the index."""
    outcome = run()
    record = read_record(workspace.reports / job.id)
    assert outcome["status"] == "published"
    assert outcome["files"] == {name: entry["sha256"] for name, entry in record["files"].items()}
    assert set(outcome["files"]) == {"bilan.html", "bilan.pdf", "bilan.xlsx", "bilan.ipynb", "tables/canaux.csv"}
    assert record["banner"] == "données reconstituées"
    assert outcome["seconds"]["notebook"] == 1.25


def test_a_failed_notebook_is_kept_aside_and_the_older_report_stays_whole(workspace, job, run, executed):
    """What failed is for whoever mends it, outside what is published."""
    run()
    outcome = run(NotebookFailed("cell_error", "division par zéro", 4, ("x",), executed.notebook))
    assert (outcome["status"], outcome["failure"]["cell"]) == ("failed", 4)
    assert (workspace.root / outcome["failure"]["notebook"]).is_relative_to(workspace.failed)
    assert nbformat.read(workspace.root / outcome["failure"]["notebook"], as_version=4).cells
    assert read_record(workspace.reports / job.id) is not None


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (NotebookFailed("missing_data", "aucune donnée", 2), "no_data", "missing_data"),
        (NotebookFailed("kernel_died", "noyau mort", 2), "failed", "kernel_died"),
        (ParameterError("indicateur inconnu", ("a",)), "failed", "refused"),
        (ReportFailed("figure sans texte"), "failed", "refused"),
        (KeyError("x"), "failed", "internal_error"),
    ],
)
def test_each_error_becomes_the_outcome_of_its_kind(run, error, status, kind):
    """Missing data, a dead kernel, a refusal and a bug are told apart."""
    outcome = run(error)
    assert (outcome["status"], outcome["failure"]["kind"]) == (status, kind)


def test_an_export_that_fails_is_one_failed_report_with_its_trace_in_a_file(workspace, run, monkeypatch):
    """The message names the error; the trace is for the maintainers."""
    monkeypatch.setattr(jobs, "export_pdf", lambda document: 1 / 0)
    outcome = run()
    assert outcome["failure"]["kind"] == "export_error"
    assert "ZeroDivisionError" in outcome["failure"]["message"]
    assert "Traceback" in (workspace.root / outcome["failure"]["log"]).read_text(encoding="utf-8")
    assert not list(workspace.reports.rglob("*.html"))
