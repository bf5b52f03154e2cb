"""The ledger and the index: which reports are shown as published, and which as failed."""

import pytest

from qep_lib.provenance import Provenance
from qep_lib.runs.index import index_entries, write_index
from qep_lib.runs.ledger import read_latest, record_outcome
from qep_lib.runs.outcome import Failure, Outcome
from qep_lib.runs.plan import Job
from qep_lib.runs.publish import publish

FILES = {"bilan.html": b"h", "bilan.pdf": b"p", "bilan.xlsx": b"x", "tables/t.csv": b"t"}


@pytest.fixture
def put(workspace):
    """Publish a job's files."""

    def publish_job(job):
        parameters = {"report": job.report_id, "site": job.site_id, "period": job.period, "audience": job.audience}
        provenance = Provenance(parameters, (), "0", None, "0", "0", "0", "0", "0")
        scratch = workspace.scratch / "essai"
        scratch.mkdir(parents=True, exist_ok=True)
        publish(workspace, job, FILES, provenance, None, scratch)

    return publish_job


def changed(job, **fields):
    """Another job."""
    return Job(**job.to_json() | fields)


def test_a_published_report_is_linked_with_its_files(workspace, catalogue, job, put):
    """Links are relative to the index, and lead to files that exist."""
    put(job)
    (entry,) = index_entries(workspace, catalogue)
    assert (entry.status, entry.html) == ("ok", "18/2020/interne/bilan/bilan.html")
    assert all((workspace.reports / path).is_file() for path in (entry.html, entry.pdf, entry.xlsx))


def test_a_failure_hides_the_older_report_until_it_is_mended(workspace, catalogue, job, put):
    """The older files are still on disk, yet the index does not pass them off as the result."""
    put(job)
    failure = Failure("cell_error", "division par zéro", cell=3)
    record_outcome(workspace, "run-1", Outcome(job, "failed", failure=failure))
    (entry,) = index_entries(workspace, catalogue)
    assert (entry.status, entry.html, entry.message) == ("failed", None, "cellule de code 3 : division par zéro")
    record_outcome(workspace, "run-2", Outcome(job, "published"))
    assert [entry.status for entry in index_entries(workspace, catalogue)] == ["ok"]


def test_a_run_of_another_site_does_not_forget_a_failure(workspace, catalogue, job):
    """Each job keeps its own latest outcome."""
    record_outcome(workspace, "run-1", Outcome(job, "failed", failure=Failure("timeout", "trop long")))
    record_outcome(workspace, "run-2", Outcome(changed(job, site_id="41"), "published"))
    assert [(entry.site_id, entry.status) for entry in index_entries(workspace, catalogue)] == [("18", "failed")]


def test_a_site_without_data_takes_a_line_only_if_it_had_a_report(workspace, catalogue, job, put):
    """Asking for every site does not fill the index with those that have nothing."""
    nothing = Failure("missing_data", "aucune donnée")
    record_outcome(workspace, "run", Outcome(job, "no_data", failure=nothing))
    assert index_entries(workspace, catalogue) == ()
    put(job)
    assert [entry.status for entry in index_entries(workspace, catalogue)] == ["failed"]


def test_an_edited_report_and_one_of_a_site_no_longer_registered_are_not_listed(workspace, catalogue, job, put):
    """What has no true record, or no site, is not a published report."""
    put(job)
    put(changed(job, site_id="99"))
    (workspace.reports / job.id / "bilan.pdf").write_bytes(b"!")
    assert index_entries(workspace, catalogue) == ()


def test_entries_follow_the_order_of_the_reports(workspace, catalogue, job, put):
    """As declared in reports.yml, not by name or by folder."""
    put(job)
    put(changed(job, report_id="satisfaction", report_title="Satisfaction"))
    assert [entry.report_title for entry in index_entries(workspace, catalogue)] == ["Satisfaction", "Bilan"]


def test_the_index_page_has_the_same_bytes_for_the_same_reports(workspace, catalogue, job, put):
    """No clock in it; and it names the site."""
    put(job)
    first = write_index(workspace, catalogue).read_bytes()
    assert write_index(workspace, catalogue).read_bytes() == first
    assert 'href="18/2020/interne/bilan/bilan.pdf"' in first.decode("utf-8")


def test_the_ledger_gives_back_what_was_recorded_past_a_cut_line(workspace, job):
    """A line cut by a kill is skipped, the others are whole."""
    outcome = Outcome(
        job, "failed", "k", {"a": "b"}, {"notebook": 1.5}, Failure("timeout", "trop long", 2, ("x", "y"), "n", "l")
    )
    record_outcome(workspace, "run", Outcome(changed(job, site_id="41"), "published"))
    with next(workspace.ledger.iterdir()).open("ab") as file:
        file.write(b'{"cut')
    record_outcome(workspace, "run", outcome)
    assert read_latest(workspace)[job.id] == outcome
    assert len(read_latest(workspace)) == 2
