"""One import from end to end: gate, reading, list of rejects, store. Only this module decides what is written.

Which files a run imports is declared in `params/runs`; rows are kept by `store`.
"""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from qep_lib.errors import DataRefused, sure
from qep_lib.intake.arrival import Arrival, ImportOutcome, asks_for_words, receive, rejects_path, stored_outcome
from qep_lib.intake.correction_list import corrections_of, read_list, refuse_faulty, write_list
from qep_lib.intake.corrections import corrections_sha256, keep_corrections
from qep_lib.intake.losses import lossy_version, refuse_lost_columns
from qep_lib.intake.reading import Reading, read_arrival
from qep_lib.intake.recording import record_of, request_of
from qep_lib.intake.refusal import refuse, refused
from qep_lib.intake.rejects import write_rejects
from qep_lib.intake.rulebook import fault
from qep_lib.intake.tools import naming_its_tool
from qep_lib.model.campaign import Import
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.correction import Corrections
from qep_lib.model.issue import Issue
from qep_lib.model.workspace import Workspace
from qep_lib.persons.masking import mask
from qep_lib.store.comments import keep_comments, remove_comments
from qep_lib.store.import_records import find_record, remove_record, write_record
from qep_lib.store.manifest import DatasetEntry, is_intact, read_manifest
from qep_lib.store.secret import make_key, read_key
from qep_lib.store.tables import replace_dataset


def check_file(
    workspace: Workspace,
    catalogue: Catalogue,
    request: Import,
    accept_rejected: bool = False,
    replaces: str | None = None,
    dropped: Collection[str] = (),
) -> ImportOutcome:
    """What `import_file` would do, without writing anything; raises as it does."""
    arrival = receive(workspace, catalogue, request, replaces)
    try:
        reading = read_arrival(arrival)
        _refuse_rejects(reading, arrival, accept_rejected)
    except DataRefused as refusal:
        raise naming_its_tool(refusal, arrival) from None
    refuse_lost_columns(arrival, reading, dropped)
    if arrival.is_stored:
        return _outcome(reading, is_unchanged=True)
    return _outcome(reading, replaced=arrival.before.replaced)


def import_file(
    workspace: Workspace,
    catalogue: Catalogue,
    request: Import,
    accept_rejected: bool = False,
    replaces: str | None = None,
    dropped: Collection[str] = (),
) -> ImportOutcome:
    """Read, check and store one file; the same file under the same mapping changes nothing.

    A dataset is a source, a site, a period and a file name: a new version of it replaces its own rows only, and those
    of the dataset (or file name) that `replaces` names, in one atomic change. A new version with rejected rows is
    refused unless `accept_rejected`; a first one may have as many as the conventions tolerate. One that lacks a column
    of which the stored one has values is refused unless `dropped` names its heading.
    Raises `ParameterError` for an unknown site, source, period or `replaces`; `DataRefused`, with every fault at once,
    when the file cannot be used: nothing that was stored changes.
    """
    arrival = receive(workspace, catalogue, request, replaces)
    return stored_outcome(arrival) or store_arrival(arrival, accept_rejected, dropped)


def store_arrival(arrival: Arrival, accept_rejected: bool = False, dropped: Collection[str] = ()) -> ImportOutcome:
    """Read, check and store a file that has arrived; raises `DataRefused` as `import_file` does."""
    workspace, before = arrival.workspace, arrival.before
    make_key(workspace)
    reading, told = None, None
    try:
        reading = read_arrival(arrival)
        path = write_rejects(workspace, arrival.entry.dataset, reading.issues)
        _refuse_rejects(reading, arrival, accept_rejected, path and path.relative_to(workspace.root))
    except DataRefused as refusal:
        told = naming_its_tool(refusal, arrival)
    if told is None:
        try:
            refuse_lost_columns(arrival, sure(reading), dropped)
        except DataRefused as refusal:
            told = refusal
    if told is not None:
        listed = _keep_record(arrival, reading, told)
        raise told if listed is None else _with_list(told, listed.relative_to(workspace.root))
    reading = sure(reading)
    if asks_for_words(arrival):
        # Before the rows: until these are there, comments of other bytes are read by nobody.
        keep_comments(workspace, reading.entry, reading.comments)
    replace_dataset(workspace, reading.entry, reading.frame, before.withdrawn_names)
    listed = _keep_record(arrival, reading)
    for entry in before.withdrawn:
        rejects_path(workspace, entry.dataset).unlink(missing_ok=True)
        remove_record(workspace, entry.dataset)
        remove_comments(workspace, entry)
    damaged = _damaged_others(workspace, arrival.entry)
    return replace(_outcome(reading, path=path, replaced=before.replaced, told=damaged), to_correct=listed)


