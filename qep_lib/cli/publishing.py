"""`qep publish`: where reports are copied to, and what is said of it. Copying is `runs.mirror`."""

from collections.abc import Sequence

from qep_lib.cli.importing import counted
from qep_lib.cli.screen import Screen
from qep_lib.errors import ParameterError, ReportFailed
from qep_lib.model.base import Audience
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.runs.mirror import ALTERED, STALE, UNCHANGED, audience_of, mirror_reports
from qep_lib.runs.plan import AUDIENCE_FOLDERS
from qep_lib.runs.published import published_ids
from qep_lib.runs.storage import open_storage

DEFAULT_AUDIENCES: tuple[Audience, ...] = ("public",)
"""What a place that others may read is given when nothing is said: an internal report never leaves unasked."""


def publish_reports(address: str, audiences: Sequence[str], is_delete: bool) -> int:
    """Copy the published reports of those audiences (public ones when none is given) to an address, and say what was
    sent and what was not.

    Raises `ReportFailed` (exit 4) when some reports here are no longer those that were published, or are to be made
    again.
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

    chosen = tuple(audience for audience in AUDIENCE_FOLDERS if audience in (audiences or DEFAULT_AUDIENCES))
    kept = sum(1 for job_id in published_ids(workspace) if audience_of(job_id) not in chosen)
    with screen.progress(sum(1 for _ in published_ids(workspace)) - kept, "Publication"):
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
        screen.line("Les rapports internes en sont : seule l'administration doit pouvoir lire ce lieu.")
    elif kept:
        screen.line(
            f"{counted(kept, 'rapport interne reste', 'rapports internes restent')} ici ; --audience internal les envoie aussi."
        )
    screen.line(f"Résultat : {storage.name}")
    if done.altered or done.stale:
        raise ReportFailed(
            "certains rapports ne sont plus ceux qui ont été publiés, ou sont à refaire : ils n'ont pas été envoyés. "
            "À faire : les produire de nouveau avec « qep run », puis relancer « qep publish ».",
            (
                *(f"{job_id} : {ALTERED}" for job_id in done.altered),
                *(f"{job_id} : {STALE} (données plus récentes, ou dernier essai en échec)" for job_id in done.stale),
            ),
        )
    return 0
