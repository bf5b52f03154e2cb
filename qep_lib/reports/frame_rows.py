"""Rows of a table as named tuples, whose fields tell what is in each column: the stubs of pandas give any scalar."""

from typing import NamedTuple, TypeVar

import pandas as pd

_Row = TypeVar("_Row", bound=NamedTuple)


def rows_as(kind: type[_Row], frame: pd.DataFrame) -> list[_Row]:
    """The rows of `frame`, in order; fields of `kind` are names of its columns, or `Index`. What is missing is None."""
    columns = (frame.index.to_series() if name == "Index" else frame[name] for name in kind._fields)
    return [kind._make(values) for values in zip(*map(_values, columns), strict=True)]


def _values(column: pd.Series) -> list[object]:
    pairs = zip(column.tolist(), column.isna().tolist(), strict=True)
    return [None if is_missing else value for value, is_missing in pairs]
