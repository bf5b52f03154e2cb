"""The manifest of a site (which files came in, which partitions they fill) and the journal that makes changes whole.

How rows become partitions is `tables`.

How a crash loses nothing. A replacement first writes every new partition beside its place under a name made of its
content hash, and syncs it. Then one small journal is put in place by an atomic rename: it lists the moves, the deletions
and the new manifest. Before that instant the old state is whole (the new files are only leftovers, swept by the next
write); after it, the moves are done, the manifest is replaced last, the journal removed. Whoever next opens the site
after a crash finds the journal and finishes the same moves, which can be repeated without harm.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from qep_lib.errors import DataRefused
from qep_lib.files import file_sha256, readable_sha256, replace_file
from qep_lib.model.base import Nature
from qep_lib.model.fingerprint import fingerprint
from qep_lib.model.period import Period
from qep_lib.model.tables import TABLES
from qep_lib.model.workspace import Workspace
from qep_lib.persons.masking import RULES_VERSION

ANY_QUESTIONNAIRE = "*"
NO_FILE = "(tirage, sans fichier)"
"""Ends the name of what was drawn by chance, not read."""


@dataclass(frozen=True, slots=True)
class DatasetEntry:
    """One imported file, as the manifest keeps it. `partitions`: (path from the workspace root, sha-256).

    `excluded`: (reason, number of rows) of the rows that its source leaves out (`exclude_rows`), in the order of the rules;
    they are among the rows read, neither accepted nor rejected. `masking`: version of the rules on personal data under which
    its texts were masked, 0 for what was stored before there were any. `is_declared`: a run of `params/runs` named the file
    when it was imported. `lacks`: what its rows can never hold, columns (« replied_on ») and closed values that its source
    cannot tell (« kind=suggestion »). `other_periods`: days out of `period` that the file covers too (`periods: all`).
    `corrected`: cells read as somebody corrected them, `corrections_sha256` the hash of all of those beside the file.
    `only_period` and `sheets_left`: what its import asked not to read.
    `questionnaire`: of a survey, the id of its own; « * » for figures that name answers without the questionnaire they are of.
    """

    dataset: str
    table: str
    site_id: str
    file: str
    sha256: str
    period: str
    extracted_on: date
    nature: Nature
    nature_note: str | None = None
    fictitious_columns: tuple[str, ...] = ()
    rows_read: int = 0
    rows_accepted: int = 0
    rows_rejected: int = 0
    excluded: tuple[tuple[str, int], ...] = ()
    is_undated: bool = False
    warnings: tuple[str, ...] = ()
    partitions: tuple[tuple[str, str], ...] = ()
    mapping_sha256: str = ""
    encoding: str = ""
    masking: int = RULES_VERSION
    is_declared: bool = False
    lacks: tuple[str, ...] = ()
    other_periods: tuple[str, ...] = ()
    corrected: int = 0
    corrections_sha256: str = ""
    only_period: bool = False
    sheets_left: tuple[str, ...] = ()
    questionnaire: str = ""

    @property
    def periods(self) -> tuple[Period, ...]:
        """What the file covers, the period asked first."""
        return tuple(map(Period.parse, (self.period, *self.other_periods)))


def read_manifest(workspace: Workspace, sites: Sequence[str] | None = None) -> tuple[DatasetEntry, ...]:
    """Entries of `sites` (of every site when None), sorted by site and dataset. A damaged file raises `DataRefused`.

    A manifest is parsed once a process for as long as its file is the same one: asking again costs microseconds.
    """
    folder = _manifest_folder(workspace)
    entries: list[DatasetEntry] = []
    for site_id in stored_sites(workspace) if sites is None else sites:
        finish_interrupted(workspace, site_id)
        with suppress(FileNotFoundError):
            path = folder / f"{site_id}.json"
            state = path.stat()
            # A manifest is only ever replaced by a new file, never written into: a new one has another number.
            entries += _read_entries(path, state.st_ino, state.st_mtime_ns, state.st_size)
    return tuple(sorted(entries, key=lambda entry: (entry.site_id, entry.dataset)))


def stored_sites(workspace: Workspace) -> list[str]:
    """The sites that have imported something; a first import cut short has left its journal and no manifest yet."""
    folder = _manifest_folder(workspace)
    return sorted({path.stem for pattern in ("*.json", "*.journal") for path in folder.glob(pattern)})


def default_as_of(workspace: Workspace, sites: Sequence[str], period: Period) -> date:
    """The latest extraction date of the datasets of `sites` for that period; its last day when there is none."""
    entries = read_manifest(workspace, sites)
    return max(
        (entry.extracted_on for entry in entries if period.code in (entry.period, *entry.other_periods)),
        default=period.end,
    )


def recorded_hashes(workspace: Workspace, sites: Sequence[str], table: str) -> dict[str, set[str]]:
    """The hashes under which each stored file of a table is known, by path from the workspace root: one, unless rows of a
    dataset that shares the file were lost.
    """
    found: dict[str, set[str]] = {}
    for entry in read_manifest(workspace, sites):
        for path, digest in entry.partitions if entry.table == table else ():
            found.setdefault(path, set()).add(digest)
    return found


def unmasked_files(workspace: Workspace, sites: Sequence[str], tables: Collection[str]) -> tuple[str, ...]:
    """The files of those tables whose free texts were stored before personal data were masked: nobody reads them as they are."""
    typed = {name for name in tables if TABLES[name].free_texts}
    entries = read_manifest(workspace, sites)
    return tuple(dict.fromkeys(entry.file for entry in entries if entry.masking == 0 and entry.table in typed))


def unmasked_words(files: Iterable[str]) -> str:
    """Why they are not read, and what to do."""
    return (
        f"données rangées avant que les données personnelles soient masquées : {', '.join(files)}. "
        "À faire : réimporter ces fichiers avec « qep import »."
    )


def damaged_entries(workspace: Workspace, sites: Sequence[str]) -> list[DatasetEntry]:
    """Of these sites, what has changed by itself and can be stored again: the very file that was imported is in its place."""
    damaged = (entry for entry in read_manifest(workspace, sites) if not is_intact(workspace, entry))
    return [entry for entry in damaged if readable_sha256(workspace.root / entry.file) == entry.sha256]


def is_intact(workspace: Workspace, entry: DatasetEntry) -> bool:
    """True when every partition of `entry` is still there with the bytes that the manifest knows."""
    return all(file_sha256(workspace.root / path) == digest for path, digest in entry.partitions)


def commit(
    workspace: Workspace,
    site_id: str,
    moves: Sequence[tuple[str, str]],
    deletions: Sequence[str],
    entries: Iterable[DatasetEntry],
) -> None:
    """Put the journal in place (the instant from which the new state holds), then do what it says."""
    datasets = [asdict(entry) for entry in sorted(entries, key=lambda entry: entry.dataset)]
    journal = {"moves": moves, "deletions": deletions, "datasets": datasets}
    text = json.dumps(journal, ensure_ascii=False, indent=1, default=date.isoformat)
    replace_file(_journal_path(workspace, site_id), text.encode())
    finish_interrupted(workspace, site_id)


def finish_interrupted(workspace: Workspace, site_id: str) -> None:
    """Do, or do again, what the site's journal says; nothing when there is no journal.

    Several readers may find the same journal at once: whatever another one has already moved is left alone.
    """
    journal_path = _journal_path(workspace, site_id)
    if not journal_path.exists():
        return
    try:
        journal = _read_json(journal_path)
    except FileNotFoundError:
        return
    for staged, final in journal["moves"]:
        with suppress(FileNotFoundError):
            (workspace.root / staged).replace(workspace.root / final)
    for path in journal["deletions"]:
        (workspace.root / path).unlink(missing_ok=True)
    datasets = journal["datasets"]
    manifest = json.dumps({"sha256": fingerprint(datasets), "datasets": datasets}, ensure_ascii=False, indent=1)
    replace_file(_manifest_folder(workspace) / f"{site_id}.json", manifest.encode())
    journal_path.unlink(missing_ok=True)


@lru_cache(maxsize=2048)
def _read_entries(path: Path, inode: int, modified_ns: int, size: int) -> tuple[DatasetEntry, ...]:
    """The entries of that very state of the file."""
    try:
        manifest = _read_json(path)
        # Manifests of before do not say their hash.
        if manifest.get("sha256", own := fingerprint(manifest["datasets"])) != own:
            raise _unreadable(path)
        return tuple(_entry_from_json(item, path) for item in manifest["datasets"])
    except (AttributeError, KeyError, TypeError, ValueError):
        raise _unreadable(path) from None


def _journal_path(workspace: Workspace, site_id: str) -> Path:
    return _manifest_folder(workspace) / f"{site_id}.journal"


def _manifest_folder(workspace: Workspace) -> Path:
    return workspace.store / "manifest"


def _read_json(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        raise _unreadable(path) from None
    return found


def _unreadable(path: Path) -> DataRefused:
    return DataRefused(
        f"{path.name} : registre des imports illisible ou modifié ({path}). "
        "À faire : le renommer, puis réimporter les fichiers du site (« qep import »), ou le reprendre d'une sauvegarde."
    )


def _entry_from_json(item: dict[str, Any], path: Path) -> DatasetEntry:
    if set(item) - {field.name for field in fields(DatasetEntry)}:
        raise DataRefused(
            f"{path.name} : registre des imports écrit par une autre version ({path}). "
            "À faire : revenir à cette version de qep_lib, ou renommer ce fichier, puis réimporter les fichiers du site."
        )
    named = ("fictitious_columns", "warnings", "lacks", "other_periods", "sheets_left")
    lists = {name: tuple(item.get(name, ())) for name in named}
    pairs = {name: tuple((text, other) for text, other in item.get(name, ())) for name in ("excluded", "partitions")}
    item = {"masking": 0} | item
    return DatasetEntry(**{**item, **lists, **pairs, "extracted_on": date.fromisoformat(item["extracted_on"])})
