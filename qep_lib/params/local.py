"""A workspace that holds only what is local: laying it, and the national files that it replaces. Which is read: `overlay`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from qep_lib.errors import ParameterError
from qep_lib.files import file_sha256, readable_sha256, replace_file
from qep_lib.model.site import Site
from qep_lib.model.suggest import did_you_mean
from qep_lib.model.workspace import CHARTER, Workspace
from qep_lib.params.document import read_document
from qep_lib.params.editing import set_entry
from qep_lib.params.national import is_national, national_root
from qep_lib.params.overlay import find_file, is_overlaid
from qep_lib.params.registry import read_public_holidays, read_sites

FOLDERS = (
    "params/runs",
    "params/sources",
    "params/questionnaires",
    "params/textes",
    "params/identite",
    "params/modeles",
    "depots",
)
NOTICE, IDENTITY = "LISEZMOI.md", "params/identity.yml"
GENERATED = "params/schemas/"
"""Written by `qep schema` for editors, read by nobody: there they replace nothing."""
State = Literal["same", "unchanged", "changed", "unknown", "gone"]
"""The national file that a local one replaces is the same; has not changed since they were compared; has; was never
compared; is no longer in the catalogue."""


@dataclass(frozen=True, slots=True)
class Shadow:
    """A local file that stands in for a national one, and the path of the latter."""

    name: str
    state: State
    national: Path


def national_sites() -> dict[str, Site]:
    """The registry that the package carries, by id: what a workspace can be laid for."""
    package = Workspace(national_root())
    calendar = find_file(package, "params/calendars/jours_feries.csv")
    holidays, _ = read_public_holidays(calendar, "params/calendars/jours_feries.csv")
    sites, _, issues = read_sites(find_file(package, "params/sites.csv"), "params/sites.csv", holidays)
    if issues:
        raise ParameterError(
            "le catalogue national est introuvable ou abîmé : rien n'a été écrit. À faire : installer de nouveau qep-lib.",
            tuple(issue.sentence for issue in issues),
        )
    return sites


def lay_workspace(folder: Path, site: Site) -> Workspace:
    """Write in `folder`, created if it must be, the few files of a local workspace; what it already holds stays.

    Laying it again changes nothing. Raises `ParameterError`, having written nothing, when one of these files is there
    with another content, or when the folder cannot be written or is one that another workspace fills.
    """
    workspace = Workspace(folder.resolve())
    _refuse_inside(workspace.root)
    files = {
        f"params/{CHARTER}": _charter(site),
        "params/labels.yml": _labels(),
        IDENTITY: _identity(site),
        NOTICE: _notice(site),
    }
    try:
        taken = [name for name, text in files.items() if _differs(workspace.root / name, text)]
        if taken:
            raise ParameterError(
                f"« {folder} » contient déjà {', '.join(taken)} : rien n'a été écrit. "
                "À faire : y travailler s'il est déjà un espace de travail, ou donner un autre dossier."
            )
        for name in FOLDERS:
            (workspace.root / name).mkdir(parents=True, exist_ok=True)
        for name, text in reversed(files.items()):
            # The file that makes it a workspace comes last: what is cut short is laid again.
            replace_file(workspace.root / name, text.encode())
    except (OSError, ValueError) as error:
        raise ParameterError(
            f"« {folder} » ne peut pas être écrit ({getattr(error, 'strerror', None) or 'nom refusé'}). "
            "À faire : donner un dossier où l'on a le droit d'écrire."
        ) from error
    return workspace


def shadows(workspace: Workspace) -> list[Shadow]:
    """Every local file that stands in for a national one, by name; none in a workspace that is whole."""
    if not is_overlaid(workspace):
        return []
    compared = _compared(workspace)
    names = {
        path.relative_to(workspace.root).as_posix()
        for top in (workspace.params, workspace.notebooks)
        for path in top.rglob("*")
        if path.is_file()
    }
    found = []
    for name in sorted(names):
        national = national_root() / name
        if is_national(name) and not name.startswith(GENERATED) and (national.is_file() or name in compared):
            found.append(Shadow(name, _state(workspace.root / name, national, compared.get(name)), national))
    return found


def stand_in(workspace: Workspace, name: str) -> bool:
    """Copy a national file into the workspace, where it takes its place, and record what the national one is today.

    One that is already there stays as it is: the national one is recorded as compared. True when it was copied. Raises
    `ParameterError` when the catalogue has no such file or the workspace holds the whole catalogue itself.
    """
    if not is_overlaid(workspace):
        raise ParameterError(
            "cet espace de travail contient tout le catalogue : ses fichiers se modifient sur place. Rien n'a été changé."
        )
    name = name.replace("\\", "/").removeprefix("./")
    national = national_root() / name
    if not is_national(name) or ".." in Path(name).parts or not national.is_file():
        known = sorted(_national_names())
        hint = did_you_mean(name, known) or "reprendre ce nom dans un message de qep, ou dans LISEZMOI.md"
        raise ParameterError(
            f"« {name} » n'est pas un fichier du catalogue national. "
            f"Accepté : un nom tel que params/letters/reply.txt.j2 ou notebooks/bilan.ipynb. À faire : {hint}"
        )
    own, digest = workspace.root / name, file_sha256(national)
    is_new = not own.exists()
    text = workspace.charter.read_bytes().decode("utf-8-sig")
    charter = set_entry(text, f"params/{CHARTER}", "replaced", "file", {"file": name, "national_sha256": digest})
    if is_new:
        replace_file(own, national.read_bytes())
    replace_file(workspace.charter, charter.encode())
    return is_new


def _state(own: Path, national: Path, compared: str | None) -> State:
    digest = readable_sha256(national)
    if digest is None:
        return "gone"
    if readable_sha256(own) == digest:
        return "same"
    if compared is None:
        return "unknown"
    return "unchanged" if compared == digest else "changed"


def _compared(workspace: Workspace) -> Mapping[str, str]:
    """Name -> hash of the national file when a person last compared them; whatever else the file holds is not looked at."""
    value = read_document(workspace.charter, f"params/{CHARTER}").value
    entries = value.get("replaced") if isinstance(value, dict) else None
    listed = entries if isinstance(entries, tuple) else ()
    return {str(e.get("file")): str(e.get("national_sha256")) for e in listed if isinstance(e, dict)}


def _national_names() -> set[str]:
    root = national_root()
    names = (p.relative_to(root).as_posix() for top in ("params", "notebooks") for p in (root / top).rglob("*"))
    return {name for name in names if is_national(name)}


def _differs(path: Path, text: str) -> bool:
    return path.exists() and (not path.is_file() or path.read_bytes().replace(b"\r\n", b"\n") != text.encode())


def _refuse_inside(root: Path) -> None:
    """A folder that another workspace fills, cleans or publishes is no place for this one."""
    for parent in root.parents:
        other = Workspace(parent)
        is_workspace = other.charter.is_file() or (other.params / "sites.csv").is_file()
        own = (other.params, other.notebooks, other.store.parent, other.reports)
        if is_workspace and any(root.is_relative_to(folder) for folder in own):
            raise ParameterError(
                f"« {root} » est dans un dossier dont l'espace de travail {parent} se sert : rien n'a été écrit. "
                "À faire : donner un dossier ailleurs."
            )


def _charter(site: Site) -> str:
    return f"""\
