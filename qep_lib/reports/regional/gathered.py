"""What a comparison is: sites × indicators. A figure is what the report of its site prints; a line is an indicator over the sites
that may stand side by side. Every section shows lines and figures; they are sorted and read once for all of them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from qep_lib.comparison.comparable import (
    Candidate,
    ComparedIndicator,
    ComparedSet,
    Reason,
    compare,
    dominant_mode,
    why_other_set,
)
from qep_lib.comparison.middle import Middle, interval_of, middle_of
from qep_lib.comparison.readings import ReadSet, SiteReading, counted, read_set, sites_to_examine, weakened
from qep_lib.display.spelled import whose_name
from qep_lib.display.wording import (
    NBSP,
    format_date,
    format_number,
    format_target,
    format_value,
    inside_sentence,
    value_words,
)
from qep_lib.errors import ParameterError
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.model.period import Period
from qep_lib.model.suggest import did_you_mean
from qep_lib.model.tables import TABLES
from qep_lib.reports.asked import questionnaire_of
from qep_lib.reports.context import ReportContext
from qep_lib.reports.mystery_results import SCORE, out_of
from qep_lib.reports.regional.words import (
    MODE_WORDS,
    SIGN_WORDS,
    SIGNS,
    mark_of,
    natures_of,
    short_unit,
    shortened,
    theme_of,
)
from qep_lib.reports.requests import part_held
from qep_lib.reports.years import ANSWERS

Kept = TypeVar("Kept")


@dataclass(frozen=True)
class Gathered:
    """The indicators that one site at least has a figure of, in their declared order.

    `read` holds, for each set of `compared`, its readings or None; `to_examine` the (indicator, site) that stand out.
    `marks` are what stands beside the names of sites that have no other figure of the period than fictitious ones, or than
    rebuilt ones: a site has one name in the whole report.
    """

    context: ReportContext
    compared: Mapping[str, ComparedIndicator]
    read: Mapping[str, tuple[ReadSet | None, ...]]
    to_examine: frozenset[tuple[str, str]]
    marks: Mapping[str, str]
    _kept: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def read_once(self, name: str, read: Callable[[], Kept]) -> Kept:
        """What `read` gives, kept under that name: several sections show it, and it is long to measure."""
        if name not in self._kept:
            self._kept[name] = read()
        return self._kept[name]

    @property
    def is_folded(self) -> bool:
        """More sites than a region has: what is said of each of them is folded."""
        return self.context.has_many_sites

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Those that have something to show or to say."""
        return tuple(found.indicator for found in self.compared.values())

    @cached_property
    def members(self) -> Mapping[str, ReportContext]:
        """The context of each site."""
        return {member.site.site_id: member for member in self.context.members}

    @cached_property
    def lines(self) -> tuple["Line", ...]:
        """A line a set of sites that may be compared: figures of two sets on one line would be compared by eye."""
        return tuple(Line(self, found, place) for found in self.compared.values() for place in range(len(found.sets)))

    def lines_of(self, theme: str) -> list["Line"]:
        """Those of a theme."""
        return [line for line in self.lines if theme_of(line.indicator) == theme]

    def by_indicator(self) -> Iterable[list["Figure"]]:
        """The figures that are compared, indicator by indicator, its sets together."""
        for found in self.compared.values():
            if figures := [figure for line in self.lines if line.found is found for figure in line.figures]:
                yield figures

    def figures(self) -> Iterable["Figure"]:
        """What every site has of every indicator, whether it is compared or not, site after site."""
        reads = {(line.indicator.id, site_id): line.read for line in self.lines for site_id in line.compared.sites}
        for site_id, member in self.members.items():
            for indicator in self.indicators:
                yield Figure(self, indicator, member.total(indicator.id), reads.get((indicator.id, site_id)))

    def named(self, indicator_id: str) -> ComparedIndicator:
        """The indicator that is asked by its id; `ParameterError` for one that is not compared."""
        if indicator_id not in self.compared:
            hint = did_you_mean(indicator_id, self.compared) or f"accepté : {', '.join(self.compared)}."
            raise ParameterError(f"indicateur « {indicator_id} » : il n'est pas dans cette comparaison ; {hint}")
        return self.compared[indicator_id]

    def name(self, site_id: str) -> str:
        """« Indre (fictif) »: the department, or the site where it is a sub-prefecture, with its mark."""
        return f"{self.members[site_id].site.place} {self.marks[site_id]}".strip()


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """What one site has of an indicator, with what it is read against where it is. It stands in the columns of any table of
    results: `context` is that of its site."""

    gathered: Gathered
    indicator: Indicator
    row: Measured
    read: ReadSet | None = None

    @property
    def context(self) -> ReportContext:
        """The context of its site."""
        return self.gathered.members[self.row.site_id]

    @property
    def name(self) -> str:
        """Its site."""
        return self.gathered.name(self.row.site_id)

    @property
    def about(self) -> tuple[str, str]:
        """(indicator, site)."""
        return self.indicator.id, self.row.site_id

    @property
    def reading(self) -> SiteReading | None:
        """What it says beside the others."""
        return self.read.readings.get(self.row.site_id) if self.read else None

    @property
    def code(self) -> str:
        """That of its reading; empty where it is not read."""
        return self.reading.code if self.reading else ""

    @property
    def is_examined(self) -> bool:
        """True where it stands out of the whole comparison."""
        return self.about in self.gathered.to_examine

    @property
    def words(self) -> str:
        """Its value as its own report prints it: contacts of a mystery survey are never a bare percentage."""
        if self.indicator.role == SCORE and self.row.has_value:
            return out_of(self.row)
        return value_words(self.row, self.indicator, self.gathered.context.audience)

    @property
    def sign(self) -> str:
        """What stands beside a figure that is not a record of its site; nothing where the name of the site already says it."""
        return "" if self.gathered.marks[self.row.site_id] else SIGNS.get(self.row.nature, "")

    def said(self, *more: str) -> str:
        """In a sentence: « 100 % (39 demandes, chiffre reconstitué) », where a sign would have no note."""
        beside = ", ".join(filter(None, (*more, SIGN_WORDS.get(self.sign, "").partition(" à partir")[0])))
        return f"{self.words} ({beside})" if beside else self.words

    @property
    def short(self) -> str:
        """The same beside a dot or in a narrow cell, with its sign."""
        return shortened(self.words, self.indicator) + self.sign

    @property
    def interval(self) -> tuple[float, float] | None:
        """Its interval beside other sites, in its unit."""
        return interval_of(self.indicator, self.row, self.gathered.context.catalogue.conventions.confidence)

    @property
    def interval_words(self) -> str:
        """« 78 à 88 % », a dash without an interval."""
        if (interval := self.interval) is None:
            return "—"
        decimals = decimals_of(self.gathered, self.indicator)
        return " à ".join(format_number(bound, decimals) for bound in interval) + short_unit(self.indicator)


