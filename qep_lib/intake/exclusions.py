"""Rows that a source leaves out on purpose (`exclude_rows`): found by one cell, counted by reason, told.

A row that is wrong is a reject (`faults`); these are right, and of nobody who counts: unfinished answers, tests.
"""

from collections.abc import Sequence
from itertools import chain

import pandas as pd

from qep_lib.intake.faults import FaultList
from qep_lib.intake.headings import Wanted, as_tuple
from qep_lib.intake.rulebook import Reason, fault
from qep_lib.model.campaign import Source
from qep_lib.model.characters import fold
from qep_lib.model.recognition import Recognition

Excluded = tuple[tuple[str, int], ...]
"""(reason, number of rows), in the order of the rules; a rule that leaves nothing out is not there."""


def wanted_for_exclusions(source: Source) -> tuple[Wanted, ...]:
    """The columns that the rules of `source` look at."""
    return tuple(Wanted(_name(place), as_tuple(rule.column)) for place, rule in enumerate(source.exclude_rows))


def exclude_rows(
    cells: pd.DataFrame, bound: dict[str, int], source: Source, faults: FaultList
) -> tuple[pd.DataFrame, Excluded]:
    """`cells` without the rows that a rule leaves out, and their number by reason, each told with its lines.

    A row is left out by the first rule that it meets. Capitals, accents and spaces of a value do not count.
    """
    excluded: dict[str, int] = {}
    for place, rule in enumerate(source.exclude_rows):
        if _name(place) not in bound:
            continue
        wanted = {fold(value) for value in rule.values}
        texts = cells[bound[_name(place)]]
        chosen = [text for text in texts.cat.categories if fold(text) in wanted]
        is_out = texts.isin(chosen) | (texts.isna() if "" in wanted else False)
        if is_out.any():
            count = int(is_out.sum())
            excluded[rule.reason] = excluded.get(rule.reason, 0) + count
            faults.add(told_excluded(rule.reason, count, source.id), int(cells.index[is_out][0]))
            cells = cells.loc[~is_out]
    return cells, tuple(excluded.items())


def _name(place: int) -> str:
    return f"exclusion {place}"


def told_excluded(reason: str, count: int, source_id: str, key: str = "exclude_rows") -> Reason:
    """How many rows the rule of that key leaves out, and why."""
    rows = "1 ligne exclue" if count == 1 else f"{count} lignes exclues, la première ici"
    return fault("excluded_rows", rows=rows, reason=reason, key=key, source_id=source_id)


def tell_unfinished(
    cells: pd.DataFrame, headings: Sequence[str], source: Source, recognition: Recognition, faults: FaultList
) -> None:
    """A warning where a column of states, as tools write it, holds answers that are not finished and no rule leaves out."""
    ruled = {fold(name) for rule in source.exclude_rows for name in as_tuple(rule.column)}
    parts = (*(survey.unfinished for survey in recognition.surveys), *(tool.unfinished for tool in recognition.tools))
    known = list(chain.from_iterable(parts))
    for position, heading in enumerate(headings):
        wanted = {
            fold(value)
            for rule in known
            if fold(heading) in {fold(name) for name in as_tuple(rule.column)}
            for value in rule.values
            if value
        }
        if not heading or fold(heading) in ruled or position not in cells or not wanted:
            continue
        texts = cells[position]
        is_out = texts.isin([text for text in texts.cat.categories if fold(text) in wanted])
        if is_out.any():
            count = int(is_out.sum())
            rows = (
                "1 réponse non terminée est comptée" if count == 1 else f"{count} réponses non terminées sont comptées"
            )
            reason = fault("unfinished_answers", rows=rows, source_id=source.id)
            faults.add(reason, int(cells.index[is_out][0]), heading, str(texts[is_out].iloc[0]))