def _with_list(refusal: DataRefused, listed: Path) -> DataRefused:
    return DataRefused(
        f"{refusal.message} Ou remplir {listed.as_posix()}, puis « qep import --corrected {listed.as_posix()} ».",
        refusal.faults,
    )


def _keep_record(arrival: Arrival, reading: Reading | None, refusal: DataRefused | None = None) -> Path | None:
    """Keep what is told of the import, and write the list of its cells to correct; of a file that could not be read, why."""
    if reading is None:
        write_record(arrival.workspace, record_of(arrival, arrival.entry, (), (), refusal))
        return None
    listed = write_list(arrival, reading.faulty, reading.issues, read_key(arrival.workspace))
    record = record_of(arrival, reading.entry, reading.columns, reading.issues, refusal, listed)
    write_record(arrival.workspace, record)
    return listed


def correct_file(workspace: Workspace, catalogue: Catalogue, list_file: Path) -> tuple[Import, ImportOutcome]:
    """Read a filled list of corrections, keep them beside the file that they are of, and import it again: what it was, and what
    became of it.

    Raises `DataRefused` with every line that cannot be used: nothing changes. The file itself is never written.
    """
    filled, key = read_list(list_file, workspace.root), read_key(workspace)
    record = find_record(workspace, filled.dataset)
    if record is None or record.source not in catalogue.sources or record.site not in catalogue.sites:
        raise refuse(filled.name, fault("corrections_of_another_import"))
    request = request_of(record)
    arrival = receive(workspace, catalogue, request)
    if arrival.entry.sha256 != filled.sha256:
        raise refuse(filled.name, fault("corrections_of_another_version", file=mask(arrival.name)))
    found = corrections_of(filled, read_arrival(arrival).faulty, key)
    corrections = Corrections(cells=tuple(found.values()))
    if arrival.corrections is not None:
        corrections = arrival.corrections.joined(corrections)
    entry = replace(arrival.entry, corrections_sha256=corrections_sha256(corrections))
    arrival = replace(arrival, entry=entry, corrections=corrections)
    refuse_faulty(filled, found, read_arrival(arrival).issues)
    keep_corrections(workspace.root / request.file, corrections)
    return request, store_arrival(arrival)


def _refuse_rejects(reading: Reading, arrival: Arrival, accept_rejected: bool, path: Path | None = None) -> None:
    """Raise when too many rows are rejected, or when a version with rejected rows would displace a stored one."""
    refusal = _excess(reading, arrival.catalogue, path)
    if refusal is None and not accept_rejected:
        refusal = lossy_version(reading, arrival.before, path)
    if refusal is not None:
        raise refusal


def _excess(reading: Reading, catalogue: Catalogue, path: Path | None = None) -> DataRefused | None:
    """The refusal of a file of which too large a share of rows is rejected."""
    rejected, read = reading.entry.rows_rejected, reading.entry.rows_read
    tolerated = catalogue.conventions.rejected_share_max
    if rejected <= tolerated * read:
        return None
    share = f"{100 * tolerated:g}".replace(".", ",")
    message = (
        f"{Path(reading.entry.file).name} : fichier refusé, {rejected} ligne(s) écartée(s) sur {read}, "
        f"plus que les {share} % tolérés ; rien n'a été rangé."
    )
    if path is not None:
        message += f" À faire : corriger les lignes listées dans {path.as_posix()}, puis réimporter."
    return refused([issue for issue in reading.issues if issue.severity == "reject"], message)


def _damaged_others(workspace: Workspace, entry: DatasetEntry) -> tuple[Issue, ...]:
    """A warning for each other dataset of the site whose stored rows are lost: it must be imported again too."""
    return tuple(
        Issue(
            "warning",
            "damaged_store",
            f"le rangement de « {other.dataset} » est abîmé, ses lignes ne sont plus lues",
            Path(entry.file).name,
            remedy=f"réimporter aussi « {other.file} »",
        )
        for other in read_manifest(workspace, [entry.site_id])
        if not is_intact(workspace, other)
    )


def _outcome(
    reading: Reading,
    is_unchanged: bool = False,
    path: Path | None = None,
    replaced: tuple[DatasetEntry, ...] = (),
    told: tuple[Issue, ...] = (),
) -> ImportOutcome:
    entry, issues = reading.entry, (*reading.issues, *told)
    return ImportOutcome(entry.dataset, is_unchanged, entry.rows_read, entry.rows_accepted, issues, path, replaced)
