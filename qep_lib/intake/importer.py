"""One import from end to end: gate, reading, list of rejects, store. Only this module decides what is written.

Which files a run imports is declared in `params/runs`; rows are kept by `store`.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from qep_lib.errors import DataRefused, ParameterError
from qep_lib.intake.faults import refused
from qep_lib.intake.gate import read_input
from qep_lib.intake.reading import Reading, Task, read_task
from qep_lib.intake.rejects import rejects_path, write_rejects
from qep_lib.intake.versions import Predecessors, find_predecessors, is_same, lossy_version
from qep_lib.model.campaign import Import, Source
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.issue import Issue
from qep_lib.model.period import Period
from qep_lib.model.suggest import did_you_mean
from qep_lib.model.workspace import Workspace
from qep_lib.store import DatasetEntry, is_intact, read_manifest, replace_dataset

RULES_VERSION = "4"
"""Part of a mapping's hash: raise it when a rule of the intake changes what an unchanged file gives."""


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import did. Rows are rows of the file; `issues` are warnings and rejects, in file order.

    `replaced`: the entries, as they were stored, whose rows gave way to those of the file.
    """

    dataset: str
    is_unchanged: bool
    rows_read: int
    rows_accepted: int
    issues: tuple[Issue, ...] = ()
    rejected_path: Path | None = None
    replaced: tuple[DatasetEntry, ...] = ()


def check_file(
    workspace: Workspace,
    catalogue: Catalogue,
    request: Import,
    accept_rejected: bool = False,
    replaces: str | None = None,
) -> ImportOutcome:
    """What `import_file` would do, without writing anything; raises as it does."""
    task, before = _prepare(workspace, catalogue, request, replaces)
    reading = read_task(task)
    _refuse_rejects(reading, catalogue, before, accept_rejected)
    if _is_stored(workspace, task.entry, before):
        return _outcome(reading, is_unchanged=True)
    return _outcome(reading, replaced=before.replaced)


def import_file(
    workspace: Workspace,
    catalogue: Catalogue,
    request: Import,
    accept_rejected: bool = False,
    replaces: str | None = None,
) -> ImportOutcome:
    """Read, check and store one file; the same file under the same mapping changes nothing.

    A dataset is a source, a site, a period and a file name: a new version of it replaces its own rows only, and those
    of the dataset (or file name) that `replaces` names, in one atomic change. A new version with rejected rows is
    refused unless `accept_rejected`; a first one may have as many as the conventions tolerate.
    Raises `ParameterError` for an unknown site, source, period or `replaces`; `DataRefused`, with every fault at once,
    when the file cannot be used: nothing that was stored changes.
    """
    task, before = _prepare(workspace, catalogue, request, replaces)
    entry = task.entry
    if _is_stored(workspace, entry, before):
        known, path = before.known, rejects_path(workspace, entry.dataset)
        kept = path if known.rows_rejected and path.exists() else None
        return ImportOutcome(entry.dataset, True, known.rows_read, known.rows_accepted, (), kept)
    reading = read_task(task)
    path = write_rejects(workspace, entry.dataset, reading.raw, reading.issues)
    _refuse_rejects(reading, catalogue, before, accept_rejected, path and path.relative_to(workspace.root))
    replace_dataset(workspace, reading.entry, reading.frame, before.withdrawn_names)
    for name in before.withdrawn_names:
        rejects_path(workspace, name).unlink(missing_ok=True)
    return _outcome(reading, path=path, replaced=before.replaced, told=_damaged_others(workspace, entry))


def _prepare(
    workspace: Workspace, catalogue: Catalogue, request: Import, replaces: str | None
) -> tuple[Task, Predecessors]:
    """The file, all that is needed to read it, and what it replaces; parameters are checked before it is opened."""
    if request.site not in catalogue.sites:
        raise _unknown(
            "site inconnu", request.site, catalogue.sites, "un code de params/sites.csv, entre guillemets (« 01 »)"
        )
    if request.source not in catalogue.sources:
        raise _unknown("source inconnue", request.source, catalogue.sources, ", ".join(sorted(catalogue.sources)))
    source = catalogue.sources[request.source]
    Period.parse(request.period)
    path = workspace.root / request.file
    content, kind = read_input(path)
    sha256 = hashlib.sha256(content).hexdigest()
    entry = DatasetEntry(
        dataset=f"{source.id}/{request.site}/{request.period}/{path.name}",
        table=source.table,
        site_id=request.site,
        file=request.file,
        sha256=sha256,
        period=request.period,
        extracted_on=request.extracted_on,
        nature=request.nature,
        nature_note=request.nature_note,
        fictitious_columns=request.fictitious_columns,
        mapping_sha256=_mapping_hash(catalogue, source),
    )
    before = find_predecessors(workspace, entry, replaces)
    return Task(workspace, catalogue, source, entry, content, kind, before.withdrawn_names), before


def _unknown(what: str, value: str, known, accepted: str) -> ParameterError:
    near = did_you_mean(value, known)
    return ParameterError(f"{what} : « {value} »{' ; ' + near if near else '.'} Accepté : {accepted}.")


def _mapping_hash(catalogue: Catalogue, source: Source) -> str:
    """Of all that decides what a file's bytes become: source, questionnaire, known indicators, tolerated share."""
    questionnaire = catalogue.questionnaires.get(source.questionnaire) if source.questionnaire else None
    parts = [
        RULES_VERSION,
        source.model_dump(mode="json"),
        questionnaire.model_dump(mode="json") if questionnaire else None,
        sorted((name, indicator.unit) for name, indicator in catalogue.indicators.items())
        if source.table == "declared_figures"
        else None,
        catalogue.conventions.rejected_share_max,
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _is_stored(workspace: Workspace, entry: DatasetEntry, before: Predecessors) -> bool:
    """True when importing would change nothing: same file, nothing to withdraw, and its rows still there."""
    known = before.known
    return known is not None and not before.withdrawn and is_same(known, entry) and is_intact(workspace, known)


def _refuse_rejects(
    reading: Reading, catalogue: Catalogue, before: Predecessors, accept_rejected: bool, path: Path | None = None
) -> None:
    """Raise when too many rows are rejected, or when a version with rejected rows would displace a stored one."""
    refusal = _excess(reading, catalogue, path)
    if refusal is None and not accept_rejected:
        refusal = lossy_version(reading, before, path)
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
            "warning", "damaged_store", f"le rangement de « {other.dataset} » est abîmé, ses lignes ne sont plus lues",
            Path(entry.file).name, remedy=f"réimporter aussi « {other.file} »",
        )
        for other in read_manifest(workspace, [entry.site_id])
        if not is_intact(workspace, other)
    )  # fmt: skip


def _outcome(
    reading: Reading,
    is_unchanged: bool = False,
    path: Path | None = None,
    replaced: tuple[DatasetEntry, ...] = (),
    told: tuple[Issue, ...] = (),
) -> ImportOutcome:
    entry, issues = reading.entry, (*reading.issues, *told)
    return ImportOutcome(entry.dataset, is_unchanged, entry.rows_read, entry.rows_accepted, issues, path, replaced)
