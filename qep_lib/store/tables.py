"""Rows of the typed tables, one Parquet file a table, site and year: reading them, replacing a dataset's rows.

What makes a replacement survive a crash is `manifest`; the bytes themselves are `parquet`.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa

from qep_lib.files import write_synced
from qep_lib.model.tables import TABLES, TableSpec
from qep_lib.model.workspace import Workspace
from qep_lib.store.manifest import DatasetEntry, commit, finish_interrupted, read_manifest
from qep_lib.store.parquet import columns_of, empty_frame, parquet_bytes, read_parquet, to_arrow, to_frame


def read_table(workspace: Workspace, table: str, sites: Iterable[str], years: Iterable[int]) -> pd.DataFrame:
    """Typed rows of those sites and years, in key order; an empty typed frame when nothing is stored.

    Only the wanted files are opened, by path: the cost does not depend on what other sites hold.
    """
    spec = TABLES[table]
    years = tuple(years)
    parts = []
    for site_id in sites:
        finish_interrupted(workspace, site_id)
        for year in years:
            path = _partition_path(workspace, table, site_id, year)
            if path.exists():
                parts.append(read_parquet(path))
    columns = columns_of(spec)
    if not parts:
        return empty_frame(columns)
    return to_frame(pa.concat_tables(parts).select([column.name for column in columns]))


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
        write_synced(staged, content)
        moves.append((staged.relative_to(workspace.root).as_posix(), relative))
    own = tuple(sorted((path, digest) for path, digest in hashes.items() if _year_of_partition(path) in new_years))
    entries[entry.dataset] = stored = replace(entry, partitions=own)
    refreshed = [_with_hashes(known, hashes, deletions) for known in entries.values()]
    commit(workspace, site_id, moves, deletions, refreshed)
    return stored


def _partition_bytes(parts: Sequence[pd.DataFrame], spec: TableSpec) -> bytes | None:
    """The partition holding these rows, sorted by key then by origin; None when there is no row."""
    filled = [part for part in parts if len(part)]
    if not filled:
        return None
    table = pa.concat_tables(to_arrow(part, columns_of(spec)) for part in filled)
    order = [(name, "ascending") for name in (*spec.key, "dataset", "source_row")]
    return parquet_bytes(table.sort_by(order).combine_chunks())


def _rows_of_others(workspace: Workspace, spec: TableSpec, site_id: str, year: int, dataset: str) -> pd.DataFrame:
    rows = read_table(workspace, spec.name, [site_id], [year])
    return rows.loc[rows["dataset"] != dataset]


def _years_of(frame: pd.DataFrame, spec: TableSpec) -> pd.Series:
    column = frame[spec.year_column]
    return column.dt.year if spec.column(spec.year_column).type == "date" else column.astype("int64")


def _partition_path(workspace: Workspace, table: str, site_id: str, year: int) -> Path:
    return workspace.store / table / f"site={site_id}" / f"year={year}.parquet"


def _year_of_partition(path: str) -> int:
    return int(Path(path).stem.removeprefix("year="))


def _sweep_leftovers(workspace: Workspace, table: str, site_id: str) -> None:
    """Remove staged files of a replacement that never reached its journal."""
    for path in (workspace.store / table / f"site={site_id}").glob("*.new"):
        path.unlink()


def _with_hashes(entry: DatasetEntry, hashes: dict[str, str], deleted: Sequence[str]) -> DatasetEntry:
    """`entry` with the present hashes of the files it shares with the dataset just written."""
    partitions = tuple((path, hashes.get(path, digest)) for path, digest in entry.partitions if path not in deleted)
    return replace(entry, partitions=partitions)
