"""Builders of small typed frames and the catalogue of the project, for the tests of `indicators/`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from qep_lib.indicators.covered import Given
from qep_lib.indicators.measure import Angle, measure
from qep_lib.indicators.worked_cases import build_table
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.indicator import Indicator
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

PROJECT = Path(__file__).resolve().parents[3]
DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "survey_answers": {
        "questionnaire_id": "satisfaction-cher",
        "answered_on": date(2020, 9, 14),
        "mode": "desk",
        "state": "answered",
    },
    "requests": {
        "kind": "information_request",
        "channel": "email",
        "perimeter": "inside",
        "received_on": date(2020, 3, 2),
    },
    "title_cases": {"title": "id_documents", "applied_on": date(2020, 3, 2)},
    "declared_figures": {"group": "", "period": "2020", "source": "tableau de bord"},
    "meetings": {"withdrawn": False},
}
COMMON = {"site_id": "18", "dataset": "essai/18/essai.csv", "nature": "real"}


def _table(name: str, rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """A typed frame of the table; `repeat: n` stands for n rows alike, omitted columns get an ordinary value."""
    return build_table(name, rows, {**COMMON, **DEFAULTS.get(name, {})})


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """Every declaration of `params/`."""
    return read_catalogue(Workspace(PROJECT))


@pytest.fixture(scope="session")
def published() -> Mapping[str, Any]:
    """Figures that prefectures printed."""
    return yaml.safe_load((PROJECT / "tests" / "data" / "published.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def table() -> Callable[..., pd.DataFrame]:
    """`table("requests", [{...}, ...])`: a typed frame."""
    return _table


@pytest.fixture(scope="session")
def only(catalogue: Catalogue) -> Callable[..., Catalogue]:
    """`only("requests_count")`: the catalogue with these indicators, so that a test measures no other."""

    def keep(*ids: str, **changed: Indicator) -> Catalogue:
        kept = {id_: catalogue.indicators[id_] for id_ in ids}
        return replace(catalogue, indicators={**kept, **changed})

    return keep


@pytest.fixture(scope="session")
def row_of() -> Callable[..., dict[str, Any]]:
    """`row_of(results, id, group="", site="18")`: one row of the results as a dict, None where missing."""

    def find(results: pd.DataFrame, indicator_id: str, group: str = "", site: str = "18") -> dict[str, Any]:
        keys = (results["indicator_id"] == indicator_id) & (results["group"] == group) & (results["site_id"] == site)
        (record,) = results.loc[keys].to_dict("records")
        return {name: None if pd.isna(value) else value for name, value in record.items()}

    return find


@pytest.fixture(scope="session")
def measured() -> Callable[..., pd.DataFrame]:
    """`measured(catalogue, requests=[...], ...)`: the results of small tables, for site 18 and 2020 unless told."""

    def run(
        catalogue: Catalogue,
        sites=("18",),
        period="2020",
        as_of=date(2021, 1, 13),
        fictitious=None,
        given=None,
        serie=None,
        **tables,
    ):
        frames = {name: _table(name, rows) for name, rows in tables.items()}
        given = given or Given(fictitious=fictitious or {})
        return measure(catalogue, frames, sites, Period.parse(period), as_of, given=given, angle=Angle(serie=serie))

    return run
