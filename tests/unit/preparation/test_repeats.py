"""A register in its second year: rows that are stored already, sheets of archives, copies. Nothing is added without a word."""

from datetime import date

import openpyxl
import pytest

from qep_lib.intake.importer import import_file
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.preparation.session import Preparation, Settings

HEAD = ["N°", "Arrivée", "Voie", "Nature", "Qual-e-pref ?", "Répondu"]


def rows(year, numbers):
    """Rows of a year, one a day of January, each answered the same day."""
    return [[str(n), f"{n:02d}/01/{year}", "Mél", "Info", "Oui", f"{n:02d}/01/{year}"] for n in numbers]


OLD = rows(2021, range(1, 7))


@pytest.fixture
def workspace(copied_workspace):
    """A workspace of its own."""
    return Workspace(copied_workspace)


@pytest.fixture
def opened(workspace):
    """Open the preparation of a workbook of registers, sheet -> rows, for a year."""

    def open_folder(year, sheets, heads=HEAD, name="registre.xlsx"):
        folder = workspace.deposits / str(year)
        folder.mkdir(parents=True, exist_ok=True)
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, lines in sheets.items():
            sheet = book.create_sheet(title)
            for row in (heads, *lines):
                sheet.append(row)
        book.save(folder / name)
        declared = lambda path: path.relative_to(workspace.root).as_posix()  # noqa: E731 - handed over as it is
        day = date(year + 1, 1, 16)
        settings = Settings(extracted_on=day, as_of=day)
        return Preparation.open(workspace, folder, "49", Period.parse(str(year)), declared, settings)

    return open_folder


@pytest.fixture
def second_year(workspace, opened):
    """The register of 2021 prepared and imported; then that of 2022 opened."""
    first = opened(2021, {"Registre": OLD})
    first.write(first.draft())
    imported(workspace, "maine-et-loire-2021")
    return opened


def imported(workspace, run_id):
    """The outcomes of the imports of a run."""
    catalogue = read_catalogue(workspace)
    return [import_file(workspace, catalogue, request) for request in catalogue.runs[run_id].imports]


def written_import(workspace, preparation):
    """The only import of the run once written, after a trial that refuses nothing."""
    draft = preparation.draft()
    assert [tried.refusal for tried in preparation.try_out(draft)] == [None]
    preparation.write(draft)
    (request,) = read_catalogue(workspace).runs["maine-et-loire-2022"].imports
    return request


def test_a_sheet_of_archives_that_is_stored_is_left_without_a_question(workspace, second_year):
    """Its rows are those of last year's import: the sheet is named in the run, and the year's rows alone are stored."""
    preparation = second_year(2022, {"Registre": rows(2022, range(1, 9)), "archives": OLD})
    draft = preparation.draft()
    assert draft.questions == ()
    assert [(left.sheet, "6 lignes de 2021" in left.why) for left in draft.aside] == [("archives", True)]
    request = written_import(workspace, preparation)
    assert (request.sheets_left, request.only_period) == (("archives",), None)
    (outcome,) = imported(workspace, "maine-et-loire-2022")
    assert (outcome.rows_read, outcome.rows_accepted) == (8, 8)


def test_rows_that_go_on_in_one_sheet_are_read_for_their_period(workspace, second_year):
    """The register continues: last year's rows are stored, and the source stays as it was."""
    source = read_catalogue(workspace).sources["registre-demandes-49"]
    preparation = second_year(2022, {"Registre": [*OLD, *rows(2022, range(7, 12))]})
    assert preparation.draft().questions == ()
    assert preparation.draft().sheets[0].known == source.id
    request = written_import(workspace, preparation)
    assert (request.sheets_left, request.only_period) == ((), True)
    (outcome,) = imported(workspace, "maine-et-loire-2022")
    assert (outcome.rows_read, outcome.rows_accepted) == (11, 5)
    assert read_catalogue(workspace).sources["registre-demandes-49"] == source


