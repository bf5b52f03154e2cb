"""Kinds of question: each in every shape that tools write, and what each refuses. What is invented is read back alike."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qep_lib.errors import DataRefused
from qep_lib.intake.arrival import receive
from qep_lib.intake.reading import read_arrival
from qep_lib.model.questionnaire import Item, Questionnaire
from qep_lib.questions.forms import FORMS
from qep_lib.questions.registry import KINDS, kind_of
from qep_lib.store.secret import make_key

OPTIONS = (
    {"id": "good", "label": "Bien, très bien", "level": "positive"},
    {"id": "fair", "label": "Moyen", "level": "neutral"},
    {"id": "bad", "label": "Mal", "level": "negative"},
    {"id": "none", "label": "Non concerné", "level": "not_applicable"},
)
BANDS = (
    {"id": "short", "label": "Moins de 10 min", "below": 10.0},
    {"id": "long", "label": "10 min ou plus", "at_least": 10.0},
)
EACH = {"good": "Q [Bien]", "fair": "Q [Moyen]", "bad": "Q [Mal]", "none": "Q [NC]"}
FEW = {"options": OPTIONS[:3]}
SHAPES = {
    "single": {"kind": "single", "options": OPTIONS, "column": "Q"},
    "single, a column an answer": {"kind": "single", "options": OPTIONS, "columns": EACH},
    "scale": {"kind": "scale", "options": OPTIONS, "column": "Q"},
    "scale, a column an answer": {"kind": "scale", "options": OPTIONS, "columns": EACH},
    "band": {"kind": "band", "options": BANDS, "column": "Q"},
    "multiple, a column an answer": {"kind": "multiple", "options": OPTIONS, "columns": EACH},
    "multiple, one cell": {"kind": "multiple", "options": OPTIONS, "column": "Q", "delimiter": ","},
    "multiple, side by side": {"kind": "multiple", "options": OPTIONS, "column": "Q", "rank_columns": 4},
    "rank, a column an answer": {"kind": "rank", **FEW, "columns": {k: EACH[k] for k in ("good", "fair", "bad")}},
    "rank, one cell": {"kind": "rank", **FEW, "column": "Q", "delimiter": ","},
    "rank, side by side": {"kind": "rank", **FEW, "column": "Q", "rank_columns": 3},
    "note": {"kind": "note", "column": "Q"},
    "number": {"kind": "number", "column": "Q", "minimum": -5.0, "maximum": 40.0},
    "date": {"kind": "date", "column": "Q"},
    "text": {"kind": "text", "column": "Q"},
}


def item(shape, **changes):
    """The question of that shape."""
    return Item(id="q", wording="Question ?", label="Q", role="other", **(SHAPES[shape] | changes))


def asking(desk, *items):
    """The desk with a survey of these questions."""
    desk.catalogue.questionnaires["desk"] = Questionnaire(
        id="desk", title="Enquête", serie_id="desk", answer_id_column="N°", answered_on_column="Jour", items=items
    )
    return desk


def headings_of(asked):
    """The headings of a question, those of its nameless columns empty."""
    return [*asked.columns.values()] or [asked.column, *[""] * (asked.rank_columns - 1)]


def read(desk, asked, *answers):
    """What is read of one respondent a list of cells; nothing is stored."""
    rows = [["N°", "Jour", *headings_of(asked)]]
    rows += [[str(number), "02/03/2020", *cells] for number, cells in enumerate(answers, 1)]
    return read_text(desk, desk.delimited(*rows))


def read_text(desk, text):
    """The same of the whole text of a file."""
    desk.write("enquete.csv", text)
    make_key(desk.workspace)
    return read_arrival(receive(desk.workspace, desk.catalogue, desk.request("enquete.csv", "survey"), None))


def answers_to(reading, item_id="q"):
    """answer -> {(option, number, state)}."""
    rows = reading.frame[reading.frame["item_id"] == item_id].astype(object)
    found = {}
    for row in rows[["answer_id", "option_id", "number", "state"]].itertuples(index=False):
        cells = [None if cell != cell else cell for cell in row]
        found.setdefault(cells[0], set()).add(tuple(cells[1:]))
    return found


@pytest.mark.parametrize(
    ("shape", "cells", "expected"),
    [
        ("single", ["moyen"], [("fair", None, "answered")]),
        ("single", ["Non concerné"], [("none", None, "not_applicable")]),
        ("single, a column an answer", ["", "X", "", ""], [("fair", None, "answered")]),
        ("single, a column an answer", ["", "", "", ""], [(None, None, "blank")]),
        ("scale", ["Bien, très bien"], [("good", None, "answered")]),
        ("scale, a column an answer", ["0", "0", "0", "1"], [("none", None, "not_applicable")]),
        ("band", ["10 min ou plus"], [("long", None, "answered")]),
        ("multiple, a column an answer", ["X", "", "X", ""], [("good", None, "answered"), ("bad", None, "answered")]),
        ("multiple, one cell", ['"Mal, Bien, très bien"'], [("bad", None, "answered"), ("good", None, "answered")]),
        ("multiple, one cell", ['"Mal,Mal"'], [("bad", None, "answered")]),
        ("multiple, side by side", ["Mal", "", "Moyen", ""], [("bad", None, "answered"), ("fair", None, "answered")]),
        ("rank, a column an answer", ["2", "1", ""], [("fair", 1, "answered"), ("good", 2, "answered")]),
        ("rank, one cell", ['"Mal, Bien, très bien"'], [("bad", 1, "answered"), ("good", 2, "answered")]),
        ("rank, side by side", ["Moyen", "Mal", ""], [("fair", 1, "answered"), ("bad", 2, "answered")]),
        ("rank, side by side", ["", "", ""], [(None, None, "blank")]),
        ("note", ["7"], [(None, 7, "answered")]),
        ("note", ["10 / 10"], [(None, 10, "answered")]),
        ("note", ["0 sur 10"], [(None, 0, "answered")]),
        ("note", [""], [(None, None, "blank")]),
        ("number", ["-2,5"], [(None, -2.5, "answered")]),
        ("date", ["29/02/2020"], [(None, 18321, "answered")]),
        ("text", ["Merci"], [(None, None, "answered")]),
        ("text", [""], [(None, None, "blank")]),
    ],
)
def test_each_kind_is_read_in_each_shape(desk, shape, cells, expected):
    """Options as ids, ranks and notes as numbers, a day as days since 1970 (29 February 2020 is 18 321), words not at all."""
    asked = item(shape)
    reading = read(asking(desk, asked), asked, cells)
    assert answers_to(reading) == {"1": {*expected}}


@pytest.mark.parametrize(
    ("shape", "cells", "expected"),
    [
        ("single", ["M. Lenoir ne m'a pas saluée"], {("bad", None, "answered")}),
        ("single", ["Moyen"], {("fair", None, "answered")}),
        (
            "multiple, one cell",
            ['"Moyen, un tract, ma voisine"'],
            {("fair", None, "answered"), ("bad", None, "answered")},
        ),
        (
            "multiple, side by side",
            ["Moyen", "un tract", "", ""],
            {("fair", None, "answered"), ("bad", None, "answered")},
        ),
    ],
)
def test_what_people_wrote_is_the_answer_that_stands_for_it(desk, shape, cells, expected):
    """Told with the answer that it is counted in; nothing of the words is stored; a declared answer stays itself."""
    options = (OPTIONS[0], OPTIONS[1], OPTIONS[2] | {"any_other": True}, OPTIONS[3])
    asked = item(shape, options=options)
    reading = read(asking(desk, asked), asked, cells)
    assert answers_to(reading) == {"1": expected}
    told = {issue.code for issue in reading.issues}
    assert told == ({"other_answer"} if ("bad", None, "answered") in expected else set())


@pytest.mark.parametrize(
    ("shape", "cells", "code", "accepted"),
    [
        ("single", ["Passable"], "unknown_option", "« Moyen »"),
        ("single, a column an answer", ["X", "", "X", ""], "two_answers", "une seule"),
        ("single, a column an answer", ["peut-être", "", "", ""], "unknown_option", "« oui »"),
        ("scale", ["5"], "unknown_option", "« Mal »"),
        ("band", ["12"], "unknown_option", "« 10 min ou plus »"),
        ("multiple, one cell", ['"Mal, Passable"'], "unknown_option", "« Moyen »"),
        ("multiple, side by side", ["Mal", "Passable", "", ""], "unknown_option", "« Moyen »"),
        ("rank, a column an answer", ["1", "1", ""], "repeated_rank", "rang différent"),
        ("rank, a column an answer", ["1", "4", ""], "impossible_rank", "de 1 à 3"),
        ("rank, a column an answer", ["1", "1,5", ""], "impossible_rank", "de 1 à 3"),
        ("rank, one cell", ['"Mal, Mal"'], "repeated_rank", "rang différent"),
        ("rank, side by side", ["Mal", "Moyen", "Mal"], "repeated_rank", "rang différent"),
        ("note", ["11"], "outside_bounds", "de 0 à 10"),
        ("note", ["-1"], "outside_bounds", "de 0 à 10"),
        ("note", ["7,5"], "outside_bounds", "entier"),
        ("note", ["8/20"], "not_a_number", "nombre"),
        ("note", ["huit"], "not_a_number", "nombre"),
        ("number", ["40,5"], "outside_bounds", "de -5 à 40"),
        ("date", ["30/12/2018"], "outside_period", "du 31/12/2018"),
        ("date", ["01/01/2021"], "outside_period", "au 31/12/2020"),
        ("date", ["31/02/2020"], "impossible_date", "jj/mm/aaaa"),
    ],
)
def test_what_a_kind_refuses_sets_the_respondent_aside(desk, shape, cells, code, accepted):
    """One fault, with its line, its column and what is accepted; the next respondent stays."""
    asked = item(shape)
    blank = [""] * len(headings_of(asked))
    reading = read(asking(desk, asked), asked, cells, blank)
    (issue,) = [issue for issue in reading.issues if issue.severity == "reject"]
    assert (issue.code, issue.row) == (code, 2) and issue.column.startswith(("Q", "colonne 4, sans en-tête"))
    assert accepted in issue.sentence.partition("Accepté")[2]
    assert {*answers_to(reading)} == {"2"}


GRID = {
    "id": "desk_grid", "wording": "Que pensez-vous…", "label": "Guichet", "role": "criterion", "kind": "grid",
    "options": OPTIONS,
    "rows": ({"id": "welcome", "label": "Accueil", "wording": "de l'accueil ?"}, {"id": "signs", "label": "Panneaux"}),
    "columns": {"welcome": "G [Accueil]", "signs": "G [Panneaux]"},
}  # fmt: skip


def test_each_row_of_a_grid_is_a_question(desk):
    """Its wording is that of the grid and its own."""
    asking(desk, Item(**GRID))
    reading = read_text(desk, "N°;Jour;G [Accueil];G [Panneaux]\n1;02/03/2020;Moyen;\n")
    assert answers_to(reading, "welcome") == {"1": {("fair", None, "answered")}}
    assert answers_to(reading, "signs") == {"1": {(None, None, "blank")}}
    asked = desk.catalogue.questionnaires["desk"].questions
    assert [question.wording for question in asked] == [
        "Que pensez-vous… de l'accueil ?",
        "Que pensez-vous… Panneaux",
    ]


def test_a_file_that_lacks_a_row_of_the_grid_is_refused(desk):
    """As any other column."""
    asking(desk, Item(**GRID))
    with pytest.raises(DataRefused, match=r"G \[Panneaux\]"):
        read_text(desk, "N°;Jour;G [Accueil]\n1;02/03/2020;Moyen\n")


def test_dates_of_a_question_are_read_in_the_order_that_they_prove(desk):
    """The column of a question is settled as those of the table are."""
    asked = item("date")
    asking(desk, asked)
    reading = read_text(desk, "N°;Jour;Q\n1;03/25/2020;02/03/2020\n2;03/26/2020;02/28/2020\n3;03/26/2020;02/27/2020\n")
    days = [np.datetime64("1970-01-01") + int(number) for number in reading.frame["number"]]
    assert [str(day) for day in days] == ["2020-02-03", "2020-02-28", "2020-02-27"]


def written(asked, options, given, person):
    """The cells of a respondent of `Given`, as a tool writes them."""
    mine = np.flatnonzero(given.respondents == person)
    labels = {option.id: option.label for option in options}
    ids = [given.chosen[place] for place in mine if given.chosen[place] in labels]
    if asked.kind == "rank" and asked.columns:
        ranks = {given.chosen[place]: f"{given.numbers[place]:g}" for place in mine if given.states[place] == 0}
        return [ranks.get(option, "") for option in asked.columns]
    if asked.columns:
        return ["X" if option in ids else "" for option in asked.columns]
    if asked.delimiter is not None:
        return [f'"{", ".join(labels[id_] for id_ in ids)}"']
    if options:
        return [*(labels[id_] for id_ in ids), *[""] * (asked.rank_columns - len(ids))]
    (place,) = mine
    if asked.kind == "text":
        return ["mots" if given.states[place] == 0 else ""]
    if asked.kind == "date":
        day = np.datetime64("1970-01-01") + int(given.numbers[place])
        return ["/".join(reversed(str(day).split("-")))]
    return [f"{given.numbers[place]:g}"]


@pytest.mark.parametrize("shape", SHAPES)
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), people=st.integers(1, 25))
def test_what_a_kind_invents_is_read_back_to_the_same_counts(desk, shape, seed, people):
    """Written as tools write it, then imported: the same answers, ranks and blanks, in every shape."""
    asked = item(shape)
    asking(desk, asked)
    options = desk.catalogue.questionnaires["desk"].options_for(asked)
    given = kind_of(asked).invent(np.random.default_rng(seed), asked, options, people, None)
    rows = [written(asked, options, given, person) for person in range(people)]
    reading = read(desk, asked, *rows)
    drawn = Counter(
        (None if option != option else option, None if number != number else number, state)
        for option, number, state in zip(given.chosen, given.numbers, given.states, strict=True)
    )
    states = {"answered": 0, "not_applicable": 1, "blank": 2}
    found = Counter(
        (option, number, states[state]) for rows in answers_to(reading).values() for option, number, state in rows
    )
    assert found == drawn


def test_every_kind_has_its_shapes_here():
    """A new kind is tried too; a grid is its rows."""
    assert {shape["kind"] for shape in SHAPES.values()} | {"grid"} == {*FORMS} == {*KINDS, "grid"}
