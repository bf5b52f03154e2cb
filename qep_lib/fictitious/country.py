"""The data of every site of an invented country, drawn and stored site by site. Its folder and runs are `workspace`."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from qep_lib.errors import ParameterError
from qep_lib.fictitious.columns import repeated
from qep_lib.fictitious.declared import draw_declared_figures, draw_milestones
from qep_lib.fictitious.grids import draw_mystery_contacts, draw_self_assessment, mystery_days
from qep_lib.fictitious.monthly import MONTHLY, draw_monthly
from qep_lib.fictitious.odd_sites import choose_odd_sites
from qep_lib.fictitious.place import Place
from qep_lib.fictitious.plan import draw_actions
from qep_lib.fictitious.promises import draw_local_authority_requests, draw_meetings, draw_trainings, draw_updates
from qep_lib.fictitious.requests import draw_requests
from qep_lib.fictitious.survey import draw_answers, drawn_items, visits_at_desk
from qep_lib.fictitious.titles import draw_title_cases, list_title_cases, title_statistics
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.questionnaire import Questionnaire
from qep_lib.model.tables import ANSWERS, DECLARED
from qep_lib.model.workspace import Workspace
from qep_lib.store.manifest import NO_FILE, DatasetEntry
from qep_lib.store.tables import store_new_site

EXTRACTION = (1, 31)
"""Month and day, in the year after, on which the data of a year are taken."""
FIRST_YEAR, LAST_YEAR = 2005, 2030
"""Years that can be drawn: those of the official list of public holidays, within which delays are counted."""
MOST_YEARS = 10
SOURCES: Mapping[str, str] = {
    ANSWERS: "satisfaction-survey",
    "requests": "request-register",
    DECLARED: "declared-figures",
    "milestones": "milestones",
    "actions": "action-plan",
    "calls": "call-statistics",
    "web_statistics": "web-statistics",
    "social_statistics": "social-statistics",
    "fraud_statistics": "fraud-statistics",
    "service_updates": "service-updates",
    "local_authority_requests": "local-authority-requests",
    "meetings": "elected-officials-meetings",
    "trainings": "training-register",
    "mystery_contacts": "mystery-survey",
    "self_assessment": "self-assessment",
    "title_cases": "title-cases",
    "title_statistics": "title-statistics",
}
"""Every stored table -> how the datasets that fill it are named."""


@dataclass(frozen=True, slots=True)
class CountryRequest:
    """What to invent: the same request always gives the same bytes.

    `scale` 1 is a light country, about one million title records a year for all sites; 10 gives ten million.
    """

    sites: tuple[str, ...]
    last_year: int = 2020
    years: int = 3
    scale: float = 1.0
    seed: int = 1

    @property
    def drawn_years(self) -> tuple[int, ...]:
        """The years, in order."""
        return tuple(range(self.last_year - self.years + 1, self.last_year + 1))


@dataclass(frozen=True, slots=True)
class SiteDone:
    """What was stored for one site: rows by table."""

    site_id: str
    rows: dict[str, int]


def check_request(request: CountryRequest) -> None:
    """Raise one `ParameterError` with everything that cannot be drawn."""
    faults = []
    if not request.sites:
        faults.append("aucun site. Accepté : un code de site, region:24 ou all.")
    if not 1 <= request.years <= MOST_YEARS:
        faults.append(f"--years {request.years} : accepté de 1 à {MOST_YEARS}.")
    if not FIRST_YEAR + request.years <= request.last_year <= LAST_YEAR:
        faults.append(f"--last-year {request.last_year} : accepté de {FIRST_YEAR + request.years} à {LAST_YEAR}.")
    if not 0 < request.scale <= 1000:
        faults.append(f"--scale {request.scale:g} : accepté un nombre positif, au plus 1000.")
    if request.seed < 0:
        faults.append(f"--seed {request.seed} : accepté un nombre entier positif ou nul.")
    if faults:
        raise ParameterError("pays fictif : options à corriger, rien n'a été écrit.", tuple(faults))


def write_country(
    workspace: Workspace,
    catalogue: Catalogue,
    request: CountryRequest,
    on_site: Callable[[SiteDone], None] = lambda done: None,
) -> dict[str, str]:
    """Draw and store the data of every site of the request, in the registry's order; gives site -> oddity.

    One site is held in memory at a time. A site's rows depend on the request's years, scale and seed and on itself, not
    on the other sites drawn: oddities are dealt out over the whole registry.
    """
    known = choose_odd_sites(tuple(catalogue.sites), request.seed)
    odd_sites = {site_id: oddity for site_id, oddity in known.items() if site_id in request.sites}
    for site_id in request.sites:
        site = catalogue.sites[site_id]
        place = Place(site, request.drawn_years, request.seed, request.scale, odd_sites.get(site_id))
        rows = dict.fromkeys(SOURCES, 0)
        store_new_site(workspace, site_id, _datasets(request, place, catalogue, rows))
        on_site(SiteDone(site_id, rows))
    return odd_sites


def _datasets(
    request: CountryRequest, place: Place, catalogue: Catalogue, rows: dict[str, int]
) -> Iterator[tuple[DatasetEntry, int, pa.Table]]:
    """What `store_new_site` takes; rows are counted by table as they go."""
    for year, table, drawn in draw_site(place, catalogue):
        rows[table] += len(drawn)
        entry = _entry(request, place, year, table, len(drawn))
        yield entry, year, _with_provenance(drawn, entry)


def draw_site(place: Place, catalogue: Catalogue) -> Iterator[tuple[int, str, pa.Table]]:
    """(year, table, rows without provenance) of everything that one site holds."""
    questionnaire = _drawn_questionnaire(catalogue)
    deadlines = catalogue.framework_of(place.site.site_id).deadlines_working_days
    for year in place.years:
        day = _extracted_on(year)
        visits = 0
        if questionnaire is not None:
            answers = draw_answers(place, questionnaire, year)
            visits = visits_at_desk(place, questionnaire, answers, year)
            yield year, ANSWERS, answers
        yield year, "requests", draw_requests(place, year, day)
        yield year, DECLARED, draw_declared_figures(place, catalogue, year, visits)
        yield year, "milestones", draw_milestones(place, year, mystery_days(place, catalogue, year))
        yield year, "actions", draw_actions(place, year)
        for table in MONTHLY:
            yield year, table, draw_monthly(place, table, year)
        yield year, "service_updates", draw_updates(place, deadlines, year, day)
        yield year, "local_authority_requests", draw_local_authority_requests(place, deadlines, year, day)
        yield year, "meetings", draw_meetings(place, deadlines, year, day)
        yield year, "trainings", draw_trainings(place, year)
        yield year, "mystery_contacts", draw_mystery_contacts(place, catalogue, year)
        yield year, "self_assessment", draw_self_assessment(place, catalogue, year)
    cases = draw_title_cases(place)
    for year in place.years:
        yield year, "title_statistics", title_statistics(place, cases, year)
    for year, listed in list_title_cases(place, cases, {year: _extracted_on(year) for year in place.years}):
        yield year, "title_cases", listed


def _drawn_questionnaire(catalogue: Catalogue) -> Questionnaire | None:
    """The questionnaire that feeds most indicators, whatever its file is called; None where none can be drawn."""
    asked = {str(found.arguments.get("item")) for found in catalogue.indicators.values()}

    def rank(questionnaire: Questionnaire) -> tuple[int, int, str]:
        drawn = drawn_items(questionnaire)
        return -len([item for item in drawn if item.id in asked]), -len(drawn), questionnaire.id

    return min((found for found in catalogue.questionnaires.values() if drawn_items(found)), key=rank, default=None)


def nature_note(request: CountryRequest) -> str:
    """What is written wherever these data are named."""
    return (
        "Données entièrement fictives, tirées au hasard par « qep example » "
        f"(graine {request.seed}, échelle {request.scale:g}) : aucune ligne ne vient d'une préfecture."
    )


def _entry(request: CountryRequest, place: Place, year: int, table: str, count: int) -> DatasetEntry:
    source = SOURCES[table]
    name = f"{source}-fictif-{year}"
    # No file was read: the hash stands for the arguments, which decide every row.
    drawn = f"{request.seed} {request.scale!r} {request.drawn_years} {place.oddity} {place.site.site_id} {name}"
    return DatasetEntry(
        dataset=f"{source}/{place.site.site_id}/{year}/{name}",
        table=table,
        site_id=place.site.site_id,
        file=f"{name} {NO_FILE}",
        sha256=hashlib.sha256(drawn.encode()).hexdigest(),
        period=str(year),
        extracted_on=_extracted_on(year),
        nature="fictitious",
        nature_note=nature_note(request),
        rows_read=count,
        rows_accepted=count,
    )


def _extracted_on(year: int) -> date:
    return date(year + 1, *EXTRACTION)


def _with_provenance(drawn: pa.Table, entry: DatasetEntry) -> pa.Table:
    told = {"dataset": repeated(entry.dataset, len(drawn)), "source_row": pa.array(np.arange(1, len(drawn) + 1))}
    for name, column in (told | {"nature": repeated(entry.nature, len(drawn))}).items():
        drawn = drawn.append_column(name, column)
    return drawn


def total_rows(done: Sequence[SiteDone]) -> dict[str, int]:
    """Rows by table over several sites."""
    totals: dict[str, int] = {}
    for site in done:
        for table, count in site.rows.items():
            totals[table] = totals.get(table, 0) + count
    return totals
