"""Hides the results that tell of too few people, before anything is rendered. Thresholds are `params/conventions.yml`.

The group of respondents (or of requests) is protected, not the answer cell: « 2 professionals among 104 answers » stays,
the satisfaction of 2 professionals goes (statistics.md 3). Free text and already published documents are not seen here.
Which figures give others back is in `populations`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from qep_lib.disclosure.cells import next_smallest
from qep_lib.disclosure.groups import Figures
from qep_lib.disclosure.populations import SIZE_FORMULAS, Populations
from qep_lib.errors import QepError, sure
from qep_lib.model.campaign import Disclosure
from qep_lib.model.indicator import Indicator
from qep_lib.model.tables import TABLES

STATISTIC_UNITS = ("pct", "permille", "days", "working_days")
"""Units of a statistic of a group."""
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
QUANTILE_TAILS = {"median": 0.5, "p90": 0.1}
"""Share of the people beyond a quantile, by statistic."""
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
    count_minimum: int = 0,
) -> pd.DataFrame:
    """The same results table where what tells of too few people is `suppressed`, its figures missing.

    - Concerned: computed rows about people. A statistic of fewer than `threshold` people goes; its base is `denominator`, or
      `n` where there is none, and a figure without any known base goes too. A count of people (SIZE_FORMULAS) goes under
      `count_minimum`; where there is one, a part is not counted by group either, which would cross two of them. A base of 0
      (« aucune demande ») describes nobody and stays.
    - A distribution (`option=`, `state=`) goes as a whole, with its own base or with its indicator's total.
    - Secondary: what the figures shown would give back by any sum goes too, whatever the indicators (`populations`): no group
      that can be worked out holds fewer people than that.
    - Last year's figures are judged alike on `previous_denominator`, a count on itself: there only they and the change go.
    - The rows `withheld`, and of last year those `withheld_before`, are hidden like small ones: other documents would
      give a few people back from them (`overlap`).
    - What is said of a hidden figure may quote it: its source goes, and its remark with it wherever it is repeated.

    Idempotent; rows, order, index and types are kept. Raises `QepError` on an indicator that the catalogue ignores.
    """
    unknown = sorted(set(results["indicator_id"]) - set(indicators))
    if unknown:
        raise QepError(
            f"résultats d'indicateurs absents du catalogue : {', '.join(unknown)}. À faire : refaire la mesure."
        )
    protected = Protected.of(results, indicators, threshold, count_minimum)
    has_figure = (results["value"].notna() | results["numerator"].notna()).to_numpy()
    small = protected.small(protected.base) | (np.isnan(protected.base) & has_figure) | _is_among(results, withheld)
    hidden = protected.completed(protected.base, small | protected.crosses_in_public, protected.is_away)

    before = _base_before(results, protected.is_size)
    small = protected.small(before) | _is_among(results, withheld_before)
    hidden_before = protected.completed(before, small | protected.crosses_in_public, protected.is_away | hidden)

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
    protected = Protected.of(results, indicators, threshold, 0)
    is_concerned, is_count = protected.is_concerned, results["indicator_id"].isin(counts).to_numpy()
    is_small_count = is_count & (results["value"] > 0).to_numpy() & (results["value"] < count_minimum).to_numpy()
    is_gone = ((is_concerned & _is_suppressed(shown)) | is_small_count).tolist()
    bases = np.where(is_count, results["value"].to_numpy(dtype=float), protected.base).tolist()
    wanted = np.where(is_count, count_minimum, threshold).tolist()
    rows = [*zip(*(results[name].tolist() for name in (*_INDICATOR, "group")), strict=True)]
    concerned = np.flatnonzero(is_concerned | is_count).tolist()
    # The smallest blocks first: what is hidden for a quarter counts for its year.
    for length in MONTHS_OF_TOTALS:
        blocks: dict[tuple[str, str, str, str, int], list[int]] = {}
        for place in concerned:
            indicator_id, site_id, month, group = rows[place]
            year, number = month.split("-")
            blocks.setdefault((indicator_id, site_id, group, year, (int(number) - 1) // length), []).append(place)
        for places in blocks.values():
            for next_ in next_smallest(places, bases, is_gone, wanted[places[0]]):
                is_gone[next_] = True
    hidden = np.array(is_gone, dtype=bool)
    return _without(shown, hidden, hidden)


def for_the_public(
    results: pd.DataFrame,
    indicators: Mapping[str, Indicator],
    limits: Disclosure,
    withheld: Collection[Key] = (),
    withheld_before: Collection[Key] = (),
) -> pd.DataFrame:
    """The results of a public document: what `suppress` leaves, without the counts that cross two groups, of which a line alone
    would tell that somebody is in both, and without extreme delays.
    """
    shown = suppress(results, indicators, limits.public, withheld, withheld_before, limits.count_minimum)
    crossed = Protected.of(results, indicators, limits.public, limits.count_minimum).crosses_in_public
    return _without_extremes(shown[~crossed], indicators, limits.quantile_neighbours)


def _without_extremes(results: pd.DataFrame, indicators: Mapping[str, Indicator], neighbours: int) -> pd.DataFrame:
    """A median or a ninth decile is told only where `neighbours` people at least are on each side of it, and a ninth decile
    without its bounds, the upper of which is often the longest delay of all.
    """
    tails = {id_: QUANTILE_TAILS.get(indicators[id_].measurement.statistic, 0.0) for id_ in {*results["indicator_id"]}}
    tail = results["indicator_id"].map(tails).to_numpy(dtype=float)
    if not tail.any():
        return results
    shown = results.copy()
    is_ninth = tail == QUANTILE_TAILS["p90"]
    for name in ("low", "high"):
        shown[name] = shown[name].mask(is_ninth)
    # A hundredth of a person is what binary fractions leave of a whole one.
    is_of_few, was_of_few = (
        (tail > 0) & (results[base].to_numpy(dtype=float) * tail < neighbours - 0.01)
        for base in ("denominator", "previous_denominator")
    )
    is_of_few &= results["value"].notna().to_numpy()
    return _without(shown, is_of_few, is_of_few | was_of_few)


def keys(results: pd.DataFrame) -> list[Key]:
    """The key of each row; the group of a total is empty."""
    return list(zip(results["indicator_id"], results["site_id"], results["group"].fillna(""), strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class Protected:
    """What is protected of a results table, an element a row: computed figures of people that are not hidden yet
    (`is_concerned`), the people each tells of (`base`, NaN where unknown), the fewest that may be told of, counts of people
    (`is_size`), those of a part by group, and rows hidden before.
    """

    is_concerned: np.ndarray
    base: np.ndarray
    least: np.ndarray
    is_size: np.ndarray
    crosses_in_public: np.ndarray
    is_away: np.ndarray
    populations: Populations

    @classmethod
    def of(
        cls, results: pd.DataFrame, indicators: Mapping[str, Indicator], threshold: int, count_minimum: int
    ) -> "Protected":
        """That of a results table, in the order of its rows."""
        names, groups = results["indicator_id"].tolist(), results["group"].fillna("").tolist()
        known = {name: indicators[name] for name in dict.fromkeys(names)}
        people = {name for name, indicator in known.items() if describes_people(indicator)}
        sizes = {name for name in people if known[name].formula in SIZE_FORMULAS}
        is_size = np.array([name in sizes for name in names], dtype=bool)
        is_of_people = np.array([name in people for name in names], dtype=bool) & (~is_size | (count_minimum > 0))
        parts = {name for name in sizes if known[name].part_of}
        crosses = [name in parts and bool(group) for name, group in zip(names, groups, strict=True)]
        is_away = _is_suppressed(results)
        wholes = list(zip(names, results["site_id"].tolist(), results["period"].tolist(), strict=True))
        return cls(
            is_concerned=is_of_people & (results["origin"] == "computed").to_numpy() & ~is_away,
            base=_base(results, is_size),
            least=np.where(is_size, count_minimum, threshold),
            is_size=is_size,
            crosses_in_public=np.array(crosses, dtype=bool),
            is_away=is_away,
            populations=Populations.of(wholes, groups, known | _wholes_of(known, indicators)),
        )

    def small(self, base: np.ndarray) -> np.ndarray:
        """Where these bases are too small, but not empty."""
        return (base > 0) & (base < self.least)

    def completed(self, base: np.ndarray, hidden: np.ndarray, is_away: np.ndarray) -> np.ndarray:
        """The rows `hidden` among those concerned, with those that would give them back beside these bases."""
        gone = (hidden & self.is_concerned).tolist()
        known = Figures(base.tolist(), self.least.tolist(), gone, is_away.tolist(), self.is_concerned.tolist())
        self.populations.complete(known)
        return np.array(known.is_gone, dtype=bool)


def describes_people(indicator: Indicator) -> bool:
    """True for an indicator whose figures are protected: statistics of people, and counts of rows that are each of one."""
    is_figure = indicator.unit in STATISTIC_UNITS or (
        indicator.unit == "count" and TABLES[indicator.table].is_of_people
    )
    return indicator.describes == "people" and is_figure


def _wholes_of(known: Mapping[str, Indicator], indicators: Mapping[str, Indicator]) -> dict[str, Indicator]:
    """The indicators of which these are parts, at any depth."""
    found: dict[str, Indicator] = {}
    for indicator in known.values():
        while indicator.part_of in indicators:
            indicator = indicators[sure(indicator.part_of)]
            found[indicator.id] = indicator
    return found


def _base(results: pd.DataFrame, is_size: np.ndarray) -> np.ndarray:
    """How many people each row tells of; NaN where unknown."""
    base = results["denominator"].to_numpy(dtype=float)
    base = np.where(np.isnan(base), results["n"].to_numpy(dtype=float, na_value=np.nan), base)
    return np.where(is_size, results["value"].to_numpy(dtype=float), base)


def _base_before(results: pd.DataFrame, is_size: np.ndarray) -> np.ndarray:
    before = results["previous_denominator"].to_numpy(dtype=float)
    return np.where(is_size, results["previous"].to_numpy(dtype=float), before)


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
