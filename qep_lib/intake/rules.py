"""Checks across cells and rows of a typed frame: period, future, order of dates, duplicates. One function a rule.

The index of every frame is the line number in the file. Rules of a single cell are in the converters.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from qep_lib.intake.faults import FaultList, by_line
from qep_lib.intake.rawtable import TEXT
from qep_lib.intake.rulebook import fault
from qep_lib.model.period import Period
from qep_lib.model.table import TableSpec


@dataclass(frozen=True, slots=True)
class Expected:
    """What the request for import says about the file, and the table that it fills."""

    spec: TableSpec
    period: Period
    extracted_on: date
    has_several_periods: bool = False

    @property
    def last_day(self) -> date:
        """The last day of the period that the file can know of."""
        return min(self.period.end, self.extracted_on)


def check_dates(frame: pd.DataFrame, headings: dict[str, str], context: Expected, faults: FaultList) -> None:
    """Dates inside the period, not after the extraction, and in order; `headings`: column -> heading in the file."""
    day = context.spec.day_in_period
    if day and not context.has_several_periods:
        _check_period(frame[day], headings[day], context, faults)
    for observed in context.spec.observed_on:
        if observed in headings:
            _check_not_future(frame[observed], headings[observed], context.extracted_on, faults)
    for column in context.spec.columns:
        for before, found in column.follows:
            if before in headings and column.name in headings:
                _check_order(frame[before], frame[column.name], headings, found, faults)


def check_counts(frame: pd.DataFrame, headings: dict[str, str], context: Expected, faults: FaultList) -> None:
    """A part never exceeds its whole: answered calls are among those that asked for an agent."""
    for column in context.spec.columns:
        part, whole = column.name, column.part_of
        if part not in headings or whole not in headings:
            continue
        is_over = (frame[part] > frame[whole]).fillna(False).astype(bool)
        for row in frame.index[is_over].tolist():
            reason = fault("part_over_whole", heading=headings[whole], most=frame[whole][row])
            faults.add(reason, row, headings[part], str(frame[part][row]))


def check_overlaps(frame: pd.DataFrame, headings: dict[str, str], context: Expected, faults: FaultList) -> None:
    """Rows that cover days another row of the file covers already are rejected; the first one in time stays.

    The same first day is left to the check of duplicates; without a last day nothing is covered.
    """
    if context.spec.span is None:
        return
    first, last = context.spec.span
    if last not in frame:
        return
    rows = frame.loc[~frame.index.isin(list(faults.rejected_rows)), [first, last]].dropna()
    rows = rows.sort_values(first, kind="stable").drop_duplicates(first)
    until, holder = None, 0
    for row, start, end in rows.itertuples():
        if until is not None and start <= until:
            reason = fault("overlapping_rows", holder=holder, until=until)
            faults.add(reason, row, headings[first], f"{start:%d/%m/%Y}")
            continue
        until, holder = end, row


def longest_span(frame: pd.DataFrame, context: Expected) -> int:
    """Days of the longest row of a table whose rows cover several, 0 for another table."""
    span = context.spec.span
    if span is None or not {*span} <= {*frame.columns}:
        return 0
    days = (frame[span[1]] - frame[span[0]]).dt.days
    return int(days.max()) if days.notna().any() else 0


def _check_period(days: pd.Series, heading: str, context: Expected, faults: FaultList) -> None:
    period = context.period
    start, end = pd.Timestamp(period.start), pd.Timestamp(period.end)
    reason = fault("outside_period", start=period.start, end=period.end, period=period.code)
    for row, day in by_line(days[(days < start) | (days > end)]):
        faults.add(reason, row, heading, f"{day:%d/%m/%Y}")


def _check_not_future(days: pd.Series, heading: str, extracted_on: date, faults: FaultList) -> None:
    reason = fault("future_date", extracted_on=extracted_on)
    for row, day in by_line(days[days > pd.Timestamp(extracted_on)]):
        faults.add(reason, row, heading, f"{day:%d/%m/%Y}")


def _check_order(first: pd.Series, second: pd.Series, headings: dict[str, str], found: str, faults: FaultList) -> None:
    for row in first.index[second < first].tolist():
        faults.add(
            fault("dates_out_of_order", found=found, earlier=first[row]),
            row,
            headings[str(second.name)],
            f"{second[row]:%d/%m/%Y}",
        )


def drop_duplicates(frame: pd.DataFrame, key: Sequence[str], heading: str | None, faults: FaultList) -> pd.DataFrame:
    """`frame` with each key once. An identical row is told and dropped; a different one is rejected, the first stays."""
    repeated = frame.duplicated(list(key))
    if not repeated.any():
        return frame
    keys, identical = key_texts(frame, key), frame.duplicated()
    firsts = keys.loc[~repeated].reset_index(names="_line").set_index(list(key))["_line"]
    for row in frame.index[repeated].tolist():
        values = tuple(keys.loc[row])
        first = int(firsts[values if len(values) > 1 else values[0]])
        shown = " / ".join(str(value) for value in values if isinstance(value, str) and value)
        reason = fault("identical_row" if identical[row] else "duplicate_key", first=first)
        faults.add(reason, row, heading, shown)
    return frame.loc[~repeated]


def key_texts(frame: pd.DataFrame, key: Sequence[str]) -> pd.DataFrame:
    """The key as a person reads it: days in French, numbers as text."""
    texts = frame[list(key)]
    days = texts.select_dtypes("datetime").columns
    return texts.assign(**{str(name): texts[name].dt.strftime("%d/%m/%Y") for name in days}).astype(TEXT)
