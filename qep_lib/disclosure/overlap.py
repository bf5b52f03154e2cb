"""Protects the public figures of a period from those of the public periods inside it: the year less the half-year is the
other half-year, which may be a few people (statistics.md 3, rule 2, « also between documents »).

What is published of the shorter periods stays: it came out first. The longer one gives way, block by block. A block is an
indicator with its groups, or a whole with its parts (`part_of`): figures that subtract from one another.

- A document that shows nothing of a block says nothing of it. The others must show the same rows, or the rows that one of
  them hides are withheld from the longer period.
- What is left of the longer period once these documents are taken away is judged as a document of its own
  (`suppression`): a row that it could not show is withheld.

Whatever is shown then follows from documents of separate periods, each of which protects its groups; except the rows that
all the shorter documents hide, of which only the sum over the longer period is known.
"""

from collections.abc import Callable, Collection, Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
import pandas as pd

from qep_lib.disclosure.suppression import Key, Protected, keys, suppress
from qep_lib.model.indicator import Indicator
from qep_lib.model.period import Period


@dataclass(frozen=True, eq=False)
class Published:
    """The results of one or more sites for a period, nothing hidden yet, and the public documents of the periods strictly
    inside it, at any depth, with the indicators that these give out.
    """

    period: Period
    results: pd.DataFrame
    inside: tuple["Published", ...] = ()

    def of_indicators(self, chosen: Collection[str]) -> "Published":
        """The same documents where they give out these indicators only."""
        kept = self.results[self.results["indicator_id"].isin(chosen)]
        return Published(self.period, kept, tuple(inner.of_indicators(chosen) for inner in self.inside))


@dataclass(frozen=True, slots=True)
class Limits:
    """What a public document hides: statistics of fewer people than `threshold`, counts under `count_minimum`."""

    indicators: Mapping[str, Indicator]
    threshold: int
    count_minimum: int = 0

    def suppressed(self, results: pd.DataFrame, withheld_rows: Collection[Key]) -> frozenset[Key]:
        """The rows that `suppress` leaves without figures."""
        frame = suppress(results, self.indicators, self.threshold, withheld_rows, count_minimum=self.count_minimum)
        return frozenset(keys(frame[frame["status"] == "suppressed"]))

    def protected(self, results: pd.DataFrame) -> Protected:
        """What is protected of these results."""
        return Protected.of(results, self.indicators, self.threshold, self.count_minimum)

    def bases(self, results: pd.DataFrame) -> dict[Key, float]:
        """People whom each row tells of, where it tells of some."""
        known = zip(keys(results), self.protected(results).base.tolist(), strict=True)
        return {key: base for key, base in known if base > 0}


def withheld(published: Published, limits: Limits) -> frozenset[Key]:
    """The rows of a period that must not be shown beside the public documents inside it, for `suppress` to hide.

    Nothing when no public period is inside. Bases are taken to add up over time, as those of events do.
    """
    if not published.inside:
        return frozenset()
    results = published.results[limits.protected(published.results).is_concerned]
    known = limits.bases(results)
    documents = [_Document.of(inner, limits) for inner in published.inside]
    roots = results["indicator_id"].map(
        {id_: _root(id_, limits.indicators) for id_ in results["indicator_id"].unique()}
    )
    found: frozenset[Key] = frozenset()
    for _, block in results.groupby(roots, sort=True):
        bases = {key: known.get(key, 0.0) for key in keys(block)}
        found |= _withheld_of_block(block, bases, documents, limits)
    return found


@dataclass(frozen=True, slots=True)
class _Document:
    """A public document inside: the people of each row, the rows describing somebody that it shows, and those it hides."""

    period: Period
    bases: Mapping[Key, float]
    shown: frozenset[Key]
    hidden: frozenset[Key]

    @classmethod
    def of(cls, published: Published, limits: Limits) -> "_Document":
        bases = limits.bases(published.results)
        gone = hidden_rows(published, limits) & bases.keys()
        return cls(published.period, bases, frozenset(bases.keys() - gone), frozenset(gone))


def hidden_rows(published: Published, limits: Limits) -> frozenset[Key]:
    """The rows that a public document of this period does not show."""
    return limits.suppressed(published.results, withheld(published, limits))


def _withheld_of_block(
    results: pd.DataFrame, bases: Mapping[Key, float], documents: Sequence[_Document], limits: Limits
) -> frozenset[Key]:
    """Of the rows of one block of the longer period, given with their bases."""
    saying = [document for document in documents if bases.keys() & document.shown]
    if not saying:
        return frozenset()
    hidden = [bases.keys() & document.hidden for document in saying]
    unknown = frozenset().union(*hidden)
    rest = _without(bases, saying, lambda document: document.bases.keys())
    alone = _hidden_alone(results, rest, unknown, limits)
    is_same = all(rows == unknown for rows in hidden)
    found = frozenset() if is_same and alone <= unknown else alone | unknown
    # What the longer period hides must hold enough people beside what the shorter ones show of the same rows.
    unseen = _without(bases, saying, lambda document: document.shown)
    while True:
        gone = limits.suppressed(results, found)
        more = _hidden_alone(results, unseen, gone, limits) - gone
        if not more:
            return found
        found |= more


def _without(
    bases: Mapping[Key, float], documents: Sequence[_Document], rows: Callable[[_Document], Set[Key]]
) -> dict[Key, float]:
    """People left of each row once those `rows` of the outermost of the documents are taken away."""
    rest = {**bases}
    for document in documents:
        if any(other is not document and other.period.covers(document.period) for other in documents):
            continue
        for key in bases.keys() & rows(document):
            rest[key] = max(rest[key] - document.bases[key], 0.0)
    return rest


def _hidden_alone(
    results: pd.DataFrame, bases: Mapping[Key, float], unknown: Set[Key], limits: Limits
) -> frozenset[Key]:
    """The rows that a document of these bases would hide, `unknown` ones being hidden beforehand."""
    names, protected = keys(results), limits.protected(results)
    base = np.array([bases[key] for key in names], dtype=float)
    is_unknown = np.array([key in unknown for key in names], dtype=bool)
    none = np.zeros(len(names), dtype=bool)
    hidden = protected.completed(base, protected.small(base) | is_unknown, none)
    return frozenset(key for key, is_gone in zip(names, hidden.tolist(), strict=True) if is_gone)


def _root(indicator_id: str, indicators: Mapping[str, Indicator]) -> str:
    """The indicator of which it is a part, at the top; itself where it is no part."""
    whole = indicators[indicator_id].part_of
    return indicator_id if whole is None or whole not in indicators else _root(whole, indicators)
