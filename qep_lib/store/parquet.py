"""Typed frames to Parquet bytes and back, the same rows always giving the same bytes. Paths are `tables`."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from qep_lib.errors import DataRefused
from qep_lib.model.table import Column, TableSpec
from qep_lib.model.tables import TABLES

_DISK_TYPES = {"string": pa.string(), "date": pa.date32(), "float": pa.float64(), "int": pa.int64(), "bool": pa.bool_()}
_MEMORY_TYPES: dict[str, Any] = {
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


def empty_table(table: str) -> pd.DataFrame:
    """The typed frame of that table without any row."""
    return empty_frame(columns_of(TABLES[table]))


def columns_of(spec: TableSpec) -> tuple[Column, ...]:
    """Own columns then provenance, in stored order."""
    return tuple(spec.column(name) for name in spec.column_names)


def empty_frame(columns: Sequence[Column]) -> pd.DataFrame:
    """A typed frame without any row, the caller's own: pandas copies what is shared when one of its holders writes."""
    return _empty_model(tuple(columns)).copy(deep=False)


@cache
def _empty_model(columns: tuple[Column, ...]) -> pd.DataFrame:
    # A site has rows in a few tables only, and pandas takes a millisecond to type the columns of each of the others.
    return pd.DataFrame({column.name: pd.Series([], dtype=_MEMORY_TYPES[column.type]) for column in columns})


def to_arrow(frame: pd.DataFrame, columns: Sequence[Column]) -> pa.Table:
    """`frame` under the disk types of `columns`, texts coded whether they are in the frame or not.

    Extra columns are left out, a missing one raises KeyError.
    """
    schema = _coded_schema(columns)
    table = pa.Table.from_pandas(frame[list(schema.names)], schema=schema, preserve_index=False)
    return table.replace_schema_metadata(None)


def as_stored(table: pa.Table, columns: Sequence[Column]) -> pa.Table:
    """As `to_arrow` for rows that never were a frame. A column that `table` lacks has no value in any row."""
    schema = _coded_schema(columns)
    given = {name: table.column(name) for name in table.column_names}
    return pa.table(
        [
            given[field.name].cast(field.type) if field.name in given else pa.nulls(len(table), field.type)
            for field in schema
        ],
        schema=schema,
    )


def _coded_schema(columns: Sequence[Column]) -> pa.Schema:
    types = _DISK_TYPES | {"string": pa.dictionary(pa.int32(), pa.string())}
    return pa.schema([(column.name, types[column.type]) for column in columns])


def arrow_of_values(values: Iterable[Sequence[Any]], columns: Sequence[Column]) -> pa.Table:
    """Python values a column, None where missing, under the disk types of `columns`, in the same order."""
    arrays = [pa.array(each, _DISK_TYPES[column.type]) for each, column in zip(values, columns, strict=True)]
    return pa.table(arrays, [column.name for column in columns])


def to_frame(table: pa.Table) -> pd.DataFrame:
    """A stored table under the memory types. On one thread, as files are read: several cost a quarter more on a site's rows,
    and are no quicker on a million.
    """
    for position, field in enumerate(table.schema):
        if field.type == pa.date32():
            table = table.set_column(position, field.name, table.column(position).cast(pa.timestamp("s")))
    frame: pd.DataFrame = table.to_pandas(types_mapper=_FROM_ARROW.get, use_threads=False)
    return frame


def join_columns(tables: Iterable[pa.Table], columns: Sequence[Column]) -> pa.Table:
    """The rows of partitions one under the other, with these columns in this order.

    A partition written before a column was added to its table has no value there.
    """
    joined = pa.concat_tables(tables, promote_options="default")
    absent = [column for column in columns if column.name not in joined.column_names]
    for column in absent:
        joined = joined.append_column(column.name, pa.nulls(len(joined), _DISK_TYPES[column.type]))
    return joined.select([column.name for column in columns])


def join_sorted(tables: Iterable[pa.Table], names: Sequence[str]) -> pa.Table:
    """The rows of `tables` (of `to_arrow`) in one, by the text, day or whole-number columns `names`, missing texts last."""
    table = pa.concat_tables(tables).unify_dictionaries().combine_chunks()
    ranks = [_ranks(table.column(name).combine_chunks()) for name in names]
    return table if _is_sorted(ranks) else table.take(np.lexsort(ranks[::-1]))


