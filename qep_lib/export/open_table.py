"""One table of open data: CSV for machines (RFC 4180), Parquet, and its Table Schema. Which tables: `open_data.py`."""

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from qep_lib.export.spreadsheet_cells import inert
from qep_lib.model.characters import printable
from qep_lib.model.table import Column
from qep_lib.store.parquet import arrow_of_values, parquet_bytes

_SCHEMA_TYPES = {"string": "string", "date": "date", "float": "number", "int": "integer", "bool": "boolean"}
_LINE_END = "\r\n"
_DIALECT = {"delimiter": ",", "lineTerminator": _LINE_END, "quoteChar": '"', "doubleQuote": True, "header": True}


@dataclass(frozen=True, slots=True)
class OpenTable:
    """`rows` hold a Python value a column, None where missing, and there is one at least; `titles` name the columns in
    French.

    `key` identifies a row; `links` map a column to the table where the same column is the key.
    """

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    titles: Mapping[str, str]
    rows: Sequence[Sequence[Any]]
    key: tuple[str, ...]
    links: tuple[tuple[str, str], ...] = ()

    def csv(self) -> bytes:
        """UTF-8, commas, ISO dates, dots in numbers; no text that a spreadsheet would compute."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator=_LINE_END)
        writer.writerow([column.name for column in self.columns])
        writer.writerows([_words(value) for value in row] for row in self.rows)
        return text.getvalue().encode("utf-8")

    def parquet(self) -> bytes:
        """The same rows with their types; texts as they are, for nothing computes them there."""
        values = zip(*self.rows, strict=True)
        shown = (
            [printable(value) for value in each] if column.type == "string" else each
            for column, each in zip(self.columns, values, strict=True)
        )
        return parquet_bytes(arrow_of_values(shown, self.columns))

    def resource(self, content: bytes) -> dict[str, Any]:
        """The table as a resource of a Data Package (Frictionless, version 1), `content` being its CSV."""
        return {
            "profile": "tabular-data-resource",
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "path": f"{self.name}.csv",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": len(content),
            "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
            "dialect": _DIALECT,
            "schema": self._schema(),
        }

    def _schema(self) -> dict[str, Any]:
        links = [{"fields": column, "reference": {"resource": table, "fields": column}} for column, table in self.links]
        schema = {"fields": [self._field(column) for column in self.columns], "missingValues": [""]}
        return schema | {"primaryKey": [*self.key]} | ({"foreignKeys": links} if links else {})

    def _field(self, column: Column) -> dict[str, Any]:
        field = {
            "name": column.name,
            "type": _SCHEMA_TYPES[column.type],
            "title": self.titles[column.name],
            "description": column.description,
        }
        constraints = ({"required": True} if column.required else {}) | (
            {"enum": [*column.choices]} if column.choices else {}
        )
        return field | ({"constraints": constraints} if constraints else {})


def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        # The shortest text that reads back as the same number.
        return repr(value).removesuffix(".0")
    return value.isoformat() if isinstance(value, date) else _inert(str(value))


@lru_cache(maxsize=1024)
def _inert(text: str) -> str:
    # The rows of a report repeat a few texts: their sources, their states.
    return inert(text)
