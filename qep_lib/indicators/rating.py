"""The four classes of the label: gap to the target and its class. Targets are chosen in `targets`, colours in `display`.

Source: legend of the published bilans (Cher 2020), statistics.md 1.11. « Compris entre 25 et 50 % » holds both ends.
"""

from fractions import Fraction

from qep_lib.errors import sure
from qep_lib.model.base import Direction, Rating


def rate(value: float | None, target: float | None, direction: Direction) -> tuple[float | None, Rating | None]:
    """Relative gap (0.38 is 38 %; zero or less: target met) and class, (None, None) when nothing can be rated.

    Exact on the decimal numbers as written (37.5 against 30 is exactly 25 %: `off`), never on rounded ones. Not rated:
    a missing value or target, a neutral indicator. A target of 0 has no relative gap: met or `far`, gap None.
    """
    if direction == "neutral" or _is_missing(value) or _is_missing(target):
        return None, None
    shown, wanted = _exact(sure(value)), _exact(sure(target))
    excess = shown - wanted if direction == "lower" else wanted - shown
    if wanted == 0:
        return None, "met" if excess <= 0 else "far"
    gap = excess / abs(wanted)
    return float(gap), _class_of(gap)


def _class_of(gap: Fraction) -> Rating:
    if gap <= 0:
        return "met"
    if gap < Fraction(1, 4):
        return "near"
    return "off" if gap <= Fraction(1, 2) else "far"


def _is_missing(figure: float | None) -> bool:
    return figure is None or figure != figure


def _exact(figure: float) -> Fraction:
    """The decimal number that prints as `figure`: 0.54 is 54/100, not its nearest binary fraction."""
    return Fraction(repr(float(figure)))
