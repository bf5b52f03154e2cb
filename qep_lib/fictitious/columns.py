"""Arrow columns from numpy arrays: ten million rows are made without a Python object a cell. What they mean is elsewhere."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from qep_lib.model.tables import TABLES
from qep_lib.store.parquet import as_stored


def repeated(text: str | None, count: int) -> pa.Array:
    """The same text on every row; None is a missing one."""
    return pa.nulls(count, pa.string()) if text is None else pa.repeat(text, count)


def dictionary_column(codes: np.ndarray, words: Sequence[str]) -> pa.DictionaryArray:
    """Text of each code; a negative code is a missing text."""
    indices = pa.array(codes.astype(np.int32), mask=codes < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(words, pa.string()))


def day_column(days: np.ndarray, is_missing: np.ndarray | None = None) -> pa.Array:
    """Dates from days since 1970."""
    return pa.array(days.astype(np.int32), mask=is_missing).cast(pa.date32())


def numbered(prefix: str, count: int, digits: int = 5) -> pa.Array:
    """« prefix-00001 » and those that follow."""
    numbers = pc.utf8_lpad(pa.array(np.arange(1, count + 1)).cast(pa.string()), digits, "0")
    return pc.binary_join_element_wise(repeated(prefix, count), numbers, "-")


def listed_rows(table: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """A few rows written one by one, under the types of `table`."""
    names = dict.fromkeys(name for row in rows for name in row)
    given = pa.table({name: pa.array([row.get(name) for row in rows]) for name in names})
    return as_stored(given, TABLES[table].columns)
