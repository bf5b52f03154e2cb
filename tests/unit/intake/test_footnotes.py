"""Notes and totals under a table: set aside, counted apart, told once. What may be a row stays one."""

import pytest

from qep_lib.intake.headings import is_footnote
from qep_lib.model.campaign import Conventions


@pytest.fixture
def strict(desk):
    """One row in twenty at most may be set aside, as in the conventions."""
    known = desk.catalogue.conventions
    desk.catalogue.__dict__["conventions"] = Conventions(**(known.model_dump() | {"rejected_share_max": 0.05}))
    return desk


NOTES = ["* hors jours fériés", "Source : SGCD", "Total : 3"]


@pytest.mark.parametrize("note", NOTES)
def test_a_note_under_a_text_costs_no_row(strict, note):
    """Three rows and a line of one field: three rows are stored, and the row above the note stays."""
    rows = [strict.row(number) for number in (1, 2, 3)]
    text = strict.delimited(strict.register_headings, *rows) + note + "\n"
    outcome = strict.put("registre.csv", text)
    assert (outcome.rows_read, outcome.rows_accepted) == (3, 3)
    assert [issue.severity for issue in outcome.issues] == ["warning"]


def test_notes_under_a_sheet_are_told_once(strict):
    """Two notes after a total: one sentence for both, one for the total."""
    rows = [strict.row(number) for number in (1, 2, 3)]
    under = [
        ["Total", "", "", "", "", "", "3"],
        ["* hors jours fériés"],
        ["Les demandes orales ne sont pas enregistrées ici"],
    ]
    strict.sheet("registre.xlsx", strict.register_headings, *rows, *under)
    outcome = strict.put("registre.xlsx", (strict.workspace.root / "registre.xlsx").read_bytes())
    assert (outcome.rows_read, outcome.rows_accepted) == (3, 3)
    assert sorted(issue.code for issue in outcome.issues) == ["footnotes", "total_row"]
    assert "2 notes sous le tableau" in next(i for i in outcome.issues if i.code == "footnotes").sentence


def test_a_row_that_holds_its_number_alone_is_no_note(desk):
    """It is a request whose cells are missing: it is set aside as before."""
    desk.sheet("registre.xlsx", desk.register_headings, desk.row(1), desk.row(2), ["R3"])
    outcome = desk.put("registre.xlsx", (desk.workspace.root / "registre.xlsx").read_bytes())
    assert {issue.row for issue in outcome.issues if issue.severity == "reject"} == {4}
    assert outcome.rows_read == 3


def test_the_end_of_a_cut_row_is_no_note(desk):
    """A text that a line end cut: both pieces are told, as before."""
    rows = [desk.row(number) for number in range(1, 6)]
    outcome = desk.put(
        "registre.csv", desk.delimited(desk.register_headings, *rows) + "qui attend toujours sa réponse\n"
    )
    assert outcome.rows_accepted == 4
    assert any(issue.severity == "reject" for issue in outcome.issues)


@pytest.mark.parametrize(
    ("cells", "is_workbook", "is_note"),
    [
        (["* hors jours fériés"], False, True), (["(1) arrêté au 30 novembre"], False, True),
        (["NB : chiffres provisoires"], False, True), (["*", "hors jours fériés"], True, True),
        (["Données au 31 décembre"], True, True), (["Données au 31 décembre"], False, False),
        (["Sourceau"], False, False), (["12"], True, False),
        (["Hors délai"], False, False), (["Note", "12/01/2020"], True, False), (["R1", "Courriel"], True, False),
        (["Les demandes orales sont exclues"], True, True), (["Les demandes orales sont exclues"], False, False),
        (["a", "b", "c"], True, False), ([], True, False),
    ],
)  # fmt: skip
def test_what_is_a_note(cells, is_workbook, is_note):
    """By how it begins; in a workbook a sentence alone in its row too."""
    assert is_footnote(cells, is_workbook) is is_note
