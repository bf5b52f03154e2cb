"""The rules across cells and rows, on frames of a few lines: which line, which column, what was written, what is accepted."""

from datetime import date

import pandas as pd
import pytest

from qep_lib.intake.faults import FaultList
from qep_lib.intake.rules import (
    Expected,
    check_counts,
    check_dates,
    check_overlaps,
    drop_duplicates,
    key_texts,
    longest_span,
)
from qep_lib.model.period import Period
from qep_lib.model.table import Column, TableSpec
from qep_lib.model.tables import TABLES

EXTRACTED_ON = date(2022, 11, 30)
CALLS = Expected(TABLES["calls"], Period.parse("2022"), EXTRACTED_ON)
HEADINGS = {
    "week_start": "Du",
    "week_end": "Au",
    "presented": "Présentés",
    "agent_requested": "Demandés",
    "answered": "Décrochés",
}


def frame_of(columns, *rows, first=2):
    """A typed frame: days from ISO texts, whole numbers; the index is the line of the file."""
    index = range(first, first + len(rows))
    typed = {}
    for name, cells in zip(columns, zip(*rows, strict=True), strict=True):
        known = next(cell for cell in cells if cell is not None)
        kind = "Int64" if isinstance(known, int) else "datetime64[s]" if known[:2] == "20" else "str"
        typed[name] = pd.Series(list(cells), index=index, dtype=kind)
    return pd.DataFrame(typed)


def told(faults):
    """(line, column, what was written, what is wrong, what is accepted) of each fault."""
    return [(issue.row, issue.column, issue.value, issue.found, issue.accepted) for issue in faults.issues]


@pytest.fixture
def faults():
    """An empty list of faults."""
    return FaultList("f.csv")


def test_the_calls_are_the_table_that_these_rules_are_tried_on():
    """Days of their period, a span, counts that are parts of others."""
    spec = TABLES["calls"]
    assert spec.day_in_period and spec.span == (spec.year_column, spec.until_column)
    assert spec.column("answered").part_of == "agent_requested"


def test_a_day_outside_the_period_is_told_with_its_bounds(faults):
    """The first and the last day of the year are in it."""
    first, last = CALLS.spec.span
    days = frame_of([first], ["2021-12-31"], ["2022-01-01"], ["2022-12-31"], ["2023-01-01"])
    check_dates(days, {first: "Du"}, Expected(CALLS.spec, CALLS.period, date(2024, 1, 1)), faults)
    accepted = "du 01/01/2022 au 31/12/2022 (période 2022)"
    assert told(faults) == [
        (2, "Du", "31/12/2021", "date hors de la période importée", accepted),
        (5, "Du", "01/01/2023", "date hors de la période importée", accepted),
    ]
    assert faults.rejected_rows == {2, 5}
    several = FaultList("f.csv")
    check_dates(days, {first: "Du"}, Expected(CALLS.spec, CALLS.period, date(2024, 1, 1), True), several)
    assert several.issues == []


def test_a_day_after_the_extraction_is_told_where_it_has_happened(faults):
    """The day of the extraction itself may be written; a column that the file has not is not looked at."""
    spec = TABLES["requests"]
    context = Expected(spec, Period.parse("2022"), EXTRACTED_ON)
    frame = frame_of(["received_on", "replied_on"], ["2022-11-01", "2022-11-30"], ["2022-11-02", "2022-12-01"])
    check_dates(frame, {"received_on": "Reçu le", "replied_on": "Répondu le"}, context, faults)
    assert told(faults) == [
        (3, "Répondu le", "01/12/2022", "date postérieure à l'extraction du fichier", "30/11/2022 au plus tard")
    ]
    none = FaultList("f.csv")
    check_dates(frame.drop(columns="replied_on"), {"received_on": "Reçu le"}, context, none)
    assert none.issues == []


def test_a_reply_before_its_request_is_told_under_the_reply(faults):
    """With the day that it cannot precede; on the same day is in order."""
    spec = TABLES["requests"]
    frame = frame_of(["received_on", "replied_on"], ["2022-03-02", "2022-03-01"], ["2022-03-02", "2022-03-02"])
    headings = {"received_on": "Reçu le", "replied_on": "Répondu le"}
    check_dates(frame, headings, Expected(spec, Period.parse("2022"), EXTRACTED_ON), faults)
    ((row, column, value, found, accepted),) = told(faults)
    assert (row, column, value, accepted) == (2, "Répondu le", "01/03/2022", "02/03/2022 ou après")
    assert found == dict(spec.column("replied_on").follows)["received_on"]


def test_the_last_day_that_a_file_can_know_is_the_earlier_of_two():
    """The end of its period, or the day it was extracted."""
    assert CALLS.last_day == EXTRACTED_ON
    assert Expected(CALLS.spec, CALLS.period, date(2023, 1, 10)).last_day == date(2022, 12, 31)


