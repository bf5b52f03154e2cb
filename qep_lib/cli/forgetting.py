"""`qep forget`: what will go, the question, and what is left to do by hand. Taking away is `runs.publish.forgetting`."""

from pathlib import Path

from qep_lib.cli.confirming import confirmed
from qep_lib.cli.importing import counted
from qep_lib.cli.screen import Screen
from qep_lib.errors import ParameterError
from qep_lib.model.campaign import Import
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.persons.masking import mask
from qep_lib.runs.guard.lock import workspace_lock
from qep_lib.runs.publish.forgetting import Forgetting, find_dataset, find_dataset_traces, find_row_traces, forget
from qep_lib.runs.publish.portal import refresh_index
from qep_lib.store.manifest import DatasetEntry


def forget_data(name: str, row: str | None, line: int | None, is_agreed: bool) -> int:
    """List what stands on a dataset or on one of its rows, ask, take it away; nothing goes without a yes."""
    if row is not None and line is not None:
        raise ParameterError("donner soit --row (l'identifiant), soit --line (le numéro de ligne), pas les deux.")
    workspace, screen = Workspace.find(), Screen()
    catalogue = read_catalogue(workspace)
    with workspace_lock(workspace):
        entry = find_dataset(workspace, name)
        is_whole = row is None and line is None
        found = (
            find_dataset_traces(workspace, entry)
            if is_whole
            else find_row_traces(workspace, catalogue, entry, row, line)
        )
        question = "Tout oublier de ce fichier ?" if is_whole else "Oublier cette ligne ?"
        screen.line(f"À retirer, de « {entry.dataset} » :")
        if not confirmed(screen, question, _going(found), is_agreed):
            screen.line("Rien n'a été retiré.")
            return 0
        # Of the row, nothing that names it is written down.
        asked = {"command": "forget", "dataset": mask(entry.dataset)} | ({} if is_whole else {"one_row": True})
        try:
            forget(workspace, found, asked)
        finally:
            refresh_index(workspace, catalogue)
    screen.line("Retiré.")
    for sentence in _left_to_do(catalogue, entry, found):
        screen.line(f"À faire : {sentence}")
    return 0


def _going(found: Forgetting) -> list[str]:
    """One line for each thing that goes, reports by their name."""
    if found.rows is None:
        rows = [f"{counted(found.entry.rows_accepted, 'ligne rangée', 'lignes rangées')}"]
    else:
        where = f", ligne {', '.join(map(str, found.lines))} du fichier" if found.lines else ""
        rows = [f"{counted(len(found.rows), 'ligne rangée', 'lignes rangées')}{where}"] if len(found.rows) else []
    rejects = [f"{counted(found.rejects, 'faute', 'fautes')} de la liste des lignes écartées"] if found.rejects else []
    words = (
        [f"{counted(found.comments, 'commentaire', 'commentaires')}, et ce qui en fut décidé"] if found.comments else []
    )
    results = [f"les résultats mesurés du site {found.entry.site_id}, qui seront mesurés de nouveau"]
    left = [path.name for path in found.left]
    return [*rows, *rejects, *words, *results, *(f"rapport {job_id}" for job_id in found.reports), *left]


def _left_to_do(catalogue: Catalogue, entry: DatasetEntry, found: Forgetting) -> list[str]:
    runs = [run.id for run in catalogue.runs.values() if any(_is_of(entry, request) for request in run.imports)]
    if found.rows is not None:
        said = [
            f"retirer aussi cette ligne de « {entry.file} » et de ses copies ; elle ne sera plus rangée si on l'importe encore."
        ]
    elif runs:
        said = [f"ôter « {entry.file} » de params/runs/{', '.join(runs)}.yml, sinon le prochain « qep run » l'importe."]
    else:
        said = []
    if found.comments:
        said.append(
            "effacer les classeurs de relecture de depots/ (commentaires-…), qui portent encore ces textes masqués."
        )
    if found.reports:
        said.append(
            "« qep run » pour produire de nouveau les rapports ; « qep publish ADRESSE --delete » là où ils ont été copiés."
        )
    return said


def _is_of(entry: DatasetEntry, request: Import) -> bool:
    declared = f"{request.source}/{request.site}/{request.period}/"
    return entry.dataset.startswith(declared) and Path(request.file).name == Path(entry.file).name
