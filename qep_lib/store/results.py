"""The results table of one site and period, with the key of what it was measured from. Measuring is `indicators`."""

import hashlib
from pathlib import Path

import pandas as pd

from qep_lib.files import replace_file
from qep_lib.model.results import RESULTS
from qep_lib.model.workspace import Workspace
from qep_lib.store.parquet import parquet_bytes, table_of, to_arrow, to_frame

_RESULTS_KEY = "qep_key"


def write_results(workspace: Workspace, site_id: str, name: str, frame: pd.DataFrame, key: str) -> None:
    """Store a results table of one site with the key of what it was measured from, atomically. `name`: its period's code,
    and what it is compared with when that is not the year before.
    """
    path, content = (
        _results_path(workspace, site_id, name),
        parquet_bytes(to_arrow(frame, RESULTS), {_RESULTS_KEY: key}),
    )
    replace_file(path, content)
    replace_file(_hash_path(path), _hash_line(path, content))


def read_results(workspace: Workspace, site_id: str, name: str) -> tuple[pd.DataFrame, str] | None:
    """The stored results table and its key, or None when there is none, or one that has not the hash written beside it: it
    is measured again.
    """
    path = _results_path(workspace, site_id, name)
    try:
        content, written = path.read_bytes(), _hash_path(path).read_bytes()
    except FileNotFoundError:
        return None
    table = table_of(content) if written == _hash_line(path, content) else None
    if table is None or table.schema.names != [column.name for column in RESULTS]:
        return None
    key = (table.schema.metadata or {}).get(_RESULTS_KEY.encode(), b"").decode()
    return to_frame(table.replace_schema_metadata(None)), key


def _hash_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")


def _hash_line(path: Path, content: bytes) -> bytes:
    """As `sha256sum` writes and checks it."""
    return f"{hashlib.sha256(content).hexdigest()}  {path.name}\n".encode()


def remove_results(workspace: Workspace, site_id: str) -> int:
    """Remove every results table of a site, which are measured again when they are asked for; gives their number."""
    paths = [*(workspace.results / f"site={site_id}").glob("*")]
    for path in paths:
        path.unlink()
    return len(paths)


def _results_path(workspace: Workspace, site_id: str, name: str) -> Path:
    return workspace.results / f"site={site_id}" / f"{name}.parquet"
