"""Plans: the jobs and imports they list, and everything they refuse before anything starts."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qep_lib.errors import ParameterError
from qep_lib.model.period import Period
from qep_lib.model.release import Release
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.runs.plan import planning
from qep_lib.runs.plan.planning import Job, Wanted, plan_declared, plan_run
from qep_lib.store.manifest import DatasetEntry

PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def project_indicator():
    """One indicator of the project."""
    return read_catalogue(Workspace(PROJECT)).indicators["call_answer_pct"]


def test_a_declared_run_gives_its_reports_audiences_date_and_files(workspace, catalogue):
    """`--site 18 --period 2020` is enough: the rest is what the declared run says."""
    plan = plan_run(workspace, catalogue, ["18"], ["2020"])
    assert [job.id for job in plan.jobs] == ["18/2020/interne/satisfaction", "18/2020/public/satisfaction"]
    assert {job.as_of for job in plan.jobs} == {"2021-01-13"}
    assert {job.data for job in plan.jobs} == {"to_import"}
    assert [request.file for request in plan.imports] == ["enquete.csv"]


def test_without_a_declared_run_every_report_is_planned_for_internal_use(workspace, catalogue):
    """Reports come in their declared order, as of the period's last day since nothing was extracted."""
    plan = plan_run(workspace, catalogue, ["2A"], ["2021"])
    assert [job.id for job in plan.jobs] == ["2A/2021/interne/satisfaction", "2A/2021/interne/bilan"]
    assert {job.as_of for job in plan.jobs} == {"2021-12-31"}
    assert {job.data for job in plan.jobs} == {"none"}
    assert plan.imports == ()


def test_what_is_asked_replaces_what_is_declared(workspace, catalogue):
    """Options win over the declared run."""
    plan = plan_run(workspace, catalogue, ["18"], ["2020"], Wanted(["bilan"], ["internal"], date(2020, 12, 31)))
    assert [(job.id, job.as_of) for job in plan.jobs] == [("18/2020/interne/bilan", "2020-12-31")]


def test_without_a_day_the_last_extraction_of_the_declared_files_is_the_day(workspace, catalogue):
    """An earlier file of the same run does not hold back what a later one tells, whichever is declared first."""
    (early,) = catalogue.runs["cher-2020"].imports
    late = early.model_copy(update={"file": "registre.csv", "extracted_on": date(2021, 1, 11)})
    for imports in ((early, late), (late, early)):
        run = catalogue.runs["cher-2020"].model_copy(update={"as_of": None, "imports": imports})
        plan = plan_run(workspace, replace(catalogue, runs={"cher-2020": run}), ["18"], ["2020"])
        assert {job.as_of for job in plan.jobs} == {"2021-01-11"}


def test_two_public_reports_of_a_site_and_period_stop_at_the_same_day(workspace, catalogue):
    """The declared run publishes January 13th: those of December 31st, subtracted, would be the replies in between."""
    with pytest.raises(ParameterError) as caught:
        plan_run(workspace, catalogue, ["18"], ["2020"], Wanted(["bilan"], ["public"], date(2020, 12, 31)))
    assert "arrêté au 31 décembre 2020, alors que le lot « cher-2020 »" in caught.value.faults[0]
    assert "arrêtés au 13 janvier 2021" in caught.value.faults[0] and "À faire" in caught.value.faults[0]


def test_an_internal_run_that_stops_at_another_day_forbids_no_public_report(workspace, catalogue):
    """What it shows is not public: nobody outside can subtract it."""
    run = catalogue.runs["cher-2020"].model_copy(update={"audiences": ("internal",)})
    inside = replace(catalogue, runs={"cher-2020": run})
    plan = plan_run(workspace, inside, ["18"], ["2020"], Wanted(["bilan"], ["public"], date(2020, 12, 31)))
    assert [(job.id, job.as_of) for job in plan.jobs] == [("18/2020/public/bilan", "2020-12-31")]


def test_stored_rows_of_the_period_count_as_data(workspace, catalogue, monkeypatch):
    """Rows of another year do not."""
    entry = DatasetEntry(
        dataset="d",
        table="requests",
        site_id="18",
        file="f.csv",
        sha256="0",
        period="2020",
        extracted_on=date(2020, 10, 1),
        nature="real",
        partitions=(("data/store/requests/site=18/year=2020.parquet", "0"),),
    )
    monkeypatch.setattr(planning, "read_manifest", lambda workspace, sites: (entry,))
    plan = plan_run(workspace, catalogue, ["18"], ["2020", "2022"], Wanted(["bilan"], ["internal"]))
    assert {job.period: job.data for job in plan.jobs} == {"2020": "stored", "2022": "none"}


def test_a_declared_file_that_is_not_there_is_named_even_over_stored_rows(workspace, catalogue, monkeypatch):
    """The run would refuse it and make nothing of that site: the plan must not say that data are imported."""
    monkeypatch.setattr(planning, "has_data", lambda entries, period: True)
    assert plan_run(workspace, catalogue, ["18"], ["2020"]).missing_files == ()
    (workspace.root / "enquete.csv").unlink()
    plan = plan_run(workspace, catalogue, ["18"], ["2020"])
    assert plan.missing_files == ("enquete.csv",)
    assert {job.data for job in plan.jobs} == {"missing_file"}
    assert plan.to_json()["missing_files"] == ["enquete.csv"]
    assert plan_declared(workspace, catalogue, catalogue.runs.values()).missing_files == ("enquete.csv",)


