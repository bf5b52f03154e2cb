"""What a formula receives (`Context`) and what it gives back (`Rows`). The arithmetic is in the formulas."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qep_lib.calendars import Convention, deadline_dates, official_zone, working_calendar
from qep_lib.indicators.covered import Given, covered_by_spans, known_until
from qep_lib.indicators.quarters import with_pooled_year
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.period import Period
from qep_lib.model.tables import TABLES
from qep_lib.store.parquet import empty_table

ROW_COLUMNS = ("site_id", "group", "numerator", "denominator", "n", "value", "low", "high", "as_of", "covered")
"""Columns of every formula's answer. `value` is NaN where the base is empty; statuses are given by `measure`."""
MEASURED_TABLES = tuple(spec.name for spec in TABLES.values() if spec.is_measured)
"""The stored tables that figures come from."""
NOT_A_DAY = np.datetime64("NaT", "s")
NOTHING = np.array([None], dtype=object)
"""What stands for the row that is not there, in a column of words."""
SCALES = {"pct": 100, "permille": 1000}
"""What a share is multiplied by, by unit; other units are not shares."""
COLUMN_OF_DIMENSION = {"option": "option_id", "criterion": "criterion_id"}
"""Where a group's dimension is not named as the column it splits."""

Columns = dict[str, np.ndarray]
"""A table as arrays of one length, by name (text as objects, None where missing). While a few hundred figures go from
step to step it costs a tenth of a pandas frame; whoever receives results gets a frame."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """What a formula gives: columns of ROW_COLUMNS, arrays of one length (text as objects, figures as floats).

    `as_of` is the last day that the figure covers, NaT where it is the context's as-of day. `covered` are the months that its
    rows cover, as `covered` writes them; None where the formula does not know. `refused` are the sites without
    any row here because what they gave cannot tell the figure, with the reason in French.
    """

    site_id: np.ndarray
    group: np.ndarray
    numerator: np.ndarray
    denominator: np.ndarray
    n: np.ndarray
    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    as_of: np.ndarray
    covered: np.ndarray
    refused: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, columns: Columns, refused: Mapping[str, str] | None = None) -> "Rows":
        """From its columns, by their names."""
        named: dict[str, Any] = {name: columns[name] for name in ROW_COLUMNS}
        return cls(**named, refused=refused or {})

    def __len__(self) -> int:
        return self.site_id.size


@dataclass(frozen=True, slots=True)
class Context:
    """Rows of one period, as they were known on the as-of day.

    `tables` holds rows of the period only (of a table that is read whole, every row).
    `recorded_sites` names, by table, the sites whose register is there, so that no row means « aucune », not « non
    communiqué »: those whose files cover a day of the period; where nothing is known of the files, those that have any row in
    its calendar years. `given` is what is known of the files.
    """

    catalogue: Catalogue
    sites: tuple[str, ...]
    period: Period
    as_of: date
    tables: Mapping[str, pd.DataFrame]
    recorded_sites: Mapping[str, frozenset[str]]
    given: Given = field(default_factory=Given)
    _prepared: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, prepare: Callable[..., Any], *arguments: Any) -> Any:
        """`prepare(context, *arguments)`, computed at the first demand: indicators share what they all need."""
        key = prepare, *arguments
        if key not in self._prepared:
            self._prepared[key] = prepare(self, *arguments)
        return self._prepared[key]

    def site_names(self, places: np.ndarray) -> np.ndarray:
        """The sites at those places."""
        return np.array(self.sites, dtype=object)[places]

    @property
    def day_convention(self) -> Convention:
        """How working days are counted."""
        return self.catalogue.conventions.working_days.convention

    def by_calendar(self, site: np.ndarray, years: range) -> Iterator[tuple[np.busdaycalendar, np.ndarray]]:
        """(calendar of `years`, places of its rows) for each holiday zone; `site` gives each row's among `sites`."""
        zones = np.array([self.catalogue.sites[site_id].holiday_zone for site_id in self.sites], dtype=object)
        for zone in dict.fromkeys(zones.tolist()):
            rows = np.flatnonzero((zones == zone)[site])
            if rows.size:
                yield working_calendar(official_zone(zone), years, self.catalogue.public_holidays), rows

    @property
    def calendar_years(self) -> range:
        """The years of a calendar on which deadlines are counted: up to one past the last date it may meet."""
        return range(self.period.start.year - 1, max(self.period.end.year, self.as_of.year) + 2)

    def due_dates(self, site: np.ndarray, asked: np.ndarray, days: np.ndarray) -> np.ndarray:
        """The last day on time of each row: `days` working days after `asked`; NaT where nothing is promised (NaN)."""
        due_on = np.full(asked.size, np.datetime64("NaT"), dtype="datetime64[D]")
        for calendar, rows in self.by_calendar(site, self.calendar_years):
            promised = rows[~np.isnan(days[rows])]
            due_on[promised] = deadline_dates(asked[promised], days[promised], calendar, self.day_convention)
        return due_on

    def covered(self, table: str) -> dict[str, int]:
        """The months that the files of a register cover, by site; without the sites of whose files nothing is known."""
        spans = self.given.spans
        known = (site_id for site_id in self.sites if (table, site_id) in spans)
        return {id_: covered_by_spans(self.period, spans[table, id_], self.last_day) for id_ in known}

    def known_until(self, table: str) -> np.ndarray:
        """The last day of which each row of a table tells: what is open is late or not on that day (`covered.known_until`)."""
        return known_until(self.tables[table]["dataset"], self.given.extracted, self.as_of)

    @property
    def last_day(self) -> date:
        """The last day of the period that is known."""
        return min(self.period.end, self.as_of)


