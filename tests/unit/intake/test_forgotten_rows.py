"""A forgotten row does not come back with its file, and nobody else's row goes with it."""

import pytest

from qep_lib.model.tables import TABLES
from qep_lib.store.forgotten import add_marks, identifying_column, read_marks, row_marks
from qep_lib.store.manifest import read_manifest
from qep_lib.store.secret import read_key
from qep_lib.store.tables import remove_dataset


def forget(desk, table, **values):
    """Mark the stored rows that have these values."""
    frame = desk.table(table)
    for name, value in values.items():
        frame = frame[frame[name] == value]
    assert len(frame)
    add_marks(desk.workspace, row_marks(frame, TABLES[table], "18", read_key(desk.workspace)))


def test_a_forgotten_row_is_left_out_and_told(desk):
    """Line by line, of a new version of the file too; the counts are those of the other rows."""
    desk.put_register(desk.row(1), desk.row(2), desk.row(3))
    forget(desk, "requests", request_id="R2")
    outcome = desk.put_register(desk.row(1), desk.row(2, Thème="Autre"), desk.row(3), desk.row(4))
    assert desk.table()["request_id"].tolist() == ["R1", "R3", "R4"]
    assert (outcome.rows_read, outcome.rows_accepted) == (3, 3)
    assert ["ligne 3 : oubliée" in issue.sentence for issue in outcome.issues] == [True]


def test_a_file_under_another_name_does_not_bring_it_back(desk):
    """Its mark is of the row, not of the file."""
    desk.put_register(desk.row(1), desk.row(2))
    forget(desk, "requests", request_id="R2")
    (entry,) = read_manifest(desk.workspace)
    remove_dataset(desk.workspace, entry)
    desk.put_register(desk.row(1), desk.row(2), name="copie.csv")
    assert desk.table()["request_id"].tolist() == ["R1"]


def test_the_same_number_another_day_is_somebody_else(desk):
    """Numbering starts again in each wave."""
    desk.put_register(desk.row(1), desk.row(2))
    forget(desk, "requests", request_id="R2")
    outcome = desk.put_register(
        desk.row(2, **{"Reçu le": "05/06/2020", "Répondu le": ""}), desk.row(3), name="juin.csv"
    )
    assert outcome.rows_accepted == 2


def test_an_answer_goes_with_all_its_questions(desk):
    """One respondent is many rows of the store and one line of the file."""
    headings, answers = desk.survey_headings, [
        ["1", "03/03/2020", "Accueil", "Satisfait", "X", "", "Permis", "7", ""],
        ["2", "03/03/2020", "Accueil", "Peu satisfait", "", "X", "Carte", "3", ""],
    ]  # fmt: skip
    desk.put("enquete.csv", desk.delimited(headings, *answers), "survey")
    forget(desk, "survey_answers", answer_id="2")
    outcome = desk.put("enquete.csv", desk.delimited(headings, *answers, ["3", *answers[0][1:]]), "survey")
    assert sorted(desk.table("survey_answers")["answer_id"].unique()) == ["1", "3"]
    assert (outcome.rows_read, outcome.rows_accepted) == (2, 2)


def test_a_file_whose_every_row_is_forgotten_is_stored_empty(desk):
    """Nothing is left to count, and the import says why."""
    desk.put_register(desk.row(1))
    forget(desk, "requests", request_id="R1")
    outcome = desk.put_register(desk.row(1), nature_note="encore")
    assert (outcome.rows_read, outcome.rows_accepted, len(desk.table())) == (0, 0, 0)


def test_a_masked_identifier_is_forgotten_too(desk):
    """The mark is of what is stored."""
    rows = [["a.durand@exemple.fr", *desk.row(1)[1:]], desk.row(2)]
    desk.put_register(*rows)
    stored = next(name for name in desk.table()["request_id"] if name != "R2")
    forget(desk, "requests", request_id=stored)
    desk.put_register(*rows, desk.row(3))
    assert desk.table()["request_id"].tolist() == ["R2", "R3"]


def test_the_list_of_marks_names_nobody(desk):
    """Letters, which nothing but the workspace's key relates to a row."""
    desk.put_register(["Jeanne Moreau", *desk.row(1)[1:]])
    forget(desk, "requests", theme="Attente")
    (mark,) = read_marks(desk.workspace)
    assert mark.isalpha() and len(mark) == 12
    assert b"Moreau" not in (desk.workspace.restricted / "oublis.json").read_bytes()


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_its_way_of_naming_a_row(table):
    """By an identifier where its rows have one, otherwise by the line in the file."""
    spec = TABLES[table]
    name = identifying_column(spec)
    assert name is None or name in spec.key
    assert name is not None or not any(column.is_free_text for column in spec.columns if column.name in spec.key)
