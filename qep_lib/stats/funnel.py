"""Sites on a funnel: limits around a target, how far sites differ beyond chance, and the reading of each site.

Shares and counts by exposure only: the precision of each is known from its base. A mean delay or a rate over thousands of
dependent calls has no such precision, so that nothing here reads them: they are followed over time (`control_chart`).
Readings are codes; their words are `display/`.
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from qep_lib.stats.changes import adjust_p_values
from qep_lib.stats.intervals import normal_quantile

WATCH_CONFIDENCE, NAMED_CONFIDENCE = 0.95, 0.998
"""A site outside the first limits is watched; outside the second, it is said to be low or high (statistics.md 2.4)."""
PROVISIONAL_SITES, FIRM_SITES = 12, 20
WINSORISED_TAIL = 0.1
Regime = Literal["none", "provisional", "firm", "imported"]


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """Of each site: z, two-sided p-value and code, one of « low », « watch_low », « within », « watch_high », « high ».

    « unread », with NaN for z and p, where the site has no base or where there are too few sites to read any.
    """

    z: np.ndarray
    p_value: np.ndarray
    codes: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Funnel:
    """What a funnel is drawn and read with.

    `target` is a share, or a rate for counts. `tau2` is the variance between sites: of shares, or of the ratio of observed
    to expected counts; NaN in the regime « none ».
    """

    target: float
    regime: Regime
    tau2: float
    readings: Readings


def funnel_regime(site_count: int, tau2: float | None = None) -> Regime:
    """What `site_count` sites allow (statistics.md 2.3).

    Under 12, « none »: their spread cannot be told from the very site that it should reveal. From 12, « provisional »;
    from 20, « firm ». A variance `tau2` known from elsewhere, as that of the whole country, is « imported » whatever the count.
    """
    if tau2 is not None:
        return "imported"
    if site_count < PROVISIONAL_SITES:
        return "none"
    return "provisional" if site_count < FIRM_SITES else "firm"


def funnel_of_shares(
    successes: npt.ArrayLike, bases: npt.ArrayLike, target: float | None = None, tau2: float | None = None
) -> Funnel:
    """Funnel of one share over the sites; without `target`, around the share of all answers together.

    Without `tau2` it is estimated from the sites, if they are enough. Neither the target nor any reading depends on the
    order of the sites. Where all the answers of all sites agree, every site is within. Raises `ValueError` when a given
    target is not strictly between 0 and 1: limits there have no width.
    """
    x, n = _positive_bases(successes, bases)
    centre = _pooled(x, n) if target is None else target
    regime = funnel_regime(int(np.count_nonzero(n > 0)), tau2)
    if regime == "none":
        return Funnel(centre, regime, math.nan, _unread(n.shape))
    if target is None and centre in (0, 1):
        return Funnel(centre, regime, tau2 or 0.0, _alike(n))
    if tau2 is None:
        tau2 = between_site_variance(read_shares(x, n, centre).z, _share_variance(n, centre))
    return Funnel(centre, regime, tau2, read_shares(x, n, centre, tau2))


def share_limits(
    bases: npt.ArrayLike, target: float, confidence: float = WATCH_CONFIDENCE, tau2: float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """Limits target ± z sqrt(target (1 - target) / n + tau2), clipped to [0, 1]; NaN where there is no base.

    With `tau2` 0 they are the score limits of PHEindicatormethods: a site is outside exactly when its Wilson interval
    leaves the target out. With it they are those of Spiegelhalter (2005), on the scale of shares.
    """
    n = np.asarray(bases, dtype=float)
    half = normal_quantile(confidence) * np.sqrt(_share_variance(n, target) + tau2)
    return np.clip(target - half, 0, 1), np.clip(target + half, 0, 1)


def read_shares(successes: npt.ArrayLike, bases: npt.ArrayLike, target: float, tau2: float = 0.0) -> Readings:
    """Each site's share against the target, z = (p - target) / sqrt(target (1 - target) / n + tau2)."""
    x, n = _positive_bases(successes, bases)
    z = (x / n - target) / np.sqrt(_share_variance(n, target) + tau2)
    return coded(z, 2 * ndtr(-np.abs(z)))


