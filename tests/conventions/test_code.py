"""Size, names and docstrings of the library's modules, and ways of doing that are refused."""

import ast
import re

LONGEST_MODULE = 400
LONGEST_FUNCTION = 60
METHODS = re.compile("Wilson|Newcombe|Hochberg|Kish|Poisson|Spiegelhalter")
METHOD_PAGE = "qep_lib.reports.method"
PRINTING = tuple(f"qep_lib.{part}." for part in ("display", "export", "reports", "workbench"))
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "manager", "misc", "common"}


def public_definitions(tree):
    """Public functions and classes of a module, and public methods of its public classes."""
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from (
                    inner
                    for inner in node.body
                    if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef)) and not inner.name.startswith("_")
                )


def test_every_module_says_what_lives_there(modules):
    """A docstring of at least one full sentence."""
    assert [name for name, (_, tree) in modules.items() if not (ast.get_docstring(tree) or "").strip()] == []


def test_every_public_function_class_and_method_has_a_docstring(modules):
    """Names that start with an underscore are free to speak for themselves."""
    assert [
        f"{name}.{node.name}"
        for name, (_, tree) in modules.items()
        for node in public_definitions(tree)
        if not ast.get_docstring(node) and "overload" not in map(ast.unparse, node.decorator_list)
    ] == []


def test_modules_and_functions_stay_short(modules):
    """Longer means that it is about two things."""
    long = [name for name, (path, _) in modules.items() if len(path.read_text("utf-8").splitlines()) > LONGEST_MODULE]
    for name, (_, tree) in modules.items():
        for node in ast.walk(tree):
            if (
                isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
                and node.end_lineno - node.lineno >= LONGEST_FUNCTION
            ):
                long.append(f"{name}.{node.name}")
    assert long == []


def test_no_module_has_a_vague_name(modules):
    """`helpers` says nothing of what is in it."""
    assert [name for name in modules if VAGUE_NAMES & set(name.split("."))] == []


def test_no_bare_except(modules):
    """An `except` names what it expects; a wide one says why in a comment (see the borders in runs and cli)."""
    assert [
        f"{name}, ligne {node.lineno}"
        for name, (_, tree) in modules.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and node.type is None
    ] == []


def test_shares_never_use_the_wald_interval(modules):
    """It leaves [0, 1] and is empty at 0 and 1: statsmodels' `method="normal"` is refused."""
    faults = [
        f"{name}, ligne {node.value.lineno}"
        for name, (_, tree) in modules.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword)
        and node.arg == "method"
        and isinstance(node.value, ast.Constant)
        and node.value.value == "normal"
    ]
    assert faults == []


def test_methods_are_named_on_the_method_page_only(modules):
    """Elsewhere a report says in plain French what they do; docstrings and names of functions are for who reads the code."""
    named = []
    for name, (_, tree) in modules.items():
        if not name.startswith(PRINTING) or name == METHOD_PAGE:
            continue
        spoken = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        texts = (n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str))
        named += [f"{name}, ligne {n.lineno}" for n in texts if METHODS.search(n.value) and id(n) not in spoken]
    assert named == []


def test_only_the_command_line_prints_and_exits(modules):
    """Everything else returns values and raises errors."""
    faults = []
    for name, (_, tree) in modules.items():
        if name.startswith("qep_lib.cli"):
            continue
        faults += [
            f"{name}, ligne {node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
        ]
    assert faults == []


LOWERING = {"qep_lib.display.spelled.inside_sentence"}
"""Where a text may lose its capitals."""


def test_labels_lose_their_first_capital_only_and_in_one_place(modules):
    """« Communication de l'État » in lower case is another word: pages lower a label by `inside_sentence` alone."""
    lowered = [
        f"{name}.{function.name}"
        for name, (_, tree) in modules.items()
        if name.startswith(PRINTING) and not name.startswith("qep_lib.export.")
        for function in ast.walk(tree)
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "lower"
    ]
    assert sorted(set(lowered) - LOWERING) == []


WITH_IDS = {
    "qep_lib.indicators.formulas": "a formula has the name of the only indicator that it is for",
    "qep_lib.disclosure.populations": "it names that formula",
    "qep_lib.fictitious.declared": "an invented country draws the counts behind these very figures",
    "qep_lib.fictitious.monthly": "the same",
    "qep_lib.fictitious.promises": "the same",
}
"""Modules that may name an indicator, and why; everything else asks for a section or a role of the catalogue."""


def test_no_indicator_is_named_in_python(modules, project):
    """Adding or renaming one is a change of `params/` alone; docstrings show calls as people type them."""
    ids = {path.stem for path in (project / "params" / "indicators").glob("*.yml")}
    assert len(ids) > 50
    named = {}
    for name, (_, tree) in modules.items():
        spoken = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        texts = (n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str))
        if found := sorted({node.value for node in texts if node.value in ids and id(node) not in spoken}):
            named[name] = found
    assert {name: found for name, found in named.items() if name not in WITH_IDS} == {}
    assert set(named) == set(WITH_IDS)


SELF_READING = {"qep_lib.model.campaign", "qep_lib.model.period", "qep_lib.model.workspace"}
"""Values that a person types and that read themselves: a period, a compared period, a working folder."""


def test_the_model_holds_data(modules):
    """It neither masks texts nor refuses what was asked; sentences of faults mask what they quote."""
    faults = []
    for name, (_, tree) in modules.items():
        if not name.startswith("qep_lib.model."):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                imported = {alias.name for alias in node.names}
                if node.module.startswith("qep_lib.persons") and name != "qep_lib.model.issue":
                    faults.append(f"{name} importe {node.module}")
                if "ParameterError" in imported and name not in SELF_READING:
                    faults.append(f"{name} refuse")
    assert faults == []
