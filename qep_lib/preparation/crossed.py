"""A grid of observations: a row a contact, a column a criterion, whose cells are results (`TableSpec.crossed`)."""

from collections.abc import Collection, Iterable

from qep_lib.intake.half_days import half_day_of
from qep_lib.model.tables import TABLES
from qep_lib.preparation.grid import GridColumn
from qep_lib.preparation.knowledge import Lexicon, TableKnowledge, bare
from qep_lib.preparation.values import known_share, place

_ALL_KNOWN = 0.9
_NOTHING = "not_applicable"


def crossed_of(
    column: GridColumn, table: TableKnowledge, missing: Collection[str], unanswered: frozenset[str]
) -> tuple[str, str] | None:
    """What a column of a grid tells by its heading and by its cells (« Oui », « Non », « Sans objet »); None for another."""
    crossed = TABLES[table.name].crossed
    if crossed is None or not {*crossed} <= {*missing} or not column.filled:
        return None
    is_result = known_share(column, table.values[crossed[1]], unanswered) >= _ALL_KNOWN
    return crossed if is_result else None


def are_hours(column: GridColumn) -> bool:
    """True for a column of the hours of contacts."""
    hours = sum(count for text, count in column.texts.items() if half_day_of(text) is not None)
    return bool(column.filled) and hours >= _ALL_KNOWN * column.filled


def crossed_values(
    columns: Iterable[GridColumn], lexicon: Lexicon, unanswered: frozenset[str]
) -> dict[str, tuple[str, ...]]:
    """Stored value -> what the cells of a grid hold of it; what stands where nothing was observed is not applicable."""
    found: dict[str, dict[str, None]] = {}
    for text in dict.fromkeys(text for column in columns for text in column.texts):
        code = place(text, lexicon) or (_NOTHING if bare(text) in unanswered else None)
        if code is not None:
            found.setdefault(code, {})[text] = None
    return {code: tuple(texts) for code, texts in found.items()}
