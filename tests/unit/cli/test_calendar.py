"""`qep calendar`: the milestones of the label in a diary, from what is stored."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar

from qep_lib.cli.calendar import write_calendar
from qep_lib.errors import DataRefused, ParameterError
from qep_lib.files import replace_file
from qep_lib.intake.importer import import_file
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

PROJECT = Path(__file__).parents[3]


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """A workspace where the milestones of the Cher are stored."""
    for name in ("params", "notebooks", "examples"):
        shutil.copytree(PROJECT / name, tmp_path / name)
    monkeypatch.setenv("QEP_WORKSPACE", str(tmp_path))
    found, catalogue = Workspace(tmp_path), read_catalogue(Workspace(tmp_path))
    import_file(found, catalogue, milestones_of(found))
    return found


def milestones_of(workspace):
    """The import of the milestones, as its run declares it."""
    runs = read_catalogue(workspace).runs
    return next(item for item in runs["cher-2020"].imports if item.source == "milestones")


def events(path):
    """Title -> first day, as a diary reads the file."""
    return {
        str(event["summary"]): event["dtstart"].dt for event in Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    }


def test_what_is_due_and_what_is_recorded_are_in_the_calendar(workspace, capsys):
    """What is done appears as its own record, not as a deadline."""
    assert write_calendar("18", None, "2021-01-13") == 0
    path = workspace.reports / "18" / "calendrier-label.ics"
    found = {title.replace("\xa0", " "): day for title, day in events(path).items()}
    assert found["Échéance : Audit de surveillance (18 mois)"] == date(2021, 8, 18)
    assert found["Échéance : Fin du label (36 mois)"] == date(2022, 12, 18)
    assert found["Audit externe de surveillance"] == date(2021, 6, 22)
    assert not any("1re année" in title for title in found)
    assert (
        "7 échéances du label, dont 0 passée sans réalisation enregistrée, et 6 jalons enregistrés, au 13/01/2021"
        in capsys.readouterr().out
    )


def test_the_same_day_gives_the_same_bytes_wherever_it_is_written(workspace, tmp_path):
    """A file that did not change is not new."""
    write_calendar("18", None, "2021-01-13")
    write_calendar("18", str(tmp_path / "a.ics"), "2021-01-13")
    assert (tmp_path / "a.ics").read_bytes() == (workspace.reports / "18" / "calendrier-label.ics").read_bytes()


@pytest.mark.parametrize(
    ("site", "to", "as_of", "words"),
    [
        ("99", None, None, "site « 99 » inconnu"),
        ("45", None, None, "aucun label n'est déclaré pour Préfecture du Loiret"),
        ("41", None, None, "rien à inscrire"),
        ("18", None, "13 janvier", "--as-of : date « 13 janvier » illisible"),
        ("18", "dossier.ics", "2021-01-13", "est un dossier"),
        ("18", "params/labels.yml", "2021-01-13", "un nom qui finit par .ics"),
    ],
)
def test_what_cannot_be_written_is_refused_in_french(workspace, monkeypatch, site, to, as_of, words):
    """An unknown site, no label, nothing dated, an unreadable day, a folder in place of a file, another kind of file."""
    monkeypatch.chdir(workspace.root)
    (workspace.root / "dossier.ics").mkdir()
    with pytest.raises(ParameterError, match=words):
        write_calendar(site, to, as_of)


def test_only_a_calendar_of_ours_is_replaced(workspace, tmp_path):
    """A diary of the user's is never lost; the label's calendar of another day is written again."""
    theirs = tmp_path / "agenda.ics"
    theirs.write_bytes(b"BEGIN:VCALENDAR\r\nPRODID:-//Autre//FR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n")
    before = theirs.read_bytes()
    with pytest.raises(ParameterError, match="agenda.ics existe déjà et son contenu a changé : il n'est pas remplacé"):
        write_calendar("18", str(theirs), "2021-01-13")
    assert theirs.read_bytes() == before
    ours = tmp_path / "label.ics"
    write_calendar("18", str(ours), "2021-01-13")
    before = ours.read_bytes()
    write_calendar("18", str(ours), "2021-01-14")
    assert ours.read_bytes() != before


def test_milestones_stored_before_masking_make_no_calendar(workspace):
    """An older version stored what people typed as it was: refused, with the file to import again, and nothing is written."""
    manifest = workspace.store / "manifest" / "18.json"
    content = json.loads(manifest.read_text(encoding="utf-8"))
    for entry in content["datasets"]:
        del entry["masking"], entry["mapping_sha256"]
    replace_file(manifest, json.dumps({"datasets": content["datasets"]}).encode())
    with pytest.raises(DataRefused, match=r"jalons_2020\.csv.*réimporter ces fichiers avec « qep import »"):
        write_calendar("18", None, "2021-01-13")
    assert not (workspace.reports / "18" / "calendrier-label.ics").exists()
    import_file(workspace, read_catalogue(workspace), milestones_of(workspace))
    assert write_calendar("18", None, "2021-01-13") == 0
