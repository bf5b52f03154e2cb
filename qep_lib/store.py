"""The only reader and writer of Parquet: typed tables by table/site/year, their manifest, and results tables.

What the rows mean is `model/tables.py`; how raw files become rows is `intake/`.

Layout, under `data/`: `store/<table>/site=<id>/year=<y>.parquet`, one manifest a site in `store/manifest/<id>.json`
(a report of one site never opens another site's files), `results/site=<id>/<period>.parquet`.

How a crash loses nothing. A replacement first writes every new partition beside its place under a name made of its
content hash, and syncs it. Then one small journal is put in place by an atomic rename: it lists the moves, the deletions
and the new manifest. Before that instant the old state is whole (the new files are only leftovers, swept by the next
write); after it, the moves are done, the manifest is replaced last, the journal removed. Whoever next opens the site
after a crash finds the journal and finishes the same moves, which can be repeated without harm.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from qep_lib.errors import DataRefused
from qep_lib.model.tables import RESULTS, TABLES, Column, TableSpec
from qep_lib.model.workspace import Workspace

_DISK_TYPES = {"string": pa.string(), "date": pa.date32(), "float": pa.float64(), "int": pa.int64(), "bool": pa.bool_()}
_MEMORY_TYPES = {
    "string": pd.StringDtype(na_value=np.nan),
    "date": "datetime64[s]",
    "float": "float64",
    "int": pd.Int64Dtype(),
    "bool": pd.BooleanDtype(),
}
_FROM_ARROW = {
    pa.string(): _MEMORY_TYPES["string"],
    pa.int64(): _MEMORY_TYPES["int"],
    pa.bool_(): _MEMORY_TYPES["bool"],
}
_RESULTS_KEY = "qep_key"


@dataclass(frozen=True, slots=True)
class DatasetEntry:
    """One imported file, as the manifest keeps it. `partitions`: (path from the workspace root, sha-256)."""

    dataset: str
    table: str
    site_id: str
    file: str
    sha256: str
    period: str
    extracted_on: date
    nature: str
    nature_note: str | None = None
    fictitious_columns: tuple[str, ...] = ()
    rows_read: int = 0
    rows_accepted: int = 0
    rows_rejected: int = 0
    warnings: tuple[str, ...] = ()
    partitions: tuple[tuple[str, str], ...] = ()
    mapping_sha256: str = ""
    encoding: str = ""


def read_manifest(workspace: Workspace, sites: Sequence[str] | None = None) -> tuple[DatasetEntry, ...]:
    """Entries of `sites` (of every site when None), sorted by site and dataset. A damaged file raises `DataRefused`."""
    folder = _manifest_folder(workspace)
    if sites is None:
        names = {path.name.split(".")[0] for path in folder.glob("*.json")} if folder.is_dir() else set()
        sites = sorted(names)
    entries = []
    for site_id in sites:
        _finish_interrupted(workspace, site_id)
        path = folder / f"{site_id}.json"
        if path.exists():
            entries += [_entry_from_json(item, path) for item in _read_json(path)["datasets"]]
    return tuple(sorted(entries, key=lambda entry: (entry.site_id, entry.dataset)))


def read_table(workspace: Workspace, table: str, sites: Iterable[str], years: Iterable[int]) -> pd.DataFrame:
    """Typed rows of those sites and years, in key order; an empty typed frame when nothing is stored.

    Only the wanted files are opened, by path: the cost does not depend on what other sites hold.
    """
    spec = TABLES[table]
    years = tuple(years)
    parts = []
    for site_id in sites:
        _finish_interrupted(workspace, site_id)
        for year in years:
            path = _partition_path(workspace, table, site_id, year)
            if path.exists():
                parts.append(_read_parquet(path))
    columns = _columns_of(spec)
    if not parts:
        return _empty_frame(columns)
    return _to_frame(pa.concat_tables(parts).select([column.name for column in columns]))


def replace_dataset(workspace: Workspace, entry: DatasetEntry, frame: pd.DataFrame) -> DatasetEntry:
    """Store `frame` as the only rows of `entry.dataset`; other datasets of the site keep theirs. Returns the entry
    with its partitions. Atomic as a whole (see the module's docstring); the same call twice writes the same bytes.
    """
    spec, site_id = TABLES[entry.table], entry.site_id
    entries = {known.dataset: known for known in read_manifest(workspace, [site_id])}
    _sweep_leftovers(workspace, spec.name, site_id)
    years = _years_of(frame, spec)
    new_years = set(years.unique().tolist())
    old_years = (
        {_year_of_partition(path) for path, _ in entries[entry.dataset].partitions}
        if (entry.dataset in entries)
        else set()
    )
    moves, deletions, hashes = [], [], {}
    for year in sorted(new_years | old_years):
        final = _partition_path(workspace, spec.name, site_id, year)
        kept = _rows_of_others(workspace, spec, site_id, year, entry.dataset)
        content = _partition_bytes([kept, frame.loc[years == year]], spec)
        relative = final.relative_to(workspace.root).as_posix()
        if content is None:
            deletions.append(relative)
            continue
        hashes[relative] = hashlib.sha256(content).hexdigest()
        staged = final.with_name(f"{final.name}.{hashes[relative][:16]}.new")
        _write_synced(staged, content)
        moves.append((staged.relative_to(workspace.root).as_posix(), relative))
    own = tuple(sorted((path, digest) for path, digest in hashes.items() if _year_of_partition(path) in new_years))
    entries[entry.dataset] = stored = replace(entry, partitions=own)
    refreshed = [_with_hashes(known, hashes, deletions) for known in entries.values()]
    _commit(workspace, site_id, moves, deletions, refreshed)
    return stored


def write_results(workspace: Workspace, site_id: str, period_code: str, frame: pd.DataFrame, key: str) -> None:
    """Store the results table of one site and period with the key of what it was measured from, atomically."""
    table = _to_arrow(frame, RESULTS)
    _write_atomically(_results_path(workspace, site_id, period_code), _parquet_bytes(table, {_RESULTS_KEY: key}))


def read_results(workspace: Workspace, site_id: str, period_code: str) -> tuple[pd.DataFrame, str] | None:
    """The stored results table and its key, or None when there is none."""
    path = _results_path(workspace, site_id, period_code)
    if not path.exists():
        return None
    content = path.read_bytes()
    metadata = _parquet_file(content, path).metadata.metadata or {}
    key = metadata.get(_RESULTS_KEY.encode(), b"").decode()
    return _to_frame(_parquet_file(content, path).read()), key


def empty_table(table: str) -> pd.DataFrame:
    """The typed frame of that table without any row."""
    return _empty_frame(_columns_of(TABLES[table]))


# ------------------------------------------------------------------------------------------ frames and Parquet


def _columns_of(spec: TableSpec) -> tuple[Column, ...]:
    return tuple(spec.column(name) for name in spec.column_names)


def _empty_frame(columns: Sequence[Column]) -> pd.DataFrame:
    return pd.DataFrame({column.name: pd.Series([], dtype=_MEMORY_TYPES[column.type]) for column in columns})


def _to_arrow(frame: pd.DataFrame, columns: Sequence[Column]) -> pa.Table:
    schema = pa.schema([(column.name, _DISK_TYPES[column.type]) for column in columns])
    table = pa.Table.from_pandas(frame[list(schema.names)], schema=schema, preserve_index=False)
    return table.replace_schema_metadata(None)


def _to_frame(table: pa.Table) -> pd.DataFrame:
    for position, field in enumerate(table.schema):
        if field.type == pa.date32():
            table = table.set_column(position, field.name, table.column(position).cast(pa.timestamp("s")))
    return table.to_pandas(types_mapper=_FROM_ARROW.get)


def _parquet_bytes(table: pa.Table, metadata: dict[str, str] | None = None) -> bytes:
    """Bytes that depend on the rows (and the library) only: no pandas schema, no clock."""
    sink = BytesIO()
    with pq.ParquetWriter(sink, table.schema, compression="zstd", store_schema=False) as writer:
        writer.write_table(table)
        if metadata:
            writer.add_key_value_metadata(metadata)
    return sink.getvalue()


def _parquet_file(content: bytes, path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(BytesIO(content))
    except pa.ArrowInvalid:
        raise DataRefused(
            f"{path.name} : fichier rangé illisible ({path}). À faire : le supprimer, puis relancer qep import."
        ) from None


def _read_parquet(path: Path) -> pa.Table:
    return _parquet_file(path.read_bytes(), path).read()


def _partition_bytes(parts: Sequence[pd.DataFrame], spec: TableSpec) -> bytes | None:
    """The partition holding these rows, sorted by key then by origin; None when there is no row."""
    filled = [part for part in parts if len(part)]
    if not filled:
        return None
    table = pa.concat_tables(_to_arrow(part, _columns_of(spec)) for part in filled)
    order = [(name, "ascending") for name in (*spec.key, "dataset", "source_row")]
    return _parquet_bytes(table.sort_by(order).combine_chunks())


def _rows_of_others(workspace: Workspace, spec: TableSpec, site_id: str, year: int, dataset: str) -> pd.DataFrame:
    rows = read_table(workspace, spec.name, [site_id], [year])
    return rows.loc[rows["dataset"] != dataset]


def _years_of(frame: pd.DataFrame, spec: TableSpec) -> pd.Series:
    column = frame[spec.year_column]
    return column.dt.year if spec.column(spec.year_column).type == "date" else column.astype("int64")


# --------------------------------------------------------------------------------------------------------- paths


def _partition_path(workspace: Workspace, table: str, site_id: str, year: int) -> Path:
    return workspace.store / table / f"site={site_id}" / f"year={year}.parquet"


def _year_of_partition(path: str) -> int:
    return int(Path(path).stem.removeprefix("year="))


def _results_path(workspace: Workspace, site_id: str, period_code: str) -> Path:
    return workspace.results / f"site={site_id}" / f"{period_code}.parquet"


def _manifest_folder(workspace: Workspace) -> Path:
    return workspace.store / "manifest"


# -------------------------------------------------------------------------------------------- manifest and journal


def _commit(
    workspace: Workspace,
    site_id: str,
    moves: Sequence[tuple[str, str]],
    deletions: Sequence[str],
    entries: Iterable[DatasetEntry],
) -> None:
    """Put the journal in place (the instant from which the new state holds), then do what it says."""
    datasets = [asdict(entry) for entry in sorted(entries, key=lambda entry: entry.dataset)]
    journal = {"moves": moves, "deletions": deletions, "datasets": datasets}
    text = json.dumps(journal, ensure_ascii=False, indent=1, default=date.isoformat)
    _write_atomically(_journal_path(workspace, site_id), text.encode())
    _finish_interrupted(workspace, site_id)


def _finish_interrupted(workspace: Workspace, site_id: str) -> None:
    """Do, or do again, what the site's journal says; nothing when there is no journal.

    Several readers may find the same journal at once: whatever another one has already moved is left alone.
    """
    journal_path = _journal_path(workspace, site_id)
    if not journal_path.exists():
        return
    try:
        journal = _read_json(journal_path)
    except FileNotFoundError:
        return
    for staged, final in journal["moves"]:
        with suppress(FileNotFoundError):
            (workspace.root / staged).replace(workspace.root / final)
    for path in journal["deletions"]:
        (workspace.root / path).unlink(missing_ok=True)
    manifest = json.dumps({"datasets": journal["datasets"]}, ensure_ascii=False, indent=1)
    _write_atomically(_manifest_folder(workspace) / f"{site_id}.json", manifest.encode())
    journal_path.unlink(missing_ok=True)


def _journal_path(workspace: Workspace, site_id: str) -> Path:
    return _manifest_folder(workspace) / f"{site_id}.journal"


def _sweep_leftovers(workspace: Workspace, table: str, site_id: str) -> None:
    """Remove staged files of a replacement that never reached its journal."""
    for path in (workspace.store / table / f"site={site_id}").glob("*.new"):
        path.unlink()


def _with_hashes(entry: DatasetEntry, hashes: dict[str, str], deleted: Sequence[str]) -> DatasetEntry:
    """`entry` with the present hashes of the files it shares with the dataset just written."""
    partitions = tuple((path, hashes.get(path, digest)) for path, digest in entry.partitions if path not in deleted)
    return replace(entry, partitions=partitions)


def _read_json(path: Path) -> dict:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        raise DataRefused(
            f"{path.name} : registre des imports illisible ({path}). "
            "À faire : supprimer ce fichier, puis relancer qep import pour les fichiers du site."
        ) from None


def _entry_from_json(item: dict, path: Path) -> DatasetEntry:
    if set(item) - {field.name for field in fields(DatasetEntry)}:
        raise DataRefused(
            f"{path.name} : registre des imports écrit par une autre version ({path}). "
            "À faire : supprimer le dossier data/store, puis relancer qep import."
        )
    lists = {name: tuple(item[name]) for name in ("fictitious_columns", "warnings")}
    partitions = tuple((partition, digest) for partition, digest in item["partitions"])
    return DatasetEntry(
        **{**item, **lists, "partitions": partitions, "extracted_on": date.fromisoformat(item["extracted_on"])}
    )


# ------------------------------------------------------------------------------------------------- writing bytes


def _write_synced(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _write_atomically(path: Path, content: bytes) -> None:
    """`path` holds either its former content or the new one, never a part of it."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    _write_synced(temporary, content)
    temporary.replace(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
