"""Text to dates, by written rules: what is read, what is refused and why. Cell by cell meaning only.

Whether a date suits the period or another column is `rules`.
"""

import re
from datetime import date

import numpy as np
import pandas as pd

from qep_lib.intake.faults import Reason

ACCEPTED = "jj/mm/aaaa (12/03/2024) ou aaaa-mm-jj"
_TIME = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)?"
_FRENCH = rf"\d{{1,2}}/\d{{1,2}}/\d{{4}}{_TIME}"
_SHORT_YEAR = rf"\d{{1,2}}/\d{{1,2}}/\d{{2}}{_TIME}"
_ISO = rf"\d{{4}}-\d{{2}}-\d{{2}}{_TIME}"
_ZONED = r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})"
_SERIAL = r"\d{5}(?:,\d+)?"
_PARIS = "Europe/Paris"
_PIVOT = 69
"""Two-digit years from 69 on are of the 1900s, as spreadsheets and POSIX read them."""


def parse_dates(texts: pd.Series) -> tuple[pd.Series, dict[str, Reason]]:
    """(days as datetime64[s], faulty text -> reason) of distinct texts; an empty text is NaT without fault.

    Times are dropped; a time with a zone is first brought to Paris, since it may change the day. A two-digit year is
    read with a warning.
    """
    days = pd.Series(np.datetime64("NaT", "s"), index=texts.index, dtype="datetime64[s]")
    forms = {name: texts.str.fullmatch(form) for name, form in
             (("french", _FRENCH), ("short", _SHORT_YEAR), ("iso", _ISO), ("zoned", _ZONED))}  # fmt: skip
    for name, day_format in (("french", "%d/%m/%Y"), ("short", "%d/%m/%y"), ("iso", "%Y-%m-%d")):
        if forms[name].any():
            written = texts[forms[name]].str.replace(r"[ T]\d{1,2}:.*$", "", regex=True)
            days[forms[name]] = pd.to_datetime(written, format=day_format, errors="coerce").astype("datetime64[s]")
    if forms["zoned"].any():
        moments = pd.to_datetime(texts[forms["zoned"]], utc=True, errors="coerce", format="ISO8601")
        days[forms["zoned"]] = moments.dt.tz_convert(_PARIS).dt.normalize().dt.tz_localize(None).astype("datetime64[s]")
    reasons = {text: _explain(text) for text in texts[days.isna() & (texts != "")].tolist()}
    for text in texts[forms["short"] & days.notna()].tolist():
        reasons[text] = Reason(
            "two_digit_year", "année sur deux chiffres, lue 19xx à partir de 69 et 20xx avant",
            accepted=ACCEPTED, remedy="écrire l'année sur quatre chiffres", severity="warning",
        )  # fmt: skip
    return days, reasons


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


def _explain(text: str) -> Reason:
    """Why this text is no date."""
    if match := re.fullmatch(rf"(\d{{1,2}})/(\d{{1,2}})/(\d{{2}}|\d{{4}}){_TIME}", text):
        day, month, year = (int(part) for part in match.groups())
        if month > 12 and day <= 12:
            return _reason("month_first", f"le mois {month} n'existe pas : jour et mois semblent inversés")
        return _missing_day(f"{match[1]}/{match[2]}/{match[3]}")
    if match := re.match(r"(\d{4})-(\d{2})-(\d{2})", text):
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
