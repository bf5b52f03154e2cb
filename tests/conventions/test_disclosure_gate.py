"""Disclosure is the only gate: above it, nothing reads a stored row or an unprotected figure. Proved from the imports."""

import ast

import pytest

ABOVE = ("comparison", "display", "provenance", "reports", "export", "workbench")
"""Parts of the library that make what an audience sees."""
WITHOUT_ROWS = {
    "store": {
        "comments": {"decided_sha256"},
        "manifest": None,
        "concerned": {"questionnaires_read", "refuse_stopped"},
        "parquet": {"arrow_of_values", "parquet_bytes"},
    },
    "indicators": {
        "coverage": None,
        "covered": {"Reach", "reach"},
        "label_calendar": None,
        "label_dates": None,
        "mystery_plan": None,
        "road": None,
        "requests": {"promised_days"},
        "rows": {"SCALES"},
        "survey_questions": {"MODE", "OWN_LABELS", "Respondents", "Where"},
        "years": None,
    },
    "disclosure": {
        "answers": None,
        "audience": {"ResultsForAudience", "internal_results"},
        "comments": None,
        "case_mix": {"CaseMix", "Lack", "case_mix_of"},
        "crossing": {"Crossing", "Line", "Mean", "Share", "cross", "crossed_rows"},
        "months": {"MonthlySeries", "measure_by_month", "whole_months"},
        "printed": None,
        "register": None,
        "released": {"is_named", "released_rows"},
        "stored": {"SiteRows", "periods_stored"},
    },
}
"""What the parts above may import of the rooms where rows are: modules, with the names allowed (None: all of them)."""
READERS = ("pyarrow", "sqlite3", "duckdb")
"""Libraries that open stored files."""


def faults_in(name: str, tree: ast.AST) -> list[str]:
    """What a module above the gate does that would let an unprotected row through."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found += [
                f"{name} importe {node.module}.{alias.name}" for alias in node.names if not _is_allowed(node, alias)
            ]
        elif isinstance(node, ast.Import):
            found += [f"{name} importe {a.name}" for a in node.names if a.name.split(".")[0] in ("qep_lib", *READERS)]
        elif isinstance(node, ast.Attribute) and node.attr.startswith("read_") and _is_named(node.value, "pd"):
            found.append(f"{name} lit un fichier par pandas.{node.attr}")
        elif isinstance(node, ast.Attribute) and node.attr == "read" and _is_named(node.value, "stored"):
            found.append(f"{name} lit des lignes sans passer par le secret")
    return found


def _is_allowed(node: ast.ImportFrom, alias: ast.alias) -> bool:
    root, *path = node.module.split(".")
    if root in READERS:
        return False
    if root != "qep_lib" or not path or path[0] not in WITHOUT_ROWS:
        return True
    if len(path) == 1:  # « from qep_lib.store import manifest »: the names used would not be seen.
        return False
    doors = WITHOUT_ROWS[path[0]]
    return path[1] in doors and (doors[path[1]] is None or alias.name in doors[path[1]])


def _is_named(node: ast.AST, name: str) -> bool:
    return (isinstance(node, ast.Name) and node.id == name) or (isinstance(node, ast.Attribute) and node.attr == name)


def test_nothing_above_the_gate_reads_an_unprotected_row(modules):
    """Stores, formulas and the inner rooms of `disclosure` are out of reach of reports, displays, exports and workbench."""
    faults = []
    for name, (_, tree) in modules.items():
        if name.count(".") and name.split(".")[1] in ABOVE and name != "qep_lib.export.open_table":
            faults += faults_in(name, tree)
    assert faults == []


def test_the_gate_alone_makes_measured_rows(modules):
    """Under it figures are frames; a row that a page or a file is given has left it, whoever gives it, even when it is read
    back from what was published."""
    makers = {
        name
        for name, (_, tree) in modules.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _is_named(node.func, "Measured")
    }
    assert makers == {"qep_lib.disclosure.released", "qep_lib.disclosure.published"}


def test_nothing_is_allowed_that_is_not_used(modules):
    """A door that nobody uses any more is closed: the list says what is, not what was."""
    used = {
        (*node.module.split(".")[1:], alias.name)
        for name, (_, tree) in modules.items()
        if name.count(".") and name.split(".")[1] in ABOVE
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }
    opened = {(part, module): names for part, doors in WITHOUT_ROWS.items() for module, names in doors.items()}
    idle = {door for door in opened if not any(one[:2] == door for one in used)}
    idle |= {(*door, name) for door, names in opened.items() for name in names or () if (*door, name) not in used}
    assert idle == set()


@pytest.mark.parametrize(
    "source",
    [
        "from qep_lib.store.tables import read_table",
        "from qep_lib.store import tables",
        "import qep_lib.store.columns",
        "from qep_lib.indicators.results import load_results",
        "from qep_lib.indicators.measure import measure",
        "from qep_lib.disclosure.suppression import suppress",
        "from pyarrow import parquet",
        "rows = context.stored.read('requests', [2020])",
        "rows = pd.read_parquet('data/requests/site=18/year=2020.parquet')",
    ],
)
def test_each_way_round_the_gate_is_seen(source):
    """The rule finds every way that was thought of."""
    assert faults_in("qep_lib.reports.essai", ast.parse(source))


NO_POLICY = {
    "case_mix": {0.95: "confidence of a call by hand", 2: "one site alone compares with nothing"},
    "cells": {
        **{1e-6: "nought, once computed", 0.5: "between 0 and 1", 2: "more and less", 12: "figures of one cut"},
        **{512: "groups kept in memory", 20_000: "steps of a search"},
    },
    "crossing": {0.95: "confidence of a call by hand", 100: "per cent"},
    "overlap": {4: "quarters of a year"},
    "printed": {100: "per cent", 1000: "per mille"},
    "register": {2: "the calendar goes on after the cut-off day", 100: "per cent"},
    "released": {2: "decimals of a share that is told in whole per cents"},
    "small_lines": {2: "a line hidden alone is the total less the others"},
    "stored": {2: "a year is the last part of a path"},
    "suppression": {
        **{0.01: "nought, in people", 0.1: "beyond a ninth decile", 0.5: "beyond a median"},
        **{3: "months of a quarter", 6: "of a half-year", 12: "of a year"},
    },
}  # fmt: skip
"""By module of `disclosure`, the numbers written in its code beside 0 and 1, and what each is."""


def test_no_number_of_disclosure_policy_is_written_in_the_code(modules):
    """How few is too few is said by `params/conventions.yml`: other numbers are arithmetic, and say which."""
    found = {}
    for name, (_, tree) in modules.items():
        if name.startswith("qep_lib.disclosure."):
            numbers = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and type(n.value) in (int, float)}
            found[name.rpartition(".")[2]] = numbers - {0, 1}
    assert {name: numbers for name, numbers in found.items() if numbers} == {k: set(v) for k, v in NO_POLICY.items()}
