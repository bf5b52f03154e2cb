"""Protects the public figures of a period from those of the public periods inside it: the year less the half-year is the
other half-year, which may be a few people (statistics.md 3, rule 2, « also between documents »).

What is published of the shorter periods stays: it came out first. The longer one gives way. A block is an indicator with its
groups, or a whole with its parts (`part_of`): figures that subtract from one another.

- A document that shows nothing of a block says nothing of it. The others must show the same rows, or the rows that one of
  them hides are withheld from the longer period.
- What is left of the longer period once these documents are taken away is judged as a document of its own
  (`suppression`): a row that it could not show is withheld.
- What all the documents tell of the same people is then one population, cut by one more dimension, the parts of the longer
  period: rows of this one go until no sum of figures gives a few people back (`cells`).
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from math import isnan, nan

import numpy as np
import pandas as pd

from qep_lib.disclosure.cells import Selection, cuts, hide_small
from qep_lib.disclosure.groups import Group
from qep_lib.disclosure.populations import Populations
from qep_lib.disclosure.suppression import Key, Protected, keys, suppress
from qep_lib.model.indicator import Indicator
from qep_lib.model.period import Period

PARTS = "parts of the period"
"""The dimension by which documents of overlapping periods cut the same people."""
QUARTERS = 4


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
    blocks = [_Block.of(keys(rows), known, documents) for _, rows in results.groupby(roots, sort=True)]
    # What is left of a block tells of the others: all of them are judged together, as those of one document are.
    rest = _together(block.left(lambda document: document.bases.keys()) for block in blocks)
    alone = _hidden_alone(results, rest, frozenset().union(*(block.unknown for block in blocks)), limits)
    found = frozenset().union(*(block.withheld(alone) for block in blocks))
    told = _ToldTogether.each(published.period, [results, *(document.results for document in documents)], limits)
    while True:
        gone = limits.suppressed(results, found)
        # A row that is told in any case (`populations`) stays though it was withheld: others go instead.
        hidden = [gone, *(document.hidden for document in documents)]
        more = frozenset().union(*(one.given_back(hidden, found) for one in told))
        if not more:
            return found
        found |= more


@dataclass(frozen=True, slots=True)
class _Document:
    """A public document inside: its results, the people of each row, the rows describing somebody that it shows, and those it
    hides, of somebody or not.
    """

    period: Period
    results: pd.DataFrame
    bases: Mapping[Key, float]
    shown: frozenset[Key]
    hidden: frozenset[Key]

    @classmethod
    def of(cls, published: Published, limits: Limits) -> "_Document":
        bases = limits.bases(published.results)
        gone = hidden_rows(published, limits)
        results = published.results[limits.protected(published.results).is_concerned]
        return cls(published.period, results, bases, frozenset(bases.keys() - gone), gone)

    @property
    def of_somebody_hidden(self) -> frozenset[Key]:
        """The rows telling of somebody that it hides."""
        return self.hidden & self.bases.keys()


def hidden_rows(published: Published, limits: Limits) -> frozenset[Key]:
    """The rows that a public document of this period does not show."""
    return limits.suppressed(published.results, withheld(published, limits))


@dataclass(frozen=True, slots=True)
class _Block:
    """The rows of a block of the longer period, with the people of each; the documents inside that show some of it (`saying`),
    and the rows that one of these hides (`unknown`).
    """

    bases: Mapping[Key, float]
    saying: Sequence[_Document]
    unknown: frozenset[Key]

    @classmethod
    def of(cls, rows: Sequence[Key], known: Mapping[Key, float], documents: Sequence[_Document]) -> "_Block":
        bases = {key: known.get(key, 0.0) for key in rows}
        saying = [document for document in documents if bases.keys() & document.shown]
        return cls(
            bases, saying, frozenset().union(*(bases.keys() & document.of_somebody_hidden for document in saying))
        )

    def left(self, rows: Callable[[_Document], Set[Key]]) -> dict[Key, float]:
        """People left of each row once those `rows` of the outermost of the documents are taken away."""
        rest = {**self.bases}
        for document in self.saying:
            if any(other is not document and other.period.covers(document.period) for other in self.saying):
                continue
            for key in self.bases.keys() & rows(document):
                rest[key] = max(rest[key] - document.bases[key], 0.0)
        return rest

    def withheld(self, alone: frozenset[Key]) -> frozenset[Key]:
        """The rows that the longer period must not show, of those that what is left could not show `alone`."""
        asked = alone & self.bases.keys()
        is_same = all(self.bases.keys() & document.of_somebody_hidden == self.unknown for document in self.saying)
        if not self.saying or (is_same and asked <= self.unknown):
            return frozenset()
        return asked | self.unknown


@dataclass(frozen=True, slots=True)
class _Group:
    """A group of people as one of the documents tells it, the longer period being the first of them; its rows there."""

    selection: Selection
    document: int
    rows: frozenset[Key]
    size: float
    is_whole: bool
    is_total: bool


@dataclass(frozen=True, slots=True)
class _ToldTogether:
    """What documents of overlapping periods tell of one population: their figures are cut by one more dimension, the parts of
    the longer period. `least` is the fewest people that may be told of; `of_whole` the values that its people have.
    """

    groups: tuple[_Group, ...]
    least: float
    of_whole: Selection

    @classmethod
    def each(cls, period: Period, results: Sequence[pd.DataFrame], limits: Limits) -> "list[_ToldTogether]":
        """Of each population of these results, those of the longer period first, each of one period."""
        together = pd.concat(results, ignore_index=True)
        names, groups = keys(together), together["group"].fillna("").tolist()
        document = np.repeat(np.arange(len(results)), [len(frame) for frame in results]).tolist()
        codes, protected = together["period"].tolist(), limits.protected(together)
        bases, parts = protected.base.tolist(), _parts(period, [Period.parse(code) for code in dict.fromkeys(codes)])

        def told_by(number: int, group: Group) -> _Group:
            places = [place for place in group.places if document[place] == number]
            return _Group(
                selection=dict(group.selection) | ({PARTS: parts[codes[places[0]]]} if number else {}),
                document=number,
                rows=frozenset(names[place] for place in places),
                size=max((bases[place] for place in places if not isnan(bases[place])), default=nan),
                is_whole=not group.selection,
                is_total=not all(groups[place] for place in places),
            )

        wholes = [(indicator_id, site_id, period.code) for indicator_id, site_id, _ in names]
        populations = Populations.of(wholes, groups, limits.indicators).found
        told = [
            tuple(
                told_by(number, group)
                for group in population.groups
                for number in sorted({document[place] for place in group.places})
            )
            for population in populations
        ]
        found = []
        for population, own in zip(populations, told, strict=True):
            least = max(protected.least[place] for group in population.groups for place in group.places)
            alike = [
                group
                for other, of_other in zip(populations, told, strict=True)
                if population.sizes(other)
                for group in _of_everybody(of_other, own)
            ]
            found.append(cls((*own, *alike), least, {**population.of_whole, PARTS: parts[period.code]}))
        return found

    def given_back(self, hidden: Sequence[Set[Key]], staying: Set[Key]) -> frozenset[Key]:
        """The rows of the longer period to hide too, so that no sum of what the documents show, each without the rows that it
        hides, counts a few people; those `staying` are not hidden.
        """
        sizes = [group.size for group in self.groups]
        is_shown = [not isnan(group.size) and not group.rows <= hidden[group.document] for group in self.groups]
        free = [
            place
            for place, group in enumerate(self.groups)
            if not group.document and is_shown[place] and group.size > 0 and not group.rows <= staying
        ]
        free.sort(key=lambda place: (self.groups[place].is_total, sizes[place]))
        for cut in cuts([group.selection for group in self.groups], sizes, self.of_whole):
            hide_small(cut, sizes, is_shown, free, self.least)
        return frozenset().union(*(self.groups[place].rows for place in free if not is_shown[place]))


def _of_everybody(groups: Sequence[_Group], sizes: Sequence[_Group]) -> list[_Group]:
    """The groups of the documents where their whole is that of the sizes: nobody is left out of any of them, so that they are
    sizes too.
    """
    wholes = {group.document: group.size for group in sizes if group.is_whole}
    same = {group.document for group in groups if group.is_whole and group.size == wholes.get(group.document)}
    return [group for group in groups if group.document in same]


def _parts(period: Period, others: Sequence[Period]) -> dict[str, frozenset[str]]:
    """Code of a period -> the parts of the longer one that it holds: its quarters, those that no document tells apart as one."""
    quarters = [Period.parse(f"{period.year}-T{number}") for number in range(1, QUARTERS + 1)]
    alike = {
        quarter.code: "".join(str(int(other.covers(quarter))) for other in others)
        for quarter in quarters
        if period.covers(quarter)
    }
    return {other.code: frozenset(alike[q.code] for q in quarters if other.covers(q)) for other in (period, *others)}


def _together(parts: Iterable[Mapping[Key, float]]) -> dict[Key, float]:
    return {key: people for part in parts for key, people in part.items()}


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
