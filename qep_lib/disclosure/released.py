"""The measured rows that leave with a report as data. A page prints some of them, in words; a file gives every group: what
pages do as they print (rounding, small counts, bounds of extreme delays) is done here to the rows.

Groups too small for any statistic are already hidden in what the context holds (`suppression`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from qep_lib.disclosure.months import COUNTED_SECTIONS
from qep_lib.disclosure.printed import decimals_for, is_small_unanimous, printed_change, was_small_unanimous
from qep_lib.disclosure.suppression import CURRENT_FIGURES, PREVIOUS_FIGURES
from qep_lib.model.base import Audience
from qep_lib.model.campaign import Disclosure
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured, MeasuredRows
from qep_lib.stats.rounding import round_half_up

FREE_TEXT_DIMENSION = "theme"
"""Its groups are named by whoever keeps a register: a rare name points at someone even without a figure."""
_FIGURES_IN_UNIT = ("value", "low", "high", "previous", "change", "change_low", "change_high")
_GAP_DECIMALS = 2
"""A gap to the target, a fraction, is printed in whole per cents."""
_HIDDEN = {"status": "suppressed", "source": None, "remark": None} | dict.fromkeys(CURRENT_FIGURES + PREVIOUS_FIGURES)


def released_rows(
    measured: Iterable[MeasuredRows], indicators: Iterable[Indicator], disclosure: Disclosure, audience: Audience
) -> tuple[Measured, ...]:
    """Every row of these indicators as its audience may have it, each indicator once; `measured` are the rows of each site.

    A count of requests is hidden where its base is under the threshold, with the other parts of that base; in a public
    report also where it is under `count_minimum`, with the next smallest parts that would give it back.
    """
    wanted = {indicator.id: indicator for indicator in indicators}
    return tuple(
        row
        for of_site in measured
        for indicator in wanted.values()
        for row in _released(tuple(of_site.get(indicator.id, {}).values()), indicator, disclosure, audience)
    )


def _released(
    rows: Sequence[Measured], indicator: Indicator, disclosure: Disclosure, audience: Audience
) -> Iterator[Measured]:
    is_count = indicator.unit == "count" and indicator.section in COUNTED_SECTIONS
    minimum = disclosure.smallest_count(audience)
    hidden = _hidden_counts(rows, disclosure.threshold(audience), minimum) if is_count else frozenset()
    for row in rows:
        if row.group not in hidden:
            yield row if audience == "internal" else _as_printed(row, indicator, minimum if is_count else 0)
        elif _dimension(row) != FREE_TEXT_DIMENSION:
            yield replace(row, **_HIDDEN)


def _hidden_counts(rows: Sequence[Measured], threshold: int, minimum: int) -> frozenset[str]:
    """Groups whose count is not to be given."""
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


def _as_printed(row: Measured, indicator: Indicator, minimum: int) -> Measured:
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
    if row.previous and row.previous < minimum:
        printed |= dict.fromkeys(PREVIOUS_FIGURES)
    # The check that two figures contradict each other is for whoever corrects them; the public page says how to read them.
    return replace(row, **printed, remark=None)


def _dimension(row: Measured) -> str:
    return row.group.partition("=")[0]
