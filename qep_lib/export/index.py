"""The page that lists every published report, by site and period. Which reports exist is decided in `runs/`."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from qep_lib.export.page import REPORT_TEMPLATES, TEMPLATES, check_relative_link, prepare_environment
from qep_lib.model.base import Audience

GENERATOR = "Atelier Qual-e-pref"
"""Says in the page that it is ours to write again."""
AUDIENCE_WORDS: dict[Audience, str] = {"internal": "interne", "public": "public"}


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One report of the index. `html`, `pdf`, `xlsx` are paths relative to the index; None where there is no file.

    `message` says why a report failed or is out of date, `banner` what a reader must know about the data. `unavailable`
    is all that readers elsewhere are told of a report that is not current, whatever the reason.
    """

    site_id: str
    site_name: str
    period_label: str
    period: str
    report_title: str
    audience: Audience
    status: Literal["ok", "failed", "outdated", "unavailable"]
    html: str | None = None
    pdf: str | None = None
    xlsx: str | None = None
    banner: str | None = None
    message: str | None = None

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """(format, path) of each file there is; none unless the report is current: an older file is not its result."""
        if self.status != "ok":
            return ()
        candidates = (("HTML", self.html), ("PDF", self.pdf), ("XLSX", self.xlsx))
        return tuple((label, check_relative_link(href)) for label, href in candidates if href)


@dataclass(frozen=True, slots=True)
class _Group:
    """Reports of one site and period, as the template lists them."""

    anchor: str
    site_name: str
    period_label: str
    banners: tuple[str, ...]
    entries: tuple[IndexEntry, ...]


def export_index(entries: Sequence[IndexEntry], imports: str | None = None) -> str:
    """`reports/index.html`: one table a site and period, in site then latest-period order; reports in the order given.

    `imports`: the page of the imports beside it, which no copy of the reports has. The page carries no date and no script: the
    same entries give the same bytes.
    """
    latest_first = sorted(entries, key=lambda entry: entry.period, reverse=True)
    ordered = sorted(latest_first, key=lambda entry: entry.site_id)
    groups = [
        _group(tuple(members)) for _, members in groupby(ordered, key=lambda entry: (entry.site_id, entry.period))
    ]
    counts = Counter(entry.status for entry in entries)
    return _template().render(
        generator=GENERATOR,
        groups=groups,
        count=len(entries),
        counts=counts,
        audience_words=AUDIENCE_WORDS,
        imports=None if imports is None else check_relative_link(imports),
    )


def _group(entries: tuple[IndexEntry, ...]) -> _Group:
    first = entries[0]
    return _Group(
        anchor=f"site-{first.site_id}-{first.period}",
        site_name=first.site_name,
        period_label=first.period_label,
        banners=tuple(dict.fromkeys(entry.banner for entry in entries if entry.banner)),
        entries=entries,
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader([TEMPLATES, REPORT_TEMPLATES]), autoescape=True, undefined=StrictUndefined
    )
    return prepare_environment(environment).get_template("reports-index.html.j2")
