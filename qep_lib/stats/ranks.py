"""How far the rank of a site is known. Ranks alone mislead: with true shares all equal, some site is always the last."""

from typing import Literal

import numpy as np
import numpy.typing as npt

DRAWS = 5000
_SEED = 20181219


def rank_intervals(
    successes: npt.ArrayLike,
    bases: npt.ArrayLike,
    direction: Literal["higher", "lower"] = "higher",
    confidence: float = 0.95,
) -> tuple[np.ndarray, np.ndarray]:
    """(best, worst) rank that each site may hold, from 1, the best; NaN for a site without a base, which holds no rank.

    5,000 draws of each true share from Beta(x + 1/2, n - x + 1/2) with a fixed seed, ranked against each other
    (statistics.md 2.1; Goldstein and Spiegelhalter 1996). `direction` is the better side. Sites are drawn in the order of
    their counts and those of equal counts share their draws, so that neither the order nor a name changes anything.
    """
    x, n = np.asarray(successes, dtype=float), np.asarray(bases, dtype=float)
    known = np.flatnonzero((n > 0) & (x >= 0) & (x <= n))
    best, worst = np.full(n.shape, np.nan), np.full(n.shape, np.nan)
    if not known.size:
        return best, worst
    order = known[np.lexsort((n[known], x[known]))]
    draws = np.random.default_rng(_SEED).beta(x[order] + 0.5, n[order] - x[order] + 0.5, (DRAWS, order.size))
    better_first = draws if direction == "lower" else -draws
    ranks = np.argsort(np.argsort(better_first, axis=1), axis=1) + 1
    tail = (1 - confidence) / 2
    for counts in np.unique(np.column_stack([x[order], n[order]]), axis=0):
        is_same = (x[order] == counts[0]) & (n[order] == counts[1])
        bounds = np.quantile(ranks[:, is_same], [tail, 1 - tail], method="inverted_cdf")
        best[order[is_same]], worst[order[is_same]] = bounds
    return best, worst
