"""Verification: what the ledger says published must be there, whole, with its record and the page that links it."""

import shutil

import pytest

from qep_lib.cli.verifying import verify_all
from qep_lib.errors import ReportFailed
from qep_lib.export.portal import INDEX_PAGE
from qep_lib.files import CHECKPOINTS
from qep_lib.runs.publish.freshness import trace_job
from qep_lib.runs.publish.placing import RECORD, publish
from qep_lib.runs.publish.portal import write_index
from qep_lib.runs.publish.published import find_published
from qep_lib.runs.publish.verification import verify_reports
from qep_lib.runs.record.ledger import BatchLedger
from qep_lib.runs.record.outcome import Failure, Outcome

HEADER = {"asked": {}, "settings": {}, "versions": {}, "planned": [], "up_to_date": []}


@pytest.fixture
def folder(workspace, catalogue, job, monkeypatch):
    """The folder of the one report that a batch published; its workspace is the current one."""
    monkeypatch.setenv("QEP_WORKSPACE", str(workspace.root))
    publish(
        workspace,
        job,
        {"bilan.html": b"<p>page"},
        trace_job(workspace, catalogue, job),
        None,
    )
    BatchLedger(workspace, HEADER).record([Outcome(job, "published")])
    write_index(workspace, catalogue)
    return workspace.reports / job.id


def told():
    """The message of the command that found something."""
    with pytest.raises(ReportFailed) as failure:
        verify_all()
    assert "À faire" in str(failure.value)
    return str(failure.value)


def test_what_is_whole_is_said_to_be(folder, capsys):
    """With the number of reports."""
    assert verify_all() == 0
    assert "1 rapport(s) vérifiés" in capsys.readouterr().out


def test_a_record_that_is_gone_is_a_fault(folder, job):
    """The report is there, yet nothing says any more what it was: with and without the ledger."""
    (folder / RECORD).unlink()
    assert f"{job.id} : {RECORD} manque ou n'est pas lisible" in told()


def test_a_folder_of_the_shape_of_a_report_is_one(folder, workspace, job):
    """Even when no batch is known."""
    shutil.rmtree(workspace.ledger)
    (folder / RECORD).unlink()
    assert f"{job.id} : {RECORD} manque ou n'est pas lisible" in told()


@pytest.mark.parametrize("status", ["published", "up_to_date", "failed", "interrupted"])
def test_a_report_that_is_gone_is_a_fault_whatever_its_later_attempts(folder, workspace, job, status):
    """A failure takes no published report away."""
    failure = Failure("timeout", "trop long") if status == "failed" else None
    if status == "up_to_date":
        shutil.rmtree(workspace.ledger)
        BatchLedger(workspace, HEADER | {"up_to_date": [job.id]})
    else:
        BatchLedger(workspace, HEADER).record([Outcome(job, status, failure=failure)])
    shutil.rmtree(folder)
    message = told()
    assert "1 rapport(s) sur 1" in message and f"« {workspace.reports} »" in message
    assert f"{job.id} : dossier absent, alors que le registre des lancements le dit publié" in message


def test_a_report_that_never_succeeded_is_not_missed(folder, workspace, job):
    """Only what was published should be there."""
    shutil.rmtree(workspace.ledger)
    shutil.rmtree(workspace.reports)
    BatchLedger(workspace, HEADER).record([Outcome(job, "failed", failure=Failure("timeout", "trop long"))])
    assert verify_reports(workspace).reports == ()


def test_a_file_in_the_place_of_a_report_or_of_all_is_a_fault(folder, workspace, job):
    """Named, in French."""
    shutil.rmtree(folder)
    folder.write_text("x", encoding="utf-8")
    assert f"{job.id} : un fichier est à la place de son dossier" in told()
    shutil.rmtree(workspace.reports)
    workspace.reports.write_text("x", encoding="utf-8")
    assert f"« {workspace.reports} » est un fichier, il faut un dossier" in told()


def test_a_page_of_reports_that_is_gone_is_a_fault(folder, workspace):
    """Readers come in by it."""
    (workspace.reports / INDEX_PAGE).unlink()
    assert f"la page des rapports manque : « {workspace.reports / INDEX_PAGE} »" in told()


def test_nothing_published_is_not_said_to_be_verified(workspace, monkeypatch, capsys):
    """« 0 rapport vérifié » would reassure."""
    monkeypatch.setenv("QEP_WORKSPACE", str(workspace.root))
    assert verify_all() == 0
    assert "Aucun rapport publié" in capsys.readouterr().out


def test_copies_of_a_jupyter_are_no_fault(folder, workspace, catalogue, job):
    """Any Jupyter puts one beside a file that is opened in it, and beside a page of the folders above: it alters nothing, and is
    nobody's own file when the report is made again."""
    for place in (folder, folder.parent):
        (place / CHECKPOINTS).mkdir()
        (place / CHECKPOINTS / "bilan-checkpoint.html").write_text("copie", encoding="utf-8")
    assert verify_reports(workspace).altered == {}
    assert find_published(workspace, job.id).differences() == frozenset()
    (folder / "note.txt").write_text("à quelqu'un", encoding="utf-8")
    assert set(verify_reports(workspace).altered) == {job.id}
    publish(workspace, job, {"bilan.html": b"<p>page"}, trace_job(workspace, catalogue, job), None)
    assert [path.name for path in workspace.found.rglob("*") if path.is_file()] == ["note.txt"]
