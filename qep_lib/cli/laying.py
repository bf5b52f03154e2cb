"""`qep init` and `qep override`: a workspace of one's own, and the national files that it replaces. Doing it: `params.local`."""

from collections.abc import Sequence
from pathlib import Path

from qep_lib.cli.screen import Screen
from qep_lib.errors import ParameterError
from qep_lib.model.workspace import Workspace
from qep_lib.params.local import Shadow, lay_workspace, national_sites, shadows, stand_in
from qep_lib.params.perimeter import site_fault
from qep_lib.version import __version__

STATE_WORDS = {
    "same": "identique au national ; l'ôter, et il suivra les mises à jour",
    "unchanged": "le national n'a pas changé depuis",
    "changed": "le national a changé depuis. À faire : le comparer à {national}, puis qep override {name}",
    "unknown": "jamais comparé au national. À faire : le comparer à {national}, puis qep override {name}",
    "gone": "le catalogue national ne l'a plus. À faire : le garder s'il sert encore, sinon l'ôter",
}


def lay(folder: str, site_code: str) -> int:
    """Lay the workspace of a site in a folder, and say what to do next."""
    screen, sites = Screen(), national_sites()
    if fault := site_fault(site_code, sites):
        raise ParameterError(f"--site : {fault}")
    site = sites[site_code]
    lay_workspace(Path(folder), site)
    where = "" if Path(folder).resolve() == Path.cwd() else f"cd {folder}, "
    screen.line(f"Espace de travail prêt dans {folder} : {site.name}, catalogue national de qep-lib {__version__}.")
    screen.line(
        f"À faire : {where}mettre ses fichiers dans depots/, puis qep label {site_code} --obtained DATE --modules 1,2 "
        "(LISEZMOI.md dit la suite)."
    )
    return 0


def override(names: Sequence[str]) -> int:
    """Let local files stand in for national ones, or record that those that do were compared with them."""
    workspace, screen = Workspace.find(), Screen()
    for name in names:
        if stand_in(workspace, name):
            screen.line(f"{name} : copié ici ; c'est cette copie qui est lue désormais, et qui se modifie.")
        else:
            screen.line(f"{name} : gardé tel quel, et comparé au national de ce jour.")
    return 0


def tell_shadows(screen: Screen, workspace: Workspace) -> None:
    """Which local files replace national ones, and whether those have changed since; nothing when none does."""
    found = shadows(workspace)
    if found:
        screen.line(f"Fichiers d'ici lus à la place de ceux du catalogue national (qep-lib {__version__}) :")
    for shadow in found:
        screen.line(f"          - {shadow.name} : {_words(shadow)}.")


def _words(shadow: Shadow) -> str:
    return STATE_WORDS[shadow.state].format(national=shadow.national, name=shadow.name)
