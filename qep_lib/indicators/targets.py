"""The target in force for a period, in figures and in words, and the rating on it. The classes are in `rating`.

The indicator's file holds national, sourced targets and wins over what a site declares; a target of another year is
never reused.
"""

from collections.abc import Mapping

import pandas as pd

from qep_lib.indicators.rating import rate
from qep_lib.model.indicator import Indicator, Target
from qep_lib.model.period import Period


def with_targets(rows: pd.DataFrame, indicators: Mapping[str, Indicator], period: Period) -> pd.DataFrame:
    """`rows` with target, target_note, gap, rating and is_target_in_interval.

    The indicator's target bears on the total (group empty); another group is rated only on a target declared for it.
    """
    columns = ["indicator_id", "group", "value", "declared_target", "declared_note"]
    chosen, rated = [], []
    for indicator_id, group, value, declared, note in rows[columns].itertuples(index=False):
        indicator = indicators[indicator_id]
        chosen.append(_choose(indicator, period, group, declared, note))
        rated.append(rate(value, chosen[-1][0], indicator.direction))
    target = pd.Series([target for target, _ in chosen], index=rows.index, dtype="float64")
    inside = (rows["low"] <= target) & (target <= rows["high"])
    has_interval = target.notna() & rows["low"].notna() & rows["high"].notna()
    return rows.assign(
        target=target,
        target_note=pd.Series([note for _, note in chosen], index=rows.index, dtype="str"),
        gap=pd.Series([gap for gap, _ in rated], index=rows.index, dtype="float64"),
        rating=pd.Series([rating for _, rating in rated], index=rows.index, dtype="str"),
        is_target_in_interval=inside.astype("boolean").where(has_interval),
    )


def target_of(indicator: Indicator, period: Period) -> Target | None:
    """The target in force during the whole period, or None."""
    first, last = indicator.target_on(period.start), indicator.target_on(period.end)
    return first if first == last else None


def _choose(
    indicator: Indicator, period: Period, group: str, declared: float, declared_note: str
) -> tuple[float | None, str | None]:
    """(target, words). Words are empty where the target's own figure says it all."""
    declared = None if pd.isna(declared) else float(declared)
    declared_note = None if pd.isna(declared_note) else declared_note
    national = target_of(indicator, period) if group == "" else None
    if national is not None and national.value is not None:
        if declared is None or declared == national.value:
            return national.value, national.note
        local = declared_note or _french(declared)
        return national.value, f"{national.note or _french(national.value)} ; le site déclare {local}"
    if declared is not None:
        return declared, declared_note
    if national is not None:
        return None, national.note or ("locale" if national.kind == "local" else "néant")
    if declared_note is not None or group != "":
        return None, declared_note
    if indicator.direction == "neutral":
        return None, "sans cible"
    named = period.code if period.code.isdigit() else f"cette période ({period.label})"
    return None, f"aucune cible déclarée pour {named}"


def _french(figure: float) -> str:
    return f"{figure:.12g}".replace(".", ",")
