"""One import from end to end: gate, reading, list of rejects, store. Only this module decides what is written.

Which files a run imports is declared in `params/runs`; rows are kept by `store`.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from qep_lib.errors import DataRefused, ParameterError
from qep_lib.intake.faults import refuse, refused
from qep_lib.intake.gate import read_input
from qep_lib.intake.reading import Reading, Task, read_task
from qep_lib.intake.rejects import rejects_path, write_rejects
from qep_lib.model.campaign import Import, Source
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.issue import Issue
from qep_lib.model.period import Period
from qep_lib.model.suggest import did_you_mean
from qep_lib.model.workspace import Workspace
from qep_lib.store import DatasetEntry, read_manifest, replace_dataset

RULES_VERSION = "1"
"""Part of a mapping's hash: raise it when a rule of the intake changes what an unchanged file gives."""


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import did. Rows are rows of the file; `issues` are warnings and rejects, in file order."""

    dataset: str
    is_unchanged: bool
    rows_read: int
    rows_accepted: int
    issues: tuple[Issue, ...] = ()
    rejected_path: Path | None = None


def check_file(workspace: Workspace, catalogue: Catalogue, request: Import) -> ImportOutcome:
    """What `import_file` would do, without writing anything; raises as it does."""
    task = _prepare(workspace, catalogue, request)
    known = _known_entry(workspace, task.entry)
    reading = read_task(task)
    if excess := _excess(reading, catalogue):
        raise excess
    is_unchanged = known is not None and _is_same(known, task.entry)
    return _outcome(reading, is_unchanged, None)


def import_file(workspace: Workspace, catalogue: Catalogue, request: Import) -> ImportOutcome:
    """Read, check and store one file; the same file under the same mapping changes nothing.

    Raises `ParameterError` for an unknown site, source or period; `DataRefused`, with every fault at once, when the
    file cannot be used: nothing that was stored changes. A new version of a dataset replaces its own rows only.
    """
    task = _prepare(workspace, catalogue, request)
    entry, known = task.entry, _known_entry(workspace, task.entry)
    if known is not None and _is_same(known, entry):
        path = rejects_path(workspace, entry.dataset)
        kept = path if known.rows_rejected and path.exists() else None
        return ImportOutcome(entry.dataset, True, known.rows_read, known.rows_accepted, (), kept)
    reading = read_task(task)
    path = write_rejects(workspace, entry.dataset, reading.raw, reading.issues)
    if excess := _excess(reading, catalogue, path and path.relative_to(workspace.root)):
        raise excess
    replace_dataset(workspace, reading.entry, reading.frame)
    return _outcome(reading, False, path)


def _prepare(workspace: Workspace, catalogue: Catalogue, request: Import) -> Task:
    """The file and all that is needed to read it; parameters are checked before it is opened."""
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
        dataset=f"{source.id}/{request.site}/{path.name}",
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
    return Task(workspace, catalogue, source, entry, content, kind)


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
        sorted(catalogue.indicators) if source.table == "declared_figures" else None,
        catalogue.conventions.rejected_share_max,
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _known_entry(workspace: Workspace, entry: DatasetEntry) -> DatasetEntry | None:
    """The dataset as stored; the same bytes already stored under another name are refused (double counting)."""
    known = None
    for other in read_manifest(workspace, [entry.site_id]):
        if other.dataset == entry.dataset:
            known = other
        elif other.sha256 == entry.sha256 and other.table == entry.table:
            raise refuse(
                Path(entry.file).name, "same_content", f"fichier identique (sha256) à « {other.file} », déjà importé",
                accepted="un contenu importé une seule fois", remedy="retirer l'un des deux fichiers",
            )  # fmt: skip
    return known


def _is_same(known: DatasetEntry, entry: DatasetEntry) -> bool:
    described = ("table", "file", "sha256", "period", "extracted_on", "nature", "nature_note", "fictitious_columns")
    return all(getattr(known, name) == getattr(entry, name) for name in (*described, "mapping_sha256"))


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


def _outcome(reading: Reading, is_unchanged: bool, path: Path | None) -> ImportOutcome:
    entry = reading.entry
    return ImportOutcome(entry.dataset, is_unchanged, entry.rows_read, entry.rows_accepted, reading.issues, path)