def between_site_variance(z: npt.ArrayLike, variances: npt.ArrayLike) -> float:
    """tau2, the variance between sites that chance does not explain; 0 where chance is enough.

    `z` are the deviations from the target over the standard errors, `variances` the squared standard errors; NaN are left
    out. Two passes (docs/adr/0010). First Spiegelhalter's (2005): from z winsorised at its 10 % and 90 % quantiles, so
    that an odd site does not hide itself. It is too small, as cutting the tails also removes a third of the variance of
    ordinary sites; so the sites outside the 99.8 % limits that it gives are set aside, and the k others estimate it again,
    uncut, times (k - 1) / (k - 3), the variance of Student's law, since it is itself uncertain. Where most sites are
    outside, none is ordinary, and the first pass stands. Raises `ValueError` under 12 sites.
    """
    deviation, variance = np.asarray(z, dtype=float), np.asarray(variances, dtype=float)
    is_known = ~np.isnan(deviation)
    deviation, variance = deviation[is_known], variance[is_known]
    if deviation.size < PROVISIONAL_SITES:
        raise ValueError(f"dispersion entre sites : {deviation.size} sites, il en faut {PROVISIONAL_SITES}")
    first = additive_variance(winsorise(deviation), variance)
    is_ordinary = np.abs(deviation) <= normal_quantile(NAMED_CONFIDENCE) * np.sqrt(1 + first / variance)
    ordinary = np.count_nonzero(is_ordinary)
    if 2 * ordinary < deviation.size:
        return first
    return additive_variance(deviation[is_ordinary], variance[is_ordinary]) * (ordinary - 1) / (ordinary - 3)


def winsorise(z: npt.ArrayLike, tail: float = WINSORISED_TAIL) -> np.ndarray:
    """Values under the quantile `tail` or over `1 - tail` brought back to it (Spiegelhalter 2005)."""
    values = np.asarray(z, dtype=float)
    low, high = (float(bound) for bound in np.quantile(values, [tail, 1 - tail]))
    return np.clip(values, low, high)


def additive_variance(z: np.ndarray, variance: np.ndarray) -> float:
    """(k phi - (k - 1)) / (Σ w - Σ w² / Σ w) with w = 1 / variance and phi the mean of z²; 0 where k phi < k - 1.

    Spiegelhalter (2005), after DerSimonian and Laird (1986). Exact sums: the same bytes whatever the order of the sites.
    """
    weight = 1 / variance
    total = math.fsum(weight)
    excess = math.fsum(z**2) - (z.size - 1)
    return max(0.0, excess / (total - math.fsum(weight**2) / total))


def coded(z: np.ndarray, p_value: np.ndarray) -> Readings:
    """The code of each site from the sign of its z and its p-value; unread where that is NaN."""
    is_low = z < 0
    watched, named = (p_value < 1 - confidence for confidence in (WATCH_CONFIDENCE, NAMED_CONFIDENCE))
    cases = [np.isnan(p_value), named & is_low, named, watched & is_low, watched]
    return Readings(z, p_value, np.select(cases, ["unread", "low", "high", "watch_low", "watch_high"], "within"))


def is_to_examine(p_values: npt.ArrayLike, codes: npt.ArrayLike, level: float = 0.05) -> np.ndarray:
    """True for the sites to list among many: named low or high, and kept by Benjamini-Hochberg over all the p-values.

    Both arrays have one shape, as indicators × sites (statistics.md 2.4).
    """
    p = np.asarray(p_values, dtype=float)
    adjusted = adjust_p_values(p.ravel()).reshape(p.shape)
    return np.isin(codes, ("low", "high")) & (adjusted <= level)


def _alike(bases: np.ndarray) -> Readings:
    return coded(np.where(np.isnan(bases), np.nan, 0.0), np.where(np.isnan(bases), np.nan, 1.0))


def _unread(shape: tuple[int, ...]) -> Readings:
    return coded(np.full(shape, np.nan), np.full(shape, np.nan))


def _positive_bases(x: npt.ArrayLike, n: npt.ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Both as floats, NaN where there is no base or no count."""
    x, n = np.broadcast_arrays(np.asarray(x, dtype=float), np.asarray(n, dtype=float))
    is_known = (n > 0) & (x >= 0)
    return np.where(is_known, x, np.nan), np.where(is_known, n, np.nan)


def _pooled(x: np.ndarray, n: np.ndarray) -> float:
    is_known = ~np.isnan(n)
    return math.fsum(x[is_known]) / math.fsum(n[is_known]) if is_known.any() else math.nan


def _share_variance(n: np.ndarray, target: float) -> np.ndarray:
    if not 0 < target < 1:
        raise ValueError(f"entonnoir autour de {target} : la cible doit être strictement entre 0 et 1")
    return target * (1 - target) / np.where(n > 0, n, np.nan)
