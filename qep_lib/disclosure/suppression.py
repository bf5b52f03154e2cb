"""Hides the results that describe too few people, before anything is rendered. Thresholds are `params/conventions.yml`.

The group of respondents (or of requests) is protected, not the answer cell: « 2 professionals among 104 answers » stays,
the satisfaction of 2 professionals goes (statistics.md 3). Free text and already published documents are not seen here.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from qep_lib.disclosure.nesting import Family, Figures, families
from qep_lib.errors import QepError
from qep_lib.model.indicator import Indicator

STATISTIC_UNITS = ("pct", "permille", "days", "working_days")
"""Units of a statistic of a group. Counts (requests by channel, agents trained) are not and stay."""
DISTRIBUTION_PREFIXES = ("option", "state", "basis")
"""Groups that share out one base among answers, or count it in another way: hidden with their base, never part by part."""
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
Key = tuple[str, str, str]
"""Indicator, site and group of a row."""


def suppress(
    results: pd.DataFrame,
    indicators: Mapping[str, Indicator],
    threshold: int,
    withheld: Collection[Key] = (),
    withheld_before: Collection[Key] = (),
) -> pd.DataFrame:
    """The same results table where a statistic of fewer than `threshold` people is `suppressed`, its figures missing.

    - Concerned: computed rows of a unit in STATISTIC_UNITS, of indicators that describe people. The base is
      `denominator`, or `n` where there is none; a figure without any known base is hidden too. A base of 0 (« aucune
      demande ») describes nobody and stays.
    - A distribution (`option=`, `state=`) goes as a whole, with its own base or with its indicator's total.
    - Secondary: where the total is shown and the hidden parts of one partition (indicator, site, period, dimension of
      `group`) hold fewer than `threshold` people together, the next smallest part is hidden, and so on, so that
      no subtraction gives a hidden part back.
    - What the parts of a partition leave of the total (a blank, a part of last year only) is such a hidden part.
    - Indicators that are parts of another one (`part_of`) are protected alike, by `disclosure/nesting`.
    - Last year's figures are judged alike on `previous_denominator`: there only they and the change are removed.
    - The rows `withheld`, and of last year those `withheld_before`, are hidden like small ones: other documents would
      give a few people back from them (`disclosure/overlap`).
    - What is said of a hidden figure may quote it: its source goes, and its remark with it wherever it is repeated.

    Idempotent; rows, order, index and types are kept. Raises `QepError` on an indicator that the catalogue ignores.
    """
    unknown = sorted(set(results["indicator_id"]) - set(indicators))
    if unknown:
        raise QepError(
            f"résultats d'indicateurs absents du catalogue : {', '.join(unknown)}. À faire : refaire la mesure."
        )
    is_concerned, base = is_protected(results, indicators), base_of(results)
    has_figure = (results["value"].notna() | results["numerator"].notna()).to_numpy()
    is_small = ((base > 0) & (base < threshold)) | (np.isnan(base) & has_figure) | _is_among(results, withheld)

    parts = Parts.of(results, indicators)
    is_away = _is_suppressed(results)
    hidden = parts.with_secondary(base, is_concerned & is_small, is_away, is_concerned, threshold)
    previous_base = results["previous_denominator"].to_numpy(dtype=float)
    is_small_before = ((previous_base > 0) & (previous_base < threshold)) | _is_among(results, withheld_before)
    hidden_before = parts.with_secondary(
        previous_base, is_concerned & is_small_before, is_away | hidden, is_concerned, threshold
    )

    return _without(results, hidden, hidden | hidden_before)


def suppress_months(
    results: pd.DataFrame,
    indicators: Mapping[str, Indicator],
    threshold: int,
    counts: Collection[str] = (),
    count_minimum: int = 0,
) -> pd.DataFrame:
    """As `suppress`, for rows whose periods are months (`2021-03`) of one group each.

    Months make up the quarters, half-years and years that other documents show. Where the hidden months of one of these
    hold fewer than `threshold` people together, the next smallest is hidden too, and so on, so that no published total
    gives a hidden month back by subtraction. Idempotent. Of the indicators `counts`, which count people's requests, months
    with fewer than `count_minimum` are hidden alike.
    """
    shown = suppress(results, indicators, threshold)
    is_concerned, is_count = is_protected(results, indicators), results["indicator_id"].isin(counts).to_numpy()
    is_small_count = is_count & (results["value"] > 0).to_numpy() & (results["value"] < count_minimum).to_numpy()
    is_gone = ((is_concerned & _is_suppressed(shown)) | is_small_count).tolist()
    bases = np.where(is_count, results["value"].to_numpy(dtype=float), base_of(results)).tolist()
    wanted = np.where(is_count, count_minimum, threshold).tolist()
    rows = [*zip(*(results[name].tolist() for name in (*_INDICATOR, "group")), strict=True)]
    concerned = np.flatnonzero(is_concerned | is_count).tolist()
    # The smallest blocks first: what is hidden for a quarter counts for its year.
    for length in MONTHS_OF_TOTALS:
        blocks: dict[tuple, list[int]] = {}
        for place in concerned:
            indicator_id, site_id, month, group = rows[place]
            year, number = month.split("-")
            blocks.setdefault((indicator_id, site_id, group, year, (int(number) - 1) // length), []).append(place)
        for places in blocks.values():
            for next_ in _next_smallest(places, bases, is_gone, wanted[places[0]]):
                is_gone[next_] = True
    hidden = np.array(is_gone, dtype=bool)
    return _without(shown, hidden, hidden)


def keys(results: pd.DataFrame) -> list[Key]:
    """The key of each row; the group of a total is empty."""
    return list(zip(results["indicator_id"], results["site_id"], results["group"].fillna(""), strict=True))


def is_protected(results: pd.DataFrame, indicators: Mapping[str, Indicator]) -> np.ndarray:
    """True for the computed statistics of people that are not hidden yet."""
    names = results["indicator_id"].tolist()
    known = ((name, indicators[name]) for name in {*names})
    people = {name for name, known in known if known.describes == "people" and known.unit in STATISTIC_UNITS}
    is_of_people = np.array([name in people for name in names], dtype=bool)
    return is_of_people & (results["origin"] == "computed").to_numpy() & ~_is_suppressed(results)


def base_of(results: pd.DataFrame) -> np.ndarray:
    """How many people each row describes; NaN where unknown."""
    base = results["denominator"].to_numpy(dtype=float)
    return np.where(np.isnan(base), results["n"].to_numpy(dtype=float, na_value=np.nan), base)


def _is_suppressed(results: pd.DataFrame) -> np.ndarray:
    return (results["status"] == "suppressed").to_numpy(dtype=bool)


def _is_among(results: pd.DataFrame, wanted: Collection[Key]) -> np.ndarray:
    if not wanted:
        return np.zeros(len(results), dtype=bool)
    return np.array([key in wanted for key in keys(results)], dtype=bool)


def _without(results: pd.DataFrame, hidden: np.ndarray, hidden_before: np.ndarray) -> pd.DataFrame:
    """A copy where the hidden rows have no figure of their own period any more, those of `hidden_before` none to compare."""
    shown = results.copy()
    # Column by column, and only those that change: a report asks for this of each site and period that it shows.
    if hidden_before.any():
        for name in PREVIOUS_FIGURES:
            shown[name] = shown[name].mask(hidden_before)
    if hidden.any():
        quoted = shown["remark"].isin(shown.loc[hidden, "remark"].dropna())
        shown["remark"] = shown["remark"].mask(quoted)
        for name in (*CURRENT_FIGURES, "source"):
            shown[name] = shown[name].mask(hidden)
        shown["status"] = shown["status"].mask(hidden, "suppressed")
    return shown


@dataclass(frozen=True, slots=True)
class Parts:
    """How the rows of a results table add up: of each row, its total (indicator, site, period), and the dimension of its
    group (empty for the total itself); the indicators nested in one another.

    Plain values: a report has some hundreds of rows, which pandas would take a hundred times longer to group.
    """

    wholes: tuple[tuple[str, str, str], ...]
    dimensions: tuple[str, ...]
    families: tuple[Family, ...]

    @classmethod
    def of(cls, results: pd.DataFrame, indicators: Mapping[str, Indicator]) -> "Parts":
        """Those of a results table, in the order of its rows."""
        wholes = tuple(zip(*(results[name].tolist() for name in _INDICATOR), strict=True))
        groups = results["group"].fillna("").tolist()
        dimensions = tuple(group.partition("=")[0] for group in groups)
        return cls(wholes, dimensions, families(wholes, groups, indicators))

    def with_secondary(
        self, base: np.ndarray, hidden: np.ndarray, is_away: np.ndarray, is_concerned: np.ndarray, threshold: int
    ) -> np.ndarray:
        """`hidden` (rows that are too small) completed with what would give them back; `is_away`: rows hidden already.
        An array element a row; pure: a new array.
        """
        known = Figures(base.tolist(), hidden.tolist(), is_away.tolist(), is_concerned.tolist())
        for family in self.families:
            family.hide_parts(known, threshold)
        totals = {self.wholes[place]: place for place, dimension in enumerate(self.dimensions) if not dimension}
        gone = {whole for whole, place in totals.items() if not known.is_shown(place)}
        partitions: dict[tuple, list[int]] = {}
        listed: dict[tuple, list[int]] = {}
        with_total: list[int] = []
        for place, (whole, dimension) in enumerate(zip(self.wholes, self.dimensions, strict=True)):
            listed.setdefault((whole, dimension), []).append(place)
            if not known.is_concerned[place] or not dimension:
                continue
            if dimension in DISTRIBUTION_PREFIXES:
                with_total += [place] if whole in gone else []
            elif whole in totals and whole not in gone:
                partitions.setdefault((whole, dimension), []).append(place)
        needed = []
        for (whole, dimension), places in partitions.items():
            unlisted = known.bases[totals[whole]] - known.total(listed[whole, dimension])
            needed += _next_smallest(places, known.bases, known.is_gone, threshold, unlisted)
        for place in (*with_total, *needed):
            known.is_gone[place] = True
        for family in self.families:
            family.hide_breakdowns(known, threshold)
        return np.array(known.is_gone, dtype=bool)


def _next_smallest(
    places: Sequence[int], bases: Sequence[float], is_gone: Sequence[bool], threshold: int, unlisted: float = 0.0
) -> list[int]:
    """Parts to hide besides the small ones of a partition that has some: the smallest first, until those hidden hold
    `threshold` people together. A part of 0 people hides nobody. Where none is small, `unlisted` people of the total that
    are in no part (an answer left blank, a channel of the year before) are such a part, which nobody sees.
    """
    small = [place for place in places if is_gone[place]]
    held, chosen = sum(bases[place] for place in small if bases[place] > 0) or max(unlisted, 0.0), []
    others = (place for place in places if not is_gone[place] and bases[place] > 0)
    for place in sorted(others, key=bases.__getitem__) if held > 0 else ():
        if held >= threshold:
            break
        chosen.append(place)
        held += bases[place]
    return chosen
