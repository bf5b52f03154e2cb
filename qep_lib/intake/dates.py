"""Text to dates, by written rules: what is read, what is refused and why. Cell by cell meaning only.

Whether a date suits the period or another column is `rules`.
"""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from qep_lib.intake.rulebook import Reason, fault
from qep_lib.model.campaign import DateOrder
from qep_lib.model.characters import fold
from qep_lib.model.period_words import MONTH, spelled_day

_HOUR = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?"
_TIME = rf"(?:(?:[ T]| - ){_HOUR})?"
"""Drupal and Framaforms write « 13/03/2026 - 09:58 »."""
_FRENCH = rf"\d{{1,2}}/\d{{1,2}}/\d{{4}}{_TIME}"
_OTHER_MARKS = r"^(\d{1,2})([.-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)"
"""« 03.04.2022 » and « 03-04-2022 » are « 03/04/2022 »."""
_SHORT_YEAR = rf"\d{{1,2}}/\d{{1,2}}/\d{{2}}{_TIME}"
_ISO = rf"\d{{4}}-\d{{2}}-\d{{2}}{_TIME}"
_SLASHED = rf"\d{{4}}/\d{{1,2}}/\d{{1,2}}{_TIME}"
_ZONED = r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)? ?(?:Z|[+-]\d{2}:?\d{2})"
"""Démarches simplifiées puts a space before the zone."""
_GOOGLE = r"(\d{4}/\d{1,2}/\d{1,2}) (\d{1,2}:\d{2}:\d{2}) ([AP]M) UTC([+-])(\d{1,2})(?::(\d{2}))?"
"""« 2026/04/08 10:04:06 AM UTC+2 », as Google Forms writes a moment."""
_SPELLED = re.compile(
    rf"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche),? )?(?P<day>\d{{1,2}}(?:er)? {MONTH}\.? \d{{4}})"
    r"(?:,? (?:a |- )?(?P<hour>[01]?\d|2[0-3])[:h] ?(?P<minute>[0-5]\d)(?::[0-5]\d)?(?: (?P<zone>.+))?)?"
)
"""« 14 mai 2020 », and a moment as Nextcloud Forms wrote it: « jeudi 26 janvier 2023 à 13:39:50 temps universel coordonné »."""
_UNIVERSAL = ("utc", "gmt", "utc+0", "gmt+0", "temps universel coordonne", "heure moyenne de greenwich")
_OF_PARIS = (
    *("utc+1", "utc+2", "gmt+1", "gmt+2", "cet", "cest"),
    *("heure normale d'europe centrale", "heure d'ete d'europe centrale", "heure d'europe centrale"),
)
_SKIPPED_HOUR = r"(?:[ T]| - )0?2:\d{2}"
"""On the last Sunday of March, in Paris."""
_SERIAL = r"\d{5}(?:,\d+)?"
_PARIS = "Europe/Paris"
_YEAR_FIRST = (("iso", "%Y-%m-%d"), ("slashed", "%Y/%m/%d"))
_DAY_FORMATS = {
    "day_first": (("french", "%d/%m/%Y"), ("short", "%d/%m/%y"), *_YEAR_FIRST),
    "month_first": (("french", "%m/%d/%Y"), ("short", "%m/%d/%y"), *_YEAR_FIRST),
}
SHORT_YEAR = fault("two_digit_year")


def parse_dates(texts: pd.Series, order: DateOrder = "day_first") -> tuple[pd.Series, dict[str, Reason]]:
    """(days as datetime64[s], faulty text -> reason) of distinct texts; an empty text is NaT without fault.

    `order` is that of days and months, the same for all (module `order`). Times are dropped; a time with a zone is first
    brought to Paris, since it may change the day. A two-digit year is read with a warning.
    """
    written, texts = texts, texts.str.replace(_OTHER_MARKS, r"\1/\3/\4", regex=True)
    days = pd.Series(np.datetime64("NaT", "s"), index=texts.index, dtype="datetime64[s]")
    forms = {
        name: texts.str.fullmatch(form)
        for name, form in (
            ("french", _FRENCH),
            ("short", _SHORT_YEAR),
            ("iso", _ISO),
            ("slashed", _SLASHED),
            ("zoned", _ZONED),
            ("google", _GOOGLE),
        )
    }
    for name, day_format in _DAY_FORMATS[order]:
        if forms[name].any():
            dates = texts[forms[name]].str.replace(r"(?:[ T]| - )\d{1,2}:.*$", "", regex=True)
            days[forms[name]] = pd.to_datetime(dates, format=day_format, errors="coerce").astype("datetime64[s]")
    if forms["zoned"].any():
        days[forms["zoned"]] = _days_in_paris(texts[forms["zoned"]], "ISO8601")
    if forms["google"].any():
        days[forms["google"]] = _days_in_paris(
            texts[forms["google"]].str.replace(_GOOGLE, _zoned_moment, regex=True), "%Y/%m/%d %I:%M:%S %p %z"
        )
    unread = texts[days.isna() & texts.str.contains(r"[^\W\d_]{3,}", regex=True)]
    if len(unread):
        spelled = pd.to_datetime(unread.map(_spelled), format="%Y-%m-%d", errors="coerce")
        days[unread.index] = spelled.astype("datetime64[s]")
    is_faulty = days.isna() & (texts != "")
    reasons = {text: _explain(read, order) for text, read in zip(written[is_faulty], texts[is_faulty], strict=True)}
    reasons |= dict.fromkeys(written[forms["short"] & days.notna()].tolist(), SHORT_YEAR)
    spring = (days.dt.month == 3) & (days.dt.day_of_week == 6) & (days.dt.day >= 25)
    naive = ~forms["zoned"] & ~forms["google"]
    for text in written[naive & spring & texts.str.contains(_SKIPPED_HOUR, regex=True)].tolist():
        reasons[text] = fault("missing_hour")
    return days, reasons


def _spelled(text: str) -> str | None:
    """The day, in Paris, of a date in words; None for another text, a day that does not exist, or an unknown zone."""
    match = _SPELLED.fullmatch(fold(text))
    day = spelled_day(match["day"]) if match else None
    if not match or not day or match["zone"] not in (None, *_UNIVERSAL, *_OF_PARIS):
        return None
    if match["zone"] in _UNIVERSAL:
        moment = datetime.fromisoformat(f"{day}T{int(match['hour']):02d}:{match['minute']}+00:00")
        return moment.astimezone(ZoneInfo(_PARIS)).date().isoformat()
    return day


def _days_in_paris(moments: pd.Series, form: str) -> pd.Series:
    """The day that it was in Paris at each of these moments, which have a zone; NaT for one that does not exist."""
    known = pd.to_datetime(moments, utc=True, errors="coerce", format=form)
    return known.dt.tz_convert(_PARIS).dt.normalize().dt.tz_localize(None).astype("datetime64[s]")


def _zoned_moment(match: re.Match[str]) -> str:
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
            return fault("reversed_date", month=month)
        return fault("impossible_date", written=f"{match[1]}/{match[2]}/{match[3]}")
    if match := re.match(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", text):
        try:
            date(*(int(part) for part in match.groups()))
        except ValueError:
            return fault("impossible_date", written=match[0])
    if (match := _SPELLED.fullmatch(fold(text))) and not spelled_day(match["day"]):
        return fault("impossible_date", written=match["day"])
    if re.fullmatch(_SERIAL, text):
        return fault("serial_date")
    return fault("not_a_date")
