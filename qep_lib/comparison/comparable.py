"""Which sites may stand in one chart of one indicator, and why the others may not (statistics.md 1.4 and 1.7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.model.period import Period

Reason = Literal[
    "suppressed",
    "no_request",
    "not_measurable",
    "definition",
    "period",
    "no_data",
    "perimeter",
    "serie",
    "mode",
    "provisional",
    "months",
    "population",
    "alone",
]
"""Why a site is out of the chart: hidden, nothing to measure, not measurable with what it gave, measured as another
indicator, for another period, not at all, about the whole country, with another questionnaire, collected otherwise, up to
another day, of other months, of a part of what the others count, or the only one with a figure."""
DIFFERENCES: tuple[Reason, ...] = ("serie", "mode", "provisional", "months", "population")
"""What may part two sites that both have a figure, what matters most first; in the order of the fields of `ComparedSet`."""
Difference = Literal["start_event", "end_event", "unit", "statistic", "perimeter"]
DOMINANT_SHARE = 0.9
"""Share of the answers from which a survey counts as collected in one mode (a choice of the project)."""
MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What one site has of an indicator: its row of the period, and what it has in its place where it has no figure.

    `serie` and `mode` tell which questionnaire a survey asked and how its answers were collected. `population`: what its
    register holds, in words, where that is a part of what the indicator counts. `elsewhere` is its figure of another period,
    `look_alike` that of an indicator which readers take for this one.
    """

    site_id: str
    measured: Measured
    serie: str = ""
    mode: str = ""
    elsewhere: tuple[Period, Measured] | None = None
    look_alike: tuple[Indicator, Measured] | None = None
    population: str = ""


@dataclass(frozen=True, slots=True)
class ComparedSet:
    """Sites that may stand in one chart, in the order given: same questionnaire, same mode, same last day (`as_of`) when
    their figures stop before the period ends, the same part of it (`months`, in words) when they hold gaps, and the same
    cases (`population`).
    """

    candidates: tuple[Candidate, ...]
    serie: str
    mode: str
    as_of: date | None
    months: str | None = None
    population: str = ""

    @property
    def sites(self) -> tuple[str, ...]:
        """Their ids."""
        return tuple(candidate.site_id for candidate in self.candidates)


@dataclass(frozen=True, slots=True)
class SetAside:
    """A site that is in no chart of the indicator, with the reason."""

    candidate: Candidate
    reason: Reason


@dataclass(frozen=True, slots=True)
class ComparedIndicator:
    """One indicator over several sites: the sets that may be drawn, the largest first, and the sites that may not."""

    indicator: Indicator
    sets: tuple[ComparedSet, ...]
    set_aside: tuple[SetAside, ...]

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """The sites that may be drawn, set after set."""
        return tuple(candidate for compared in self.sets for candidate in compared.candidates)


def compare(indicator: Indicator, candidates: Sequence[Candidate]) -> ComparedIndicator:
    """Sort the sites into sets of two or more that may be compared; each other site is set aside with one reason.

    A site alone of its kind differs from the largest set by its questionnaire, else by its mode, its last day or its months.
    A figure of the whole country is the same wherever it is printed, and compares no site.
    The sets do not depend on the order of the candidates, which is kept within each.
    """
    by_nature: dict[_Nature, list[Candidate]] = {}
    reasons = {candidate.site_id: _missing(indicator, candidate) for candidate in candidates}
    for candidate in candidates:
        if reasons[candidate.site_id] is None:
            by_nature.setdefault(_nature(candidate), []).append(candidate)
    sets = sorted((key for key, found in by_nature.items() if len(found) > 1), key=lambda key: _rank(key, by_nature))
    for key, found in by_nature.items():
        if len(found) == 1:
            reasons[found[0].site_id] = _difference(key, sets[0]) if sets else _without_set(key, by_nature)
    aside = ((candidate, reasons[candidate.site_id]) for candidate in candidates)
    return ComparedIndicator(
        indicator,
        tuple(ComparedSet(tuple(by_nature[key]), *key) for key in sets),
        tuple(SetAside(candidate, reason) for candidate, reason in aside if reason is not None),
    )


def why_different(first: Indicator, second: Indicator) -> tuple[Difference, ...]:
    """What keeps two indicators out of one chart; empty when they measure alike (statistics.md 1.7)."""
    ours, theirs = first.measurement, second.measurement
    pairs: dict[Difference, tuple[object, object]] = {
        "start_event": (ours.start_event, theirs.start_event),
        "end_event": (ours.end_event, theirs.end_event),
        "unit": (first.unit, second.unit),
        "statistic": (ours.statistic, theirs.statistic),
        "perimeter": (ours.perimeter, theirs.perimeter),
    }
    return tuple(name for name, (one, other) in pairs.items() if one != other)


def why_other_set(one: ComparedSet, other: ComparedSet) -> Reason:
    """What keeps two sets of one indicator apart."""
    return _difference(*((f.serie, f.mode, f.as_of, f.months, f.population) for f in (one, other)))


def dominant_mode(counts: Iterable[tuple[str, float]]) -> str:
    """The mode of collection of a survey from its answers by mode: the one that nearly all came by, else « mixed ».

    Empty when no answer says how it came.
    """
    known = [(mode, count) for mode, count in counts if count > 0]
    total = sum(count for _, count in known)
    return next((mode for mode, count in known if count >= DOMINANT_SHARE * total), MIXED if known else "")


def _missing(indicator: Indicator, candidate: Candidate) -> Reason | None:
    """Why there is no figure of this site and period to compare; None when there is one."""
    if candidate.measured.has_value:
        return "perimeter" if indicator.grain == "national" else None
    if candidate.measured.status in ("suppressed", "no_request", "not_measurable"):
        return candidate.measured.status
    if candidate.look_alike is not None:
        return "definition"
    return "period" if candidate.elsewhere is not None else "no_data"


_Nature = tuple[str, str, date | None, str | None, str]
"""Questionnaire, mode, last day, months and population: what a `ComparedSet` has in common."""


def _nature(candidate: Candidate) -> _Nature:
    measured = candidate.measured
    as_of = measured.as_of if measured.status == "provisional" else None
    return candidate.serie, candidate.mode, as_of, measured.value_note, candidate.population


def _rank(key: _Nature, by_nature: dict[_Nature, list[Candidate]]) -> tuple[int, str]:
    return -len(by_nature[key]), min(candidate.site_id for candidate in by_nature[key])


def _difference(key: _Nature, largest: _Nature) -> Reason:
    return next(name for name, own, theirs in zip(DIFFERENCES, key, largest, strict=True) if own != theirs)


def _without_set(key: _Nature, by_nature: dict[_Nature, list[Candidate]]) -> Reason:
    """No two sites are alike: the first thing by which this one differs from another."""
    return min((_difference(key, other) for other in by_nature if other != key), key=DIFFERENCES.index, default="alone")
