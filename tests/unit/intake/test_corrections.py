"""A list of cells to correct goes out, comes back filled, is applied on reading and kept; the file stays as it is."""

import openpyxl
import pytest

from qep_lib.errors import DataRefused
from qep_lib.intake.correction_list import COLUMNS, FILLED, IN_THE_FILE, REFERENCE, TO_CORRECT
from qep_lib.intake.corrections import corrections_path, read_corrections
from qep_lib.intake.importer import correct_file
from qep_lib.runs.publish.forgetting import find_dataset, find_dataset_traces, find_row_traces, forget
from qep_lib.store.import_records import read_record
from qep_lib.store.manifest import read_manifest

GOOD = 6
NAME = "registre.csv"
DATASET = f"register/18/2020/{NAME}"


@pytest.fixture
def faulty(desk):
    """8 rows, of which line 8 has an unknown channel and line 9 an impossible day and an unknown kind."""
    rows = [desk.row(number) for number in range(GOOD)]
    rows += [
        desk.row(50, Canal="Pigeon de M. Jean Durand"),
        desk.row(51, **{"Reçu le": "31/02/2020", "Nature": "Plinte"}),
    ]
    desk.put_register(*rows)
    return desk


def listed(desk):
    """The path of the list that the last import wrote."""
    return desk.workspace.root / read_record(desk.workspace, DATASET).to_correct


def fill(path, **values):
    """The list filled: heading of the column at fault -> correction; the path where it is saved, beside the first."""
    book = openpyxl.load_workbook(path)
    for row in book[TO_CORRECT].iter_rows(min_row=2):
        row[FILLED].value = values.get(row[3].value)
    book.save(path.with_name("rempli.xlsx"))
    return path.with_name("rempli.xlsx")


def send(desk, path):
    """What `qep import --corrected` does."""
    return correct_file(desk.workspace, desk.catalogue, path)[1]


def changed(desk, change, **values):
    """A list filled with these values then changed by `change`, which takes its first sheet."""
    path = fill(listed(desk), **values)
    book = openpyxl.load_workbook(path)
    change(book[TO_CORRECT])
    book.save(path)
    return path


GOOD_VALUES = {"Canal": "Courrier", "Reçu le": "28/02/2020", "Nature": "Réclamation"}


def test_the_list_has_a_line_for_each_faulty_cell_and_shows_nothing_of_a_person(faulty):
    """File, line, column, what was found (masked), the rule, what is accepted, a column to fill."""
    rows = list(openpyxl.load_workbook(listed(faulty))[TO_CORRECT].iter_rows(values_only=True))
    assert rows[0] == COLUMNS
    assert [(row[2], row[3]) for row in rows[1:]] == [("8", "Canal"), ("9", "Reçu le"), ("9", "Nature")]
    assert rows[1][4] == "Pigeon de M. [NOM]" and rows[1][5] == "valeur inconnue" and "« Courriel »" in rows[1][6]
    assert rows[2][5] == "la date 31/02/2020 n'existe pas" and all(row[FILLED] is None for row in rows[1:])


def test_filled_it_is_applied_on_reading_and_the_file_is_left_as_it_is(faulty):
    """8 rows of 8; the two corrected ones hold what was typed; the manifest counts 3 cells and keeps their hash."""
    before = (faulty.workspace.root / NAME).read_bytes()
    outcome = send(faulty, fill(listed(faulty), **GOOD_VALUES))
    assert (outcome.rows_read, outcome.rows_accepted) == (8, 8)
    rows = faulty.table().set_index("request_id")
    assert rows.at["R50", "channel"] == "post" and str(rows.at["R51", "received_on"].date()) == "2020-02-28"
    assert (faulty.workspace.root / NAME).read_bytes() == before
    (entry,) = read_manifest(faulty.workspace)
    assert entry.corrected == 3 and len(entry.corrections_sha256) == 64
    assert read_record(faulty.workspace, DATASET).corrected == 3


def test_a_second_import_of_the_same_file_keeps_the_corrections(faulty):
    """Nothing changes, and nothing is read again."""
    send(faulty, fill(listed(faulty), **GOOD_VALUES))
    assert faulty.put_register(*read_rows(faulty)).is_unchanged
    assert len(faulty.table()) == 8


