"""Sheets and headings that nobody knows: what is asked, what comes first, and the list of questions that can be filled."""

import openpyxl
import pytest
from preparation_samples import meanings

from qep_lib.errors import DataRefused
from qep_lib.preparation.draft import Question
from qep_lib.preparation.question_list import codes_of, read_answers, reference_of, write_questions

HEADS = ["Quoi", "Vu comment", "Remède retenu", "Mission confiée à", "Butée", "Palier"]
PLAN = {
    "suivi 2022.xlsx": [
        HEADS,
        ["Accueil saturé", "Enquête", "Renforcer le standard", "Bureau A", "30/06/2022", "Fait"],
        ["Panneaux illisibles", "Audit interne", "Refaire les panneaux", "Logistique", "30/09/2022", "En cours"],
    ]
}
TABLE = "table:quoi:vu comment:remede retenu:mission confiee a:butee:palier"


def is_(heading):
    """The id of the question about a heading."""
    return f"is:actions:{heading}"


SAID = {
    TABLE: "actions", is_("quoi"): "finding", is_("vu comment"): "origins", is_("remede retenu"): "description",
    is_("mission confiee a"): "responsible", is_("butee"): "due_on", is_("palier"): "status",
}  # fmt: skip


def test_a_table_that_nobody_knows_is_asked(draft_of):
    """Every table is offered with its title, and to leave it; nothing is read meanwhile, and it says so."""
    draft = draft_of(PLAN)
    (question,) = draft.questions
    assert question.id == TABLE
    assert dict(question.choices)["actions"] == "Plan d'actions"
    assert question.choices[-1] == ("", "laisser de côté")
    assert "« Quoi », « Vu comment »" in question.text
    assert (draft.sheets, len(draft.aside)) == ((), 1)
    assert "à dire : que tient ce tableau" in draft.aside[0].why


def test_the_table_whose_words_are_nearest_comes_first(draft_of):
    """« Constat de la visite », « Responsable désigné »: a plan, proposed and not taken."""
    rows = [["Constat de la visite", "Action proposée ensuite", "Responsable désigné"], ["abc", "def", "ghi"]]
    (question,) = draft_of({"suivi.csv": rows}).questions
    assert (question.choices[0][0], question.default) == ("actions", "actions")


def test_what_is_left_is_not_asked_again(draft_of):
    """The answer that leaves it is an answer."""
    assert draft_of(PLAN, {TABLE: ""}).questions == ()


def test_columns_are_asked_one_by_one_with_what_they_can_be(draft_of):
    """Days are offered for days; required columns come before the others. Origins are known by their values: not asked."""
    questions = {q.id: q for q in draft_of(PLAN, {TABLE: "actions"}).questions}
    butee = [code for code, _ in questions[is_("butee")].choices]
    assert butee == ["due_on", "effective_on", ""]
    assert is_("vu comment") not in questions
    assert [code for code, _ in questions[is_("remede retenu")].choices][:2] == ["finding", "description"]
    assert "suivi 2022.xlsx" in questions[is_("quoi")].text


def test_a_table_that_was_said_is_read_as_it_was_said(draft_of):
    """Six answers, and a source that reads every column: no line of it is written by hand."""
    draft = draft_of(PLAN, SAID)
    assert draft.questions == ()
    source = draft.sheets[0].source
    assert {name: binding.heading for name, binding in source.columns.items() if binding.heading} == {
        "finding": ("Quoi",), "origins": ("Vu comment",), "description": ("Remède retenu",),
        "responsible": ("Mission confiée à",), "due_on": ("Butée",), "status": ("Palier",),
    }  # fmt: skip


def test_two_headings_that_are_said_alike_are_not_both_read(draft_of):
    """The second is left, and told why."""
    sheet = draft_of(PLAN, SAID | {is_("mission confiee a"): "finding"}).sheets[0]
    (column,) = [column for column in sheet.columns if column.heading == "Mission confiée à"]
    assert (column.meaning, column.why) == ("ignored", "« Quoi » est déjà « Constat »")


