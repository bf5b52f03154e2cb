"""What is stored and should not be trusted: rows whose file is gone or undeclared, files that are not those of their imports.

Nothing is taken away here: whoever withdraws a file says so with « qep forget ».
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qep_lib.files import readable_sha256
from qep_lib.indicators.years import years_of_report
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.provenance import partition_year
from qep_lib.store.concerned import readable_entries
from qep_lib.store.manifest import NO_FILE, DatasetEntry, read_manifest, stored_sites


@dataclass(frozen=True, slots=True)
class Orphan:
    """A dataset with why it may be one too many: `undeclared` in any run that had it imported, or its file has `vanished`."""

    entry: DatasetEntry
    reason: str

    @property
    def sentence(self) -> str:
        """What is stored, why it is told, what to do, in French."""
        entry = self.entry
        what = "n'est plus dans params/runs/" if self.reason == "undeclared" else "n'est plus à sa place"
        back = "le déclarer de nouveau" if self.reason == "undeclared" else "le remettre à sa place"
        rows = f"{entry.rows_accepted} ligne{'s' * (entry.rows_accepted > 1)}"
        verb = "comptent" if entry.rows_accepted > 1 else "compte"
        return (
            f"« {entry.file} » (site {entry.site_id}, {entry.period}) {what}, mais {rows} en {verb} toujours. "
            f"À faire : {back} ; ou, s'il est retiré, « qep forget {entry.dataset} »."
        )

    def to_json(self) -> dict[str, str]:
        """As JSON values."""
        return {"dataset": self.entry.dataset, "file": self.entry.file, "reason": self.reason}


def find_orphans(workspace: Workspace, catalogue: Catalogue) -> tuple[Orphan, ...]:
    """The datasets that no run declares any more though one had them imported, and those whose file is not there."""
    found = []
    # A run that cannot be read may declare anything: what it imported is not said to be nobody's.
    has_every_run = all(left.kind != "run" for left in catalogue.left_out)
    for entry in readable_entries(workspace, stored_sites(workspace)):
        if entry.file.endswith(NO_FILE):
            continue
        source, site_id, period, _ = entry.dataset.split("/", 3)
        declared = (source, site_id, period, Path(entry.file).name) in catalogue.declared_files
        if entry.is_declared and not declared and has_every_run:
            found.append(Orphan(entry, "undeclared"))
        elif not (workspace.root / entry.file).exists():
            found.append(Orphan(entry, "vanished"))
    return tuple(found)


def damaged_files(
    workspace: Workspace, catalogue: Catalogue, sites: Sequence[str], period: Period, report_id: str
) -> tuple[str, ...]:
    """Stored files of `sites` (`Provenance.sites`: the report's own and those it compares with) that are absent,
    unreadable or no longer have their recorded hash; paths from the workspace's root.

    Of every table, for a report that declares one still measures its site, which reads them all; of the years that are
    read only: an old partition that is damaged stops the reports of its own year.
    """
    recorded: dict[str, str] = {}
    for entry in read_manifest(workspace, sites):
        years = years_of_report(catalogue, report_id, entry.table, period, sites)
        recorded |= {path: digest for path, digest in entry.partitions if partition_year(path) in years}
    return tuple(path for path, digest in sorted(recorded.items()) if readable_sha256(workspace.root / path) != digest)
