"""Registers, milestones, actions, declared figures: a raw table under a `Source` to the typed columns of its table.

Surveys are `survey`; what is particular to declared figures is `declared`.
"""

from dataclasses import replace

import pandas as pd

from qep_lib.intake.convert import ColumnReader
from qep_lib.intake.exclusions import wanted_for_exclusions
from qep_lib.intake.headings import Headings, Wanted, as_tuple
from qep_lib.intake.month_sums import read_counted
from qep_lib.intake.origins import ORIGINS, read_origins
from qep_lib.intake.rawtable import TEXT, same_text
from qep_lib.intake.rulebook import fault
from qep_lib.model.base import SiteId
from qep_lib.model.campaign import ColumnBinding, Source
from qep_lib.model.table import Column, TableSpec
from qep_lib.model.tables import TABLES


def table_headings(source: Source) -> Headings:
    """What that source looks for in a header row."""
    wanted = tuple(
        Wanted(table_column(source, name), as_tuple(binding.heading), binding.required)
        for name, binding in source.columns.items()
        if binding.heading is not None
    )
    wanted += wanted_for_exclusions(source)
    has_periods = source.wide is not None and not source.wide.headings
    declared_in = f"params/sources/{source.id}.yml"
    return Headings(wanted, source.ignored_columns, declared_in=declared_in, has_periods=has_periods)


def table_column(source: Source, name: str) -> str:
    """The column of the table that a binding fills: the month of a statement gives its first day."""
    spec = TABLES[source.table]
    return spec.year_column if name == "month" and spec.until_column is not None else name


def by_month(source: Source) -> bool:
    """True when a table kept by day is told month by month."""
    told = (*source.columns, *((source.wide.by,) if source.wide else ()))
    return any(name != table_column(source, name) for name in told)


def own_columns(source: Source) -> tuple[Column, ...]:
    """The columns of the table, its day as a month where the source tells months."""
    spec = TABLES[source.table]
    is_by_month = by_month(source)
    return tuple(
        replace(column, form="month") if is_by_month and column.name == spec.year_column else column
        for column in spec.columns
    )


def read_rows(reader: ColumnReader, source: Source, spec: TableSpec, site_id: SiteId) -> pd.DataFrame:
    """Every own column of the table, typed, by line; columns that the source neither binds nor fills are missing."""
    frame = {}
    origins = read_origins(reader, source) if ORIGINS in reader.bound else {}
    for column in own_columns(source):
        binding = source.columns.get(column.name)
        if column.name == spec.identifier and source.identifier is not None:
            frame[column.name] = row_numbers(reader)
        elif column.name in origins:
            frame[column.name] = origins[column.name]
        elif source.event is not None and column.name in spec.summed:
            frame[column.name] = read_counted(reader, column.name, binding)
        elif column.name == "site_id" or column.name not in reader.bound:
            frame[column.name] = _constant(
                column, reader, site_id if column.name == "site_id" else constant_of(binding)
            )
        elif column.form == "month" and source.sum_by is not None:
            frame[column.name] = reader.read_dates(column.name, is_required=True)
        else:
            frame[column.name] = reader.read_column(column, source.labels_of(column.name), column.name in spec.key)
            _reject_negative(reader, column, frame[column.name])
    return pd.DataFrame(frame, index=reader.raw.cells.index)


def row_numbers(reader: ColumnReader) -> pd.Series:
    """The line of each row as its identifier: it belongs to the file, as any other."""
    index = reader.raw.cells.index
    return pd.Series([str(line) for line in index.tolist()], index=index, dtype=TEXT)


def constant_of(binding: ColumnBinding | None) -> str | None:
    """What the source says of every row; None where the file does."""
    return None if binding is None else binding.constant


def _constant(column: Column, reader: ColumnReader, value: str | None) -> pd.Series:
    if column.type == "string":
        return same_text(value, reader.raw.cells.index)
    if column.type == "bool" and value is not None:
        return pd.Series(value == "true", index=reader.raw.cells.index, dtype="boolean")
    dtype = {"date": "datetime64[s]", "float": "float64", "int": "Int64", "bool": "boolean"}[column.type]
    return pd.Series(value, index=reader.raw.cells.index, dtype=dtype)


def _reject_negative(reader: ColumnReader, column: Column, values: pd.Series) -> None:
    """Everything that these tables count or measure is zero or more."""
    if column.type not in ("int", "float"):
        return
    is_negative = (values < 0).fillna(False).astype(bool)
    if is_negative.any():
        texts = reader.texts(column.name)[is_negative]
        reason = fault("negative_value")
        reader.faults.add_values(texts, reader.heading(column.name), dict.fromkeys(texts, reason))