def read_rows(desk):
    """The rows of the file as it is."""
    lines = (desk.workspace.root / NAME).read_text(encoding="utf-8").splitlines()[1:]
    return [line.split(";") for line in lines]


def test_a_cell_that_has_changed_since_is_read_as_it_is_and_told(faulty):
    """The correction of that line is refused, those of the others are kept."""
    send(faulty, fill(listed(faulty), **GOOD_VALUES))
    rows = read_rows(faulty)
    rows[6][2] = "Courriel"
    outcome = faulty.put_register(*rows)
    told = [issue for issue in outcome.issues if issue.code == "stale_correction"]
    assert [(issue.row, issue.column) for issue in told] == [(8, "Canal")] and outcome.rows_accepted == 8
    assert faulty.table().set_index("request_id").at["R50", "channel"] == "email"
    assert read_manifest(faulty.workspace)[0].corrected == 2


def test_a_part_may_be_filled_and_the_rest_later(faulty):
    """What is not filled stays set aside, in a new list; the second list adds to the first."""
    first = send(faulty, fill(listed(faulty), Canal="Courrier"))
    assert first.rows_accepted == 7
    second = send(faulty, fill(listed(faulty), **{"Reçu le": "28/02/2020", "Nature": "Réclamation"}))
    assert second.rows_accepted == 8 and len(read_corrections(faulty.workspace.root / NAME).cells) == 3


def test_a_cell_may_be_emptied(desk):
    """« (vide) » is a correction: an answer that was never sent."""
    desk.put_register(*(desk.row(number) for number in range(GOOD)), desk.row(50, **{"Répondu le": "jamais"}))
    assert send(desk, fill(listed(desk), **{"Répondu le": "(vide)"})).rows_accepted == 7


def test_a_list_that_is_being_filled_is_never_written_over(faulty):
    """Importing again, whatever else changes, leaves the same list alone."""
    path = listed(faulty)
    path.write_bytes(b"en cours")
    faulty.put_register(*read_rows(faulty), nature="fictitious")
    assert path.read_bytes() == b"en cours"


def refusal(desk, path):
    """The whole message of a list that cannot be used; nothing has changed."""
    before = desk.snapshot()
    with pytest.raises(DataRefused) as refused:
        send(desk, path)
    assert desk.snapshot() == before and not corrections_path(desk.workspace.root / NAME).exists()
    return str(refused.value)


def test_a_value_still_refused_is_told_with_its_line(faulty):
    """Where in the list, which cell of the file, why, what is accepted; the good lines wait with it."""
    told = refusal(faulty, fill(listed(faulty), **GOOD_VALUES | {"Canal": "Hibou"}))
    assert "ligne 2, colonne « Correction »" in told and "correction de la ligne 8, colonne « Canal »" in told
    assert "Hibou" in told and "« Courriel »" in told


def test_a_line_that_is_not_of_the_list_is_refused(faulty):
    """A reference cannot be made up."""
    told = refusal(faulty, changed(faulty, lambda s: s.cell(2, REFERENCE + 1, "abcdefghijkl"), **GOOD_VALUES))
    assert "ligne 2, colonne « Référence »" in told and "reprendre la liste" in told


def test_a_line_given_twice_is_refused(faulty):
    """Even with the same value: one of them is a slip."""

    def repeat(sheet):
        sheet.append([cell.value for cell in sheet[2]])

    told = refusal(faulty, changed(faulty, repeat, **GOOD_VALUES))
    assert "ligne 5, colonne « Correction »" in told and "déjà corrigée ligne 2" in told


def test_an_emptied_column_is_refused(faulty):
    """Nothing to apply is no success."""
    assert "la colonne « Correction » est vide" in refusal(faulty, fill(listed(faulty)))


def test_another_workbook_is_refused(faulty):
    """A file that is not a list, a list without its column."""
    faulty.sheet("autre.xlsx", ["a", "b"], ["1", "2"])
    assert "la feuille « À corriger »" in refusal(faulty, faulty.workspace.root / "autre.xlsx")
    cut = changed(faulty, lambda sheet: sheet.delete_cols(FILLED + 1), **GOOD_VALUES)
    assert "la colonne « Correction »" in refusal(faulty, cut)
    faulty.write("liste.csv", "a;b\n")
    assert "un classeur" in refusal(faulty, faulty.workspace.root / "liste.csv")


