"""School holidays: the ministry's three zones, what people enter by hand, and days that nobody knows."""

from datetime import date, timedelta

import pytest

from qep_lib.errors import ParameterError
from qep_lib.model.school_calendar import SchoolCalendar, SchoolHoliday
from qep_lib.school_holidays import PACKAGE_FROM, SCHOOL, UNKNOWN, SchoolDay, package_until, school_day

CORSICA = SchoolCalendar(
    zone="Corse",
    known_from=date(2026, 9, 1),
    known_until=date(2027, 7, 5),
    source="Exemple",
    holidays=(SchoolHoliday(name="Vacances de la Toussaint", start=date(2026, 10, 17), end=date(2026, 11, 1)),),
)


@pytest.mark.parametrize(
    ("zone", "day", "expected"),
    [
        ("A", date(2021, 2, 5), SCHOOL),
        ("A", date(2021, 2, 6), SchoolDay("holiday", "Vacances d'hiver")),
        ("A", date(2021, 2, 21), SchoolDay("holiday", "Vacances d'hiver")),
        ("A", date(2021, 2, 22), SCHOOL),
        ("B", date(2021, 2, 19), SCHOOL),
        ("B", date(2021, 2, 22), SchoolDay("holiday", "Vacances d'hiver")),
        ("C", date(2021, 2, 15), SchoolDay("holiday", "Vacances d'hiver")),
        ("C", date(2021, 3, 1), SCHOOL),
        ("B", date(2020, 9, 14), SCHOOL),
        ("C", date(2019, 12, 24), SchoolDay("holiday", "Vacances de Noël")),
    ],
)
def test_each_zone_has_its_own_holidays_to_the_day(zone, day, expected):
    """Winter 2021 fell on three different fortnights (calendar of 2020-2021, arrêté du 26 juillet 2019)."""
    assert school_day(zone, day, ()) == expected


@pytest.mark.parametrize("zone", ["Corse", "Guadeloupe", "Guyane", "Martinique", "Mayotte", "Réunion"])
def test_an_academie_that_fixes_its_own_dates_is_unknown_until_someone_enters_them(zone):
    """Neither in August nor in November: a day nobody knows is never said to be free."""
    assert {school_day(zone, date(2021, month, 10), ()) for month in range(1, 13)} == {UNKNOWN}


def test_days_outside_what_the_package_knows_are_unknown():
    """Before the zones of today, and after the last holidays that were decided: the table goes on, but says nothing."""
    assert school_day("A", PACKAGE_FROM - timedelta(days=1), ()) == UNKNOWN
    assert school_day("A", package_until(), ()).state == "holiday"
    assert school_day("A", package_until() + timedelta(days=1), ()) == UNKNOWN


def test_entered_days_are_known_and_no_other():
    """Holidays and school days inside what was entered; unknown before and after."""
    assert school_day("Corse", date(2026, 10, 17), [CORSICA]) == SchoolDay("holiday", "Vacances de la Toussaint")
    assert school_day("Corse", date(2026, 11, 2), [CORSICA]) == SCHOOL
    assert school_day("Corse", date(2026, 8, 31), [CORSICA]) == UNKNOWN
    assert school_day("Corse", date(2027, 7, 6), [CORSICA]) == UNKNOWN
    assert school_day("Mayotte", date(2026, 11, 2), [CORSICA]) == UNKNOWN


def test_what_people_enter_prolongs_the_package():
    """A zone of the ministry can be entered for years that the package does not reach."""
    later = package_until() + timedelta(days=1)
    entered = SchoolCalendar(zone="A", known_from=later, known_until=later, source="Exemple", holidays=())
    assert school_day("A", later, [entered]) == SCHOOL


def test_an_unknown_zone_is_refused_with_the_accepted_ones():
    """A zone misspelt would otherwise look unknown for ever."""
    with pytest.raises(ParameterError, match="« Reunion » inconnue. Accepté : A, B, C, Corse.*« Réunion »"):
        school_day("Reunion", date(2021, 1, 1), ())
