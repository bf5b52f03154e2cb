"""A register that goes on from year to year: last year's rows in this year's file, sheets of archives, numbers that come back."""

import pytest

from qep_lib.errors import DataRefused
from qep_lib.intake.importer import import_file
from qep_lib.intake.turned import turned_rows
from qep_lib.model.campaign import Source

OLD = {"Reçu le": "04/03/2019", "Répondu le": "06/03/2019"}
OPEN = OLD | {"Répondu le": ""}


def going_on(desk, **changes):
    """The desk whose register holds several periods, with last year's file stored: R1 and R2, R2 without an answer."""
    source = desk.catalogue.sources["register"]
    desk.catalogue.sources["register"] = Source(**(source.model_dump() | {"periods": "all"} | changes))
    desk.put_register(desk.row(1, **OLD), desk.row(2, **OPEN), name="2019.csv", period="2019")
    return desk


def codes(outcome):
    """What is told, in file order, but for what is told of any file of several periods."""
    return [(i.code, i.severity) for i in outcome.issues if i.code != "several_periods"]


def test_last_years_rows_are_not_stored_twice(desk):
    """The same rows are left, counted apart and told once; this year's are stored; nothing is set aside."""
    going_on(desk)
    outcome = desk.put_register(desk.row(1, **OLD), desk.row(2, **OPEN), desk.row(3), name="2020.csv")
    assert codes(outcome) == [("stored_earlier", "warning")]
    assert (outcome.rows_read, outcome.rows_accepted, outcome.rejected_path) == (3, 1, None)
    assert sorted(desk.table()["request_id"]) == ["R1", "R2", "R3"]


def test_an_answer_given_since_is_told_and_what_is_stored_is_kept(desk):
    """R2 was open when last year's file was stored: its line and what differs are told, and it is counted once."""
    going_on(desk)
    outcome = desk.put_register(desk.row(1, **OLD), desk.row(2, **OLD), desk.row(3), name="2020.csv")
    (told,) = [issue for issue in outcome.issues if issue.code == "stored_earlier_otherwise"]
    assert "ligne 3 ; diffère : date de réponse (envoi)" in told.sentence
    assert "--replace « 2019.csv »" in told.sentence
    rows = desk.table().set_index("request_id")
    assert (len(rows), rows["replied_on"].isna()["R2"]) == (3, True)


def test_an_old_row_that_nobody_stored_is_stored(desk):
    """It was typed after last year's file: nothing says that it is another one."""
    going_on(desk)
    outcome = desk.put_register(desk.row(8, **OLD), desk.row(3), name="2020.csv")
    assert (outcome.rows_accepted, codes(outcome)) == (2, [])


def test_an_import_may_read_its_period_only(desk):
    """`only_period`: the rows of other periods are left out and counted, and what is wrong with them is nobody's fault."""
    going_on(desk)
    rows = [desk.row(1, **OLD), desk.row(2, **OLD, Canal="Pigeon"), desk.row(3)]
    outcome = desk.put_register(*rows, name="2020.csv", only_period=True)
    assert codes(outcome) == [("other_periods_left", "warning")]
    assert "2 lignes d'une autre période (2 de 2019)" in outcome.issues[0].sentence
    assert (outcome.rows_read, outcome.rows_accepted) == (3, 1)


def test_a_register_of_one_period_may_leave_last_years_rows(desk):
    """Without `periods: all` they would be set aside, and the file refused."""
    rows = [desk.row(number, **OLD) for number in range(1, 7)] + [desk.row(9)]
    with pytest.raises(DataRefused, match="6 ligne"):
        desk.put_register(*rows, name="2020.csv")
    assert desk.put_register(*rows, name="2020.csv", only_period=True).rows_accepted == 1


def workbook(desk, sheets):
    """A workbook of registers: title -> rows."""
    book = desk.sheet("registre.xlsx", desk.register_headings, *next(iter(sheets.values())), title=next(iter(sheets)))
    for title, rows in [*sheets.items()][1:]:
        sheet = book.create_sheet(title)
        for row in (desk.register_headings, *rows):
            sheet.append(row)
    book.save(desk.workspace.root / "registre.xlsx")


