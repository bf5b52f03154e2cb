"""Typed frames to Parquet bytes and back, the same rows always giving the same bytes. Paths are `tables`."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from qep_lib.errors import DataRefused
from qep_lib.model.tables import TABLES, Column, TableSpec

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


def empty_table(table: str) -> pd.DataFrame:
    """The typed frame of that table without any row."""
    return empty_frame(columns_of(TABLES[table]))


def columns_of(spec: TableSpec) -> tuple[Column, ...]:
    """Own columns then provenance, in stored order."""
    return tuple(spec.column(name) for name in spec.column_names)


def empty_frame(columns: Sequence[Column]) -> pd.DataFrame:
    """A typed frame without any row."""
    return pd.DataFrame({column.name: pd.Series([], dtype=_MEMORY_TYPES[column.type]) for column in columns})


def to_arrow(frame: pd.DataFrame, columns: Sequence[Column]) -> pa.Table:
    """`frame` under the disk types of `columns`; extra columns are left out, a missing one raises KeyError."""
    schema = pa.schema([(column.name, _DISK_TYPES[column.type]) for column in columns])
    table = pa.Table.from_pandas(frame[list(schema.names)], schema=schema, preserve_index=False)
    return table.replace_schema_metadata(None)


def to_frame(table: pa.Table) -> pd.DataFrame:
    """A stored table under the memory types."""
    for position, field in enumerate(table.schema):
        if field.type == pa.date32():
            table = table.set_column(position, field.name, table.column(position).cast(pa.timestamp("s")))
    return table.to_pandas(types_mapper=_FROM_ARROW.get)


def parquet_bytes(table: pa.Table, metadata: dict[str, str] | None = None) -> bytes:
    """Bytes that depend on the rows (and the library) only: no pandas schema, no clock."""
    sink = BytesIO()
    with pq.ParquetWriter(sink, table.schema, compression="zstd", store_schema=False) as writer:
        writer.write_table(table)
        if metadata:
            writer.add_key_value_metadata(metadata)
    return sink.getvalue()


def read_parquet(path: Path) -> pa.Table:
    """That file alone: given a path, pyarrow would read « site=18 » in it as a column.

    Raises `DataRefused` naming the file when it cannot be read.
    """
    table = read_parquet_if_sound(path)
    if table is None:
        raise DataRefused(
            f"{path.name} : fichier rangé illisible ({path}). À faire : le supprimer, puis relancer qep import."
        )
    return table


def read_parquet_if_sound(path: Path) -> pa.Table | None:
    """The same, or None when the bytes are not Parquet any more. Its file metadata are those of `parquet_bytes`."""
    content = path.read_bytes()
    try:
        file = pq.ParquetFile(BytesIO(content))
        return file.read().replace_schema_metadata(file.metadata.metadata)
    except (pa.ArrowException, OSError):
        return None