def test_the_list_of_another_import_or_of_another_version_is_refused(faulty):
    """Forgotten since, or changed since."""
    path = fill(listed(faulty), **GOOD_VALUES)
    kept = path.read_bytes()
    faulty.write(NAME, "autre")
    assert "a changé depuis que cette liste" in refusal(faulty, path)
    forget(faulty.workspace, find_dataset_traces(faulty.workspace, find_dataset(faulty.workspace, NAME)), {})
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_bytes(kept)
    assert "n'est pas importé ici" in refusal(faulty, path)


def test_a_refused_file_is_corrected_as_well(desk):
    """Too many rows are faulty: nothing is stored, the list is there, and the corrected file is stored."""
    with pytest.raises(DataRefused):
        desk.put_register(*(desk.row(number, Canal="Pigeon") for number in range(3)))
    path = next((desk.workspace.deposits / "a-corriger").glob("*.xlsx"))
    assert send(desk, fill(path, Canal="Courrier")).rows_accepted == 3


def test_a_cell_of_a_workbook_is_corrected_in_its_sheet(desk):
    """A formula without a value, in a sheet of its own."""
    rows = [desk.register_headings, *(desk.row(number) for number in range(GOOD))]
    book = desk.sheet("registre.xlsx", *rows)
    book.active["C3"] = "=1/0"
    book.save(desk.workspace.root / "registre.xlsx")
    desk.put("registre.xlsx", (desk.workspace.root / "registre.xlsx").read_bytes())
    path = next((desk.workspace.deposits / "a-corriger").glob("*.xlsx"))
    assert send(desk, fill(path, Canal="Courrier")).rows_accepted == GOOD


def test_forgetting_takes_lists_and_corrections_away(faulty):
    """Of a whole file, all of them; of one row, its own."""
    path = fill(listed(faulty), **GOOD_VALUES)
    send(faulty, path)
    entry = find_dataset(faulty.workspace, NAME)
    forget(faulty.workspace, find_row_traces(faulty.workspace, faulty.catalogue, entry, "R50", None), {})
    assert {cell.row for cell in read_corrections(faulty.workspace.root / NAME).cells} == {9}
    entry = find_dataset(faulty.workspace, NAME)
    forget(faulty.workspace, find_dataset_traces(faulty.workspace, entry), {})
    assert not corrections_path(faulty.workspace.root / NAME).exists()
    assert (faulty.workspace.root / NAME).exists()
    assert not list((faulty.workspace.deposits / "a-corriger").glob("registre*.xlsx"))


def test_a_long_name_has_its_corrections_under_a_shorter_one(desk):
    """The longest name that a disk bears leaves no room for an ending; two of them do not share their corrections."""
    first, second = (desk.workspace.root / f"{'é' * 120}{letter}.csv" for letter in "ab")
    paths = {corrections_path(first), corrections_path(second)}
    assert len(paths) == 2 and all(len(path.name.encode()) < 250 for path in paths)
    desk.put_register(
        desk.row(1), *(desk.row(number) for number in range(2, 20)), desk.row(30, Canal="?"), name=first.name
    )
    path = next((desk.workspace.deposits / "a-corriger").glob("*.xlsx"))
    assert send(desk, fill(path, Canal="Courrier")).rows_accepted == 20
    assert corrections_path(first).is_file() and not corrections_path(second).exists()


def test_an_identical_row_is_counted_once_or_kept_under_a_number_of_its_own(desk):
    """Nothing filled, one of the two; a number of its own, both."""
    rows = [desk.row(number) for number in range(GOOD)]
    desk.put_register(*rows, rows[2])
    assert len(desk.table()) == GOOD
    (line,) = list(openpyxl.load_workbook(listed(desk))[TO_CORRECT].iter_rows(min_row=2, values_only=True))
    assert line[2] == str(GOOD + 2) and "identique à la ligne 4" in line[5] and line[7].startswith("rien si")
    send(desk, fill(listed(desk), **{line[3]: "R99"}))
    assert len(desk.table()) == GOOD + 1
    assert {"R2", "R99"} <= {*desk.table()["request_id"]}


