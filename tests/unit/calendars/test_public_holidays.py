"""Public holidays by zone: the official list first, the `holidays` library for other years only."""

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest
from dateutil.easter import easter

from qep_lib.calendars import holiday_dates, official_zone, working_calendar
from qep_lib.errors import ParameterError, QepError

ROOT = Path(__file__).parents[3]
YEARS = range(2018, 2032)
SUBDIVISIONS = {
    "Métropole": None,
    "Alsace-Moselle": "57",
    "Guadeloupe": "971",
    "Martinique": "972",
    "Guyane": "973",
    "La Réunion": "974",
    "Mayotte": "976",
    "Saint-Barthélémy": "BL",
    "Saint-Martin": "MF",
    "Saint-Pierre-et-Miquelon": "PM",
    "Nouvelle-Calédonie": "NC",
    "Polynésie Française": "PF",
    "Wallis-et-Futuna": "WF",
}
ABOLITION = {
    "Guadeloupe": (5, 27),
    "Martinique": (5, 22),
    "Guyane": (6, 10),
    "La Réunion": (12, 20),
    "Mayotte": (4, 27),
    "Saint-Barthélémy": (10, 9),
    "Saint-Martin": (5, 28),
}
"""Day of the abolition of slavery by zone, for the years tested (Saint-Martin: 27 May before 2018)."""


def by_rule(zone: str, year: int) -> tuple[date, ...]:
    """The holidays by the law's rules (code du travail L3133-1, L3134-13, L3422-2), computed without any list."""
    fixed = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]
    from_easter = [1, 39, 50]
    if zone == "Alsace-Moselle":
        fixed.append((12, 26))
        from_easter.append(-2)
    if zone in ABOLITION:
        fixed.append(ABOLITION[zone])
    movable = {easter(year) + timedelta(days=shift) for shift in from_easter}
    return tuple(sorted({date(year, *day) for day in fixed} | movable))


@pytest.mark.parametrize("zone", SUBDIVISIONS)
def test_every_zone_follows_the_official_list(zone, official):
    """Each zone, each year 2018-2031: exactly the official days, which are also those that the law's rules give."""
    for year in YEARS:
        expected = tuple(sorted(day for day in official[zone] if day.year == year))
        assert holiday_dates(zone, year, official) == expected
        assert expected == by_rule(zone, year)


def test_published_lists_are_reproduced(official):
    """The nine-list cases of the reference file come out of the official list too."""
    cases = json.loads((ROOT / "tests" / "data" / "reference_cases.json").read_text(encoding="utf-8"))
    lists = [case for case in cases if case["method"] == "holiday_list"]
    assert lists
    for case in lists:
        days = holiday_dates(case["inputs"]["zone"], case["inputs"]["year"], official)
        assert [day.isoformat() for day in days] == case["expected"]["dates"]


def test_alsace_moselle_has_good_friday_and_26_december(official):
    """Metz is closed on Good Friday and 26 December; Bourges is not."""
    local = {date(2021, 4, 2), date(2021, 12, 26)}
    assert local <= set(holiday_dates("alsace-moselle", 2021, official))
    assert not local & set(holiday_dates("metropole", 2021, official))


def disagreement(zone: str, year: int) -> tuple[set[date], set[date]]:
    """(days only official, days only in the library) as observed with holidays 0.109."""
    missing, added = set(), set()
    good_friday = easter(year) - timedelta(days=2)
    if year in (2006, 2007):
        missing.add(easter(year) + timedelta(days=50))
    if zone == "Guadeloupe":
        added |= {easter(year) - timedelta(days=24), good_friday, date(year, 7, 21)}
    if zone == "Martinique":
        added.add(date(year, 7, 21))
    if zone == "Saint-Barthélémy" and year <= 2011:
        missing.add(date(year, 10, 9))
    if zone == "Saint-Martin":
        if year < 2018:
            missing.add(date(year, 5, 27))
        if 2013 <= year < 2018:
            added.add(date(year, 5, 28))
        if year >= 2012:
            added.add(date(year, 7, 21))
    if zone == "Nouvelle-Calédonie":
        added.add(date(year, 9, 24))
    if zone == "Polynésie Française":
        added |= {date(year, 3, 5), good_friday, date(year, 6, 29) if year < 2025 else date(year, 11, 20)}
    if zone == "Wallis-et-Futuna":
        added |= {date(year, 4, 28), date(year, 6, 29), date(year, 7, 29)}
    return missing, added


@pytest.mark.parametrize(("zone", "subdivision"), SUBDIVISIONS.items())
def test_disagreements_with_the_library_are_the_known_ones(zone, subdivision, official):
    """A new version of `holidays` that moves a day is noticed: each difference of 2006-2031 is written down here."""
    for year in range(2006, 2032):
        listed = set(holiday_dates(zone, year, official))
        computed = set(holidays.France(subdiv=subdivision, years=year))
        assert (listed - computed, computed - listed) == disagreement(zone, year), year


def test_year_outside_the_list_comes_from_the_library(official):
    """2035 is not in the official list: the library answers, with its own local days in Guadeloupe."""
    assert holiday_dates("metropole", 2035, official) == by_rule("Métropole", 2035)
    assert date(2035, 7, 21) in holiday_dates("guadeloupe", 2035, official)
    assert date(2030, 7, 21) not in holiday_dates("guadeloupe", 2030, official)


def test_every_site_has_a_zone_of_the_official_list(official):
    """Each `holiday_zone` of the registry names a zone of the list; an official name stands for itself."""
    with (ROOT / "params" / "sites.csv").open(encoding="utf-8", newline="") as file:
        zones = {site["holiday_zone"] for site in csv.DictReader(file)}
    assert {official_zone(zone) for zone in zones} <= set(official)
    assert all(official_zone(zone) == zone for zone in official)


def test_unknown_zone_is_refused_with_the_nearest_one():
    """The message repeats what was found, lists what is accepted and suggests."""
    with pytest.raises(ParameterError, match="« alsace-mozelle » inconnue.*metropole.*« alsace-moselle »"):
        official_zone("alsace-mozelle")


def test_calendar_reaches_one_year_beyond_and_takes_closures(official):
    """A calendar of 2020 knows 1 January 2021 and 2020's own closing days; without any year it is refused."""
    calendar = working_calendar("metropole", [2020], official, closures=[date(2020, 5, 22)])
    closed = {day.astype(date) for day in calendar.holidays}
    assert {date(2019, 12, 25), date(2020, 5, 22), date(2021, 1, 1)} <= closed
    assert date(2022, 4, 18) not in closed
    with pytest.raises(QepError, match="sans aucune année"):
        working_calendar("metropole", [], official)
