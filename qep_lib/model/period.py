"""A period of a report: year, half-year, quarter, month or two dates. Working days are in `calendars.py`."""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from qep_lib.errors import ParameterError
from qep_lib.model.base import Comparison
from qep_lib.model.characters import printable
from qep_lib.model.period_words import period_code

ACCEPTED = "2020, 2022-S1, 2021-T3, 2021-03 ou 2021-03-10..2021-04-07"
_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
_FORMS = {
    "year": re.compile(r"(\d{4})"),
    "half": re.compile(r"(\d{4})-S([12])"),
    "quarter": re.compile(r"(\d{4})-T([1-4])"),
    "month": re.compile(r"(\d{4})-(0[1-9]|1[0-2])"),
    "dates": re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})"),
}
_MONTHS_PER_UNIT = {"year": 12, "half": 6, "quarter": 3, "month": 1}
_LETTERS = {"half": "S", "quarter": "T", "month": ""}

_PATH_LIKE = re.compile(r"\d{4}/\d{1,2}")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Closed interval of days `[start, end]`; `code` is how people write it and how folders are named."""

    start: date
    end: date
    code: str

    @classmethod
    def parse(cls, code: str) -> "Period":
        """Read `code`, or what people write for it (« T1 2020 », « 1er trimestre 2020 », « année 2020 »); raises
        `ParameterError` (French, with the accepted forms) on anything else.
        """
        text = code.strip() if isinstance(code, str) else ""
        if not any(pattern.fullmatch(text) for pattern in _FORMS.values()):
            # « 2024/01 » is a piece of a path as well: what is asked of a command is not guessed.
            text = text if _PATH_LIKE.fullmatch(text.strip()) else period_code(text) or text
        for form, pattern in _FORMS.items():
            match = pattern.fullmatch(text)
            if match is None:
                continue
            start, end = _bounds(form, match.groups(), text)
            return cls(start, end, text)
        raise ParameterError(f"période « {printable(code)} » illisible. Accepté : {ACCEPTED}.")

    @property
    def year(self) -> int:
        """Year in which the period starts."""
        return self.start.year

    @property
    def years(self) -> range:
        """Every calendar year the period touches."""
        return range(self.start.year, self.end.year + 1)

    @property
    def kind(self) -> str:
        """`year`, `half`, `quarter`, `month`, or `dates` for two days chosen freely."""
        return self._form()[0]

    @property
    def named_alike(self) -> "Period | None":
        """The year, half-year, quarter or month of exactly the same days as these two dates; None where there is none."""
        if self.kind != "dates":
            return None
        year, month = self.start.year, self.start.month
        codes = (
            f"{year:04}",
            f"{year:04}-S{(month + 5) // 6}",
            f"{year:04}-T{(month + 2) // 3}",
            f"{year:04}-{month:02}",
        )
        named = map(Period.parse, codes)
        return next((period for period in named if (period.start, period.end) == (self.start, self.end)), None)

    @property
    def compared_years(self) -> frozenset[int]:
        """Its calendar years and those of the periods that its figures are compared with."""
        return _compared_years(self)

    @property
    def short_label(self) -> str:
        """As a column heading or after « en »: « 2020 », otherwise its label, « 1er semestre 2021 »."""
        return self.code if self.code.isdigit() else self.label

    @property
    def label(self) -> str:
        """French words: « année 2020 », « 1er semestre 2022 », « mars 2021 », « du 10 mars 2021 au 7 avril 2021 »."""
        form, groups = self._form()
        if form == "year":
            return f"année {groups[0]}"
        if form == "half":
            return f"{'1er' if groups[1] == '1' else '2e'} semestre {groups[0]}"
        if form == "quarter":
            return f"{'1er' if groups[1] == '1' else groups[1] + 'e'} trimestre {groups[0]}"
        if form == "month":
            return f"{_MONTHS[int(groups[1]) - 1]} {groups[0]}"
        return f"du {_day(self.start)} au {_day(self.end)}"

    def previous(self) -> "Period":
        """The same period one year earlier (29 February becomes the 28th)."""
        form, groups = self._form()
        if form == "dates":
            return Period.parse(f"{_year_before(self.start)}..{_year_before(self.end)}")
        return Period.parse(str(int(groups[0]) - 1) + self.code[4:])

    def preceding(self) -> "Period":
        """The period of the same kind that ends the day before this one starts: the quarter before, the month before.

        Two dates are preceded by as many days. A year's is also its `previous`.
        """
        form, _ = self._form()
        length = self.end - self.start
        if form == "year" or self.start.toordinal() <= length.days + 1:
            return self.previous()
        last = self.start - timedelta(days=1)
        if form == "dates":
            return Period.parse(f"{last - length}..{last}")
        number = (last.month - 1) // _MONTHS_PER_UNIT[form] + 1
        return Period.parse(f"{last.year:04}-{_LETTERS[form]}{number:0{2 if form == 'month' else 1}}")

    def compared(self, comparison: Comparison) -> "Period":
        """The period whose figures stand beside its own."""
        return self.previous() if comparison == "year_before" else self.preceding()

    def contains(self, day: date) -> bool:
        """True when `day` lies inside, both ends included."""
        return self.start <= day <= self.end

    def covers(self, other: "Period") -> bool:
        """True when every day of `other` lies inside."""
        return self.start <= other.start and other.end <= self.end

    def _form(self) -> tuple[str, tuple[str, ...]]:
        for form, pattern in _FORMS.items():
            if match := pattern.fullmatch(self.code):
                return form, match.groups()
        raise ParameterError(f"période « {self.code} » illisible. Accepté : {ACCEPTED}.")


def newest_first(codes: Iterable[str]) -> list[str]:
    """These codes of periods, the latest first."""
    return [period.code for period in sorted(map(Period.parse, codes), reverse=True)]


def _bounds(form: str, groups: tuple[str, ...], code: str) -> tuple[date, date]:
    if form == "dates":
        try:
            start, end = (date.fromisoformat(text) for text in groups)
        except ValueError:
            raise ParameterError(f"période « {code} » : une des dates n'existe pas. Accepté : {ACCEPTED}.") from None
        if end < start:
            raise ParameterError(f"période « {code} » : la fin précède le début. À faire : inverser les deux dates.")
        return start, end
    length = _MONTHS_PER_UNIT[form]
    first = (int(groups[1]) - 1) * length + 1 if len(groups) > 1 else 1
    year, last = int(groups[0]), first + length - 1
    if year == 0:
        raise ParameterError(f"période « {code} » : l'année 0000 n'existe pas. Accepté : {ACCEPTED}.")
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def _day(day: date) -> str:
    return f"{'1er' if day.day == 1 else day.day} {_MONTHS[day.month - 1]} {day.year}"


@lru_cache(maxsize=64)
def _compared_years(period: Period) -> frozenset[int]:
    # Asked for each table of each report of a batch, and two more periods are parsed to answer.
    return frozenset({*period.years, *period.previous().years, *period.preceding().years})


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return (day - timedelta(days=1)).replace(year=day.year - 1)