# Espace de travail de : {site.name}.
# Le catalogue national (sites, référentiel, indicateurs, calendriers, rapports, carnets, lettres, conventions) est dans le
# paquet qep-lib : « pip install --upgrade qep-lib » le met à jour, il n'y a rien à fusionner. Un fichier placé ici sous le
# même nom (params/…, notebooks/…) remplace le sien : « qep override NOM » l'y copie, « qep check » dit lesquels le font.
site: "{site.site_id}"
"""


def _labels() -> str:
    return """\
# Labels obtenus ou demandés, un par site : « qep label CODE --obtained DATE --modules 1,2 » les écrit, ou à la main.
labels: []
"""


def _identity(site: Site) -> str:
    return f"""\
# Comment le site se présente sur ses documents : en tête, en pied de page, sur l'affiche. Ôter les « # » et remplir ; ce qui
# manque n'est pas imprimé. Le logo est votre fichier (PNG ou JPEG), rangé sous params/identite/ ; aucun n'est fourni.
identities: []
# identities:
#   - site: "{site.site_id}"
#     names: ["{site.name}"]
#     logo: {{file: identite/bloc-marque.png, alt: "Ce que montre le logo, pour qui ne le voit pas"}}
#     address: ["Rue", "Code postal et ville"]
#     opening_hours: ["Du lundi au vendredi, de 9 h à 12 h"]
#     telephone: "00 00 00 00 00"
#     email: "adresse du service"
#     accessibility_contact: "adresse pour qui ne peut pas lire un document"
#     publication_director: "fonction"
#     opinion: {{url: "https://…", label: "Donnez votre avis"}}
"""


def _notice(site: Site) -> str:
    code = site.site_id
    return f"""\
# Espace de travail Qual-e-pref : {site.name}

Ce dossier ne contient que ce qui est local. Tout le reste est dans le paquet qep-lib.

| Où | Quoi |
| --- | --- |
| `depots/` | vos fichiers d'export, tels que les outils les donnent |
| `params/labels.yml` | la date du label, ses modules, ses audits : `qep label {code} --obtained 2021-03-01 --modules 1,2` |
| `params/questionnaires/`, `params/sources/`, `params/runs/` | ce qui a été décidé de vos fichiers |
| `params/identity.yml` | nom, logo, horaires, contacts, lien « donnez votre avis » imprimés sur les documents |
| `params/textes/{code}/2020.md` | vos commentaires, section par section : `qep texts {code} 2020` en écrit le brouillon |
| `params/modeles/` | `modele.docx` et `modele.pptx` : vos styles pour les copies à corriger |
| `params/espace.yml` | le site de cet espace, et les fichiers nationaux que vous remplacez |
| `data/` | ce qui est importé : fermé aux autres, jamais publié |
| `reports/` | les rapports ; ouvrir `reports/index.html` |

Pour commencer, depuis ce dossier :

    qep doctor
    qep label {code} --obtained 2021-03-01 --modules 1,2
    qep prepare depots --site {code} --period 2020
    qep run

`qep check` vérifie tout sans rien écrire. Pour changer une lettre type ou un carnet :
`qep override params/letters/reply.txt.j2`, puis modifier la copie. Pour mettre à jour : `pip install --upgrade qep-lib`,
puis `qep check`.
"""
