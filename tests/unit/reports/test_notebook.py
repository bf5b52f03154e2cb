"""What a notebook calls of the library, read as text: the sections it opens, and what does not exist told before any kernel."""

import json
from pathlib import Path

import pytest

from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.reports import section
from qep_lib.reports.notebook import called_sections, offered_calls, section_names, surrounding_calls, unknown_calls
from qep_lib.runs.plan.soundness import check_notebook

PROJECT = Path(__file__).parents[3]
OPENED = 'from qep_lib import open_report\nreport = open_report("bilan", "18", "2020")\nreport.header()'


@pytest.fixture
def notebook(tmp_path):
    """The function that writes a notebook of these code cells, after the one that opens the report."""

    def write(*sources, opening=OPENED):
        cells = [{"cell_type": "code", "metadata": {}, "source": source} for source in (opening, *sources)]
        path = tmp_path / "bilan.ipynb"
        path.write_text(json.dumps({"cells": cells, "metadata": {}}), "utf-8")
        return path

    return write


def test_the_sections_of_a_notebook_are_those_it_calls_in_its_order(notebook):
    """Each once, whatever is done with what a call gives."""
    path = notebook(
        "report.titles.delays_table()",
        "report.requests.reply_table().rows[0]",
        "own = report.titles\nown.delays_text()",
        "report.legend()\nother.fraud.fraud_table()",
    )
    assert called_sections(path) == ("titles", "requests")


@pytest.mark.parametrize(
    ("opening", "cell"),
    [
        ('bilan = open_report("bilan", "18", "2020")', "bilan.fraud.fraud_text()"),
        ('import qep_lib\nrapport = qep_lib.open_report("bilan", "18", "2020")', "rapport.fraud"),
        (OPENED, "%time report.legend()\n!ls\nreport.fraud.fraud_text()"),
        (OPENED, "for call in dir(report.fraud):\n    getattr(report.fraud, call)()"),
    ],
)
def test_an_analyst_may_name_the_report_and_write_what_jupyter_reads(notebook, opening, cell):
    """A variable of another name, the module's own name, lines of IPython."""
    assert called_sections(notebook(cell, opening=opening)) == ("fraud",)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"cells": 3}', '{"cells": [{"cell_type": "code"}]}', "\ufffd"])
def test_a_file_that_is_no_notebook_calls_nothing(tmp_path, content):
    """What is wrong with it is told elsewhere: nothing here may stop."""
    path = tmp_path / "carnet.ipynb"
    path.write_text(content, "utf-8")
    assert called_sections(path) == () and unknown_calls(path, "notebooks/carnet.ipynb") == []
    assert called_sections(tmp_path / "absent.ipynb") == ()


def test_a_cell_that_is_no_python_hides_only_itself(notebook):
    """The kernel tells it; the other cells are read."""
    assert called_sections(notebook("def (", "report.fraud.fraud_text()")) == ("fraud",)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (
            "report.satisfation.shares_figure()",
            "section « report.satisfation.shares_figure » inconnue. Accepté : action_plan",
        ),
        ("report.satisfation.shares_figure()", "À faire : vouliez-vous dire « satisfaction » ?"),
        (
            "report.titles.delay_table()",
            "appel « report.titles.delay_table » inconnu. Accepté : definitions_table, delays_f",
        ),
        ("report.titles.delay_table()", "À faire : vouliez-vous dire « delays_table »"),
        ("report.mail()", "section « report.mail » inconnue"),
        ("report.mail()", "À faire : écrire « report.contacts.mail »."),
        ("report.legends()", "vouliez-vous dire « legend » ?"),
    ],
)
def test_what_does_not_exist_is_a_fault_with_its_cell_and_what_is_near(notebook, cell, said):
    """Cells are counted as the notebook shows them, from 1."""
    (issue,) = unknown_calls(notebook("report.legend()", cell), "notebooks/bilan.ipynb")
    assert issue.severity == "error" and issue.sentence.startswith("notebooks/bilan.ipynb : cellule 3 : ")
    assert said in issue.sentence


def test_a_run_refuses_it_before_any_kernel_starts(notebook):
    """With the other reasons why a notebook cannot be run."""
    faults = check_notebook(notebook("report.titles.delay_table()"))
    assert any("appel « report.titles.delay_table » inconnu" in fault for fault in faults)


def test_the_notebooks_of_the_project_call_what_exists():
    """And each of them shows one section at least."""
    for report in read_catalogue(Workspace(PROJECT)).reports.values():
        path = PROJECT / "notebooks" / report.notebook
        assert called_sections(path) and unknown_calls(path, report.notebook) == []


def test_what_is_read_as_text_is_what_is_imported():
    """Every section has its title; its calls, read without importing it, are those that a report gets."""
    for name in section_names():
        opened = section.open_section(name, context=None)
        assert opened.__doc__.strip()
        assert {known for known in vars(opened) if not known.startswith("_")} == offered_calls(name)
    assert not {*section_names()} & surrounding_calls()
