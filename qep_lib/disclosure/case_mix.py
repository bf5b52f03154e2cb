"""Shares of several sites as if their users had come for the same reasons: what remains of a difference once publics are alike.

Groups are those of one question that the sites of a compared set all asked. What is counted of each group stays inside
(statistics.md 3, rule 4): only the standardised shares of a site leave this module.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from qep_lib.disclosure.stored import SiteRows
from qep_lib.indicators.rows import cut_context
from qep_lib.indicators.series import one_survey_a_site
from qep_lib.indicators.survey import CrossedCounts, crossed_counts
from qep_lib.model.indicator import Indicator
from qep_lib.model.tables import ANSWERS
from qep_lib.stats.standardisation import SMALLEST_CELL, StandardisedShare, standardised_share

Lack = Literal["no_group", "small_group"]
"""Why a site has no standardised share: nobody said to which group they belong, or one group has too few answers."""
FEWEST_SITES = 2


@dataclass(frozen=True, slots=True)
class CaseMix:
    """`mix`: share of each group among the users of all the sites together, which every site is given.

    `standardised` by site, then item; empty where fewer than two sites can be: one alone compares with nothing. `lacking`,
    by site, says why the others are not.
    """

    mix: Mapping[str, float]
    standardised: Mapping[str, Mapping[str, StandardisedShare]]
    lacking: Mapping[str, Lack]


def case_mix_of(sites: Sequence[SiteRows], by_role: str, indicators: Sequence[Indicator]) -> CaseMix:
    """The shares of these criteria as if the users of every site had answered alike to the question of the role `by_role`:
    from their answers in the period, as known on the cut-off day; all the sites have the same of each.
    """
    first = sites[0]
    answers = pd.concat([one.read(ANSWERS, first.period.years) for one in sites])
    names = [one.site.site_id for one in sites]
    cut = cut_context(first.catalogue, {ANSWERS: answers}, names, first.period, first.as_of)
    context, _ = one_survey_a_site(cut)
    counts = {indicator.id: crossed_counts(context, by_role, **indicator.arguments) for indicator in indicators}
    conventions = first.catalogue.conventions
    return standardise(names, counts, conventions.confidence, conventions.disclosure.threshold(first.audience))


def standardise(
    sites: Sequence[str],
    items: Mapping[str, CrossedCounts],
    confidence: float = 0.95,
    threshold: int = SMALLEST_CELL,
) -> CaseMix:
    """Direct standardisation of several items over `sites`, those of the rows of the counts, in their order
    (statistics.md 2.5). All the counts are by the options of one question.

    The mix is that of all the people who gave their group: visits are known by site, never by group, so that answers
    stand for them. A site is standardised when each group of the mix has at least `threshold` answers to every item, and
    never on fewer than 11: an item left out alone would tell that its smallest group is just under that.
    """
    by_group = next(iter(items.values()))
    weights = by_group.people.sum(axis=0)
    mix = {option: float(weight / weights.sum()) for option, weight in zip(by_group.options, weights, strict=True)}
    found: dict[str, Mapping[str, StandardisedShare]] = {}
    lacking: dict[str, Lack] = {}
    for place, site_id in enumerate(sites):
        if not by_group.people[place].any():
            lacking[site_id] = "no_group"
            continue
        shares = {
            item: standardised_share(
                counts.positive[place].tolist(),
                counts.answered[place].tolist(),
                weights.tolist(),
                confidence,
                max(threshold, SMALLEST_CELL),
            )
            for item, counts in items.items()
        }
        known = {item: share for item, share in shares.items() if share is not None}
        if len(known) < len(shares):
            lacking[site_id] = "small_group"
        else:
            found[site_id] = known
    return CaseMix(mix, found if len(found) >= FEWEST_SITES else {}, lacking)
