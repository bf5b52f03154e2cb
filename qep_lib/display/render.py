"""An element's JSON as HTML. It receives data only, so that exporters and cells share one drawing.

The page around the elements, its title and its contents list are not here: see `export/html.py`.
"""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from qep_lib.display.drawing import drawing_as_image, drawing_in_page
from qep_lib.display.printable import text_beside_mark, tied, with_raised_ordinals

TEMPLATES = Path(__file__).parent / "templates"
NOTE_WORDS = {"info": "Information", "warning": "Attention", "method": "Méthode", "nature": "Nature des données"}
"""What kind of remark a note is, in words: its colour is never the only sign."""
LANDMARKS_WORDS = "Le document dira ici, en une fois, ce qui n'a pas été communiqué et ce qui n'est pas diffusé."
"""What a cell shows of `Landmarks`: only the whole document knows what it lacks."""
ANNEXES_WORDS = "Ce qui suit est publié dans un second fichier, les annexes."


def render_html(data: dict[str, Any]) -> str:
    """One element for a notebook cell: its markup with the small scoped style sheet that a cell's page lacks."""
    return f'<div class="qep-cell"><style>{_compact_css()}</style>{with_raised_ordinals(render_markup(data, is_cell=True))}</div>'


def render_markup(data: dict[str, Any], is_cell: bool = False) -> Markup:
    """One element as semantic HTML, without any style: every string of `data` comes out as text.

    `data` is what `Element.to_json` gives; an unknown kind has no template. `is_cell`: for a notebook, which has neither the
    typeface of a page nor its width.
    """
    return Markup(_environment().get_template(f"{data['kind']}.html.j2").render(e=data, is_cell=is_cell))


def prepare_templates() -> None:
    """Compile every template beforehand, for a process whose children will all need them."""
    for name in _environment().list_templates(extensions=["j2"]):
        _environment().get_template(name)
    _compact_css()


def read_element_css() -> str:
    """Style sheet of the elements, shared by cells and pages; it reads JupyterLab's theme variables when present."""
    return (TEMPLATES / "elements.css").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=tied,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "text_beside_mark": text_beside_mark,
        "note_words": NOTE_WORDS,
        "landmarks_words": LANDMARKS_WORDS,
        "annexes_words": ANNEXES_WORDS,
        "element_markup": render_markup,
        "drawing_in_page": drawing_in_page,
        "drawing_as_image": drawing_as_image,
    }
    return environment


@cache
def _compact_css() -> str:
    # Line by line only: the sheet stays readable in its file, and a cell does not carry its indentation.
    return "".join(line.strip() for line in read_element_css().splitlines() if not line.strip().startswith("/*"))
