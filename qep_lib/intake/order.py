"""One order of days and months for each column of dates: proved by its cells, declared by its source, or asked.

Reading a date in a known order is `dates`; whether days suit the period, or each other, is `rules`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd

from qep_lib.intake.convert import ColumnReader, Parser, convert
from qep_lib.intake.dates import parse_dates
from qep_lib.intake.faults import FaultList
from qep_lib.intake.months import parse_months
from qep_lib.intake.rulebook import fault
from qep_lib.intake.rules import Expected, check_dates, check_overlaps, longest_span
from qep_lib.model.campaign import DateOrder, Source
from qep_lib.model.table import Column

_WRITTEN = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(?:\d{4}|\d{2})(?!\d)")
_REAL_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PROOFS = 2
"""Cells that must prove months first, which no French tool writes: one alone may be a slip."""
_SPREAD = 3
"""Months for each day of the month above which dates look written the other way: a week of March, on 3rds of 7 months."""
_LONGEST_DAYS = 62
"""A statement covers a day, a week or a month: more, and its dates look written the other way."""
_SHOWN_LINES = 5


@dataclass(frozen=True, slots=True)
class OrderProof:
    """What the cells of a column prove: texts that only one order can read, and those that both can."""

    day_first: tuple[str, ...]
    month_first: tuple[str, ...]
    either: tuple[str, ...]


def prove_order(texts: Iterable[str]) -> OrderProof:
    """What the distinct texts of a column say of their order; dates that no order can read are left out."""
    found: dict[str, list[str]] = {"day_first": [], "month_first": [], "either": []}
    for text in texts:
        if match := _WRITTEN.match(text):
            first, second = int(match[1]), int(match[3])
            if first > 12 >= second:
                found["day_first"].append(text)
            elif second > 12 >= first:
                found["month_first"].append(text)
            elif first <= 12 and first != second:
                found["either"].append(text)
    return OrderProof(**{name: tuple(kept) for name, kept in found.items()})


def settle_orders(
    reader: ColumnReader, columns: Sequence[Column], source: Source, context: Expected
) -> dict[str, DateOrder]:
    """column -> its order, for the bound columns of dates; what cannot be decided is an error of the file.

    A column takes the order that its cells prove; one whose cells prove nothing takes that of the other columns. When
    none proves anything days come first, unless months first suits the period and the extraction better: it is asked.
    """
    dated = [column for column in columns if column.type == "date" and column.name in reader.bound]
    if source.date_order:
        return dict.fromkeys((column.name for column in dated), source.date_order)
    proofs = {column.name: prove_order(reader.distinct(column.name)) for column in dated}
    orders: dict[str, DateOrder] = {}
    for name, proof in proofs.items():
        if proof.month_first:
            orders[name] = "month_first"
            _tell_months_first(reader, name, proof, source)
        elif proof.day_first:
            orders[name] = "day_first"
    known = set(orders.values())
    unproved = [column for column in dated if column.name not in orders]
    others: DateOrder = next(iter(known)) if len(known) == 1 else "day_first"
    orders |= {column.name: others for column in unproved}
    doubtful = [column for column in unproved if proofs[column.name].either]
    if doubtful and (len(known) > 1 or not known and _suits_better(reader, dated, context)):
        for column in doubtful:
            _ask(reader, column.name, proofs[column.name].either, source, context)
    return orders


def read_in_order(column: Column, order: DateOrder) -> Parser:
    """The parser of a column of days, or of months, in that order."""
    return partial(parse_months if column.form == "month" else parse_dates, order=order)


def _suits_better(reader: ColumnReader, columns: Sequence[Column], context: Expected) -> bool:
    """True when the dates read with months first break fewer rules than with days first."""
    day_first, month_first = (_faults(reader, columns, context, order) for order in ("day_first", "month_first"))
    return month_first < day_first


def _faults(reader: ColumnReader, columns: Sequence[Column], context: Expected, order: DateOrder) -> int:
    """How many rows break a rule when every column is read in that order, and how often the whole looks wrong."""
    faults = FaultList("")
    frame = pd.DataFrame(index=reader.raw.cells.index)
    for column in columns:
        texts = reader.texts(column.name)
        frame[column.name], reasons = convert(texts, read_in_order(column, order))
        faults.add_values(texts, column.name, reasons)
    headings = {column.name: column.name for column in columns}
    check_dates(frame, headings, context, faults)
    check_overlaps(frame, headings, context, faults)
    strange = sum(_is_spread(frame[column.name].dropna()) for column in columns if column.form != "month")
    return len(faults.rejected_rows) + strange + (longest_span(frame, context) > _LONGEST_DAYS)


def _is_spread(days: pd.Series) -> bool:
    """True when few days of the month stand for many months: dates of a week, their day taken for the month."""
    distinct = days.drop_duplicates()
    months = (distinct.dt.year * 12 + distinct.dt.month).nunique()
    return months >= _SPREAD * max(1, distinct.dt.day.nunique())


def _tell_months_first(reader: ColumnReader, name: str, proof: OrderProof, source: Source) -> None:
    """A warning when every cell agrees; an error when some say the contrary, or when one cell alone says it."""
    where, key = _lines(reader, name, proof.month_first), f"date_order dans params/sources/{source.id}.yml"
    first = reader.lines_of(name, proof.month_first)[0]
    real_days = (
        [text for text in reader.distinct(name) if _REAL_DAY.match(text)] if reader.raw.serials is not None else []
    )
    if proof.day_first or real_days:
        other = _lines(reader, name, proof.day_first or real_days)
        rule = "contradictory_dates" if proof.day_first else "doubtful_real_dates"
        reason = fault(rule, where=where, other=other, key=key)
    elif len(proof.month_first) < _PROOFS and proof.either:
        reason = fault("lonely_month_first", where=where, key=key)
    else:
        reason = fault("month_first", where=where, key=key)
    reader.faults.add(reason, first, reader.heading(name), proof.month_first[0])


def _ask(reader: ColumnReader, name: str, texts: Sequence[str], source: Source, context: Expected) -> None:
    reason = fault("ambiguous_dates", period=context.period.code, source_id=source.id)
    reader.faults.add(reason, reader.lines_of(name, texts)[0], reader.heading(name), texts[0])


def _lines(reader: ColumnReader, name: str, texts: Sequence[str]) -> str:
    """« ligne 3 (25/03/2024) », « lignes 3, 5 et 2 autres »."""
    lines = reader.lines_of(name, texts)
    if len(lines) == 1:
        return f"ligne {lines[0]} ({texts[0][:20]})"
    more = len(lines) - _SHOWN_LINES
    return f"lignes {', '.join(map(str, lines[:_SHOWN_LINES]))}" + (f" et {more} autres" if more > 0 else "")
