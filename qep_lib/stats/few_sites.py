"""Five to eleven sites: which stands far from the middle one, chance taken off. Twelve or more are `funnel`.

With so few, how far ordinary sites differ cannot be estimated: the very site that it should reveal makes it (docs/adr/0010).
Nothing is then said of « more than ordinary », only of « more than `FAR` », a size fixed beforehand (docs/adr/0022).
"""

import math

import numpy as np
import numpy.typing as npt
from scipy.special import bdtr, bdtrc, ndtr

from qep_lib.stats.funnel import PROVISIONAL_SITES, Readings, coded

FEWEST_SITES = 5
"""Sites under which two odd ones are a majority, and the middle one is odd."""
FAR = 0.15
"""Share by which a site must differ from the middle one, beyond chance: 15 points."""
MEDIAN_VARIANCE = math.pi / 2
"""Variance of a median of normal values, in variances of their mean."""


def read_few_shares(successes: npt.ArrayLike, bases: npt.ArrayLike, far: float = FAR) -> tuple[float, Readings]:
    """(median share, readings) of five to eleven sites, all with a base: low or high where a site is `far` from the median.

    A site is tested against the edge `median ± far`: z with the chance of its own share there and that of the median, and the
    exact binomial tail at the edge, the larger of the two p-values. Within the edges z is 0 and p is 1. One odd site moves the
    median by one rank, where it would move a mean by all its distance. Raises `ValueError` for another number of sites.
    """
    x, n = np.asarray(successes, dtype=float), np.asarray(bases, dtype=float)
    if not FEWEST_SITES <= x.size < PROVISIONAL_SITES:
        raise ValueError(
            f"lecture de quelques sites : {x.size} sites, il en faut de {FEWEST_SITES} à {PROVISIONAL_SITES - 1}"
        )
    share = x / n
    median = float(np.median(share))
    is_low = share < median
    edge = np.where(is_low, median - far, median + far)
    is_far = np.where(is_low, share < edge, share > edge)
    at = np.where(is_far, edge, 0.5)
    # Exact sums: the same bytes whatever the order of the sites.
    of_median = MEDIAN_VARIANCE / x.size**2 * median * (1 - median) * math.fsum(1 / n)
    z = np.where(is_far, (share - at) / np.sqrt(at * (1 - at) / n + of_median), 0.0)
    tail = np.where(is_low, bdtr(x, n.astype(int), at), np.where(x > 0, bdtrc(x - 1, n.astype(int), at), 1.0))
    p_value = np.where(is_far, np.minimum(1, 2 * np.maximum(ndtr(-np.abs(z)), tail)), 1.0)
    return median, coded(z, p_value)
