"""Stored rows that are no longer what was imported, stored again from the file they came from. Importing is `intake`."""

from collections.abc import Iterable

from qep_lib.files import readable_sha256
from qep_lib.model.campaign import Import
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.workspace import Workspace
from qep_lib.runs.imports import Importer, ImportStep, import_if_changed, run_imports
from qep_lib.store.manifest import DatasetEntry, is_intact, read_manifest


def repair_damaged(
    workspace: Workspace, catalogue: Catalogue, sites: Iterable[str], importer: Importer = import_if_changed
) -> tuple[ImportStep, ...]:
    """Import again each dataset of `sites` whose stored rows have changed by themselves, where the very file that was
    imported is still in its place; the others are left as they are: a report that reads them says so.
    """
    damaged = [entry for entry in read_manifest(workspace, sorted({*sites})) if not is_intact(workspace, entry)]
    requests = [_request(entry) for entry in damaged if _is_repairable(workspace, catalogue, entry)]
    return run_imports(workspace, catalogue, requests, importer)


def _is_repairable(workspace: Workspace, catalogue: Catalogue, entry: DatasetEntry) -> bool:
    return source_id(entry) in catalogue.sources and readable_sha256(workspace.root / entry.file) == entry.sha256


def _request(entry: DatasetEntry) -> Import:
    return Import(
        file=entry.file,
        source=source_id(entry),
        site=entry.site_id,
        period=entry.period,
        extracted_on=entry.extracted_on,
        nature=entry.nature,
        nature_note=entry.nature_note,
        fictitious_columns=entry.fictitious_columns,
        only_period=entry.only_period,
        sheets_left=entry.sheets_left,
    )


def source_id(entry: DatasetEntry) -> str:
    """The source that described the file: the first part of its dataset's name."""
    return entry.dataset.partition("/")[0]
