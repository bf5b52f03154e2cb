"""What a source and a questionnaire say of a file's layout: rows left out, answers that hold their delimiter, rank columns."""

import pytest

from qep_lib.errors import DataRefused
from qep_lib.intake.importer import import_file
from qep_lib.model.campaign import Source
from qep_lib.model.questionnaire import Questionnaire
from qep_lib.store.manifest import read_manifest

REASONS = {
    "id": "reason",
    "wording": "Pourquoi ?",
    "label": "Motif",
    "role": "visit_reason",
    "kind": "multiple",
    "options": (
        {"id": "permit", "label": "Titre de séjour, renouvellement"},
        {"id": "first", "label": "Titre de séjour"},
        {"id": "meeting", "label": "Rendez-vous"},
    ),
    "column": "Motif",
}


def surveyed(desk, item, rules=(), **source):
    """The desk with a survey of one question."""
    questionnaire = Questionnaire(
        id="desk", title="Enquête", serie_id="desk", answer_id_column="N°", answered_on_column="Date", items=(item,)
    )
    declared = {"id": "survey", "description": "Enquête", "table": "survey_answers", "questionnaire": "desk"}
    desk.catalogue.sources["survey"] = Source(**declared, exclude_rows=rules, **source)
    desk.catalogue.questionnaires["desk"] = questionnaire
    return desk


def chosen(desk):
    """answer -> options, as stored."""
    rows = desk.table("survey_answers")
    return {name: found["option_id"].dropna().tolist() for name, found in rows.groupby("answer_id")}


def put(desk, text):
    """Import that text as the survey."""
    return desk.put("enquete.csv", text, "survey")


def test_a_label_that_holds_the_delimiter_is_one_answer(desk):
    """The longest declared label is taken at each place; spaces and capitals do not count."""
    surveyed(desk, REASONS | {"delimiter": ","})
    put(
        desk,
        "N°;Date;Motif\n1;02/03/2020;Rendez-vous, Titre de séjour, renouvellement\n2;02/03/2020;Titre de séjour\n"
        "3;02/03/2020;titre de séjour,Renouvellement,Titre de séjour\n4;02/03/2020;\n",
    )
    assert chosen(desk) == {"1": ["meeting", "permit"], "2": ["first"], "3": ["first", "permit"], "4": []}


def test_a_piece_that_no_label_explains_is_told(desk):
    """« renouvellement » alone is no answer: its row is set aside, with the cell's piece."""
    surveyed(desk, REASONS | {"delimiter": ","})
    outcome = put(desk, "N°;Date;Motif\n1;02/03/2020;Rendez-vous, renouvellement\n2;02/03/2020;Rendez-vous\n")
    assert [(issue.code, issue.row, issue.value) for issue in outcome.issues] == [
        ("unknown_option", 2, "renouvellement")
    ]


def test_columns_without_heading_after_a_question_hold_its_next_answers(desk):
    """Sphinx writes the heading over the first rank only."""
    surveyed(desk, REASONS | {"rank_columns": 3})
    put(
        desk,
        "N°;Date;Motif;;\n1;02/03/2020;Rendez-vous;Titre de séjour;\n2;02/03/2020;;;\n3;02/03/2020;;Rendez-vous;\n",
    )
    assert chosen(desk) == {"1": ["first", "meeting"], "2": [], "3": ["meeting"]}


@pytest.mark.parametrize(
    ("headings", "found"),
    [("N°;Date;Motif;;Note", "la colonne 5, qui devrait porter la réponse 3"), ("N°;Date;Motif", "n'existe pas")],
)
def test_a_rank_column_with_a_heading_refuses_the_file(desk, headings, found):
    """What is declared is not what the file holds."""
    surveyed(desk, REASONS | {"rank_columns": 3}, ignored_columns=("Note",))
    with pytest.raises(DataRefused, match="rank_columns") as refusal:
        put(desk, f"{headings}\n1;02/03/2020;Rendez-vous{';' * (headings.count(';') - 2)}\n")
    assert found in str(refusal.value)