def test_a_register_that_lacks_its_day_asks_which_column_it_is(draft_of):
    """The table is recognised: only what it cannot be read without is asked."""
    rows = [["N°", "Top départ", "Voie", "Nature", "Qual-e-pref ?"], ["1", "04/01/2022", "Mél", "Info", "Oui"]]
    (question,) = draft_of({"registre.csv": rows}).questions
    assert "Top départ" in question.text
    answer = {question.id: question.default}
    assert meanings(draft_of({"registre.csv": rows}, answer).sheets[0])["Top départ"] == "received_on"


def test_lists_beside_a_register_are_not_asked_about(draft_of):
    """A sheet of choices, or of instructions, in a workbook that is read."""
    heads = ["N°", "Arrivée", "Voie", "Nature", "Qual-e-pref ?"]
    sheets = {
        ("r.xlsx", "Registre"): [heads, ["1", "04/01/2022", "Mél", "Info", "Oui"]],
        ("r.xlsx", "Listes"): [["Canaux", "Natures"], ["Mél", "Info"], ["Lettre", "Réclam."], ["Tel.", "Sugg."]],
        ("r.xlsx", "Aide"): [["Remplir une ligne par demande"], ["Ne rien effacer"]],
    }
    assert draft_of(sheets).questions == ()


ONE = Question("value:a:b", "Que veut dire « b » ?", "parce que", (("x", "Un, deux"), ("y", "Trois")), "x")
MANY = Question("scale:c", "Lesquelles ?", "parce que", (("1", "Bof"), ("2", "Nickel"), ("3", "Top")), many=True)


def fill(path, **answers):
    """Type answers in the list, by the first word of their question."""
    book = openpyxl.load_workbook(path)
    sheet = book["À décider"]
    for row in range(2, sheet.max_row + 1):
        if (word := sheet.cell(row, 1).value.split()[0]) in answers:
            sheet.cell(row, 5).value = answers[word]
    book.save(path)


@pytest.mark.parametrize(
    ("question", "typed", "codes"),
    [
        (ONE, "Trois", "y"), (ONE, "2", "y"), (ONE, 1, "x"), (ONE, "un, DEUX", "x"), (ONE, "laisser de côté", ""),
        (ONE, "9", None), (ONE, "Quatre", None), (ONE, "1 2", None),
        (MANY, "2 3", "2,3"), (MANY, "Nickel ; top", "2,3"), (MANY, "2, 3", "2,3"), (MANY, "2", "2"), (MANY, "2 9", None),
    ],
)  # fmt: skip
def test_answers_are_numbers_or_words(tmp_path, question, typed, codes):
    """As they are typed in the list; anything else is not understood."""
    path = tmp_path / "questions.xlsx"
    write_questions(path, [ONE, MANY], {})
    fill(path, **{question.text.split()[0]: typed})
    (answer,) = read_answers(path, tmp_path).items()
    assert answer[0] == reference_of(question)
    assert codes_of(answer[1].typed, question) == codes


def test_a_number_is_that_of_the_list_whatever_is_proposed_since(tmp_path):
    """The list was printed with « Trois » second; today it is first."""
    path = tmp_path / "questions.xlsx"
    write_questions(path, [ONE], {})
    fill(path, Que="2")
    (answer,) = read_answers(path, tmp_path).values()
    assert codes_of(answer.typed, Question(ONE.id, ONE.text, ONE.why, ONE.choices[::-1])) == "y"


def test_a_list_goes_with_its_last_question(tmp_path):
    """And an empty one was never filled."""
    path = tmp_path / "a" / "questions.xlsx"
    write_questions(path, [ONE], {reference_of(ONE): "Quatre"})
    assert [answer.typed for answer in read_answers(path, tmp_path).values()] == ["Quatre"]
    write_questions(path, [], {})
    assert (path.exists(), read_answers(path, tmp_path)) == (False, {})


def test_another_workbook_in_its_place_is_told(tmp_path):
    """Nothing is read of it, and nothing is lost."""
    path = tmp_path / "questions.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(DataRefused, match="ce n'est pas la liste des questions"):
        read_answers(path, tmp_path)
