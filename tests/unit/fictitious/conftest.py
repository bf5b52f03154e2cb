"""An invented country of a few sites, drawn once for the tests of `fictitious/`."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pytest

from qep_lib.fictitious.country import SOURCES, CountryRequest
from qep_lib.fictitious.odd_sites import choose_odd_sites
from qep_lib.fictitious.workspace import Country, create_country
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.store.tables import read_table

PROJECT = Path(__file__).resolve().parents[3]
ORDINARY = ("18", "36", "57", "41", "976")
SEED = 1


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """Every declaration of `params/`."""
    return read_catalogue(Workspace(PROJECT))


@pytest.fixture(scope="session")
def odd_sites(catalogue: Catalogue) -> Mapping[str, str]:
    """Every odd site of the registry under the seed of the tests: site -> oddity."""
    return choose_odd_sites(tuple(catalogue.sites), SEED)


@pytest.fixture(scope="session")
def draw(catalogue: Catalogue) -> Callable[..., Country]:
    """`draw(folder, sites, **options)`: a country in a new folder."""

    def run(target: Path, sites, **options) -> Country:
        known = {"years": 2, "scale": 1.0, "seed": SEED} | options
        return create_country(Workspace(PROJECT), catalogue, target, CountryRequest(tuple(sites), **known))

    return run


@pytest.fixture(scope="session")
def country(draw, odd_sites, tmp_path_factory) -> Country:
    """Five ordinary sites and every odd one, in 2019 and 2020."""
    return draw(tmp_path_factory.mktemp("fictif") / "pays", (*ORDINARY, *odd_sites))


@pytest.fixture(scope="session")
def tables(country, odd_sites) -> Mapping[str, pd.DataFrame]:
    """All that is stored, table by table: the invented country fills these only."""
    sites = (*ORDINARY, *odd_sites)
    return {name: read_table(country.workspace, name, sites, [2019, 2020]) for name in SOURCES}
