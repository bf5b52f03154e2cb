"""Committees and roads: their faults with their lines, whom these stop, and that no report is opened with a member."""

from datetime import date

import pytest
import yaml

from qep_lib.errors import ParameterError
from qep_lib.model.road import RoadPhase, RoadTask
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.params.national import is_national
from qep_lib.params.roads import road_text, with_done
from qep_lib.store.concerned import all_about, stops_of

COMMITTEE, ROAD = "committees/cher.yml", "roads/cher.yml"
HELD = """\
id: cher
label: "Cher"
sites: ["18"]
clu:
  time: "14:00"
  agenda:
    - {title: "Bilan", shows: [results]}
  colleges:
    - name: "Associations"
      members:
        - {structure: "UFC", people: [{name: "Mme Zoé Quelconque", function: "présidente"}]}
        - {structure: "APF"}
"""
WALKED = """\
id: cher
sites: ["18"]
source: "Exemple"
phases:
  - title: "Organiser"
    first_month: "2020-06"
    last_month: "2020-08"
    tasks:
      - {title: "Composition du COPIL"}
      - title: "Périmètre"
        who: "COPIL"   # à confirmer
"""


def written(params, file, text):
    """The faults once that file holds that text."""
    params.path(file).parent.mkdir(parents=True, exist_ok=True)
    return params.written(file, text)


def test_a_sound_committee_and_a_sound_road_have_no_fault(params):
    """They are in the catalogue, by site."""
    assert written(params, COMMITTEE, HELD) == written(params, ROAD, WALKED) == []
    catalogue = read_catalogue(params.workspace)
    assert catalogue.committees["18"].clu.colleges[0].members[0].people[0].function == "présidente"
    assert catalogue.roads["18"].phases[0].tasks[1].who == "COPIL"


def test_no_report_is_opened_with_a_committee(params):
    """What a report may read holds no member, and another member makes no report again."""
    written(params, COMMITTEE, HELD)
    catalogue = read_catalogue(params.workspace)
    part = catalogue.restricted_to(["18"], ["bilan"])
    assert part.committees == {} and "Quelconque" not in repr(part)
    before = catalogue.fingerprint_for(["18"], ["bilan"])
    written(params, COMMITTEE, HELD.replace("Zoé Quelconque", "Zoé Autre"))
    assert read_catalogue(params.workspace).fingerprint_for(["18"], ["bilan"]) == before


def test_a_road_is_read_by_the_reports_of_its_sites_alone(params):
    """Their key changes with it."""
    written(params, ROAD, WALKED)
    before = read_catalogue(params.workspace)
    assert before.restricted_to(["41"]).roads == {} and set(before.restricted_to(["18"]).roads) == {"18"}
    written(params, ROAD, WALKED.replace("2020-08", "2020-09"))
    after = read_catalogue(params.workspace)
    assert after.fingerprint_for(["18"]) != before.fingerprint_for(["18"])
    assert after.fingerprint_for(["41"]) == before.fingerprint_for(["41"])


COMMITTEE_FAULTS = [
    ('time: "14:00"', 'time: "14h"', "wrong_form", 5, "14:00"),
    ("shows: [results]", "shows: [resultats]", "unknown_value", 7, "results"),
    ('structure: "APF"', 'structure: "ufc"', "repeated", 12, "structure en double"),
    ('sites: ["18"]', 'sites: ["99"]', "wrong_form", 3, "01"),
    ('sites: ["18"]', 'sites: ["18-vierzan"]', "unknown_id", 3, "vierzon"),
    ("clu:", "clv:", "unknown_key", 4, "clu"),
    ("id: cher", "id: centre", "wrong_id", 1, "cher"),
    ('name: "Mme Zoé', 'nom: "Mme Zoé', "unknown_key", 11, "name"),
]
ROAD_FAULTS = [
    ('"2020-06"', '"06/2020"', "wrong_form", 6, "2020-06"),
    ('"2020-08"', '"2020-05"', "backward_months", 7, "précède"),
    ('    last_month: "2020-08"\n', "", "half_a_span", 5, "last_month"),
    ('title: "Périmètre"', 'title: "composition du copil"', "repeated", 10, "tâche en double"),
    ('who: "COPIL"', "done_on: 15/07/2020", "wrong_type", 11, "2020-07-15"),
    ('sites: ["18"]', 'sites: ["18", "18"]', "repeated", 2, "site en double"),
]


@pytest.mark.parametrize(
    ("file", "text", "old", "new", "code", "line", "words"),
    [(COMMITTEE, HELD, *fault) for fault in COMMITTEE_FAULTS] + [(ROAD, WALKED, *fault) for fault in ROAD_FAULTS],
)
def test_each_fault_is_told_with_its_line_and_what_is_accepted(params, file, text, old, new, code, line, words):
    """In French, for whoever wrote the file."""
    assert old in text
    issues = [issue for issue in written(params, file, text.replace(old, new)) if issue.code == code]
    assert issues and issues[0].row == line and issues[0].file == f"params/{file}"
    assert words in issues[0].sentence


def test_a_site_has_one_committee_and_one_road(params):
    """Two files that name it are told, the second with the name of the first."""
    for folder, text in (("committees", HELD), ("roads", WALKED)):
        written(params, f"{folder}/cher.yml", text)
        (issue,) = written(params, f"{folder}/berry.yml", text.replace("id: cher", "id: berry"))
        assert (issue.code, issue.file) == ("repeated", f"params/{folder}/cher.yml")
        assert f"params/{folder}/berry.yml" in issue.found
        params.path(f"{folder}/berry.yml").unlink()


