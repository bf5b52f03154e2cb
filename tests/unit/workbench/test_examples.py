"""The examples of the workbench: each public call has one, and it runs."""

import doctest
import inspect

import pytest

from qep_lib import open_workbench
from qep_lib.workbench.bench import Workbench
from qep_lib.workbench.crossed import Crossed
from qep_lib.workbench.region import Region
from qep_lib.workbench.requests import Requests
from qep_lib.workbench.site import SiteResults
from qep_lib.workbench.survey import Survey

VIEWS = (Workbench, SiteResults, Survey, Crossed, Requests, Region)


def public_calls():
    """What an analyst may call or read: name -> function, `open_workbench` and the views with their methods."""
    found = {"open_workbench": open_workbench} | {view.__name__: view for view in VIEWS}
    for view in VIEWS:
        for name, member in vars(view).items():
            function = member.fget if isinstance(member, property) else member
            if not name.startswith("_") and inspect.isfunction(function):
                found[f"{view.__name__}.{name}"] = function
    return found


CALLS = public_calls()
TOLD_BY_FIELDS = {"Crossed"}
"""Made by other calls, and nothing but what is read of it."""


class Checker(doctest.OutputChecker):
    """What an example prints is compared where its docstring says it; elements and frames are shown by notebooks."""

    def check_output(self, want, got, optionflags):
        """True where they agree, or nothing is said."""
        return not want or super().check_output(want, got, optionflags)


@pytest.fixture
def names(bench):
    """What the examples of a method have at hand: the view that it belongs to."""
    survey = bench.survey("18", "2020")
    return {
        "open_workbench": open_workbench,
        "bench": bench,
        "site": bench.site("18", "2020"),
        "survey": survey,
        "crossed": survey.cross("queue_management", by="visit_reason"),
        "requests": bench.requests("18", "2020"),
        "region": bench.region("region:24", "2021"),
    }


@pytest.mark.parametrize("name", CALLS)
def test_each_public_call_has_an_example_that_runs(name, names, tmp_path, monkeypatch):
    """In a workspace with the Cher of 2020 and two departments of its region; what it writes goes to a folder of the test."""
    monkeypatch.chdir(tmp_path)
    called = CALLS[name]
    (example,) = doctest.DocTestFinder(recurse=False).find(called, name, globs=dict(names))
    assert example.examples or name in TOLD_BY_FIELDS
    own = name.rpartition(".")[2]
    assert inspect.isclass(called) or any(own in each.source for each in example.examples)
    said = []
    doctest.DocTestRunner(Checker(), optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS).run(
        example, out=said.append
    )
    assert said == []


def test_a_wrong_result_is_seen(names):
    """The examples that say what they print are held to it."""
    wrong = doctest.DocTestParser().get_doctest(">>> open_workbench().audience\n'public'\n", names, "wrong", None, 0)
    said = []
    doctest.DocTestRunner(Checker()).run(wrong, out=said.append)
    assert "Expected" in "".join(said)
