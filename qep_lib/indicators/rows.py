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

ROW_COLUMNS = ("site_id", "group", "numerator", "denominator", "n", "value", "low", "high")
"""Columns of every formula's answer. `value` is NaN where the base is empty; statuses are given by `measure`."""


OPTION = ["questionnaire_id", "item_id", "option_id"]
"""What identifies a closed answer."""


@dataclass(frozen=True, slots=True)
class Context:
    """Rows of one period, as they were known on the as-of day.

    `tables` holds rows of the period only; survey answers have the `role` of their item and the `level` of their
    option beside them, and `options` lists every closed answer that the questionnaires offer. `recorded_sites` names,
    by table, the sites that have any row in the calendar years of the period: their register exists, so that no row
    means « aucune », not « non communiqué ».
    """

    catalogue: Catalogue
    period: Period
    as_of: date
    tables: Mapping[str, pd.DataFrame]
    recorded_sites: Mapping[str, frozenset[str]]
    options: pd.DataFrame


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
    options, answers, requests = _offered_options(catalogue), cut["survey_answers"], cut["requests"]
    roles = options[["questionnaire_id", "item_id", "role"]].drop_duplicates()
    cut["survey_answers"] = answers.merge(
        options[[*OPTION, "level"]], on=OPTION, how="left", validate="many_to_one"
    ).merge(roles, on=OPTION[:2], how="left", validate="many_to_one")
    cut["requests"] = requests.assign(
        replied_on=requests["replied_on"].where(requests["replied_on"] <= pd.Timestamp(as_of))
    )
    return Context(catalogue, period, as_of, cut, recorded, options)


def _offered_options(catalogue: Catalogue) -> pd.DataFrame:
    """Every closed answer of every questionnaire with its item's role and its level (empty outside scales)."""
    rows = [
        (questionnaire.id, item.id, option.id, item.role, option.level)
        for questionnaire in catalogue.questionnaires.values()
        for item in questionnaire.items
        for option in questionnaire.options_of(item.id)
    ]
    return pd.DataFrame(rows, columns=[*OPTION, "role", "level"], dtype="str")


def result_rows(site_id, group, numerator, denominator, n, value, low=np.nan, high=np.nan) -> pd.DataFrame:
    """Rows in ROW_COLUMNS order; scalars are repeated, figures become floats.

    `low` and `high` are for formulas with an interval of their own; that of a sampled share is added by `measure`.
    """
    frame = pd.DataFrame({"site_id": np.asarray(site_id, dtype=object), "group": group}).astype("str")
    figures_by_name = {"numerator": numerator, "denominator": denominator, "n": n, "value": value}
    for name, figures in (figures_by_name | {"low": low, "high": high}).items():
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
