"""Every case of the corpus of bad inputs is played by a test, and the table that says so tells the truth."""

import ast
from pathlib import Path

from bad_inputs import CASES, PLAYED

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
