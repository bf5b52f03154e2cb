"""The monthly series that a report shows, read each against its own past. What is said and drawn of them: `months.py`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from qep_lib.comparison.month_readings import MonthReading, Signal, grain_of, is_large, lasting_changes, read_months
from qep_lib.disclosure.months import MonthlySeries, measure_by_month, whole_months
from qep_lib.indicators.rows import SCALES
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.indicator import Indicator
from qep_lib.model.period import Period
from qep_lib.reports.regional.gathered import Gathered
from qep_lib.stats.control_chart import FIRM_POINTS, Change, drawn_limits

MONTHS_SHOWN = 36
Series = Mapping[str, MonthlySeries]
"""The months of each site."""
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

    @property
    def changed(self) -> list[SiteMonths]:
        """The sites of which a change lasts."""
        return [site for site in self.sites if site.lasting is not None]


def read_months_of(gathered: Gathered) -> list[tuple[Topic, ShownMonths]]:
    """The indicators with twelve months or more for one site at least, topic by topic; measured once for all sections, so that
    the lasting changes are judged among all the series that the report reads."""
    return gathered.read_once("months", lambda: _read_all(gathered))


def _read_all(gathered: Gathered) -> list[tuple[Topic, ShownMonths]]:
    context = gathered.context
    months = whole_months(context.period, context.as_of, MONTHS_SHOWN)
    known = {topic: topic.ids(context.catalogue) for topic in TOPICS}
    figures = measure_by_month(
        context.workspace,
        context.catalogue,
        tuple(gathered.members),
        [id_ for ids in known.values() for id_ in ids],
        months,
        context.as_of,
        context.catalogue.conventions.disclosure.limits(context.audience),
    )
    shown = [
        (topic, one)
        for topic, ids in known.items()
        for id_ in ids
        if (one := _read(gathered, topic, id_, figures.series, months))
    ]
    changes = iter(lasting_changes([site.reading for _, one in shown for site in one.sites]))
    return [
        (topic, replace(one, sites=tuple(replace(site, lasting=next(changes)) for site in one.sites)))
        for topic, one in shown
    ]


def _read(
    gathered: Gathered, topic: Topic, id_: str, measured: Mapping[str, Series], months: tuple[Period, ...]
) -> ShownMonths | None:
    """The months of one indicator; None where no site has enough of them."""
    context, series = gathered.context, dict(measured[id_])
    for role, other in topic.instead_of:
        if context.indicator(role).id == id_:
            series = {
                site: one for site, one in series.items() if not _count(measured[context.indicator(other).id].get(site))
            }
    if all(_count(one) < FIRM_POINTS for one in series.values()):
        return None
    first_read = next((place for place, month in enumerate(months) if month.start >= context.period.start), len(months))
    indicator = context.indicator(id_)
    sites = [
        _site(gathered, site_id, indicator, series[site_id], first_read)
        for site_id in gathered.members
        if _count(series.get(site_id)) >= FEWEST_POINTS
    ]
    return ShownMonths(indicator, months, first_read, tuple(sites))


def _count(series: MonthlySeries | None) -> int:
    """Months with a figure of the whole month."""
    return 0 if series is None else int(np.count_nonzero(~np.isnan(whole_values(series))))


def whole_values(series: MonthlySeries) -> np.ndarray:
    """The values, without those of months whose records stop before their end."""
    return np.where([status == "provisional" for status in series.status], np.nan, series.values)


def _of_one_nature(series: MonthlySeries) -> np.ndarray:
    """The whole months of the nature of the last of them: from a rebuilt year to an invented one nothing has changed."""
    values = whole_values(series)
    known = [nature for nature, value in zip(series.natures, values, strict=True) if nature and not np.isnan(value)]
    return np.where([nature in ("", *known[-1:]) for nature in series.natures], values, np.nan)


def _site(gathered: Gathered, site_id: str, indicator: Indicator, series: MonthlySeries, first_read: int) -> SiteMonths:
    total, conventions = gathered.members[site_id].row(indicator.id), gathered.context.catalogue.conventions
    target, values = None if total is None else total.target, _of_one_nature(series)
    grain = grain_of(values, series.denominators, SCALES.get(indicator.unit))
    reading = read_months(values, first_read, target, indicator.direction, grain)
    is_share = indicator.unit == "pct"
    low, high = drawn_limits(reading.chart, 0, 100 if is_share else np.inf)
    fewest = np.nanmin(np.append(series.denominators, np.inf))
    is_whole = is_share and gathered.context.audience == "public" and fewest < conventions.disclosure.whole_points_below
    decimals = 0 if is_whole else min(indicator.decimals, 1)
    least = None if indicator.direction == "neutral" else conventions.least_change.of(indicator.unit)
    return SiteMonths(site_id, gathered.name(site_id), series, reading, low, high, target, decimals, least)
