"""What the commands about one site that write one file share: the site, a day, the file. Commands are beside this."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from qep_lib.cli.importing import parse_day
from qep_lib.errors import ParameterError
from qep_lib.files import replace_file
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.site import Site
from qep_lib.params.isolation import refuse
from qep_lib.params.perimeter import site_fault


def known_site(catalogue: Catalogue, code: str) -> Site:
    """The site of that code; raises `ParameterError`, also when what `labels.yml` says of it has a fault."""
    if fault := site_fault(code, catalogue.sites):
        raise ParameterError(f"--site : {fault}")
    refuse(found for found in catalogue.left_out if found.kind == "labels" and code in found.sites)
    return catalogue.sites[code]


def day_or_today(text: str | None, option: str) -> date:
    """The day that was typed, otherwise today."""
    return date.today() if text is None else parse_day(text, option)


def write_output(path: Path, content: bytes, may_replace: Callable[[bytes], bool] = lambda former: False) -> Path:
    """Write a file whole; raises `ParameterError` when its name is a folder's, or a file's that would be lost.

    `may_replace` tells from its content whether a file that is there can be made again: none by default, for people
    finish most of them by hand.
    """
    if path.is_dir():
        raise ParameterError(f"--to : « {path} » est un dossier. Accepté : un nom de fichier.")
    former = path.read_bytes() if path.is_file() else None
    if former == content:
        return path
    if former is not None and not may_replace(former):
        raise ParameterError(
            f"{path.name} existe déjà et son contenu a changé : il n'est pas remplacé. "
            "À faire : le déplacer ou l'effacer, ou écrire ailleurs avec --to."
        )
    replace_file(path, content)
    return path


def require_suffix(path: Path, suffixes: Sequence[str]) -> None:
    """Raise `ParameterError` when a file named on the command line does not end as what is written in it."""
    if path.suffix.lower() not in suffixes:
        raise ParameterError(f"--to : « {path.name} ». Accepté : un nom qui finit par {' ou '.join(suffixes)}.")


def shown(path: Path, root: Path) -> str:
    """A path as a person types it: from the workspace where it is inside."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
