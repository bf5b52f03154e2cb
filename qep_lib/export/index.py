"""The front page of the portal: every report, by region and site, and what a browser needs to search them.

Which reports exist is decided in `runs/`; the pages of each site and region are `portal`.
"""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from qep_lib.display.printable import with_raised_ordinals
from qep_lib.display.wording import format_date, format_number
from qep_lib.export.entries import EntryStatus, IndexEntry, Place
from qep_lib.export.page import REPORT_TEMPLATES, SECURITY_POLICY, check_relative_link, prepare_environment
from qep_lib.export.typesetting import TEMPLATES
from qep_lib.model.base import Audience
from qep_lib.model.characters import fold

GENERATOR = "Atelier Qual-e-pref"
"""Says in the page that it is ours to write again."""
AUDIENCE_WORDS: dict[Audience, str] = {"internal": "interne", "public": "public"}
STATUS_WORDS: dict[EntryStatus, tuple[str, str, str]] = {
    "ok": ("qep-met", "✓", "produit"),
    "failed": ("qep-far", "✗", "échec"),
    "outdated": ("qep-off", "↻", "à refaire"),
    "unavailable": ("qep-off", "–", "indisponible"),
}
"""Class of its badge, symbol and word of each state."""
SEVERAL_REGIONS = "Plusieurs régions"
SITES_FOLDER, REGIONS_FOLDER = "sites", "regions"
SHOWN_REASONS = 8
"""Reasons of failure that stand in the page at once; the others wait behind one more line."""
OPEN_PROBLEMS = 5
"""Reports of one reason that are shown without asking."""
OPEN_REGIONS = 3
"""Regions up to which the names of their sites are shown without asking: a page of closed lines says nothing."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Reports of one place, period and cut-off date: one list of the page."""

    head: IndexEntry
    banners: tuple[str, ...]
    entries: tuple[IndexEntry, ...]


@dataclass(frozen=True, slots=True)
class PlaceReports:
    """The reports of one place, the latest period first."""

    place: Place
    count: int
    new: int
    batches: tuple[Batch, ...]


@dataclass(frozen=True, slots=True)
class RegionReports:
    """The reports of a region: comparisons of its sites first, then each site. `code` is empty for several regions."""

    code: str
    name: str
    count: int
    new: int
    sites: int
    places: tuple[PlaceReports, ...]


@dataclass(frozen=True, slots=True)
class _Problem:
    """The reports that are not current for one reason."""

    status: EntryStatus
    message: str
    entries: tuple[IndexEntry, ...]


def export_index(entries: Sequence[IndexEntry], is_public: bool = False, root: str = "", imports: str = "") -> str:
    """The page that lists the reports: those that failed or are out of date first, by reason; then the others by region and
    site, the latest period first, and in the order given.

    `root` leads from the page to the folder of the reports, « ../ » from a folder in it; `imports` to the page of the imports,
    which no copy of the reports has. `is_public`: readers are the public, every entry is theirs. Without a script the page is a
    list that folds; with it, its only script, named by its hash in the policy of the page, searches that same list. The page
    carries no time of making: the same entries give the same bytes.
    """
    told = [entry for entry in entries if entry.status in ("failed", "outdated")]
    current = [entry for entry in entries if entry.status not in ("failed", "outdated")]
    problems = _problems(told)
    script = _script()
    return with_raised_ordinals(
        page_template("reports-index.html.j2").render(
            generator=GENERATOR,
            security_policy=_policy(script),
            script=script,
            is_public=is_public,
            root=root,
            count=len(entries),
            sites=len({entry.place.id for entry in entries if entry.place.kind != "several"}),
            counts=Counter(entry.status for entry in entries),
            new=sum(entry.is_new for entry in entries),
            banner=_common_banner(entries),
            problems=problems[:SHOWN_REASONS],
            other_problems=problems[SHOWN_REASONS:],
            regions=_regions(current),
            imports=check_relative_link(imports) if imports else "",
        )
    )


def by_place(entries: Iterable[IndexEntry]) -> tuple[PlaceReports, ...]:
    """The reports of each place: comparisons first, then sites by id; in each the latest period first."""
    ordered = sorted(entries, key=lambda entry: _place_order(entry.place))
    return tuple(_place(tuple(members)) for _, members in groupby(ordered, key=lambda entry: entry.place.id))


