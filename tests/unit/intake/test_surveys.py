"""Survey exports: three binding shapes, one row a respondent and item, and what refuses the whole file."""

import pytest

from qep_lib.errors import DataRefused

ANSWER = ("A1", "14/09/2020", "Accueil", "Très satisfait", "X", "", "Permis ; Carte", "8", "Merci")


def answer(**changes):
    """A valid respondent, with some cells changed by their position (`c3="…"`)."""
    return [changes.get(f"c{position}", cell) for position, cell in enumerate(ANSWER)]


def put(desk, *rows, headings=None, **changes):
    """Import these respondents."""
    return desk.put("enquete.csv", desk.delimited(headings or desk.survey_headings, *rows), "survey", **changes)


def stored_item(desk, item_id):
    """(answer, option, number, state) of an item."""
    rows = desk.table("survey_answers")
    rows = rows[rows["item_id"] == item_id].astype(object)
    rows = rows[["answer_id", "option_id", "number", "state"]]
    return [tuple(None if cell != cell else cell for cell in row) for row in rows.itertuples(index=False)]


def test_each_respondent_gives_a_row_for_each_item(desk):
    """Even a blank answer has its row, so that the count of blanks can be printed."""
    put(desk, answer(), answer(c0="A2", c3="", c4="", c6="", c7="", c8=""))
    rows = desk.table("survey_answers")
    assert rows.groupby("answer_id")["item_id"].nunique().to_dict() == {"A1": 5, "A2": 5}
    assert set(rows.loc[rows["answer_id"] == "A2", "state"]) == {"blank"}
    assert rows["answered_on"].nunique() == 1
    assert set(rows["mode"]) == {"desk"}


def test_a_single_answer_keeps_its_option_and_its_state(desk):
    """« Sans objet » is kept as an option but is not an answer."""
    put(desk, answer(), answer(c0="A2", c3="Sans objet"), answer(c0="A3", c3=""))
    assert stored_item(desk, "courtesy") == [
        ("A1", "very_satisfied", None, "answered"),
        ("A2", "not_applicable", None, "not_applicable"),
        ("A3", None, None, "blank"),
    ]


def test_one_column_an_option_gives_a_row_for_each_ticked_box(desk):
    """X, Oui, 1 or the option's own label tick; Non, 0 and empty do not."""
    put(desk, answer(c4="Oui", c5="Site"), answer(c0="A2", c4="Non", c5="1"), answer(c0="A3", c4="", c5="0"))
    assert stored_item(desk, "news") == [
        ("A1", "press", None, "answered"),
        ("A1", "site", None, "answered"),
        ("A2", "site", None, "answered"),
        ("A3", None, None, "blank"),
    ]


def test_one_delimited_cell_gives_a_row_for_each_answer(desk):
    """An option written twice counts once; separators need not have their spaces."""
    put(desk, answer(c6='"Permis;Carte ; Permis"'), answer(c0="A2", c6="Carte"), answer(c0="A3", c6=""))
    assert stored_item(desk, "topics") == [
        ("A1", "card", None, "answered"),
        ("A1", "permit", None, "answered"),
        ("A2", "card", None, "answered"),
        ("A3", None, None, "blank"),
    ]


def test_a_number_is_kept_with_its_bounds_and_a_comment_is_not_kept(desk):
    """Free text is personal data: only whether there is one is stored."""
    outcome = put(desk, answer(c7="7,5", c8="CANARI"), answer(c0="A2", c7="11"), answer(c0="A3"))
    assert stored_item(desk, "grade") == [("A1", None, 7.5, "answered"), ("A3", None, 8.0, "answered")]
    assert stored_item(desk, "comment") == [("A1", None, None, "answered"), ("A3", None, None, "answered")]
    assert b"CANARI" not in b"".join(desk.snapshot().values())
    (issue,) = outcome.issues
    assert (issue.row, issue.column) == (3, "Note")
    assert "hors des bornes" in issue.sentence and "de 0 à 10" in issue.sentence


def test_an_unknown_answer_sets_the_whole_respondent_aside(desk):
    """D24: the label found, the nearest one and the accepted list are told."""
    outcome = put(desk, answer(c3="Trop satisfait"), answer(c0="A2"))
    (issue,) = outcome.issues
    assert (issue.row, issue.column, issue.severity) == (2, "Courtoisie", "reject")
    for words in ("« Trop satisfait »", "vouliez-vous dire « Très satisfait »", "« Sans objet »"):
        assert words in issue.sentence
    assert set(desk.table("survey_answers")["answer_id"]) == {"A2"}


