"""School holidays that people enter by hand, zone by zone, with what is known and its source. Asking is `school_holidays`."""

from datetime import date
from typing import Self

from pydantic import model_validator

from qep_lib.model.base import Declaration

SCHOOL_ZONES = ("A", "B", "C", "Corse", "Guadeloupe", "Guyane", "Martinique", "Mayotte", "Réunion")
"""As the ministry's calendar names them: three zones, and the académies that fix their own holidays."""


class SchoolHoliday(Declaration):
    """Days without school, both ends included: the first is the one after the last lesson."""

    name: str
    start: date
    end: date


class SchoolCalendar(Declaration):
    """One académie's decision: every day from `known_from` to `known_until` is a holiday listed here, or a school day."""

    zone: str
    known_from: date
    known_until: date
    source: str
    holidays: tuple[SchoolHoliday, ...]

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if self.known_until < self.known_from:
            raise ValueError("la fin (known_until) précède le début (known_from)")
        for holiday in self.holidays:
            if not self.known_from <= holiday.start <= holiday.end <= self.known_until:
                raise ValueError(
                    f"les vacances « {holiday.name} » doivent commencer avant de finir, entre known_from et known_until"
                )
        return self