@dataclass(frozen=True, eq=False)
class Line:
    """One indicator over the sites of one set: a line of the matrix, a small chart, a funnel, a chart of years."""

    gathered: Gathered
    found: ComparedIndicator
    place: int

    @property
    def indicator(self) -> Indicator:
        """What it measures."""
        return self.found.indicator

    @property
    def compared(self) -> ComparedSet:
        """Its set."""
        return self.found.sets[self.place]

    @property
    def read(self) -> ReadSet | None:
        """Its readings, None where nothing honest can be said."""
        return self.gathered.read[self.indicator.id][self.place]

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Those of its sites, in the order of the departments."""
        return tuple(
            Figure(self.gathered, self.indicator, candidate.measured, self.read)
            for candidate in self.compared.candidates
        )

    @property
    def examined(self) -> list[Figure]:
        """Those that stand out of the whole comparison."""
        return [figure for figure in self.figures if figure.is_examined]

    @property
    def has_siblings(self) -> bool:
        """True where the indicator has several sets."""
        return len(self.found.sets) > 1

    @property
    def name(self) -> str:
        """« Confidentialité », « Confidentialité (2) » where several sets are compared."""
        return f"{whose_name(self.indicator)} ({self.place + 1})" if self.has_siblings else whose_name(self.indicator)

    @property
    def title(self) -> str:
        """The same over values without a unit: « Délai moyen, jours ouvrés »."""
        return f"{self.name}, jours ouvrés" if self.indicator.unit == "working_days" else self.name

    @cached_property
    def set_words(self) -> str:
        """What the sites of the set share, where another set could be mistaken for it: questionnaire, mode, last day."""
        compared, parts = self.compared, []
        if compared.serie:
            member = self.figures[0].context
            questionnaire = questionnaire_of(member)
            parts.append(
                f"questionnaire «{NBSP}{questionnaire.title}{NBSP}»" if questionnaire else "questionnaire inconnu"
            )
            parts.append(mode_words(member, compared.mode))
        if compared.as_of is not None:
            parts.append(f"arrêté au {format_date(compared.as_of)}")
        if compared.months is not None:
            parts.append(compared.months)
        if compared.population:
            parts.append(f"registres de {compared.population} seulement")
        return ", ".join(parts) or ("période complète" if self.has_siblings else "")

    @property
    def notes(self) -> list[str]:
        """« (1) questionnaire « … », à l'accueil. », where there are several sets."""
        return [f"({self.place + 1}) {self.set_words}."] if self.has_siblings else []

    @cached_property
    def reasons(self) -> dict[str, Reason]:
        """Site → why it is not on this line."""
        aside = {one.candidate.site_id: one.reason for one in self.found.set_aside}
        others = (other for other in self.found.sets if other != self.compared)
        return aside | {site: why_other_set(self.compared, other) for other in others for site in other.sites}

    @property
    def target(self) -> float | None:
        """The target that its sites share; None when they have none, or not the same."""
        targets = {figure.row.target for figure in self.figures}
        return targets.pop() if len(targets) == 1 else None

    @property
    def target_words(self) -> str:
        """« 90 % », a dash without one."""
        return "—" if self.target is None else shortened(format_target(self.target, self.indicator), self.indicator)

    @cached_property
    def middle(self) -> Middle | None:
        """The mean of its sites."""
        return middle_of(self.indicator, self.compared, self.read)

    @property
    def mean_words(self) -> str:
        """« 84 % », with the decimals of the indicator, « 127 sur 180 » of contacts; a dash without a mean."""
        if self.middle is None:
            return "—"
        if self.indicator.role == SCORE:
            return " sur ".join(map(format_number, self.middle.counts)) if self.middle.counts else "—"
        return shortened(centred(self.gathered, self.indicator, self.middle.value), self.indicator)

    @property
    def without_counts(self) -> list[str]:
        """The sites that the mean leaves out: how many cases they have is not known, and it is of all the cases of the others."""
        if self.middle is None or self.middle.counts is None:
            return []
        known = {candidate.site_id for candidate in counted(self.compared)}
        return [site_id for site_id in self.compared.sites if site_id not in known]


