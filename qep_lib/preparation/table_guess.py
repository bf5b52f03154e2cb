"""A sheet that is not a survey to its table: which table, and which row is the header. What each column is, is `tables`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qep_lib.intake.headings import SEARCHED_ROWS
from qep_lib.intake.turned import MOST_ROWS
from qep_lib.model.period_words import is_period
from qep_lib.model.recognition import Tool
from qep_lib.model.tables import TABLES
from qep_lib.preparation.draft import Decisions
from qep_lib.preparation.grid import Grid
from qep_lib.preparation.knowledge import SURE, Knowledge, TableKnowledge, bare
from qep_lib.preparation.names import of_tool
from qep_lib.preparation.said import ask_table, header_of
from qep_lib.preparation.shapes import FILLED, fills_months, may_be_wide
from qep_lib.preparation.values import whole_place

LEAST_PERIODS = 3
_FIRST_DAY = re.compile(r"\d{4}-\d{2}-01")
LEAST_SCORE = 4.0
"""Under it a sheet is not said to be of a table: two required headings, or one and a title that says it."""


@dataclass(frozen=True, slots=True)
class TableGuess:
    """A table that a sheet may hold, the row of its headings, how well it fits, and the reasons in French."""

    table: str
    header: int
    score: float
    reasons: tuple[str, ...]
    is_said: bool = False


@dataclass(frozen=True, slots=True)
class AlikeSheets:
    """Sheets that have the same headings, read by one source: what they are taken for, the tool that wrote them, and those of
    their files of which only the rows of the period are read."""

    grids: Sequence[Grid]
    guess: TableGuess
    tool: Tool | None
    of_period: frozenset[str] = frozenset()


def guess_table(grid: Grid, knowledge: Knowledge, tool: Tool | None) -> TableGuess | None:
    """The table that fits the sheet best, None where none does."""
    rows = [_Row.of(grid, place) for place, row in enumerate(grid.rows[:SEARCHED_ROWS]) if sum(map(bool, row)) > 1]
    for least in (100.0, float(SURE)):
        guesses = [
            guess
            for row in rows
            for table in knowledge.tables.values()
            if (guess := _scored(row, table, knowledge, tool, least)) is not None
        ]
        best = max(guesses, key=lambda guess: (guess.score, -guess.header), default=None)
        if best is not None and best.score >= LEAST_SCORE:
            return best
    return None


def said_table(grid: Grid, knowledge: Knowledge, decisions: Decisions) -> TableGuess | None:
    """The table that a person says a sheet is, which nobody recognises; None while she has said nothing, or leaves it."""
    header = header_of(grid)
    if header is None:
        return None
    row = _Row.of(grid, header)
    scores = {}
    for table in knowledge.tables.values():
        guess = _scored(row, table, knowledge, None, float(SURE))
        # A title says more than headings that are alike in several tables.
        is_titled = bool(_titles(row, table, knowledge))
        scores[table.name] = (guess.score if guess is not None else 0.0) + LEAST_SCORE * is_titled
    said = ask_table(grid, header, scores, knowledge, decisions)
    return None if said is None else TableGuess(said, header, LEAST_SCORE, ("vous l'avez dit",), is_said=True)


def has_months_as_columns(grid: Grid) -> bool:
    """True for a statement whose columns are months: a row of its first ones names three of them at least."""
    return len(grid.rows) <= MOST_ROWS and _row_of_months(grid) is not None


def counted_in_rows(grid: Grid, knowledge: Knowledge) -> TableGuess | None:
    """What the turned sheet is, for a statement whose months are columns and whose rows are what one table counts (« Appels
    reçus »); None for another sheet.
    """
    header = _row_of_months(grid) if len(grid.rows) <= MOST_ROWS else None
    if header is None:
        return None
    body = grid.body(header)
    named = [next((cell for cell in below if cell), "") for below in body]
    for table in knowledge.tables.values():
        has_months = fills_months(table.name) or any(column.name == "month" for column in TABLES[table.name].columns)
        own = _counted(table.name) if has_months else set()
        known = {match.of for cell in named if (match := table.headings.find(cell)) and match.of in own}
        if len(known) >= 2:
            place = next(row.index(cell) for row, cell in zip(body, named, strict=True) if cell)
            return TableGuess(table.name, place, LEAST_SCORE, (f"{len(known)} de ses lignes sont de cette table",))
    return None


def observed_in_columns(grid: Grid, knowledge: Knowledge) -> TableGuess | None:
    """What the turned sheet is, for a grid of observations with a column a contact, whose first cells of rows are what each
    contact says of itself (« N° de l'appel », « Date de l'appel »); None for another sheet.
    """
    rows = [row for row in grid.rows if any(row)]
    if not rows or len(grid.rows) > MOST_ROWS:
        return None
    place = min(next(place for place, cell in enumerate(row) if cell) for row in rows)
    named = [row[place] for row in rows if row[place] and sum(map(bool, row)) > LEAST_PERIODS]
    for table in knowledge.tables.values():
        spec = TABLES[table.name]
        own = {spec.identifier, *spec.observed_on}
        known = {match.of for cell in named if spec.crossed and (match := table.headings.find(cell, 100))}
        if own and own <= known:
            return TableGuess(table.name, place, LEAST_SCORE, (f"{len(known)} de ses lignes sont de cette table",))
    return None


def _counted(table: str) -> set[str]:
    return {column.name for column in TABLES[table].columns if column.type in ("int", "float")}


def _row_of_months(grid: Grid) -> int | None:
    for place, row in enumerate(grid.rows[:SEARCHED_ROWS]):
        if sum(_names_month(cell) for cell in row if cell) >= LEAST_PERIODS:
            return place
    return None


def _names_month(cell: str) -> bool:
    """« janv. », « 2022-01 », or the first day of a month as a spreadsheet keeps it."""
    return is_period(cell[:7] if _FIRST_DAY.fullmatch(cell) else cell)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row that may be the header: its filled cells, how many are periods, the words above and in the names."""

    place: int
    headings: tuple[str, ...]
    periods: int
    words: str

    @classmethod
    def of(cls, grid: Grid, place: int) -> "_Row":
        """That row of the grid."""
        headings = tuple(heading for heading in grid.headings(place) if heading)
        periods = sum(map(is_period, headings))
        return cls(place, headings, periods, f" {grid.words(place)} ")


