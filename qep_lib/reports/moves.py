"""Whether a figure changed for the better or for the worse, and the words of what it is compared with. What that makes of the
service: `main_results`, `verdicts`.
"""

from typing import Literal

from qep_lib.disclosure.printed import decimals_for, printed_change, printed_end
from qep_lib.display.wording import in_period
from qep_lib.errors import sure
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.model.period import Period
from qep_lib.reports.context import ReportContext

Pair = tuple[Indicator, Measured]
Move = Literal["improve", "worse", "told", "better", "success"]
"""What a change says: `improve` and `success` where a test demonstrates it, `worse` and `better` where nothing tests it."""


def move_of(pair: Pair, context: ReportContext) -> Move:
    """What the change of a figure says of the service; `told` of one that has not changed."""
    if not has_changed(pair, context):
        return "told"
    if pair[1].is_change_demonstrated is None:
        return "worse" if is_worse(pair) else "better"
    return "improve" if is_worse(pair) else "success"


def has_changed(pair: Pair, context: ReportContext) -> bool:
    """True of a change for better or worse that is demonstrated, or large enough (`least_change`) where nothing tests it."""
    indicator, row = pair
    if indicator.direction == "neutral" or indicator.unit == "count":  # More of something is not better, nor worse.
        return False
    if not has_change(pair, context):
        return False
    if row.is_change_demonstrated is None:
        return is_large(pair, context)
    return row.is_change_demonstrated and bool(row.change)


def has_change(pair: Pair, context: ReportContext) -> bool:
    """True where a figure and the one before are of one series and of whole periods: what they differ by can be told."""
    indicator, row = pair
    is_told = row.change is not None and row.status == "ok" and not row.previous_note
    return is_told and not indicator.break_between(context.period, context.compared_period)


def is_worse(pair: Pair) -> bool:
    """True of a change for the worse; the figure must have changed."""
    indicator, row = pair
    return (sure(row.change) < 0) == (indicator.direction == "higher")


def is_large(pair: Pair, context: ReportContext) -> bool:
    """True of a change as printed of at least `least_change` of `params/conventions.yml`."""
    indicator, row = pair
    change = printed_change(row, indicator, context.audience)
    return bool(change) and abs(sure(change)) >= (context.catalogue.conventions.least_change.of(indicator.unit) or 0)


def worse_than_earlier(pair: Pair, context: ReportContext, least: float | None = None) -> list[tuple[Period, Measured]]:
    """The years before the compared one that the report shows and than which a figure is worse, by `least_change` or `least`."""
    indicator, row = pair
    if row.status != "ok" or indicator.direction == "neutral" or indicator.unit == "count":
        return []
    limit = context.catalogue.conventions.least_change.of(indicator.unit) or 0 if least is None else least
    found = []
    for period, rows in context.earlier[1:]:
        before = rows.get(indicator.id, {}).get("")
        if (
            before is None
            or before.status != "ok"
            or not before.has_value
            or indicator.break_between(context.period, period)
        ):
            continue
        decimals = decimals_for(row, indicator, context.audience)
        gap = float(printed_end(row, indicator, decimals) - printed_end(before, indicator, decimals))
        if gap and (gap < 0) == (indicator.direction == "higher") and abs(gap) >= limit:
            found.append((period, before))
    return found


def than_period(label: str) -> str:
    """« qu'en 2020 », « qu'au 1er semestre 2021 », « que sur la période du 10 mars au 7 avril 2020 »."""
    when = in_period(label)
    return f"que {when}" if when.startswith("sur") else f"qu'{when}"
