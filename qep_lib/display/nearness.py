"""What rounding may not hide: on which side of a target a printed figure is, how far it is, that a part is not the whole.

Numbers in, words out; the sentences that hold them are in `wording`.
"""

from decimal import Decimal
from fractions import Fraction

from qep_lib.model.base import Direction, Rating, Unit
from qep_lib.stats.rounding import Number, round_half_up

WHOLES: dict[Unit, int] = {"pct": 100, "permille": 1000}
"""What the parts of a whole come to, in the units of shares."""
MOST_DECIMALS = 3
"""Decimals tried before words take the place of a number: nobody reads a fourth one."""
_NOISE_DECIMALS = 10
_CLASS_BOUNDS: dict[Rating, tuple[int, int]] = {"near": (0, 25), "off": (25, 50), "far": (50, 10**9)}


def open_end(value: Number | None, unit: Unit, decimals: int) -> tuple[str, Decimal] | None:
    """(« plus de », 99) for a share that would be printed 100 and is not, (« moins de », 1) for one printed 0; else None."""
    whole, rounded, exact = WHOLES.get(unit), round_half_up(value, decimals), round_half_up(value, _NOISE_DECIMALS)
    step = Decimal(1).scaleb(-decimals)
    if whole is None or rounded == exact:
        return None
    if rounded == 0 and exact > 0:
        return "moins de ", step
    return ("plus de ", whole - step) if rounded == whole and exact < whole else None


def side_words(shown: Decimal, target: Decimal, direction: Direction, rating: Rating | None) -> str:
    """« juste sous l'objectif » where the figure as printed hides on which side of its target it is; else empty."""
    if rating is None or direction == "neutral":
        return ""
    is_better = shown >= target if direction == "higher" else shown <= target
    if rating == "met":
        return "" if is_better else "objectif tout juste atteint"
    if not is_better:
        return ""
    return "juste sous l'objectif" if direction == "higher" else "juste au-dessus de l'objectif"


def gap_percent(gap: float, rating: Rating) -> tuple[str, Decimal, int]:
    """A relative gap in percent as (words before it, number, decimals), never out of the class it is said to be of.

    24,96 % is not printed 25 beside « écart inférieur à 25 % », nor a gap that exists printed 0.
    """
    low, high = _CLASS_BOUNDS[rating]
    percent = Fraction(repr(float(gap))) * 100
    for decimals in range(MOST_DECIMALS + 1):
        shown = round_half_up(percent, decimals)
        is_inside = low <= shown <= high if rating == "off" else low < shown < high
        if is_inside:
            return "", shown, decimals
        if rating == "near" and decimals == 0 and shown == 0:
            return "moins de ", Decimal(1), 0
    return ("moins de ", Decimal(high), 0) if rating == "near" else ("un peu plus de ", Decimal(low), 0)
