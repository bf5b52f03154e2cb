"""One share over several sites, each weighted by a known count. The share of one site alone: `intervals`."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from qep_lib.stats.intervals import wilson


@dataclass(frozen=True, slots=True)
class PooledShare:
    """A weighted share with its interval, all fractions; `effective_base` is the answers that it is worth."""

    share: float
    low: float
    high: float
    effective_base: float


def pooled_share(
    successes: Sequence[float], bases: Sequence[float], weights: Sequence[float], confidence: float = 0.95
) -> PooledShare:
    """Share over sites of `successes` among `bases` answers, that stand for `weights` visits (statistics.md 1.6).

    The share is Σ W p / Σ W. Each answer of a site then weighs w = W / n, so that Kish's effective base (Kish 1965,
    (Σ w)² / Σ w² over the answers) is (Σ W)² / Σ (W² / n); the interval is Wilson's with that base. It is the plain share
    of all answers when every answer weighs the same. The order of the sites does not matter.

    Raises `ValueError` when a site has no answer, more successes than answers or no visit, or when there is no site.
    """
    sites = list(zip(successes, bases, weights, strict=True))
    if not sites or not all(0 <= x <= n and n > 0 and visits > 0 for x, n, visits in sites):
        raise ValueError(f"part pondérée impossible : {sites}")
    # Exact sums: the same bytes whatever the order of the sites.
    total = math.fsum(visits for _, _, visits in sites)
    share = math.fsum(visits * (x / n) for x, n, visits in sites) / total
    answers = [(visits / n, n) for _, n, visits in sites]
    effective = math.fsum(w * n for w, n in answers) ** 2 / math.fsum(w * w * n for w, n in answers)
    low, high = wilson(share * effective, effective, confidence)
    return PooledShare(share, low, high, effective)
