"""A whole run with fake files and fake jobs: order of the steps, what is skipped, isolation of sites, ends, lock."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from qep_lib.errors import DataRefused, ParameterError, WorkspaceLocked
from qep_lib.model.campaign import Import
from qep_lib.runs.execute import batch
from qep_lib.runs.execute.batch import BatchListener, BatchRequest, run_batch
from qep_lib.runs.execute.imports import ImportStep, run_imports
from qep_lib.runs.guard.lock import workspace_lock
from qep_lib.runs.plan.planning import Job, Plan
from qep_lib.runs.plan.settings import RunSettings
from qep_lib.runs.publish.freshness import trace_job
from qep_lib.runs.publish.placing import publish
from qep_lib.runs.record.history import read_batch, read_latest
from qep_lib.runs.record.ledger import BatchLedger
from qep_lib.runs.record.outcome import Failure, Outcome
from qep_lib.runs.record.retry import former_settings, jobs_to_retry, plan_retry


def request(site):
    """The declaration of one file of a site."""
    return Import(
        file=f"{site}.csv", source="s", site=site, period="2020", extracted_on=date(2021, 1, 1), nature="real"
    )


@pytest.fixture
def fake(monkeypatch, workspace, catalogue):
    """Imports that refuse the sites in `refused`, jobs that publish for true unless `ending` says how they end.

    `done` is what was done: imports, the sites asked to the executor, index pages.
    """

    class Fake:
        done = []
        refused = {"41"}
        changed = set()
        ending = {}
        settings = None

        def imports(self, workspace, catalogue, requests, on_step):
            self.done.append("import")
            steps = tuple(
                ImportStep(r, refusal=DataRefused("refusé"))
                if r.site in self.refused
                else ImportStep(r, SimpleNamespace(is_unchanged=r.site not in self.changed))
                for r in requests
            )
            for step in steps:
                on_step(step)
            return steps

        def execute(self, root, jobs, settings):
            self.done.append([job.subject.id for job in jobs])
            self.settings = settings
            for job in jobs:
                ending = self.ending.get(job.subject.id)
                if isinstance(ending, BaseException):
                    raise ending
                yield ending(job) if ending else produce(workspace, catalogue, job)

    fake = Fake()
    fake.done = []
    fake.ending = {}
    monkeypatch.setattr(batch, "run_imports", fake.imports)
    monkeypatch.setattr(batch, "execute_jobs", fake.execute)
    return fake


def produce(workspace, catalogue, job):
    """Publish a page for the job."""
    traced = trace_job(workspace, catalogue, job)
    files = publish(workspace, job, {f"{job.report_id}.html": b"page"}, traced, None)
    return Outcome(job, "published", traced.key, files)


def fails(job):
    """The outcome of a notebook that raises."""
    return Outcome(job, "failed", failure=Failure("cell_error", "division par zéro", cell=3))


def plan_of(job, **data):
    """A plan with one job a site."""
    jobs = tuple(Job.from_json(job.to_json() | {"site_id": site, "data": kind}) for site, kind in data.items())
    return Plan(jobs, tuple(request(site) for site in data))


SITES = {"01": "stored", "18": "stored", "2A": "stored"}


def run(workspace, catalogue, plan, listener=None, **options):
    """The result of the batch."""
    return run_batch(workspace, catalogue, BatchRequest(lambda: plan, **options), listener or BatchListener())


def statuses(result):
    """Site -> status."""
    return {outcome.job.subject.id: outcome.status for outcome in result.outcomes}


def test_a_refused_file_stops_its_site_and_no_other(workspace, catalogue, job, fake):
    """One bad site changes nothing for the others, and the run says that data were refused."""
    result = run(workspace, catalogue, plan_of(job, **{"18": "stored", "41": "stored"}))
    assert [outcome.status for outcome in result.outcomes] == ["published", "data_refused"]
    assert fake.done == ["import", ["18"]]
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
    result = run_batch(workspace, catalogue, BatchRequest(lambda: next(plans)), BatchListener())
    assert result.outcomes[0].job.data == "stored"


def test_leftovers_of_a_killed_run_are_swept(workspace, catalogue, job, fake):
    """Nobody else can be working in scratch while the lock is held."""
    (workspace.scratch / "rapport-mort").mkdir(parents=True)
    run(workspace, catalogue, plan_of(job, **{"18": "stored"}))
    assert list(workspace.scratch.iterdir()) == []


def test_an_unchanged_grid_is_not_run_again(workspace, catalogue, job, fake):
    """It is up to date, which is a success; the executor is not even called."""
    run(workspace, catalogue, plan_of(job, **SITES))
    told = []
    result = run(workspace, catalogue, plan_of(job, **SITES), BatchListener(on_outcome=told.append))
    assert set(statuses(result).values()) == {"up_to_date"}
    assert (result.has_failures, result.has_refused_data, told) == (False, False, [])
    assert fake.done == ["import", ["01", "18", "2A"], "import"]
    assert set(statuses(run(workspace, catalogue, plan_of(job, **SITES), is_forced=True)).values()) == {"published"}


def test_one_changed_job_runs_alone(workspace, catalogue, job, fake):
    """The others are left as they are."""
    run(workspace, catalogue, plan_of(job, **SITES))
    (workspace.reports / "18/2020/interne/bilan/bilan.html").write_bytes(b"autre")
    result = run(workspace, catalogue, plan_of(job, **SITES))
    assert statuses(result) == {"01": "up_to_date", "18": "published", "2A": "up_to_date"}
    assert fake.done[-1] == ["18"]


@pytest.mark.parametrize("changed", [set(), {"18"}])
def test_the_index_is_written_again_as_soon_as_data_have_changed(workspace, catalogue, job, fake, monkeypatch, changed):
    """Reports take minutes: meanwhile nobody must be led to one that is older than its data."""
    fake.changed = changed
    monkeypatch.setattr(batch, "refresh_index", lambda workspace, catalogue: fake.done.append("index"))
    run(workspace, catalogue, plan_of(job, **{"18": "stored"}))
    assert fake.done == ["import", *(["index"] if changed else []), ["18"]]


def test_an_interrupted_import_leaves_no_report_linked_past_its_data(workspace, catalogue, job, fake, monkeypatch):
    """The first files may have been stored before it."""
    monkeypatch.setattr(batch, "run_imports", lambda *arguments, **named: 1 / 0)
    monkeypatch.setattr(batch, "refresh_index", lambda workspace, catalogue: fake.done.append("index"))
    with pytest.raises(ZeroDivisionError):
        run(workspace, catalogue, plan_of(job, **{"18": "stored"}))
    assert fake.done == ["index"]


def test_the_settings_reach_the_executor_and_the_ledger(workspace, catalogue, job, fake):
    """With the command, the versions, and why each job was to run."""
    settings = RunSettings(workers=3, timeout=7.0, engine="papermill", memory_limit_mb=512)
    run(workspace, catalogue, plan_of(job, **SITES), settings=settings, asked={"command": "run"})
    header = read_batch(workspace).header
    assert fake.settings == settings and RunSettings(**header["settings"]) == settings
    assert header["asked"] == {"command": "run"} and header["versions"].keys() == {"qep_lib", "python"}
    assert [planned["reasons"] for planned in header["planned"]] == [["jamais produit"]] * 3


def test_the_first_failure_stops_the_rest_when_asked(workspace, catalogue, job, fake):
    """What was not started is told so, and what was published stays."""
    fake.ending = {"18": fails}
    result = run(workspace, catalogue, plan_of(job, **SITES), settings=RunSettings(fail_fast=True))
    assert statuses(result) == {"01": "published", "18": "failed", "2A": "not_run"}
    assert result.has_failures
    assert read_batch(workspace).end["state"] == "stopped"
    assert read_batch(workspace).end["totals"] == {"published": 1, "failed": 1, "not_run": 1}


def test_a_refused_file_stops_a_run_that_must_fail_fast(workspace, catalogue, job, fake):
    """Before any report is made."""
    settings = RunSettings(fail_fast=True)
    result = run(workspace, catalogue, plan_of(job, **{"18": "stored", "41": "stored"}), settings=settings)
    assert statuses(result) == {"18": "not_run", "41": "data_refused"}
    assert fake.done == ["import"]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ZeroDivisionError()])
def test_an_interrupted_run_records_what_it_left_and_writes_the_index(workspace, catalogue, job, fake, error):
    """What ended is recorded as it ended, the rest as interrupted; the error goes on its way."""
    run(workspace, catalogue, plan_of(job, **{"01": "stored"}))
    fake.ending = {"2A": error}
    page = workspace.reports / "index.html"
    page.write_bytes(b"")
    with pytest.raises(type(error)):
        run(workspace, catalogue, plan_of(job, **SITES))
    assert {key[:2]: last.outcome.status for key, last in read_latest(workspace).items()} == {
        "01": "up_to_date",
        "18": "published",
        "2A": "interrupted",
    }
    assert read_batch(workspace).end["state"] == "interrupted"
    assert b'href="18/2020/interne/bilan/bilan.html"' in page.read_bytes()
    with workspace_lock(workspace):
        pass


def test_an_executor_that_cannot_start_leaves_its_jobs_not_run(workspace, catalogue, job, fake):
    """A cluster that is not there: nobody interrupted anything, and each job says why it was not launched."""
    fake.ending = {"01": ParameterError("aucun ordonnanceur", ("ouvrier a : non",))}
    with pytest.raises(ParameterError, match="aucun ordonnanceur"):
        run(workspace, catalogue, plan_of(job, **SITES))
    assert {last.outcome.status for last in read_latest(workspace).values()} == {"not_run"}
    failures = {last.outcome.failure for last in read_latest(workspace).values()}
    assert failures == {Failure("refused", "aucun ordonnanceur", lines=("ouvrier a : non",))}
    assert read_batch(workspace).end["state"] == "refused"
    assert read_batch(workspace).end["totals"] == {"not_run": 3}
    assert len(jobs_to_retry(catalogue, read_latest(workspace))) == 3


def test_a_retry_runs_what_is_not_published_and_nothing_else(workspace, catalogue, job, fake):
    """Failed, interrupted and never started jobs, with the settings and the cut-off date that were typed."""
    jobs = replace(plan_of(job, **SITES), imports=())
    settings = RunSettings(workers=3, timeout=7.0)
    fake.ending = {"18": fails, "2A": KeyboardInterrupt()}
    with pytest.raises(KeyboardInterrupt):
        run(workspace, catalogue, jobs, settings=settings, asked={"as_of": "2020-12-31"})
    wanted = jobs_to_retry(catalogue, read_latest(workspace))
    assert [job_id[:2] for job_id in wanted] == ["18", "2A"]
    assert former_settings(wanted) == settings
    plan = plan_retry(workspace, catalogue, wanted)
    assert [planned.id for planned in plan.jobs] == list(wanted)
    assert {planned.as_of for planned in plan.jobs} == {"2020-12-31"}
    fake.ending = {}
    run(workspace, catalogue, replace(jobs, jobs=tuple(replace(j, data="stored") for j in plan.jobs)))
    assert jobs_to_retry(catalogue, read_latest(workspace)) == {}


def test_a_report_without_data_is_not_taken_up_unless_it_was_left_unfinished(workspace, catalogue, job):
    """A mistyped period would stay for ever; once it has data and is cut short, it is taken up as any other."""
    header = {"asked": {}, "settings": {}, "versions": {}, "planned": [], "up_to_date": []}
    BatchLedger(workspace, header).record([Outcome(job, "no_data", failure=Failure("missing_data", "rien"))])
    assert jobs_to_retry(catalogue, read_latest(workspace)) == {}
    BatchLedger(workspace, header).record([Outcome(job, "interrupted")])
    assert list(jobs_to_retry(catalogue, read_latest(workspace))) == [job.id]


def test_a_retry_forgets_what_is_no_longer_declared(workspace, catalogue, job, fake):
    """A site closed since, or a report given up, would be asked for again for ever."""
    fake.ending = dict.fromkeys(SITES, fails)
    run(workspace, catalogue, plan_of(job, **SITES))
    smaller = replace(catalogue, sites={"18": catalogue.sites["18"]})
    assert [job_id[:2] for job_id in jobs_to_retry(smaller, read_latest(workspace))] == ["18"]
    assert jobs_to_retry(replace(catalogue, reports={}), read_latest(workspace)) == {}


def test_a_killed_run_is_taken_up_where_it_stopped(workspace, catalogue, job, fake, monkeypatch):
    """What it published is not made again, even if it could not record it; the rest runs."""

    class Killed(BaseException):
        pass

    def die(self, *arguments):
        raise Killed

    fake.ending = {"2A": Killed()}
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(batch._Batch, "_unfinished", die)
        run(workspace, catalogue, plan_of(job, **SITES))
    assert read_batch(workspace).end is None
    assert [left.subject.id for left in read_batch(workspace).unknown] == ["2A"]
    fake.ending = {}
    result = run(workspace, catalogue, plan_of(job, **SITES))
    assert statuses(result) == {"01": "up_to_date", "18": "up_to_date", "2A": "published"}


def test_a_second_run_is_refused_with_who_holds_the_lock(workspace, catalogue, job, fake):
    """Exit code 75, and nothing was done."""
    with workspace_lock(workspace), pytest.raises(WorkspaceLocked, match="processus") as refusal:
        run(workspace, catalogue, plan_of(job, **{"18": "stored"}))
    assert refusal.value.exit_code == 75
    assert fake.done == []
    with workspace_lock(workspace):
        pass


def test_parameters_are_refused_before_the_lock_is_taken(workspace, catalogue, fake):
    """A typing mistake leaves no trace in the workspace."""

    def refuse():
        raise ParameterError("non")

    with pytest.raises(ParameterError):
        run_batch(workspace, catalogue, BatchRequest(refuse), BatchListener())
    assert not workspace.lock.exists()


def test_a_folder_that_is_a_file_stops_the_run_before_any_import(workspace, catalogue, job, fake):
    """Rather than one internal error a report."""
    workspace.reports.write_text("x", encoding="utf-8")
    with pytest.raises(ParameterError, match="est un fichier, il faut un dossier"):
        run(workspace, catalogue, plan_of(job, **{"18": "stored"}))
    assert fake.done == []


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


def _meddles(workspace, catalogue, change):
    """The ending of a notebook that publishes its report and changes another one on the way."""

    def ending(job):
        change(workspace.reports)
        return produce(workspace, catalogue, job)

    return ending


CHANGES = {
    "rewritten": lambda folder: (folder / "bilan.html").write_bytes(b"autre"),
    "removed": lambda folder: (folder / "bilan.html").unlink(),
    "added": lambda folder: (folder / "de plus.csv").write_bytes(b"x"),
}


@pytest.mark.parametrize("kind", CHANGES)
@pytest.mark.parametrize("is_same_batch", [True, False])
def test_a_notebook_that_writes_into_another_report_is_found_by_the_batch(
    workspace, catalogue, job, fake, kind, is_same_batch
):
    """The report that it touched is a failure with the name of the file, of this batch or of an earlier one; it is
    made again by the next run."""
    touched = workspace.reports / job.id.replace("18/", "01/")
    fake.ending["18"] = _meddles(workspace, catalogue, lambda reports: CHANGES[kind](touched))
    if not is_same_batch:
        run(workspace, catalogue, plan_of(job, **{"01": "stored"}))
    result = run(workspace, catalogue, plan_of(job, **({"01": "stored"} if is_same_batch else {}), **{"18": "stored"}))
    assert statuses(result) == {"01": "failed", "18": "published"}
    (failed,) = [outcome for outcome in result.outcomes if outcome.status == "failed"]
    assert failed.failure.kind == "altered" and ("de plus.csv" if kind == "added" else "bilan.html") in (
        failed.failure.message
    )
    assert result.has_failures and read_latest(workspace)[failed.job.id].outcome.status == "failed"
    del fake.ending["18"]
    assert statuses(run(workspace, catalogue, plan_of(job, **{"01": "stored"}))) == {"01": "published"}


def test_what_was_changed_before_the_batch_is_not_laid_to_its_notebooks(workspace, catalogue, job, fake):
    """A note that somebody left in a report is not a failure of the next batch."""
    run(workspace, catalogue, plan_of(job, **{"01": "stored"}))
    CHANGES["added"](workspace.reports / job.id.replace("18/", "01/"))
    result = run(workspace, catalogue, plan_of(job, **{"18": "stored"}))
    assert statuses(result) == {"18": "published"}
