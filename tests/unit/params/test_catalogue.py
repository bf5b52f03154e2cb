"""All of `params/` at once: what the other layers receive, and every fault of every file in one error."""

import shutil
import time
from datetime import date

import pytest

from qep_lib.errors import ParameterError
from qep_lib.params import read_catalogue
from qep_lib.params.catalogue import check_params


def test_the_projects_own_parameters_hold_no_fault(project):
    """Whatever is committed under params/ can be used."""
    assert [issue.sentence for issue in check_params(project)] == []


def test_the_cher_case_is_declared(project):
    """Label, framework, run, reports, sources and questionnaire of the published 2020 bilan."""
    catalogue = read_catalogue(project)
    label = catalogue.labels["18"]
    assert (label.labelled_on, label.modules, label.has_cert) == (date(2019, 12, 18), ("M1", "M2", "M3"), True)
    framework = catalogue.framework_of("18")
    assert sum(len(module.commitments) for module in framework.modules) == 50
    assert framework.deadlines_working_days.complaint_or_suggestion == {"electronic": 5, "paper": 10}
    run = catalogue.runs["cher-2020"]
    assert run.reports[:5] == ("satisfaction", "complaints", "title_delivery", "channels", "action_plan")
    assert run.reports[5:] == ("bilan", "users_committee")
    assert run.sites == ("18",)
    assert [wanted.source for wanted in run.imports] == [
        "satisfaction-survey-cher",
        "request-register",
        "declared-figures",
        "milestones",
        "action-plan",
    ]
    assert len(catalogue.questionnaires["satisfaction-cher"].items) == 10


def test_a_site_without_label_follows_the_newest_framework(project):
    """Most of the 334 sites hold no label in params/."""
    catalogue = read_catalogue(project)
    assert catalogue.framework_of("01").version == max(catalogue.frameworks)


def test_healthy_parameters_hold_no_fault(params):
    """What the other tests spoil is healthy before they do."""
    assert check_params(params.workspace) == []


def test_every_fault_of_every_file_is_told_at_once(params):
    """Three files, four faults, one error: exit code 2 and one sentence a fault."""
    params.replaced("runs/cher-2020.yml", 'sites: ["18"]', "sites: [18]")
    params.replaced("conventions.yml", "confidence: 0.95", "confidence: NO")
    params.replaced("labels.yml", "has_cert: true", "has_certt: true")
    params.replaced("labels.yml", "[M1, M2, M3]", "M1")
    with pytest.raises(ParameterError) as caught:
        read_catalogue(params.workspace)
    assert caught.value.exit_code == 2
    assert len(caught.value.faults) == 4
    assert "4 fautes" in caught.value.message
    files = [fault.split(",")[0] for fault in caught.value.faults]
    assert files == ["params/conventions.yml", "params/labels.yml", "params/labels.yml", "params/runs/cher-2020.yml"]


def test_decimals_of_a_site_are_of_known_indicators_and_few(params):
    """The nearest name is offered; more than three figures nobody reads."""
    known = next(path.stem for path in params.path("indicators").iterdir())
    given = f'    decimals: {{{known}: 1, {known}x: 1}}\n    source: "Bilan'
    params.replaced("labels.yml", '    source: "Bilan', given)
    (issue,) = check_params(params.workspace)
    assert f"{known}x" in issue.sentence and f"« {known} »" in issue.sentence and issue.file == "params/labels.yml"
    params.replaced("labels.yml", f"{known}: 1, {known}x: 1", f"{known}: 4")
    (issue,) = check_params(params.workspace)
    assert "3" in issue.sentence and issue.file == "params/labels.yml"


@pytest.mark.parametrize("folder", ["referentiel", "indicators", "questionnaires", "sources", "runs", "calendars"])
def test_an_absent_folder_is_a_clear_message(params, folder):
    """The folder or the file it should hold is named, with what to do."""
    shutil.rmtree(params.path(folder))
    issues = check_params(params.workspace)
    issue = next(issue for issue in issues if issue.file.startswith(f"params/{folder}"))
    assert issue.code in ("missing_folder", "missing_file")
    assert "À faire" in issue.sentence


@pytest.mark.parametrize("file", ["labels.yml", "reports.yml", "conventions.yml"])
def test_an_absent_file_is_a_clear_message(params, file):
    """Each of the three single files is needed."""
    params.path(file).unlink()
    assert ("missing_file", f"params/{file}") in [(i.code, i.file) for i in check_params(params.workspace)]


def test_an_absent_params_folder_is_a_clear_message(params):
    """Nothing at all: still an error with sentences, not a crash."""
    shutil.rmtree(params.workspace.params)
    with pytest.raises(ParameterError) as caught:
        read_catalogue(params.workspace)
    assert any("params/sites.csv" in fault for fault in caught.value.faults)


def test_a_framework_folder_without_any_version_is_refused(params):
    """A site without label would have no framework."""
    params.path("referentiel/2018-12-19.yml").unlink()
    assert "aucune version du référentiel" in " ".join(i.sentence for i in check_params(params.workspace))


def test_a_file_that_would_be_ignored_for_its_extension_is_told(params):
    """`.yaml` is refused rather than silently left out."""
    (issue,) = params.written("runs/autre.yaml", "id: autre\n")
    assert (issue.code, issue.file) == ("wrong_extension", "params/runs/autre.yaml")
    assert "autre.yml" in issue.remedy


def test_reading_is_fast_enough_for_every_command_and_notebook(project):
    """Each of them reads all of params/ first: 0.4 s at most, the best of three runs."""
    durations = []
    for _ in range(3):
        start = time.perf_counter()
        read_catalogue(project)
        durations.append(time.perf_counter() - start)
    assert min(durations) < 0.4


def test_unchanged_parameters_are_parsed_once(params):
    """The very same value comes back; any change of a file, a folder or a notebook's name gives a new one."""
    first = read_catalogue(params.workspace)
    assert read_catalogue(params.workspace) is first
    params.replaced("conventions.yml", "confidence: 0.95", "confidence: 0.99")
    assert read_catalogue(params.workspace).conventions.confidence == 0.99
    params.replaced("conventions.yml", "confidence: 0.99", "confidence: 0.95")
    assert read_catalogue(params.workspace) == first
    shutil.rmtree(params.workspace.params / "runs")
    with pytest.raises(ParameterError, match="params/"):
        read_catalogue(params.workspace)
