"""Values that cannot be, or hardly: outside the bounds of their unit (rejected), not given by their base, all alike (told)."""

from collections.abc import Mapping

import pandas as pd

from qep_lib.intake.convert import ColumnReader
from qep_lib.intake.faults import FaultList, by_line
from qep_lib.intake.rulebook import fault
from qep_lib.model.indicator import Indicator
from qep_lib.stats.attainability import attainable_counts

_BOUNDS = {"pct": (0, 100), "permille": (0, 1000)}
"""Of the shares; any other unit counts things or time, and is not negative."""

_ALIKE_ROWS, _ALIKE_COLUMNS = 20, 3
"""From that many rows, and of that many filled columns beside the identifier, rows all alike are told."""


def warn_all_alike(cells: pd.DataFrame, bound: Mapping[str, int], identifier: int | None, faults: FaultList) -> None:
    """Tell a file whose rows are all the same but for their identifier: an example repeated, or a filter left on."""
    columns = [cells[position] for position in set(bound.values()) - {identifier} if cells[position].notna().any()]
    if len(cells) < _ALIKE_ROWS or len(columns) < _ALIKE_COLUMNS:
        return
    if all(column.nunique(dropna=False) == 1 for column in columns):
        reason = fault("rows_all_alike", count=len(cells))
        faults.add(reason, int(cells.index[0]))


def reject_impossible(
    reader: ColumnReader, name: str, values: pd.Series, codes: pd.Series, indicators: Mapping[str, Indicator]
) -> None:
    """Reject the lines whose value, read in the bound column `name`, no figure of that unit can have.

    `codes`: indicator of each line, missing when unknown.
    """
    texts = reader.texts(name)
    for line, code in by_line(codes[codes.notna() & values.notna()]):
        low, high = _BOUNDS.get(indicators[code].unit, (0, None))
        if values[line] >= low and (high is None or values[line] <= high):
            continue
        reason = fault(
            "impossible_value", indicator=code, bounds=f"de {low} à {high}" if high else "un nombre positif ou nul"
        )
        reader.faults.add(reason, line, reader.heading(name), texts[line])


def warn_unattainable(reader: ColumnReader, current: pd.DataFrame, indicators: Mapping[str, Indicator]) -> None:
    """Tell each percentage that no whole count of its base prints as (GRIM test, statistics.md 1.3).

    `current` is indexed by line. The decimals compared are those the file writes: 95,5 % cannot come from 104 answers.
    """
    if "denominator" not in reader.bound:
        return
    texts = reader.texts("value")
    known = current[current["denominator"].notna() & current["value"].notna()]
    for line, code, value, out_of in zip(
        known.index.tolist(), known["indicator_id"], known["value"], known["denominator"], strict=True
    ):
        indicator = indicators.get(code)
        if indicator is None or indicator.unit != "pct" or out_of != int(out_of):
            continue
        base = int(out_of)
        decimals = len(texts.loc[line].strip(" %\u202f\u00a0").partition(",")[2])
        if not attainable_counts(round(value, decimals), decimals, base):
            reason = fault("unattainable_share", base=base)
            reader.faults.add(reason, line, reader.heading("value"), texts.loc[line])
