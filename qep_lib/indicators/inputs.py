"""The stored rows that measuring reads, column by column, and how many sites fit in memory at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pandas as pd

from qep_lib.indicators.rows import MEASURED_TABLES
from qep_lib.indicators.years import years_read
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.period import Period
from qep_lib.model.tables import TABLES
from qep_lib.model.workspace import Workspace
from qep_lib.store.columns import read_columns
from qep_lib.store.tables import read_table

ROWS_AT_ONCE = 1_000_000
"""Stored rows held at once (a site that has more is read alone): some 300 MB above an idle process, measured by
benchmarks/measure_titles.py."""
SOURCE_ROW = "source_row"


def read_inputs(
    workspace: Workspace, catalogue: Catalogue, sites: Sequence[str], period: Period, compared: Period | None = None
) -> dict[str, pd.DataFrame]:
    """The tables that `measure` needs for those sites, that period and the one it is compared with."""
    tables = {}
    for name in MEASURED_TABLES:
        years = years_read(catalogue, name, period)
        if compared is not None and not {*compared.years} <= period.compared_years:
            years |= years_read(catalogue, name, compared)
        tables[name] = read_input(workspace, catalogue, name, sites, years)
    return tables


def read_input(
    workspace: Workspace, catalogue: Catalogue, table: str, sites: Sequence[str], years: Iterable[int]
) -> pd.DataFrame:
    """The rows of one table that `measure` reads, for those sites and calendar years."""
    if TABLES[table].unmeasured:
        return read_columns(workspace, table, sites, sorted(years), _columns(catalogue, table))
    return read_table(workspace, table, sites, sorted(years))


def chunks_of_sites(
    sites: Sequence[str], rows: Mapping[str, int], rows_at_once: int = ROWS_AT_ONCE
) -> Iterator[tuple[str, ...]]:
    """`sites` in their order, by chunks that hold at most `rows_at_once` of their stored `rows` (or a single site)."""
    chunk: list[str] = []
    held = 0
    for site_id in sites:
        own = rows.get(site_id, 0)
        if chunk and held + own > rows_at_once:
            yield tuple(chunk)
            chunk, held = [], 0
        chunk.append(site_id)
        held += own
    if chunk:
        yield tuple(chunk)


def _columns(catalogue: Catalogue, table: str) -> list[str]:
    """Those of the table but its unmeasured ones, unless an indicator names one (the end of a delay), and the line."""
    named = {str(value) for indicator in catalogue.indicators.values() for value in indicator.arguments.values()}
    unread = {*TABLES[table].unmeasured} - named | {SOURCE_ROW}
    return [name for name in TABLES[table].column_names if name not in unread]
