"""What the panels show, as HTML of their own templates: text of files and of people is escaped, links are under the workspace."""

from functools import cache
from pathlib import Path
from typing import Any

from ipywidgets import Output
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from qep_lib.model.characters import printable
from qep_lib.workbench.panel import displayed

TEMPLATES = Path(__file__).parent / "templates"
ALERT = 'role="alert"'
"""Of a fault, in `templates/macros.html.j2`."""
FROM_THE_HOME = "../../"
"""From the folder of the home notebook to the root of the workspace: JupyterLab follows such links itself."""


def show(output: Output, template: str, **values: Any) -> None:
    """Put one template in an output, at once."""
    output.outputs = (displayed(render(template, **values), ""),)


def forget_fault(output: Output) -> None:
    """Take away a fault that was shown there: what it was about has been changed."""
    if any(ALERT in shown["data"]["text/html"] for shown in output.outputs):
        output.outputs = ()


def render(template: str, **values: Any) -> str:
    """One template of `templates/`, filled; control characters are shown as such."""
    return _environment().get_template(f"{template}.html.j2").render(values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printable,
    )
    environment.globals["root"] = FROM_THE_HOME
    return environment


def _printable(value: Any) -> Any:
    return printable(value) if type(value) is str else value
