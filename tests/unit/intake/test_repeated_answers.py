"""Answers that one person gave several times: found as the source says, counted, told, and never shown."""

import pytest

from qep_lib.errors import DataRefused
from qep_lib.intake.arrival import receive
from qep_lib.intake.reading import read_arrival
from qep_lib.model.campaign import RepeatedAnswers, Source
from qep_lib.model.questionnaire import Item, Questionnaire
from qep_lib.model.recognition import Recognition, SurveyWords
from qep_lib.store.secret import make_key

OPTIONS = ({"id": "yes", "label": "Oui"}, {"id": "no", "label": "Non"})
ASKED = Item(id="q", wording="Q ?", label="Q", role="other", options=OPTIONS, column="Q")
HEAD = "N°;Jour;Mél;Q;Statut\n"


def read(desk, text, recognition=None, rules=(), **repeated):
    """What is read of that file, under that rule."""
    desk.catalogue.questionnaires["desk"] = Questionnaire(
        id="desk", title="Enquête", serie_id="desk", answer_id_column="N°", answered_on_column="Jour", items=(ASKED,),
        ignored_columns=("Mél", "Statut"),
    )  # fmt: skip
    desk.catalogue.sources["survey"] = Source(
        id="survey", description="Enquête", table="survey_answers", questionnaire="desk", exclude_rows=rules,
        repeated_answers=RepeatedAnswers(**repeated) if repeated else None,
    )  # fmt: skip
    if recognition is not None:
        object.__setattr__(desk.catalogue, "recognition", recognition)
    desk.write("enquete.csv", text)
    make_key(desk.workspace)
    return read_arrival(receive(desk.workspace, desk.catalogue, desk.request("enquete.csv", "survey"), None))


def kept(reading):
    """The answers that count."""
    return sorted(reading.frame["answer_id"])


ROWS = (
    "1;02/03/2020 10:00:00;a@b.fr;Oui;\n2;02/03/2020 10:00:40;A@B.FR;Non;\n3;02/03/2020 10:01:30;a@b.fr;Non;\n"
    "4;02/03/2020 10:05:00;a@b.fr;Oui;\n5;03/03/2020 10:00:10;a@b.fr;Oui;\n6;02/03/2020 10:00:50;c@d.fr;Oui;\n"
    "7;02/03/2020 10:00:51;;Oui;\n8;02/03/2020 10:00:52;;Oui;\n"
)


def test_the_same_person_within_a_minute_counts_once(desk):
    """1, 2 and 3 follow each other; 4 comes later, 5 another day, 6 is another person, 7 and 8 are nobody known."""
    reading = read(desk, HEAD + ROWS, columns=("Mél",), within_minutes=1)
    assert kept(reading) == ["3", "4", "5", "6", "7", "8"]
    assert reading.entry.excluded == (("réponses répétées d'une même personne", 2),)
    (told,) = [issue for issue in reading.issues if issue.code == "excluded_rows"]
    assert "2 lignes exclues" in told.sentence and "repeated_answers" in told.sentence
    assert "a@b.fr" not in " ".join(issue.sentence for issue in reading.issues)
    assert (reading.entry.rows_read, reading.entry.rows_accepted) == (8, 6)


@pytest.mark.parametrize(("keep", "first"), [("first", "1"), ("last", "5")])
def test_the_same_person_at_any_time(desk, keep, first):
    """Without a delay, one answer a person is kept in the whole file: its first, or its last."""
    reading = read(desk, HEAD + ROWS, columns=("Mél",), keep=keep)
    assert kept(reading) == sorted([first, "6", "7", "8"])


def test_the_same_answers_within_a_minute_without_any_name(desk):
    """A form sent twice: all that was answered is the same. Blank forms are not taken for one person."""
    text = (
        "1;02/03/2020 - 09:58;;Oui;\n2;02/03/2020 - 09:59;;Oui;\n3;02/03/2020 - 09:59;;Non;\n"
        "4;02/03/2020 - 09:59;;;\n5;02/03/2020 - 09:59;;;\n"
    )
    assert kept(read(desk, HEAD + text, within_minutes=1)) == ["2", "3", "4", "5"]


def test_an_afternoon_is_not_a_morning(desk):
    """« 10:04:06 PM » is twelve hours after « 10:04:06 AM », and midnight is « 12 AM »."""
    text = (
        "1;2020/03/02 10:04:06 AM UTC+1;a;Oui;\n2;2020/03/02 10:04:30 PM UTC+1;a;Oui;\n"
        "3;2020/03/02 12:00:01 AM UTC+1;b;Oui;\n4;2020/03/02 12:00:30 PM UTC+1;b;Oui;\n5;2020/03/02 12:00:40 PM UTC+1;b;Oui;\n"
    )
    assert kept(read(desk, HEAD + text, columns=("Mél",), within_minutes=1)) == ["1", "2", "3", "5"]


def test_days_without_an_hour_are_asked(desk):
    """Nothing says which answers follow each other: not all of a day are one person's."""
    with pytest.raises(DataRefused, match="pas d'heure") as refusal:
        read(desk, HEAD + "1;02/03/2020;a;Oui;\n2;02/03/2020;a;Oui;\n", columns=("Mél",), within_minutes=1)
    assert "repeated_answers" in str(refusal.value)


def test_a_column_that_is_not_there_refuses_the_file(desk):
    """As any other column that the source names."""
    with pytest.raises(DataRefused, match="Téléphone"):
        read(desk, HEAD + ROWS, columns=("Téléphone",))


def test_unfinished_answers_that_nothing_leaves_out_are_told(desk):
    """The words of a column of states are those of params/recognition; a rule on that column silences it."""
    known = Recognition(
        surveys=(
            SurveyWords(
                unfinished=({"column": ("Statut",), "values": ("Abandonné",), "reason": "réponses non terminées"},)
            ),
        )
    )
    text = HEAD + "1;02/03/2020 10:00;a;Oui;abandonne\n2;02/03/2020 10:01;b;Oui;Terminé\n"
    reading = read(desk, text, known)
    (told,) = [issue for issue in reading.issues if issue.code == "unfinished_answers"]
    assert (told.severity, told.row, told.column) == ("warning", 2, "Statut")
    assert "exclude_rows" in told.sentence and kept(reading) == ["1", "2"]
    rule = {"column": "Statut", "values": ("Abandonné",), "reason": "réponses non terminées"}
    reading = read(desk, text, known, (rule,))
    assert [issue.code for issue in reading.issues] == ["excluded_rows"] and kept(reading) == ["2"]
