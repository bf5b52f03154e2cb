"""One site's share as if its public were the region's: what remains of a difference once the publics are alike.

Directly, where each group has enough answers. The share of several sites together is `pooling`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from qep_lib.stats.intervals import wilson
from qep_lib.stats.pooling import pooled_share

SMALLEST_CELL = 11


@dataclass(frozen=True, slots=True)
class StandardisedShare:
    """A directly standardised share with its variance and interval, fractions; `effective_base` is what it is worth."""

    share: float
    variance: float
    effective_base: float
    low: float
    high: float


def standardised_share(
    successes: Sequence[float],
    bases: Sequence[float],
    weights: Sequence[float],
    confidence: float = 0.95,
    smallest_cell: int = SMALLEST_CELL,
) -> StandardisedShare | None:
    """Share Σ W p of one site over groups of its public, `weights` being those of the region (statistics.md 2.5).

    None when a group that weighs has fewer than `smallest_cell` answers: the indirect way is then the only one. The
    variance is Σ W² p (1 - p) / n; Wilson's interval takes the base share (1 - share) / variance, but never more than Kish's
    (`pooling`), without which a group where all agree would count as certain.

    Raises `ValueError` on a negative weight, on none at all or on more successes than answers.
    """
    groups = list(zip(successes, bases, weights, strict=True))
    if not any(weight for _, _, weight in groups) or any(weight < 0 for _, _, weight in groups):
        raise ValueError(f"standardisation impossible avec les poids {list(weights)}")
    weighing = [group for group in groups if group[2] > 0]
    if any(not base >= max(smallest_cell, 1) for _, base, _ in weighing):
        return None
    counts, sizes, shares = zip(*weighing, strict=True)
    pooled = pooled_share(counts, sizes, shares, confidence)
    total = math.fsum(weight for _, _, weight in weighing)
    variance = math.fsum((weight / total) ** 2 * (x / n) * (1 - x / n) / n for x, n, weight in weighing)
    effective = pooled.effective_base
    if variance > 0:
        effective = min(effective, pooled.share * (1 - pooled.share) / variance)
    low, high = wilson(pooled.share * effective, effective, confidence)
    return StandardisedShare(pooled.share, variance, effective, low, high)
