"""Figures that arrive finished, from ministry tools or dashboards. They are taken as they are: nothing is computed."""

import numpy as np
import pandas as pd

from qep_lib.indicators.rows import Context
from qep_lib.model.tables import DECLARED

KEY = ["indicator_id", "site_id", "group"]
"""What identifies a figure within a period."""
_NAMES = {"target": "declared_target", "target_note": "declared_note", "as_of": "declared_as_of"}
_COLUMNS = [*KEY, "numerator", "denominator", "n", "value", *_NAMES.values(), "source", "dataset", "nature"]


def declared_figures(context: Context) -> pd.DataFrame:
    """The figures declared for the period, one row an indicator, site and group; an empty group is the whole.

    `n` is the declared denominator. Declared twice (two files): the one stopped last wins, and `source` says that
    another value exists.
    """
    rows = context.tables[DECLARED]
    rows = rows.loc[rows["indicator_id"].isin(context.catalogue.indicators)]
    rows = rows.assign(group=rows["group"].fillna(""), n=rows["denominator"])
    if rows.duplicated(KEY).any():
        rows = _settle_repeats(rows)
    return rows.rename(columns=_NAMES)[_COLUMNS].reset_index(drop=True)


def _settle_repeats(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.sort_values([*KEY, "as_of", "dataset", "source_row"], na_position="first")
    is_contested = rows.groupby(KEY)["value"].transform("nunique") > 1
    told = rows["source"] + " ; une autre valeur est déclarée pour la même période"
    return rows.assign(source=np.where(is_contested, told, rows["source"])).drop_duplicates(KEY, keep="last")
