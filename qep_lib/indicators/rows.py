"""What a formula receives (`Context`) and what it gives back (`result_rows`). The arithmetic is in the formulas."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from qep_lib.model.catalogue import Catalogue
from qep_lib.model.period import Period
from qep_lib.model.tables import TABLES
from qep_lib.store import empty_table

ROW_COLUMNS = ("site_id", "group", "numerator", "denominator", "n", "value")
"""Columns of every formula's answer. `value` is NaN where the base is empty; statuses are given by `measure`."""


@dataclass(frozen=True, slots=True)
class Context:
    """Rows of one period, as they were known on the as-of day.

    `tables` holds rows of the period only. `recorded_sites` names, by table, the sites that have any row in the
    calendar years of the period: their register exists, so that no row means « aucune », not « non communiqué ».
    """

    catalogue: Catalogue
    period: Period
    as_of: date
    tables: Mapping[str, pd.DataFrame]
    recorded_sites: Mapping[str, frozenset[str]]


def cut_context(
    catalogue: Catalogue, tables: Mapping[str, pd.DataFrame], sites: list[str], period: Period, as_of: date
) -> Context:
    """Keep what concerns `sites` and `period` and was known on `as_of`; the given frames are left as they are.

    A request answered after `as_of` is still open that day. Declared figures are matched on their period's code.
    """
    cut, recorded = {}, {}
    for name in ("survey_answers", "requests", "declared_figures"):
        frame = tables.get(name)
        frame = empty_table(name) if frame is None else frame.loc[frame["site_id"].isin(sites)]
        day = frame[TABLES[name].year_column]
        recorded[name] = frozenset(frame.loc[day.dt.year.isin(period.years), "site_id"])
        if name == "declared_figures":
            cut[name] = frame.loc[frame["period"] == period.code]
            continue
        last = pd.Timestamp(min(period.end, as_of))
        cut[name] = frame.loc[(day >= pd.Timestamp(period.start)) & (day <= last)]
    requests = cut["requests"]
    cut["requests"] = requests.assign(
        replied_on=requests["replied_on"].where(requests["replied_on"] <= pd.Timestamp(as_of))
    )
    return Context(catalogue, period, as_of, cut, recorded)


def result_rows(site_id, group, numerator, denominator, n, value) -> pd.DataFrame:
    """Rows in ROW_COLUMNS order; scalars are repeated, figures become floats."""
    frame = pd.DataFrame({"site_id": np.asarray(site_id, dtype=object), "group": group}).astype("str")
    for name, figures in (("numerator", numerator), ("denominator", denominator), ("n", n), ("value", value)):
        frame[name] = np.asarray(figures, dtype="float64") if np.ndim(figures) else float(figures)
    return frame


def share_rows(site_id, group, numerator, denominator, scale: int = 100) -> pd.DataFrame:
    """Rows of a share. `scale * numerator / denominator`: one rounding only, so that 67.5 is exactly 67.5."""
    numerator, denominator = np.asarray(numerator, dtype="float64"), np.asarray(denominator, dtype="float64")
    value = np.full(numerator.shape, np.nan)
    np.divide(scale * numerator, denominator, out=value, where=denominator > 0)
    return result_rows(site_id, group, numerator, denominator, denominator, value)


def stack_rows(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Parts one under the other, empty ones left out; the empty frame of ROW_COLUMNS when nothing is left."""
    filled = [part for part in parts if len(part)]
    if not filled:
        return result_rows([], [], [], [], [], [])
    return pd.concat(filled, ignore_index=True)


def lookup_text(keys: pd.Series, texts: pd.Series, missing: str | None = None) -> pd.Series:
    """The text that `texts` gives for each key, `missing` where it gives none; text also when there is no key."""
    known = texts.to_dict()
    return pd.Series([known.get(key, missing) for key in keys], index=keys.index, dtype="str")
