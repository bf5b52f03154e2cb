"""The measured rows that leave: for pages, once they are hidden (`suppression`), and with a report as data. A page prints some
of them, in words; a file gives every group: what pages do as they print (rounding, « plus de x % » of a few who agree) is
done here to the rows.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from qep_lib.disclosure.printed import decimals_for, is_small_unanimous, printed_change, was_small_unanimous
from qep_lib.model.base import Audience
from qep_lib.model.campaign import Disclosure
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured, MeasuredRows
from qep_lib.model.results import RESULTS
from qep_lib.model.table import ColumnType
from qep_lib.stats.rounding import round_half_up

FREE_TEXT_DIMENSION = "theme"
"""Its groups are named by whoever keeps a register: a rare name points at someone even without a figure."""
_FIGURES_IN_UNIT = ("value", "low", "high", "previous", "change", "change_low", "change_high")
NO_DECIMALS: Mapping[str, int] = {}
_GAP_DECIMALS = 2
"""A gap to the target, a fraction, is printed in whole per cents."""


def measured_rows(
    results: pd.DataFrame, limits: Disclosure, decimals: Mapping[str, int] = NO_DECIMALS
) -> Iterator[Measured]:
    """Each row of a results table of which nothing is left to hide, in its order.

    `decimals`: those of the site, by indicator, where it prints them otherwise than the indicator says.
    """
    columns = [_plain(results[column.name], column.type) for column in RESULTS]
    own = map(decimals.get, results["indicator_id"])
    return (Measured(*values, limits=limits, decimals=printed) for *values, printed in zip(*columns, own, strict=True))


def _plain(column: pd.Series, kind: ColumnType) -> list[Any]:
    """Python values, None where missing. Column by column: asking each value what it is takes four times longer."""
    if kind == "date":
        return column.to_numpy("datetime64[D]").tolist()
    if kind in ("int", "bool"):
        return column.to_numpy(dtype=object, na_value=None).tolist()  # type: ignore[call-overload]  # its stubs know no None
    return [None if value != value else value for value in column.tolist()]


def released_rows(
    measured: Iterable[MeasuredRows], indicators: Iterable[Indicator], audience: Audience
) -> tuple[Measured, ...]:
    """Every row of these indicators as its audience may have it, each indicator once; `measured` are the rows of each site, as
    pages have them. In public, figures are no finer than in print and a theme that is not told is not named.
    """
    wanted = {indicator.id: indicator for indicator in indicators}
    return tuple(
        row if audience == "internal" else _as_printed(row, indicator)
        for of_site in measured
        for indicator in wanted.values()
        for row in of_site.get(indicator.id, {}).values()
        if is_named(row)
    )


def is_named(row: Measured) -> bool:
    """False for a group of which not even the name is told in public."""
    return row.status != "suppressed" or _dimension(row) != FREE_TEXT_DIMENSION


def _as_printed(row: Measured, indicator: Indicator) -> Measured:
    """The row with its figures no finer than in print."""
    decimals = decimals_for(row, indicator, "public")
    known = {name: figure for name in _FIGURES_IN_UNIT if (figure := getattr(row, name)) is not None}
    printed: dict[str, Any] = {name: float(round_half_up(figure, decimals)) for name, figure in known.items()}
    if row.change is not None:
        printed["change"] = printed_change(row, indicator, "public")
    if row.gap is not None:
        printed["gap"] = float(round_half_up(row.gap, _GAP_DECIMALS))
    if is_small_unanimous(row, indicator):
        printed |= {"value": None, "numerator": None}
    if was_small_unanimous(row, indicator):
        printed["previous"] = None
    if row.change is not None and printed["change"] is None:
        printed |= dict.fromkeys(("change_low", "change_high", "change_p_adjusted"))
    # The check that two figures contradict each other is for whoever corrects them; the public page says how to read them.
    return replace(row, **printed, remark=None)


def _dimension(row: Measured) -> str:
    return row.group.partition("=")[0]
