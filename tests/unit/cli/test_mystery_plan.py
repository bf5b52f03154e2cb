"""`qep mystery-plan`: the file it writes is one that the import reads once it is filled."""

import csv
import io
from datetime import date

import openpyxl
import pytest

from qep_lib.cli.mystery_plan import write_mystery_plan
from qep_lib.errors import ParameterError
from qep_lib.intake.importer import import_file
from qep_lib.model.campaign import Import
from qep_lib.params import read_catalogue
from qep_lib.store.tables import read_table

CRITERIA = ("Formule d'accueil", "=1+1")


def fill_csv(path):
    """Write « Conforme » in every row, as a person would."""
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig")), delimiter=";"))
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([rows[0], *([*row[:-1], "Conforme"] for row in rows[1:])])
    path.write_text(text.getvalue(), encoding="utf-8")


def fill_xlsx(path):
    """The same in a spreadsheet."""
    book = openpyxl.load_workbook(path)
    for row in book.active.iter_rows(min_row=2):
        row[-1].value = "Conforme"
    book.save(path)


@pytest.mark.parametrize(("name", "fill"), [("plan.csv", fill_csv), ("plan.xlsx", fill_xlsx)])
def test_a_filled_plan_is_imported_as_mystery_contacts(workspace, name, fill):
    """Every column of the table is there, under the headings and words that the declared source reads."""
    path = workspace.root / name
    assert write_mystery_plan("18", "phone", "2021-03-08", 20, CRITERIA[:1], str(path)) == 0
    fill(path)
    request = Import(
        file=name, source="mystery-survey", site="18", period="2021", extracted_on=date(2021, 4, 1), nature="fictitious"
    )
    import_file(workspace, read_catalogue(workspace), request)
    stored = read_table(workspace, "mystery_contacts", ["18"], [2021])
    assert len(stored) == 20 and set(stored["result"]) == {"met"} and set(stored["channel"]) == {"phone"}
    assert stored["contacted_on"].min().date() == date(2021, 3, 8)
    assert sorted(stored["half_day"].value_counts().items()) == [("afternoon", 10), ("morning", 10)]
    assert set(stored["criterion_id"]) == {CRITERIA[0]}


def test_a_plan_is_written_in_the_folder_of_the_users_own_files(workspace, capsys):
    """One row a contact and criterion; the same command writes the same bytes; what to do next is told."""
    for _ in range(2):
        write_mystery_plan("18", "email", "2021-03-08", 20, CRITERIA, None)
    (path,) = workspace.deposits.iterdir()
    first = path.read_bytes()
    write_mystery_plan("18", "email", "2021-03-08", 20, CRITERIA, None)
    assert path.read_bytes() == first
    assert openpyxl.load_workbook(path).active.max_row == 1 + 20 * len(CRITERIA)
    said = capsys.readouterr().out
    assert "20 contacts du 08/03/2021 au 19/03/2021" in said
    assert "qep import depots/enquete-mystere-18-email-2021-03-08.xlsx --source mystery-survey" in said


@pytest.mark.parametrize(
    ("site", "channel", "start", "to", "words"),
    [
        ("99", "phone", "2021-03-08", None, "site « 99 » inconnu"),
        ("18", "fax", "2021-03-08", None, "« fax » inconnu. Accepté : phone, email"),
        ("18", "phone", "8 mars", None, "--start : date « 8 mars » illisible"),
        ("18", "phone", "2021-03-08", "plan.ods", "Accepté : un nom qui finit par .xlsx ou .csv"),
    ],
)
def test_an_option_that_cannot_be_used_is_refused_in_french(workspace, site, channel, start, to, words):
    """Nothing is written."""
    with pytest.raises(ParameterError, match=words):
        write_mystery_plan(site, channel, start, 20, (), to)
    assert not workspace.deposits.exists()


def test_without_a_source_for_mystery_contacts_nothing_is_written(workspace):
    """The file could not be imported again."""
    (workspace.params / "sources" / "mystery-survey.yml").unlink()
    for run in (workspace.params / "runs").iterdir():
        if "mystery-survey" in run.read_text(encoding="utf-8"):
            run.unlink()
    with pytest.raises(ParameterError, match="aucune source de params/sources/ ne décrit la table mystery_contacts"):
        write_mystery_plan("18", "phone", "2021-03-08", 20, (), None)
