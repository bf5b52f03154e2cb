"""What the rows of a file can never hold: columns that it does not have, closed values that its source cannot tell.

A register without a column of replies would have every request late, one whose source names no suggestion would say that
nobody made any. Measuring reads it from the manifest (`indicators/register_offers`).
"""

from collections.abc import Collection

import pandas as pd

from qep_lib.model.campaign import Source
from qep_lib.model.table import TableSpec


def lacking(source: Source, spec: TableSpec, bound: Collection[str], frame: pd.DataFrame) -> tuple[str, ...]:
    """« replied_on » for each optional column that no sheet has, « kind=suggestion » for each closed value without a label;
    `bound` are the columns found in the file."""
    if not source.columns:
        return ()
    columns = [
        column.name
        for column in spec.columns
        if not column.required and column.name not in bound and frame[column.name].isna().all()
    ]
    values = [
        f"{column.name}={value}"
        for column in spec.columns
        if column.choices and (binding := source.columns.get(column.name)) is not None
        for value in column.choices
        if value
        not in (binding.values or column.choices if binding.constant is None else {*frame[column.name].unique()})
    ]
    return (*columns, *values)
