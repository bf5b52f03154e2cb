"""Notebooks that must be refused before any kernel starts."""

import json

import pytest
from bad_inputs import plays

from qep_lib.runs.plan.soundness import check_notebook


def test_a_notebook_with_the_four_parameters_is_accepted(tmp_path, new_notebook):
    """The shape that every notebook of the project has."""
    assert check_notebook(new_notebook(tmp_path / "bon.ipynb", "1")) == ()


@pytest.mark.parametrize("tagged", [0, 2])
def test_exactly_one_cell_is_tagged_parameters(tmp_path, new_notebook, tagged):
    """With none, Papermill runs the default site; with two, it is unclear which one wins."""
    faults = check_notebook(new_notebook(tmp_path / "carnet.ipynb", "1", tagged=tagged))
    assert len(faults) == 1
    assert "« parameters »" in faults[0] and "carnet.ipynb" in faults[0]


@plays("test_a_notebook_of_the_corpus_is_refused_before_any_kernel")
def test_a_notebook_of_the_corpus_is_refused_before_any_kernel(tmp_path, case):
    """No parameters, twice parameters, a kernel that is not there: the sentence names the notebook."""
    path = tmp_path / case["filename"]
    exec(case["generator_python"], {"path": str(path)})
    faults = check_notebook(path)
    assert faults and all(case["filename"] in fault for fault in faults)


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ('site = "18"\nperiod = "2020"\nas_of = None', "paramètre absent de la cellule « parameters » : « audience »"),
        ('site = "18"\nperiod = "2020"\nas_of = None\naudience = "x"\nyear = 1', "paramètre inconnu « year »"),
        ('site = __import__("os").getcwd()', "ligne 1"),
        ("site = ", "illisible"),
    ],
)
def test_the_parameters_cell_assigns_literals_to_the_four_names(tmp_path, new_notebook, parameters, said):
    """J01: names are code for Papermill: none but the four declared ones may exist, and no code may hide there."""
    faults = check_notebook(new_notebook(tmp_path / "carnet.ipynb", "1", parameters=parameters))
    assert len(faults) == 1
    assert said in faults[0]


def test_a_missing_notebook_a_broken_one_and_another_kernel_are_told_apart(tmp_path, new_notebook):
    """Each message says what is wrong with which file."""
    broken = tmp_path / "casse.ipynb"
    broken.write_text("{", encoding="utf-8")
    other = new_notebook(tmp_path / "autre.ipynb", "1")
    content = json.loads(other.read_text(encoding="utf-8"))
    content["metadata"]["kernelspec"]["name"] = "ir"
    other.write_text(json.dumps(content), encoding="utf-8")
    assert "introuvable" in check_notebook(tmp_path / "absent.ipynb")[0]
    assert "illisible" in check_notebook(broken)[0]
    assert "noyau « ir »" in check_notebook(other)[0]
