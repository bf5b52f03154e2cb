"""Whether a day is in the school holidays of a zone, out of them, or not known. Public holidays are in `calendars`.

Zones A, B and C come from the package `vacances-scolaires-france`; Corsica and the overseas académies, which fix their
own dates, from what people entered in `params/calendars/vacances_scolaires.yml`. What nobody entered is unknown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

from vacances_scolaires_france import SchoolHolidayDates

from qep_lib.errors import ParameterError
from qep_lib.model.school_calendar import SCHOOL_ZONES, SchoolCalendar
from qep_lib.model.suggest import did_you_mean

PACKAGE_ZONES = ("A", "B", "C")
PACKAGE_FROM = date(2016, 1, 1)
"""The académies changed zones in January 2016: `sites.csv` gives today's zones, which say nothing of earlier years."""


@dataclass(frozen=True, slots=True)
class SchoolDay:
    """`holiday` with its name, `school` (any day out of the holidays, Sundays too), or `unknown`."""

    state: Literal["holiday", "school", "unknown"]
    name: str | None = None


UNKNOWN = SchoolDay("unknown")
SCHOOL = SchoolDay("school")


def school_day(zone: str, day: date, entered: Iterable[SchoolCalendar]) -> SchoolDay:
    """What `day` is for the schools of `zone`; a day that neither `entered` nor the package covers is unknown.

    What people entered comes first: it corrects the package, and prolongs it. Raises `ParameterError` on an unknown zone.
    """
    if zone not in SCHOOL_ZONES:
        hint = did_you_mean(zone, SCHOOL_ZONES)
        raise ParameterError(
            f"zone de vacances scolaires « {zone} » inconnue. Accepté : {', '.join(SCHOOL_ZONES)}. {hint}".strip()
        )
    for calendar in entered:
        if calendar.zone == zone and calendar.known_from <= day <= calendar.known_until:
            found = next((holiday for holiday in calendar.holidays if holiday.start <= day <= holiday.end), None)
            return SchoolDay("holiday", found.name) if found else SCHOOL
    if zone not in PACKAGE_ZONES or not PACKAGE_FROM <= day <= package_until():
        return UNKNOWN
    row = _package().get(day)
    return SchoolDay("holiday", row["nom_vacances"]) if row and row[f"vacances_zone_{zone.lower()}"] else SCHOOL


@cache
def package_until() -> date:
    """Last day that the package knows: its table goes on to the end of a year whose holidays are not decided yet."""
    return max(_package())


@cache
def _package() -> dict[date, dict[str, Any]]:
    """Day -> row of the package, holidays only; read once a process, in a twentieth of a second."""
    found: dict[date, dict[str, Any]] = SchoolHolidayDates().data
    return found
