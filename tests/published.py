"""The record of a published report, for tests that look at what was published."""

import json
from pathlib import Path
from typing import Any

from qep_lib.runs.publish.placing import RECORD, compare_with_record


def record_of(folder: Path) -> dict[str, Any]:
    """What the record says of a report, whose files are all there and are the only ones."""
    assert compare_with_record(folder) == ()
    return json.loads((folder / RECORD).read_text(encoding="utf-8"))