def _ranks(column: pa.Array) -> np.ndarray:
    """Numbers that compare as the values do: only distinct texts are compared."""
    if not pa.types.is_dictionary(column.type):
        # Days are copied: they have no numpy type of the same width.
        return np.asarray(column.to_numpy(zero_copy_only=False))
    order = pc.array_sort_indices(column.dictionary).to_numpy()
    # One more, for a missing text, whose code is -1.
    ranks = np.full(len(order) + 1, len(order))
    ranks[order] = np.arange(len(order))
    codes: np.ndarray = column.indices.fill_null(-1).to_numpy()
    return ranks.take(codes)


def _is_sorted(ranks: Sequence[np.ndarray]) -> bool:
    are_equal = np.ones(max(0, len(ranks[0]) - 1), dtype=bool)
    for values in ranks:
        if (are_equal & (values[:-1] > values[1:])).any():
            return False
        are_equal &= values[:-1] == values[1:]
    return True


def parquet_bytes(table: pa.Table, metadata: dict[str, str] | None = None) -> bytes:
    """Bytes that depend on the rows (and the library) only: no pandas schema, no clock, no trace of former codes."""
    columns = {name: _settle_codes(table.column(name).combine_chunks()) for name in table.column_names}
    settled = pa.table(columns)
    # Line numbers follow each other: their differences take no room, and most of their values are met once.
    numbers = [name for name, column in columns.items() if pa.types.is_integer(column.type)]
    uncoded = {*numbers, *(name for name, column in columns.items() if pa.types.is_string(column.type))}
    sink = BytesIO()
    with pq.ParquetWriter(
        sink,
        settled.schema,
        compression="zstd",
        store_schema=False,
        # A partition is always read whole: nobody would look at them.
        write_statistics=False,
        use_dictionary=[name for name in columns if name not in uncoded],
        column_encoding=dict.fromkeys(numbers, "DELTA_BINARY_PACKED"),
    ) as writer:
        writer.write_table(settled)
        if metadata:
            writer.add_key_value_metadata(metadata)
    return sink.getvalue()


def _settle_codes(column: pa.Array) -> pa.Array:
    """A coded column under the codes that its rows alone give; uncoded when most of its texts are met once."""
    if not pa.types.is_dictionary(column.type):
        return column
    used = column.indices.dictionary_encode()
    if 2 * len(used.dictionary) > len(column):
        return column.dictionary_decode()
    return pa.DictionaryArray.from_arrays(used.indices, column.dictionary.take(used.dictionary))


def read_parquet(path: Path, recorded: Collection[str]) -> pa.Table:
    """That file alone: given a path, pyarrow would read « site=18 » in it as a column.

    `recorded`: the hashes under which it is known, all of which must be its own (several datasets share a file; rows of one
    of them may have been lost before). Raises `DataRefused` naming the file when it is not that one, or cannot be read.
    """
    content = path.read_bytes()
    table = table_of(content) if {hashlib.sha256(content).hexdigest()} == {*recorded} else None
    if table is None:
        raise damaged(path)
    return table


def damaged(path: Path) -> DataRefused:
    """The error of a stored file that is not as it was written."""
    return DataRefused(
        f"{path.name} : fichier rangé abîmé ou modifié ({path}). À faire : relancer « qep run », qui le refait à partir "
        "du fichier importé si celui-ci est toujours à sa place ; sinon, l'y remettre."
    )


def read_parquet_if_sound(path: Path) -> pa.Table | None:
    """The same without a known hash, or None when the bytes are not Parquet any more."""
    return table_of(path.read_bytes())


def table_of(content: bytes) -> pa.Table | None:
    """The table in those bytes, with the file metadata of `parquet_bytes`; None when they are not Parquet any more."""
    try:
        # Arrow's own reader of bytes: a file of Python's is a third slower on a site's rows.
        file = pq.ParquetFile(pa.BufferReader(content))
        return file.read(use_threads=False).replace_schema_metadata(file.metadata.metadata)
    except (pa.ArrowException, OSError):
        return None
