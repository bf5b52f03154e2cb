"""Figures that arrive finished, from ministry tools or dashboards. They are taken as they are: nothing is computed."""

import pandas as pd

from qep_lib.indicators.rows import ROW_COLUMNS, Context
from qep_lib.model.indicator import Indicator

DECLARED_COLUMNS = (*ROW_COLUMNS, "declared_target", "declared_note", "declared_as_of", "source", "dataset", "nature")


def declared(context: Context, indicator: Indicator) -> pd.DataFrame:
    """The figures declared under this indicator for the period, one row a site and group.

    Columns are DECLARED_COLUMNS. Declared twice (two files): the one stopped last wins, and `source` says that another
    value exists.
    """
    rows = context.tables["declared_figures"]
    rows = rows.loc[rows["indicator_id"] == indicator.id]
    rows = rows.assign(group=rows["group"].fillna(""))
    rows = rows.sort_values(["site_id", "group", "as_of", "dataset", "source_row"], na_position="first")
    key = ["site_id", "group"]
    others = rows.groupby(key)["value"].agg(lambda values: len(set(values)) > 1)
    last = rows.drop_duplicates(key, keep="last").set_index(key, drop=False)
    is_contested = others.reindex(last.index).to_numpy(dtype=bool)
    contested = last["source"] + " ; une autre valeur est déclarée pour la même période"
    last = last.assign(source=last["source"].mask(is_contested, contested), n=last["denominator"])
    names = {"target": "declared_target", "target_note": "declared_note", "as_of": "declared_as_of"}
    return last.rename(columns=names)[list(DECLARED_COLUMNS)].reset_index(drop=True)
