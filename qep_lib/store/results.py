"""The results table of one site and period, with the key of what it was measured from. Measuring is `indicators`."""

from pathlib import Path

import pandas as pd

from qep_lib.files import replace_file
from qep_lib.model.tables import RESULTS
from qep_lib.model.workspace import Workspace
from qep_lib.store.parquet import parquet_bytes, read_parquet_if_sound, to_arrow, to_frame

_RESULTS_KEY = "qep_key"


def write_results(workspace: Workspace, site_id: str, name: str, frame: pd.DataFrame, key: str) -> None:
    """Store a results table of one site with the key of what it was measured from, atomically. `name`: its period's code,
    and what it is compared with when that is not the year before.
    """
    table = to_arrow(frame, RESULTS)
    replace_file(_results_path(workspace, site_id, name), parquet_bytes(table, {_RESULTS_KEY: key}))


def read_results(workspace: Workspace, site_id: str, name: str) -> tuple[pd.DataFrame, str] | None:
    """The stored results table and its key, or None when there is none, or a damaged one: it is measured again."""
    path = _results_path(workspace, site_id, name)
    table = read_parquet_if_sound(path) if path.exists() else None
    if table is None or table.schema.names != [column.name for column in RESULTS]:
        return None
    key = (table.schema.metadata or {}).get(_RESULTS_KEY.encode(), b"").decode()
    return to_frame(table.replace_schema_metadata(None)), key


def _results_path(workspace: Workspace, site_id: str, name: str) -> Path:
    return workspace.results / f"site={site_id}" / f"{name}.parquet"
