"""What a table asks of whoever proposes its source: a questionnaire, periods in headings, finished figures."""

from qep_lib.model.tables import ANSWERS, DECLARED, TABLES

FILLED = ("site_id", "exercise_year", "period_start")
"""Columns that the import itself fills."""
SURVEY, FIGURES = ANSWERS, DECLARED
"""The table of answers, which a questionnaire describes, and that of figures received as they are."""


def is_survey(table: str | None) -> bool:
    """True for answers."""
    return table in TABLES and TABLES[table].has_questionnaire


def holds_figures(table: str) -> bool:
    """True for finished figures: each row says its own period."""
    return TABLES[table].period_column is not None


def may_be_wide(table: str) -> bool:
    """True where a small table may have a column a period: finished figures, and what is measured by month of several things."""
    return holds_figures(table) or bool(TABLES[table].measures)


def fills_months(table: str) -> bool:
    """True where a row of a table kept by day may be a month."""
    return "month" in TABLES[table].extra_bindings


def tables_but_surveys() -> tuple[str, ...]:
    """The tables whose columns a source binds."""
    return tuple(name for name in TABLES if not is_survey(name))


def titled_table() -> str:
    """The monthly table of titles, whose words tell what a line of a small table is about."""
    return next(name for name, spec in TABLES.items() if spec.measures and spec.key[0] == "title")
