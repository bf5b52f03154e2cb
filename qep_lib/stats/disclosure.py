"""Hides the results that describe too few people, before anything is rendered. Thresholds are `params/conventions.yml`.

The group of respondents (or of requests) is protected, not the answer cell: « 2 professionals among 104 answers » stays,
the satisfaction of 2 professionals goes (statistics.md 3). Free text and already published documents are not seen here.
"""

from collections.abc import Mapping

import pandas as pd

from qep_lib.errors import QepError
from qep_lib.model.indicator import Indicator

STATISTIC_UNITS = ("pct", "permille", "days", "working_days")
"""Units of a statistic of a group. Counts (requests by channel, agents trained) are not and stay."""
DISTRIBUTION_PREFIXES = ("option", "state")
"""Groups that share out one base among answers: hidden with their base, never part by part."""
CURRENT_FIGURES = ("numerator", "denominator", "n", "value", "low", "high", "gap", "rating", "is_target_in_interval")
PREVIOUS_FIGURES = (
    "previous",
    "previous_denominator",
    "change",
    "change_low",
    "change_high",
    "change_p_adjusted",
    "is_change_demonstrated",
)
MONTHS_OF_TOTALS = (3, 6, 12)
"""Months of the totals that documents publish: quarters, half-years, years."""
_INDICATOR = ["indicator_id", "site_id", "period"]


def suppress(results: pd.DataFrame, indicators: Mapping[str, Indicator], threshold: int) -> pd.DataFrame:
    """The same results table where a statistic of fewer than `threshold` people is `suppressed`, its figures missing.

    - Concerned: computed rows of a unit in STATISTIC_UNITS, of indicators that describe people. The base is
      `denominator`, or `n` where there is none; a figure without any known base is hidden too. A base of 0 (« aucune
      demande ») describes nobody and stays.
    - A distribution (`option=`, `state=`) goes as a whole, with its own base or with its indicator's total.
    - Secondary: where the total is shown and the hidden parts of one partition (indicator, site, period, dimension of
      `group`) hold fewer than `threshold` people together, the next smallest part is hidden, and so on, so that
      no subtraction gives a hidden part back.
    - Last year's figures are judged alike on `previous_denominator`: there only they and the change are removed.

    Idempotent; rows, order, index and types are kept. Raises `QepError` on an indicator that the catalogue ignores.
    """
    unknown = sorted(set(results["indicator_id"]) - set(indicators))
    if unknown:
        raise QepError(
            f"résultats d'indicateurs absents du catalogue : {', '.join(unknown)}. À faire : refaire la mesure."
        )
    is_concerned, base = _is_concerned(results, indicators), _base(results)
    has_figure = results["value"].notna() | results["numerator"].notna()
    is_small = ((base > 0) & (base < threshold)) | (base.isna() & has_figure)

    hidden = _with_secondary(results, base, is_concerned & is_small, is_concerned, threshold)
    previous_base = results["previous_denominator"]
    is_small_before = (previous_base > 0) & (previous_base < threshold)
    hidden_before = _with_secondary(results, previous_base, is_concerned & is_small_before, is_concerned, threshold)

    shown = results.copy()
    for name in PREVIOUS_FIGURES:
        shown[name] = shown[name].mask(hidden | hidden_before)
    return _without_current(shown, hidden)


