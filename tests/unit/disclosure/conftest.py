"""A small results table and the indicators it needs, typed frames and the catalogue, for the disclosure tests."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from qep_lib.indicators.worked_cases import build_table
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.indicator import Definition, Indicator, Measurement, Review, WorkedCase
from qep_lib.model.results import RESULTS
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.store.manifest import DatasetEntry
from qep_lib.store.tables import replace_dataset

DTYPES = {"string": "str", "float": "float64", "int": "Int64", "bool": "boolean", "date": "datetime64[s]"}


@pytest.fixture(scope="session")
def indicators() -> dict[str, Indicator]:
    """One indicator of each kind of unit."""
    return {
        name: Indicator(
            id=name,
            label=name,
            short_label=name,
            section="satisfaction",
            order=1,
            definition=Definition(text="…", reference="…"),
            unit=unit,
            decimals=1,
            direction="higher",
            table="requests" if unit == "count" else "survey_answers",
            formula="request_count" if unit == "count" else "share",
            measurement=Measurement(serie_id=name),
            review=Review(checked_by="référent qualité", checked_on=date(2021, 1, 13)),
            worked_cases=(WorkedCase(title="…", expected={"value": 0}),),
        )
        for name, unit in (
            ("satisfied_pct", "pct"),
            ("profile_pct", "pct"),
            ("fraud_permille", "permille"),
            ("delay_working_days", "working_days"),
            ("requests_count", "count"),
        )
    }


@pytest.fixture(scope="session")
def results() -> Callable[[Iterable[dict[str, Any]]], pd.DataFrame]:
    """Rows given by a few columns -> a typed results table; every figure column gets a value unless given."""

    def build(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
        complete = []
        for row in rows:
            base = row.get("denominator", 100)
            figures = dict.fromkeys(("value", "low", "high", "gap", "previous", "change", "change_low"), 50.0)
            figures |= {"change_high": 60.0, "change_p_adjusted": 0.2, "previous_denominator": 400.0, "rating": "met"}
            figures |= {"is_target_in_interval": False, "is_change_demonstrated": False, "status": "ok"}
            figures |= {"numerator": base / 2 if base is not None else None, "n": base, "denominator": base}
            fixed = {"indicator_id": "satisfied_pct", "site_id": "18", "period": "2020", "group": "", "target": 80.0}
            fixed |= {"origin": "computed", "nature": "fictitious", "as_of": pd.Timestamp("2021-01-13")}
            complete.append(fixed | figures | row)
        frame = pd.DataFrame(complete, columns=[column.name for column in RESULTS])
        return frame.astype({column.name: DTYPES[column.type] for column in RESULTS})

    return build


COMMON = {"site_id": "18", "dataset": "essai/18/essai.csv", "nature": "real"}
ORDINARY_REQUEST = {
    "kind": "information_request",
    "channel": "email",
    "perimeter": "inside",
    "received_on": date(2020, 3, 2),
}


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """Every declaration of `params/`."""
    return read_catalogue(Workspace(Path(__file__).resolve().parents[3]))


@pytest.fixture(scope="session")
def table() -> Callable[..., pd.DataFrame]:
    """`table("requests", [{...}, ...])`: a typed frame of site 18, where omitted columns get an ordinary value."""

    def build(name: str, rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
        return build_table(name, rows, COMMON | (ORDINARY_REQUEST if name == "requests" else {}))

    return build


@pytest.fixture(scope="session")
def only(catalogue: Catalogue) -> Callable[..., Catalogue]:
    """`only("requests_count")`: the catalogue with these indicators, so that a test measures no other."""
    return lambda *ids: replace(catalogue, indicators={id_: catalogue.indicators[id_] for id_ in ids})


@pytest.fixture
def stored(tmp_path, table) -> Callable[..., Workspace]:
    """`stored("calls", rows)`: the workspace of the test, where those rows are imported as one file of a site."""

    def store(name: str, rows: Iterable[dict[str, Any]], period: str = "2020", **told: Any) -> Workspace:
        workspace = Workspace(tmp_path)
        frame = table(name, rows)
        about = {"extracted_on": date(2021, 1, 11), "nature": "real", "file": "essai.csv", "sha256": "0" * 64}
        entry = DatasetEntry(
            dataset=frame["dataset"].iloc[0],
            table=name,
            site_id=frame["site_id"].iloc[0],
            period=period,
            rows_read=len(frame),
            rows_accepted=len(frame),
            **about | told,
        )
        replace_dataset(workspace, entry, frame)
        return workspace

    return store
