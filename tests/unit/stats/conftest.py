"""A small results table and the indicators it needs, for the disclosure tests."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from qep_lib.model.indicator import Definition, Indicator, Measurement, Review, WorkedCase
from qep_lib.model.tables import RESULTS

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
            table="survey_answers",
            formula="share",
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