def cut_context(
    catalogue: Catalogue,
    tables: Mapping[str, pd.DataFrame],
    sites: list[str],
    period: Period,
    as_of: date,
    given: Given | None = None,
) -> Context:
    """Keep what concerns `sites` and `period` and was known on `as_of`; the given frames are left as they are.

    A request answered after `as_of` is still open that day. Declared figures are matched on their period's code; of a year
    that nobody declared, those of its quarters stand together where they say their bases.
    """
    given = given or Given()
    cut: dict[str, pd.DataFrame] = {}
    recorded: dict[str, frozenset[str]] = {}
    for name in MEASURED_TABLES:
        spec, frame = TABLES[name], tables.get(name)
        if frame is None or frame.empty:
            cut[name], has_rows = empty_table(name), frozenset[str]()
        else:
            frame = _keep(frame, frame["site_id"].isin(sites))
            # A training counts for years: the site that has any keeps a register of them.
            is_of_years = slice(None) if spec.earlier == "training_cycle" else in_years(frame, name, period)
            has_rows = frozenset(frame["site_id"].loc[is_of_years].unique())
            cut[name] = _of_period(frame, name, period, as_of)
            if spec.period_column is not None:
                cut[name] = with_pooled_year(cut[name], frame, period, catalogue.indicators)
        recorded[name] = _recorded(name, sites, has_rows, period, as_of, given) if spec.is_register else has_rows
    return Context(catalogue, tuple(sites), period, as_of, cut, recorded, given)


def _recorded(
    table: str, sites: list[str], has_rows: frozenset[str], period: Period, as_of: date, given: Given
) -> frozenset[str]:
    """The sites of which a file covers a day of the period up to `as_of`; those with rows where no file is known."""
    last = min(period.end, as_of)
    spans = {site_id: given.spans.get((table, site_id)) for site_id in sites}
    return frozenset(
        site_id
        for site_id, known in spans.items()
        if (site_id in has_rows if known is None else any(a <= last and period.start <= b for a, b in known))
    )


