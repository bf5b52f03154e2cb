"""The target in force for a period, in figures and in words, and the rating on it. The classes are in `rating`.

The indicator's file holds national, sourced targets and wins over what a site declares; a target of another year is
never reused.
"""

from collections.abc import Mapping

import numpy as np

from qep_lib.indicators.rating import rate
from qep_lib.indicators.rows import Columns
from qep_lib.model.indicator import Indicator, Target
from qep_lib.model.period import Period


def with_targets(rows: Columns, indicators: Mapping[str, Indicator], period: Period) -> Columns:
    """`rows` with target, target_note, gap, rating and is_target_in_interval.

    The indicator's target bears on the total (group empty); another group is rated only on a target declared for it.
    """
    usual: dict[tuple[str, bool], tuple[float | None, str | None]] = {}
    chosen, rated = [], []
    columns = ("indicator_id", "group", "value", "declared_target", "declared_note")
    for indicator_id, group, value, declared, note in zip(*(rows[name].tolist() for name in columns), strict=True):
        indicator = indicators[indicator_id]
        if declared == declared or note is not None:
            choice = _choose(indicator, period, group, declared, note)
        else:
            # Where nothing is declared, the choice is the same for every site.
            key = indicator_id, group == ""
            if key not in usual:
                usual[key] = _choose(indicator, period, group, np.nan, None)
            choice = usual[key]
        chosen.append(choice)
        rated.append(rate(value, choice[0], indicator.direction) if choice[0] is not None else (None, None))
    target = np.array([target for target, _ in chosen], dtype=float)
    is_known = ~(np.isnan(target) | np.isnan(rows["low"]) | np.isnan(rows["high"]))
    is_inside = np.full(target.shape, None, dtype=object)
    is_inside[is_known] = ((rows["low"] <= target) & (target <= rows["high"]))[is_known]
    return {
        **rows,
        "target": target,
        "target_note": np.array([note for _, note in chosen], dtype=object),
        "gap": np.array([gap for gap, _ in rated], dtype=float),
        "rating": np.array([rating for _, rating in rated], dtype=object),
        "is_target_in_interval": is_inside,
    }


def target_of(indicator: Indicator, period: Period) -> Target | None:
    """The target in force during the whole period, or None."""
    first, last = indicator.target_on(period.start), indicator.target_on(period.end)
    return first if first == last else None


def _choose(
    indicator: Indicator, period: Period, group: str, declared: float, declared_note: str | None
) -> tuple[float | None, str | None]:
    """(target, words). Words are empty where the target's own figure says it all."""
    given = float(declared) if declared == declared else None
    national = target_of(indicator, period) if group == "" else None
    if national is not None and national.value is not None:
        if given is None or given == national.value:
            return national.value, national.note
        local = declared_note or _french(given)
        return national.value, f"{national.note or _french(national.value)} ; le site déclare {local}"
    if given is not None:
        return given, declared_note
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