RULES = (
    {"column": ("Date", "Date de soumission"), "values": ("",), "reason": "réponses non terminées"},
    {"column": "État", "values": ("Test",), "reason": "essais"},
)


def test_excluded_rows_are_counted_by_reason_and_raise_no_fault(desk):
    """An unfinished answer has no date and unreadable cells: it is left out before any cell is read."""
    surveyed(desk, REASONS | {"delimiter": ","}, RULES)
    outcome = put(
        desk,
        "N°;Date;Motif;État\n1;;xx;\n2;02/03/2020;Rendez-vous;\n3;02/03/2020;yy; TEST \n4;;;Test\n5;03/03/2020;;\n",
    )
    assert (outcome.rows_read, outcome.rows_accepted, outcome.rejected_path) == (5, 2, None)
    assert [issue.sentence for issue in outcome.issues if issue.code == "excluded_rows"] == [
        "enquete.csv, ligne 2 : 2 lignes exclues, la première ici : réponses non terminées. À faire : rien si c'est voulu ; "
        "sinon corriger exclude_rows dans params/sources/survey.yml.",
        "enquete.csv, ligne 4 : 1 ligne exclue : essais. À faire : rien si c'est voulu ; sinon corriger exclude_rows dans "
        "params/sources/survey.yml.",
    ]
    assert sorted(chosen(desk)) == ["2", "5"]


def test_excluded_rows_are_kept_in_the_manifest(desk):
    """Reports print them beside their base."""
    surveyed(desk, REASONS | {"delimiter": ","}, RULES)
    put(desk, "N°;Date;Motif;État\n1;;;\n2;02/03/2020;Rendez-vous;\n")
    (entry,) = read_manifest(desk.workspace, ["18"])
    assert entry.excluded == (("réponses non terminées", 1),)


def test_a_file_of_excluded_rows_only_is_refused(desk):
    """Nothing would be left; the sentence names the rule."""
    surveyed(desk, REASONS | {"delimiter": ","}, RULES)
    with pytest.raises(DataRefused, match="toutes ses lignes sont exclues : réponses non terminées"):
        put(desk, "N°;Date;Motif;État\n1;;;\n")


def test_a_missing_column_of_a_rule_refuses_the_file(desk):
    """A rule that looks at nothing would let every unfinished answer in."""
    surveyed(desk, REASONS | {"delimiter": ","}, RULES)
    with pytest.raises(DataRefused, match="colonne absente"):
        put(desk, "N°;Date;Motif\n1;02/03/2020;\n")


def test_a_rule_added_later_reads_the_file_again(desk):
    """The rules are part of what decides what a file gives."""
    surveyed(desk, REASONS | {"delimiter": ","})
    text = "N°;Date;Motif\n1;02/03/2020;\n2;02/03/2020;Rendez-vous\n"
    put(desk, text)
    surveyed(desk, REASONS | {"delimiter": ","}, ({"column": "Motif", "values": ("",), "reason": "réponses vides"},))
    outcome = import_file(desk.workspace, desk.catalogue, desk.request("enquete.csv", "survey"))
    assert (outcome.is_unchanged, outcome.rows_accepted) == (False, 1)


def declared(desk, **changes):
    """The desk with its register changed."""
    source = desk.catalogue.sources["register"]
    desk.catalogue.sources["register"] = Source(**(source.model_dump() | changes))
    return desk


def test_a_constant_stands_for_a_column_that_the_tool_does_not_write(desk):
    """Stored as if every row held it; the file's own column of that name is then unknown."""
    columns = desk.catalogue.sources["register"].model_dump()["columns"] | {"channel": {"constant": "post"}}
    declared(desk, columns=columns)
    headings = [heading for heading in desk.register_headings if heading != "Canal"]
    row = [cell for heading, cell in zip(desk.register_headings, desk.row(1), strict=True) if heading != "Canal"]
    assert desk.put("registre.csv", desk.delimited(headings, row)).issues == ()
    assert desk.table()["channel"].tolist() == ["post"]


