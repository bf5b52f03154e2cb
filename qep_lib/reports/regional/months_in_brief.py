"""What « L'essentiel » says of the months: how many changes last, which are the plainest, where the rest is."""

from dataclasses import dataclass

import numpy as np

from qep_lib.comparison.month_readings import Signal
from qep_lib.display.elements import Text
from qep_lib.display.month_words import month_name
from qep_lib.display.wording import difference_words, format_count, in_period
from qep_lib.model.indicator import Indicator
from qep_lib.reports.regional.gathered import Gathered
from qep_lib.reports.regional.month_series import ShownMonths, SiteMonths, read_topic
from qep_lib.reports.regional.months import CALLS, REQUESTS, TITLES

MOST_NAMED = 3
"""Changes that the sentence names; more are counted."""
SECTION = "« Mois par mois »"


@dataclass(frozen=True, slots=True, eq=False)
class _Lasting:
    """A change of one site and indicator that still goes on."""

    shown: ShownMonths
    site: SiteMonths
    change: Signal

    @property
    def indicator(self) -> Indicator:
        return self.shown.indicator

    @property
    def is_worse(self) -> bool:
        return self.indicator.direction != "neutral" and self.change.is_high == (self.indicator.direction == "lower")


def months_in_brief(gathered: Gathered) -> Text:
    """How many series are followed, how many have changed for good or have unusual months; the plainest changes, for the
    worse first, of those whose limits are firm."""
    shown = [one for topic in (CALLS, TITLES, REQUESTS) for one in read_topic(gathered, topic)]
    followed = [(one, site) for one in shown for site in one.sites if site.reading.has_months]
    when = in_period(gathered.context.current_label)
    if not followed:
        return Text((f"Mois par mois : aucun site n'a assez de relevés {when} pour être suivi.",))
    lasting = [
        _Lasting(one, s, s.reading.lasting_change) for one, s in followed if s.reading.lasting_change is not None
    ]
    unusual = sum(bool(site.reading.signals) for _, site in followed) - len(lasting)
    worse = sum(change.is_worse for change in lasting)
    said = (
        format_count(len(lasting), "changement durable", "changements durables")
        if lasting
        else "aucun changement durable"
    )
    for_the_worse = f", dont {format_count(worse, 'défavorable')}" if worse else ""
    head = (
        f"Mois par mois, {format_count(len(followed), 'série suivie', 'séries suivies')} {when} : {said}{for_the_worse}"
    )
    rest = f" Des mois inhabituels sans changement durable : {format_count(unusual, 'série')}." if unusual else ""
    return Text((f"{head}{_named(lasting)}.{rest} Le détail est dans {SECTION}.",))


def _named(lasting: list[_Lasting]) -> str:
    firm = [change for change in lasting if change.site.reading.chart.firmness == "firm"]
    firm.sort(key=lambda change: (not change.is_worse, -np.nan_to_num(change.site.reading.lasting_size)))
    named = [_words(change) for change in firm[:MOST_NAMED]]
    left = len(lasting) - len(named)
    if not named:
        return ""
    more = f" ; et {'un autre' if left == 1 else f'{left} autres'}" if left else ""
    return f" — {' ; '.join(named)}{more}"


def _words(lasting: _Lasting) -> str:
    """« Indre, Appels décrochés : plus bas depuis février 2021 (−3 points en moyenne) ». A mean of small counts, set beside
    the rest of the report, could give a hidden one back: counts have no size here."""
    indicator, reading = lasting.indicator, lasting.site.reading
    side = "plus haut" if lasting.change.is_high else "plus bas"
    since = month_name(lasting.shown.months[lasting.change.places[0]])
    size = ""
    if indicator.unit != "count":
        size = f" ({difference_words(reading.lasting_distance, indicator.unit, lasting.site.decimals)} en moyenne)"
    return f"{lasting.site.name}, {indicator.short_label} : {side} depuis {since}{size}"
