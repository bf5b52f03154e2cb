"""The only reader and writer of Parquet: typed tables by table/site/year, their manifest, and results tables.

What the rows mean is `model/tables.py`; how raw files become rows is `intake/`.

Layout, under `data/`: `store/<table>/site=<id>/year=<y>.parquet`, one manifest a site in `store/manifest/<id>.json`
(a report of one site never opens another site's files), `results/site=<id>/<period>.parquet`.
"""

from qep_lib.store.manifest import DatasetEntry, read_manifest
from qep_lib.store.parquet import empty_table
from qep_lib.store.results import read_results, write_results
from qep_lib.store.tables import is_intact, read_sound_rows, read_table, replace_dataset, years_of

__all__ = [
    "DatasetEntry",
    "empty_table",
    "is_intact",
    "read_manifest",
    "read_results",
    "read_sound_rows",
    "read_table",
    "replace_dataset",
    "write_results",
    "years_of",
]
