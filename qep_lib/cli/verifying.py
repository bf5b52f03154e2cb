"""`qep verify`: published files against their records. Comparing one folder is `runs.publish`."""

from qep_lib.cli.screen import Screen
from qep_lib.errors import ReportFailed
from qep_lib.model.workspace import Workspace
from qep_lib.runs.publish import RECORD, compare_with_record


def verify_all() -> int:
    """Print what differs, report by report; raises `ReportFailed` (exit 4) when anything does."""
    workspace = Workspace.find()
    folders = sorted(record.parent for record in workspace.reports.rglob(RECORD))
    differences = {
        folder.relative_to(workspace.reports).as_posix(): found
        for folder in folders
        if (found := compare_with_record(folder))
    }
    if differences:
        raise ReportFailed(
            f"{len(differences)} rapport(s) sur {len(folders)} ne sont plus ceux qui ont été publiés. "
            "À faire : les produire de nouveau avec « qep run ».",
            tuple(f"{name} : {difference}" for name, found in differences.items() for difference in found),
        )
    Screen().line(f"{len(folders)} rapport(s) vérifiés : chaque fichier est celui qui a été publié.")
    return 0
