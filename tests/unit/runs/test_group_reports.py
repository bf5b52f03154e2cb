"""The report of a group: planned for the site that leads it, over the data of all its sites, and of those only."""

from dataclasses import replace
from datetime import date

import pytest

from qep_lib.errors import ParameterError
from qep_lib.model.campaign import Import, Run, Source
from qep_lib.model.site import SiteGroup
from qep_lib.runs.plan.planning import Wanted, plan_declared, plan_run
from qep_lib.runs.publish.freshness import examine_jobs, examine_plan, trace_job
from qep_lib.runs.publish.placing import publish

GROUP = SiteGroup(id="centre", label="Centre", lead="18", sites=("41", "18", "2A"), why="Un questionnaire")
SITES = ["18", "41", "2A", "01"]


@pytest.fixture
def grouped(catalogue, workspace, new_notebook):
    """The small catalogue with a group of three sites and a report that reads it; each site declares one file."""
    new_notebook(workspace.notebooks / "together.ipynb", "1")
    report = catalogue.reports["bilan"].model_copy(
        update={"id": "together", "notebook": "together.ipynb", "order": 30, "scope": "group"}
    )
    for site_id in SITES:
        (workspace.root / f"{site_id}.csv").touch()
    run = Run(
        id="centre-2021",
        label="Centre",
        sites=tuple(SITES),
        period="2021",
        reports=("bilan", "together"),
        imports=tuple(_request(site_id, day) for day, site_id in enumerate(SITES, 1)),
    )
    register = Source(id="register", description="Registre", table="requests")
    return replace(
        catalogue,
        reports=catalogue.reports | {"together": report},
        runs=catalogue.runs | {run.id: run},
        sources={register.id: register},
        groups=(GROUP,),
    )


def _request(site_id, day):
    return Import(
        file=f"{site_id}.csv",
        source="register",
        site=site_id,
        period="2021",
        extracted_on=date(2022, 1, day),
        nature="real",
    )


@pytest.fixture
def published(workspace, grouped, declare_stored):
    """The jobs of 2020 of every site, all published, over one stored file a site."""
    for site_id in SITES:
        declare_stored(site_id)
    jobs = plan_run(workspace, grouped, SITES, ["2020"], Wanted(["bilan", "together"], ["internal"])).jobs
    for job in jobs:
        publish(workspace, job, {"a.html": b"a"}, trace_job(workspace, grouped, job), None)
    return jobs


def to_run(workspace, catalogue, jobs):
    """Ids of the jobs that are no longer up to date."""
    return {state.job.id for state in examine_jobs(workspace, catalogue, jobs) if state.state == "to_run"}


def test_only_the_lead_has_the_report_and_it_reads_the_others_in_their_order(workspace, grouped):
    """The other sites, in the group or not, have their own reports only."""
    plan = plan_declared(workspace, grouped, [grouped.runs["centre-2021"]])
    read = {job.id: job.subject.also_read for job in plan.jobs}
    assert read == {f"{site}/2021/interne/bilan": () for site in SITES} | {"18/2021/interne/together": ("41", "2A")}


def test_asked_for_alone_it_imports_the_files_of_its_sites_and_no_other(workspace, grouped):
    """As of the newest of their extractions; a missing file of any of them is told."""
    plan = plan_run(workspace, grouped, ["18"], ["2021"], Wanted(["together"]))
    assert [request.file for request in plan.imports] == ["18.csv", "41.csv", "2A.csv"]
    assert [(job.as_of, job.data) for job in plan.jobs] == [("2022-01-03", "to_import")]
    (workspace.root / "2A.csv").unlink()
    plan = plan_run(workspace, grouped, ["18"], ["2021"])
    assert {job.report_id: job.data for job in plan.jobs} == {"bilan": "to_import", "together": "missing_file"}


def test_asked_by_name_of_a_site_that_leads_no_group_it_is_refused(workspace, grouped):
    """With the sites that lead one; asked of several sites, those that lead none are left out."""
    with pytest.raises(ParameterError) as refusal:
        plan_run(workspace, grouped, ["41", "01"], ["2021"], Wanted(["together"]))
    (fault,) = refusal.value.faults
    assert "01, 41 n'en mènent aucun. Accepté : 18 (Centre)" in fault and "params/groups.yml" in fault
    assert [job.id for job in plan_run(workspace, grouped, ["41", "18"], ["2021"], Wanted(["together"])).jobs] == [
        "18/2021/interne/together"
    ]
    with pytest.raises(ParameterError, match="aucun groupe n'est déclaré"):
        plan_run(workspace, replace(grouped, groups=()), ["18"], ["2021"], Wanted(["together"]))


def test_every_report_of_a_site_without_a_group_leaves_that_one_out(workspace, grouped):
    """« All reports » is not a fault."""
    plan = plan_run(workspace, grouped, ["2A"], ["2020"])
    assert {job.report_id for job in plan.jobs} == {"satisfaction", "bilan"}


@pytest.mark.parametrize(("site_id", "stale"), [("2A", {"2A/2020/interne/bilan", "18/2020/interne/together"}),
                                                ("01", {"01/2020/interne/bilan"})])  # fmt: skip
def test_new_data_of_a_site_make_its_own_reports_and_its_group_s_stale(
    workspace, grouped, published, declare_stored, site_id, stale
):
    """And no other site's, the lead's own included; a site outside the group does not concern it."""
    assert to_run(workspace, grouped, published) == set()
    declare_stored(site_id, sha256="b" * 64)
    assert to_run(workspace, grouped, published) == stale


def test_a_file_still_to_import_makes_the_group_s_report_run(workspace, grouped):
    """Before anything is imported, the plan already says so, with the name of each file."""
    plan = plan_run(workspace, grouped, ["18"], ["2021"])
    reasons = {state.job.report_id: state.reasons[-1] for state in examine_plan(workspace, grouped, plan)}
    assert reasons == {"bilan": "à importer : 18.csv", "together": "à importer : 18.csv, 41.csv, 2A.csv"}


def test_what_a_group_is_concerns_its_own_report_only(workspace, grouped, published):
    """Another label or order of its sites makes it again, and nothing else; so it does not for another group."""
    renamed = replace(grouped, groups=(GROUP.model_copy(update={"label": "Centre-Val de Loire"}),))
    assert to_run(workspace, renamed, published) == {"18/2020/interne/together"}
    other = GROUP.model_copy(update={"id": "autre", "lead": "01", "sites": ("01", "41")})
    assert to_run(workspace, replace(grouped, groups=(GROUP, other)), published) == set()
