"""One declaration of what may be asked: the command line, the forms and the notebooks say the same of it."""

import dataclasses
import json
from pathlib import Path

import pytest
import typer

from qep_lib.cli.app import app
from qep_lib.cli.asking import Asked, typed_command, words_of
from qep_lib.model.base import Audience
from qep_lib.model.parameters import ASKED, AUDIENCE, OF_SCOPE
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

PROJECT = Path(__file__).parents[3]


@pytest.mark.parametrize("name", ["run", "plan"])
def test_the_command_line_asks_what_is_declared(name):
    """Each option with its metavariable and its line of help; nothing of the choice of reports is asked besides."""
    options = {option.opts[0]: option for option in typer.main.get_command(app).commands[name].params}
    for parameter in ASKED:
        option = options[parameter.option]
        assert option.metavar == parameter.metavar and option.help.startswith(parameter.help)
        assert option.multiple == parameter.is_repeated


def test_what_is_asked_has_a_field_a_parameter_and_is_typed_again():
    """In their order; the words of the command name every one of them."""
    fields = [field.name for field in dataclasses.fields(Asked)]
    assert fields == [parameter.field for parameter in ASKED]
    asked = Asked(*(["x"] if parameter.is_repeated else "x" for parameter in ASKED))
    typed = " ".join(["qep", *words_of(asked)])
    assert typed == typed_command(asked.to_json("run"))
    assert all(f"{parameter.option} x" in typed for parameter in ASKED)


def test_audiences_are_those_of_the_types():
    """What a form offers is what everything else accepts."""
    assert tuple(AUDIENCE.choices) == Audience.__args__


def test_the_notebooks_declare_them_in_the_same_words():
    """Each line of a parameters cell: the name, a default, the remark."""
    for report in read_catalogue(Workspace(PROJECT)).reports.values():
        cells = json.loads((PROJECT / "notebooks" / report.notebook).read_text(encoding="utf-8"))["cells"]
        (source,) = ("".join(c["source"]) for c in cells if "parameters" in c["metadata"].get("tags", []))
        lines = [line.split(" = ", 1)[0] + "  # " + line.split("  # ", 1)[1] for line in source.splitlines()]
        assert lines == [f"{each.name}  # {each.remark}" for each in OF_SCOPE[report.scope]], report.notebook