def test_a_number_that_another_row_has_does_not_keep_both(desk):
    """It is told at its line, and nothing changes."""
    rows = [desk.row(number) for number in range(GOOD)]
    rows[1] = desk.row(1, Canal="Courrier")
    desk.put_register(*rows, rows[2])
    (line,) = list(openpyxl.load_workbook(listed(desk))[TO_CORRECT].iter_rows(min_row=2, values_only=True))
    with pytest.raises(DataRefused) as refused:
        send(desk, fill(listed(desk), **{line[3]: "R1"}))
    assert "identifiant déjà vu" in str(refused.value)
    assert read_corrections(desk.workspace.root / NAME) is None


def test_rows_that_have_no_cells_are_said_to_be_corrected_in_the_file(desk):
    """In the sheet where they are, and where the way back is told: of a row whose quotes are broken no field is sure."""
    broken = desk.row(61, Thème='"Délais" du guichet')
    desk.put_register(*(desk.row(number) for number in range(8)), desk.row(60, Canal="Pigeon"), broken)
    book = openpyxl.load_workbook(listed(desk))
    (line,) = book[IN_THE_FILE].iter_rows(min_row=2, values_only=True)
    assert line[2] == "11" and "dans le fichier d'origine, à cette ligne" in line[-1]
    assert any("ne se corrigent pas ici" in (row[0] or "") for row in book["Import"].iter_rows(values_only=True))


@pytest.mark.parametrize("ending", ["Deux lignes", '"Deux\nlignes"'])
def test_a_row_that_goes_over_several_lines_is_typed_again_in_the_list(desk, ending):
    """All its lines are one line of the list; typed on one line or on two, the row enters once and nothing of it stays aside."""
    over = [*desk.row(61, Thème='"deux\nlignes"'), "reste"]
    desk.put_register(*(desk.row(number) for number in range(GOOD)), over)
    path = listed(desk)
    book = openpyxl.load_workbook(path)
    assert IN_THE_FILE not in book.sheetnames
    ((*_, where, column, _, said, _, _, _, _),) = [
        row[:10] for row in book[TO_CORRECT].iter_rows(min_row=2, values_only=True)
    ]
    assert (where, column) == (str(GOOD + 2), "toute la ligne") and "suite de la ligne" in said
    typed = desk.delimited(desk.row(61, Thème=ending)).rstrip("\n")
    book[TO_CORRECT].cell(2, FILLED + 1).value = typed
    book.save(path)
    outcome = send(desk, path)
    assert (outcome.rows_read, outcome.rows_accepted) == (GOOD + 1, GOOD + 1)
    assert desk.table().set_index("request_id").loc["R61", "theme"].split() == ["Deux", "lignes"]


@pytest.fixture
def ragged(desk):
    """8 rows, of which line 8 lost the separator after its number, and line 9 has one more."""
    lines = desk.delimited(desk.register_headings, *(desk.row(number) for number in range(GOOD + 2))).splitlines()
    whole = lines[7:9]
    lines[7], lines[8] = whole[0].replace(";", "", 1), whole[1].replace(";", ";;", 1)
    desk.put(NAME, "\n".join(lines) + "\n")
    return desk, whole


def test_a_row_of_too_few_or_too_many_fields_is_typed_again_in_the_list(ragged):
    """Both rows enter as they were typed; the file stays as it is, and a second import keeps them."""
    desk, whole = ragged
    path = listed(desk)
    rows = list(openpyxl.load_workbook(path)[TO_CORRECT].iter_rows(values_only=True))
    assert [(row[2], row[3]) for row in rows[1:]] == [("8", "toute la ligne"), ("9", "toute la ligne")]
    assert IN_THE_FILE not in openpyxl.load_workbook(path).sheetnames
    book = openpyxl.load_workbook(path)
    for line, text in zip((2, 3), whole, strict=True):
        book[TO_CORRECT].cell(line, FILLED + 1).value = text
    book.save(path)
    outcome = send(desk, path)
    assert (outcome.rows_read, outcome.rows_accepted) == (8, 8)
    assert {"R6", "R7"} <= {*desk.table()["request_id"]}


def test_a_row_typed_with_a_wrong_number_of_fields_is_refused(ragged):
    """Nothing changes: the line of the list is told with what is accepted."""
    desk, whole = ragged
    path = listed(desk)
    book = openpyxl.load_workbook(path)
    book[TO_CORRECT].cell(2, FILLED + 1).value = whole[0] + ";en trop"
    book.save(path)
    with pytest.raises(DataRefused) as refusal:
        send(desk, path)
    assert "ligne 2" in str(refusal.value)
    assert desk.table().shape[0] == GOOD
