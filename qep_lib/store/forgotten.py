"""Rows erased at somebody's request: a mark of each, so that the next import of the same file does not bring them back.

A mark says nothing of the row without the workspace's key (`secret`). Erasing is `runs`; the file that the row came
from pathlib import Path
from pathlib import Path
from is its owner's to correct.
"""

import json
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from qep_lib.files import replace_file
from qep_lib.model.table import TableSpec
from qep_lib.model.workspace import Workspace
from qep_lib.store.secret import mark


def read_marks(workspace: Workspace) -> frozenset[str]:
    """The marks of the rows to be left out; none where nothing was ever forgotten."""
    try:
        return frozenset(json.loads(_path(workspace).read_text(encoding="utf-8"))["rows"])
    except FileNotFoundError:
        return frozenset()


def add_marks(workspace: Workspace, marks: Iterable[str]) -> None:
    """Remember these rows as forgotten."""
    rows = sorted({*read_marks(workspace), *marks})
    replace_file(_path(workspace), json.dumps({"rows": rows}, indent=1).encode() + b"\n")


def identifying_column(spec: TableSpec) -> str | None:
    """The column by which a person names a row of that table, or None where rows are days, months or figures."""
    if spec.identifier is not None:
        return spec.identifier
    return next((name for name in spec.key if spec.column(name).is_free_text), None)


def row_marks(frame: pd.DataFrame, spec: TableSpec, site_id: str, key: bytes) -> pd.Series:
    """The mark of each row, under the same index: all the rows of one answer, or of one contact, have the same.

    Made of what names a row and of what does not change in its life, dates included: the same number in another year is
    somebody else's. `frame` holds texts as they are stored.
    """
    names = _identity(spec)
    texts = pd.DataFrame({name: _texts(frame[name]) for name in names}, index=frame.index)
    distinct = texts.drop_duplicates()
    marks = [mark(key, (spec.name, site_id, *row)) for row in distinct.itertuples(index=False)]
    return texts.merge(distinct.assign(mark=marks), on=names, how="left").set_axis(frame.index)["mark"]


def _identity(spec: TableSpec) -> list[str]:
    """Columns that tell a row again in another version of its file."""
    own = (spec.identifier, *spec.recognised_by) if spec.identifier else spec.key
    return list(dict.fromkeys((*own, spec.open_year_column or spec.year_column)))


def _texts(values: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(values):
        values = values.dt.strftime("%Y-%m-%d")
    return values.astype("string").fillna("").astype(object)


def _path(workspace: Workspace) -> Path:
    return workspace.restricted / "oublis.json"
