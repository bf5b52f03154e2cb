"""Text to months, each kept as its first day: how people and tools write one. Days are `dates`."""

import re

import pandas as pd

from qep_lib.intake.dates import parse_dates
from qep_lib.intake.faults import Reason
from qep_lib.intake.headings import fold
from qep_lib.model.campaign import DateOrder

ACCEPTED = "un mois : 2022-03, 03/2022, « mars 2022 », son premier ou son dernier jour"
_NAMES = (
    ("janvier", "janv"),
    ("fevrier", "fevr"),
    ("mars",),
    ("avril", "avr"),
    ("mai",),
    ("juin",),
    ("juillet", "juil"),
    ("aout",),
    ("septembre", "sept"),
    ("octobre", "oct"),
    ("novembre", "nov"),
    ("decembre", "dec"),
)
"""Names and what spreadsheets shorten them to, without accents."""
_NUMBERS = {name: number for number, names in enumerate(_NAMES, 1) for name in names}
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})")
_FRENCH = re.compile(r"(?P<month>\d{1,2})/(?P<year>\d{4})")
_NAMED = re.compile(r"(?P<name>[a-z]+)\.?[ -](?P<year>\d{4})")


def parse_months(texts: pd.Series, order: DateOrder = "day_first") -> tuple[pd.Series, dict[str, Reason]]:
    """(first days as datetime64[s], faulty text -> reason) of distinct texts; an empty text is NaT without fault.

    A full date stands for its month when it is the first or the last day of it: any other day is no month. `order` is
    that of days and months in the full dates.
    """
    written = texts.map(_first_day).astype(texts.dtype)
    days, reasons = parse_dates(texts.where(written == "", written), order)
    is_edge = (days.dt.day == 1) | days.dt.is_month_end
    found = days.where(is_edge | days.isna()).dt.to_period("M").dt.to_timestamp().astype("datetime64[s]")
    told = {}
    for text, day, edge in zip(texts.tolist(), days.tolist(), is_edge.tolist(), strict=True):
        if text != "" and (pd.isna(day) or not edge):
            told[text] = _reason(
                text, "ce jour n'est ni le premier ni le dernier d'un mois" if not pd.isna(day) else ""
            )
        elif text in reasons:
            told[text] = reasons[text]
    return found, told


def _first_day(text: str) -> str:
    """« mars 2022 » as « 2022-03-01 »; empty when the text is not written as a month."""
    bare = fold(text)
    match = _ISO.fullmatch(bare) or _FRENCH.fullmatch(bare) or _NAMED.fullmatch(bare)
    if match is None:
        return ""
    parts = match.groupdict()
    number = _NUMBERS.get(parts["name"], 0) if "name" in parts else int(parts["month"])
    return f"{parts['year']}-{number:02d}-01" if 1 <= number <= 12 else ""


def _reason(text: str, found: str) -> Reason:
    if not found:
        wrong = _ISO.fullmatch(text) or _FRENCH.fullmatch(text)
        found = f"le mois {int(wrong['month'])} n'existe pas" if wrong else "ce n'est pas un mois"
    return Reason("not_a_month", found, accepted=ACCEPTED, remedy="écrire le mois ainsi, ou corriger la cellule")
