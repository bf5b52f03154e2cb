"""The catalogue, read by `catalogue` when a file of `params/` has changed, and otherwise as it was kept in `data/`.

Parsing and checking take two thirds of what `qep list` costs, and load what parses: none of it is imported here.
"""

import hashlib
import io
import pickle
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from pkgutil import resolve_name

import pydantic

from qep_lib.files import replace_file
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.workspace import Workspace
from qep_lib.params.national import LIBRARY
from qep_lib.params.overlay import every_param, list_files

READ = "qep_lib.params.catalogue:read_all"
WRITTEN_WITH = ("", "model", "params", "persons", "questions")
"""The folders of the library that decide what is read from the same files."""


def read_catalogue(workspace: Workspace) -> Catalogue:
    """`params/` in memory; ParameterError (exit code 2) with every fault of every file when one of those that all share
    has a fault. A run, a source, a questionnaire, a label or a group with a fault is left out, and told in `left_out`.

    Files are read each time, but parsed and checked again only when one of them, or the code that reads them, has changed.
    The value is shared, and must not be changed.
    """
    return _read_state(workspace, _state(workspace))


@lru_cache(maxsize=8)
def _read_state(workspace: Workspace, state: str) -> Catalogue:
    """The catalogue of that very state of the files."""
    if (kept := _kept(workspace.kept_catalogue, state)) is not None:
        return kept
    catalogue = resolve_name(READ)(workspace)
    catalogue.prepare_fingerprints()
    # Keeping it saves time and nothing else: no folder is made for it, and one that cannot be written is told where it
    # matters.
    if workspace.kept_catalogue.parent.is_dir():
        with suppress(OSError):
            replace_file(workspace.kept_catalogue, state.encode() + pickle.dumps(catalogue, pickle.HIGHEST_PROTOCOL))
    return catalogue


def _state(workspace: Workspace) -> str:
    """SHA-256 over all that reading looks at: every name and content of `params/`, names of notebooks, the code itself."""
    digest = hashlib.sha256()
    for path in every_param(workspace):
        try:
            content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        except OSError as error:
            content = str(error)
        digest.update(f"{path} {content}\n".encode())
    for path in list_files(workspace, "notebooks", "*.ipynb"):
        digest.update(f"{path}\n".encode())
    digest.update("\n".join(_code()).encode())
    return digest.hexdigest()


@lru_cache(maxsize=1)
def _code() -> tuple[str, ...]:
    """What tells one version of the code from another, taken once a process: what was imported is what runs."""
    return tuple(_stamps())


def _stamps() -> Iterator[str]:
    yield f"{sys.version} {pydantic.VERSION}"
    # Changes when a package is installed beside it.
    yield str(Path(pydantic.__file__).parents[1].stat().st_mtime_ns)
    for folder in WRITTEN_WITH:
        for path in sorted((LIBRARY / folder).glob("*.py")):
            seen = path.stat()
            yield f"{path} {seen.st_size} {seen.st_mtime_ns}"


def _kept(path: Path, state: str) -> Catalogue | None:
    """What the file keeps of that state; None where it keeps another, or is not whole."""
    with suppress(OSError, pickle.UnpicklingError, EOFError, ValueError, TypeError, AttributeError):
        content = path.read_bytes()
        if content.startswith(state.encode()):
            return _Declarations(io.BytesIO(content[len(state) :])).load()
    return None


class _Declarations(pickle.Unpickler):
    """Makes declarations and dates: a file that names anything else is not one that was written here."""

    def find_class(self, module: str, name: str) -> type:
        if module.startswith("qep_lib.model.") or (module, name) == ("datetime", "date"):
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name}")