def test_a_committee_that_sits_nowhere_is_told(params):
    """A file with sites and no committee says nothing."""
    (issue,) = written(params, COMMITTEE, HELD[: HELD.index("clu:")])
    assert "ne décrit aucun comité" in issue.sentence


@pytest.mark.parametrize("text", [HELD.replace('"14:00"', '"14h"'), HELD + "  - [", "sites: [18\n"])
def test_a_fault_of_a_committee_stops_no_report(params, text):
    """It is left out with its sites, told by the check of these, and of nobody else."""
    written(params, COMMITTEE, text)
    catalogue = read_catalogue(params.workspace)
    (found,) = catalogue.left_out
    assert (found.kind, found.sites) == ("committee", frozenset({"18"}))
    assert "18" not in catalogue.committees
    assert stops_of(params.workspace, catalogue, ["18"]) == ()
    assert all_about(params.workspace, catalogue, ["18"]) == (found,)
    assert all_about(params.workspace, catalogue, ["41"]) == ()


def test_a_fault_of_a_road_stops_the_reports_of_its_sites_alone(params):
    """They would print a road without its tasks."""
    written(params, ROAD, WALKED.replace('"2020-08"', '"2020-05"'))
    catalogue = read_catalogue(params.workspace)
    assert [found.kind for found in stops_of(params.workspace, catalogue, ["18"])] == ["road"]
    assert stops_of(params.workspace, catalogue, ["41"]) == ()


def test_a_task_is_told_as_done_where_it_stands(params):
    """On one line or on several, told again or for the first time; comments and the rest are the same bytes."""
    written(params, ROAD, WALKED)
    workspace, day = params.workspace, date(2020, 7, 15)
    one_line = with_done(workspace, "cher", "1.1", day)
    assert one_line == WALKED.replace('du COPIL"}', 'du COPIL", done_on: 2020-07-15}')
    block = with_done(workspace, "cher", "1.2", day)
    assert block == WALKED.replace("# à confirmer\n", "# à confirmer\n        done_on: 2020-07-15\n")
    assert written(params, ROAD, one_line) == []
    assert with_done(workspace, "cher", "1.1", date(2020, 8, 1)) == one_line.replace("2020-07-15", "2020-08-01")
    with pytest.raises(ParameterError, match=r"« 2.1 ».*Accepté : 1.1 à 1.2"):
        with_done(workspace, "cher", "2.1", day)
    windows = WALKED.replace("\n", "\r\n")
    written(params, ROAD, windows)
    assert with_done(workspace, "cher", "1.2", day).replace("\r\n", "\n") == block
    assert "\n" not in with_done(workspace, "cher", "1.2", day).replace("\r\n", "")


def test_a_laid_road_is_read_again_as_it_was_meant(params):
    """Words with quotes and backslashes, and sites that look like numbers."""
    phases = (
        RoadPhase(
            title='Le « plan » "A"',
            first_month="2021-03",
            last_month="2021-05",
            tasks=(RoadTask(title="a\\b", who="x"),),
        ),
        RoadPhase(title="Communiquer", tasks=(RoadTask(title="l'info"),)),
    )
    assert written(params, "roads/18.yml", road_text("18", ["18"], "Modèle", phases)) == []
    road = read_catalogue(params.workspace).roads["18"]
    assert (road.id, road.phases, road.source) == ("18", phases, "Modèle")


def test_committees_and_roads_are_local_their_models_national():
    """A wheel carries nobody's committee."""
    assert not is_national("params/committees/cher.yml") and not is_national("params/roads/essonne.yml")
    assert is_national("params/agendas.yml") and is_national("params/road_model.yml")


def test_the_committee_of_essonne_is_the_printed_one(project):
    """Seven colleges and twelve structures, one committee for the three sites, no person; its agenda and its hour."""
    text = (project.root / "tests/data/published.yml").read_text("utf-8")
    told = yaml.safe_load(text)["essonne_2019"]["committee"]
    committee = read_catalogue(Workspace(project.root)).committees["91-palaiseau"]
    found = {c.name.lower(): [m.structure.lower() for m in c.members] for c in committee.clu.colleges}
    assert found == {name: [word.lower() for word in words] for name, words in told["colleges"].items()}
    assert not any(member.people for college in committee.clu.colleges for member in college.members)
    assert committee.clu.time == told["meeting"]["time"]
    assert [point.title.lower() for point in committee.clu.agenda] == told["agenda"]


@pytest.mark.parametrize(
    ("site", "kind", "told"),
    [
        ("18", "clu", "users_committee_cher"),
        ("41", "clu", "users_committee_loir_et_cher"),
        ("57", "copil", "steering_committee_moselle"),
    ],
)
def test_the_agenda_of_each_published_committee_is_the_printed_one(project, site, kind, told):
    """The years of the Cher's are words to fill."""
    printed = yaml.safe_load((project.root / "tests/data/published.yml").read_text("utf-8"))["committees_told"][told]
    sitting = read_catalogue(Workspace(project.root)).committees[site].sitting(kind)
    titles = [point.title.replace("{period}", "2020").replace("{year}", "2021").lower() for point in sitting.agenda]
    assert titles == [title.lower() for title in printed["agenda"]]
    assert sitting.time == printed.get("time")
