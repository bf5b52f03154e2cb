"""The half-days of a mystery survey: a plan that follows the référentiel's rules, and the check of one that was done.

The rules (`mystery_survey`): so many contacts over so many weeks, one a half-day, on working days, outside the school
holidays of the site's zone. Scores of the contacts are elsewhere.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from qep_lib.calendars import holiday_dates
from qep_lib.errors import ParameterError
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.closed_lists import HALF_DAYS
from qep_lib.model.site import MysteryRules, Site
from qep_lib.school_holidays import school_day

SEARCHED_DAYS = 366
"""How far ahead another start is looked for."""

WEEK_END = (5, 6)

DayState = Literal["open", "closed", "holiday", "unknown"]


@dataclass(frozen=True, slots=True, order=True)
class HalfDay:
    """A morning or an afternoon; mornings come first."""

    day: date
    rank: int

    @property
    def half(self) -> str:
        """`morning` or `afternoon`, as in the table `mystery_contacts`."""
        return HALF_DAYS[self.rank]


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact that was made: its number, its day, and `morning` or `afternoon`."""

    contact_id: str
    day: date
    half: str


@dataclass(frozen=True, slots=True)
class SurveyDays:
    """The days of one site: which are open to contacts, closed (week-end, public holiday), in holidays, or unknown."""

    site: Site
    catalogue: Catalogue
    rules: MysteryRules

    def state(self, day: date) -> DayState:
        """What that day is for a mystery contact."""
        public = holiday_dates(self.site.holiday_zone, day.year, self.catalogue.public_holidays)
        if day.weekday() in WEEK_END or day in public:
            return "closed"
        if not self.rules.outside_school_holidays:
            return "open"
        found = school_day(self.site.school_zone, day, self.catalogue.school_calendars).state
        return "open" if found == "school" else found

    def window(self, start: date) -> dict[date, DayState]:
        """The days of a survey that starts on `start`, with their states."""
        days = (start + timedelta(days=i) for i in range(7 * self.rules.duration_weeks))
        return {day: self.state(day) for day in days}


