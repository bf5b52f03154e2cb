"""Text to dates, by written rules: what is read, what is refused and why. Cell by cell meaning only.

Whether a date suits the period or another column is `rules`.
"""

import re
from datetime import date

import numpy as np
import pandas as pd

from qep_lib.intake.faults import Reason
from qep_lib.model.campaign import DateOrder

ACCEPTED = "jj/mm/aaaa (12/03/2024) ou aaaa-mm-jj"
_HOUR = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?"
_TIME = rf"(?:(?:[ T]| - ){_HOUR})?"
"""Drupal and Framaforms write « 13/03/2026 - 09:58 »."""
_FRENCH = rf"\d{{1,2}}/\d{{1,2}}/\d{{4}}{_TIME}"
_SHORT_YEAR = rf"\d{{1,2}}/\d{{1,2}}/\d{{2}}{_TIME}"
_ISO = rf"\d{{4}}-\d{{2}}-\d{{2}}{_TIME}"
_SLASHED = rf"\d{{4}}/\d{{1,2}}/\d{{1,2}}{_TIME}"
_ZONED = r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)? ?(?:Z|[+-]\d{2}:?\d{2})"
"""Démarches simplifiées puts a space before the zone."""
_GOOGLE = r"(\d{4}/\d{1,2}/\d{1,2}) (\d{1,2}:\d{2}:\d{2}) ([AP]M) UTC([+-])(\d{1,2})(?::(\d{2}))?"
"""« 2026/04/08 10:04:06 AM UTC+2 », as Google Forms writes a moment."""
_SKIPPED_HOUR = r"(?:[ T]| - )0?2:\d{2}"
"""On the last Sunday of March, in Paris."""
_SERIAL = r"\d{5}(?:,\d+)?"
_PARIS = "Europe/Paris"
_YEAR_FIRST = (("iso", "%Y-%m-%d"), ("slashed", "%Y/%m/%d"))
_DAY_FORMATS = {
    "day_first": (("french", "%d/%m/%Y"), ("short", "%d/%m/%y"), *_YEAR_FIRST),
    "month_first": (("french", "%m/%d/%Y"), ("short", "%m/%d/%y"), *_YEAR_FIRST),
}
_PIVOT = 69
"""Two-digit years from 69 on are of the 1900s, as spreadsheets and POSIX read them."""


def parse_dates(texts: pd.Series, order: DateOrder = "day_first") -> tuple[pd.Series, dict[str, Reason]]:
    """(days as datetime64[s], faulty text -> reason) of distinct texts; an empty text is NaT without fault.

    `order` is that of days and months, the same for all (module `order`). Times are dropped; a time with a zone is first
    brought to Paris, since it may change the day. A two-digit year is read with a warning.
    """
    days = pd.Series(np.datetime64("NaT", "s"), index=texts.index, dtype="datetime64[s]")
    forms = {name: texts.str.fullmatch(form) for name, form in
             (("french", _FRENCH), ("short", _SHORT_YEAR), ("iso", _ISO), ("slashed", _SLASHED),
              ("zoned", _ZONED), ("google", _GOOGLE))}  # fmt: skip
    for name, day_format in _DAY_FORMATS[order]:
        if forms[name].any():
            written = texts[forms[name]].str.replace(r"(?:[ T]| - )\d{1,2}:.*$", "", regex=True)
            days[forms[name]] = pd.to_datetime(written, format=day_format, errors="coerce").astype("datetime64[s]")
    if forms["zoned"].any():
        days[forms["zoned"]] = _days_in_paris(
            texts[forms["zoned"]].str.replace(" ?(Z|[+-][0-9:]+)$", r"\1", regex=True), "ISO8601"
        )
    if forms["google"].any():
        days[forms["google"]] = _days_in_paris(
            texts[forms["google"]].str.replace(_GOOGLE, _zoned_moment, regex=True), "%Y/%m/%d %I:%M:%S %p %z"
        )
    reasons = {text: _explain(text, order) for text in texts[days.isna() & (texts != "")].tolist()}
    for text in texts[forms["short"] & days.notna()].tolist():
        reasons[text] = Reason(
            "two_digit_year", "année sur deux chiffres, lue 19xx à partir de 69 et 20xx avant",
            accepted=ACCEPTED, remedy="écrire l'année sur quatre chiffres", severity="warning",
        )  # fmt: skip
    spring = (days.dt.month == 3) & (days.dt.day_of_week == 6) & (days.dt.day >= 25)
    naive = ~forms["zoned"] & ~forms["google"]
    for text in texts[naive & spring & texts.str.contains(_SKIPPED_HOUR, regex=True)].tolist():
        reasons[text] = Reason(
            "missing_hour", "cette nuit-là 2 h est passé à 3 h : l'heure n'existe pas, le jour est gardé",
            accepted=ACCEPTED, remedy="vérifier le fuseau horaire de l'export", severity="warning",
        )  # fmt: skip
    return days, reasons


def _days_in_paris(moments: pd.Series, form: str) -> pd.Series:
    """The day that it was in Paris at each of these moments, which have a zone; NaT for one that does not exist."""
    known = pd.to_datetime(moments, utc=True, errors="coerce", format=form)
    return known.dt.tz_convert(_PARIS).dt.normalize().dt.tz_localize(None).astype("datetime64[s]")


def _zoned_moment(match: re.Match) -> str:
    """A moment of `_GOOGLE` with its zone in four figures, as `strptime` wants it."""
    day, hour, half, sign, hours, minutes = match.groups()
    return f"{day} {hour} {half} {sign}{int(hours):02d}{minutes or '00'}"


def serials_to_dates(texts: pd.Series, is_serial: pd.Series, has_1904_epoch: bool) -> pd.Series:
    """`texts` where the bare numbers of a workbook's date column are written as dates (spreadsheet day numbers)."""
    wanted = is_serial & texts.str.fullmatch(_SERIAL)
    if not wanted.any():
        return texts
    origin = pd.Timestamp("1904-01-01") if has_1904_epoch else pd.Timestamp("1899-12-30")
    numbers = texts[wanted].str.replace(r",.*$", "", regex=True).astype("int64")
    written = texts.copy()
    written[wanted] = (origin + pd.to_timedelta(numbers, unit="D")).dt.strftime("%Y-%m-%d").astype("str")
    return written


def _explain(text: str, order: DateOrder) -> Reason:
    """Why this text is no date."""
    if match := re.fullmatch(rf"(\d{{1,2}})/(\d{{1,2}})/(\d{{2}}|\d{{4}}){_TIME}", text):
        day, month = int(match[1]), int(match[2])
        if order == "month_first":
            day, month = month, day
        if month > 12 and day <= 12:
            return _reason("month_first", f"le mois {month} n'existe pas : jour et mois semblent inversés")
        return _missing_day(f"{match[1]}/{match[2]}/{match[3]}")
    if match := re.match(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", text):
        try:
            date(*(int(part) for part in match.groups()))
        except ValueError:
            return _missing_day(match[0])
    if re.fullmatch(_SERIAL, text):
        return _reason(
            "serial_date", "numéro de jour d'un tableur au lieu d'une date",
            "mettre la colonne au format date dans le tableur, puis refaire l'export",
        )  # fmt: skip
    return _reason("not_a_date", "ce n'est pas une date")


def _missing_day(written: str) -> Reason:
    return _reason("impossible_date", f"la date {written} n'existe pas")


def _reason(code: str, found: str, remedy: str = "corriger la date dans le fichier") -> Reason:
    return Reason(code, found, accepted=ACCEPTED, remedy=remedy)