@pytest.mark.parametrize("sheets", [None, "all"])
def test_an_import_may_leave_a_sheet(desk, sheets):
    """`sheets_left`: « Archives » is not read, whether the source reads one sheet or all of them, and it is told."""
    if sheets:
        source = desk.catalogue.sources["register"]
        desk.catalogue.sources["register"] = Source(**(source.model_dump() | {"sheets": sheets}))
    workbook(desk, {"Archives": [desk.row(1, **OLD), desk.row(2, **OLD)], "2020": [desk.row(3)]})
    request = desk.request("registre.xlsx", sheets_left=("Archives",))
    outcome = import_file(desk.workspace, desk.catalogue, request)
    assert codes(outcome) == [("sheets_left", "warning")]
    assert desk.table()["request_id"].tolist() == ["R3"]
    again = import_file(desk.workspace, desk.catalogue, request)
    assert again.is_unchanged
    with pytest.raises(DataRefused, match="date hors de la période|2 ligne"):
        import_file(desk.workspace, desk.catalogue, desk.request("registre.xlsx", sheets_left=("2020",)))


@pytest.mark.parametrize("sheets", [None, "all", ("2020",)])
def test_a_sheet_to_leave_that_is_not_there_is_refused(desk, sheets):
    """Its rows would be counted: the sentence names the sheets that there are, and the nearest."""
    if sheets:
        source = desk.catalogue.sources["register"]
        desk.catalogue.sources["register"] = Source(**(source.model_dump() | {"sheets": sheets}))
    workbook(desk, {"Archives": [desk.row(1, **OLD)], "2020": [desk.row(3)]})
    with pytest.raises(DataRefused, match="« Archive » absente.*« Archives », « 2020 »"):
        import_file(desk.workspace, desk.catalogue, desk.request("registre.xlsx", sheets_left=("Archive",)))


def test_a_text_has_no_sheet_to_leave(desk):
    """The option is no more silent there."""
    desk.write("registre.csv", desk.delimited(desk.register_headings, desk.row(1)))
    with pytest.raises(DataRefused, match="« Archives » absente.*ce fichier est un texte"):
        import_file(desk.workspace, desk.catalogue, desk.request("registre.csv", sheets_left=("Archives",)))


def test_leaving_every_sheet_refuses_the_file(desk):
    """Nothing would be read, and the sentence says where it is asked."""
    workbook(desk, {"Archives": [desk.row(1)], "2020": [desk.row(3)]})
    with pytest.raises(DataRefused, match="sheets_left"):
        import_file(desk.workspace, desk.catalogue, desk.request("registre.xlsx", sheets_left=("2020", "Archives")))


def test_a_number_that_meets_another_day_is_told_with_its_lines(desk):
    """A renumbered sheet of archives: both are counted, and the person sees which lines and what differs."""
    going_on(desk)
    late = {"Reçu le": "05/09/2019", "Répondu le": "06/09/2019"}
    outcome = desk.put_register(desk.row(1, **late), desk.row(3), name="2020.csv")
    (told,) = [issue for issue in outcome.issues if issue.code == "same_number"]
    assert "« register/18/2019/2019.csv »" in told.sentence
    assert "ligne 2 ; diffère : date de réception" in told.sentence
    assert outcome.rows_accepted == 2


def test_the_numbers_of_another_register_are_its_own(desk):
    """A mail register and one of the hall number their rows each for itself."""
    hall = desk.catalogue.sources["register"].model_copy(update={"id": "hall"})
    desk.catalogue.sources["hall"] = hall
    desk.put_register(desk.row(1), name="a.csv")
    later = {"Reçu le": "02/04/2020", "Répondu le": "03/04/2020"}
    assert desk.put_register(desk.row(1, **later), name="b.csv", source="hall").issues == ()


DELAYS = [["Indicateur", "T1", "T2", "T1", "T2"], ["visits_count", 4, 5, 6, 7]]


