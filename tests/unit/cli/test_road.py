"""`qep road`: laid from the national model, shown with what is late, told as done; its tasks in the diary."""

from datetime import date

import pytest
from icalendar import Calendar

from qep_lib.cli.calendar import write_calendar
from qep_lib.cli.road import show_road
from qep_lib.errors import ParameterError
from qep_lib.params import read_catalogue
from qep_lib.params.catalogue import check_params


def road(site="45", **options):
    """The command, with ordinary options."""
    given = {"start": None, "others": (), "done": None, "on": None, "as_of": "2021-09-15"} | options
    return show_road(site, *given.values())


def test_a_road_is_laid_shown_and_told_as_done(workspace, capsys):
    """For two sites from March 2021: on 15 September the six tasks of the first phase and the four of the second are late."""
    assert road(start="2021-03", others=("45-montargis",)) == 0
    assert not [issue for issue in check_params(workspace) if "roads" in issue.file]
    laid = read_catalogue(workspace).roads
    assert laid["45"] == laid["45-montargis"] and laid["45"].sites == ("45", "45-montargis")
    said = capsys.readouterr().out
    assert "params/roads/45.yml" in said and "0 tâche réalisée sur 23 ; 10 échéances passées" in said
    assert "1.2  Désignation des correspondants qualité (Chefs de service) : date passée" in said
    road(done="1.2", on="2021-04-02")
    said = capsys.readouterr().out
    assert "1.2  Désignation des correspondants qualité (Chefs de service) : réalisée le 2 avril 2021" in said
    assert "1 tâche réalisée sur 23 ; 9 échéances passées" in said


def test_the_tasks_that_are_not_done_are_in_the_diary(workspace, capsys):
    """Essonne on 16 October 2020, without a label nor a stored milestone: the twenty dated tasks, each on its months."""
    path = workspace.root / "chemin.ics"
    assert write_calendar("91", str(path), "2020-10-16") == 0
    assert "20 tâches à faire du chemin vers le label" in capsys.readouterr().out
    events = {str(e["summary"]): e for e in Calendar.from_ical(path.read_bytes()).walk("VEVENT")}
    assert len(events) == 20
    audit = events["Vers le label : Audit externe (projet)"]
    assert (audit["dtstart"].dt, audit["dtend"].dt) == (date(2021, 3, 1), date(2021, 7, 1))


REFUSED = (
    ({}, "aucun chemin vers le label dans params/roads/"),
    ({"start": "03/2021"}, "--start « 03/2021 » illisible. Accepté : un mois tel que 2020-06"),
    ({"start": "2021-03", "others": ("99",)}, "--site"),
    ({"start": "2021-03", "others": ("91",)}, "a déjà son chemin (params/roads/essonne.yml)"),
    ({"start": "2021-03", "done": "1.1"}, "ne vont pas ensemble"),
    ({"site": "91", "done": "9.9"}, "Accepté : 1.1 à 6.3"),
    ({"site": "91", "done": "1.1", "on": "2099-01-01"}, "cette date est à venir"),
    ({"site": "91", "on": "2021-01-01"}, "va avec --done"),
)


def test_what_cannot_be_used_is_refused_and_nothing_is_written(workspace):
    """With what is accepted and what to do; one workspace for all, since none of them changes it."""
    before = {path.name: path.read_bytes() for path in (workspace.params / "roads").iterdir()}
    for options, words in REFUSED:
        with pytest.raises(ParameterError) as caught:
            road(**options)
        assert words in str(caught.value), options
    assert {path.name: path.read_bytes() for path in (workspace.params / "roads").iterdir()} == before


def test_a_road_that_has_a_fault_is_told_and_a_file_that_is_there_stays(workspace):
    """With the line of the fault."""
    path = workspace.params / "roads" / "essonne.yml"
    path.write_text(path.read_text("utf-8").replace('"2020-08"', '"2020-05"'), encoding="utf-8")
    with pytest.raises(ParameterError) as caught:
        road("91")
    assert "params/roads/essonne.yml, ligne 10" in " ".join(caught.value.faults)
    (workspace.params / "roads" / "45.yml").write_text(
        'id: "45"\nsites: ["41"]\nsource: "x"\nphases: [{title: "a", tasks: [{title: "b"}]}]\n', encoding="utf-8"
    )
    with pytest.raises(ParameterError, match="45.yml existe déjà"):
        road(start="2021-03")
