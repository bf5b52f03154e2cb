"""One job: whatever goes wrong inside is an outcome, never an exception."""

import json
from dataclasses import replace
from datetime import date

import nbformat
import pandas as pd
import pytest
from published import record_of

from qep_lib.display.elements import Cell, Header, Table, TableColumn
from qep_lib.errors import ParameterError, ReportFailed
from qep_lib.files import replace_file
from qep_lib.provenance import Provenance
from qep_lib.runs.execute import job as jobs
from qep_lib.runs.execute.engine import ExecutedNotebook, NotebookFailed
from qep_lib.runs.execute.job import run_job
from qep_lib.runs.plan.settings import RunSettings
from qep_lib.runs.record.outcome import Outcome
from qep_lib.store.manifest import DatasetEntry
from qep_lib.store.parquet import empty_table
from qep_lib.store.tables import replace_dataset


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
    seen = {"scratch": None, "key": "k"}

    def execute(asked, path, root, scratch, settings):
        seen["scratch"] = scratch
        seen["runs"] += 1
        assert scratch.is_dir() and settings == RunSettings(timeout=60.0)
        if seen["meanwhile"]:
            seen["meanwhile"](seen["runs"])
        if seen["error"]:
            raise seen["error"]
        return executed

    def traced(workspace, catalogue, asked):
        assert asked == seen["job"]
        sites = asked.subject.sites
        return Provenance({"report": "bilan", "site": "18"}, (), "0", None, "0", "0", "0", "0", seen["key"], sites)

    monkeypatch.setattr(jobs, "execute", execute)
    monkeypatch.setattr(jobs, "read_catalogue", lambda workspace: catalogue)
    monkeypatch.setattr(jobs, "trace_job", traced)
    monkeypatch.setattr(jobs, "called_sections", lambda path: ("requests",))
    monkeypatch.setattr(jobs, "open_report", lambda *asked, workspace: asked)
    monkeypatch.setattr(jobs, "export_open_data", lambda report: {"donnees/resultats.csv": repr(report).encode()})

    def run_it(error=None, meanwhile=None, also_read=()):
        asked = replace(job, subject=replace(job.subject, also_read=also_read))
        seen.update(error=error, meanwhile=meanwhile, runs=0, job=asked)
        outcome = run_job(str(workspace.root), asked.to_json(), RunSettings(timeout=60.0).to_json())
        assert not list(workspace.scratch.glob("*"))
        assert Outcome.from_json(json.loads(json.dumps(outcome))).to_json() == outcome
        return outcome

    run_it.seen = seen
    return run_it


@pytest.fixture
def store(workspace):
    """Store a request of that site and year, named by the manifest; gives the path of its partition."""

    def store_request(site_id="18", year=2020):
        entry = DatasetEntry(
            dataset=f"d{year}",
            table="requests",
            site_id=site_id,
            file="f.csv",
            sha256="0",
            period=str(year),
            extracted_on=date(2021, 1, 1),
            nature="real",
        )
        types = empty_table("requests").dtypes
        rows = empty_table("requests").reindex(range(1)).astype(types)
        received = pd.Timestamp(year, 3, 2)
        rows = rows.assign(
            site_id=site_id, request_id="1", received_on=received, dataset=entry.dataset, source_row=2
        ).astype(types)
        ((path, _),) = replace_dataset(workspace, entry, rows).partitions
        return workspace.root / path

    return store_request


@pytest.fixture
def stored(store):
    """The path of a partition of requests of the report's site and year."""
    return store()


def test_a_job_publishes_every_format_with_its_record(workspace, job, run):
    """HTML, PDF, DOCX, workbook, CSV, notebook, data; the record carries the banner for the index."""
    outcome = run()
    record = record_of(workspace.reports / job.id)
    assert outcome["status"] == "published"
    assert outcome["files"] == {name: entry["sha256"] for name, entry in record["files"].items()}
    made = {f"bilan.{kind}" for kind in ("html", "pdf", "docx", "xlsx", "ipynb")}
    assert set(outcome["files"]) == made | {"tables/canaux.csv", "donnees/resultats.csv"}
    assert record["banner"] == "données reconstituées"
    assert outcome["seconds"]["notebook"] == 1.25


def test_the_page_links_the_data_of_the_same_report(workspace, job, run):
    """They are asked for with the parameters of the job, and are beside the page."""
    run()
    folder = workspace.reports / job.id
    asked = ("bilan", "18", "2020", "2021-01-13", "internal")
    assert (folder / "donnees" / "resultats.csv").read_text("utf-8") == repr(asked)
    assert '<a href="donnees/resultats.csv">Données (CSV)</a>' in (folder / "bilan.html").read_text("utf-8")


@pytest.mark.parametrize(("key", "is_taken"), [("k", True), ("other", False)])
def test_data_that_the_kernel_left_are_published_as_they_are(workspace, job, run, key, is_taken):
    """The report is not opened again, unless what was left is of another one: other parameters, or data since replaced."""

    def leave(runs):
        replace_file(run.seen["scratch"] / key / "donnees" / "resultats.csv", b"left")

    run(meanwhile=leave)
    published = (workspace.reports / job.id / "donnees" / "resultats.csv").read_bytes()
    assert (published == b"left") is is_taken


def test_a_failed_notebook_is_kept_aside_and_the_older_report_stays_whole(workspace, job, run, executed):
    """What failed is for whoever mends it, outside what is published."""
    run()
    outcome = run(NotebookFailed("cell_error", "division par zéro", "ZeroDivisionError", 4, ("x",), executed.notebook))
    assert (outcome["status"], outcome["failure"]["cell"]) == ("failed", 4)
    assert (workspace.root / outcome["failure"]["notebook"]).is_relative_to(workspace.failed)
    assert nbformat.read(workspace.root / outcome["failure"]["notebook"], as_version=4).cells
    record_of(workspace.reports / job.id)


