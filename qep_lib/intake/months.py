"""Text to months, each kept as its first day: how people and tools write one. Days are `dates`."""

import re

import pandas as pd

from qep_lib.intake.dates import SHORT_YEAR, parse_dates
from qep_lib.intake.rulebook import Reason, fault
from qep_lib.model.campaign import DateOrder
from qep_lib.model.period_words import period_code

_CODE = re.compile(r"\d{4}-\d{2}")
_WRITTEN = re.compile(r"\d{4}[/-](?P<iso>\d{1,2})|(?P<french>\d{1,2})[/-]\d{4}")
_SHORT_YEAR = re.compile(r"[^\d]*\d{2}")


def parse_months(
    texts: pd.Series, order: DateOrder = "day_first", year: int | None = None
) -> tuple[pd.Series, dict[str, Reason]]:
    """(first days as datetime64[s], faulty text -> reason) of distinct texts; an empty text is NaT without fault.

    A full date stands for its month when it is the first or the last day of it: any other day is no month. `order` is
    that of days and months in the full dates, `year` that of months written without one (« Mars »).
    """
    written = texts.map(lambda text: _first_day(text, year)).astype(texts.dtype)
    days, reasons = parse_dates(texts.where(written == "", written), order)
    is_edge = (days.dt.day == 1) | days.dt.is_month_end
    found = days.where(is_edge | days.isna()).dt.to_period("M").dt.to_timestamp().astype("datetime64[s]")
    told = {}
    for text, day, edge in zip(texts.tolist(), days.tolist(), is_edge.tolist(), strict=True):
        if text != "" and (pd.isna(day) or not edge):
            told[text] = _reason(text) if pd.isna(day) else fault("day_inside_month")
        elif text in reasons:
            told[text] = reasons[text]
        elif text != "" and _SHORT_YEAR.fullmatch(text):
            told[text] = SHORT_YEAR
        elif text != "" and year is not None and period_code(text) is None and period_code(text, year) is not None:
            told[text] = fault("month_without_year", year=year)
    return found, told


def _first_day(text: str, year: int | None) -> str:
    """« mars 2022 » as « 2022-03-01 »; empty when the text is not written as a month."""
    code = period_code(text, year) or ""
    return f"{code}-01" if _CODE.fullmatch(code) else ""


def _reason(text: str) -> Reason:
    wrong = _WRITTEN.fullmatch(text)
    number = int(wrong["iso"] or wrong["french"]) if wrong else None
    if number is not None and not 1 <= number <= 12:
        return fault("impossible_month", month=number)
    if period_code(text, 2000) is not None and period_code(text) is None:
        return fault("unknown_year_of_month")
    return fault("not_a_month")
