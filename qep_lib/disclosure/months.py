"""Chosen indicators of several sites month by month: `measure` on each month, over rows read once, hidden for an audience.

No figure is computed here. A month has the value that a report of that month would print.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

import numpy as np
import pandas as pd

from qep_lib.disclosure.suppression import suppress_months
from qep_lib.indicators.covered import Given
from qep_lib.indicators.formulas import FORMULAS
from qep_lib.indicators.inputs import chunks_of_sites, read_input
from qep_lib.indicators.measure import Angle, measure
from qep_lib.indicators.years import years_standing_on
from qep_lib.model.base import Nature, Status
from qep_lib.model.campaign import Limits
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.indicator import Indicator
from qep_lib.model.period import Period
from qep_lib.model.tables import DECLARED
from qep_lib.model.workspace import Workspace
from qep_lib.store.manifest import DatasetEntry, read_manifest

COUNTED_SECTIONS = ("requests", "complaints")
"""Sections whose counts are of people's own requests: a small one is not told to the public, one of agents trained is."""
READ = ("value", "denominator", "target", "status", "nature", "source")


@dataclass(frozen=True, slots=True, eq=False)
class MonthlySeries:
    """The totals of one indicator and site, an array element a month: figures are NaN where there is none, or it is hidden.

    `status` is that of the results table, `natures` those of the shown figures (empty without a figure, or where
    no row stands behind it: a count of nothing).
    """

    values: np.ndarray
    denominators: np.ndarray
    targets: np.ndarray
    status: tuple[Status, ...]
    natures: tuple[Nature | Literal[""], ...]


@dataclass(frozen=True, slots=True)
class MonthlyFigures:
    """Series by indicator, then by site; their elements are in the order of `months`."""

    months: tuple[Period, ...]
    series: Mapping[str, Mapping[str, MonthlySeries]]


def whole_months(period: Period, as_of: date, count: int) -> tuple[Period, ...]:
    """The `count` calendar months up to the end of `period`, oldest first, without those that `as_of` does not see whole."""
    first_of_next = period.end + timedelta(days=1)
    last = Period.parse(f"{period.end:%Y-%m}")
    found = [last if first_of_next.day == 1 else last.preceding()]
    while len(found) < count:
        found.append(found[-1].preceding())
    return tuple(month for month in reversed(found) if month.end <= as_of)


def measure_by_month(
    workspace: Workspace,
    catalogue: Catalogue,
    sites: Sequence[str],
    indicators: Sequence[str],
    months: Sequence[Period],
    as_of: date,
    limits: Limits,
) -> MonthlyFigures:
    """The totals of `indicators` for every site and month, as known on `as_of`, hidden under that many people; counts of
    people's requests (COUNTED_SECTIONS) under the smallest count.

    Only the tables of these indicators are read, each partition once, a chunk of sites in memory at a time. A month carries
    no change: it is not compared with that of the year before.
    """
    chosen = replace(
        catalogue, indicators={id_: _alone(catalogue.indicators[id_]) for id_ in indicators}, question_indicators={}
    )
    entries = read_manifest(workspace, sites)
    given = Given.of(entries)
    tables = _tables(chosen)
    found = []
    for chunk in chunks_of_sites(sites, _rows_of_fullest_year(entries, tables)):
        for month, rows in _by_year(workspace, chosen, chunk, tables, months):
            measured = measure(chosen, rows, chunk, month, as_of, given=given, angle=Angle(has_past=False))
            found.append(measured[measured["group"] == ""])
    if not found:
        return MonthlyFigures(tuple(months), {id_: {} for id_ in indicators})
    results = pd.concat(found, ignore_index=True)
    counts = {i.id for i in chosen.indicators.values() if i.unit == "count" and i.section in COUNTED_SECTIONS}
    shown = suppress_months(results, chosen.indicators, limits.people, counts, limits.count)
    return MonthlyFigures(tuple(months), _series(shown))


def _alone(indicator: Indicator) -> Indicator:
    """The indicator without its groups, since only totals are wanted, and without what no formula reads: the indicators,
    module and commitment that it names may be out of what was chosen, or out of the référentiel of these sites."""
    measurement = indicator.measurement.model_copy(update={"confused_with": ()})
    return indicator.model_copy(update={"group_by": (), "module": None, "commitment": None, "measurement": measurement})


def _tables(catalogue: Catalogue) -> tuple[str, ...]:
    """The stored tables that its indicators read."""
    ways = [way for indicator in catalogue.indicators.values() for way in indicator.ways()]
    return tuple(dict.fromkeys([*(FORMULAS[way.formula].table for way in ways), DECLARED]))


def _rows_of_fullest_year(entries: Sequence[DatasetEntry], tables: Sequence[str]) -> dict[str, int]:
    """Site -> stored rows of those tables in the year that has most: one year is held at a time."""
    rows: dict[tuple[str, int], int] = {}
    for entry in entries:
        if entry.table in tables:
            key = entry.site_id, Period.parse(entry.period).year
            rows[key] = rows.get(key, 0) + entry.rows_accepted
    return {site_id: max(n for (site, _), n in rows.items() if site == site_id) for site_id, _ in rows}


def _by_year(
    workspace: Workspace, catalogue: Catalogue, sites: Sequence[str], tables: Sequence[str], months: Sequence[Period]
) -> Iterator[tuple[Period, dict[str, pd.DataFrame]]]:
    """Each month with the rows that its figures stand on, read once for the months of a year."""
    for year in dict.fromkeys(month.year for month in months):
        read = {
            name: read_input(workspace, catalogue, name, sites, years_standing_on(catalogue, name, [year]))
            for name in tables
        }
        yield from ((month, read) for month in months if month.year == year)


def _series(results: pd.DataFrame) -> dict[str, dict[str, MonthlySeries]]:
    """The rows of each indicator and site, which has one for every month."""
    found: dict[str, dict[str, MonthlySeries]] = {}
    ordered = results.sort_values(["indicator_id", "site_id", "period"], kind="stable")
    columns = {name: ordered[name].to_numpy() for name in ("indicator_id", "site_id", *READ)}
    size = results["period"].nunique()
    for start in range(0, len(ordered), size):
        values, denominators, targets, status, nature, source = (columns[name][start : start + size] for name in READ)
        natures = np.where(np.isnan(values) | pd.isna(source), "", nature)
        series = MonthlySeries(values, denominators, targets, tuple(status.tolist()), tuple(natures.tolist()))
        found.setdefault(columns["indicator_id"][start], {})[columns["site_id"][start]] = series
    return found