def in_years(frame: pd.DataFrame, table: str, period: Period) -> np.ndarray:
    """True for the rows that are stored under the calendar years of the period."""
    spec = TABLES[table]
    if spec.is_by_exercise:
        return frame[spec.year_column].isin(period.years).to_numpy()
    first, last = np.datetime64(f"{period.start.year}-01-01", "s"), np.datetime64(f"{period.end.year}-12-31", "s")
    day = frame[spec.year_column].to_numpy()
    if spec.open_year_column is not None:
        is_open = np.isnat(day)
        if is_open.any():
            day = np.where(is_open, frame[spec.open_year_column].to_numpy(), day)
    return (day >= first) & (day <= last)


def _of_period(frame: pd.DataFrame, name: str, period: Period, as_of: date) -> pd.DataFrame:
    spec = TABLES[name]
    if spec.period_column is not None:
        return _keep(frame, frame[spec.period_column] == period.code)
    if spec.is_read_whole:
        return frame
    if spec.is_by_exercise:
        return _keep(frame, frame[spec.year_column].isin(period.years))
    day = frame[spec.year_column]
    rows = _keep(frame, (day >= pd.Timestamp(period.start)) & (day <= pd.Timestamp(min(period.end, as_of))))
    if (settled_on := spec.settled_on) is not None:
        rows = rows.assign(**{settled_on: rows[settled_on].where(rows[settled_on] <= pd.Timestamp(as_of))})
    return rows


def _keep(frame: pd.DataFrame, is_kept: pd.Series) -> pd.DataFrame:
    return frame if is_kept.all() else frame.loc[is_kept]


def result_rows(
    site_id: npt.ArrayLike,
    group: npt.ArrayLike,
    numerator: npt.ArrayLike,
    denominator: npt.ArrayLike,
    n: npt.ArrayLike,
    value: npt.ArrayLike,
    interval: tuple[npt.ArrayLike, npt.ArrayLike] = (np.nan, np.nan),
) -> Rows:
    """The rows of columns of one length; a scalar is repeated, figures become floats.

    `interval` (low, high) is for formulas with one of their own; that of a sampled share is added by `measure`.
    """
    sites = np.asarray(site_id, dtype=object)
    groups = np.empty(sites.size, dtype=object)
    groups[:] = group
    part, base, people, figure, low, high = (
        _floats(column, sites.size) for column in (numerator, denominator, n, value, *interval)
    )
    days, months = np.full(sites.size, NOT_A_DAY), np.full(sites.size, None, dtype=object)
    return Rows(sites, groups, part, base, people, figure, low, high, days, months)


def share_rows(
    site_id: npt.ArrayLike, group: npt.ArrayLike, numerator: npt.ArrayLike, denominator: npt.ArrayLike, scale: int = 100
) -> Rows:
    """Rows of a share. `scale * numerator / denominator`: one rounding only, so that 67.5 is exactly 67.5."""
    part, base = np.asarray(numerator, dtype="float64"), np.asarray(denominator, dtype="float64")
    value = np.full(part.shape, np.nan)
    np.divide(scale * part, base, out=value, where=base > 0)
    return result_rows(site_id, group, part, base, base, value)


def stack_rows(parts: list[Rows]) -> Rows:
    """Parts one under the other; without any part, no row."""
    if not parts:
        return result_rows([], [], [], [], [], [])
    return Rows.of({name: np.concatenate([getattr(part, name) for part in parts]) for name in ROW_COLUMNS})


def keys_of(rows: Columns) -> list[tuple[str, str, str]]:
    """What identifies each figure within a period: indicator, site and group."""
    return list(zip(rows["indicator_id"].tolist(), rows["site_id"].tolist(), rows["group"].tolist(), strict=True))


def are_in(texts: np.ndarray, wanted: Collection[str]) -> np.ndarray:
    """One flag a text."""
    return np.fromiter((text in wanted for text in texts.tolist()), dtype=bool, count=texts.size)


def _floats(column: npt.ArrayLike, size: int) -> np.ndarray:
    values = np.asarray(column, dtype="float64")
    return values if values.shape == (size,) else np.full(size, values)
