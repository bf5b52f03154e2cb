"""Whether the stored files of a site are still those that its imports wrote. Reading their rows is `store`."""

from pathlib import Path

from qep_lib.files import file_sha256
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.store.manifest import read_manifest


def damaged_files(workspace: Workspace, site_id: str, period: Period) -> tuple[str, ...]:
    """Stored files of the period, or of the one before, that are absent, unreadable or no longer have their recorded
    hash; paths from the workspace's root."""
    years = tuple(f"year={year}." for year in period.compared_years)
    recorded = {path: digest for entry in read_manifest(workspace, [site_id]) for path, digest in entry.partitions}
    return tuple(
        path
        for path, digest in sorted(recorded.items())
        if Path(path).name.startswith(years) and _digest(workspace.root / path) != digest
    )


def _digest(path: Path) -> str | None:
    try:
        return file_sha256(path)
    except OSError:
        # What cannot be read counts as damaged here: saying so is this module's work.
        return None
