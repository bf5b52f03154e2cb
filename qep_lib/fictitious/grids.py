"""What is ticked line by line: mystery contacts, on the half-days that the référentiel asks for, and self-assessment."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from qep_lib.fictitious.columns import day_column, dictionary_column, numbered, repeated
from qep_lib.fictitious.days import day_number
from qep_lib.fictitious.levels import centre, generator, shares
from qep_lib.fictitious.place import Place
from qep_lib.indicators.mystery_plan import SurveyDays
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.closed_lists import ASSESSED_CHANNELS, ASSESSMENT_RESULTS, HALF_DAYS, MYSTERY_RESULTS
from qep_lib.model.site import Module

SURVEY_START, ODD_SURVEY_START = (3, 8), (8, 1)
"""Month and day from which a Monday is looked for; that of the sites whose survey is in the summer holidays."""
_SEARCHED_WEEKS = 20
CRITERIA: Mapping[str, tuple[str, ...]] = {
    "phone": ("Identification du service", "Courtoisie", "Réponse complète", "Reformulation"),
    "email": ("Réponse dans le délai", "Signature du service", "Réponse complète", "Courtoisie"),
}
CHANNEL_OF_SECTION = {
    "Accueil physique": "front_desk",
    "Téléphonie": "telephone",
    "Sites internet": "internet",
    "Courriers et courriels": "mail",
    "Réseaux sociaux": "social_media",
}
"""Section of the référentiel -> channel of the grid; the other sections, and modules without any, are `general`."""
ASSESSED_ON = (10, 15)


def mystery_days(place: Place, catalogue: Catalogue, year: int) -> tuple[date, date]:
    """First and last day of the mystery survey: whole weeks without a public holiday, outside the school holidays.

    Where nobody entered the school holidays of the zone, weeks without a public holiday.
    """
    rules = catalogue.framework_of(place.site.site_id).mystery_survey
    days = SurveyDays(place.site, catalogue, rules)
    start = _monday(year, SURVEY_START)
    for week in range(_SEARCHED_WEEKS):
        window = days.window(start + timedelta(weeks=week))
        if all(state != "holiday" and (state != "closed" or day.weekday() >= 5) for day, state in window.items()):
            start += timedelta(weeks=week)
            break
    if place.is_odd("invalid_mystery_plan", year):
        start = _monday(year, ODD_SURVEY_START)
    return start, start + timedelta(days=7 * rules.duration_weeks - 3)


def draw_mystery_contacts(place: Place, catalogue: Catalogue, year: int) -> pa.Table:
    """One contact a half-day of the survey and channel, judged on every criterion of that channel."""
    rng = generator(place.seed, place.site.site_id, "mystery_contacts", year)
    first, last = mystery_days(place, catalogue, year)
    days = np.arange(day_number(first), day_number(last) + 1)
    days = np.repeat(days[np.is_busday(days.astype("datetime64[D]"))], len(HALF_DAYS))
    halves = np.arange(days.size) % len(HALF_DAYS)
    if place.is_odd("invalid_mystery_plan", year):
        kept = days.size - round(centre("odd_mystery_missing"))
        days, halves = days[:kept], halves[:kept]
    met, parts = place.levels.of("mystery_met_share", year), []
    for channel, criteria in CRITERIA.items():
        contacts = numbered(f"{channel}-{year}", days.size, 2)
        for criterion in criteria:
            result = _draw_results(rng, met, "mystery", MYSTERY_RESULTS, days.size)
            parts.append(
                pa.table(
                    {
                        "site_id": repeated(place.site.site_id, days.size),
                        "contact_id": contacts,
                        "channel": repeated(channel, days.size),
                        "contacted_on": day_column(days),
                        "half_day": dictionary_column(halves, HALF_DAYS),
                        "criterion_id": repeated(criterion, days.size),
                        "result": dictionary_column(result, MYSTERY_RESULTS),
                    }
                )
            )
    return pa.concat_tables(parts)


def draw_self_assessment(place: Place, catalogue: Catalogue, year: int) -> pa.Table:
    """A few lines a commitment of the modules that the site is assessed on, each channel with its own level."""
    rng = generator(place.seed, place.site.site_id, "self_assessment", year)
    lines = [
        (module.id, commitment.id, ASSESSED_CHANNELS.index(CHANNEL_OF_SECTION.get(commitment.section or "", "general")))
        for module in _modules(place, catalogue)
        for commitment in module.commitments
        for _ in range(round(centre("assessment_lines_per_commitment")))
    ]
    modules, commitments, places = zip(*lines, strict=True)
    channel, count = np.array(places), len(lines)
    met = np.array([place.levels.of(f"assessment_met_share.{word}", year) for word in ASSESSED_CHANNELS])[channel]
    if place.is_odd("all_met_grid", year):
        met = np.ones(count)
    result = _draw_results(rng, met, "assessment", ASSESSMENT_RESULTS, count)
    has_evidence = (result < ASSESSMENT_RESULTS.index("not_met")) & (
        rng.random(count) < centre("assessment_evidence_share")
    )
    return pa.table(
        {
            "site_id": repeated(place.site.site_id, count),
            "line_id": numbered("L", count, 3),
            "exercise_year": pa.repeat(year, count),
            "assessed_on": pa.repeat(date(year, *ASSESSED_ON), count),
            "commitment": pa.array(commitments),
            "module": pa.array(modules),
            "channel": dictionary_column(channel, ASSESSED_CHANNELS),
            "result": dictionary_column(result, ASSESSMENT_RESULTS),
            "evidence": dictionary_column(np.where(has_evidence, 0, -1), ("Pièce fictive",)),
        }
    )


def _monday(year: int, month_and_day: tuple[int, int]) -> date:
    """The first Monday from that day on."""
    day = date(year, *month_and_day)
    return day + timedelta(days=-day.weekday() % 7)


def _modules(place: Place, catalogue: Catalogue) -> list[Module]:
    """Those of the site's label; without one, the general module and those of the titles that the site examines."""
    label = catalogue.labels.get(place.site.site_id)
    known = label.modules if label else ("M1", "M2", "M3") if place.is_prefecture else ("M1", "M3")
    return [module for module in catalogue.framework_of(place.site.site_id).modules if module.id in known]


def _draw_results(
    rng: np.random.Generator, met: float | np.ndarray, family: str, results: Sequence[str], count: int
) -> np.ndarray:
    """A place in `results` for each line: met in that share of those that apply, otherwise as the family says.

    The last of `results` is « sans objet ».
    """
    unmet = shares(f"{family}_unmet")
    others = np.array([results.index(word) for word in unmet])
    found = np.where(rng.random(count) < met, results.index("met"), rng.choice(others, count, p=list(unmet.values())))
    return np.where(rng.random(count) < centre(f"{family}_not_applicable_share"), len(results) - 1, found)