def test_rows_may_be_numbered_by_their_line(desk):
    """Two files may hold rows that look alike; the same file under another name is still seen."""
    columns = desk.catalogue.sources["register"].model_dump()["columns"]
    del columns["request_id"]
    declared(desk, columns=columns, identifier="row_number", ignored_columns=("N°", "Nom"))
    assert desk.put_register(desk.row(1), desk.row(1), name="a.csv").rows_accepted == 2
    assert desk.table()["request_id"].tolist() == ["2", "3"]
    later = {"Reçu le": "02/04/2020", "Répondu le": "03/04/2020"}
    outcome = desk.put_register(desk.row(1), *(desk.row(number, **later) for number in range(3)), name="b.csv")
    assert (outcome.rows_accepted, outcome.issues) == (4, ())
    with pytest.raises(DataRefused, match="2 des 3 lignes sont déjà importées par « register/18/2020/a.csv »"):
        desk.put_register(desk.row(1), desk.row(1), desk.row(2, **later), name="c.csv")


def test_answers_without_a_day_are_of_the_period(desk):
    """An anonymous survey: the last day that the file can know of."""
    surveyed(desk, REASONS | {"delimiter": ","}, identifier="row_number", answered_on="period")
    put(desk, "N°;Date;Motif\n;;Rendez-vous\n;;Titre de séjour\n")
    rows = desk.table("survey_answers")
    assert set(rows["answered_on"].dt.strftime("%Y-%m-%d")) == {"2020-12-31"}
    assert rows["answer_id"].tolist() == ["2", "3"]


def months(desk, *sheets):
    """A workbook with a register in each sheet: (title, rows)."""
    book = desk.sheet("registre.xlsx", desk.register_headings, title="Mode d'emploi")
    book.active.delete_rows(1)
    book.active.append(["À lire avant de remplir"])
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in (desk.register_headings, *rows):
            sheet.append(row)
    book.save(desk.workspace.root / "registre.xlsx")
    return desk.request("registre.xlsx")


def test_every_sheet_that_holds_the_columns_is_read(desk):
    """Numbers start again in each; a sheet without rows is told, a page of words is none."""
    declared(desk, sheets="all")
    later = {"Reçu le": "02/04/2020", "Répondu le": "03/04/2020"}
    request = months(desk, ("mars", [desk.row(1), desk.row(2)]), ("avril", [desk.row(1, **later)]), ("mai", []))
    outcome = import_file(desk.workspace, desk.catalogue, request)
    assert (outcome.rows_read, outcome.rows_accepted) == (3, 3)
    (told,) = outcome.issues
    assert told.code == "restarted_numbers" and "2 lignes au numéro d'une ligne d'une autre feuille" in told.sentence
    assert "« mars », « avril »" in told.sentence
    assert sorted(zip(desk.table()["sheet"], desk.table()["request_id"], strict=True)) == [
        ("avril", "R1"), ("mars", "R1"), ("mars", "R2"),
    ]  # fmt: skip


def test_twelve_sheets_that_number_their_rows_from_one_are_told_once(desk):
    """One sentence for the workbook, not one for each pair of sheets."""
    declared(desk, sheets="all")
    sheets = [
        (f"m{month}", [desk.row(1, **{"Reçu le": f"02/{month:02d}/2020", "Répondu le": ""})]) for month in range(1, 13)
    ]
    outcome = import_file(desk.workspace, desk.catalogue, months(desk, *sheets))
    assert [issue.code for issue in outcome.issues] == ["restarted_numbers"]
    assert "« m1 », « m2 », « m3 » et 9 autres" in outcome.issues[0].sentence
    assert outcome.rows_accepted == 12


