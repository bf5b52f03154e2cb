"""Every page of the portal: the front page (`index`), one a site with its years, one a region with its sites.

Which reports there are, and where pages are written, is decided in `runs/`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from markupsafe import Markup

from qep_lib.display.elements import RatingMark
from qep_lib.display.printable import with_raised_ordinals
from qep_lib.display.rating import RATING_MARKS
from qep_lib.export.entries import IndexEntry, Place
from qep_lib.export.index import (
    GENERATOR,
    REGIONS_FOLDER,
    SITES_FOLDER,
    PlaceReports,
    by_place,
    export_index,
    page_template,
)
from qep_lib.export.marks import SiteMarks
from qep_lib.model.fingerprint import fingerprint

INDEX_PAGE = "index.html"
FOLDERS = (SITES_FOLDER, REGIONS_FOLDER)
"""Where the pages beside the front page are, in its folder."""


@dataclass(frozen=True, slots=True)
class Portal:
    """What a portal shows, and to whom: `entries` in their order, `marks_of` the marks of a site, `root` what leads from its
    front page to the folder of the reports, `imports` to the page of the imports (empty: none). `version` is of all that pages
    are made with beside their entries: the library, declared indicators."""

    entries: Sequence[IndexEntry]
    is_public: bool
    marks_of: Callable[[Place], SiteMarks] = lambda place: SiteMarks()
    root: str = ""
    imports: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class PortalPage:
    """A page not made yet. `key` is of all that it is made from, and stands at its head: one that is there with the same key
    need not be made again. Empty for the front page, which is cheap."""

    path: str
    key: str
    make: Callable[[], str]


def portal_pages(portal: Portal) -> Iterator[PortalPage]:
    """Every page, the front page last: it never links a page that is not there."""
    sites = [entry for entry in portal.entries if entry.place.kind != "several"]
    for one in by_place(sites):
        members = [entry for batch in one.batches for entry in batch.entries]
        key = _key(portal, members)
        yield PortalPage(
            f"{SITES_FOLDER}/{one.place.id}.html", key, partial(_site_page, portal, one.place, members, key)
        )
    of_regions = [entry for entry in portal.entries if entry.place.region_code]
    by_region = sorted(of_regions, key=lambda entry: entry.place.region_code)
    for code, found in groupby(by_region, key=lambda entry: entry.place.region_code):
        members = [*found]
        key = _key(portal, members)
        yield PortalPage(f"{REGIONS_FOLDER}/{code}.html", key, partial(_region_page, portal, members, key))
    front = partial(export_index, portal.entries, portal.is_public, portal.root, portal.imports)
    yield PortalPage(INDEX_PAGE, "", front)


def export_portal(portal: Portal) -> Iterator[tuple[str, str]]:
    """(path, text) of every page, in the order of `portal_pages`. Same portal, same bytes."""
    return ((page.path, page.make()) for page in portal_pages(portal))


def key_mark(key: str) -> str:
    """How the key of a page stands at its head."""
    return f'<meta name="qep-key" content="{key}">'


def _key(portal: Portal, entries: Sequence[IndexEntry]) -> str:
    return fingerprint([portal.version, portal.is_public, portal.root, sorted(map(repr, entries))])


def _site_page(portal: Portal, place: Place, entries: Sequence[IndexEntry], key: str) -> str:
    marks = portal.marks_of(place)
    return with_raised_ordinals(
        page_template("reports-site.html.j2").render(
            generator=GENERATOR,
            key=Markup(key_mark(key)),
            is_public=portal.is_public,
            root=f"../{portal.root}",
            place=place,
            periods=_periods(entries),
            marks=marks,
            legend=[mark for name, mark in RATING_MARKS.items() if name in _classes(marks)],
        )
    )


def _region_page(portal: Portal, entries: Sequence[IndexEntry], key: str) -> str:
    compared = [entry for entry in entries if entry.place.kind == "several"]
    sites = by_place(entry for entry in entries if entry.place.kind != "several")
    latest = {one.place.id: _latest_marks(portal.marks_of(one.place)) for one in sites}
    shown = {mark.rating for _, counts in latest.values() for mark, _ in counts}
    return with_raised_ordinals(
        page_template("reports-region.html.j2").render(
            generator=GENERATOR,
            is_public=portal.is_public,
            root=f"../{portal.root}",
            region=entries[0].place.region,
            comparisons=_periods(compared),
            sites=sites,
            late={one.place.id: _late(one) for one in sites},
            key=Markup(key_mark(key)),
            latest=latest,
            legend=[mark for name, mark in RATING_MARKS.items() if name in shown],
        )
    )


def _periods(entries: Sequence[IndexEntry]) -> list[tuple[IndexEntry, list[IndexEntry]]]:
    """The reports of each period, the latest first; the head of each is any of them."""
    ordered = sorted(entries, key=lambda entry: entry.period, reverse=True)
    grouped = (list(members) for _, members in groupby(ordered, key=lambda entry: entry.period))
    return [(members[0], members) for members in grouped]


def _latest_marks(marks: SiteMarks) -> tuple[str, list[tuple[RatingMark, int]]]:
    """The latest period of a site that has marks, and how many figures have each; no sum: they measure different things."""
    if not marks.periods:
        return "", []
    given = [figures[-1].mark for _, figures in marks.rows if figures[-1] is not None]
    return marks.periods[-1], [(mark, count) for mark in RATING_MARKS.values() if (count := given.count(mark))]


def _late(site: PlaceReports) -> int:
    """Reports of a site that are not current."""
    return sum(entry.status != "ok" for batch in site.batches for entry in batch.entries)


def _classes(marks: SiteMarks) -> set[str]:
    return {figure.mark.rating for _, figures in marks.rows for figure in figures if figure is not None}
