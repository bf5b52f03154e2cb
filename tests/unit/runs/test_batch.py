"""A whole run with fake files and fake jobs: order of the steps, isolation of sites, lock."""

from datetime import date

import pytest

from qep_lib.errors import DataRefused, ParameterError, WorkspaceLocked
from qep_lib.model.campaign import Import
from qep_lib.runs import batch
from qep_lib.runs.batch import BatchListener, run_batch
from qep_lib.runs.imports import ImportStep, run_imports
from qep_lib.runs.ledger import read_latest
from qep_lib.runs.lock import workspace_lock
from qep_lib.runs.outcome import Outcome
from qep_lib.runs.plan import Job, Plan


def request(site):
    """The declaration of one file of a site."""
    return Import(
        file=f"{site}.csv", source="s", site=site, period="2020", extracted_on=date(2021, 1, 1), nature="real"
    )


@pytest.fixture
def fake(monkeypatch, job):
    """Imports that refuse the sites in `refused`, jobs that publish, and a trace of what was done."""
    done = []

    def imports(workspace, catalogue, requests, on_step):
        done.append("import")
        steps = tuple(
            ImportStep(r, refusal=DataRefused("refusé") if r.site == "41" else None, outcome=None) for r in requests
        )
        for step in steps:
            on_step(step)
        return steps

    def execute(root, jobs, workers, timeout):
        done.append([job.site_id for job in jobs])
        for asked in jobs:
            yield Outcome(asked, "published")

    monkeypatch.setattr(batch, "run_imports", imports)
    monkeypatch.setattr(batch, "execute_jobs", execute)
    monkeypatch.setattr(batch, "write_index", lambda workspace, catalogue: workspace.reports / "index.html")
    return done


def plan_of(job, **data):
    """A plan with one job a site."""
    jobs = tuple(Job(**job.to_json() | {"site_id": site, "data": kind}) for site, kind in data.items())
    return Plan(jobs, tuple(request(site) for site in data))


def run(workspace, catalogue, plan, listener=None):
    """The result of the batch."""
    return run_batch(workspace, catalogue, lambda: plan, 1, 60.0, listener or BatchListener())


def test_a_refused_file_stops_its_site_and_no_other(workspace, catalogue, job, fake):
    """One bad site changes nothing for the others, and the run says that data were refused."""
    result = run(workspace, catalogue, plan_of(job, **{"18": "stored", "41": "stored"}))
    assert [outcome.status for outcome in result.outcomes] == ["published", "data_refused"]
    assert fake == ["import", ["18"]]
    assert result.has_refused_data and result.has_failures


def test_a_site_without_data_is_not_started(workspace, catalogue, job, fake):
    """It is recorded with what to do; the run failed for that report only."""
    result = run(workspace, catalogue, plan_of(job, **{"01": "none", "18": "stored"}))
    assert [outcome.status for outcome in result.outcomes] == ["no_data", "published"]
    assert "qep import" in result.outcomes[0].failure.message
    assert (result.has_refused_data, result.has_failures) == (False, True)


def test_nothing_but_missing_data_counts_as_refused_data(workspace, catalogue, job, fake):
    """Otherwise a run that produced nothing would look like a partial success."""
    assert run(workspace, catalogue, plan_of(job, **{"01": "none"})).has_refused_data


def test_every_outcome_is_recorded_and_told(workspace, catalogue, job, fake):
    """The ledger and the listener see the same jobs."""
    told = []
    listener = BatchListener(on_outcome=lambda outcome: told.append(outcome.job.id))
    run(workspace, catalogue, plan_of(job, **{"01": "none", "18": "stored"}), listener)
    assert sorted(told) == sorted(read_latest(workspace))


def test_the_plan_is_made_again_once_the_files_are_imported(workspace, catalogue, job, fake):
    """Imports decide what data there is: jobs come from the second plan."""
    plans = iter([plan_of(job, **{"18": "to_import"}), plan_of(job, **{"18": "stored"})])
    result = run_batch(workspace, catalogue, lambda: next(plans), 1, 60.0, BatchListener())
    assert result.outcomes[0].job.data == "stored"


def test_leftovers_of_a_killed_run_are_swept(workspace, catalogue, job, fake):
    """Nobody else can be working in scratch while the lock is held."""
    (workspace.scratch / "rapport-mort").mkdir(parents=True)
    run(workspace, catalogue, plan_of(job, **{"18": "stored"}))
    assert list(workspace.scratch.iterdir()) == []


def test_a_second_run_is_refused_with_who_holds_the_lock(workspace, catalogue, job, fake):
    """Exit code 75, and nothing was done."""
    with workspace_lock(workspace), pytest.raises(WorkspaceLocked, match="processus") as refusal:
        run(workspace, catalogue, plan_of(job, **{"18": "stored"}))
    assert refusal.value.exit_code == 75
    assert fake == []
    with workspace_lock(workspace):
        pass


def test_parameters_are_refused_before_the_lock_is_taken(workspace, catalogue, fake):
    """A typing mistake leaves no trace in the workspace."""

    def refuse():
        raise ParameterError("non")

    with pytest.raises(ParameterError):
        run_batch(workspace, catalogue, refuse, 1, 60.0, BatchListener())
    assert not workspace.lock.exists()


def test_a_folder_that_is_a_file_stops_the_run_before_any_import(workspace, catalogue, job, fake):
    """Rather than one internal error a report."""
    workspace.reports.write_text("x", encoding="utf-8")
    with pytest.raises(ParameterError, match="est un fichier, il faut un dossier"):
        run(workspace, catalogue, plan_of(job, **{"18": "stored"}))
    assert fake == []


def test_a_refused_file_does_not_stop_the_import_of_the_next(workspace, catalogue):
    """Every file is tried, each with its own outcome, in the order declared."""

    def importer(workspace, catalogue, asked):
        if asked.site == "41":
            raise DataRefused("colonne absente")
        return f"lu {asked.site}"

    steps = run_imports(workspace, catalogue, [request("41"), request("18")], importer=importer)
    assert [(step.outcome, step.refusal and step.refusal.message) for step in steps] == [
        (None, "colonne absente"),
        ("lu 18", None),
    ]
