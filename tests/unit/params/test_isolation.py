"""A fault in what belongs to one site leaves the others their catalogue, and says whom it stops."""

import shutil
from pathlib import Path

import pytest

from qep_lib.errors import DataRefused, ParameterError
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.runs.plan.planning import plan_declared, plan_run
from qep_lib.store.concerned import stops_of

PROJECT = Path(__file__).parents[3]
RUN, SOURCE = "params/runs/cher-2020.yml", "params/sources/satisfaction-survey-cher.yml"
QUESTIONNAIRE, LABELS, GROUPS = "params/questionnaires/satisfaction-cher.yml", "params/labels.yml", "params/groups.yml"


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    root = tmp_path_factory.mktemp("whole")
    for name in ("params", "notebooks"):
        shutil.copytree(PROJECT / name, root / name)
    # So that the check of the indicators is remembered.
    (root / "data").mkdir()
    return root


@pytest.fixture(scope="module")
def sound(whole):
    """The catalogue without any fault."""
    return read_catalogue(Workspace(whole))


@pytest.fixture(scope="module")
def jobs_of_another(whole, sound):
    """What is planned of a site that no fault is about."""
    return plan_run(Workspace(whole), sound, ["57"], ["2021"]).jobs


@pytest.fixture
def shared(whole, tmp_path):
    """A folder of several prefectures, of which a test spoils what belongs to one."""
    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    return Workspace(tmp_path)


def spoil(workspace, name, old, new):
    path = workspace.root / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


FAULTS = [
    (RUN, 'period: "2020"', "period: 2020", "run", {"18"}),
    (RUN, "reports: [satisfaction,", "reports: [satisfaktion,", "run", {"18"}),
    (RUN, 'sites: ["18"]', 'sites: ["18"', "run", {"18"}),
    (RUN, 'sites: ["18"]', "sites: [18]", "run", {"18"}),
    (RUN, "id: cher-2020", "id: cher-2021", "run", {"18"}),
    (SOURCE, "table: survey_answers", "table: survey_answer", "source", {"18", "28", "36", "37", "45"}),
    (SOURCE, "id: satisfaction-survey-cher", "id: [", "source", {"18", "28", "36", "37", "45"}),
    (QUESTIONNAIRE, "items:", "item:", "questionnaire", {"18", "28", "36", "37", "45"}),
    (QUESTIONNAIRE, "items:", "items: [", "questionnaire", {"18", "28", "36", "37", "45"}),
    (LABELS, "modules: [M1, M2, M3]", "modules: [M1, M2, M9]", "labels", {"18"}),
    (LABELS, "labelled_on: 2019-12-18", "labelled_on: 18/12/2019", "labels", {"18"}),
    (LABELS, 'site_id: "18"', "site_id: 18", "labels", {"18"}),
    (LABELS, 'site_id: "57"', 'site_id: "18"', "labels", {"18"}),
    (GROUPS, 'lead: "91"', 'lead: "18"', "groups", {"91", "91-etampes", "91-palaiseau", "18"}),
]


@pytest.mark.parametrize(("name", "old", "new", "kind", "sites"), FAULTS)
def test_a_fault_stops_those_whom_it_is_about(shared, sound, jobs_of_another, name, old, new, kind, sites):
    """The others keep their runs, labels and questionnaires; a plan of one of them is what it was."""
    spoil(shared, name, old, new)
    catalogue = read_catalogue(shared)
    (found,) = catalogue.left_out
    assert (found.kind, found.file, found.sites) == (kind, name, frozenset(sites))
    assert all(sentence.startswith(name) for sentence in found.sentences) and found.sentences
    if old != 'site_id: "57"':
        assert catalogue.labels["57"] == sound.labels["57"]
    assert plan_run(shared, catalogue, ["57"], ["2021"]).jobs == jobs_of_another
    stopped = sorted(sites)[0]
    with pytest.raises(ParameterError) as caught:
        plan_run(shared, catalogue, [stopped], ["2020"])
    assert {*found.sentences} <= {*caught.value.faults}


def test_everybody_asked_the_others_go_on(shared):
    """Without a word on which, the sound sites are planned, and what was left out is in the plan."""
    spoil(shared, LABELS, "modules: [M1, M2, M3]", "modules: [M1, M2, M9]")
    catalogue = read_catalogue(shared)
    plan = plan_declared(shared, catalogue, catalogue.runs.values())
    assert {job.subject.id for job in plan.jobs} >= {"41", "57", "91"}
    assert all("18" not in job.sites for job in plan.jobs)
    assert not any(request.site == "18" and "cher-2020" in request.file for request in plan.imports)
    assert [found.file for found in plan.left_out] == [LABELS]
    assert "module inconnu" in plan.to_json()["left_out"][0]


def test_a_region_that_holds_the_site_is_stopped_with_it(shared):
    """A comparison would show the site without its label."""
    spoil(shared, LABELS, "modules: [M1, M2, M3]", "modules: [M1, M2, M9]")
    catalogue = read_catalogue(shared)
    reads = {region: stops_of(shared, catalogue, sites) for region, sites in (("24", ("18", "41")), ("44", ("57",)))}
    assert [bool(found) for found in reads.values()] == [True, False]


def test_a_label_of_nobody_may_be_that_of_any_site_without_one(shared):
    """A site that has its own entry is not touched; one that has none could be the one that was meant."""
    spoil(shared, LABELS, 'site_id: "57"', "site_id:")
    (found,) = read_catalogue(shared).left_out
    assert "57" in found.sites and "03" in found.sites
    assert not {"18", "41", "91"} & found.sites


@pytest.mark.parametrize(
    "name", ["params/conventions.yml", "params/reports.yml", "params/referentiel/2022.yml", LABELS]
)
def test_a_fault_of_what_all_share_stops_all(shared, name):
    """The catalogue, and a list that cannot be read at all, whosever entry is meant."""
    path = shared.root / name
    path.write_text(path.read_text("utf-8") + "\n  mal: [\n", encoding="utf-8")
    with pytest.raises(ParameterError, match="rien n'a été lancé"):
        read_catalogue(shared)


def test_a_run_that_cannot_be_read_accuses_nobody_and_loses_nothing(shared):
    """It names no site: it is told, and what it imported is not offered to `qep forget`."""
    (shared.params / "runs" / "essai.yml").write_bytes(b"\xff\xfe\x00")
    catalogue = read_catalogue(shared)
    (found,) = catalogue.left_out
    assert (found.id, found.sites) == ("essai", frozenset())
    assert plan_run(shared, catalogue, ["18"], [Period.parse("2020").code]).left_out == ()


def test_a_damaged_list_of_imports_stops_its_own_site(shared):
    """It is no fault of `params/`: the site itself is refused as its data are, the others are planned."""
    folder = shared.store / "manifest"
    folder.mkdir(parents=True)
    (folder / "18.json").write_text("{", encoding="utf-8")
    catalogue = read_catalogue(shared)
    plan = plan_declared(shared, catalogue, catalogue.runs.values())
    assert {found.kind for found in plan.left_out} == {"stored"}
    assert {"41", "57"} <= {job.subject.id for job in plan.jobs} and all("18" not in job.sites for job in plan.jobs)
    with pytest.raises(DataRefused, match=r"18\.json"):
        plan_run(shared, catalogue, ["18"], ["2020"])
