"""What « L'essentiel » says of the months: how many changes last, which are the plainest, where the rest is."""

import numpy as np

from qep_lib.display.elements import Text
from qep_lib.display.month_words import month_name
from qep_lib.display.wording import difference_words, format_count, in_period
from qep_lib.reports.regional.gathered import Gathered
from qep_lib.reports.regional.month_series import TOPICS, ShownMonths, SiteMonths, read_topic

MOST_NAMED = 3
"""Changes that the sentence names; more are counted."""
SECTION = "« Mois par mois »"
Lasting = tuple[ShownMonths, SiteMonths]
"""A site of an indicator whose change goes on."""


def months_in_brief(gathered: Gathered) -> Text:
    """How many series are followed, how many have changed for good or have unusual months; the plainest changes, for the
    worse first."""
    shown = [one for topic in TOPICS for one in read_topic(gathered, topic)]
    followed = [(one, site) for one in shown for site in one.sites if site.reading.has_months]
    when = in_period(gathered.context.current_label)
    if not followed:
        return Text((f"Mois par mois : aucun site n'a assez de relevés {when} pour être suivi.",))
    lasting = [(one, site) for one, site in followed if site.lasting is not None]
    unusual = sum(bool(site.reading.signals) and site.lasting is None for _, site in followed)
    said = (
        format_count(len(lasting), "changement durable", "changements durables")
        if lasting
        else "aucun changement durable"
    )
    worse = sum(map(is_worse, lasting))
    for_the_worse = f", dont {format_count(worse, 'défavorable')}" if worse else ""
    if worse and worse == len(lasting):
        for_the_worse = ", défavorable" if worse == 1 else ", tous défavorables"
    head = (
        f"Mois par mois, {format_count(len(followed), 'série suivie', 'séries suivies')} {when} : {said}{for_the_worse}"
    )
    rest = f" Des mois inhabituels sans changement durable : {format_count(unusual, 'série')}." if unusual else ""
    return Text((f"{head}{_named(lasting)}.{rest} Le détail est dans {SECTION}.",))


def is_worse(lasting: Lasting) -> bool:
    """True of a change large enough to be called better or worse, on the worse side."""
    shown, site = lasting
    return site.is_large and (site.lasting.distance > 0) == (shown.indicator.direction == "lower")


def _named(lasting: list[Lasting]) -> str:
    plainest = sorted(lasting, key=lambda one: (not is_worse(one), -np.nan_to_num(one[1].reading.change_in_bands)))
    named = [_words(one) for one in plainest[:MOST_NAMED]]
    left = len(lasting) - len(named)
    if not named:
        return ""
    more = f" ; et {'un autre' if left == 1 else f'{left} autres'}" if left else ""
    return f" — {' ; '.join(named)}{more}"


def _words(lasting: Lasting) -> str:
    """« Indre, Appels décrochés : plus bas depuis février 2021 (−3 points en moyenne) ». A mean of small counts, set beside
    the rest of the report, could give a hidden one back: counts have no size here."""
    shown, site = lasting
    change, indicator = site.lasting, shown.indicator
    side = "plus haut" if change.distance > 0 else "plus bas"
    size = ""
    if indicator.unit != "count":
        size = f" ({difference_words(change.distance, indicator.unit, site.decimals)} en moyenne)"
    return f"{site.name}, {indicator.short_label} : {side} depuis {month_name(shown.months[change.places[0]])}{size}"
