"""Some columns of many partitions at once, text as categories: what measuring millions of rows reads. Whole rows: `tables`."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from qep_lib.model.tables import TABLES
from qep_lib.model.workspace import Workspace
from qep_lib.store.parquet import damaged, empty_frame, to_frame
from qep_lib.store.tables import refuse_unmasked, stored_partitions


def read_columns(
    workspace: Workspace, table: str, sites: Iterable[str], years: Iterable[int], columns: Sequence[str]
) -> pd.DataFrame:
    """The rows of `read_table`, with `columns` only; a text column is categorical, its codes as stored.

    Text is neither decoded nor compared row by row: about thirty bytes a row, whatever the texts.
    """
    typed = [TABLES[table].column(name) for name in columns]
    sites = tuple(sites)
    refuse_unmasked(workspace, table, sites)
    texts = [column.name for column in typed if column.type == "string"]
    parts = [_read_part(path, list(columns), texts) for path in stored_partitions(workspace, table, sites, years)]
    if not parts:
        return empty_frame(typed)
    return to_frame(pa.concat_tables(parts).unify_dictionaries())


def _read_part(path: Path, columns: list[str], texts: list[str]) -> pa.Table:
    try:
        # The file itself, not its path, in which pyarrow would read « site=18 » as a column. One thread: starting several
        # costs more than reading a site.
        with pa.OSFile(str(path)) as file:
            return pq.ParquetFile(file, read_dictionary=texts).read(columns=columns, use_threads=False)
    except (pa.ArrowException, OSError):
        raise damaged(path) from None
