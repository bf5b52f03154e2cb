"""The monthly series that a report shows, read each against its own past. What is said and drawn of them: `months.py`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from qep_lib.comparison.month_readings import MonthReading, Signal, grain_of, is_large, lasting_changes, read_months
from qep_lib.disclosure.months import MonthlySeries, measure_by_month, whole_months
from qep_lib.indicators.rows import SCALES
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.indicator import Indicator
from qep_lib.model.period import Period
from qep_lib.reports.context import ReportContext
from qep_lib.reports.regional.gathered import Gathered
from qep_lib.reports.regional.naming import named_by_nature, site_name
from qep_lib.stats.control_chart import FIRM_POINTS, Change, drawn_limits

MONTHS_SHOWN = 36
FEWEST_POINTS = 2
"""Months under which a site has no line to draw."""


@dataclass(frozen=True, slots=True)
class Topic:
    """Indicators shown under one heading, by their roles or as the delays of a section, and what may explain an unusual month.
    `instead_of` names, for a role, the one that it stands for where a site has not that one."""

    slug: str
    check: str
    roles: tuple[str, ...] = ()
    delays_of: tuple[str, ...] = ()
    instead_of: tuple[tuple[str, str], ...] = ()

    def ids(self, catalogue: Catalogue) -> list[str]:
        """Its indicators, in the order in which they are shown."""
        chosen = [
            indicator
            for name in self.delays_of
            for indicator in catalogue.ordered_indicators
            if indicator.section == name
        ]
        named = [catalogue.roles[role] for role in self.roles if role in catalogue.roles]
        return [*named, *(indicator.id for indicator in chosen if indicator.unit == "days")]


CALLS = Topic(
    "appels",
    "effectif du standard, horaires, panne ou changement d'outil, afflux d'appels, façon de compter",
    roles=("calls_answered", "calls_completed"),
    instead_of=(("calls_completed", "calls_answered"),),
)
TITLES = Topic(
    "titres",
    "effectif d'instruction, afflux de dossiers, fermeture, changement d'outil ou de façon de compter",
    delays_of=("titles", "titles_delivery"),
)
REQUESTS = Topic(
    "demandes",
    "événement local, panne d'un téléservice, absence d'un agent, tenue du registre",
    roles=("replies_on_time", "requests_received"),
)
TOPICS = (CALLS, TITLES, REQUESTS)


@dataclass(frozen=True, slots=True, eq=False)
class SiteMonths:
    """The months of one site with their reading; `target` is that of the period read.

    `lasting` is the change to be said, kept among all the series of the report. `least` is the smallest one that is called
    better or worse, None where none is.
    """

    site_id: str
    name: str
    series: MonthlySeries
    reading: MonthReading
    low: float
    high: float
    target: float | None
    decimals: int
    least: float | None = None
    lasting: Change | None = None

    @property
    def unusual(self) -> tuple[Signal, ...]:
        """The months outside the limits that are more than a part of the lasting change."""
        told = set(self.lasting.places if self.lasting else ())
        return tuple(signal for signal in self.reading.signals if not told.issuperset(signal.places))

    @property
    def is_large(self) -> bool:
        """True where the lasting change is worth being called better or worse."""
        return self.lasting is not None and is_large(self.lasting.distance, self.least)


@dataclass(frozen=True, slots=True, eq=False)
class ShownMonths:
    """One indicator: its months, the place of the first one read, and the sites that have enough of them."""

    indicator: Indicator
    months: tuple[Period, ...]
    first_read: int
    sites: tuple[SiteMonths, ...]
    without: tuple[str, ...]


def read_topic(gathered: Gathered, topic: Topic) -> list[ShownMonths]:
    """The indicators of the topic with twelve months or more for one site at least; measured once for all sections."""
    return gathered.read_once("months", lambda: _read_all(gathered))[topic.slug]


def _read_all(gathered: Gathered) -> Mapping[str, list[ShownMonths]]:
    """Every topic, so that the lasting changes are judged among all the series that the report reads."""
    found = {topic.slug: _read(gathered, topic) for topic in TOPICS}
    sites = [site for shown in found.values() for one in shown for site in one.sites]
    changes = iter(lasting_changes([site.reading for site in sites]))
    return {
        slug: [replace(one, sites=tuple(replace(site, lasting=next(changes)) for site in one.sites)) for one in shown]
        for slug, shown in found.items()
    }


def _read(gathered: Gathered, topic: Topic) -> list[ShownMonths]:
    context = gathered.context
    months = whole_months(context.period, context.as_of, MONTHS_SHOWN)
    known = topic.ids(context.catalogue)
    threshold = context.catalogue.conventions.disclosure.threshold(context.audience)
    members = {member.site.site_id: member for member in context.members}
    minimum = context.catalogue.conventions.disclosure.smallest_count(context.audience)
    figures = measure_by_month(
        context.workspace, context.catalogue, tuple(members), known, months, context.as_of, threshold, minimum
    )
    first_read = next((place for place, month in enumerate(months) if month.start >= context.period.start), len(months))
    replaced = {context.indicator(role).id: context.indicator(other).id for role, other in topic.instead_of}
    shown = []
    for id_ in known:
        series = dict(figures.series[id_])
        for site_id, own in (figures.series[replaced[id_]] if id_ in replaced else {}).items():
            if _count(own):
                series.pop(site_id)
        if any(_count(one) >= FIRM_POINTS for one in series.values()):
            indicator = context.indicator(id_)
            sites = [
                _site(gathered, member, indicator, series[site_id], months, first_read)
                for site_id, member in members.items()
                if site_id in series and _count(series[site_id]) >= FEWEST_POINTS
            ]
            without = [
                site_name(gathered, s) for s, m in members.items() if s in series and _count(series[s]) < FEWEST_POINTS
            ]
            shown.append(ShownMonths(indicator, months, first_read, tuple(sites), tuple(without)))
    return shown


def _count(series: MonthlySeries) -> int:
    """Months with a figure of the whole month."""
    return int(np.count_nonzero(~np.isnan(whole_values(series))))


def whole_values(series: MonthlySeries) -> np.ndarray:
    """The values, without those of months whose records stop before their end."""
    return np.where([status == "provisional" for status in series.status], np.nan, series.values)


def _site(
    gathered: Gathered,
    member: ReportContext,
    indicator: Indicator,
    series: MonthlySeries,
    months: Sequence[Period],
    first_read: int,
) -> SiteMonths:
    total = member.total_of(indicator.id, member.period)
    target = total.target if total is not None else None
    values = whole_values(series)
    grain = grain_of(values, series.denominators, SCALES.get(indicator.unit))
    reading = read_months(values, first_read, target, indicator.direction, grain)
    low, high = drawn_limits(reading.chart, 0, 100 if indicator.unit == "pct" else np.inf)
    conventions = gathered.context.catalogue.conventions
    fewest = np.nanmin(np.append(series.denominators, np.inf))
    is_small = bool(fewest < conventions.disclosure.whole_points_below)
    is_whole = indicator.unit == "pct" and (member.audience == "public" and is_small)
    name = named_by_nature(gathered, member.site.site_id, {series.nature} - {""})
    decimals = 0 if is_whole else min(indicator.decimals, 1)
    least = conventions.least_change.of(indicator.unit)
    judged = None if indicator.direction == "neutral" else least
    return SiteMonths(member.site.site_id, name, series, reading, low, high, target, decimals, judged)