def suppress_months(results: pd.DataFrame, indicators: Mapping[str, Indicator], threshold: int) -> pd.DataFrame:
    """As `suppress`, for rows whose periods are months (`2021-03`) of one group each.

    Months make up the quarters, half-years and years that other documents show. Where the hidden months of one of these
    hold fewer than `threshold` people together, the next smallest is hidden too, and so on, so that no published total
    gives a hidden month back by subtraction. Idempotent.
    """
    shown = suppress(results, indicators, threshold)
    is_concerned, base = _is_concerned(results, indicators), _base(results)
    hidden = is_concerned & (shown["status"] == "suppressed")
    month = pd.PeriodIndex(results["period"], freq="M")
    parts = results[_INDICATOR].assign(dimension=results["group"].fillna(""), base=base).reset_index(drop=True)
    # The smallest blocks first: what is hidden for a quarter counts for its year.
    for length in MONTHS_OF_TOTALS:
        block = [f"{year}/{(number - 1) // length}" for year, number in zip(month.year, month.month, strict=True)]
        held = parts.assign(period=block, hidden=hidden.to_numpy())
        needed = parts.index.isin(_next_smallest(held[is_concerned.to_numpy()], threshold))
        hidden |= pd.Series(needed, index=hidden.index)
    for name in PREVIOUS_FIGURES:
        shown[name] = shown[name].mask(hidden)
    return _without_current(shown, hidden)


def _is_concerned(results: pd.DataFrame, indicators: Mapping[str, Indicator]) -> pd.Series:
    """True for the computed statistics of people that are not hidden yet."""
    units = results["indicator_id"].map({key: indicator.unit for key, indicator in indicators.items()})
    people = {key for key, indicator in indicators.items() if indicator.describes == "people"}
    is_concerned = units.isin(STATISTIC_UNITS) & (results["origin"] == "computed") & (results["status"] != "suppressed")
    return is_concerned & results["indicator_id"].isin(people)


def _base(results: pd.DataFrame) -> pd.Series:
    """How many people each row describes; missing where unknown."""
    return results["denominator"].fillna(results["n"].astype("float64"))


def _without_current(results: pd.DataFrame, hidden: pd.Series) -> pd.DataFrame:
    """`results` (changed in place) where the hidden rows have no figure of their own period any more."""
    for name in CURRENT_FIGURES:
        results[name] = results[name].mask(hidden)
    results["status"] = results["status"].mask(hidden, "suppressed")
    return results


def _with_secondary(
    results: pd.DataFrame, base: pd.Series, hidden: pd.Series, is_concerned: pd.Series, threshold: int
) -> pd.Series:
    """`hidden` (rows that are too small) completed with what would give them back. Pure: a new series."""
    if not hidden.any():
        return hidden
    frame = results[_INDICATOR].reset_index(drop=True)
    frame["dimension"] = results["group"].fillna("").str.partition("=")[0].to_numpy()
    frame["base"] = base.to_numpy(dtype=float)
    frame["hidden"] = hidden.to_numpy()
    concerned = is_concerned.to_numpy()

    is_total = frame["dimension"] == ""
    total_gone = is_total & (frame["hidden"] | (results["status"] == "suppressed").to_numpy())
    is_total_gone = total_gone.groupby([frame[name] for name in _INDICATOR]).transform("any")
    is_total_shown = is_total.groupby([frame[name] for name in _INDICATOR]).transform("any") & ~is_total_gone
    is_distribution = frame["dimension"].isin(DISTRIBUTION_PREFIXES)
    with_total = concerned & is_distribution & is_total_gone

    parts = frame[concerned & ~is_total & ~is_distribution & is_total_shown]
    needed = frame.index.isin(_next_smallest(parts, threshold))
    return pd.Series((frame["hidden"] | with_total | needed).to_numpy(), index=results.index)


def _next_smallest(parts: pd.DataFrame, threshold: int) -> pd.Index:
    """Parts to hide besides the small ones: in each partition that has some, the smallest first, until those hidden
    hold `threshold` people together. A part of 0 people hides nobody.
    """
    keys = [*_INDICATOR, "dimension"]
    groups = parts.assign(held=parts["base"].where(parts["hidden"], 0)).groupby(keys)
    touched = parts.assign(held=groups["held"].transform("sum"), is_touched=groups["hidden"].transform("any"))
    candidates = touched[touched["is_touched"] & ~touched["hidden"] & (touched["base"] > 0)]
    candidates = candidates.sort_values("base", kind="stable")
    hidden_before = candidates["held"] + candidates.groupby(keys)["base"].cumsum() - candidates["base"]
    return candidates.index[hidden_before < threshold]
