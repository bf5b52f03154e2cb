"""What a person is asked of a sheet that nobody knows: which table it is, and which of its columns each of its headings is.

The best guesses come first, by the words of a heading and by what its cells hold. An answer is never supposed.
"""

import re
from collections.abc import Collection, Mapping, Sequence

from rapidfuzz import fuzz

from qep_lib.intake.headings import SEARCHED_ROWS
from qep_lib.model.table import Column
from qep_lib.model.tables import TABLES
from qep_lib.preparation.draft import SKIP, Decisions, Question, question_id
from qep_lib.preparation.grid import Grid, GridColumn
from qep_lib.preparation.knowledge import Knowledge, TableKnowledge, bare, named
from qep_lib.preparation.shapes import SURVEY
from qep_lib.preparation.values import known_share

_LIKELY = 62
"""Likeness of a heading and of the words of a column from which it is proposed as the answer."""
_FITTING, _FEW_VALUES = 0.7, 12
_SHORT, _SAME_WORD, _LONGEST_TICK = 4, 85, 4
_LETTERS = re.compile(r"[^\W\d_]{3}")
_SHOWN = 6
LEFT = (SKIP, "laisser de côté")


def ask_table(
    grid: Grid, header: int, scores: Mapping[str, float], knowledge: Knowledge, decisions: Decisions
) -> str | None:
    """The table that a person says the sheet is, that of answers included; None where nobody has said, or it is left. `scores`:
    how well each fits.
    """
    columns = [column for column in grid.columns(header) if column.heading]
    shown = ", ".join(f"« {column.heading[:30]} »" for column in columns[:_SHOWN])
    where = f"« {grid.file} »" + (f" (feuille « {grid.name} »)" if grid.name else "")
    fit = {name: scores.get(name, 0) + _words_in_common(columns, table) for name, table in knowledge.tables.items()}
    fit[SURVEY] = sum(named(column.heading, knowledge.roles) is not None for column in columns)
    order = sorted(fit, key=lambda name: -fit[name])
    best = order[0] if fit[order[0]] > max(1.0, fit[order[1]]) else SKIP
    answer = decisions.ask(
        Question(
            question_id("table", *(column.heading for column in columns)),
            f"{where} : que tient ce tableau ? Colonnes : {shown}",
            "ses en-têtes ne le disent pas sûrement",
            (*((name, TABLES[name].title.split(" (")[0].split(" ;")[0]) for name in order), LEFT),
            best,
        )  # fmt: skip
    )
    return answer or None


def header_of(grid: Grid) -> int | None:
    """The row that looks like headings: as full as most rows, of words that are said once; None for a sheet that is no table."""
    rows = grid.rows[:SEARCHED_ROWS]
    fullest = max((sum(map(bool, row)) for row in rows), default=0)
    for place, row in enumerate(rows):
        cells = [cell for cell in row if cell]
        words = [cell for cell in cells if _LETTERS.search(cell)]
        is_full = len(cells) >= max(2, 0.6 * fullest) and len({*map(bare, cells)}) == len(cells)
        if is_full and len(words) >= 0.7 * len(cells) and len(grid.body(place)) > 0:
            return place
    return None


def ask_column(
    column: GridColumn, missing: Sequence[str], table: TableKnowledge, titles: Mapping[str, str],
    unanswered: frozenset[str], file: str, decisions: Decisions,
) -> str | None:  # fmt: skip
    """The column of the table that a person says it is, `SKIP` where she leaves it; None while she has said nothing, or
    where it can be none of those that are `missing`, the required ones first. `titles`: what these are called.
    """
    spec = {known.name: known for known in TABLES[table.name].columns}
    missing = sorted(missing, key=lambda name: name not in spec or not spec[name].required)
    able = [name for name in missing if can_be(column, name, spec.get(name), table, unanswered)]
    if not able:
        return SKIP
    likeness = {name: _likeness(column.heading, table, name, titles[name]) for name in able}
    known = {name: _share(column, name, table, unanswered) for name in able}
    worth = {name: max(likeness[name], 100 * known[name]) for name in able}
    order = sorted(able, key=lambda name: (-worth[name] if worth[name] >= _LIKELY else 0, able.index(name)))
    first = order[0]
    is_likely = worth[first] >= _LIKELY
    examples = ", ".join(f"« {text} »" for text in column.examples())
    return decisions.ask(
        Question(
            question_id("is", table.name, column.heading),
            f"« {file} » : que dit la colonne « {column.heading} » ? Exemples : {examples}",
            f"cet en-tête n'est pas connu pour « {TABLES[table.name].title.split(' (')[0]} »",
            (*((name, titles[name]) for name in order), LEFT),
            first if is_likely else SKIP,
        )  # fmt: skip
    )


def can_be(
    column: GridColumn, name: str, spec: Column | None, table: TableKnowledge, unanswered: frozenset[str]
) -> bool:
    """True when the cells have the nature of that column of the table."""
    if not column.filled:
        return False
    if name in TABLES[table.name].extra_bindings:
        if (lexicon := table.values.get(name)) is not None:
            return known_share(column, lexicon, unanswered) >= 0.5
        return max(column.months, column.dates) >= _FITTING if name == "month" else column.numbers >= _FITTING
    if spec is None:
        return False
    if spec.type == "bool":
        return all(len(text) <= _LONGEST_TICK for text in column.texts)
    if spec.type == "date":
        return max(column.dates, column.months) >= (0.4 if spec.form == "day_or_words" else _FITTING)
    if spec.type in ("int", "float"):
        return column.numbers >= _FITTING
    if spec.choices:
        return column.dates < _FITTING and len(column.texts) <= _FEW_VALUES and column.numbers < _FITTING
    if name == TABLES[table.name].identifier:
        return len(column.texts) == column.filled and column.dates < _FITTING and not _are_words(column)
    return column.dates < _FITTING and _are_words(column)


def _are_words(column: GridColumn) -> bool:
    """True when most cells hold a word, and not a number, an hour or a code."""
    words = sum(count for text, count in column.texts.items() if _LETTERS.search(text))
    return words >= _FITTING * column.filled


def _share(column: GridColumn, name: str, table: TableKnowledge, unanswered: frozenset[str]) -> float:
    lexicon = table.values.get(name)
    return known_share(column, lexicon, unanswered) if lexicon is not None else 0.0


def _likeness(heading: str, table: TableKnowledge, name: str, title: str) -> float:
    """How alike a heading and the best of the words of a column are, out of 100, whatever the order of their words."""
    words = [written for written, (meaning, _) in table.headings.of.items() if meaning == name]
    mine = bare(heading)
    return max(
        (fuzz.token_set_ratio(mine, word) for word in (*words, bare(title)) if _share_a_word(mine, word)), default=0.0
    )


def _share_a_word(one: str, other: str) -> bool:
    """True when a word of some length is in both, with a slip of the pen: letters that happen to be alike say nothing."""
    return any(
        fuzz.ratio(mine, theirs) >= _SAME_WORD
        for mine in one.split()
        for theirs in other.split()
        if min(len(mine), len(theirs)) >= _SHORT
    )


def _words_in_common(columns: Collection[GridColumn], table: TableKnowledge) -> float:
    """How many headings are alike words of the table's own headings."""
    written = [*table.headings.of]
    return sum(
        any(fuzz.token_set_ratio(bare(column.heading), word) >= 80 for word in written if len(word) > 3)
        for column in columns
    )