def plan_half_days(days: SurveyDays, start: date, contacts: int) -> tuple[HalfDay, ...]:
    """The half-day of each contact of a survey that starts on `start`, in order, spread over its whole length.

    Raises `ParameterError` saying why no such plan exists, and the next start that has one when it is known.
    """
    rules = days.rules
    if contacts < rules.minimum_contacts:
        raise ParameterError(
            f"--contacts : {contacts} contacts. Accepté : {rules.minimum_contacts} au moins (référentiel). "
            f"À faire : en prévoir {rules.minimum_contacts} ou plus."
        )
    room = 2 * 5 * rules.duration_weeks
    if rules.one_per_half_day and contacts > room:
        raise ParameterError(
            f"--contacts : {contacts} contacts. Accepté : {room} au plus, car {rules.duration_weeks} semaines ouvrées "
            f"comptent {room} demi-journées et le référentiel veut un contact par demi-journée."
        )
    window = days.window(start)
    unknown = [day for day, state in window.items() if state == "unknown"]
    free = _half_days(window)
    if unknown or not free or (rules.one_per_half_day and len(free) < contacts):
        raise ParameterError(_refusal(days, start, contacts, window))
    return tuple(free[i * len(free) // contacts] for i in range(contacts))


@dataclass(frozen=True, slots=True)
class PlanCheck:
    """What can be said of the contacts that were made, against the rules.

    `missing` are the free half-days of the survey's weeks without a contact, `crowded` those with several, `closed`,
    `in_holidays` and `unknown` the days of contacts that should not be, or cannot be told; `beyond` the contacts made
    after the last day of the survey's weeks.
    """

    contacts: int
    minimum: int
    first_on: date | None
    last_on: date | None
    missing: tuple[HalfDay, ...]
    crowded: tuple[HalfDay, ...]
    closed: tuple[date, ...]
    in_holidays: tuple[date, ...]
    unknown: tuple[date, ...]
    beyond: tuple[Contact, ...]

    @property
    def is_valid(self) -> bool | None:
        """True when every rule is followed, False when one is broken, None when unknown days leave it open."""
        is_broken = self.contacts < self.minimum or any(
            (self.missing, self.crowded, self.closed, self.in_holidays, self.beyond)
        )
        return False if is_broken else None if self.unknown else True


def check_contacts(days: SurveyDays, contacts: Iterable[Contact]) -> PlanCheck:
    """Check the contacts of one channel. A contact observed on several criteria counts once.

    The survey's weeks run from its first contact.
    """
    made = sorted({(c.day, HALF_DAYS.index(c.half), c.contact_id): c for c in contacts}.items())
    ordered = [contact for _, contact in made]
    rules = days.rules
    if not ordered:
        return PlanCheck(0, rules.minimum_contacts, None, None, (), (), (), (), (), ())
    first = ordered[0].day
    window = days.window(first)
    used = Counter(HalfDay(contact.day, HALF_DAYS.index(contact.half)) for contact in ordered)
    states = {day: window.get(day) or days.state(day) for day in sorted({contact.day for contact in ordered})}
    is_single = rules.one_per_half_day
    return PlanCheck(
        contacts=len({contact.contact_id for contact in ordered}),
        minimum=rules.minimum_contacts,
        first_on=first,
        last_on=ordered[-1].day,
        missing=tuple(half for half in _half_days(window) if half not in used) if is_single else (),
        crowded=tuple(sorted(half for half, count in used.items() if count > 1)) if is_single else (),
        closed=tuple(day for day, state in states.items() if state == "closed"),
        in_holidays=tuple(day for day, state in states.items() if state == "holiday"),
        unknown=tuple(day for day, state in states.items() if state == "unknown"),
        beyond=tuple(contact for contact in ordered if contact.day not in window),
    )


def _half_days(window: dict[date, DayState]) -> list[HalfDay]:
    return [HalfDay(day, rank) for day, state in window.items() if state == "open" for rank in range(len(HALF_DAYS))]


def _refusal(days: SurveyDays, start: date, contacts: int, window: dict[date, DayState]) -> str:
    """Why there is no plan from `start`, and what to do."""
    end = max(window)
    where = f"--start : aucun plan de {contacts} contacts du {start:%d/%m/%Y} au {end:%d/%m/%Y} pour {days.site.name}"
    if any(state == "unknown" for state in window.values()):
        return (
            f"{where} : les vacances scolaires de la zone {days.site.school_zone} ne sont pas connues à ces dates. "
            "À faire : les saisir dans params/calendars/vacances_scolaires.yml, avec leur source."
        )
    weekdays = [day for day in window if day.weekday() not in WEEK_END]
    reasons = [
        f"{len(lost)} {words[len(lost) > 1]} ({', '.join(f'{day:%d/%m}' for day in lost)})"
        for state, words in _LOST.items()
        if (lost := [day for day in weekdays if window[day] == state])
    ]
    free = len(_half_days(window))
    rule = ", le référentiel veut un contact par demi-journée" if days.rules.one_per_half_day else ""
    return (
        f"{where} : {free} demi-journées libres{rule} ; {' et '.join(reasons)}. {_other_start(days, start, contacts)}"
    )


_LOST = {
    "closed": ("jour férié", "jours fériés"),
    "holiday": ("jour de vacances scolaires", "jours de vacances scolaires"),
}


def _other_start(days: SurveyDays, start: date, contacts: int) -> str:
    """The next start that has a plan, or how far it was looked for."""
    for candidate, window in _later_windows(days, start):
        if "unknown" in window.values():
            last = max(candidate - timedelta(days=1), start)
            return (
                f"Aucun autre début jusqu'au {last:%d/%m/%Y} ; au-delà, les vacances de la zone "
                f"{days.site.school_zone} ne sont pas connues (params/calendars/vacances_scolaires.yml)."
            )
        needed = contacts if days.rules.one_per_half_day else 1
        if window[candidate] == "open" and len(_half_days(window)) >= needed:
            return f"À faire : commencer le {candidate:%d/%m/%Y}, premier jour qui convient."
    return f"Aucun autre début ne convient dans les {SEARCHED_DAYS} jours suivants."


def _later_windows(days: SurveyDays, start: date) -> Iterator[tuple[date, dict[date, DayState]]]:
    length = 7 * days.rules.duration_weeks
    states = {day: days.state(day) for day in (start + timedelta(days=i) for i in range(SEARCHED_DAYS + length))}
    for i in range(1, SEARCHED_DAYS):
        candidate = start + timedelta(days=i)
        yield candidate, {day: states[day] for day in (candidate + timedelta(days=j) for j in range(length))}
