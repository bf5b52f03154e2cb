"""What is published, as the disk shows it at a glance: records, and files that are no longer those of their record.

Putting a report in place, and comparing every byte, is `runs.publish.placing`; `qep verify` is `runs.publish.verification`.
"""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qep_lib.files import file_sha256
from qep_lib.model.workspace import Workspace
from qep_lib.runs.publish.placing import RECORD, RECORD_VERSION, unexpected_files

_LEVELS = "*/*/*/*"
"""site/period/audience/report: see `Job.id`."""


@dataclass(frozen=True, slots=True)
class PublishedReport:
    """A published folder with its record; `written_ns` is when the record was written, which is done last."""

    folder: Path
    record: Mapping[str, Any]
    written_ns: int

    @property
    def provenance(self) -> Mapping[str, Any]:
        """The provenance as `Provenance.to_json` gave it."""
        return self.record["provenance"]

    def altered_files(self) -> tuple[str, ...]:
        """Names of the files that are absent, or that are no longer those of the record.

        Size and time tell without opening them; a file that looks newer than its record, as after a copy, is hashed.
        """
        return tuple(name for name, entry in self.record["files"].items() if self._is_altered(name, entry))

    def differences(self) -> frozenset[str]:
        """Names of the files that were altered, and of those that the record does not name."""
        return frozenset((*self.altered_files(), *unexpected_files(self.folder, self.record)))

    def _is_altered(self, name: str, entry: Mapping[str, Any]) -> bool:
        path = f"{self.folder}/{name}"
        try:
            # A thousand reports have twenty thousand files: a Path for each takes longer than the question.
            state = os.stat(path)  # noqa: PTH116
        except OSError:
            return True
        if state.st_size != entry["bytes"]:
            return True
        return state.st_mtime_ns > self.written_ns and file_sha256(Path(path)) != entry["sha256"]


def find_published(workspace: Workspace, job_id: str) -> PublishedReport | None:
    """The published report of that job; None when there is none, or no record that this version can read."""
    folder = workspace.reports / job_id
    path = folder / RECORD
    try:
        written_ns = path.stat().st_mtime_ns
        record = json.loads(path.read_bytes())
        is_readable = record["version"] == RECORD_VERSION and {"files", "provenance"} <= record.keys()
        is_readable = is_readable and {"key", "sites"} <= record["provenance"].keys()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return PublishedReport(folder, record, written_ns) if is_readable else None


def published_differences(workspace: Workspace) -> dict[str, frozenset[str]]:
    """`PublishedReport.differences` of each published report that has some, by id."""
    found = ((job_id, find_published(workspace, job_id)) for job_id in published_ids(workspace))
    differing = {job_id: report.differences() for job_id, report in found if report is not None}
    return {job_id: names for job_id, names in differing.items() if names}


def published_ids(workspace: Workspace) -> Iterator[str]:
    """Ids of the jobs that have a folder with a record, in alphabetical order."""
    records = workspace.reports.glob(f"{_LEVELS}/{RECORD}")
    return (record.parent.relative_to(workspace.reports).as_posix() for record in sorted(records))
