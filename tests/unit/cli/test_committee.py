"""`qep committee`: the papers to fill, among people's own files, and decisions that come back as actions."""

from datetime import date

import docx
import pytest
from openpyxl import load_workbook

from qep_lib.cli.committee import write_papers
from qep_lib.errors import DataRefused, ParameterError
from qep_lib.export.committee_papers import is_untouched
from qep_lib.intake.importer import import_file
from qep_lib.model.campaign import Import
from qep_lib.params import read_catalogue
from qep_lib.reports.meeting import CALLS
from qep_lib.reports.notebook import offered_calls, section_names
from qep_lib.runs.publish.published import published_ids
from qep_lib.store.tables import read_table

CANARY = "Mme Zénobie Canari"
PAPERS = ["compte-rendu.docx", "decisions.xlsx", "emargement.docx", "invitation.docx"]
FOLDER = "depots/comites/2021-02-16-clu-cher"
MEMBERS = f"""
  chair: "La secrétaire générale"
  colleges:
    - name: "Associations"
      members:
        - {{structure: "UFC-Que Choisir", people: [{{name: "{CANARY}", function: "présidente"}}]}}
        - {{structure: "APF France Handicap"}}
"""


def write(site="18", day="2021-02-16", kind="clu", **options):
    """The command, with ordinary options."""
    given = {"period": None, "time": None, "place": None, "to": None} | options
    return write_papers(site, day, kind, *given.values())


def texts(path):
    """Every paragraph of a DOCX, those of its tables included."""
    document = docx.Document(str(path))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells]).replace("\xa0", " ")


@pytest.fixture
def described(workspace):
    """The workspace where the committee of the Cher has members."""
    path = workspace.params / "committees" / "cher.yml"
    path.write_text(path.read_text("utf-8").rstrip() + MEMBERS, encoding="utf-8")
    return workspace


def filled(path, lines, heading="N° de décision"):
    """The table of decisions of a DOCX with these cells, from its second column on."""
    document = docx.Document(str(path))
    (table,) = [found for found in document.tables if found.rows[0].cells[0].text == heading]
    for row, line in zip(table.rows[1:], lines, strict=False):
        for cell, text in zip(row.cells[1:], line, strict=False):
            cell.text = text
    document.save(str(path))


def brought_back(workspace, name, site="18", period="2021"):
    """The import of that paper."""
    request = Import(
        file=f"{FOLDER}/{name}",
        source="committee-decisions",
        site=site,
        period=period,
        extracted_on=date(2021, 2, 17),
        nature="real",
    )
    return import_file(workspace, read_catalogue(workspace), request)


def test_the_papers_say_who_is_invited_when_and_about_what(described, capsys):
    """Agenda as printed, with its years; colleges and structures; a box for each state; places to write."""
    assert write(place="Salle Bourdaloue") == 0
    folder = described.root / FOLDER
    assert sorted(path.name for path in folder.iterdir()) == PAPERS
    letter = texts(folder / "invitation.docx")
    assert "le mardi 16 février 2021 à 14 h 00, Salle Bourdaloue" in letter and "La secrétaire générale" in letter
    for point in ("Bilan qualité 2020", "Plan d'actions 2021", "Services Publics +", "Souhaits et suggestions"):
        assert point in letter.replace("’", "'")
    assert "Associations : UFC-Que Choisir, APF France Handicap" in letter and CANARY not in letter
    sheet = texts(folder / "emargement.docx")
    assert f"{CANARY}, présidente" in sheet and "APF France Handicap" in sheet
    assert all(word in sheet for word in ("Présent", "Excusé", "Absent", "Signature")) and "☐" in sheet
    draft = texts(folder / "compte-rendu.docx").replace("’", "'")
    for words in ("Participants", "1. Bilan qualité 2020", "Questions des membres et réponses", "Souhait ou suggestion",
                  "Relevé de décisions", "Note « post réunion »", "Annexes", "La séance est levée à", "CLU 16/02-1"):  # fmt: skip
        assert words in draft
    said = " ".join(capsys.readouterr().out.split())
    assert "ne sont jamais publiés" in said and f"qep import {FOLDER}/decisions.xlsx" in said
    assert "Sans chiffres : aucune donnée importée pour Préfecture du Cher" in said


def test_a_paper_that_somebody_filled_is_never_written_over(described, capsys):
    """The same command again changes nothing; a filled paper stays, the new one has another name, which is said; one that
    nobody touched is made again."""
    write()
    folder = described.root / FOLDER
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    write()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert all(is_untouched(content) for content in before.values())
    filled(folder / "compte-rendu.docx", [["Attente", "Ouvrir un guichet"]])
    kept = (folder / "compte-rendu.docx").read_bytes()
    assert not is_untouched(kept)
    capsys.readouterr()
    write(place="Salle des mariages")
    said = " ".join(capsys.readouterr().out.split())
    assert "compte-rendu-2.docx (compte-rendu.docx a été rempli : il reste tel qu'il est)" in said
    assert (folder / "compte-rendu.docx").read_bytes() == kept
    assert "Salle des mariages" in texts(folder / "invitation.docx")
    assert sorted(path.name for path in folder.iterdir()) == sorted([*PAPERS, "compte-rendu-2.docx"])


def test_a_filled_workbook_stays(described):
    """Decisions typed in the sheet are hers."""
    write()
    path = described.root / FOLDER / "decisions.xlsx"
    book = load_workbook(path)
    book.active["B2"] = "Attente"
    book.save(path)
    kept = path.read_bytes()
    write(time="15:00")
    assert path.read_bytes() == kept


