"""Whether what is published is all there, byte for byte: records, ledger and index. Comparing one folder is `placing`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from qep_lib.errors import DataRefused
from qep_lib.export.portal import INDEX_PAGE
from qep_lib.files import CHECKPOINTS
from qep_lib.model.workspace import Workspace
from qep_lib.runs.guard.folders import file_in_the_way
from qep_lib.runs.plan.planning import AUDIENCE_FOLDERS
from qep_lib.runs.publish.placing import RECORD, compare_with_record
from qep_lib.runs.record.history import read_ever_published
from qep_lib.runs.record.ledger import ledger_faults
from qep_lib.store.manifest import is_intact, read_manifest


@dataclass(frozen=True, slots=True)
class Verification:
    """`reports`: ids of the reports that are there or should be. `altered`: what is wrong with some, in French, by id;
    `others`: what is wrong around them, one sentence each, with what to do."""

    reports: tuple[str, ...]
    altered: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    others: tuple[str, ...] = ()


def verify_reports(workspace: Workspace) -> Verification:
    """Compare every report with its record; those that the ledger says published must be there, with one.

    A folder of the shape of a report (`18/2020/public/bilan`) is one, even without a record. Raises `ParameterError`
    when a file stands in the place of the ledger.
    """
    published = read_ever_published(workspace)
    if fault := file_in_the_way(workspace.reports):
        return Verification(tuple(sorted(published)), others=(fault,))
    reports = tuple(sorted(published | _report_folders(workspace)))
    found = {job_id: _differences(workspace.reports / job_id) for job_id in reports}
    altered = {job_id: differences for job_id, differences in found.items() if differences}
    page = workspace.reports / INDEX_PAGE
    is_whole = page.is_file() or not reports
    missing = f"la page des rapports manque : « {page} ». À faire : « qep run » l'écrit de nouveau."
    others = (*ledger_faults(workspace), *_store_faults(workspace))
    return Verification(reports, altered, others if is_whole else (missing, *others))


def _store_faults(workspace: Workspace) -> tuple[str, ...]:
    """One sentence for each imported file whose stored rows are no longer those of its import."""
    try:
        damaged = [entry for entry in read_manifest(workspace) if not is_intact(workspace, entry)]
    except DataRefused as refusal:
        return (refusal.message,)
    return tuple(
        f"les lignes rangées de « {entry.file} » (site {entry.site_id}, {entry.period}) sont abîmées ou modifiées. "
        "À faire : laisser ce fichier à sa place et relancer « qep run », qui les range de nouveau."
        for entry in damaged
    )


def _differences(folder: Path) -> tuple[str, ...]:
    if not folder.exists():
        return ("dossier absent, alors que le registre des lancements le dit publié",)
    if not folder.is_dir():
        return ("un fichier est à la place de son dossier",)
    return compare_with_record(folder)


def _report_folders(workspace: Workspace) -> set[str]:
    """Ids of the folders that have a record, wherever they are, or the shape of a report."""
    reports = workspace.reports
    recorded = {record.parent for record in reports.rglob(RECORD) if workspace.preparation not in record.parents}
    shaped = {path for name in AUDIENCE_FOLDERS.values() for path in reports.glob(f"*/*/{name}/*") if path.is_dir()}
    return {folder.relative_to(reports).as_posix() for folder in recorded | shaped if folder.name != CHECKPOINTS}
