"""One import from end to end: gate, reader, mapping, checks, store. The only module of the intake that writes.

Which files a run imports is declared in `params/runs`; rows are kept by `store`.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from qep_lib.errors import DataRefused, ParameterError
from qep_lib.intake.convert import TEXT, ColumnReader
from qep_lib.intake.declared import read_declared, settle_previous
from qep_lib.intake.delimited import read_delimited
from qep_lib.intake.faults import FaultList, refuse, refused
from qep_lib.intake.gate import Kind, read_input
from qep_lib.intake.headings import Headings, bind
from qep_lib.intake.rawtable import RawTable, drop_blank_rows, set_totals_aside
from qep_lib.intake.rejects import rejects_path, write_rejects
from qep_lib.intake.rules import Context, check_dates, check_other_datasets, drop_duplicates
from qep_lib.intake.schema import check_table
from qep_lib.intake.survey import read_answers, survey_headings
from qep_lib.intake.tabular import read_rows, table_headings
from qep_lib.intake.workbook import read_workbook
from qep_lib.model.campaign import Import, Source
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.issue import Issue
from qep_lib.model.period import Period
from qep_lib.model.suggest import did_you_mean
from qep_lib.model.tables import TABLES, TableSpec
from qep_lib.model.workspace import Workspace
from qep_lib.store import DatasetEntry, read_manifest, read_table, replace_dataset

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


@dataclass(frozen=True, slots=True, eq=False)
class _Reading:
    """A file read and checked, not stored yet."""

    entry: DatasetEntry
    raw: RawTable
    frame: pd.DataFrame
    issues: tuple[Issue, ...]


def check_file(workspace: Workspace, catalogue: Catalogue, request: Import) -> ImportOutcome:
    """What `import_file` would do, without writing anything; raises as it does."""
    source, content, kind, entry = _prepare(workspace, catalogue, request)
    known = _known_entry(workspace, entry)
    reading = _read(workspace, catalogue, request, source, content, kind, entry)
    if excess := _excess(reading, catalogue):
        raise excess
    is_unchanged = known is not None and _is_same(known, entry)
    return _outcome(reading, is_unchanged, None)


def import_file(workspace: Workspace, catalogue: Catalogue, request: Import) -> ImportOutcome:
    """Read, check and store one file; the same file under the same mapping changes nothing.

    Raises `ParameterError` for an unknown site, source or period; `DataRefused`, with every fault at once, when the
    file cannot be used: nothing that was stored changes. A new version of a dataset replaces its own rows only.
    """
    source, content, kind, entry = _prepare(workspace, catalogue, request)
    known = _known_entry(workspace, entry)
    if known is not None and _is_same(known, entry):
        path = rejects_path(workspace, entry.dataset)
        kept = path if known.rows_rejected and path.exists() else None
        return ImportOutcome(entry.dataset, True, known.rows_read, known.rows_accepted, (), kept)
    reading = _read(workspace, catalogue, request, source, content, kind, entry)
    path = write_rejects(workspace, entry.dataset, reading.raw, reading.issues)
    if excess := _excess(reading, catalogue, path):
        raise excess
    replace_dataset(workspace, reading.entry, reading.frame)
    return _outcome(reading, False, path)


# ------------------------------------------------------------------------------------------------- before reading


def _prepare(workspace: Workspace, catalogue: Catalogue, request: Import):
    """The source, the bytes and the manifest entry to be; parameters are checked before the file is opened."""
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
    return source, content, kind, entry


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


# -------------------------------------------------------------------------------------------------------- reading


def _read(workspace, catalogue: Catalogue, request: Import, source: Source, content, kind, entry) -> _Reading:
    spec = TABLES[source.table]
    questionnaire = catalogue.questionnaires[source.questionnaire] if source.questionnaire else None
    expected = survey_headings(questionnaire, source) if questionnaire else table_headings(source)
    name = Path(entry.file).name
    raw, reader = _open(name, content, kind, expected, source)
    context = Context(source.table, Period.parse(request.period), request.extracted_on)
    if questionnaire:
        frame = read_answers(reader, questionnaire, request.site, context)
    else:
        frame = _read_tabular(reader, source, catalogue, request.site, context)
    faults = raw.faults
    rows_read = len(set(raw.cells.index) | faults.rejected_rows)
    frame = _accepted(frame, faults)
    others = _rows_of_other_datasets(workspace, spec, entry, frame)
    if source.table == "declared_figures":
        frame = settle_previous(frame, others, reader)
    check_other_datasets(frame, others, spec.key, _heading_of_key(spec, reader), faults)
    frame = _with_provenance(_accepted(frame, faults), entry)[list(spec.column_names)]
    check_table(frame, spec, faults)
    faults.refuse_on_errors()
    issues = _in_file_order(faults.issues, raw.headings)
    return _Reading(_counted(entry, raw, rows_read, issues), raw, _accepted(frame, faults), issues)


def _open(name: str, content: bytes, kind: Kind, expected: Headings, source: Source) -> tuple[RawTable, ColumnReader]:
    """The raw table without blank and total rows, and the reader of its bound columns; structural errors raise."""
    markers = source.total_row_markers
    if kind == "text":
        raw = read_delimited(name, content, expected, markers)
    else:
        raw = read_workbook(name, content, kind, expected, source.sheet)
    cells = set_totals_aside(drop_blank_rows(raw.cells, raw.faults), markers, raw.faults)
    serials = None if raw.serials is None else raw.serials.loc[cells.index]
    filled = [bool((cells[position] != "").any()) for position in cells.columns]
    bound = bind(raw.headings, filled, expected, raw.faults, raw.header_line)
    raw.faults.refuse_on_errors()
    if not len(cells) and not raw.faults.rejected_rows:
        raise refuse(
            name, "no_rows", "fichier vide : il n'a aucune ligne sous ses en-têtes", sheet=raw.faults.sheet,
            row=raw.header_line, accepted="au moins une ligne", remedy="refaire l'export",
        )  # fmt: skip
    kept = RawTable(
        raw.headings, raw.header_line, cells, raw.faults, raw.encoding, serials, raw.has_1904_epoch, raw.cell_reasons
    )
    return kept, ColumnReader(kept, bound)


def _read_tabular(reader: ColumnReader, source: Source, catalogue: Catalogue, site_id: str, context: Context):
    spec, faults = TABLES[source.table], reader.faults
    if source.table == "declared_figures":
        frame = read_declared(reader, source, site_id, catalogue.indicators, context.period)
    else:
        frame = read_rows(reader, source, spec, site_id)
    if "exercise_year" in frame and "exercise_year" not in reader.bound:
        frame["exercise_year"] = pd.Series(context.period.year, index=frame.index, dtype="Int64")
    headings = {name: reader.heading(name) for name in reader.bound}
    check_dates(frame, headings, context, faults)
    return drop_duplicates(_accepted(frame, faults), spec.key, headings[spec.key[0]], faults)


def _with_provenance(frame: pd.DataFrame, entry: DatasetEntry) -> pd.DataFrame:
    return frame.assign(
        dataset=pd.Series(entry.dataset, index=frame.index, dtype=TEXT),
        source_row=pd.Series(frame.index, index=frame.index, dtype="Int64"),
        nature=pd.Series(entry.nature, index=frame.index, dtype=TEXT),
    )


def _accepted(frame: pd.DataFrame, faults: FaultList) -> pd.DataFrame:
    """The rows of lines that no reject sets aside."""
    return frame.loc[~frame.index.isin(list(faults.rejected_rows))]


def _rows_of_other_datasets(workspace: Workspace, spec: TableSpec, entry: DatasetEntry, frame: pd.DataFrame):
    """What other datasets of the site hold in the years of this file: identifiers may come back another year."""
    days = frame[spec.year_column].dropna()
    years = days.dt.year if spec.column(spec.year_column).type == "date" else days
    stored = read_table(workspace, spec.name, [entry.site_id], sorted(set(years.astype(int).tolist())))
    return stored.loc[stored["dataset"] != entry.dataset]


def _heading_of_key(spec: TableSpec, reader: ColumnReader) -> str:
    """The heading of the column that identifies a row."""
    return reader.heading(next(name for name in ("answer_id", *spec.key) if name in reader.bound))


def _in_file_order(issues: list[Issue], headings: tuple[str, ...]) -> tuple[Issue, ...]:
    """By line, then from left to right."""
    positions = {heading: position for position, heading in enumerate(headings)}
    return tuple(sorted(issues, key=lambda issue: (issue.row or 0, positions.get(issue.column, -1))))


def _counted(entry: DatasetEntry, raw: RawTable, rows_read: int, issues: tuple[Issue, ...]) -> DatasetEntry:
    rejected = len(raw.faults.rejected_rows)
    return DatasetEntry(
        **{
            **{name: getattr(entry, name) for name in DatasetEntry.__dataclass_fields__},
            "rows_read": rows_read,
            "rows_rejected": rejected,
            "rows_accepted": rows_read - rejected,
            "warnings": tuple(issue.sentence for issue in issues if issue.severity == "warning"),
            "encoding": raw.encoding,
        }
    )


# --------------------------------------------------------------------------------------------------- after reading


def _excess(reading: _Reading, catalogue: Catalogue, path: Path | None = None) -> DataRefused | None:
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
        message += f" À faire : corriger les lignes listées dans {path}, puis réimporter."
    return refused([issue for issue in reading.issues if issue.severity == "reject"], message)


def _outcome(reading: _Reading, is_unchanged: bool, path: Path | None) -> ImportOutcome:
    entry = reading.entry
    return ImportOutcome(entry.dataset, is_unchanged, entry.rows_read, entry.rows_accepted, reading.issues, path)