@cache
def page_template(name: str) -> Template:
    """A template of the portal, with the words of states and audiences, and numbers and dates as they are printed."""
    environment = Environment(
        loader=FileSystemLoader([TEMPLATES, REPORT_TEMPLATES]), autoescape=True, undefined=StrictUndefined
    )
    environment = prepare_environment(environment)
    environment.globals |= {
        "portal_style": Markup((TEMPLATES / "reports.css").read_text(encoding="utf-8")),
        "audience_words": AUDIENCE_WORDS,
        "status_words": STATUS_WORDS,
        "number": format_number,
        "day": format_date,
        "capital": lambda words: words[:1].upper() + words[1:],
        "banners": _banners,
        "open_problems": OPEN_PROBLEMS,
        "open_regions": OPEN_REGIONS,
        "sites_folder": SITES_FOLDER,
        "regions_folder": REGIONS_FOLDER,
    }
    return environment.get_template(name)


@cache
def _script() -> Markup:
    return Markup((TEMPLATES / "reports-search.js").read_text(encoding="utf-8"))


def _policy(script: Markup) -> Markup:
    """That of every page, and one script more: this one, to the letter."""
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    return Markup(f"{SECURITY_POLICY}; script-src 'sha256-{digest}'")


def _common_banner(entries: Sequence[IndexEntry]) -> str | None:
    """What must be known of the data of every report; None when it is not the same of all."""
    banners = {entry.banner for entry in entries}
    return banners.pop() if len(banners) == 1 else None


def _problems(entries: Iterable[IndexEntry]) -> list[_Problem]:
    """By reason, failures before what is out of date, the most frequent first."""
    found: dict[tuple[EntryStatus, str], list[IndexEntry]] = {}
    for entry in sorted(entries, key=lambda entry: _place_order(entry.place)):
        default = "cause inconnue" if entry.status == "failed" else "à produire de nouveau"
        found.setdefault((entry.status, entry.message or default), []).append(entry)
    problems = [_Problem(*reason, tuple(members)) for reason, members in found.items()]
    return sorted(problems, key=lambda one: (one.status != "failed", -len(one.entries), one.message))


def _regions(entries: Iterable[IndexEntry]) -> list[RegionReports]:
    """What several regions share first, then regions in the order of their names."""
    ordered = sorted(entries, key=lambda entry: _region_order(entry.place))
    return [_region(tuple(members)) for _, members in groupby(ordered, key=lambda entry: entry.place.region_code)]


def _region(entries: tuple[IndexEntry, ...]) -> RegionReports:
    place, places = entries[0].place, by_place(entries)
    return RegionReports(
        code=place.region_code,
        name=place.region or SEVERAL_REGIONS,
        count=len(entries),
        new=sum(one.new for one in places),
        sites=sum(one.place.kind != "several" for one in places),
        places=places,
    )


def _place(entries: tuple[IndexEntry, ...]) -> PlaceReports:
    by_audience = sorted(entries, key=lambda entry: entry.audience)
    ordered = sorted(by_audience, key=lambda entry: (entry.period, str(entry.as_of)), reverse=True)
    batches = tuple(_batch(tuple(members)) for _, members in groupby(ordered, key=_batch_key))
    return PlaceReports(entries[0].place, len(entries), sum(entry.is_new for entry in entries), batches)


def _batch(entries: tuple[IndexEntry, ...]) -> Batch:
    return Batch(entries[0], _banners(entries), entries)


def _banners(entries: Iterable[IndexEntry]) -> tuple[str, ...]:
    """What must be known of their data, each sentence once."""
    return tuple(dict.fromkeys(entry.banner for entry in entries if entry.banner))


def _batch_key(entry: IndexEntry) -> tuple[str, str]:
    return entry.period, str(entry.as_of)


def _place_order(place: Place) -> tuple[bool, str]:
    return place.kind != "several", place.id


def _region_order(place: Place) -> tuple[bool, str, str]:
    return bool(place.region_code), fold(place.region), place.region_code
