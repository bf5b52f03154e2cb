"""Every case of the corpus of bad inputs is played by a test, and the table that says so tells the truth."""

import ast
from pathlib import Path

from bad_inputs import CASES, DEPARTURES, PLAYED

TESTS = Path(__file__).parents[1]


def functions():
    """(test file, test) -> its function's source, for each line of the table; None when there is no such function."""
    found = {}
    for name, tests in PLAYED.items():
        source = (TESTS / name).read_text(encoding="utf-8")
        defined = {
            node.name: "\n".join(ast.unparse(line) for line in (*node.decorator_list, node))
            for node in ast.parse(source).body
            if isinstance(node, ast.FunctionDef)
        }
        found |= {(name, test): defined.get(test) for test in tests}
    return found


def test_every_case_is_played():
    """A case that nobody plays is a promise that nobody keeps; an identifier of nothing is a slip."""
    played = {case for tests in PLAYED.values() for ids in tests.values() for case in ids.split()}
    assert sorted(set(CASES) - played) == []
    assert sorted(played - set(CASES)) == []


def test_every_test_of_the_table_exists_and_runs_its_cases():
    """It takes them from the table, or names the one that it plays."""
    lost = []
    for (name, test), source in functions().items():
        ids = next(tests[test] for file, tests in PLAYED.items() if file == name).split()
        if source is None or not ("plays(" in source or "all_cases" in source or all(case in source for case in ids)):
            lost.append(f"{name}::{test}")
    assert lost == []


def test_a_test_has_one_line_of_the_table():
    """Cases are found by the name of the test alone."""
    names = [test for tests in PLAYED.values() for test in tests]
    assert len(names) == len(set(names))


def test_a_case_is_played_by_a_test_of_its_outcome():
    """What departs from the corpus says why."""
    outcomes = {
        "test_a_file_that_cannot_be_read_is_refused": "refuse_file",
        "test_a_row_at_fault_is_set_aside_and_told": "reject_row",
        "test_a_doubtful_row_of_the_corpus_is_kept_and_told": "warn_row",
        "test_an_unusual_file_is_read": "accept",
        "test_the_corpus_is_masked": "mask",
        "test_what_the_corpus_keeps_is_kept": "keep",
        "test_a_page_shows_hostile_text_as_text_in_every_field": "escape",
        "test_hostile_configuration_is_refused_before_anything_starts": "refuse_config",
        "test_a_hostile_code_is_no_site_and_no_period": "refuse_config",
    }
    departing = {
        case
        for tests in PLAYED.values()
        for test, ids in tests.items()
        for case in ids.split()
        if test in outcomes and CASES[case]["expected"]["outcome"] != outcomes[test]
    }
    assert departing <= set(DEPARTURES)
    assert set(DEPARTURES) <= set(CASES)
