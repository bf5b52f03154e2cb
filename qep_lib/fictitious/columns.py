"""Arrow columns from numpy arrays: ten million rows are made without a Python object a cell. What they mean is elsewhere."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa


def repeated(text: str | None, count: int) -> pa.Array:
    """The same text on every row; None is a missing one."""
    return pa.nulls(count, pa.string()) if text is None else pa.repeat(text, count)


def dictionary_column(codes: np.ndarray, words: Sequence[str]) -> pa.Array:
    """Text of each code; a negative code is a missing text."""
    indices = pa.array(codes.astype(np.int32), mask=codes < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(words, pa.string())).dictionary_decode()


def day_column(days: np.ndarray, is_missing: np.ndarray | None = None) -> pa.Array:
    """Dates from days since 1970."""
    return pa.array(days.astype(np.int32), mask=is_missing).cast(pa.date32())
