"""`qep publish`: where reports are copied to, and what is said of it. Copying is `runs.mirror`."""

from collections.abc import Sequence

from qep_lib.cli.importing import counted
from qep_lib.cli.screen import Screen
from qep_lib.errors import ParameterError, ReportFailed
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.runs.mirror import UNCHANGED, mirror_reports
from qep_lib.runs.plan import AUDIENCE_FOLDERS
from qep_lib.runs.published import published_ids
from qep_lib.runs.storage import open_storage


def publish_reports(address: str, audiences: Sequence[str], is_delete: bool) -> int:
    """Copy the published reports to an address, and say what was sent.

    Raises `ReportFailed` (exit 4) when some reports here are no longer those that were published.
    """
    if unknown := [audience for audience in audiences if audience not in AUDIENCE_FOLDERS]:
        raise ParameterError(f"audience « {unknown[0]} » inconnue. Accepté : {', '.join(AUDIENCE_FOLDERS)}.")
    workspace, screen = Workspace.find(), Screen()
    catalogue = read_catalogue(workspace)
    storage = open_storage(address)

    def tell(job_id: str, what: str) -> None:
        screen.step()
        if what != UNCHANGED:
            screen.line(f"{what} : {job_id}")

    chosen = tuple(audience for audience in AUDIENCE_FOLDERS if audience in (audiences or AUDIENCE_FOLDERS))
    with screen.progress(sum(1 for _ in published_ids(workspace)), "Publication"):
        done = mirror_reports(workspace, catalogue, storage, chosen, is_delete, tell)
    screen.line(
        f"{counted(len(done.sent), 'rapport envoyé', 'rapports envoyés')}, "
        f"{counted(len(done.unchanged), 'inchangé', 'inchangés')}, {counted(len(done.removed), 'retiré', 'retirés')}."
    )
    if left := len(done.orphans) - len(done.removed):
        screen.line(
            f"{counted(left, 'rapport est', 'rapports sont')} là-bas sans être à publier d'ici ; --delete pour les retirer."
        )
    if "internal" in chosen:
        screen.line("Les rapports internes en sont : --audience public ne les envoie pas.")
    screen.line(f"Résultat : {storage.name}")
    if done.altered:
        raise ReportFailed(
            "certains rapports ne sont plus ceux qui ont été publiés : ils n'ont pas été envoyés. "
            "À faire : les produire de nouveau avec « qep run ».",
            done.altered,
        )
    return 0
