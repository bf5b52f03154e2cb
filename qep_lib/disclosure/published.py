"""Figures read back from the data published with a report: nothing that they hide comes back. Publishing them is `released`.

Nothing heavy is loaded for it: a batch that has nothing to do reads them too.
"""

import csv
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from qep_lib.model.campaign import Disclosure
from qep_lib.model.measured import Measured
from qep_lib.model.results import RESULTS
from qep_lib.model.table import ColumnType

_READ_BACK: dict[ColumnType, Callable[[str], Any]] = {
    "string": str,
    "float": float,
    "int": int,
    "bool": "true".__eq__,
    "date": date.fromisoformat,
}


def rated_rows_published(
    data: str, site_id: str, limits: Disclosure, decimals: Mapping[str, int]
) -> tuple[Measured, ...]:
    """Of a file of results published with a report (CSV), the rows of a whole site that have a class: as its audience had them
    and no finer. `decimals`: those of the site, by indicator, as in `released`.

    Raises `ValueError` or `KeyError` for what is no such file.
    """
    lines = csv.DictReader(data.splitlines())
    whole = (line for line in lines if line["rating"] and not line["group"] and line["site_id"] == site_id)
    return tuple(_read_back(line, limits, decimals.get(line["indicator_id"])) for line in whole)


def _read_back(line: Mapping[str, str], limits: Disclosure, decimals: int | None) -> Measured:
    values: dict[str, Any] = {c.name: _READ_BACK[c.type](text) if (text := line[c.name]) else None for c in RESULTS}
    return Measured(**values | {"group": ""}, limits=limits, decimals=decimals)
