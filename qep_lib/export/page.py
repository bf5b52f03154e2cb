"""What the two kinds of page (a report, the index of reports) share: templates, style sheet, rules for links.

What each page says is in `html.py` and `index.py`.
"""

import base64
from functools import cache
from pathlib import PurePosixPath

from jinja2 import Environment
from markupsafe import Markup

from qep_lib.display.faces import face_css
from qep_lib.display.printable import tied
from qep_lib.display.render import read_element_css, render_markup
from qep_lib.export.poster import cut_poster
from qep_lib.export.slides import cut_slides
from qep_lib.export.typesetting import TEMPLATES
from qep_lib.model.base import Layout

REPORT_TEMPLATES = TEMPLATES / "qep-report"
SECURITY_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'"
)
"""A page runs no script and asks the network for nothing, whatever its data holds (reliability.md, finding 7)."""


def prepare_environment(environment: Environment) -> Environment:
    """The Jinja environment with escaping on, unprintable characters marked, and what every page template uses."""
    environment.autoescape = True
    environment.finalize = tied
    environment.trim_blocks = True
    environment.lstrip_blocks = True
    environment.globals |= {
        "element_markup": lambda element: render_markup(element.to_json()),
        "base64_text": lambda data: base64.b64encode(data).decode("ascii"),
        "security_policy": Markup(SECURITY_POLICY),
        "style_sheet": _style_sheet,
        "cut_slides": cut_slides,
        "cut_poster": cut_poster,
    }
    return environment


def check_relative_link(href: str) -> str:
    """`href` unchanged if it is a relative path of files beside the page; ValueError for anything else."""
    path = PurePosixPath(href)
    if not href or ":" in href or "\\" in href or path.is_absolute() or href.startswith("//"):
        raise ValueError(f"lien « {href} » refusé. Accepté : un chemin relatif, comme tables/demandes.csv")
    return href


@cache
def _style_sheet(layout: Layout = "report") -> Markup:
    names = ("page.css",) if layout == "report" else ("page.css", f"{layout}.css")
    sheets = [(REPORT_TEMPLATES / name).read_text(encoding="utf-8") for name in names]
    return Markup(face_css() + read_element_css() + "".join(sheets))
