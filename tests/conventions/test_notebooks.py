"""The shape of a notebook: thin, stripped, French, and showing data through elements only."""

import ast
import re

import pytest

from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.runs.plan.soundness import PARAMETER_NAMES, check_notebook

LONGEST_CELL = 3
EXPLORATION = {"accueil.ipynb", "carnet.ipynb", "exploration.ipynb"}
"""Notebooks that are no report: nobody runs them in a batch, so that they take no parameter."""
FORBIDDEN = re.compile(r"display\(\s*(Markdown|HTML)|\bHTML\(|\.style\b|!\w|^%", re.MULTILINE)
ENGLISH_HEADINGS = re.compile(r"\b(the|and|summary|overview|results|introduction to|data|by)\b", re.IGNORECASE)


def code_cells(notebook):
    """Sources of the code cells that come after the parameters."""
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return ["".join(cell["source"]) for cell in cells if "parameters" not in cell["metadata"].get("tags", [])]


def statements(source):
    """Lines of code of a cell, without imports, comments and blank lines."""
    return [node for node in ast.parse(source).body if not isinstance(node, (ast.Import, ast.ImportFrom))]


def test_there_is_a_notebook_for_every_report_and_those_of_exploration(project, notebooks):
    """reports.yml and notebooks/ name the same files, exploration apart, which reports.yml does not name."""
    declared = set(re.findall(r"notebook: (\S+)", (project / "params" / "reports.yml").read_text(encoding="utf-8")))
    assert set(notebooks) - EXPLORATION == declared
    assert set(notebooks) >= EXPLORATION and not EXPLORATION & declared


def test_every_notebook_can_be_run(project, notebooks):
    """One parameters cell with the names that its report is given, and the Python kernel; none where there is no report."""
    declared = read_catalogue(Workspace(project)).reports.values()
    checked = [check_notebook(project / "notebooks" / r.notebook, PARAMETER_NAMES[r.scope]) for r in declared]
    assert checked == [()] * (len(notebooks) - len(EXPLORATION))
    tags = [cell["metadata"].get("tags", []) for name in EXPLORATION for cell in notebooks[name]["cells"]]
    assert not any("parameters" in cell for cell in tags)


def test_a_notebook_starts_with_its_title_then_its_parameters(notebooks):
    """A reader sees what it is, then what can be changed."""
    for name, notebook in notebooks.items():
        first, second = notebook["cells"][:2]
        assert first["cell_type"] == "markdown" and "".join(first["source"]).startswith("# "), name
        assert name in EXPLORATION or second["metadata"].get("tags") == ["parameters"], name
        titles = [cell for cell in notebook["cells"] if re.match(r"# ", "".join(cell["source"])) and cell is not second]
        assert len([cell for cell in titles if cell["cell_type"] == "markdown"]) == 1, name


def test_code_cells_are_a_few_library_calls(notebooks):
    """Arithmetic, loops and functions belong to the library, where they are tested."""
    for name, notebook in notebooks.items():
        for source in code_cells(notebook):
            body = statements(source)
            assert len(body) <= LONGEST_CELL, f"{name} : {source}"
            assert all(isinstance(node, (ast.Expr, ast.Assign)) for node in body), f"{name} : {source}"
            assert not any(
                isinstance(node, (ast.BinOp, ast.ListComp, ast.Lambda)) for node in ast.walk(ast.parse(source))
            )


def test_nothing_is_shown_but_through_elements(notebooks):
    """Text put into HTML or Markdown by hand would not be escaped."""
    assert [
        f"{name} : {source}"
        for name, notebook in notebooks.items()
        for source in code_cells(notebook)
        if FORBIDDEN.search(source)
    ] == []


def test_notebooks_are_committed_without_outputs(notebooks):
    """Results belong to reports/, which are made from data."""
    for name, notebook in notebooks.items():
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                assert (cell["outputs"], cell["execution_count"]) == ([], None), name


def test_cells_keep_their_ids_from_run_to_run(notebooks):
    """Without an id of its own, a cell gets a new one at each reading."""
    for name, notebook in notebooks.items():
        ids = [cell.get("id") for cell in notebook["cells"]]
        assert (notebook["nbformat"], notebook["nbformat_minor"]) >= (4, 5), name
        assert None not in ids and len(set(ids)) == len(ids), name
        assert notebook["metadata"]["kernelspec"]["name"] == "python3", name


def test_headings_are_french_and_every_code_cell_has_one_above(notebooks):
    """A report is read by people who do not read code."""
    for name, notebook in notebooks.items():
        headings = re.findall(
            r"^#+ (.+)$",
            "\n".join("".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "markdown"),
            re.MULTILINE,
        )
        assert len(headings) >= (1 if name in EXPLORATION else 2), name
        assert [heading for heading in headings if ENGLISH_HEADINGS.search(heading)] == [], name


@pytest.mark.parametrize(
    "source", ["display(Markdown(f'{x}'))", "HTML('<b>')", "frame.style", "!ls", "%matplotlib inline"]
)
def test_the_forbidden_ways_are_recognised(source):
    """The rule itself sees what it must refuse."""
    assert FORBIDDEN.search(source)
