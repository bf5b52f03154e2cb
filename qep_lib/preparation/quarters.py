"""A small table whose rows are quarters or years of a title (« CNI », « 1er trim. 2022 », 36 days): finished figures.

Months of the same are statistics, which `tables` reads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from qep_lib.model.period_words import is_period
from qep_lib.model.tables import TABLES
from qep_lib.preparation.draft import IGNORED, UNREAD, ColumnDraft
from qep_lib.preparation.grid import GridColumn
from qep_lib.preparation.knowledge import Knowledge
from qep_lib.preparation.shapes import titled_table

_MOSTLY = 0.9
_VOLUME = "volume"
_ENDINGS = {
    "delivery_delay_mean": "delivery_delay_days",
    "processing_delay_mean": "processing_delay_days",
    _VOLUME: "volume_count",
}
"""Column of monthly statistics -> end of the indicator's id; of several columns, the first one is read, and the volume
beside a delay is what it is a mean of."""


@dataclass(frozen=True, slots=True)
class Quarters:
    """The drafts of the columns as those of finished figures, and text of a title -> the indicator that its rows tell."""

    drafts: list[ColumnDraft]
    words: Mapping[str, tuple[str, ...]]


def as_quarters(
    table: str, columns: Mapping[int, GridColumn], drafts: Sequence[ColumnDraft], knowledge: Knowledge
) -> Quarters | None:
    """The same columns as finished figures, where one of them names quarters, half-years or years; None for another table, and
    while a person has not said which column is measured.
    """
    if table != titled_table():
        return None
    by_meaning = {draft.meaning: draft for draft in drafts if draft.certainty != "asked"}
    measured = next((name for name in _ENDINGS if name in by_meaning), None)
    period = next((d for d in drafts if d.meaning in ("month", *UNREAD) and _names_periods(columns[d.position])), None)
    if measured is None or period is None or "title" not in by_meaning:
        return None
    meanings = {
        by_meaning["title"].position: ("indicator_id", by_meaning["title"].why),
        by_meaning[measured].position: ("value", by_meaning[measured].why),
        period.position: ("period", "ses cellules sont des périodes"),
    }
    if measured != _VOLUME and _VOLUME in by_meaning:
        meanings[by_meaning[_VOLUME].position] = (
            "denominator",
            f"{by_meaning[_VOLUME].why} ; le poids de chaque délai",
        )
    found = []
    for draft in drafts:
        meaning, why = meanings.get(draft.position, (draft.meaning, draft.why))
        if draft.position not in meanings and draft.meaning not in UNREAD:
            meaning, why = IGNORED, "un seul délai par ligne est gardé"
        certainty = "certain" if draft.position in meanings else draft.certainty
        found.append(replace(draft, meaning=meaning, why=why, certainty=certainty))
    known = knowledge.catalogue.indicators
    titles = knowledge.tables[table].values["title"].of.values()
    words: dict[str, tuple[str, ...]] = {}
    for code in next(column for column in TABLES[table].columns if column.name == "title").choices:
        if (indicator := f"{code}_{_ENDINGS[measured]}") in known:
            words[indicator] = tuple(word for title, word in titles if title == code)
    return Quarters(found, words)


def _names_periods(column: GridColumn) -> bool:
    named = sum(count for text, count in column.texts.items() if is_period(text))
    return bool(column.filled) and named >= _MOSTLY * column.filled and column.months < _MOSTLY