def test_an_indicator_that_cannot_be_measured_stops_the_plan(workspace, catalogue, project_indicator):
    """With its file, the formula as written and the nearest one: before any kernel, not report by report."""
    wrong = project_indicator.model_copy(update={"formula": "declarred"})
    with pytest.raises(ParameterError) as refusal:
        plan_run(workspace, replace(catalogue, indicators={wrong.id: wrong}), ["18"], ["2020"])
    (fault,) = refusal.value.faults
    assert f"params/indicators/{wrong.id}.yml" in fault
    assert "« declarred »" in fault and "« declared »" in fault


def test_every_fault_is_told_at_once_and_nothing_starts(workspace, catalogue):
    """A site, a period, a report and an audience that are wrong give four sentences."""
    with pytest.raises(ParameterError) as refusal:
        plan_run(workspace, catalogue, ["1"], ["20-20"], Wanted(["bilam"], ["prefet"]))
    text = str(refusal.value)
    assert len(refusal.value.faults) == 4
    assert all(word in text for word in ("écrire 01", "« 20-20 »", "« bilan »", "« prefet »"))


def test_a_notebook_that_cannot_be_run_stops_the_plan(workspace, catalogue, new_notebook):
    """Only the notebooks that the plan needs are looked at."""
    new_notebook(workspace.notebooks / "bilan.ipynb", "1", tagged=0)
    assert plan_run(workspace, catalogue, ["18"], ["2020"]).jobs
    with pytest.raises(ParameterError, match="parameters"):
        plan_run(workspace, catalogue, ["18"], ["2020"], Wanted(["bilan"]))


def test_declared_runs_add_up_without_repeating_a_job(workspace, catalogue):
    """The same run named twice makes each report once and imports each file once."""
    run = catalogue.runs["cher-2020"]
    plan = plan_declared(workspace, catalogue, [run, run])
    assert len(plan.jobs) == 2
    assert len(plan.imports) == 1


def test_a_job_survives_the_trip_through_json(job):
    """Jobs cross processes as JSON values."""
    assert Job.from_json(json.loads(json.dumps(job.to_json()))) == job


def test_several_sites_and_periods_make_a_grid(workspace, catalogue):
    """Site by site in the registry's order, then period by period as asked."""
    plan = plan_run(workspace, catalogue, ["region:24", "01"], ["2021", "2020"], Wanted(["bilan"], ["internal"]))
    assert [job.id for job in plan.jobs] == [
        f"{site}/{period}/interne/bilan" for site in ("01", "18", "41") for period in ("2021", "2020")
    ]


def test_a_pattern_keeps_jobs_and_the_files_they_need(workspace, catalogue):
    """The files of a site that no kept job is about are not imported; one useless pattern is refused."""
    asked = (workspace, catalogue, ["18", "41"], ["2020"])
    plan = plan_run(*asked, only=["41/*/bilan", "41/2020/interne/satisfaction"])
    assert [job.id for job in plan.jobs] == ["41/2020/interne/satisfaction", "41/2020/interne/bilan"]
    assert (plan.imports, plan.missing_files) == ((), ())
    assert len(plan_run(*asked, only=["18/*"]).imports) == 1
    with pytest.raises(ParameterError, match="--only") as refusal:
        plan_run(*asked, only=["41/*", "2A/*"])
    assert len(refusal.value.faults) == 1
    with pytest.raises(ParameterError, match="--only"):
        plan_declared(workspace, catalogue, catalogue.runs.values(), only=["41/*"])


def test_a_wrong_option_over_declared_runs_is_told_once(workspace, catalogue):
    """However many runs there are."""
    runs = [catalogue.runs["cher-2020"], catalogue.runs["cher-2020"].model_copy(update={"id": "autre"})]
    with pytest.raises(ParameterError) as refusal:
        plan_declared(workspace, catalogue, runs, Wanted(["bilam"]))
    assert len(refusal.value.faults) == 1


def test_a_public_part_of_a_year_is_planned_once_declared(workspace, catalogue):
    """The plan names the report, the site and what to do; the year and internal reports need no declaration."""
    asked = (workspace, catalogue, ["18"], ["2020-S1"])
    with pytest.raises(ParameterError) as caught:
        plan_run(*asked, Wanted(["bilan"], ["public", "internal"]))
    (fault,) = caught.value.faults
    assert fault.startswith("rapport public « bilan », Préfecture : Cher, 1er semestre 2020 : avant de publier")
    assert [job.id for job in plan_run(*asked, Wanted(["bilan"], ["internal"])).jobs] == ["18/2020-S1/interne/bilan"]
    released = Release(Period.parse("2020-S1"), frozenset(catalogue.reports["bilan"].tables))
    declared = replace(catalogue, releases={"18": (released,)})
    plan = plan_run(workspace, declared, ["18"], ["2020-S1"], Wanted(["bilan"], ["public"]))
    assert [job.id for job in plan.jobs] == ["18/2020-S1/public/bilan"]
