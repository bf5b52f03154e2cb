"""What became of each imported file, kept beside the list of its rejects: written by the import, shown by `reports/imports`.

A refused import has a record of its own: what was stored before it stays, and stays described.
"""

import hashlib
from pathlib import Path

from pydantic import ValidationError

from qep_lib.files import replace_file
from qep_lib.model.imported import ImportRecord
from qep_lib.model.workspace import Workspace

STORED, REFUSED = ".json", ".refus.json"


def write_record(workspace: Workspace, record: ImportRecord) -> None:
    """Keep it. A file that is stored is no longer one that was refused."""
    path = _path(workspace, record.dataset, REFUSED if record.refusal else STORED)
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, record.model_dump_json(indent=1).encode())
    if not record.refusal:
        _path(workspace, record.dataset, REFUSED).unlink(missing_ok=True)


def read_record(workspace: Workspace, dataset: str) -> ImportRecord | None:
    """That of a stored dataset; None where it was stored by a version that kept none."""
    return _read(_path(workspace, dataset, STORED))


def find_record(workspace: Workspace, dataset: str) -> ImportRecord | None:
    """The last import of that dataset, refused or stored; None where nothing is known of it."""
    return _read(_path(workspace, dataset, REFUSED)) or read_record(workspace, dataset)


def read_refusals(workspace: Workspace) -> tuple[ImportRecord, ...]:
    """The imports that were refused, in the order of their datasets."""
    found = (_read(path) for path in _folder(workspace).glob(f"*{REFUSED}"))
    return tuple(sorted((record for record in found if record is not None), key=lambda record: record.dataset))


def remove_record(workspace: Workspace, dataset: str) -> None:
    """Forget what was kept of that dataset, stored or refused."""
    for suffix in (STORED, REFUSED):
        _path(workspace, dataset, suffix).unlink(missing_ok=True)


def _read(path: Path) -> ImportRecord | None:
    try:
        return ImportRecord.model_validate_json(path.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def _path(workspace: Workspace, dataset: str, suffix: str) -> Path:
    digest = hashlib.sha256(dataset.encode("utf-8", "surrogatepass")).hexdigest()
    return _folder(workspace) / f"{digest[:16]}{suffix}"


def _folder(workspace: Workspace) -> Path:
    return workspace.restricted / "imports"
