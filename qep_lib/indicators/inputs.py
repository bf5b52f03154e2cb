"""The stored rows that measuring reads, column by column, and how many sites fit in memory at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pandas as pd

from qep_lib.indicators.rows import CUT_TABLES
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.period import Period
from qep_lib.model.tables import TABLES
from qep_lib.model.workspace import Workspace
from qep_lib.store import DatasetEntry, read_table
from qep_lib.store.columns import read_columns

ROWS_AT_ONCE = 1_000_000
"""Stored rows held at once (a site that has more is read alone): some 300 MB above an idle process, measured by
benchmarks/measure_titles.py."""
UNREAD_COLUMNS = {
    "survey_answers": ("number", "source_row"),
    "requests": ("request_id", "action_taken", "source_row"),
    "title_cases": ("case_id", "available_on", "source_row"),
}
"""Columns that no formula reads; `available_on` is read when an indicator asks for it."""


def read_inputs(
    workspace: Workspace, catalogue: Catalogue, sites: Sequence[str], period: Period
) -> dict[str, pd.DataFrame]:
    """The tables that `measure` needs for those sites and that period, the year before included."""
    tables = {}
    for name, years in years_read(catalogue, period).items():
        if name in UNREAD_COLUMNS:
            tables[name] = read_columns(workspace, name, sites, years, _columns(catalogue, name))
        else:
            tables[name] = read_table(workspace, name, sites, years)
    return tables


def years_read(catalogue: Catalogue, period: Period) -> dict[str, list[int]]:
    """Table -> years that measuring reads. A title delivered in January was decided, and is stored, the year before;
    trainings count over a cycle of years.
    """
    years = period.compared_years
    found = {name: sorted(years) for name in CUT_TABLES}
    cycle = max((framework.label.training_cycle_years for framework in catalogue.frameworks.values()), default=1)
    # The cycle ends with the period, whose first year is not a whole one of it: one year more.
    found["trainings"] = list(range(min(years) - cycle, max(years) + 1))
    if _reads_deliveries(catalogue):
        found["title_cases"] = sorted(years | {year - 1 for year in years})
    return found


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


def rows_to_read(entries: Iterable[DatasetEntry], period: Period) -> dict[str, int]:
    """Site -> rows of its datasets of that period or the year before."""
    years = period.compared_years
    rows: dict[str, int] = {}
    for entry in entries:
        if years & {*Period.parse(entry.period).years}:
            rows[entry.site_id] = rows.get(entry.site_id, 0) + entry.rows_accepted
    return rows


def _columns(catalogue: Catalogue, table: str) -> list[str]:
    unread = set(UNREAD_COLUMNS[table])
    if _reads_deliveries(catalogue):
        unread.discard("available_on")
    return [name for name in TABLES[table].column_names if name not in unread]


def _reads_deliveries(catalogue: Catalogue) -> bool:
    return any(indicator.arguments.get("end") == "available_on" for indicator in catalogue.indicators.values())
