"""The folder of an invented country: a workspace of its own with params, notebooks, lock and declared runs."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from qep_lib.errors import ParameterError
from qep_lib.fictitious.country import CountryRequest, SiteDone, check_request, nature_note, write_country
from qep_lib.fictitious.odd_sites import list_odd_sites
from qep_lib.files import CHECKPOINTS, replace_file
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.workspace import Workspace
from qep_lib.params.perimeter import perimeter_of
from qep_lib.params.subjects import subject_fault

ODD_SITES_FILE = "sites-atypiques.csv"
NOTICE_FILE = "LISEZ-MOI.txt"
LOCK_FILE = "requirements.lock"
_RUN_HEAD = "# yaml-language-server: $schema=../schemas/run.schema.json\n"


@dataclass(frozen=True, slots=True)
class Country:
    """What was made: the workspace, its odd sites and its declared runs."""

    workspace: Workspace
    odd_sites: dict[str, str]
    runs: tuple[str, ...]


def create_country(
    source: Workspace,
    catalogue: Catalogue,
    target: Path,
    request: CountryRequest,
    on_site: Callable[[SiteDone], None] = lambda done: None,
) -> Country:
    """A whole workspace in the new folder `target`: what `source` declares, invented data, one run a year.

    Raises `ParameterError`, having written nothing, for a request that cannot be drawn or a folder that holds anything.
    """
    check_request(request)
    _refuse_used_folder(source, target)
    workspace = Workspace(target.resolve())
    _copy_declarations(source, workspace)
    odd_sites = write_country(workspace, catalogue, request, on_site)
    runs = tuple(_write_run(workspace, catalogue, request, year) for year in request.drawn_years)
    _write_text(workspace.root / ODD_SITES_FILE, list_odd_sites(odd_sites, request.last_year))
    _write_text(workspace.root / NOTICE_FILE, _notice(request))
    return Country(workspace, odd_sites, runs)


def _refuse_used_folder(source: Workspace, target: Path) -> None:
    own = (source.params, source.notebooks, source.store.parent, source.reports)
    if any(target.resolve().is_relative_to(folder.resolve()) for folder in own):
        raise ParameterError(
            f"« {target} » est dans un dossier de l'espace de travail qui sert déjà (params/, notebooks/, data/ ou reports/) : "
            "rien n'a été écrit. À faire : donner un autre dossier avec --into, à côté d'eux ou ailleurs."
        )
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ParameterError(
            f"« {target} » existe déjà et n'est pas vide : rien n'a été écrit, pour ne rien mélanger à des données. "
            "Accepté : un dossier nouveau ou vide. À faire : donner un autre nom avec --into."
        )
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ParameterError(
            f"« {target} » ne peut pas être créé. À faire : donner avec --into un dossier où l'on a le droit d'écrire."
        ) from error


def _copy_declarations(source: Workspace, workspace: Workspace) -> None:
    """Params but its runs, whose files are elsewhere; notebooks; lock."""
    ignored = shutil.ignore_patterns(CHECKPOINTS, "__pycache__")
    shutil.copytree(source.params, workspace.params, ignore=ignored, dirs_exist_ok=True)
    if source.notebooks.is_dir():
        shutil.copytree(source.notebooks, workspace.notebooks, ignore=ignored, dirs_exist_ok=True)
    for path in (workspace.params / "runs").glob("*.y*ml"):
        path.unlink()
    lock = source.root / LOCK_FILE
    if lock.is_file():
        shutil.copy2(lock, workspace.root / LOCK_FILE)


def _write_run(workspace: Workspace, catalogue: Catalogue, request: CountryRequest, year: int) -> str:
    run_id = f"pays-fictif-{year}"
    group = perimeter_of(request.sites, catalogue.sites)
    subjects = [*request.sites, *([group.id] if group else [])]
    content = {
        "id": run_id,
        "label": f"Pays fictif, {year} : données tirées au hasard",
        "sites": list(request.sites),
        "period": str(year),
        "reports": [name for name in catalogue.reports if subject_fault(catalogue, name, subjects) is None],
        "audiences": ["internal"],
    }
    # JSON words are YAML words in quotes, without which « 08 » or « 2A » would not be read as codes.
    text = "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in content.items())
    _write_text(workspace.params / "runs" / f"{run_id}.yml", f"{_RUN_HEAD}# {nature_note(request)}\n{text}\n")
    return run_id


def _notice(request: CountryRequest) -> str:
    first, last = request.drawn_years[0], request.last_year
    return (
        f"Pays fictif, de {first} à {last}.\n\n{nature_note(request)}\n"
        "Les niveaux moyens viennent de bilans publiés (qep_lib/fictitious/levels.csv donne chaque source).\n"
        f"Les sites volontairement atypiques de {last} sont dans {ODD_SITES_FILE}.\n\n"
        f"Produire les rapports d'un site, depuis ce dossier : qep run --site 18 --period {last}\n"
    )


def _write_text(path: Path, text: str) -> None:
    replace_file(path, text.encode())