def test_the_papers_are_never_published(described):
    """They are outside `reports/`, of which alone a copy is sent: nothing of them is a publication."""
    write()
    assert not list(published_ids(described))
    assert not [path for path in described.reports.rglob("*") if path.is_file()]


def test_decisions_of_the_minutes_come_back_as_actions(described):
    """Two of five lines are filled: two actions, numbered, added in committee, the empty state being « prévue »."""
    write()
    filled(
        described.root / FOLDER / "compte-rendu.docx",
        [
            [
                "Attente trop longue",
                "Ouvrir un guichet le lundi",
                "E7",
                "Chef du bureau de l'accueil",
                "30/06/2021",
                "En cours",
            ],
            ["Signalétique", "Refaire le fléchage", "", "Chef du bureau des moyens", "", ""],
        ],
    )
    outcome = brought_back(described, "compte-rendu.docx")
    assert outcome.rows_accepted == 2
    rows = read_table(described, "actions", ["18"], [2021]).to_dict("records")
    assert [(row["action_number"], row["status"], row["description"]) for row in rows] == [
        ("CLU 16/02-1", "in_progress", "Ouvrir un guichet le lundi"),
        ("CLU 16/02-2", "planned", "Refaire le fléchage"),
    ]
    assert all(row["added_in_committee"] for row in rows) and rows[0]["due_on"].date() == date(2021, 6, 30)


def test_decisions_of_the_workbook_come_back_as_well(described):
    """The same columns, the same actions."""
    write()
    path = described.root / FOLDER / "decisions.xlsx"
    book = load_workbook(path)
    headings = [cell.value for cell in book.active[1]]
    for heading, value in (
        ("Constat ou demande du comité", "Attente"),
        ("Décision ou action", "Ouvrir un guichet"),
        ("Avancement", "Réalisée"),
    ):
        book.active.cell(2, headings.index(heading) + 1, value)
    book.save(path)
    assert brought_back(described, "decisions.xlsx").rows_accepted == 1
    (row,) = read_table(described, "actions", ["18"], [2021]).to_dict("records")
    assert (row["action_number"], row["status"]) == ("CLU 16/02-1", "done")


def test_a_decision_that_cannot_be_read_is_told_with_its_column(described):
    """The line and the column of the table, in French; nothing of the file is lost without a word."""
    write()
    path = described.root / FOLDER / "compte-rendu.docx"
    empty = path.read_bytes()
    for line, words in (
        (["", "Ouvrir un guichet"], "Constat ou demande du comité"),
        (["Attente", "Ouvrir un guichet", "", "", "un jour", ""], "Échéance"),
        (["Attente", "Ouvrir un guichet", "", "", "", "Peut-être"], "Peut-être"),
    ):
        path.write_bytes(empty)
        filled(path, [line, *[["Constat", f"Action {n}"] for n in range(4)]])
        try:
            told = " ".join(issue.sentence for issue in brought_back(described, "compte-rendu.docx").issues)
        except DataRefused as refusal:
            told = " ".join((refusal.message, *refusal.faults))
        assert words in told and "ligne 2" in told


def test_minutes_without_a_decision_are_refused_in_words(described):
    """Nothing is filled: nothing is stored."""
    write()
    with pytest.raises(DataRefused, match="lignes laissées vides"):
        brought_back(described, "compte-rendu.docx")
    with pytest.raises(DataRefused, match="ne contient aucun tableau"):
        brought_back(described, "invitation.docx")


REFUSED = (
    ({"kind": "copill"}, "--kind « copill » inconnu. Accepté : clu, copil"),
    ({"day": "16/02"}, "--date"),
    ({"time": "14h"}, "--time « 14h » illisible"),
    ({"site": "99"}, "--site"),
    ({"period": "deux mille"}, "deux mille"),
    ({"to": "reports/comite"}, "dans les rapports, qui se publient"),
)


def test_what_cannot_be_used_is_refused_before_anything_is_written(workspace, monkeypatch):
    """With what is accepted; one workspace for all, since none of them changes it."""
    monkeypatch.chdir(workspace.root)
    for options, words in REFUSED:
        with pytest.raises(ParameterError) as caught:
            write(**options)
        assert words in str(caught.value), options
    assert not workspace.deposits.exists() and not workspace.reports.exists()


def test_a_faulty_committee_stops_its_papers(described):
    """With the fault of the file; another site's go on."""
    path = described.params / "committees" / "cher.yml"
    path.write_text(path.read_text("utf-8").replace('"14:00"', '"14h"'), encoding="utf-8")
    with pytest.raises(ParameterError) as caught:
        write()
    assert "params/committees/cher.yml, ligne" in " ".join(caught.value.faults)
    assert write("57", "2022-02-03", "copil") == 0


def test_a_site_without_a_committee_has_blank_sheets_and_the_usual_agenda(workspace, capsys):
    """And is told where to describe it."""
    assert write("45", "2022-03-01", "copil") == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "params/committees/45.yml" in said and "usuel" in said
    folder = workspace.deposits / "comites" / "2022-03-01-copil-45"
    assert "Tour de table" in texts(folder / "invitation.docx")
    assert texts(folder / "emargement.docx").count("☐") == 15


def test_each_thing_that_a_point_shows_is_a_call_of_a_section():
    """Notebooks and minutes name the same calls."""
    called = [pair for pairs in CALLS.values() for pair in pairs]
    assert all(section in section_names() and call in offered_calls(section) for section, call in called)


def test_the_same_meeting_gives_the_same_bytes(described):
    """No hour of making, and a mark that says that nobody changed it."""
    write()
    folder = described.root / FOLDER
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    for path in folder.iterdir():
        path.unlink()
    write()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert not is_untouched(b"") and not is_untouched(before["decisions.xlsx"][:-70])
