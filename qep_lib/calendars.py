"""Public holidays and working days of a zone, the delay between two dates, and the deadline of a promise.

The official list is read by `params`; which deadline applies to which request is decided in `indicators/`.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal

import holidays
import numpy as np
import numpy.typing as npt
import pandas as pd

from qep_lib.errors import ParameterError, QepError
from qep_lib.model.suggest import did_you_mean

Convention = Literal["strict", "roll_forward"]
"""`strict`: the day of receipt does not count, whatever the day (art. 641 CPC, art. 3 of Regulation 1182/71).
`roll_forward`: what arrives on a closed day counts as received on the next working day (statistics.md 1.10)."""

_ZONES = {
    "metropole": ("Métropole", None),
    "alsace-moselle": ("Alsace-Moselle", "57"),
    "guadeloupe": ("Guadeloupe", "971"),
    "martinique": ("Martinique", "972"),
    "guyane": ("Guyane", "973"),
    "la-reunion": ("La Réunion", "974"),
    "mayotte": ("Mayotte", "976"),
    "saint-barthelemy": ("Saint-Barthélémy", "BL"),
    "saint-martin": ("Saint-Martin", "MF"),
    "saint-pierre-et-miquelon": ("Saint-Pierre-et-Miquelon", "PM"),
    "nouvelle-caledonie": ("Nouvelle-Calédonie", "NC"),
    "polynesie-francaise": ("Polynésie Française", "PF"),
    "wallis-et-futuna": ("Wallis-et-Futuna", "WF"),
}
"""`holiday_zone` of a site -> name in the official list, subdivision of the `holidays` library."""
_SUBDIVISIONS = dict(_ZONES.values())
_ONE_DAY = np.timedelta64(1, "D")


def official_zone(holiday_zone: str) -> str:
    """Name of a zone in the official list, from a site's `holiday_zone`; an official name is given back as it is.

    Raises `ParameterError` on an unknown zone.
    """
    if holiday_zone in _SUBDIVISIONS:
        return holiday_zone
    if holiday_zone in _ZONES:
        return _ZONES[holiday_zone][0]
    raise ParameterError(
        f"zone de jours fériés « {holiday_zone} » inconnue. Accepté : {', '.join(_ZONES)}. "
        f"À faire : corriger la colonne holiday_zone du registre des sites. {did_you_mean(holiday_zone, _ZONES)}".strip()
    )


def holiday_dates(zone: str, year: int, official: Mapping[str, Mapping[date, str]]) -> tuple[date, ...]:
    """Public holidays of `zone` in `year`, in order; `official` maps zone -> day -> name.

    A year that the official list covers comes from it alone. The `holidays` library answers for other years only,
    because it disagrees with the list (local days overseas, 2006-2007): outside the list, Guadeloupe thus also gets
    mi-carême, Good Friday and 21 July.
    """
    name = official_zone(zone)
    listed = tuple(sorted(day for day in official.get(name, {}) if day.year == year))
    return listed or tuple(sorted(holidays.country_holidays("FR", subdiv=_SUBDIVISIONS[name], years=year)))


def working_calendar(
    zone: str,
    years: Iterable[int],
    official: Mapping[str, Mapping[date, str]],
    closures: Iterable[date] = (),
) -> np.busdaycalendar:
    """Monday to Friday without the public holidays of `zone` and without `closures` (days the site itself adds).

    `years` are those of the receipts and of the answers; everything between them is covered, and one year more on
    each side, since a deadline of December falls in January. No closures by default: a user still waits on those days.
    """
    known = sorted(years)
    if not known:
        raise QepError("calendrier demandé sans aucune année. À faire : donner les années des demandes.")
    covered = range(known[0] - 1, known[-1] + 2)
    closed = {day for year in covered for day in holiday_dates(zone, year, official)} | set(closures)
    return np.busdaycalendar(weekmask="1111100", holidays=sorted(closed))


def working_days_between(
    received: npt.ArrayLike, answered: npt.ArrayLike, calendar: np.busdaycalendar, convention: Convention = "strict"
) -> np.ndarray:
    """Working days after `received`, up to and including `answered`; float, NaN where a date is missing.

    Same day 0, Friday to Monday 1, Saturday to Monday 1 (0 with `roll_forward`). An answer dated before its receipt
    gives a negative number: the import refuses such rows. Arguments broadcast; the result has their shape.
    """
    start, end = np.broadcast_arrays(as_days(received), as_days(answered))
    known = ~(np.isnat(start) | np.isnat(end))
    start, end = start[known], end[known]
    if convention == "roll_forward":
        counted_from = np.busday_offset(start, 0, roll="forward", busdaycal=calendar)
        # Received on Saturday and answered on Sunday: the answer is not earlier than the day counted as receipt.
        end = np.where(end >= start, np.maximum(end, counted_from), end)
        start = counted_from
    delays = np.full(known.shape, np.nan)
    # busday_count includes its first day and excludes its last one, hence the two shifts; backwards it counts other
    # ends, so it is always asked forwards.
    first, last = np.minimum(start, end) + _ONE_DAY, np.maximum(start, end) + _ONE_DAY
    delays[known] = np.busday_count(first, last, busdaycal=calendar) * np.where(end < start, -1, 1)
    return delays


def reply_delays(
    received: npt.ArrayLike, answered: npt.ArrayLike, calendar: np.busdaycalendar, convention: Convention = "strict"
) -> np.ndarray:
    """Delay of an answer in working days: as `working_days_between`, one sent on a closed day counting as sent on the
    next working day, and one sent on the day of the receipt as 0.

    So the number of days and the verdict by date never contradict each other: `reply_delays(...) <= days` exactly when
    `answered <= deadline_dates(...)`, whatever the days of the week. Due on a Friday and sent on the Saturday, an answer
    is late, and has taken one day too many.
    """
    start, end = np.broadcast_arrays(as_days(received), as_days(answered))
    is_later = end > start
    sent = np.array(end)
    sent[is_later] = np.busday_offset(end[is_later], 0, roll="forward", busdaycal=calendar)
    return working_days_between(start, sent, calendar, convention)


def deadline_dates(
    received: npt.ArrayLike,
    days: npt.ArrayLike,
    calendar: np.busdaycalendar,
    convention: Convention = "strict",
) -> np.ndarray:
    """Last day on which an answer is on time, `days` working days after `received`; datetime64[D], NaT where missing.

    Received Saturday 11 June 2022 with 5 days: Friday 17 June (`roll_forward`: Monday 20 June). Compare dates
    (`answered <= deadline`) to judge an answer; `reply_delays` counts its days with the same outcome.
    """
    start, allowed = np.broadcast_arrays(as_days(received), _as_numbers(days))
    known = ~(np.isnat(start) | np.isnan(allowed))
    start, allowed = start[known], allowed[known].astype(np.int64)
    if (allowed < 0).any():
        raise ParameterError(f"délai de {allowed.min()} jours ouvrés. Accepté : 0 ou plus.")
    roll: Literal["forward", "backward"] = "forward" if convention == "roll_forward" else "backward"
    due = np.busday_offset(start, allowed, roll=roll, busdaycal=calendar)
    deadlines = np.full(known.shape, np.datetime64("NaT"), dtype="datetime64[D]")
    # With 0 days, rolling back from a Saturday would put the deadline before the receipt itself.
    deadlines[known] = np.maximum(due, start)
    return deadlines


def as_days(values: npt.ArrayLike) -> np.ndarray:
    """Dates of any kind (column, list, one date; None and NaT are missing) as datetime64[D], same shape.

    numpy's working-day functions refuse the finer units of pandas.
    """
    array = np.asarray(values)
    if array.dtype.kind in "iufb" and not (array.dtype.kind == "f" and np.isnan(array).all()):
        raise QepError(f"des dates sont attendues, trouvé des nombres ({array.ravel()[0]}…).")
    if array.dtype.kind != "M":
        array = pd.to_datetime(pd.Series(array.ravel())).to_numpy().reshape(array.shape)
    return array.astype("datetime64[D]")


def _as_numbers(values: npt.ArrayLike) -> np.ndarray:
    """Numbers, pandas' missing values included, as floats with NaN."""
    is_one = np.ndim(values) == 0
    numbers = pd.Series([values] if is_one else values).astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    return numbers.reshape(()) if is_one else numbers
