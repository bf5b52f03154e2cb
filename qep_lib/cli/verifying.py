"""`qep verify`: what is published against its records and the ledger. Comparing is `runs.publish.verification`."""

from qep_lib.cli.screen import Screen
from qep_lib.errors import ReportFailed
from qep_lib.model.workspace import Workspace
from qep_lib.runs.publish.verification import verify_reports


def verify_all() -> int:
    """Print what differs, report by report; raises `ReportFailed` (exit 4) when anything does."""
    workspace = Workspace.find()
    found = verify_reports(workspace)
    faults = [f"{job_id} : {difference}" for job_id, differences in found.altered.items() for difference in differences]
    if found.altered:
        raise ReportFailed(
            f"{len(found.altered)} rapport(s) sur {len(found.reports)} ne sont plus ceux qui ont été publiés dans "
            f"« {workspace.reports} ». À faire : les produire de nouveau avec « qep run », ou les reprendre d'une "
            "sauvegarde.",
            (*faults, *found.others),
        )
    if found.others:
        raise ReportFailed("ce qui a été rangé ou publié n'est plus ce que c'était.", found.others)
    if not found.reports:
        Screen().line(f"Aucun rapport publié dans « {workspace.reports} ». À faire : « qep run ».")
    else:
        Screen().line(f"{len(found.reports)} rapport(s) vérifiés : chaque fichier est celui qui a été publié.")
    return 0
