"""`qep doctor`: is this installation able to produce reports? One line a point, each with what to do."""

import importlib.metadata
import importlib.util
import platform
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
import typst

from qep_lib.cli.importing import counted
from qep_lib.cli.installation import how_to_install, locked_versions, normal
from qep_lib.cli.screen import Screen
from qep_lib.closing import DATA, is_open
from qep_lib.errors import QepError
from qep_lib.model.subject import Subject
from qep_lib.model.workspace import Workspace
from qep_lib.params.national import LOCK, national_root
from qep_lib.params.overlay import find_file
from qep_lib.runs.execute.engine import NotebookFailed, execute
from qep_lib.runs.guard.folders import folder_faults
from qep_lib.runs.plan.planning import Job
from qep_lib.runs.plan.settings import RunSettings
from qep_lib.runs.plan.soundness import PARAMETER_NAMES
from qep_lib.store.manifest import read_manifest

FREE_BYTES = 500_000_000
FONT_PACKAGE = "fontpkg_fira_sans"


@dataclass(frozen=True, slots=True)
class Point:
    """One thing checked: whether it is good, what was found, and what to do otherwise.

    `remedy` is empty when each sentence of `found` ends with its own.
    """

    name: str
    is_good: bool
    found: str
    remedy: str = ""


def examine() -> int:
    """Print every point; exit code 0 when all are good, 1 otherwise."""
    workspace, screen = Workspace.find(), Screen()
    points = []
    for check in CHECKS:
        point = check(workspace)
        points.append(point)
        screen.line(f"{'bon     ' if point.is_good else 'À REVOIR'}  {point.name} : {point.found}")
        if point.remedy and not point.is_good:
            screen.line(f"          À faire : {point.remedy}.")
    bad = sum(not point.is_good for point in points)
    screen.line("Tout est en ordre." if not bad else f"Points à revoir : {bad} sur {len(points)}.")
    return 1 if bad else 0


def _python(workspace: Workspace) -> Point:
    is_good = sys.version_info >= (3, 11)
    return Point(
        "Python", is_good, platform.python_version(), f"installer Python 3.11 ou plus récent, puis {how_to_install()}"
    )


def _packages(workspace: Workspace) -> Point:
    """Installed versions against the lock: another version may print another figure."""
    lock = national_root() / LOCK
    if not lock.is_file():
        return Point(
            "paquets", False, f"{LOCK} est introuvable", "installer de nouveau qep-lib, du projet ou de son paquet"
        )
    locked = locked_versions()
    installed = {normal(d.name): d.version for d in importlib.metadata.distributions()}
    direct = {normal(re.split(r"[^A-Za-z0-9._-]", line)[0]) for line in _needed()}
    missing = sorted(name for name in direct if name not in installed)
    other = sorted(name for name, version in installed.items() if name in locked and version not in locked[name])
    if missing or other:
        told = [f"{name} {installed[name]} au lieu de {' ou '.join(sorted(locked[name]))}" for name in other]
        found = " ; ".join(
            f"{word} : {', '.join(names)}" for word, names in (("absents", missing), ("autre version", told)) if names
        )
        found = f"{LOCK} n'est pas ce qui est installé ({found})"
        return Point("paquets", False, found, how_to_install())
    count = sum(name in locked for name in installed)
    return Point("paquets", True, f"{count} paquets aux versions de requirements.lock")


def _kernel(workspace: Workspace) -> Point:
    """Runs a notebook of one cell the way reports are run."""
    cells = [
        nbformat.v4.new_code_cell(
            "\n".join(f"{name} = None" for name in PARAMETER_NAMES["site"]), metadata={"tags": ["parameters"]}
        ),
        nbformat.v4.new_code_cell("1 + 1"),
    ]
    job = Job("doctor", "", "", Subject("", ""), "", "", "internal", "none")
    with tempfile.TemporaryDirectory(prefix="qep-") as folder:
        path = Path(folder) / "doctor.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
        started = time.monotonic()
        try:
            execute(job, path, workspace.root, Path(folder), RunSettings(timeout=60))
        except NotebookFailed as error:
            return Point("noyau Jupyter", False, error.message, how_to_install())
    spent = f"{time.monotonic() - started:.1f}".replace(".", ",")
    return Point("noyau Jupyter", True, f"démarré et arrêté en {spent} s")


def _fonts(workspace: Workspace) -> Point:
    is_found = importlib.util.find_spec(FONT_PACKAGE) is not None
    return Point("polices", is_found, "Fira Sans" if is_found else "Fira Sans introuvable", how_to_install())


def _typst(workspace: Workspace) -> Point:
    try:
        size = len(typst.compile(b"Bonjour"))
    except (typst.TypstError, RuntimeError, OSError) as error:
        return Point("PDF (Typst)", False, str(error), how_to_install())
    return Point("PDF (Typst)", size > 0, f"version {importlib.metadata.version('typst')}")


def _folders(workspace: Workspace) -> Point:
    """The folders of a run, in the words of a run."""
    faults = folder_faults(workspace)
    return Point("dossiers", not faults, " ".join(faults) or "data/ et reports/ acceptent l'écriture")


def _imports(workspace: Workspace) -> Point:
    """The list of imports of every site, as a run reads it."""
    try:
        entries = read_manifest(workspace)
    except QepError as error:
        return Point("registre des imports", False, str(error))
    return Point("registre des imports", True, counted(len(entries), "fichier rangé", "fichiers rangés"))


def _closed(workspace: Workspace) -> Point:
    """Whether other users of the machine may read what was imported."""
    data = workspace.store.parent
    found = (
        f"{DATA}/ est ouvert aux autres utilisateurs de cette machine"
        if is_open(data)
        else f"{DATA}/ est fermé aux autres"
    )
    remedy = f"fermer ce dossier (chmod 700 {DATA}), ou le demander à son propriétaire"
    return Point("confidentialité", not is_open(data), found, remedy)


def _disk(workspace: Workspace) -> Point:
    free = shutil.disk_usage(workspace.root).free
    return Point("place disque", free >= FREE_BYTES, f"{free // 1_000_000} Mo libres", "libérer au moins 500 Mo")


def _parameters(workspace: Workspace) -> Point:
    return Point(
        "espace de travail",
        find_file(workspace, "params/sites.csv").is_file(),
        str(workspace.root),
        "se placer dans le sien, ou en préparer un avec qep init",
    )


def _needed() -> list[str]:
    """What qep-lib needs whatever its options: an extra that is absent is no fault."""
    return [line for line in importlib.metadata.requires("qep-lib") or () if "extra ==" not in line]


CHECKS: tuple[Callable[[Workspace], Point], ...] = (
    _parameters,
    _python,
    _packages,
    _kernel,
    _fonts,
    _typst,
    _folders,
    _imports,
    _closed,
    _disk,
)
