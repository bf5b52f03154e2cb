"""The few sites that stand out on purpose, one oddity each, listed in a file so that detectors can be judged on them."""

import csv
import io
from collections.abc import Mapping, Sequence

from qep_lib.fictitious.levels import centre, generator

ODDITIES: Mapping[str, tuple[str, str]] = {
    "slow_titles": ("title_cases", "délais de titres multipliés par deux et demi la dernière année"),
    "unanswered_requests": ("requests", "la moitié des demandes restées sans réponse la dernière année"),
    "low_satisfaction": ("survey_answers", "trente-cinq points de satisfaction en moins la dernière année"),
    "few_titles": ("title_cases", "volumes de titres divisés par quatre la dernière année"),
    "all_very_satisfied": ("survey_answers", "tous les répondants très satisfaits de tout, la dernière année"),
    "same_day_replies": ("requests", "toutes les réponses datées du jour de réception, la dernière année"),
    "unanswered_calls": ("calls", "moins d'un appel décroché sur deux la dernière année"),
    "calls_shift": ("calls", "vingt-cinq points d'appels décrochés en moins à partir de juillet de la dernière année"),
    "invalid_mystery_plan": (
        "mystery_contacts",
        "enquête mystère en août, quatre demi-journées sans contact, la dernière année",
    ),
    "late_updates": ("service_updates", "une mise à jour sur deux hors délai la dernière année"),
    "all_met_grid": ("self_assessment", "grille d'auto-diagnostic entièrement réalisée la dernière année"),
    "missing_months": ("web_statistics", "trois mois non relevés, de juin à août de la dernière année"),
}
"""Oddity -> the table where it shows, what it is."""
COLUMNS = ("site_id", "year", "oddity", "table", "description")


def choose_odd_sites(sites: Sequence[str], seed: int) -> dict[str, str]:
    """Site -> oddity for about `odd_sites_share` of `sites`, at least one; oddities follow each other in turn."""
    count = max(1, round(centre("odd_sites_share") * len(sites)))
    drawn = generator(seed, "odd_sites").permutation(len(sites))[:count]
    names = tuple(ODDITIES)
    return {sites[place]: names[rank % len(names)] for rank, place in enumerate(drawn.tolist())}


def list_odd_sites(odd_sites: Mapping[str, str], year: int) -> str:
    """The list as CSV text, by site."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(COLUMNS)
    for site_id, oddity in sorted(odd_sites.items()):
        writer.writerow((site_id, year, oddity, *ODDITIES[oddity]))
    return text.getvalue()
