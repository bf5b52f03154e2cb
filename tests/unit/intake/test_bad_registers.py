"""One faulty register a rule: each is rejected, told or refused in French, and what was stored stays as it was."""

import json
from pathlib import Path

import pytest

from qep_lib.errors import DataRefused

CORPUS = json.loads((Path(__file__).parents[2] / "data" / "bad_registers.json").read_text(encoding="utf-8"))
CASES = {outcome: [case for case in CORPUS["cases"] if case["outcome"] == outcome] for outcome in
         ("refuse", "reject", "warn", "accept")}  # fmt: skip


def named(cases):
    """Parameters whose test id names the case."""
    return [pytest.param(case, id=f"{case['id']} {case['title']}") for case in cases]


def text_of(desk, case, *more):
    """The file of the case, with further valid rows so that a single reject stays under the tolerated share."""
    if "text" in case:
        return case["text"]
    return desk.delimited(CORPUS["headings"], *case["rows"], *more)


def own_rows(desk):
    """What the faulty file stored."""
    rows = desk.table()
    return rows[rows["dataset"].str.endswith("/faulty.csv")]


@pytest.mark.parametrize("case", named(CASES["refuse"]))
def test_a_file_that_cannot_be_trusted_is_refused_whole(stored, case):
    """The message names the file, what was found and what to do; the store keeps every byte."""
    before = stored.snapshot()
    with pytest.raises(DataRefused) as refusal:
        stored.put("faulty.csv", text_of(stored, case))
    for words in ["faulty.csv", "À faire", *case["says"]]:
        assert words in str(refusal.value)
    assert stored.snapshot() == before


@pytest.mark.parametrize("case", named(CASES["reject"]))
def test_a_faulty_row_is_set_aside_and_told(stored, case):
    """The sentence names file, line, column and value; the other rows are stored, the faulty one is not."""
    outcome = stored.put("faulty.csv", text_of(stored, case, stored.row(2), stored.row(3)))
    issue = next(issue for issue in outcome.issues if issue.severity == "reject" and issue.column == case["column"])
    assert issue.row == case["line"]
    for words in ["faulty.csv", f"ligne {case['line']}", "Accepté : ", "À faire : ", *case["says"]]:
        assert words in issue.sentence
    assert outcome.rows_accepted == outcome.rows_read - 1
    assert case["line"] not in own_rows(stored)["source_row"].tolist()
    assert {"R2", "R3"} <= set(own_rows(stored)["request_id"])
    assert {"R901", "R902"} <= set(stored.table()["request_id"])


@pytest.mark.parametrize("case", named(CASES["warn"]))
def test_a_doubtful_row_is_kept_and_told(desk, case):
    """B05 among them: nothing is rejected; one warning says what was read and how."""
    outcome = desk.put("faulty.csv", text_of(desk, case))
    assert [(issue.severity, issue.row, issue.column) for issue in outcome.issues] == [
        ("warning", case["line"], case["column"])
    ]
    for words in case["says"]:
        assert words in outcome.issues[0].sentence
    stored_row = own_rows(desk).iloc[0]
    assert len(own_rows(desk)) == 1
    for column, value in case["stored"].items():
        assert str(stored_row[column]).startswith(value)


@pytest.mark.parametrize("case", named(CASES["accept"]))
def test_an_unusual_but_clear_row_is_read_without_a_word(desk, case):
    """Values are read exactly, with no issue at all."""
    outcome = desk.put("faulty.csv", text_of(desk, case))
    assert outcome.issues == ()
    for column, value in case["stored"].items():
        assert str(own_rows(desk).iloc[0][column]).startswith(value)


def test_every_fault_of_a_file_is_told_at_once(desk):
    """Two faults in one row and one in another give three sentences, in line order."""
    outcome = desk.put_register(
        desk.row(1, **{"Reçu le": "31/02/2020", "Canal": "Pigeon"}), desk.row(2), desk.row(3), desk.row(4, Nature="?")
    )
    assert [(issue.row, issue.column) for issue in outcome.issues] == [(2, "Reçu le"), (2, "Canal"), (5, "Nature")]
    assert outcome.rows_accepted == 2
