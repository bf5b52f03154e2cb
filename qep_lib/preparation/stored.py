"""What a site has stored already, as a preparation compares it with a folder: no other module opens the store."""

from collections import Counter
from datetime import date
from functools import cache

import pandas as pd

from qep_lib.model.tables import TABLES
from qep_lib.model.workspace import Workspace
from qep_lib.preparation.periods import Subject
from qep_lib.preparation.repeats import Row, Stored, row_of
from qep_lib.store.manifest import read_manifest
from qep_lib.store.tables import read_sound_rows, years_of


def stored_by_others(workspace: Workspace, subject: Subject) -> Stored:
    """What the imports of other periods than the one that is prepared hold; rows are read when they are asked for."""
    entries = read_manifest(workspace, [subject.site])
    others = [entry for entry in entries if entry.period != subject.period.code]
    own = [entry.dataset for entry in entries if entry.period == subject.period.code]
    spans: dict[str, list[tuple[str, date, date]]] = {}
    for entry in others:
        if _tells_days(entry.table):
            covered = [(entry.dataset, p.start, min(p.end, entry.extracted_on)) for p in entry.periods]
            spans.setdefault(entry.table, []).extend(covered)

    @cache
    def rows_of(table: str) -> Counter[Row]:
        spec = TABLES[table]
        years = {year for _, first, last in spans.get(table, ()) for year in range(first.year, last.year + 1)}
        frame = read_sound_rows(workspace, table, subject.site, sorted(years), without=own)
        if frame.empty:
            return Counter()
        if spec.is_by_exercise:
            days = [date(int(year), 1, 1) for year in years_of(frame, spec)]
        else:
            days = pd.to_datetime(frame[spec.day_in_period]).dt.date.tolist()
        numbers = frame[spec.identifier].astype(str).tolist() if spec.identifier else [""] * len(frame)
        return Counter(row_of(spec, number, day) for number, day in zip(numbers, days, strict=True))

    return Stored({table: tuple(found) for table, found in spans.items()}, rows_of)


def _tells_days(table: str) -> bool:
    """True for the tables whose rows are of a day, or of an exercise: answers have waves, figures their own period."""
    spec = TABLES[table]
    return not spec.has_questionnaire and (spec.day_in_period is not None or spec.is_by_exercise)
