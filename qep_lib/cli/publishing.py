"""`qep publish`: where reports are copied to, and what is said of it. Copying is `runs.publish.mirror`."""

from collections.abc import Sequence
from contextlib import nullcontext

from qep_lib.cli.confirming import confirmed
from qep_lib.cli.importing import counted
from qep_lib.cli.screen import Screen
from qep_lib.errors import ParameterError, ReportFailed
from qep_lib.model.base import Audience
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.runs.plan.planning import AUDIENCE_FOLDERS
from qep_lib.runs.publish.mirror import ALTERED, STALE, UNCHANGED, audience_of, mirror_reports
from qep_lib.runs.publish.published import published_ids
from qep_lib.runs.publish.storage import open_storage

DEFAULT_AUDIENCES: tuple[Audience, ...] = ("public",)
"""What a place that others may read is given when nothing is said: an internal report never leaves unasked."""


def publish_reports(address: str, audiences: Sequence[str], is_delete: bool, is_agreed: bool) -> int:
    """Copy the published reports of those audiences (public ones when none is given) to an address, and say what was
    sent and what was not. With `is_delete`, what was sent from here and is no longer to be published goes, once it was
    listed and agreed to (`is_agreed`: beforehand).

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

    def may_remove(orphans: Sequence[str]) -> bool:
        if not is_delete:
            return False
        what = counted(len(orphans), "rapport envoyé d'ici", "rapports envoyés d'ici")
        screen.line(f"À retirer de {storage.name} :")
        return confirmed(screen, f"Retirer {what} ?", orphans, is_agreed)

    chosen = tuple(audience for audience in AUDIENCE_FOLDERS if audience in (audiences or DEFAULT_AUDIENCES))
    ids = list(published_ids(workspace))
    kept = sum(1 for job_id in ids if audience_of(job_id) not in chosen)
    # No progress bar while a question waits.
    with nullcontext() if is_delete else screen.progress(len(ids) - kept, "Publication"):
        done = mirror_reports(workspace, catalogue, storage, chosen, may_remove, tell)
    screen.line(
        f"{counted(len(done.sent), 'rapport envoyé', 'rapports envoyés')}, "
        f"{counted(len(done.unchanged), 'inchangé', 'inchangés')}, {counted(len(done.removed), 'retiré', 'retirés')}."
    )
    if left := len(done.orphans) - len(done.removed):
        screen.line(
            f"{counted(left, 'rapport est', 'rapports sont')} là-bas, à ne plus publier d'ici ; --delete pour les retirer."
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
            "certains rapports n'ont pas été envoyés. À faire : produire de nouveau avec « qep run » ceux qui ont changé ou "
            "sont à refaire, puis relancer « qep publish ».",
            (
                *(f"{job_id} : {ALTERED}" for job_id in done.altered),
                *(f"{job_id} : {STALE} (données plus récentes, ou dernier essai en échec)" for job_id in done.stale),
            ),
        )
    return 0
