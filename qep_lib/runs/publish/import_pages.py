"""The pages of `reports/imports`: which files are stored or refused, and what became of each. Laying them out is `export`."""

from pathlib import Path

from qep_lib.errors import DataRefused
from qep_lib.export.imports_page import SiteImports, export_imports, export_imports_index
from qep_lib.files import readable_sha256, replace_file
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.imported import ImportRecord
from qep_lib.model.workspace import Workspace
from qep_lib.persons.masking import mask
from qep_lib.store.import_records import read_record, read_refusals
from qep_lib.store.manifest import NO_FILE, DatasetEntry, read_manifest

FOLDER, PAGE = "imports", "index.html"


def write_import_pages(workspace: Workspace, catalogue: Catalogue) -> Path | None:
    """Write every page from what is kept of the imports, and take away those of sites that have none; returns the index,
    None where nothing was ever imported.

    A page whose bytes have not changed is left as it is.
    """
    folder = workspace.reports / FOLDER
    sites = site_imports(workspace, catalogue)
    if not sites and not folder.exists():
        return None
    folder.mkdir(parents=True, exist_ok=True)
    pages = {f"{site.site_id}.html": export_imports(site) for site in sites}
    pages[PAGE] = export_imports_index(sites)
    for name, text in pages.items():
        path, content = folder / name, text.encode("utf-8")
        if not path.is_file() or path.read_bytes() != content:
            replace_file(path, content)
    for path in folder.glob("*.html"):
        if path.name not in pages:
            path.unlink()
    return folder / PAGE


def site_imports(workspace: Workspace, catalogue: Catalogue) -> tuple[SiteImports, ...]:
    """What each site has imported, in the order of the registry; sites without any are left out."""
    refusals = [record for record in read_refusals(workspace) if _is_still_refused(workspace, record)]
    found = (_site(workspace, catalogue, site_id, refusals) for site_id in catalogue.sites)
    return tuple(site for site in found if not site.is_empty)


def _site(workspace: Workspace, catalogue: Catalogue, site_id: str, refusals: list[ImportRecord]) -> SiteImports:
    name = catalogue.sites[site_id].name
    try:
        entries = read_manifest(workspace, [site_id])
    except DataRefused as refusal:
        return SiteImports(site_id, name, damage=refusal.message)
    read = [entry for entry in entries if not entry.file.endswith(NO_FILE)]
    records = {entry.dataset: _described(workspace, entry) for entry in read}
    return SiteImports(
        site_id,
        name,
        tuple(record for record in records.values() if record is not None),
        tuple(record for record in refusals if record.site == site_id),
        tuple(mask(Path(entry.file).name) for entry in read if records[entry.dataset] is None),
        len(entries) - len(read),
    )


def _described(workspace: Workspace, entry: DatasetEntry) -> ImportRecord | None:
    """The record of a stored file, with the counts of the manifest: a row may have been forgotten since."""
    record = read_record(workspace, entry.dataset)
    if record is None or record.sha256 != entry.sha256:
        return None
    counts = {"rows_read": entry.rows_read, "rows_accepted": entry.rows_accepted, "rows_rejected": entry.rows_rejected}
    return record.model_copy(update=counts)


def _is_still_refused(workspace: Workspace, record: ImportRecord) -> bool:
    """False once the file has changed or has gone: what was said of it is of no use."""
    return readable_sha256(workspace.root / record.file) == record.sha256
