"""The import step of a run: declared files, then stored rows that are no longer what was imported. Reading a file is `intake`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pkgutil import resolve_name

from qep_lib.errors import DataRefused
from qep_lib.intake.arrival import ImportOutcome, receive, stored_outcome
from qep_lib.model.campaign import Import
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.workspace import Workspace
from qep_lib.store.manifest import DatasetEntry, damaged_entries

STORE = "qep_lib.intake.importer:store_arrival"
"""What stores a file, by name: most runs find every file stored already, and would load its readers for nothing."""
Importer = Callable[[Workspace, Catalogue, Import], ImportOutcome]


@dataclass(frozen=True, slots=True)
class ImportStep:
    """One file with what became of it: an outcome, or the error that refused it."""

    request: Import
    outcome: ImportOutcome | None = None
    refusal: DataRefused | None = None

    @property
    def has_changed(self) -> bool:
        """True when stored data are no longer what they were."""
        return self.outcome is not None and not self.outcome.is_unchanged


def import_if_changed(workspace: Workspace, catalogue: Catalogue, request: Import) -> ImportOutcome:
    """As `intake.importer.import_file`, whose modules are loaded only for a file that is not stored yet."""
    arrival = receive(workspace, catalogue, request)
    return stored_outcome(arrival) or resolve_name(STORE)(arrival)


def run_imports(
    workspace: Workspace,
    catalogue: Catalogue,
    requests: Iterable[Import],
    importer: Importer = import_if_changed,
    on_step: Callable[[ImportStep], None] = lambda step: None,
) -> tuple[ImportStep, ...]:
    """Import every file; a refused one does not stop the next, and leaves what was stored before as it was.

    Importing again a file that has not changed changes nothing. `on_step` is told each file as it ends.
    """
    steps = []
    for request in requests:
        try:
            step = ImportStep(request, outcome=importer(workspace, catalogue, request))
        except DataRefused as refusal:
            step = ImportStep(request, refusal=refusal)
        steps.append(step)
        on_step(step)
    return tuple(steps)


def repair_damaged(
    workspace: Workspace, catalogue: Catalogue, sites: Iterable[str], importer: Importer = import_if_changed
) -> tuple[ImportStep, ...]:
    """Import again each dataset of `sites` whose stored rows have changed by themselves, where the very file that was
    imported is still in its place; the others are left as they are: a report that reads them says so.
    """
    damaged = damaged_entries(workspace, sorted({*sites}))
    requests = [_request(entry) for entry in damaged if source_id(entry) in catalogue.sources]
    return run_imports(workspace, catalogue, requests, importer)


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
