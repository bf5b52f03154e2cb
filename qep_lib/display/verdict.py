"""What a figure is against its objective, for whoever is no auditor: « objectif atteint », « 34 jours de plus que l'objectif ».

The four classes of the label, their words and their colours are `rating.RATING_MARKS`; the symbol and the colour stay theirs.
"""

from decimal import Decimal

from qep_lib.disclosure.printed import decimals_for, is_small_unanimous, printed_end
from qep_lib.display.elements import RatingMark
from qep_lib.display.rating import RATING_MARKS
from qep_lib.display.wording import NBSP, NO_TARGET_WORDS, against_target, format_number, target_words
from qep_lib.errors import sure
from qep_lib.model.base import Audience, Unit
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.stats.rounding import round_half_up

FROM_DOUBLE = 2
"""From how many times its objective a delay is said to be more than its double."""
_UNITS: dict[Unit, tuple[str, str]] = {
    "pct": ("point", "points"),
    "days": ("jour", "jours"),
    "working_days": ("jour ouvré", "jours ouvrés"),
}
"""Units in which a distance to the objective says something to a reader; the others only tell the side."""


def objective_mark(
    measured: Measured, indicator: Indicator, audience: Audience, is_brief: bool = False
) -> RatingMark | None:
    """The mark of a figure in plain words; None where it has no class. `is_brief` as in `objective_words`."""
    if measured.rating is None:
        return None
    words = objective_words(measured, indicator, audience, is_brief)
    return RatingMark(measured.rating, RATING_MARKS[measured.rating].symbol, words)


def objective_words(measured: Measured, indicator: Indicator, audience: Audience, is_brief: bool = False) -> str:
    """« objectif atteint », « objectif tout juste atteint », « 34 jours de plus que l'objectif (plus du double) »; provisional
    figures are said to be. The figure must have a class. `is_brief`, for a slide, leaves the double out."""
    double = "" if is_brief else _double_words(measured, indicator, audience)
    provisional = ", à titre provisoire" if measured.status == "provisional" else ""
    return f"{distance_words(measured, indicator, audience)}{double}{provisional}"


def has_local_target(indicator: Indicator, measured: Measured) -> bool:
    """True of an objective that is words (« fixé localement »): the figure is not judged against it."""
    return measured.target is None and not target_words(measured, indicator).startswith(NO_TARGET_WORDS)


def local_targets_words(count: int) -> str:
    """« 2 objectifs fixés localement ne sont pas évalués »."""
    return (
        f"{count} objectifs fixés localement ne sont pas évalués"
        if count > 1
        else "1 objectif fixé localement n'est pas évalué"
    )


def distance_words(measured: Measured, indicator: Indicator, audience: Audience) -> str:
    """How far a figure that has a class is from its objective, and no more: « 34 jours de plus que l'objectif »."""
    is_close = bool(against_target(measured, indicator, audience))
    if measured.rating == "met":
        return f"objectif {'tout juste ' if is_close else ''}atteint"
    if not _is_told_in_units(measured, indicator, audience):
        place = "sous" if indicator.direction == "higher" else "au-dessus de"
        return f"{'juste ' if is_close else ''}{place} l'objectif"
    decimals, value, target = _printed(measured, indicator, audience)
    gap = abs(round_half_up(value - target, decimals))
    singular, plural = _UNITS[indicator.unit]
    way = "moins" if indicator.direction == "higher" else "plus"
    number = format_number(gap, decimals, keep_zeros=False)
    return f"{number}{NBSP}{singular if gap < 2 else plural} de {way} que l'objectif"


def _double_words(measured: Measured, indicator: Indicator, audience: Audience) -> str:
    if measured.rating == "met" or not _is_told_in_units(measured, indicator, audience):
        return ""
    _, value, target = _printed(measured, indicator, audience)
    is_double = indicator.direction == "lower" and 0 < FROM_DOUBLE * target < value
    return " (plus du double)" if is_double else ""


def _is_told_in_units(measured: Measured, indicator: Indicator, audience: Audience) -> bool:
    """False where a distance would be nought as printed, would give back a hidden figure, or says nothing to a reader."""
    is_close = bool(against_target(measured, indicator, audience))
    return not is_close and not is_small_unanimous(measured, indicator) and indicator.unit in _UNITS


def _printed(measured: Measured, indicator: Indicator, audience: Audience) -> tuple[int, Decimal, Decimal]:
    """Decimals, value and objective of a figure as they are printed."""
    decimals = decimals_for(measured, indicator, audience)
    return decimals, printed_end(measured, indicator, decimals), Decimal(repr(float(sure(measured.target))))
