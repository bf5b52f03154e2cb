"""The measured rows that leave with a report as data. A page prints some of them, in words; a file gives every group: what
pages do as they print (rounding, small counts, bounds of extreme delays) is done here to the rows.

Groups too small for any statistic are already hidden in what the context holds (`stats/disclosure`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from qep_lib.display.wording import decimals_for, is_small_unanimous, printed_change, was_small_unanimous
from qep_lib.indicators.by_month import COUNTED_SECTIONS
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports.context import ReportContext
from qep_lib.reports.requests import PUBLIC_COUNT_MINIMUM
from qep_lib.stats.disclosure import CURRENT_FIGURES, PREVIOUS_FIGURES
from qep_lib.stats.rounding import round_half_up

FREE_TEXT_DIMENSION = "theme"
"""Its groups are named by whoever keeps a register: a rare name points at someone even without a figure."""
_FIGURES_IN_UNIT = ("value", "low", "high", "previous", "change", "change_low", "change_high")
_GAP_DECIMALS = 2
"""A gap to the target, a fraction, is printed in whole per cents."""
_HIDDEN = {"status": "suppressed", "source": None, "remark": None} | dict.fromkeys(CURRENT_FIGURES + PREVIOUS_FIGURES)


def released_rows(context: ReportContext, indicators: Iterable[Indicator]) -> tuple[Measured, ...]:
    """Every measured row of these indicators as its audience may have it, site by site, each indicator once.

    A count of requests is hidden where its base is under the threshold, with the other parts of that base; in a public
    report also where it is under PUBLIC_COUNT_MINIMUM, with the next smallest parts that would give it back.
    """
    wanted = {indicator.id: indicator for indicator in indicators}
    return tuple(
        row
        for member in context.members
        for indicator in wanted.values()
        for row in _released(member, indicator, tuple(member.measured.get(indicator.id, {}).values()))
    )


def _released(context: ReportContext, indicator: Indicator, rows: Sequence[Measured]) -> Iterator[Measured]:
    is_count = indicator.unit == "count" and indicator.section in COUNTED_SECTIONS
    hidden = _hidden_counts(context, rows) if is_count else frozenset()
    for row in rows:
        if row.group not in hidden:
            yield row if context.audience == "internal" else _as_printed(row, indicator, is_count)
        elif _dimension(row) != FREE_TEXT_DIMENSION:
            yield replace(row, **_HIDDEN)


def _hidden_counts(context: ReportContext, rows: Sequence[Measured]) -> frozenset[str]:
    """Groups whose count is not to be given."""
    minimum = PUBLIC_COUNT_MINIMUM if context.audience == "public" else 0
    threshold = context.catalogue.conventions.disclosure.threshold(context.audience)
    whole = next((row for row in rows if row.group == ""), None)
    hidden = {row.group for row in rows if row.value and row.value < minimum}
    for dimension in dict.fromkeys(_dimension(row) for row in rows if row.group):
        parts = [row for row in rows if _dimension(row) == dimension and row.has_value]
        if any(row.denominator and row.denominator < threshold for row in parts):
            hidden |= {row.group for row in parts}
        elif whole is not None and whole.group not in hidden:
            hidden |= _next_smallest(parts, hidden, minimum)
    return frozenset(hidden)


def _next_smallest(parts: Iterable[Measured], hidden: set[str], minimum: int) -> set[str]:
    """Parts to hide beside the small ones, the smallest first, until those hidden hold `minimum` people together."""
    held = sum(row.value for row in parts if row.group in hidden)
    chosen: set[str] = set()
    for row in sorted((row for row in parts if row.group not in hidden and row.value), key=lambda row: row.value):
        if not 0 < held < minimum:
            break
        chosen.add(row.group)
        held += row.value
    return chosen


def _as_printed(row: Measured, indicator: Indicator, is_count: bool) -> Measured:
    """The row with its figures no finer than in print."""
    # The base that decides how finely a figure is printed is its own, or that of the period before where it has none.
    judged = row if row.denominator is not None else replace(row, denominator=row.previous_denominator)
    decimals = decimals_for(judged, indicator, "public")
    known = {name: figure for name in _FIGURES_IN_UNIT if (figure := getattr(row, name)) is not None}
    printed = {name: float(round_half_up(figure, decimals)) for name, figure in known.items()}
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
    if indicator.measurement.statistic == "p90":
        # The upper bound of a high quantile is often the longest delay of all.
        printed |= {"low": None, "high": None}
    if is_count and row.previous and row.previous < PUBLIC_COUNT_MINIMUM:
        printed |= dict.fromkeys(PREVIOUS_FIGURES)
    return replace(row, **printed)


def _dimension(row: Measured) -> str:
    return row.group.partition("=")[0]
