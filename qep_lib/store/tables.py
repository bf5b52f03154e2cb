"""Rows of the typed tables, one Parquet file a table, site and year: reading them, replacing a dataset's rows.

What makes a replacement survive a crash is `manifest`; the bytes themselves are `parquet`.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from qep_lib.errors import DataRefused
from qep_lib.files import file_sha256, write_synced
from qep_lib.model.table import TableSpec
from qep_lib.model.tables import TABLES
from qep_lib.model.workspace import Workspace
from qep_lib.store.joining import join_measures
from qep_lib.store.manifest import (
    DatasetEntry,
    commit,
    finish_interrupted,
    read_manifest,
    recorded_hashes,
    unmasked_files,
    unmasked_words,
)
from qep_lib.store.parquet import (
    as_stored,
    columns_of,
    empty_frame,
    join_columns,
    join_sorted,
    parquet_bytes,
    read_parquet,
    read_parquet_if_sound,
    to_arrow,
    to_frame,
)


def read_table(workspace: Workspace, table: str, sites: Iterable[str], years: Iterable[int]) -> pd.DataFrame:
    """Typed rows of those sites and years, in key order; an empty typed frame when nothing is stored.

    Rows of which several files give a part are one row (`joining`). Only the wanted files are opened, by path: the cost
    does not depend on what other sites hold. Each is compared with its hash in the manifest. Raises `DataRefused` naming
    the file that has changed by itself, or the imported file whose personal data were never masked.
    """
    sites, years = tuple(sites), tuple(years)
    refuse_unmasked(workspace, table, sites)
    try:
        parts = _read_recorded(workspace, table, sites, years)
    except DataRefused:
        # An import may be replacing the files at this very moment: what is really damaged still is, a moment later.
        parts = _read_recorded(workspace, table, sites, years)
    columns = columns_of(TABLES[table])
    if not parts:
        return empty_frame(columns)
    return join_measures(to_frame(join_columns(parts, columns)), TABLES[table])


def refuse_unmasked(workspace: Workspace, table: str, sites: Sequence[str]) -> None:
    """Raise `DataRefused` where rows of that table were stored with the personal data that people typed in them."""
    if files := unmasked_files(workspace, sites, [table]):
        raise DataRefused(unmasked_words(files))


def _read_recorded(workspace: Workspace, table: str, sites: Sequence[str], years: Sequence[int]) -> list[pa.Table]:
    paths = stored_partitions(workspace, table, sites, years)
    recorded = recorded_hashes(workspace, sites, table) if paths else {}
    return [read_parquet(path, recorded.get(path.relative_to(workspace.root).as_posix(), ())) for path in paths]


def stored_partitions(workspace: Workspace, table: str, sites: Iterable[str], years: Iterable[int]) -> list[Path]:
    """The files that hold rows of those sites and years, site by site; whatever was interrupted is finished first."""
    sites, names = tuple(sites), [_partition_name(year) for year in years]
    for site_id in sites:
        finish_interrupted(workspace, site_id)
    # A country that does not keep this table costs nothing more.
    if not (folder := workspace.store / table).is_dir():
        return []
    return [path for site_id in sites for name in names if (path := folder / _site_name(site_id) / name).exists()]


def read_sound_rows(
    workspace: Workspace, table: str, site_id: str, years: Iterable[int], without: Collection[str]
) -> pd.DataFrame:
    """As `read_table` for one site, but without the rows of those datasets, and a partition that cannot be read any
    more counts as lost: it has no row.
    """
    columns = columns_of(TABLES[table])
    finish_interrupted(workspace, site_id)
    paths = (partition_path(workspace, table, site_id, year) for year in years)
    tables = [read for path in paths if path.exists() and (read := read_parquet_if_sound(path)) is not None]
    if not tables:
        return empty_frame(columns)
    stored = join_columns(tables, columns)
    return to_frame(stored.filter(~pc.field("dataset").isin(pa.array(without, pa.string()))))


def read_sound_dataset(workspace: Workspace, entry: DatasetEntry) -> pd.DataFrame:
    """The rows of one dataset; those of a partition that cannot be read any more are lost, as in `read_sound_rows`."""
    years = [_year_of_partition(path) for path, _ in entry.partitions]
    rows = read_sound_rows(workspace, entry.table, entry.site_id, years, ())
    return rows[rows["dataset"] == entry.dataset]


def replace_dataset(
    workspace: Workspace, entry: DatasetEntry, frame: pd.DataFrame, withdrawn: Collection[str] = ()
) -> DatasetEntry:
    """Store `frame` as the only rows of `entry.dataset`, and take away the datasets `withdrawn` of the same table and
    site; the others keep their rows. Returns the entry with its partitions. Atomic as a whole (see `manifest`); the
    same call twice writes the same bytes. A dataset whose rows were lost with a damaged partition keeps, in the
    manifest, the hash of that partition as it was: `is_intact` goes on telling it.
    """
    return _rewrite(workspace, entry, frame, withdrawn, is_kept=True)


def remove_dataset(workspace: Workspace, entry: DatasetEntry) -> None:
    """Take a dataset away: its rows and its line of the manifest, as a whole. The others keep theirs."""
    _rewrite(workspace, entry, empty_frame(columns_of(TABLES[entry.table])), (), is_kept=False)


def _rewrite(
    workspace: Workspace, entry: DatasetEntry, frame: pd.DataFrame, withdrawn: Collection[str], is_kept: bool
) -> DatasetEntry:
    spec, site_id = TABLES[entry.table], entry.site_id
    entries = {known.dataset: known for known in read_manifest(workspace, [site_id])}
    leaving = {entry.dataset, *withdrawn}
    _sweep_leftovers(workspace, spec.name, site_id)
    years = years_of(frame, spec)
    new_years = set(years.unique().tolist())
    old = [path for name in leaving & entries.keys() for path, _ in entries[name].partitions]
    moves, deletions = [], []
    before: dict[str, str | None] = {}
    after: dict[str, str | None] = {}
    for year in sorted(new_years | {_year_of_partition(path) for path in old}):
        final = partition_path(workspace, spec.name, site_id, year)
        others = read_sound_rows(workspace, spec.name, site_id, [year], leaving)
        added = frame if new_years == {year} else frame.loc[years == year]
        content = _partition_bytes([to_arrow(part, columns_of(spec)) for part in (others, added) if len(part)], spec)
        relative = final.relative_to(workspace.root).as_posix()
        before[relative], after[relative] = file_sha256(final), None
        if content is None:
            deletions.append(relative)
            continue
        digest = hashlib.sha256(content).hexdigest()
        after[relative] = digest
        moves.append(_stage(workspace, final, content, digest))
    own = tuple(sorted((path, new) for path, new in after.items() if new and _year_of_partition(path) in new_years))
    stored = replace(entry, partitions=own)
    kept = [_with_hashes(known, before, after) for name, known in entries.items() if name not in leaving]
    commit(workspace, site_id, moves, deletions, [*kept, stored] if is_kept else kept)
    return stored


def store_new_site(workspace: Workspace, site_id: str, datasets: Iterable[tuple[DatasetEntry, int, pa.Table]]) -> None:
    """Store the first datasets of a site at once: (entry, calendar year of all its rows, the rows, provenance included).

    One journal for all of them instead of one each; datasets are taken one by one, so that no more than one is in
    memory. Each fills a partition of its own. Raises ValueError where something of the site is stored already, or where
    two of them are of the same table and year.
    """
    if read_manifest(workspace, [site_id]):
        raise ValueError(f"{site_id}: something is stored already")
    moves: list[tuple[str, str]] = []
    entries = []
    for entry, year, rows in datasets:
        spec = TABLES[entry.table]
        final = partition_path(workspace, spec.name, site_id, year)
        content = _partition_bytes([as_stored(rows, columns_of(spec))] if len(rows) else [], spec)
        if content is None:
            entries.append(entry)
            continue
        digest = hashlib.sha256(content).hexdigest()
        move = _stage(workspace, final, content, digest)
        if any(move[1] == taken for _, taken in moves):
            raise ValueError(f"{site_id}: two datasets for {move[1]}")
        moves.append(move)
        entries.append(replace(entry, partitions=((move[1], digest),)))
    commit(workspace, site_id, moves, [], entries)


def _stage(workspace: Workspace, final: Path, content: bytes, digest: str) -> tuple[str, str]:
    """Write those bytes beside `final`; gives the move that puts them in place."""
    staged = final.with_name(f"{final.name}.{digest[:16]}.new")
    write_synced(staged, content)
    return staged.relative_to(workspace.root).as_posix(), final.relative_to(workspace.root).as_posix()


def _partition_bytes(parts: Sequence[pa.Table], spec: TableSpec) -> bytes | None:
    """The partition holding these rows, sorted by key then by origin; None when there is no row."""
    return parquet_bytes(join_sorted(parts, (*spec.key, "dataset", "sheet", "source_row"))) if parts else None


def years_of(frame: pd.DataFrame, spec: TableSpec) -> pd.Series:
    """The year under which each row of `frame` is kept."""
    column = frame[spec.year_column]
    if spec.open_year_column is not None:
        column = column.fillna(frame[spec.open_year_column])
    return column.dt.year if spec.column(spec.year_column).type == "date" else column.astype("int64")


def partition_path(workspace: Workspace, table: str, site_id: str, year: int) -> Path:
    """Where the rows of that table, site and year are, or would be."""
    return workspace.store / table / _site_name(site_id) / _partition_name(year)


def _site_name(site_id: str) -> str:
    return f"site={site_id}"


def _partition_name(year: int) -> str:
    return f"year={year}.parquet"


def _year_of_partition(path: str) -> int:
    return int(Path(path).stem.removeprefix("year="))


def _sweep_leftovers(workspace: Workspace, table: str, site_id: str) -> None:
    """Remove staged files of a replacement that never reached its journal."""
    for path in (workspace.store / table / _site_name(site_id)).glob("*.new"):
        path.unlink()


def _with_hashes(entry: DatasetEntry, before: dict[str, str | None], after: dict[str, str | None]) -> DatasetEntry:
    """`entry` with the new hashes of the partitions it shares, except those that had not the bytes it knew."""
    partitions = [
        (path, after[path] if path in after and before[path] == digest else digest) for path, digest in entry.partitions
    ]
    return replace(entry, partitions=tuple((path, digest) for path, digest in partitions if digest is not None))