@pytest.mark.parametrize(
    ("cell", "column", "found", "accepted"),
    [
        ({"c4": "Peut-être"}, "Connu par [Presse]", "« Peut-être »", "« oui »"),
        ({"c6": "Permis ; Passeport"}, "Sujets", "« Passeport »", "« Carte »"),
        ({"c7": "huit"}, "Note", "« huit »", "nombre"),
    ],
    ids=["multiple, une colonne par réponse", "multiple, une cellule", "number"],
)
def test_a_bad_answer_of_each_kind_sets_the_respondent_aside(desk, cell, column, found, accepted):
    """Where, what was found, what is accepted; the other respondents stay."""
    outcome = put(desk, answer(**cell), answer(c0="A2"))
    (issue,) = outcome.issues
    assert (issue.row, issue.column, issue.severity) == (2, column, "reject")
    assert found in issue.sentence and accepted in issue.sentence.partition("Accepté")[2]
    assert set(desk.table("survey_answers")["answer_id"]) == {"A2"}


def test_the_comment_of_a_rejected_respondent_is_kept_nowhere(desk):
    """Not even in the list of what was set aside; hostile words change nothing to what is stored."""
    put(desk, answer(c3="Trop satisfait", c8="CANARI"), answer(c0="A2", c8="=CANARI()"), answer(c0="A3", c8=" "))
    assert b"CANARI" not in b"".join(desk.snapshot().values())
    assert stored_item(desk, "comment") == [("A2", None, None, "answered"), ("A3", None, None, "blank")]


def test_a_missing_column_of_comments_refuses_the_file(desk):
    """A question of the questionnaire is expected, whatever its kind."""
    with pytest.raises(DataRefused, match="Commentaire"):
        put(desk, answer()[:-1], headings=desk.survey_headings[:-1])


def test_an_unknown_item_refuses_the_file(desk):
    """The message says where to declare the question, or how to leave it out."""
    headings = [*desk.survey_headings, "Courtoisie des agent", "Durée"]
    with pytest.raises(DataRefused) as refusal:
        put(desk, [*answer(), "Satisfait", "12"], headings=headings)
    for words in (
        "colonne « Courtoisie des agent »",
        "question inconnue du questionnaire",
        "vouliez-vous dire « Courtoisie des agents »",
        "params/questionnaires/desk.yml",
        "ignored_columns",
    ):
        assert words in str(refusal.value)
    assert len(desk.table("survey_answers")) == 0


def test_a_filled_column_without_heading_refuses_the_file(desk):
    """An empty one is only a trailing separator."""
    headings = [*desk.survey_headings, ""]
    assert put(desk, [*answer(), ""], headings=headings).issues == ()
    with pytest.raises(DataRefused, match="colonne 10, sans en-tête"):
        put(desk, [*answer(), "x"], headings=headings)


def test_a_missing_item_refuses_the_file_with_its_synonyms(desk):
    """Every missing heading is told at once, with the other names it may have."""
    headings = [heading.replace("Courtoisie", "Courtoise").replace("Note", "Noté") for heading in desk.survey_headings]
    with pytest.raises(DataRefused) as refusal:
        put(desk, answer(), headings=headings)
    assert "« Courtoisie » ou « Courtoisie des agents »" in str(refusal.value)
    assert "le plus proche : « Courtoise »" in str(refusal.value)


def test_an_answer_out_of_the_period_is_rejected(desk):
    """C16: with the bounds of the period."""
    outcome = put(desk, answer(c1="14/09/2019"), answer(c0="A2"))
    assert "du 01/01/2020 au 31/12/2020" in outcome.issues[0].sentence


def test_a_duplicated_answer_is_settled_like_any_row(desk):
    """D18: identical: counted once; different: the first stays. A doubt on a comment is a difference."""
    outcome = put(desk, answer(), answer(), answer(c8="Autre"), answer(c0="A2"))
    assert [(issue.row, issue.severity) for issue in outcome.issues] == [(3, "warning"), (4, "reject")]
    assert len(stored_item(desk, "courtesy")) == 2


def test_the_same_answer_number_may_come_back_another_year(desk):
    """Survey tools number from 1 at each wave."""
    put(desk, answer())
    later = desk.delimited(desk.survey_headings, answer(c1="14/09/2021"))
    desk.put(
        "enquete_2021.csv", later, "survey", period="2021", extracted_on=desk.request("x").extracted_on.replace(2022)
    )
    assert desk.table("survey_answers")["answered_on"].dt.year.value_counts().to_dict() == {2020: 6, 2021: 6}


def test_an_answer_that_another_file_gave_is_told_by_its_own_number(desk):
    """The number of the answer, not the name of the questionnaire, under the heading of that number."""
    put(desk, answer())
    lines = desk.delimited(desk.survey_headings, answer(), answer(c0="A2"))
    (issue,) = desk.put("autre.csv", lines, "survey").issues
    assert (issue.column, issue.value) == ("N° réponse", "A1")
    assert "mêmes valeurs que la ligne 2 de « survey/18/2020/enquete.csv »" in issue.sentence
