"""What the sites of a comparison have of each indicator, sorted and read once for all of its sections."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from qep_lib.comparison.comparable import Candidate, ComparedIndicator, compare, dominant_mode
from qep_lib.comparison.readings import ReadSet, read_set, sites_to_examine, weakened
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.model.period import Period
from qep_lib.model.tables import TABLES
from qep_lib.reports.asked import questionnaire_of
from qep_lib.reports.context import ReportContext

Kept = TypeVar("Kept")
ANSWERS = "answers"
FOLDED_FROM = 14
"""Sites from which the long form of every section is folded: the largest region has thirteen departments, and its report names
and draws each of them. Of more, pages that repeat a line a site hide what they have to say: a section then shows the whole in
one drawing, names the sites that leave it, and leaves every value to the matrix and to the folded tables."""


@dataclass(frozen=True)
class Gathered:
    """The indicators that one site at least has a figure of, in their declared order.

    `read` holds, for each set of `compared`, its readings or None; `to_examine` the (indicator, site) that stand out.
    `invented` are the sites that have nothing but fictitious figures.
    """

    context: ReportContext
    compared: Mapping[str, ComparedIndicator]
    read: Mapping[str, tuple[ReadSet | None, ...]]
    to_examine: frozenset[tuple[str, str]]
    invented: frozenset[str]
    _kept: dict[str, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    def read_once(self, name: str, read: Callable[[], Kept]) -> Kept:
        """What `read` gives, kept under that name: several sections show it, and it is long to measure."""
        if name not in self._kept:
            self._kept[name] = read()
        return self._kept[name]

    @property
    def is_folded(self) -> bool:
        """More sites than a region has: what is said of each of them is folded."""
        return len(self.context.members) >= FOLDED_FROM

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Those that have something to show or to say."""
        return tuple(found.indicator for found in self.compared.values())

    def member(self, site_id: str) -> ReportContext:
        """The context of one site."""
        return self._members[site_id]

    @cached_property
    def _members(self) -> Mapping[str, ReportContext]:
        return {member.site.site_id: member for member in self.context.members}


def gather(context: ReportContext) -> Gathered:
    """Compare the sites of `context` on every indicator that has a better side, counts apart: a larger site has more of
    everything."""
    surveys = {member.site.site_id: _survey(member) for member in context.members}
    compared = {}
    for indicator in context.catalogue.ordered_indicators:
        if indicator.direction == "neutral" or indicator.unit == "count":
            continue
        candidates = [_candidate(member, indicator, surveys[member.site.site_id]) for member in context.members]
        if any(candidate.measured.has_value or candidate.elsewhere for candidate in candidates):
            compared[indicator.id] = compare(indicator, candidates)
    read = {
        indicator_id: tuple(read_set(found.indicator, one) for one in found.sets)
        for indicator_id, found in compared.items()
    }
    grid = [(indicator_id, found) for indicator_id, sets in read.items() for found in sets if found is not None]
    level = context.catalogue.conventions.change_false_discovery_rate
    kept = sites_to_examine(grid, level)
    read = {id_: tuple(found and weakened(id_, found, kept) for found in sets) for id_, sets in read.items()}
    invented = frozenset(member.site.site_id for member in context.members if _is_invented(member))
    return Gathered(context, compared, read, kept, invented)


def _is_invented(member: ReportContext) -> bool:
    measured = (member.measured, *(rows for _, rows in member.earlier))
    natures = {row.nature for rows in measured for groups in rows.values() for row in groups.values() if row.has_value}
    return natures == {"fictitious"}


def _survey(member: ReportContext) -> tuple[str, str]:
    """(series, mode) of the survey of a site; empty where it has none."""
    questionnaire = questionnaire_of(member)
    by_mode = ((row.group_value, row.value or 0) for row in member.groups(ANSWERS, "mode"))
    return questionnaire.serie_id if questionnaire else "", dominant_mode(by_mode)


def _candidate(member: ReportContext, indicator: Indicator, survey: tuple[str, str]) -> Candidate:
    row = member.total(indicator.id)
    is_surveyed = TABLES[indicator.table].has_questionnaire and row.origin == "computed" and row.has_value
    serie, mode = survey if is_surveyed else ("", "")
    return Candidate(
        member.site.site_id, row, serie, mode, _elsewhere(member, indicator), _look_alike(member, indicator)
    )


def _elsewhere(member: ReportContext, indicator: Indicator) -> tuple[Period, Measured] | None:
    """The newest earlier figure of a site."""
    for period, rows in member.earlier:
        row = rows.get(indicator.id, {}).get("")
        if row is not None and row.has_value:
            return period, row
    return None


def _look_alike(member: ReportContext, indicator: Indicator) -> tuple[Indicator, Measured] | None:
    """The figure that a site has of an indicator taken for this one."""
    for other in indicator.measurement.confused_with:
        row = member.row(other)
        if row is not None and row.has_value:
            return member.indicator(other), row
    return None
