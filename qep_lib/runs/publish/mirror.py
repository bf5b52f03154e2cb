"""Copies what is published to another place, in an order that never shows half a report as whole, and keeps what it sent.

The place itself is `storage`; what is published is `published`. A place may be shared: by another prefecture's
workspace, by a web site. The shape of a folder, or even a record in it, does not say whose it is; the list of what was sent,
kept here, does. Without it (another machine, `data/` made anew) nothing is taken away.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from qep_lib.errors import ParameterError
from qep_lib.export.index import GENERATOR
from qep_lib.export.portal import FOLDERS, INDEX_PAGE, export_portal
from qep_lib.files import replace_file
from qep_lib.model.base import Audience
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.workspace import Workspace
from qep_lib.runs.guard.lock import workspace_lock
from qep_lib.runs.plan.planning import AUDIENCE_FOLDERS
from qep_lib.runs.publish.index import entries_elsewhere, index_entries
from qep_lib.runs.publish.placing import RECORD
from qep_lib.runs.publish.portal import make_portal
from qep_lib.runs.publish.published import PublishedReport, find_published, published_ids
from qep_lib.runs.publish.storage import Storage

SENT, UNCHANGED, ALTERED, REMOVED = "envoyé", "inchangé", "modifié depuis sa publication", "retiré"
STALE = "à refaire"
"""Older than its data, or its last attempt failed: what the index here does not link either."""
_LEVELS = 4
"""site/period/audience/report: see `Job.id`."""


@dataclass(frozen=True, slots=True)
class Mirrored:
    """What a copy did, by report id (`18/2020/public/bilan`).

    Not sent: those that are no longer what was published here (`altered`), those that are to be made again (`stale`).
    `orphans`: sent from here once, and no longer wanted; `removed` are those that were taken away.
    """

    sent: tuple[str, ...]
    unchanged: tuple[str, ...]
    altered: tuple[str, ...]
    stale: tuple[str, ...]
    orphans: tuple[str, ...]
    removed: tuple[str, ...]


def mirror_reports(
    workspace: Workspace,
    catalogue: Catalogue,
    storage: Storage,
    audiences: Collection[Audience],
    may_remove: Callable[[Sequence[str]], bool] = lambda orphans: False,
    on_report: Callable[[str, str], None] = lambda job_id, what: None,
) -> Mirrored:
    """Make `storage` show the published reports of those audiences, and the pages that list them.

    Only files that are not there as they were last sent go. The record of a report is taken away first and the new one
    comes last: what has no record is not a report. The pages follow every report, the index last, and removals follow the
    index: it never links what is not there. `may_remove` is asked once, before anything is sent, about the orphans if
    there are some. Only files that this workspace sent are ever taken away or written over, or those that the record of
    the same report there names. `on_report` is told each report and what became of it (`SENT`, `UNCHANGED`, `ALTERED`,
    `STALE`, `REMOVED`).

    Raises `WorkspaceLocked` while another command writes here, `ParameterError` when nothing is published, the place
    cannot be used or holds files of others under the names of ours, `ReportFailed` when the link is lost on the way.
    """
    _refuse_own_folders(workspace, storage)
    with workspace_lock(workspace):
        ids = [job_id for job_id in published_ids(workspace) if audience_of(job_id) in audiences]
        if not ids:
            raise ParameterError(
                f"aucun rapport à envoyer (--audience {', '.join(sorted(audiences))}). "
                "À faire : le produire avec « qep run » et cette --audience, ou en demander une autre ici."
            )
        entries = index_entries(workspace, catalogue)
        stale = {job_id for job_id, entry in entries.items() if entry.status != "ok"}
        found = {job_id: find_published(workspace, job_id) for job_id in ids if job_id not in stale}
        whole = {job_id: report for job_id, report in found.items() if report and not report.altered_files()}
        done: dict[str, list[str]] = {SENT: [], UNCHANGED: [], ALTERED: [], STALE: []}
        with _copy_to(storage, workspace, whole) as copy:
            orphans = copy.orphans(ids)
            is_delete = bool(orphans) and may_remove(orphans)
            for job_id in ids:
                what = (
                    STALE
                    if job_id in stale
                    else copy.send_report(job_id, whole[job_id])
                    if job_id in whole
                    else ALTERED
                )
                done[what].append(job_id)
                on_report(job_id, what)
            told = {*ids}.difference(done[ALTERED])
            audience: Audience = "public" if {*audiences} == {"public"} else "internal"
            portal = make_portal(workspace, catalogue, entries_elsewhere(entries, told), audience)
            copy.send_pages({name: text.encode("utf-8") for name, text in export_portal(portal)})
            for job_id in orphans if is_delete else ():
                copy.remove_report(job_id)
                on_report(job_id, REMOVED)
    sent, unchanged, altered, left = (tuple(found) for found in done.values())
    return Mirrored(sent, unchanged, altered, left, orphans, orphans if is_delete else ())


def audience_of(job_id: str) -> Audience | None:
    """The audience of a published report, from the folder it is in; None for any other folder."""
    folder = job_id.split("/")[2]
    return next((audience for audience, name in AUDIENCE_FOLDERS.items() if name == folder), None)


@dataclass(frozen=True, slots=True)
class _Copy:
    """A copy under way: the size in bytes of each file that was at the place when it began, and the hash of each file that was
    sent from here, an empty one for a file that is about to be sent or of which another version may be there."""

    storage: Storage
    there: Mapping[str, int]
    sent: dict[str, str]

    def claim(self, reports: Mapping[str, PublishedReport]) -> None:
        """Put the files about to be sent on the list; raises `ParameterError` when some there are those of others.

        Where the list was lost, the record of the same report there still says which files are ours, and our pages say
        by what they were made.
        """
        unknown = self.there.keys() - self.sent.keys()
        records = self.storage.read(path for job_id in reports if (path := f"{job_id}/{RECORD}") in unknown)
        pages = {name for name in unknown if _is_page(name)}
        known = {
            path.removesuffix(RECORD) + name: digest
            for path, record in records
            for name, digest in _hashes_by(record).items()
        }
        known |= {name: _sha256(page) for name, page in self.storage.read(pages) if GENERATOR.encode() in page}
        wanted = {
            f"{job_id}/{name}" for job_id, report in reports.items() for name in (*report.record["files"], RECORD)
        }
        if foreign := sorted(unknown & (wanted | pages) - known.keys()):
            raise ParameterError(
                f"« {self.storage.name} » a déjà « {foreign[0]} », qui ne vient pas de cet atelier : rien n'a été envoyé. "
                "À faire : donner un sous-dossier, par exemple en ajoutant « /rapports-qualite » à l'adresse."
            )
        self.sent.update({path: known.get(path, "") for path in (wanted | known.keys() & unknown) - self.sent.keys()})

    def orphans(self, wanted: Collection[str]) -> tuple[str, ...]:
        """Reports of which files sent from here are still there, and that are not wanted."""
        found = {_report_of(path) for path in self.sent if path in self.there}
        return tuple(sorted(job_id for job_id in found if job_id and job_id not in wanted))

    def send_report(self, job_id: str, report: PublishedReport) -> str:
        """Send one report if it has changed; what became of it."""
        record = f"{job_id}/{RECORD}"
        wanted = {f"{job_id}/{name}": known for name, known in _wanted(report).items()}
        changed = [
            path for path, known in wanted.items() if record not in self.there or not self._is_there(path, *known)
        ]
        gone = [path for path in self._ours(job_id) if path not in wanted]
        if not changed and not gone:
            return UNCHANGED
        contents = {
            path: (report.folder / path.removeprefix(f"{job_id}/")).read_bytes()
            for path in {**dict.fromkeys(changed), record: None}
        }
        # Someone may be changing them at this very moment.
        if any(_sha256(content) != wanted[path][0] for path, content in contents.items()):
            return ALTERED
        if record in self.there:
            self.storage.remove(record)
        last = contents.pop(record)
        self._write(contents)
        self._remove(gone)
        self._write({record: last})
        return SENT

    def send_pages(self, pages: Mapping[str, bytes]) -> None:
        """Send the pages that are not there to the letter, in their order, then take away those of no use any more."""
        hashes = {name: _sha256(page) for name, page in pages.items()}
        self._write({name: page for name, page in pages.items() if not self._is_there(name, hashes[name], len(page))})
        self._remove(sorted(name for name in self.sent if _is_page(name) and name not in pages))

    def remove_report(self, job_id: str) -> None:
        """Take a report away, its record first: what remains on the way is not a report."""
        self._remove(sorted(self._ours(job_id), key=lambda path: (not path.endswith(f"/{RECORD}"), path)))

    def _ours(self, job_id: str) -> list[str]:
        return [path for path in self.sent if path in self.there and path.startswith(f"{job_id}/")]

    def _is_there(self, path: str, digest: str, size: int) -> bool:
        return self.sent.get(path) == digest and self.there.get(path) == size

    def _write(self, contents: Mapping[str, bytes]) -> None:
        for path, content in contents.items():
            self.sent[path] = ""
            self.storage.write(path, content)
            self.sent[path] = _sha256(content)

    def _remove(self, paths: Iterable[str]) -> None:
        for path in paths:
            if path in self.there:
                self.storage.remove(path)
            del self.sent[path]


@contextmanager
def _copy_to(storage: Storage, workspace: Workspace, reports: Mapping[str, PublishedReport]) -> Iterator[_Copy]:
    """A copy of `reports` under way. The list names a file before it is sent, and is kept however the copying ends:
    whatever is interrupted, what is there of ours is on it."""
    place = storage.name if storage.local is None else storage.local.as_uri()
    file = workspace.publications / f"{_sha256(place.encode('utf-8', 'surrogatepass'))[:32]}.json"
    copy = _Copy(storage, storage.sizes(), _read_list(file))
    copy.claim(reports)
    _write_list(file, place, copy.sent)
    try:
        yield copy
    finally:
        _write_list(file, place, copy.sent)


def _read_list(file: Path) -> dict[str, str]:
    """Hash of each file sent, by path; empty when there is no list or it cannot be read: then nothing there is ours."""
    try:
        files = json.loads(file.read_text(encoding="utf-8"))["files"]
        return {path: files[path] if isinstance(files, dict) else "" for path in files}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _write_list(file: Path, place: str, sent: Mapping[str, str]) -> None:
    if sent != _read_list(file):
        content: Mapping[str, object] = {"place": place, "files": dict(sorted(sent.items()))}
        replace_file(file, json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n")


def _wanted(report: PublishedReport) -> dict[str, tuple[str, int]]:
    """Hash and size in bytes of each file of a report, by name, its record the last."""
    record = (report.folder / RECORD).read_bytes()
    files = {name: (entry["sha256"], entry["bytes"]) for name, entry in report.record["files"].items()}
    return files | {RECORD: (_sha256(record), len(record))}


def _hashes_by(record: bytes) -> dict[str, str]:
    """Hash of each file of a report by its record, itself included; none when it says nothing."""
    try:
        files = {name: entry["sha256"] for name, entry in json.loads(record)["files"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}
    return files | {RECORD: _sha256(record)}


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _report_of(path: str) -> str | None:
    """The id of the report that a file there is of; None for what stands higher than a report's folder."""
    *levels, _ = path.split("/", _LEVELS)
    return "/".join(levels) if len(levels) == _LEVELS else None


def _is_page(name: str) -> bool:
    """True for the name of a page of the portal."""
    folder, _, page = name.rpartition("/")
    return name == INDEX_PAGE or (folder in FOLDERS and page.endswith(".html"))


def _refuse_own_folders(workspace: Workspace, storage: Storage) -> None:
    """Whatever is in the workspace is its own, and `reports/` may be a link to elsewhere."""
    root, reports = workspace.root.resolve(), workspace.reports.resolve()
    here = storage.local
    if here is None or not any(
        here.is_relative_to(folder) or folder.is_relative_to(here) for folder in (root, reports)
    ):
        return
    raise ParameterError(
        f"« {storage.name} » est dans l'espace de travail « {root} », ou le contient : une copie s'y mêlerait aux données, "
        "aux paramètres ou aux rapports. À faire : donner un dossier à côté de l'espace de travail."
    )
