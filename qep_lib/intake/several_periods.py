"""Files that hold several periods (`periods: all`): which years are theirs, what is said of them, and the days that they cover.

A row is stored where its day puts it; the import is still asked for one period.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd

from qep_lib.intake.rulebook import Reason, fault
from qep_lib.model.period import Period


def years_of_file(days: pd.Series, period: Period) -> range:
    """The calendar years that have rows, without a gap, around those of the period asked: further ones are slips."""
    known = {*days.dropna().dt.year.unique().tolist()}
    first, last = period.start.year, period.end.year
    while first - 1 in known:
        first -= 1
    while last + 1 in known:
        last += 1
    return range(first, last + 1)


def told_years(days: pd.Series, period: Period) -> Reason | None:
    """« 36 lignes de 2022, 28 de 2021 », where some are out of the period asked."""
    outside = (days < pd.Timestamp(period.start)) | (days > pd.Timestamp(period.end))
    if not outside.any():
        return None
    counts = days.dt.year.value_counts().sort_index(ascending=False)
    listed = ", ".join(
        f"{count} {'ligne' if count == 1 else 'lignes'} de {year}" if place == 0 else f"{count} de {year}"
        for place, (year, count) in enumerate(counts.items())
    )
    return fault("several_periods", listed=listed)


def other_periods(days: pd.Series, period: Period, extracted_on: date) -> tuple[str, ...]:
    """The days out of the period asked that the file covers: from the month of its first row to that of its last one."""
    days = days.dropna()
    if days.empty:
        return ()
    first = days.min().date().replace(day=1)
    last = min((days.max() + pd.offsets.MonthEnd(0)).date(), extracted_on)
    spans: Sequence[tuple[date, date]] = (
        (first, period.start - timedelta(days=1)),
        (period.end + timedelta(days=1), last),
    )
    return tuple(_code(start, end) for start, end in spans if start <= end)


def _code(start: date, end: date) -> str:
    dates = Period.parse(f"{start}..{end}")
    return (dates.named_alike or dates).code
