"""One survey a site: answers to questionnaires of different series are never counted together.

Questionnaires that share their `serie_id` ask the same items in the same words: they are one survey. Where a site has
several in a period, each is measured apart, when it is asked for by its series.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from qep_lib.indicators.codes import combine, count, encode, encode_among
from qep_lib.indicators.rows import Context
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.tables import ANSWERS

SEVERAL = "plusieurs enquêtes ont eu lieu, leurs réponses ne s'additionnent pas : chacune est donnée à part"


def serie_of(catalogue: Catalogue, questionnaire_id: str) -> str:
    """The series of a questionnaire; one that is no longer declared is a series of its own."""
    known = catalogue.questionnaires.get(questionnaire_id)
    return known.serie_id if known else questionnaire_id


def one_survey_a_site(
    context: Context, serie: str | None = None, like: Mapping[str, str] | None = None
) -> tuple[Context, Mapping[str, str]]:
    """`context` with the answers of one series only for each site, and that series by site.

    That of `serie` when it is given; otherwise the only one that the site has, or the one that `like` names for it among
    several. A site that has several and no choice keeps no answer, and has no series.
    """
    table = context.tables[ANSWERS]
    if table.empty:
        return context, {}
    questionnaire = encode(table["questionnaire_id"])
    words = [serie_of(context.catalogue, word) for word in questionnaire.words]
    series = sorted(set(words))
    code_of = np.array([series.index(word) for word in words], dtype=np.int64)[questionnaire.places]
    site = encode_among(table["site_id"], context.sites).places
    codes, size = combine([(site, len(context.sites)), (code_of, len(series))])
    asked = count(codes, size).reshape(len(context.sites), len(series)) > 0
    chosen = {
        site_id: found
        for site_id, flags in zip(context.sites, asked.tolist(), strict=True)
        if (
            found := _choice(
                [name for name, flag in zip(series, flags, strict=True) if flag], serie, (like or {}).get(site_id)
            )
        )
    }
    places = np.array([series.index(chosen[site_id]) if site_id in chosen else -1 for site_id in context.sites])
    is_kept = code_of == places[site]
    if is_kept.all():
        return context, chosen
    return replace(context, tables={**context.tables, ANSWERS: table.loc[is_kept]}, _prepared={}), chosen


def _choice(known: list[str], serie: str | None, like: str | None) -> str | None:
    if serie is not None:
        return serie if serie in known else None
    if len(known) == 1:
        return known[0]
    return like if like in known else None


def sites_apart(context: Context, chosen: Mapping[str, str]) -> Mapping[str, str]:
    """Why nothing is counted of the sites that have answers and no series chosen."""
    answered = set(context.tables[ANSWERS]["site_id"].unique().tolist())
    return {site_id: SEVERAL for site_id in context.sites if site_id in answered and site_id not in chosen}
