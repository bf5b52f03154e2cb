"""What became of each imported file, kept beside the list of its rejects: written by the import, shown by `reports/imports`.

A refused import has a record of its own: what was stored before it stays, and stays described.
"""

import hashlib
from pathlib import Path

from pydantic import ValidationError

from qep_lib.errors import DataRefused
from qep_lib.files import readable_sha256, replace_file
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.imported import ImportRecord, SiteImports
from qep_lib.model.workspace import Workspace
from qep_lib.persons.masking import mask
from qep_lib.store.manifest import NO_FILE, DatasetEntry, read_manifest

STORED, REFUSED = ".json", ".refus.json"


def write_record(workspace: Workspace, record: ImportRecord) -> None:
    """Keep it. A file that is stored is no longer one that was refused."""
    path = _path(workspace, record.dataset, REFUSED if record.refusal else STORED)
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, record.model_dump_json(indent=1).encode())
    if not record.refusal:
        _path(workspace, record.dataset, REFUSED).unlink(missing_ok=True)


def read_record(workspace: Workspace, dataset: str) -> ImportRecord | None:
    """That of a stored dataset; None where it was stored by a version that kept none."""
    return _read(_path(workspace, dataset, STORED))


def find_record(workspace: Workspace, dataset: str) -> ImportRecord | None:
    """The last import of that dataset, refused or stored; None where nothing is known of it."""
    return _read(_path(workspace, dataset, REFUSED)) or read_record(workspace, dataset)


def read_refusals(workspace: Workspace) -> tuple[ImportRecord, ...]:
    """The imports that were refused, in the order of their datasets."""
    found = (_read(path) for path in _folder(workspace).glob(f"*{REFUSED}"))
    return tuple(sorted((record for record in found if record is not None), key=lambda record: record.dataset))


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


def remove_record(workspace: Workspace, dataset: str) -> None:
    """Forget what was kept of that dataset, stored or refused."""
    for suffix in (STORED, REFUSED):
        _path(workspace, dataset, suffix).unlink(missing_ok=True)


def _read(path: Path) -> ImportRecord | None:
    try:
        return ImportRecord.model_validate_json(path.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def _path(workspace: Workspace, dataset: str, suffix: str) -> Path:
    digest = hashlib.sha256(dataset.encode("utf-8", "surrogatepass")).hexdigest()
    return _folder(workspace) / f"{digest[:16]}{suffix}"


def _folder(workspace: Workspace) -> Path:
    return workspace.restricted / "imports"