def test_the_same_numbers_on_other_days_are_asked(workspace, second_year):
    """Nobody can know whether they are last year's: the question says how many, and proposes to leave them."""
    moved = rows(2021, range(11, 15))
    for place, row in enumerate(moved, 1):
        row[0] = str(place)
    preparation = second_year(2022, {"Registre": [*moved, *rows(2022, range(7, 12))]})
    (question,) = preparation.draft().questions
    assert "4 lignes de 2021" in question.text
    assert "aucune n'y est" in question.text
    assert question.default == "period"
    preparation.answer(question.id, "period")
    assert written_import(workspace, preparation).only_period is True


def test_rows_that_were_typed_late_may_be_added(workspace, second_year):
    """« les lire aussi »: the run says so, they are stored in their year, and it is not asked again."""
    sheets = {"Registre": [*OLD, *rows(2021, [20]), *rows(2022, range(7, 12))]}
    preparation = second_year(2022, sheets)
    (question,) = preparation.draft().questions
    assert "1 d'entre elles n'y est pas" in question.text
    preparation.answer(question.id, "all")
    assert written_import(workspace, preparation).only_period is False
    (outcome,) = imported(workspace, "maine-et-loire-2022")
    assert (outcome.rows_read, outcome.rows_accepted) == (12, 6)
    again = second_year(2022, sheets)
    assert again.draft().questions == ()
    assert again.draft().sheets[0].only_period is False


def test_what_was_left_open_is_asked_again(second_year):
    """Written by --accept while it was asked: the rows are left meanwhile, and the question comes back."""
    sheets = {"Registre": [*OLD, *rows(2021, [20]), *rows(2022, range(7, 12))]}
    preparation = second_year(2022, sheets)
    preparation.write(preparation.draft())
    assert len(second_year(2022, sheets).draft().questions) == 1


def test_a_run_that_was_imported_is_prepared_again_the_same(workspace, second_year):
    """Its own rows are no rows of another import."""
    sheets = {"Registre": rows(2022, range(1, 9)), "archives": OLD}
    request = written_import(workspace, second_year(2022, sheets))
    imported(workspace, "maine-et-loire-2022")
    again = second_year(2022, sheets)
    assert again.draft().questions == ()
    assert written_import(workspace, again) == request


def test_a_copy_of_the_sheet_is_left(opened):
    """Every row of « Copie » stands in « 2022 »: it is told, and nothing is asked."""
    draft = opened(2022, {"2022": rows(2022, range(1, 9)), "Copie": rows(2022, range(1, 6))}).draft()
    assert draft.questions == ()
    assert [(left.sheet, left.why) for left in draft.aside] == [
        ("Copie", "5 de ses 5 lignes sont aussi dans la feuille « 2022 »")
    ]


def test_a_sheet_that_is_partly_a_copy_is_asked(opened):
    """Five of its six rows are in the other one: it is left until somebody says that both are read."""
    sheets = {"2022": rows(2022, range(1, 9)), "suite": rows(2022, [4, 5, 6, 7, 8, 9])}
    preparation = opened(2022, sheets)
    (question,) = preparation.draft().questions
    assert "5 des 6 lignes de la feuille « suite »" in question.text
    assert preparation.draft().sheets[0].sheets_left == ("suite",)
    preparation.answer(question.id, "read")
    assert preparation.draft().sheets[0].source.sheets == "all"


def test_a_first_register_of_two_years_is_read_whole(opened):
    """Nothing is stored: last year's sheet is what this year is compared with."""
    draft = opened(2022, {"2022": rows(2022, range(1, 9)), "2021": OLD}).draft()
    assert (draft.questions, draft.aside, draft.sheets[0].source.periods) == ((), (), "all")


def test_archives_of_a_plan_are_asked(opened):
    """Nothing in its rows says the year."""
    heads = ["N°", "Constat", "Action", "Avancement"]
    sheets = {"Plan": [["1", "a", "b", "Fait"]], "Archives": [["1", "c", "d", "Fait"], ["2", "e", "f", "Fait"]]}
    preparation = opened(2022, sheets, heads, "plan.xlsx")
    (question,) = preparation.draft().questions
    assert "feuille « Archives » (2 lignes)" in question.text
    preparation.answer(question.id, "leave")
    assert preparation.draft().sheets[0].sheets_left == ("Archives",)
