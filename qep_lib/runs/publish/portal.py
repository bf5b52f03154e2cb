"""Writes the pages of the portal: those for inside, those that the public may be given, in a folder of their own, and those of
the imports.

Which reports they show is `runs.publish.index`; laying them out is `export.portal` and `export.imports_page`.
"""

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from qep_lib.disclosure.published import rated_rows_published
from qep_lib.export.entries import IndexEntry, Place
from qep_lib.export.imports_page import export_imports, export_imports_index
from qep_lib.export.marks import SiteMarks, tabulate_marks
from qep_lib.export.portal import FOLDERS, INDEX_PAGE, Portal, PortalPage, key_mark, portal_pages
from qep_lib.files import replace_file
from qep_lib.model.base import Audience
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.fingerprint import fingerprint
from qep_lib.model.measured import Measured
from qep_lib.model.workspace import Workspace
from qep_lib.provenance import library_sha256
from qep_lib.runs.publish.index import entries_elsewhere, index_entries
from qep_lib.runs.publish.published import published_ids
from qep_lib.store.import_records import site_imports

PUBLIC_FOLDER = "public"
"""Where the pages for the public are, in `reports/`; `qep publish` sends them as the front page of a place."""

IMPORTS_FOLDER = "imports"
"""Where the pages of the imports are, in `reports/`."""

HEAD_BYTES = 2048
"""Within these a page says its key: the policy and the title come first, the style next."""


def write_index(workspace: Workspace, catalogue: Catalogue) -> Path:
    """Write `reports/index.html`, the pages of sites and regions, the same for the public in `reports/public`, and the pages of
    the imports; returns the first. A page whose content has not changed is left as it is, one of no use any more goes.
    """
    imports = write_import_pages(workspace, catalogue)
    entries = index_entries(workspace, catalogue)
    told = {job_id for job_id in published_ids(workspace) if job_id in entries and entries[job_id].audience == "public"}
    elsewhere = entries_elsewhere(entries, told)
    link = imports.relative_to(workspace.reports).as_posix() if imports else ""
    inside = make_portal(workspace, catalogue, entries, "internal", imports=link)
    outside = make_portal(workspace, catalogue, elsewhere, "public", root="../")
    _write_pages(workspace.reports, portal_pages(inside))
    _write_pages(workspace.reports / PUBLIC_FOLDER, portal_pages(outside) if elsewhere else ())
    return workspace.reports / INDEX_PAGE


def refresh_index(workspace: Workspace, catalogue: Catalogue) -> None:
    """Write the pages again if there are any: what they link may have become older than the data; those of the imports
    always."""
    if not any((workspace.reports / name).exists() for name in (INDEX_PAGE, PUBLIC_FOLDER, *FOLDERS)):
        write_import_pages(workspace, catalogue)
    else:
        write_index(workspace, catalogue)


def write_import_pages(workspace: Workspace, catalogue: Catalogue) -> Path | None:
    """Write every page from what is kept of the imports, and take away those of sites that have none; returns the index,
    None where nothing was ever imported. A page whose content has not changed is left as it is.
    """
    folder, sites = workspace.reports / IMPORTS_FOLDER, site_imports(workspace, catalogue)
    if not sites and not folder.exists():
        return None
    pages = {f"{site.site_id}.html": export_imports(site) for site in sites} | {INDEX_PAGE: export_imports_index(sites)}
    for name, text in pages.items():
        _write_page(folder / name, text)
    _take_away(folder.glob("*.html"), {folder / name for name in pages})
    return folder / INDEX_PAGE


def make_portal(
    workspace: Workspace,
    catalogue: Catalogue,
    entries: Mapping[str, IndexEntry],
    audience: Audience,
    root: str = "",
    imports: str = "",
) -> Portal:
    """The portal of these entries for an audience; a site's marks are those of the data published with reports for that very
    audience, of which the first of each period that has some is read. `root` and `imports` as in `Portal`."""
    files: dict[str, dict[str, str]] = {}
    for entry in entries.values():
        if entry.status == "ok" and entry.data is not None and entry.audience == audience:
            files.setdefault(entry.place.id, {}).setdefault(entry.period, entry.data)

    def marks_of(place: Place) -> SiteMarks:
        found = {
            period: _rows(workspace, catalogue, place.id, name) for period, name in files.get(place.id, {}).items()
        }
        return tabulate_marks(found, catalogue.measured, audience)

    return Portal([*entries.values()], audience == "public", marks_of, root, imports, _version(catalogue))


def _rows(workspace: Workspace, catalogue: Catalogue, site_id: str, name: str) -> tuple[Measured, ...]:
    label = catalogue.labels.get(site_id)
    decimals = {} if label is None else label.decimals
    # What another version published may have other columns: the page then has no mark of that period.
    with suppress(ValueError, KeyError):
        text = (workspace.reports / name).read_text(encoding="utf-8")
        return rated_rows_published(text, site_id, catalogue.conventions.disclosure, decimals)
    return ()


def _version(catalogue: Catalogue) -> str:
    """Of what marks are made with: the code, the indicators, the rules of small groups, the decimals of each site."""
    decimals = {site_id: label.decimals for site_id, label in catalogue.labels.items() if label.decimals}
    indicators = [*catalogue.measured.values()]
    return fingerprint([library_sha256(), indicators, catalogue.conventions.disclosure, decimals])


def _write_pages(folder: Path, pages: Iterable[PortalPage]) -> None:
    kept = set()
    for page in pages:
        path = folder / page.path
        kept.add(path)
        if page.key and key_mark(page.key).encode() in _head(path):
            continue
        _write_page(path, page.make())
    _take_away((folder / INDEX_PAGE, *(page for name in FOLDERS for page in (folder / name).glob("*.html"))), kept)


def _write_page(path: Path, text: str) -> None:
    content = text.encode("utf-8")
    if not path.is_file() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, content)


def _take_away(pages: Iterable[Path], kept: Collection[Path]) -> None:
    for path in pages:
        if path not in kept:
            path.unlink(missing_ok=True)


def _head(path: Path) -> bytes:
    """The first bytes of a page, where its key stands; none without it."""
    with suppress(OSError), path.open("rb") as page:
        return page.read(HEAD_BYTES)
    return b""
