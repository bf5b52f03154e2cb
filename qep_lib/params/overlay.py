"""The one place that says which file is read: the workspace's own, else the national one of the same name.

A workspace laid by `qep init` holds only what is local, and says so by its `params/espace.yml`. Any other workspace, the
repository first of all, holds the whole catalogue itself: its files are the national ones and nothing else is looked at.
"""

from pathlib import Path

from qep_lib.model.workspace import Workspace
from qep_lib.params.national import is_national, national_root


def is_overlaid(workspace: Workspace) -> bool:
    """Whether the national catalogue stands under this workspace's own files."""
    return workspace.charter.is_file()


def find_file(workspace: Workspace, name: str) -> Path:
    """The file of that name (`params/sites.csv`, `notebooks/bilan.ipynb`) that counts; where it should be, if it is
    nowhere."""
    own = workspace.root / name
    if own.exists() or not is_overlaid(workspace) or not is_national(name):
        return own
    national = national_root() / name
    return national if national.exists() else own


def list_files(workspace: Workspace, folder: str, pattern: str) -> list[Path]:
    """The files of a folder (`params/runs`), or of its own folders (`*/*.md`), that count, by name, each name once."""
    found: dict[str, Path] = {}
    if is_overlaid(workspace):
        top = national_root() / folder
        names = {path.relative_to(top).as_posix(): path for path in top.glob(pattern)}
        found = {name: path for name, path in names.items() if is_national(f"{folder}/{name}")}
    top = workspace.root / folder
    found |= {path.relative_to(top).as_posix(): path for path in top.glob(pattern)}
    return [found[name] for name in sorted(found)]


def is_carried(workspace: Workspace, name: str) -> bool:
    """Whether the file of that name is read from the package."""
    return is_overlaid(workspace) and find_file(workspace, name) != workspace.root / name


def has_folder(workspace: Workspace, folder: str) -> bool:
    """Whether that folder is there to hold files, be they none: what is local may be left out of a local workspace."""
    return is_overlaid(workspace) or (workspace.root / folder).is_dir()


def every_param(workspace: Workspace) -> list[Path]:
    """Every file and folder of `params/` on which the catalogue may depend, by path."""
    tops = [workspace.params, *([national_root() / "params"] if is_overlaid(workspace) else [])]
    return sorted(path for top in tops for path in top.rglob("*"))


def name_of(workspace: Workspace, path: Path) -> str:
    """How messages name a file: `params/letters/reply.txt.j2`, whether it is local or national."""
    root = workspace.root if path.is_relative_to(workspace.root) else national_root()
    return path.relative_to(root).as_posix()