def _scored(
    row: _Row, table: TableKnowledge, knowledge: Knowledge, tool: Tool | None, least: float
) -> TableGuess | None:
    matches = [(heading, table.headings.find(heading, least)) for heading in row.headings]
    found = {match.of for _, match in matches if match}
    found |= {match.of for heading, _ in matches if (match := table.doubtful.find(heading, 100))}
    if not found and row.periods < 2 and not _categories(row.headings, table, found):
        return None
    required = {column.name for column in TABLES[table.name].columns if column.required} - {*FILLED}
    categories = _categories(row.headings, table, found)
    found |= {name for name, _ in categories}
    named = len(categories) + sum(match is not None or bare(heading) in table.ignored.of for heading, match in matches)
    score = 2.0 * len(found & required) + len(found - required) + 2 * named / max(1, len(row.headings))
    reasons = [f"{len(found)} en-tête{'s' * (len(found) > 1)} de cette table"] if found else []
    if titles := _titles(row, table, knowledge):
        score += 2 + 0.5 * (len(titles) - 1)
        reasons.append(f"« {max(titles, key=len)} » dans le titre ou le nom")
    if row.periods >= 2 and may_be_wide(table.name):
        score += 3
        reasons.append(f"{row.periods} colonnes sont des périodes")
    if tool is not None and tool.table == table.name:
        score += 4
        reasons.append(f"export {of_tool(tool.name)}")
    return TableGuess(table.name, row.place, score, tuple(reasons))


def _titles(row: _Row, table: TableKnowledge, knowledge: Knowledge) -> list[str]:
    """Words of the table's titles said there: « appels » is not said where « appels mystères » of another table is."""
    of_others = [
        word
        for other in knowledge.tables.values()
        for word in other.titles
        if other is not table and f" {word} " in row.words
    ]
    return [
        word
        for word in table.titles
        if f" {word} " in row.words and not any(word != longer and f" {word} " in f" {longer} " for longer in of_others)
    ]


def _categories(headings: Sequence[str], table: TableKnowledge, found: set[str]) -> list[tuple[str, str]]:
    """(column of the table, stored value) of headings that are values of a closed column: « Facebook », « Permis »."""
    key = [name for name in TABLES[table.name].key if name in table.values and name not in found]
    for name in key:
        told = [(name, value) for heading in headings if (value := whole_place(heading, table.values[name]))]
        if len(told) >= 2:
            return told
    return []
