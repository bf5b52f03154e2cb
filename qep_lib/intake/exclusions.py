"""Rows that a source leaves out on purpose (`exclude_rows`): found by one cell, counted by reason, told.

A row that is wrong is a reject (`faults`); these are right, and of nobody who counts: unfinished answers, tests.
"""

import pandas as pd

from qep_lib.intake.faults import FaultList, Reason
from qep_lib.intake.headings import Wanted, as_tuple, fold
from qep_lib.model.campaign import Source

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
            faults.add(_told(rule.reason, count, source.id), int(cells.index[is_out][0]))
            cells = cells.loc[~is_out]
    return cells, tuple(excluded.items())


def _name(place: int) -> str:
    return f"exclusion {place}"


def _told(reason: str, count: int, source_id: str) -> Reason:
    rows = "1 ligne exclue" if count == 1 else f"{count} lignes exclues, la première ici"
    return Reason(
        "excluded_rows", f"{rows} : {reason}",
        remedy=f"rien si c'est voulu ; sinon corriger exclude_rows dans params/sources/{source_id}.yml",
        severity="warning",
    )  # fmt: skip
