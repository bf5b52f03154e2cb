"""Waves of one survey: the files whose answers were given on days that do not meet. Each is reported beside the whole.

Two files of the same days (a desk and a web form) are one wave. What a wave is called is its first and last day.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from qep_lib.indicators.rows import Columns, Context
from qep_lib.model.tables import ANSWERS

WAVE = "wave"
BETWEEN = "_"
"""Stands between the two days of a wave in its group: « wave=2026-03-02_2026-04-28 »."""


@dataclass(frozen=True, slots=True, eq=False)
class Waves:
    """`place` of each row of the table among `names`, -1 in a site that has one wave only."""

    place: np.ndarray
    names: tuple[str, ...]


def waves(context: Context) -> Waves:
    """The waves of every site that has several in the period."""
    table = context.tables[ANSWERS]
    files = table.groupby(["site_id", "dataset"])["answered_on"].agg(["min", "max"]).reset_index()
    name_of: dict[tuple[str, str], str] = {}
    for site_id, own in files.sort_values(["min", "max", "dataset"]).groupby("site_id"):
        blocks = _blocks(own)
        if len(blocks) > 1:
            name_of |= {(str(site_id), dataset): name for name, datasets in blocks for dataset in datasets}
    names = tuple(dict.fromkeys(name_of.values()))
    if not names:
        return Waves(np.full(len(table), -1, dtype=np.int64), ())
    keys = zip(table["site_id"].tolist(), table["dataset"].tolist(), strict=True)
    place = np.fromiter((names.index(name_of[key]) if key in name_of else -1 for key in keys), np.int64, len(table))
    return Waves(place, names)


def without_waves(rows: Columns) -> Columns:
    """`rows` without those of waves: each has its own days, none is compared with one of another year."""
    kept = np.array([not group.startswith(f"{WAVE}=") for group in rows["group"].tolist()], dtype=bool)
    return rows if kept.all() else {name: column[kept] for name, column in rows.items()}


def _blocks(files: pd.DataFrame) -> list[tuple[str, list[str]]]:
    """(name, files) of each run of files whose days meet; `files` by first day."""
    runs: list[tuple[pd.Timestamp, pd.Timestamp, list[str]]] = []
    for first, last, dataset in zip(files["min"], files["max"], files["dataset"], strict=True):
        if runs and first <= runs[-1][1]:
            start, end, datasets = runs[-1]
            runs[-1] = (start, max(end, last), [*datasets, dataset])
        else:
            runs.append((first, last, [dataset]))
    return [(f"{start:%Y-%m-%d}{BETWEEN}{end:%Y-%m-%d}", datasets) for start, end, datasets in runs]