def decimals_of(gathered: Gathered, indicator: Indicator) -> int:
    """A mean over sites is never more precise than what a public document prints of each."""
    is_whole = gathered.context.audience == "public" and indicator.unit == "pct" and indicator.is_sample
    return 0 if is_whole else indicator.decimals


def centred(gathered: Gathered, indicator: Indicator, value: float) -> str:
    """What stands amid the sites of a set, in words."""
    return format_value(value, indicator.unit, decimals_of(gathered, indicator))


def mode_words(member: ReportContext, mode: str) -> str:
    """How the answers of a survey came, in the words of its questionnaire."""
    questionnaire = questionnaire_of(member)
    labels = {option.id: option.label for option in questionnaire.modes} if questionnaire else {}
    return MODE_WORDS.get(mode) or inside_sentence(labels.get(mode, mode))


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
    marks = {member.site.site_id: _mark(member) for member in context.members}
    return Gathered(context, compared, read, kept, marks)


def _mark(member: ReportContext) -> str:
    natures = natures_of(row for groups in member.measured.values() for row in groups.values())
    return mark_of(natures) if len(natures) == 1 else ""


def _survey(member: ReportContext) -> tuple[str, str]:
    """(series, mode) of the survey of a site; empty where it has none."""
    questionnaire = questionnaire_of(member)
    by_mode = ((row.group_value, row.value or 0) for row in member.groups(ANSWERS, "mode"))
    return questionnaire.serie_id if questionnaire else "", dominant_mode(by_mode)


def _candidate(member: ReportContext, indicator: Indicator, survey: tuple[str, str]) -> Candidate:
    row = member.total(indicator.id)
    is_surveyed = TABLES[indicator.table].has_questionnaire and row.origin == "computed" and row.has_value
    serie, mode = survey if is_surveyed else ("", "")
    held = part_held(member, indicator) if row.origin == "computed" and row.has_value else ""
    instead = _elsewhere(member, indicator), _look_alike(member, indicator)
    return Candidate(member.site.site_id, row, serie, mode, *instead, held)


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
