"""The corpus of bad inputs (`data/bad_inputs.json`) and the one table that says which test plays each of its cases."""

import json
from pathlib import Path

import pytest

CASES = {
    case["id"]: case
    for case in json.loads((Path(__file__).parent / "data" / "bad_inputs.json").read_text(encoding="utf-8"))["cases"]
}

PLAYED = {
    "unit/intake/test_bad_inputs.py": {
        "test_a_file_that_cannot_be_read_is_refused": "A01 A03 A04 A05 A06 A08 A09 A10 A11 A15 A20 A21 A22 A23 B04 C02 C05 C13",
        "test_a_row_at_fault_is_set_aside_and_told": "A12 C03 C08 C09 C14 C16 D01 D05 D07 D10 D16 D17 D18 D19 D20 D22 D25",
        "test_a_doubtful_row_is_kept_and_told": "C12 D09 D12 D23",
        "test_an_unusual_file_is_read": "A13 B01 B02 B03 B07 C01 C06 C17 D08 D13 D14 D27",
        "test_the_same_file_under_two_names_counts_once": "C18",
    },
}
"""Test file below `tests/` -> test -> the ids of the cases it plays."""


def cases_of(test: str) -> list[dict]:
    """The cases that this test plays, in the order of the table."""
    (ids,) = (tests[test] for tests in PLAYED.values() if test in tests)
    return [CASES[name] for name in ids.split()]


def plays(test: str):
    """Runs the decorated test, whose name is given, once for each of its cases (argument `case`)."""
    return pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in cases_of(test)])