def delays(desk, name, *rows):
    """A table of figures whose columns are periods, with several of them; imported."""
    columns = {"indicator_id": {"heading": "Indicateur"}, "source": {"constant": "tableau"}}
    figures = {"id": "wide", "description": "Chiffres", "table": "declared_figures", "columns": columns}
    desk.catalogue.sources["wide"] = Source(**figures, wide={"by": "period", "into": "value"}, periods="all")
    desk.sheet(name, *rows)
    return import_file(desk.workspace, desk.catalogue, desk.request(name, "wide", period=rows[0][3]))


def test_a_year_that_stands_above_its_quarters_is_theirs(desk):
    """« T1 » twice, under 2019 and 2020: four figures, each of its quarter."""
    delays(desk, "delais.xlsx", ["", "2019", "", "2020", ""], *DELAYS)
    rows = desk.table("declared_figures").set_index("period")["value"].to_dict()
    assert rows == {"2019-T1": 4, "2019-T2": 5, "2020-T1": 6, "2020-T2": 7}


def test_figures_of_last_year_are_not_stored_twice(desk):
    """The next table gives 2020 beside 2021: what differs from what is stored is told, and one figure a quarter is kept."""
    delays(desk, "delais.xlsx", ["", "2019", "", "2020", ""], *DELAYS)
    later = [["", "2020", "", "2021", ""], DELAYS[0], ["visits_count", 6, 8, 9, 10]]
    outcome = delays(desk, "delais 2.xlsx", *later)
    assert {"stored_earlier", "stored_earlier_otherwise"} <= {issue.code for issue in outcome.issues}
    rows = desk.table("declared_figures").set_index("period")["value"].to_dict()
    assert rows == {"2019-T1": 4, "2019-T2": 5, "2020-T1": 6, "2020-T2": 7, "2021-T1": 9, "2021-T2": 10}


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_a_statement_that_is_turned_is_read_by_its_columns(desk, suffix):
    """`transposed`: what is counted is in rows, months are columns; a fault names the column as its line, and it is told."""
    columns = {"month": {"heading": "Indicateur"}, "presented": {"heading": "Appels reçus"}}
    calls = {"id": "calls", "description": "Appels", "table": "calls", "columns": columns, "transposed": True}
    desk.catalogue.sources["calls"] = Source(**calls, ignored_columns=("Standard",))
    rows = [
        ["Standard", "", "", ""],
        ["Indicateur", "janvier 2020", "février 2020", "Total"],
        ["Appels reçus", "9", "x", "9"],
    ]
    name = f"standard.{suffix}"
    if suffix == "xlsx":
        desk.sheet(name, *rows)
    else:
        desk.write(name, desk.delimited(*rows))
    outcome = import_file(desk.workspace, desk.catalogue, desk.request(name, "calls"))
    told = {issue.code: issue for issue in outcome.issues}
    assert {"turned_sheet", "total_row"} <= {*told}
    assert [(i.row, i.column, i.value) for i in outcome.issues if i.severity == "reject"] == [(3, "Appels reçus", "x")]
    assert desk.table("calls")["presented"].tolist() == [9]


def test_a_register_is_not_turned(desk):
    """Its rows would be columns: it is refused before that."""
    source = desk.catalogue.sources["register"]
    desk.catalogue.sources["register"] = Source(**(source.model_dump() | {"transposed": True}))
    with pytest.raises(DataRefused, match="transposed"):
        desk.put_register(*(desk.row(number) for number in range(400)))


@pytest.mark.parametrize(
    ("months", "heading"),
    [(["janv.", "févr.", "mars"], "Mois"), (["2020-01-01", "2020-02-01", "2020-03-01"], "Mois"), (["a", "b", "c"], "")],
)
def test_an_empty_corner_over_what_is_counted_is_named(months, heading):
    """Nothing stands over « Appels reçus »: the months are called « Mois », and nothing else is."""
    rows = [["Bilan", "", "", ""], ["", *months], ["Appels reçus", 1, 2, 3], ["Appels décrochés", 1, 1, 2]]
    assert turned_rows(rows)[0] == ["Bilan", heading, "Appels reçus", "Appels décrochés"]
