"""Documents to files of `params/`, without ever touching a line typed by hand; what is written is tried beforehand.

A file that was written here says so and carries its fingerprint: changed since, it is somebody's work and is left.
"""

import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from qep_lib.files import CHECKPOINTS, replace_file
from qep_lib.model.workspace import Workspace
from qep_lib.preparation.documents import Document

_MARK = re.compile(r"^# Écrit par « qep prepare », empreinte ([0-9a-f]{16})", re.MULTILINE)
State = Literal["new", "same", "completed", "kept"]
"""What becomes of the file of a document: made, already so, completed, or left because a person changed it."""


@dataclass(frozen=True, slots=True)
class Written:
    """A document and what becomes of its file, `name` from the workspace."""

    name: str
    state: State


def text_of(document: Document) -> str:
    """The whole file: schema, where it comes from, mark, YAML."""
    return "\n".join(
        (
            f"# yaml-language-server: $schema=../schemas/{document.schema}.schema.json",
            *(f"# {line}" for line in document.title),
            f"# Écrit par « qep prepare », empreinte {_fingerprint(document.body)} : changé à la main, il est laissé.",
            document.body,
        )
    )


def is_by_hand(path: Path) -> bool:
    """True for a file that a person wrote or changed; False where there is none."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    except (OSError, UnicodeDecodeError):
        return True
    mark = _MARK.search(text)
    return mark is None or _fingerprint(text[text.index("\n", mark.end()) + 1 :]) != mark[1]


def files_by_hand(workspace: Workspace) -> frozenset[str]:
    """`sources/registre.yml`… of the workspace that a person wrote or changed."""
    found = (
        path
        for folder in ("sources", "questionnaires", "runs")
        for path in sorted((workspace.params / folder).glob("*.yml"))
    )
    return frozenset(path.relative_to(workspace.params).as_posix() for path in found if is_by_hand(path))


def state_of(workspace: Workspace, document: Document) -> State:
    """What writing the document would do."""
    path = workspace.params / document.place
    if not path.exists():
        return "new"
    if is_by_hand(path):
        return "kept"
    return "same" if path.read_text(encoding="utf-8") == text_of(document) else "completed"


def write_documents(workspace: Workspace, documents: Sequence[Document]) -> list[Written]:
    """Write each document at once, runs last: whoever is stopped in between has sources that no run names yet.

    A file that a person wrote or changed is left.
    """
    written = []
    for document in sorted(documents, key=lambda each: each.schema == "run"):
        state = state_of(workspace, document)
        if state in ("new", "completed"):
            replace_file(workspace.params / document.place, text_of(document).encode())
        written.append(Written(f"params/{document.place.as_posix()}", state))
    return written


@contextmanager
def trial(workspace: Workspace, documents: Iterable[Document]) -> Iterator[Workspace]:
    """A workspace for the time of a trial: the parameters of this one as they would be with the documents, nothing stored."""
    with tempfile.TemporaryDirectory(prefix="qep-prepare-") as folder:
        other = Workspace(Path(folder).resolve())
        shutil.copytree(workspace.params, other.params)
        if workspace.notebooks.is_dir():
            shutil.copytree(workspace.notebooks, other.notebooks, ignore=shutil.ignore_patterns(CHECKPOINTS))
        for document in documents:
            if state_of(workspace, document) in ("new", "completed"):
                path = other.params / document.place
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text_of(document), encoding="utf-8")
        yield other


def _fingerprint(body: str) -> str:
    """Of the YAML: line ends that an editor or git changes are not a person's work."""
    return hashlib.sha256(body.replace("\r\n", "\n").strip().encode()).hexdigest()[:16]
