"""Rows that several files tell a part of: one gives the visits of a month, another the pages. Each stays in its file's dataset;
they are one row when they are read.
"""

import pandas as pd

from qep_lib.model.table import TableSpec

_NATURES = ("real", "reconstructed", "fictitious")


def join_measures(frame: pd.DataFrame, spec: TableSpec) -> pd.DataFrame:
    """`frame` with each key of a site once: of each measure the value that some row gives.

    The joined row has the provenance of the first of them, and the least real of their natures.
    """
    key = ["site_id", *spec.key]
    if not spec.measures or not frame.duplicated(key).any():
        return frame
    ranks = frame["nature"].map({nature: rank for rank, nature in enumerate(_NATURES)}).astype("int64")
    grouped = frame.assign(nature=ranks).groupby(key, sort=False)
    joined = grouped.agg({name: "max" if name == "nature" else "first" for name in frame.columns if name not in key})
    joined["nature"] = joined["nature"].map(dict(enumerate(_NATURES)))
    return joined.reset_index()[list(frame.columns)].astype(frame.dtypes.to_dict())
