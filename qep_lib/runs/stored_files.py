"""Whether the stored files that a report reads are those that its imports wrote. Reading their rows is `store`."""

from collections.abc import Sequence

from qep_lib.files import readable_sha256
from qep_lib.indicators.years import years_of_report
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.provenance import partition_year
from qep_lib.store.manifest import read_manifest


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
