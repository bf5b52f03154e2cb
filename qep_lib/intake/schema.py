"""Validation of a whole typed table with pandera: types, closed lists, required cells, unique keys, all at once.

The converters have already explained every faulty cell; this is the net below them, built from `model/tables`.
"""

from functools import cache

import pandas as pd
import pandera.pandas as pandera

from qep_lib.intake.faults import FaultList
from qep_lib.intake.rawtable import TEXT
from qep_lib.intake.rulebook import fault
from qep_lib.model.table import Column, TableSpec

_DTYPES = {"date": "datetime64[s]", "float": "float64", "int": "Int64", "bool": "boolean"}
_KINDS = {"string": "texte", "date": "date", "float": "nombre", "int": "nombre entier", "bool": "oui/non"}


def check_table(frame: pd.DataFrame, spec: TableSpec, faults: FaultList) -> None:
    """Every departure of `frame` from its table goes to `faults` with its line (`source_row`)."""
    try:
        _schema(spec).validate(frame.reset_index(drop=True), lazy=True)
    except pandera.errors.SchemaErrors as error:
        cases, lines = error.failure_cases, frame["source_row"].tolist()
        for column, check, value, index in zip(
            cases["column"], cases["check"], cases["failure_case"], cases["index"], strict=True
        ):
            _tell(spec, column, str(check), value, lines[int(index)] if pd.notna(index) else None, faults)


@cache
def _schema(spec: TableSpec) -> pandera.DataFrameSchema:
    columns = {name: _pandera_column(spec.column(name)) for name in spec.column_names}
    return pandera.DataFrameSchema(
        columns, unique=list(spec.key), report_duplicates="exclude_first", strict=True, ordered=True
    )


def _pandera_column(column: Column) -> pandera.Column:
    checks = [pandera.Check.isin(column.choices)] if column.choices else []
    if column.type == "string":
        checks.append(pandera.Check(_holds_text))
    return pandera.Column(_DTYPES.get(column.type), checks, nullable=not column.required)


def _holds_text(values: pd.Series) -> bool:
    """True for texts, coded or not: pandera would copy every distinct text to compare the types of coded ones."""
    return (values.cat.categories if isinstance(values.dtype, pd.CategoricalDtype) else values).dtype == TEXT


def _tell(spec: TableSpec, column: object, check: str, value: object, row: int | None, faults: FaultList) -> None:
    name = column if isinstance(column, str) and column in spec.column_names else None
    accepted = ""
    if name:
        declared = spec.column(name)
        accepted = ", ".join(declared.choices) or _KINDS[declared.type]
    rule = "schema_of_table" if row is None else "schema"
    told = fault(rule, table=spec.name, check=check, accepted=accepted)
    faults.add(told, row, name, None if value is None else str(value))
