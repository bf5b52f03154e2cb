"""The pages of the imports: what became of each file of a site, and the list of sites. Which there are is read by `store`."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from qep_lib.display.printable import tied, with_raised_ordinals
from qep_lib.display.wording import NARROW, NATURE_WORDS, format_date, format_number
from qep_lib.export.index import GENERATOR
from qep_lib.export.page import REPORT_TEMPLATES, prepare_environment
from qep_lib.export.typesetting import TEMPLATES
from qep_lib.model.imported import SiteImports
from qep_lib.model.period import Period
from qep_lib.model.tables import TABLES

_PER_CENT = re.compile(r"(?<=\d)[ \u00a0](?=[%‰])")


def export_imports(site: SiteImports) -> str:
    """The page of a site: same imports, same bytes."""
    return with_raised_ordinals(_template("imports-site.html.j2").render(site=site))


def export_imports_index(sites: Sequence[SiteImports]) -> str:
    """The list of the sites that have imports, with their counts."""
    return with_raised_ordinals(_template("imports-index.html.j2").render(sites=sites))


def _as_printed(value: Any) -> Any:
    """As in reports; what was said on the command line has an ordinary space before its « % »."""
    printed = tied(value)
    return _PER_CENT.sub(NARROW, printed) if type(printed) is str else printed


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader([TEMPLATES, REPORT_TEMPLATES]), autoescape=True, undefined=StrictUndefined
    )
    environment = prepare_environment(environment)
    environment.finalize = _as_printed
    environment.globals |= {
        "generator": GENERATOR,
        "number": format_number,
        "day": format_date,
        "nature_words": NATURE_WORDS,
        "title_of": lambda record: TABLES[record.table].title,
        "row_of": lambda record: TABLES[record.table].row,
        "period_of": lambda record: Period.parse(record.period).label,
    }
    return environment.get_template(name)
