"""The year of a mean that was declared by quarter, each with its base: what the four say together."""

from collections.abc import Mapping
from typing import get_args

import pandas as pd

from qep_lib.model.base import Nature
from qep_lib.model.indicator import Indicator
from qep_lib.model.period import Period

_KEY = ["site_id", "indicator_id", "group"]
_POOLED = "moyenne des quatre trimestres, chacun compté pour son effectif"


def with_pooled_year(
    declared: pd.DataFrame, stored: pd.DataFrame, period: Period, indicators: Mapping[str, Indicator]
) -> pd.DataFrame:
    """`declared`, and a row for each figure of the `stored` ones that has four quarters with their bases and no year.

    A year is never the plain mean of its quarters: without one of the bases it is not known.
    """
    quarters = [f"{period.code}-T{number}" for number in range(1, 5)]
    if period.code != str(period.year):
        return declared
    means = [id_ for id_, indicator in indicators.items() if indicator.measurement.statistic == "mean"]
    known = stored["period"].isin(quarters) & stored["indicator_id"].isin(means)
    parts = stored.loc[known & stored["value"].notna() & (stored["denominator"] > 0)]
    if parts.empty:
        return declared
    parts = parts.drop_duplicates([*_KEY, "period"], keep=False)
    parts = parts.assign(numerator=parts["value"] * parts["denominator"], group=parts["group"].fillna(""))
    year = parts.groupby(_KEY, as_index=False).agg(
        numerator=("numerator", "sum"), denominator=("denominator", "sum"), quarters=("period", "nunique")
    )
    year = year.loc[year["quarters"] == len(quarters)].drop(columns="quarters")
    own = set(map(tuple, declared.assign(group=declared["group"].fillna(""))[_KEY].to_numpy().tolist()))
    year = year.loc[[key not in own for key in map(tuple, year[_KEY].to_numpy().tolist())]]
    if year.empty:
        return declared
    nature = pd.Categorical(parts["nature"], get_args(Nature), ordered=True)
    worst = parts.assign(nature=nature).sort_values(["nature", "period"]).drop_duplicates(_KEY, keep="last")
    told = worst.drop(columns=["numerator", "denominator"]).merge(year, on=_KEY)
    told = told.assign(
        value=told["numerator"] / told["denominator"],
        period=period.code,
        period_start=pd.Timestamp(period.start),
        source=told["source"] + f" ; {_POOLED}",
    )
    return pd.concat([declared, told[declared.columns]], ignore_index=True).astype(declared.dtypes)
