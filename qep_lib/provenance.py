"""Where a report comes from: parameters, data files, code, and one key over all of it. Nothing here reads a clock.

Recording runs, their times and their outcomes is `runs/`.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from qep_lib.errors import ParameterError
from qep_lib.indicators.results import UNREAD_PARAMS
from qep_lib.model.base import Audience, Nature
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.store import DatasetEntry, read_manifest
from qep_lib.version import __version__

LIBRARY = Path(__file__).resolve().parent
PROJECT = LIBRARY.parent
"""The folder that holds the library, its lock file and its repository; the workspace may be another one."""
ABSENT = "absent"
_YEAR = re.compile(r"year=(\d{4})")


@dataclass(frozen=True, slots=True)
class DatasetTrace:
    """One imported file that a report reads; `rows` counts the accepted rows."""

    dataset: str
    table: str
    file: str
    sha256: str
    period: str
    extracted_on: date
    nature: Nature
    nature_note: str | None
    fictitious_columns: tuple[str, ...]
    rows: int
    partitions: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Provenance:
    """Everything that decides a report's bytes. `key` covers all of it but `commit`, which names the same sources."""

    parameters: Mapping[str, str]
    datasets: tuple[DatasetTrace, ...]
    library_version: str
    commit: str | None
    library_sha256: str
    notebook_sha256: str
    params_sha256: str
    lock_sha256: str
    key: str

    @property
    def short_key(self) -> str:
        """First twelve characters of the key: enough to tell two reports apart on paper."""
        return self.key[:12]

    def to_json(self) -> dict[str, Any]:
        """The same as plain JSON values (dates as ISO text)."""
        return json.loads(_canonical(asdict(self)))


def trace(
    workspace: Workspace,
    catalogue: Catalogue,
    report_id: str,
    site_id: str,
    period: Period,
    as_of: date,
    audience: Audience,
) -> Provenance:
    """The provenance of one report: equal inputs give an equal value, whatever the day and the machine.

    The data files are those of the site whose rows fall in the years of the period or of the period before, which
    reports compare with. Uncommitted changes are not told by `commit`, but they change `library_sha256` and the key.
    Raises `ParameterError` when the report or its notebook does not exist.
    """
    if report_id not in catalogue.reports:
        raise ParameterError(f"rapport « {report_id} » inconnu. Accepté : {', '.join(catalogue.reports)}.")
    parts = {
        "parameters": {
            "report": report_id,
            "site": site_id,
            "period": period.code,
            "as_of": as_of.isoformat(),
            "audience": audience,
        },
        "datasets": _datasets(workspace, site_id, period, catalogue.reports[report_id].tables),
        "library_version": __version__,
        "library_sha256": _library_sha256(),
        "notebook_sha256": notebook_sha256(workspace.notebooks / catalogue.reports[report_id].notebook),
        "params_sha256": params_sha256(workspace),
        "lock_sha256": _file_sha256(PROJECT / "requirements.lock"),
    }
    keyed = parts | {"datasets": [asdict(dataset) for dataset in parts["datasets"]]}
    return Provenance(**parts, commit=read_commit(PROJECT), key=_sha256(_canonical(keyed).encode()))


def notebook_sha256(path: Path) -> str:
    """Hash of what a notebook says: cell types, sources and tags. Outputs, counts and cell ids do not count."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except FileNotFoundError:
        raise ParameterError(f"carnet introuvable : {path.name}. À faire : le remettre dans notebooks/.") from None
    except (ValueError, KeyError, TypeError):
        raise ParameterError(f"carnet illisible : {path.name} n'est pas un carnet Jupyter.") from None
    said = [[c["cell_type"], "".join(c["source"]), sorted(c.get("metadata", {}).get("tags", []))] for c in cells]
    return _sha256(_canonical(said).encode())


def params_sha256(workspace: Workspace) -> str:
    """Hash of the parameter files that can change a report (see `UNREAD_PARAMS`)."""
    root = workspace.params
    read = (path for path in root.rglob("*") if path.relative_to(root).parts[0] not in UNREAD_PARAMS)
    return _tree_sha256(root, read)


def read_commit(folder: Path) -> str | None:
    """The commit checked out in `folder`, read from its `.git` without starting a program; None outside a repository.

    Reading by hand keeps git itself optional, and costs a hundredth of a process.
    """
    git = folder / ".git"
    if git.is_file():
        git = (folder / git.read_text(encoding="utf-8").removeprefix("gitdir:").strip()).resolve()
    try:
        head = (git / "HEAD").read_text(encoding="utf-8").strip()
    except OSError:
        return None
    if not head.startswith("ref:"):
        return head
    name = head.removeprefix("ref:").strip()
    shared = git / "commondir"
    common = (git / shared.read_text(encoding="utf-8").strip()).resolve() if shared.is_file() else git
    for root in (git, common):
        if (root / name).is_file():
            return (root / name).read_text(encoding="utf-8").strip()
    return _packed_commit(common / "packed-refs", name)


def _packed_commit(packed: Path, name: str) -> str | None:
    if not packed.is_file():
        return None
    lines = (line.split(" ", 1) for line in packed.read_text(encoding="utf-8").splitlines())
    return next((parts[0] for parts in lines if len(parts) == 2 and parts[1] == name), None)


def _datasets(workspace: Workspace, site_id: str, period: Period, tables: tuple[str, ...]) -> tuple[DatasetTrace, ...]:
    years = {*period.years, *period.previous().years}
    entries = (
        entry
        for entry in read_manifest(workspace, [site_id])
        if entry.table in tables and years & partition_years(entry)
    )
    return tuple(
        DatasetTrace(
            dataset=entry.dataset,
            table=entry.table,
            file=entry.file,
            sha256=entry.sha256,
            period=entry.period,
            extracted_on=entry.extracted_on,
            nature=entry.nature,
            nature_note=entry.nature_note,
            fictitious_columns=tuple(entry.fictitious_columns),
            rows=entry.rows_accepted,
            partitions=tuple(sorted((path, digest) for path, digest in entry.partitions)),
        )
        for entry in sorted(entries, key=lambda entry: entry.dataset)
    )


def partition_years(entry: DatasetEntry) -> set[int]:
    """The years in which a dataset has stored rows."""
    found = (_YEAR.search(path) for path, _ in entry.partitions)
    return {int(match[1]) for match in found if match}


def _library_sha256() -> str:
    return _tree_sha256(LIBRARY, LIBRARY.rglob("*"))


def _tree_sha256(root: Path, paths: Iterable[Path]) -> str:
    """Hash over names and contents; compiled files do not count, and line ends read the same on every system."""
    files = sorted(
        (path.relative_to(root).as_posix(), path)
        for path in paths
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    )
    return _sha256(_canonical([[name, _file_sha256(path)] for name, path in files]).encode())


def _file_sha256(path: Path) -> str:
    """Hash of a file's content; `ABSENT` when there is none, such as the lock of a library installed elsewhere."""
    if not path.is_file():
        return ABSENT
    return _sha256(path.read_bytes().replace(b"\r\n", b"\n"))


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_iso)


def _iso(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"valeur sans forme JSON : {type(value).__name__}")


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
