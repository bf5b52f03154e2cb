"""`qep example`: the workspace of an invented country. What is drawn is `fictitious`."""

from collections.abc import Sequence
from pathlib import Path

from qep_lib.cli.importing import counted
from qep_lib.cli.screen import Screen
from qep_lib.fictitious.country import CountryRequest, SiteDone, total_rows
from qep_lib.fictitious.workspace import ODD_SITES_FILE, create_country
from qep_lib.model.tables import TABLES
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.runs.plan.selection import select_sites


def make_example(
    sites: Sequence[str], years: int, scale: float, into: str, last_year: int = 2020, seed: int = 1
) -> int:
    """Draw the sites (all of them by default) in the new folder `into`, and say what it holds."""
    workspace, screen = Workspace.find(), Screen()
    catalogue = read_catalogue(workspace)
    chosen = select_sites(sites or ["all"], catalogue.sites)
    request = CountryRequest(chosen, last_year, years, scale, seed)
    done: list[SiteDone] = []

    def tell(site: SiteDone) -> None:
        done.append(site)
        screen.step()

    with screen.progress(len(chosen), "Tirage des données"):
        country = create_country(workspace, catalogue, Path(into), request, tell)
    screen.line(
        f"Pays fictif dans {into} : {counted(len(chosen), 'site', 'sites')}, {counted(years, 'année', 'années')}."
    )
    if not catalogue.questionnaires:
        screen.line(
            "          pas d'enquête de satisfaction : params/questionnaires/ ne contient aucun questionnaire à remplir"
        )
    for table, rows in total_rows(done).items():
        screen.line(f"          {TABLES[table].title} : {counted(rows, 'ligne', 'lignes')}")
    listed = f"{counted(len(country.odd_sites), 'site atypique', 'sites atypiques')}, dans {ODD_SITES_FILE}"
    screen.line(f"Aucune de ces données n'est réelle : chaque page le dira. {listed}.")
    screen.line(
        f"À faire : cd {into}, puis qep run --run {country.runs[-1]} (ou --site {chosen[0]} --period {last_year})."
    )
    return 0
