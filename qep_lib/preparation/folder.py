"""A person's folder to what can be read of it: its files as grids of text, and a sentence for each that is left.

The only module of the preparation that opens her files. It changes nothing there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import cast

from qep_lib.errors import DataRefused, ParameterError
from qep_lib.intake.arrival import LISTS
from qep_lib.intake.corrections import SUFFIX
from qep_lib.intake.gate import read_input
from qep_lib.intake.grids import read_grids
from qep_lib.preparation.draft import SetAside
from qep_lib.preparation.grid import Grid
from qep_lib.preparation.knowledge import Knowledge

TO_DECIDE = "a-decider"
"""Folder of `depots/` where the questions that nobody has answered are."""
MOST_FILES, DEEPEST = 200, 3
MOST_BYTES = 50 * 2**20
READ_SUFFIXES = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".ods", ".xls")
_FOREIGN = {
    ".pdf": "un PDF : ses tableaux ne se lisent pas ; retrouver le tableur ou l'export dont il vient",
    ".doc": "un document Word : recopier son tableau dans un classeur .xlsx",
    ".docx": "un document Word : recopier son tableau dans un classeur .xlsx",
    ".odt": "un document de texte : recopier son tableau dans un classeur .xlsx",
    ".rtf": "un document de texte : recopier son tableau dans un classeur .xlsx",
    ".ppt": "une présentation",
    ".pptx": "une présentation",
    ".odp": "une présentation",
    ".zip": "une archive : l'ouvrir, et mettre dans le dossier les fichiers qu'elle tient",
    ".7z": "une archive : l'ouvrir, et mettre dans le dossier les fichiers qu'elle tient",
    ".msg": "un message : en sortir la pièce jointe",
    ".eml": "un message : en sortir la pièce jointe",
    ".xlsb": "un classeur binaire : l'enregistrer en .xlsx",
    ".numbers": "un classeur Numbers : l'exporter en .xlsx",
    ".json": "un fichier JSON : exporter en CSV ou en .xlsx",
    ".xml": "un fichier XML : exporter en CSV ou en .xlsx",
    ".html": "une page web : exporter en CSV ou en .xlsx",
}  # fmt: skip
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".heic", ".tif", ".tiff", ".bmp", ".webp", ".svg")
_SYSTEM = ("thumbs.db", "desktop.ini")
_LOCKS = ("~$", ".~lock.")


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that was opened: its path, its name from the folder, when it was last written, its sheets."""

    path: Path
    name: str
    written_on: date
    grids: tuple[Grid, ...]


def read_folder(folder: Path, knowledge: Knowledge) -> tuple[tuple[FoundFile, ...], tuple[SetAside, ...]]:
    """(files opened, what is left and why), by name. Raises `ParameterError` for a folder of which nothing can be made."""
    if not folder.exists():
        raise ParameterError(
            f"dossier introuvable : « {folder} ». À faire : donner le chemin du dossier où sont les fichiers à préparer."
        )
    if not folder.is_dir():
        raise ParameterError(
            f"« {folder.name} » est un fichier : qep prepare lit un dossier. À faire : le mettre dans un dossier à lui, et "
            "donner le chemin de ce dossier."
        )
    found, aside = [], []
    for path in _paths(folder):
        name = path.relative_to(folder).as_posix()
        if why := _reason_to_leave(path):
            aside.append(SetAside(name, why))
            continue
        try:
            found.append(_read(path, folder, knowledge))
        except DataRefused as refusal:
            aside.append(SetAside(name, _told(refusal, path.name)))
    if not found:
        raise ParameterError(_nothing(folder, aside), tuple(f"{each.file} : {each.why}" for each in aside))
    return tuple(found), tuple(aside)


def _paths(folder: Path) -> list[Path]:
    """The files of the folder and of the folders in it, by name; raises `ParameterError` when there are too many."""
    found: list[Path] = []
    for path in _walk(folder, DEEPEST):
        found.append(path)
        if len(found) > MOST_FILES:
            raise ParameterError(
                f"« {folder.name} » tient plus de {MOST_FILES} fichiers : ce n'est sans doute pas le dossier d'un exercice. "
                "À faire : mettre dans un dossier à part les fichiers de la période à préparer."
            )
    return found


def _walk(folder: Path, depth: int) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir(), key=lambda path: path.name)
    except OSError as error:
        raise ParameterError(
            f"dossier illisible : « {folder.name} » ({error.strerror}). À faire : vérifier les droits d'accès."
        ) from None
    for path in entries:
        hidden = path.name.startswith(".") and not path.name.startswith(_LOCKS)
        # What the workbench itself wrote there: questions, cells to correct, and those that were.
        own = path.name in (LISTS, TO_DECIDE) or path.name.endswith(SUFFIX)
        if hidden or own or path.name.lower() in _SYSTEM:
            continue
        if path.is_dir() and not path.is_symlink():
            if depth:
                yield from _walk(path, depth - 1)
        else:
            yield path


def _reason_to_leave(path: Path) -> str | None:
    """Why that file is not opened at all; None for one that is."""
    suffix = path.suffix.lower()
    if path.is_symlink():
        return "un lien vers un autre endroit : mettre le fichier lui-même dans le dossier"
    if path.name.startswith(_LOCKS):
        return "le verrou que pose un tableur tant qu'un classeur est ouvert : fermer le classeur"
    if not path.is_file():
        return "ce n'est pas un fichier ordinaire"
    if suffix in _PICTURES:
        return "une image : ses chiffres ne se lisent pas"
    if suffix in _FOREIGN:
        return _FOREIGN[suffix]
    if suffix not in READ_SUFFIXES:
        return f"extension « {suffix or 'aucune'} » inconnue : exporter en CSV ou en .xlsx"
    size = path.stat().st_size
    if size > MOST_BYTES:
        return (
            f"{size // 2**20} Mo : trop gros pour qu'une proposition en soit faite ; y garder la période à préparer, ou "
            "déclarer sa source à la main (params/sources/)"
        )
    return None


def _read(path: Path, folder: Path, knowledge: Knowledge) -> FoundFile:
    content, kind = read_input(path, folder)
    sheets = read_grids(path.name, content, kind, knowledge.known_headings)
    name = path.relative_to(folder).as_posix()
    # `read_grids` gives texts alone: saying so again of every cell would cost a second on a large file.
    grids = tuple(
        Grid(name, sheet.name, cast("Sequence[Sequence[str]]", sheet.rows), sheet.is_hidden) for sheet in sheets
    )
    return FoundFile(path, name, datetime.fromtimestamp(path.stat().st_mtime).date(), grids)


def _told(refusal: DataRefused, name: str) -> str:
    """The sentence of a refusal, which already starts by the name of the file."""
    return refusal.message.removeprefix(f"{name} : ").removeprefix(name).strip(" :,")


def _nothing(folder: Path, aside: list[SetAside]) -> str:
    accepted = "Accepté : exports et tableurs en CSV, .xlsx, .ods ou .xls."
    if not aside:
        return f"« {folder.name} » est vide : il n'y a rien à préparer. {accepted} À faire : y déposer les fichiers."
    return f"« {folder.name} » ne tient aucun fichier qui se lise : rien n'a été écrit. {accepted}"
