"""Which years the days of a file are in, so that each row is kept in its own. Cutting a file by period is the intake's."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from qep_lib.intake.dates import parse_dates
from qep_lib.intake.headings import as_tuple
from qep_lib.intake.months import parse_months
from qep_lib.model.campaign import Source
from qep_lib.model.period import Period
from qep_lib.model.period_words import find_period, is_period, period_code
from qep_lib.model.questionnaire import Questionnaire
from qep_lib.model.tables import TABLES
from qep_lib.preparation.draft import Decisions, Question, question_id
from qep_lib.preparation.grid import Grid, GridColumn
from qep_lib.preparation.knowledge import bare
from qep_lib.preparation.shapes import holds_figures, is_survey

_FULL_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{2}-\d{2}|\d{1,2}(?:er)? [^\W\d]+ \d{4}")
"""A day (« arrêté au 12 janvier 2021 ») tells when a table was made, not its year."""
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose folder it is, and for which period."""

    site: str
    period: Period


def periods_of(
    grids: Sequence[Grid], header: int, source: Source, questionnaire: Questionnaire | None, subject: Subject
) -> tuple[str, ...]:
    """The codes of the years that the days of a file are in, or that of the period asked when they are in its year.

    A file without days is of the year that its name, its sheets or its title tell, else of the period asked.
    """
    if questionnaire is not None:
        headings = as_tuple(questionnaire.answered_on_column or ()) if source.answered_on is None else ()
    else:
        spec = TABLES[source.table]
        binding = source.columns.get(spec.year_column) or source.columns.get("month")
        headings = as_tuple(binding.heading) if binding is not None and binding.heading is not None else ()
    asked = subject.period
    years = years_in(grids, header, headings)
    if not years and source.wide is None:
        named = {code for grid in grids if (code := _named_year(grid, header))}
        years = {int(code) for code in named}
    codes = {asked.code if year in asked.years else str(year) for year in years}
    return tuple(sorted(codes)) or (asked.code,)


def wide_year(
    grids: Sequence[Grid], header: int, source: Source, subject: Subject, decisions: Decisions
) -> tuple[int, str] | None:
    """(year, what is told of it) of columns « T1 », « janv. » that are written without one; None where each has its own.

    The name of the sheet, the title above and the name of the file tell it, else it is that of the period asked; where they tell
    several years it is asked.
    """
    if source.wide is None or source.wide.headings or len({*subject.period.years}) != 1:
        return None
    bare_ones = [h for grid in grids for h in grid.headings(header) if is_period(h) and period_code(h) is None]
    if not bare_ones:
        return None
    shown = f"les colonnes « {bare_ones[0]} »… n'ont pas d'année"
    if named := {find_period(grid.name) or "" for grid in grids} - {""}:
        # Each sheet has its own, which the import reads too.
        years = ", ".join(sorted(code[:4] for code in named))
        return subject.period.year, f"{shown} : celle du nom de la feuille ({years})"
    found = _years_told(grids, header)
    if not found:
        return subject.period.year, f"{shown} : {subject.period.year}, l'année demandée (--period)"
    if len(found) == 1:
        ((year, where),) = found.items()
        return year, f"{shown} : {year}, que dit {where}"
    answer = decisions.ask(
        Question(
            question_id("year", grids[0].file, *map(str, sorted(found))),
            f"« {grids[0].file} » : {shown} ; de quelle année sont-elles ?",
            " ; ".join(f"{where} dit {year}" for year, where in sorted(found.items())),
            tuple((str(year), str(year)) for year in sorted({*found, subject.period.year})),
            str(subject.period.year) if subject.period.year in found else str(max(found)),
        )  # fmt: skip
    )
    year = int(answer) if answer else subject.period.year
    return year, f"{shown} : {year}" + ("" if answer else ", en attendant la réponse")


def _years_told(grids: Sequence[Grid], header: int) -> dict[int, str]:
    """year -> where it is told, in the titles above the columns and in the names of the files."""
    found: dict[int, str] = {}
    for grid in grids:
        stem = grid.file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        for text, where in ((grid.title(header), "le titre"), (stem, "le nom du fichier")):
            for year in _YEAR.findall(_FULL_DATE.sub(" ", text)):
                found.setdefault(int(year), where)
    return found


def _named_year(grid: Grid, header: int) -> str | None:
    """The year in the name of the sheet, else of the file, else in the title."""
    for text in (grid.name, grid.file.rsplit(".", 1)[0].rsplit("/", 1)[-1], grid.title(header)):
        code = find_period(re.sub(r"[_\-.]+", " ", text))
        if code and len(code) == 4:
            return code
    return None


def years_in(grids: Sequence[Grid], header: int, headings: Iterable[str]) -> set[int]:
    """The years of the days under those headings."""
    columns = _under(grids, header, headings)
    return set().union(*(_years(column) for column in columns)) if columns else set()


def runs_out_of(grids: Sequence[Grid], header: int, headings: Iterable[str], period: Period) -> bool:
    """True when days of the same year fall outside a half-year, a quarter or a month: a register of the whole year."""
    for column in _under(grids, header, headings):
        days = _days(column)
        outside = days[(days.dt.date < period.start) | (days.dt.date > period.end)]
        if set(outside.dt.year) & {*period.years}:
            return True
    return False


def _under(grids: Sequence[Grid], header: int, headings: Iterable[str]) -> list[GridColumn]:
    wanted = {bare(heading) for heading in headings}
    return [c for grid in grids if header < len(grid.rows) for c in grid.columns(header) if bare(c.heading) in wanted]


def spans_periods(grid: Grid, source: Source, header: int, subject: Subject) -> bool:
    """True when a sheet holds days of several periods, and its source does not cut by period."""
    if source.periods is not None or is_survey(source.table):
        return False
    if source.wide is not None and not source.wide.headings:
        return len(years_of_headings(grid.headings(header))) > 1
    if holds_figures(source.table):
        return False
    if len(periods_of([grid], header, source, None, subject)) > 1:
        return True
    binding = source.columns.get(TABLES[source.table].year_column) or source.columns.get("month")
    headings = as_tuple(binding.heading) if binding is not None and binding.heading is not None else ()
    return runs_out_of([grid], header, headings, subject.period)


def years_of_headings(headings: Iterable[str]) -> list[str]:
    """The years that headings tell, ascending: « 2021 / T1 », « T4 2022 »."""
    codes = [period_code(heading) for heading in headings]
    return sorted({code[:4] for code in codes if code is not None})


def are_months(column: GridColumn) -> bool:
    """True for « janvier 2022 » and « 2022-01 », not for days that happen to be the first of their month."""
    return column.months >= 0.9 and column.dates < 0.9


def _days(column: GridColumn) -> pd.Series:
    texts = pd.Series([*column.texts], dtype=pd.StringDtype(na_value=np.nan))
    return (parse_months if are_months(column) else parse_dates)(texts)[0].dropna()


def day_of_texts(texts: Iterable[str], year: int) -> dict[str, date]:
    """text -> its day, for those that read as one; the first of the month for a month, « Mars » being of that year."""
    series = pd.Series([*texts], dtype=pd.StringDtype(na_value=np.nan))
    days = parse_dates(series)[0]
    days = days.fillna(parse_months(series, year=year)[0])
    return {text: day.date() for text, day in zip(series, days, strict=True) if pd.notna(day)}


def _years(column: GridColumn) -> set[int]:
    days = _days(column)
    counts = days.dt.year.value_counts()
    # A slip of the pen is not a year of the register: its rows are told at import.
    return {int(year) for year, count in counts.items() if count >= max(2, 0.02 * len(days)) or len(days) < 5}