def test_numbers_that_start_again_with_the_year_are_no_news(desk):
    """A sheet a year, read whole."""
    declared(desk, sheets="all", periods="all")
    old = {"Reçu le": "02/04/2019", "Répondu le": "03/04/2019"}
    request = months(desk, ("2020", [desk.row(1), desk.row(2)]), ("2019", [desk.row(1, **old), desk.row(2, **old)]))
    outcome = import_file(desk.workspace, desk.catalogue, request)
    assert (outcome.rows_accepted, [issue.code for issue in outcome.issues]) == (4, ["several_periods"])


def test_a_row_that_comes_back_in_the_next_sheet_is_counted_once(desk):
    """The same number and the same values: the second is set aside, under its sheet."""
    declared(desk, sheets=("mars", "avril"))
    later = {"Reçu le": "02/04/2020", "Répondu le": "03/04/2020"}
    rows = [desk.row(1), desk.row(2, **later), desk.row(3, **later)]
    request = months(desk, ("mars", [desk.row(1), desk.row(2)]), ("avril", rows))
    outcome = import_file(desk.workspace, desk.catalogue, request)
    told = [(issue.code, issue.sheet, issue.row) for issue in outcome.issues]
    assert told == [("restarted_numbers", "mars", None), ("stored_elsewhere", "avril", 2)]
    assert (outcome.rows_read, outcome.rows_accepted, len(desk.table())) == (5, 4, 4)


def test_a_fault_of_one_sheet_names_it_and_leaves_the_others(desk):
    """Line 2 of one sheet is not line 2 of the other."""
    declared(desk, sheets="all")
    request = months(desk, ("mars", [desk.row(1, Nature="?"), desk.row(2)]), ("avril", [desk.row(1), desk.row(3)]))
    outcome = import_file(desk.workspace, desk.catalogue, request)
    assert [(issue.sheet, issue.row, issue.value) for issue in outcome.issues] == [("mars", 2, "?")]
    assert sorted(desk.table()["request_id"]) == ["R1", "R2", "R3"]


def test_a_named_sheet_that_is_not_there_refuses_the_file(desk):
    """With the sheets of the workbook."""
    declared(desk, sheets=("mars", "juin"))
    with pytest.raises(DataRefused, match="feuille « juin » absente"):
        import_file(desk.workspace, desk.catalogue, months(desk, ("mars", [desk.row(1)])))


def test_two_sources_each_read_their_own_sheet_of_one_workbook(desk):
    """The same bytes are not counted twice; without sheets of their own they would be, and are refused."""
    wide = {"by": "title", "headings": {"driving_licence": ("Permis",)}}
    columns = {"month": {"heading": "Mois"}, "source": {"constant": "S"}}
    for name, into, sheets in (("delays", "delivery_delay_mean", ("Délais",)), ("volumes", "volume", ("Volumes",))):
        source = {
            "id": name,
            "description": "Titres",
            "table": "title_statistics",
            "columns": columns,
            "sheets": sheets,
        }
        desk.catalogue.sources[name] = Source(**source, wide={**wide, "into": into})
    book = desk.sheet("titres.xlsx", ["Mois", "Permis"], ["2020-01", 20], title="Délais")
    sheet = book.create_sheet("Volumes")
    for row in (["Mois", "Permis"], ["2020-01", 300]):
        sheet.append(row)
    book.save(desk.workspace.root / "titres.xlsx")
    for name in ("delays", "volumes"):
        assert import_file(desk.workspace, desk.catalogue, desk.request("titres.xlsx", name)).rows_accepted == 1
    table = desk.table("title_statistics")
    assert table[["delivery_delay_mean", "volume"]].sum().tolist() == [20, 300]
    other = desk.catalogue.sources["volumes"].model_copy(update={"id": "other", "sheets": "all"})
    desk.catalogue.sources["other"] = other
    with pytest.raises(DataRefused, match="identique"):
        import_file(desk.workspace, desk.catalogue, desk.request("titres.xlsx", "other"))
