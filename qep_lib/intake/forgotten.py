"""Rows that were forgotten at somebody's request are left out when their file is read again. Forgetting is `runs`."""

import pandas as pd

from qep_lib.intake.faults import FaultList
from qep_lib.intake.rulebook import fault
from qep_lib.model.issue import line_ranges
from qep_lib.model.table import TableSpec
from qep_lib.model.workspace import Workspace
from qep_lib.store.forgotten import read_marks, row_marks


def drop_forgotten(
    frame: pd.DataFrame, spec: TableSpec, workspace: Workspace, site_id: str, key: bytes, faults: FaultList
) -> tuple[pd.DataFrame, int]:
    """(`frame` without them, number of lines left out), each line told. Texts are those that would be stored."""
    wanted = read_marks(workspace)
    if not wanted or frame.empty:
        return frame, 0
    is_forgotten = row_marks(frame, spec, site_id, key).isin(list(wanted))
    lines = sorted({*frame.index[is_forgotten].tolist()})
    if not lines:
        return frame, 0
    faults.add(fault("forgotten_row", lines=f"ligne{'s' * (len(lines) > 1)} {line_ranges(lines)}"))
    return frame.loc[~is_forgotten], len(lines)
