"""The report of a region: planned once for each perimeter asked for, over the data of all its sites."""

from dataclasses import replace
from datetime import date

import pytest

from qep_lib.errors import ParameterError
from qep_lib.model.campaign import Import, Run, Source
from qep_lib.runs.plan.planning import Job, Wanted, plan_declared, plan_run
from qep_lib.runs.plan.selection import select_codes
from qep_lib.runs.publish.freshness import examine_jobs, trace_job
from qep_lib.runs.publish.placing import publish

SITES = ("18", "41", "2A")


@pytest.fixture
def compared(catalogue, workspace, new_notebook):
    """The small catalogue with a report that compares sites over two years; each site declares a file of 2020."""
    names = ("sites", "period", "previous", "as_of", "audience")
    text = "\n".join(f"{name} = None" for name in names)
    new_notebook(workspace.notebooks / "compared.ipynb", "1", parameters=text)
    report = catalogue.reports["bilan"].model_copy(
        update={"id": "compared", "notebook": "compared.ipynb", "order": 30, "scope": "region", "earlier_years": 1}
    )
    for site_id in SITES:
        (workspace.root / f"{site_id}.csv").touch()
    request = {"source": "register", "period": "2020", "extracted_on": date(2021, 1, 1), "nature": "real"}
    run = Run(
        id="files-2020",
        label="Fichiers",
        sites=SITES,
        period="2020",
        reports=("bilan",),
        imports=tuple(Import(file=f"{site_id}.csv", site=site_id, **request) for site_id in SITES),
    )
    register = Source(id="register", description="Registre", table="requests")
    reports = catalogue.reports | {"compared": report}
    return replace(catalogue, reports=reports, runs={run.id: run}, sources={register.id: register})


def ids(plan):
    """Ids of its comparisons."""
    return [job.id for job in plan.jobs if job.report_id == "compared"]


def test_sites_named_one_by_one_are_compared_together(workspace, compared):
    """And each keeps its own reports; the job reads them all and nothing else."""
    plan = plan_run(workspace, compared, ["2A", "18"], ["2021"])
    assert ids(plan) == ["18+2A/2021/interne/compared"]
    assert {job.subject.id for job in plan.jobs if job.report_id == "bilan"} == {"18", "2A"}
    (job,) = (job for job in plan.jobs if job.report_id == "compared")
    assert job.sites == ("18", "2A") and Job.from_json(job.to_json()) == job


@pytest.mark.parametrize(
    ("asked", "perimeters"),
    [
        (["all"], ("france",)),
        (["france"], ("france",)),
        (["region:24", "region:24"], ("region-24",)),
        (["region:94"], ()),
        (["region:24", "2A", "18"], ("region-24", "18+2A")),
        (["18"], ()),
    ],
)
def test_each_region_and_the_country_have_their_own(catalogue, asked, perimeters):
    """Once each; the sites named one by one are compared together; a region of one prefecture has none."""
    found = select_codes(asked, catalogue.sites)
    assert tuple(subject for subject in found if subject not in catalogue.sites) == perimeters


def test_files_of_the_earlier_years_that_it_shows_are_imported_first(workspace, compared):
    """Declared by the runs of those years."""
    plan = plan_run(workspace, compared, ["18", "41"], ["2021"], Wanted(["compared"]))
    assert [request.file for request in plan.imports] == ["18.csv", "41.csv"]
    assert plan_run(workspace, compared, ["18", "41"], ["2022"], Wanted(["compared"])).imports == ()


def test_asked_of_a_single_site_it_is_refused_by_name_and_left_out_of_all(workspace, compared):
    """« All reports » of a site is not a fault."""
    with pytest.raises(ParameterError) as refusal:
        plan_run(workspace, compared, ["18"], ["2021"], Wanted(["compared"]))
    assert "compare plusieurs préfectures et n'a été demandé que pour 18" in refusal.value.faults[0]
    assert ids(plan_run(workspace, compared, ["18"], ["2021"])) == []


def test_a_region_of_one_prefecture_is_refused_by_its_name(workspace, compared):
    """Not as a list of sites that nobody typed; a site of another region is told as before."""
    with pytest.raises(ParameterError) as refusal:
        plan_run(workspace, compared, ["region:94"], ["2021"], Wanted(["compared"]))
    assert refusal.value.faults[0].startswith(
        "rapport « compared » : région « 94 » (Corse) : elle n'a qu'une préfecture, il n'y a rien à comparer. Accepté : "
    )


@pytest.mark.parametrize(
    ("previous", "said"),
    [
        (
            '"2021"',
            "« 2021 » est la période du rapport, qui ne se compare pas à elle-même. Accepté : 2020. À faire : choisir",
        ),
        ('"2015"', "« 2015 » n'est pas une période que ce rapport compare à 2021. Accepté : 2020. À faire : choisir"),
        ("2020", '2020 n\'est pas un texte entre guillemets. Accepté : "2020"'),
    ],
)
def test_a_notebook_that_compares_a_period_with_itself_stops_the_plan(
    workspace, compared, new_notebook, previous, said
):
    """Its default stays where nothing is passed; another year of the same notebook may be fine."""
    text = f"sites = None\nperiod = None\nprevious = {previous}\nas_of = None\naudience = None"
    new_notebook(workspace.notebooks / "compared.ipynb", "1", parameters=text)
    with pytest.raises(ParameterError) as refusal:
        plan_run(workspace, compared, ["18", "41"], ["2021"], Wanted(["compared"]))
    assert len(refusal.value.faults) == 1
    assert refusal.value.faults[0].startswith("carnet « compared.ipynb », cellule « parameters » : période comparée : ")
    assert said in refusal.value.faults[0]
    assert ids(plan_run(workspace, compared, ["18"], ["2021"])) == []


def test_a_declared_run_of_several_sites_declares_their_comparison(workspace, compared):
    """Once, with its cut-off date."""
    run = Run(
        id="c",
        label="C",
        sites=SITES,
        period="2021",
        as_of=date(2022, 6, 27),
        reports=("compared",),
        audiences=("public",),
    )
    plan = plan_declared(workspace, replace(compared, runs=compared.runs | {"c": run}), [run])
    assert [(job.report_id, job.as_of, job.audience) for job in plan.jobs] == [("compared", "2022-06-27", "public")]


@pytest.mark.parametrize(("site_id", "is_stale"), [("41", True), ("2A", False)])
def test_new_data_of_one_of_its_sites_make_it_stale(workspace, compared, declare_stored, site_id, is_stale):
    """A site outside the perimeter does not concern it."""
    for known in SITES:
        declare_stored(known)
    (job,) = plan_run(workspace, compared, ["18", "41"], ["2020"], Wanted(["compared"])).jobs
    publish(workspace, job, {"a.html": b"a"}, trace_job(workspace, compared, job), None)
    (state,) = examine_jobs(workspace, compared, [job])
    assert state.state == "up_to_date"
    declare_stored(site_id, sha256="b" * 64)
    (state,) = examine_jobs(workspace, compared, [job])
    assert (state.state == "to_run") == is_stale