def test_what_was_kept_of_a_failure_goes_once_the_same_report_succeeds(workspace, job, run, executed):
    """A notebook in data/failed/ always belongs to a report that still fails."""
    kept = run(NotebookFailed("cell_error", "division par zéro", "ZeroDivisionError", 4, ("x",), executed.notebook))[
        "failure"
    ]["notebook"]
    assert (workspace.root / kept).is_file()
    assert run()["status"] == "published"
    assert not (workspace.root / kept).exists()


@pytest.mark.parametrize("damage", [lambda path: path.write_bytes(b"PAR1 coup\xe9"), lambda path: path.unlink()])
def test_a_stored_file_that_is_not_what_was_imported_is_told_as_such(run, stored, damage):
    """Neither « aucune donnée » nor a trace: the file, and what to do. No kernel is started for it."""
    damage(stored)
    outcome = run()
    assert (outcome["status"], outcome["failure"]["kind"]) == ("failed", "unreadable_data")
    message = outcome["failure"]["message"]
    assert "data/store/requests/site=18/year=2020.parquet" in message
    assert "À faire : remettre à leur place" in message
    assert run.seen["runs"] == 0


@pytest.mark.parametrize("damage", [lambda path: path.write_bytes(b"PAR1 coup\xe9"), lambda path: path.unlink()])
def test_a_damaged_file_of_a_compared_site_stops_the_comparison_only(run, store, damage):
    """A comparison reads it, as the site's own report does not; the message leads to the site to import again."""
    store("18")
    damage(store("41"))
    assert run()["status"] == "published"
    outcome = run(also_read=("2A", "41"))
    assert (outcome["status"], outcome["failure"]["kind"]) == ("failed", "unreadable_data")
    assert "data/store/requests/site=41/year=2020.parquet" in outcome["failure"]["message"]
    assert "site=18" not in outcome["failure"]["message"]
    assert run.seen["runs"] == 0


@pytest.mark.parametrize(("year", "status"), [(2019, "failed"), (2018, "published")])
def test_a_damaged_file_of_a_year_that_is_not_read_stops_nothing(run, store, year, status):
    """A report reads its year and the one before."""
    store(year=2020)
    store(year=year).write_bytes(b"PAR1 coup\xe9")
    assert run()["status"] == status


def test_data_replaced_while_the_report_is_made_are_read_again(workspace, job, run):
    """What is published was made from one state of the data: the one that its record names."""
    outcome = run(meanwhile=lambda times: run.seen.update(key="k2"))
    assert (outcome["status"], outcome["key"], run.seen["runs"]) == ("published", "k2", 2)
    assert record_of(workspace.reports / job.id)["provenance"]["key"] == "k2"


def test_a_notebook_that_fails_on_data_that_move_is_run_again(run, stored):
    """The failure may come from half of each state; on data that stand still it is never tried twice."""
    error = NotebookFailed("cell_error", "clé absente", "KeyError", 4)
    run(error, meanwhile=lambda times: run.seen.update(key=f"k{times}"))
    assert run.seen["runs"] == 2
    assert run(error)["failure"]["kind"] == "cell_error"
    assert run.seen["runs"] == 1


def test_data_that_never_stand_still_make_no_report(workspace, run):
    """A clear failure rather than a mixture."""
    outcome = run(meanwhile=lambda times: run.seen.update(key=f"k{times}"))
    assert outcome["failure"]["kind"] == "data_replaced"
    assert not list(workspace.reports.rglob("*.html"))


def test_a_folder_that_cannot_be_written_is_told_without_a_log(workspace, job, run, monkeypatch):
    """It is for the user to mend, not for the maintainers."""
    workspace.reports.mkdir()
    (workspace.reports / "18").write_text("x", encoding="utf-8")
    failure = run()["failure"]
    assert (failure["kind"], failure["log"]) == ("unwritable", None)
    assert "reports/18 » est un fichier, il faut un dossier" in failure["message"]


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (NotebookFailed("missing_data", "aucune donnée", "DataRefused", 2), "no_data", "missing_data"),
        (NotebookFailed("kernel_died", "noyau mort", "DeadKernelError", 2), "failed", "kernel_died"),
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


def test_rows_stored_before_masking_make_no_report(workspace, run, stored):
    """An older version stored what people typed as it was: the file is named, to be imported again."""
    manifest = workspace.store / "manifest" / "18.json"
    content = {"datasets": json.loads(manifest.read_text(encoding="utf-8"))["datasets"]}
    for entry in content["datasets"]:
        del entry["masking"]
    replace_file(manifest, json.dumps(content).encode())
    outcome = run()
    assert (outcome["status"], outcome["failure"]["kind"]) == ("failed", "unmasked_data")
    assert "f.csv" in outcome["failure"]["message"] and "réimporter" in outcome["failure"]["message"]
    assert run.seen["runs"] == 0


def test_what_a_failure_tells_is_masked(workspace, run, executed):
    """Message, lines and log: a library may quote the value that it could not read."""
    error = NotebookFailed("cell_error", "illisible : jean.martin@exemple.fr", "ValueError", 1, ("Mme Durand",))
    failure = run(error)["failure"]
    assert (failure["message"], failure["lines"]) == ("illisible : [COURRIEL]", ("Mme [NOM]",))
    failure = run(ValueError("illisible : 06 12 34 56 78"))["failure"]
    log = (workspace.root / failure["log"]).read_text(encoding="utf-8")
    assert "12 34" not in failure["message"] and "56 78" not in log and "[TELEPHONE]" in log