def test_a_part_over_its_whole_is_told_with_the_most_it_may_be(faults):
    """Equal is in order, what is missing is not compared, a column that the file has not neither."""
    frame = frame_of(["presented", "agent_requested", "answered"], [10, 8, 9], [10, 8, 8], [10, None, 9], [7, 8, 6])
    check_counts(frame, HEADINGS, CALLS, faults)
    assert told(faults) == [
        (5, "Demandés", "8", "nombre plus grand que celui de la colonne « Présentés »", "7 au plus"),
        (2, "Décrochés", "9", "nombre plus grand que celui de la colonne « Demandés »", "8 au plus"),
    ]
    none = FaultList("f.csv")
    check_counts(frame, {"answered": "Décrochés"}, CALLS, none)
    check_counts(frame, {"agent_requested": "Demandés"}, CALLS, none)
    assert none.issues == []


def test_days_that_another_line_covers_are_told_with_that_line(faults):
    """The first in time stays, whatever its place; the next one is compared with it, not with the one set aside."""
    span = CALLS.spec.span
    frame = frame_of(
        span,
        ["2022-01-10", "2022-01-16"],
        ["2022-01-03", "2022-01-10"],
        ["2022-01-11", "2022-01-20"],
        ["2022-01-10", "2022-01-12"],
        ["2022-02-01", None],
    )
    check_overlaps(frame, {span[0]: "Du"}, CALLS, faults)
    assert told(faults) == [
        (
            2,
            "Du",
            "10/01/2022",
            "jours déjà couverts par la ligne 3, jusqu'au 10/01/2022",
            "un début après le 10/01/2022",
        )
    ]


def test_a_line_already_set_aside_covers_nothing(faults):
    """Nor does a table whose rows cover a day each, nor a file that does not say the last one."""
    span = CALLS.spec.span
    frame = frame_of(span, ["2022-01-03", "2022-01-09"], ["2022-01-05", "2022-01-11"])
    faults.rejected_rows.add(2)
    check_overlaps(frame, {span[0]: "Du"}, CALLS, faults)
    check_overlaps(frame[[span[0]]], {span[0]: "Du"}, CALLS, faults)
    requests = Expected(TABLES["requests"], CALLS.period, EXTRACTED_ON)
    check_overlaps(frame_of(["received_on"], ["2022-01-03"]), {"received_on": "Reçu le"}, requests, faults)
    assert faults.issues == []


def test_the_longest_row_is_counted_in_days():
    """From its first day to its last; nothing where rows say no last day."""
    span = CALLS.spec.span
    frame = frame_of(span, ["2022-01-03", "2022-01-09"], ["2022-02-01", "2022-02-28"], ["2022-03-01", None])
    assert longest_span(frame, CALLS) == 27
    assert longest_span(frame.iloc[2:], CALLS) == 0 and longest_span(frame[[span[0]]], CALLS) == 0
    assert longest_span(frame, Expected(TABLES["requests"], CALLS.period, EXTRACTED_ON)) == 0


def test_the_same_line_twice_is_counted_once_and_another_under_its_number_is_set_aside(faults):
    """The first stays; the others say which line that is."""
    frame = frame_of(["number", "n"], ["A", 1], ["B", 2], ["A", 1], ["B", 3], ["B", 2])
    kept = drop_duplicates(frame, ["number"], "N°", faults)
    assert kept.index.tolist() == [2, 3]
    twice = "ligne identique à la ligne {}, comptée une seule fois"
    other = "identifiant déjà vu ligne 3 avec d'autres valeurs ; la ligne 3 est gardée"
    assert [(row, column, value, found) for row, column, value, found, _ in told(faults)] == [
        (4, "N°", "A", twice.format(2)),
        (5, "N°", "B", other),
        (6, "N°", "B", twice.format(3)),
    ]
    assert [issue.severity for issue in faults.issues] == ["warning", "reject", "warning"] and faults.rejected_rows == {
        5
    }


def test_a_key_of_several_columns_is_shown_as_a_person_reads_it(faults):
    """A day in French, a missing part left out; lines that differ in one part of the key are two."""
    frame = frame_of(["day", "network", "n"], ["2022-01-03", "x", 1], ["2022-01-03", "y", 1], ["2022-01-03", "x", 2])
    kept = drop_duplicates(frame, ["day", "network"], "Jour", faults)
    assert kept.index.tolist() == [2, 3] and [value for _, _, value, *_ in told(faults)] == ["03/01/2022 / x"]
    texts = key_texts(frame, ["day", "n"])
    assert texts.iloc[0].tolist() == ["03/01/2022", "1"] and texts.columns.tolist() == ["day", "n"]


def test_a_file_without_a_repeated_line_is_given_back_as_it_is(faults):
    """The very frame, and nothing is told."""
    frame = frame_of(["number"], ["A"], ["B"])
    assert drop_duplicates(frame, ["number"], "N°", faults) is frame and faults.issues == []


def test_rows_chosen_by_their_year_have_no_day_to_compare(faults):
    """A table of exercises is not refused for its dates."""
    columns = (Column("exercise_year", "int", "Année"), Column("n", "int", "Nombre"))
    spec = TableSpec("t", "T", columns, ("exercise_year",), "exercise_year", "ligne", "les lignes")
    check_dates(
        frame_of(["exercise_year"], [2019]),
        {"exercise_year": "Année"},
        Expected(spec, CALLS.period, EXTRACTED_ON),
        faults,
    )
    assert faults.issues == [] and spec.day_in_period is None
