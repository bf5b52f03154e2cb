"""What the days of a table say of its source: whether they are summed by month, and whether they are of several periods."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from qep_lib.model.tables import TABLES
from qep_lib.preparation.draft import ColumnDraft
from qep_lib.preparation.grid import Grid, GridColumn
from qep_lib.preparation.periods import Subject, are_months, runs_out_of, years_in, years_of_headings
from qep_lib.preparation.shapes import fills_months, holds_figures

_DAILY_ROWS = 13
"""Rows of a statement without a last day from which they are taken for days, and summed by month."""


def sums_days(
    table: str, columns: Mapping[int, GridColumn], drafts: Sequence[ColumnDraft], bound: Collection[str]
) -> bool:
    """True for a statement of days: its table counts by month what may be added. `bound`: columns of the table."""
    spec = TABLES[table]
    if not spec.summed or ("month" in bound and fills_months(table)) or spec.until_column in bound:
        return False
    named = next((draft for draft in drafts if draft.meaning == spec.year_column), None)
    if named is None:
        return False
    column = columns[named.position]
    if column.months >= 0.9 and column.filled < _DAILY_ROWS:
        return False
    return column.dates >= 0.9 and not are_months(column)


def told_periods(
    table: str, drafts: Sequence[ColumnDraft], is_by_month: bool, grids: Sequence[Grid], header: int, subject: Subject
) -> str | None:
    """What is told when the days of one file are of several years, or run out of the period asked: a row is kept where its
    day puts it. None otherwise.
    """
    name = "month" if is_by_month else TABLES[table].year_column
    draft = next((each for each in drafts if each.meaning == name), None)
    if draft is None or holds_figures(table):
        return None
    for file in dict.fromkeys(grid.file for grid in grids):
        years = years_in([grid for grid in grids if grid.file == file], header, (draft.heading,))
        if len(years) > 1:
            return f"le fichier couvre {', '.join(map(str, sorted(years)))} : il est coupé par période"
    if runs_out_of(grids, header, (draft.heading,), subject.period):
        return f"le fichier couvre plus que {subject.period.code} : il est coupé par période"
    return None


def told_years_of_headings(headings: Iterable[str]) -> str | None:
    """What is told when columns are periods of several years; None otherwise."""
    years = years_of_headings(headings)
    return f"ses colonnes sont de {', '.join(years)} : il est coupé par période" if len(years) > 1 else None
