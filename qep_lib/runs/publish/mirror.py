"""Copies what is published to another place, in an order that never shows half a report as whole, and keeps what it sent.

The place itself is `storage`; what is published is `published`. A place may be shared: by another prefecture's
workspace, by a web site. The shape of a folder, or even a record in it, does not say whose it is; the list of what was sent,
kept here, does. Without it (another machine, `data/` made anew) nothing is taken away.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
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
TAKEN = "place occupée"
"""Files that nobody sent from here have the names of its own there: they are not written over."""
_LEVELS = 4
"""site/period/audience/report: see `Job.id`."""


class SentFiles:
    """Paths of the files that this workspace put at one address, the report's files before they are sent.

    Noted first, sent next: whatever is interrupted, what is there of ours is in the list.
    """

    def __init__(self, workspace: Workspace, place: str):
        name = hashlib.sha256(place.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        self._file, self._place = workspace.publications / f"{name}.json", place
        self._paths = _read(self._file)

    def __contains__(self, path: str) -> bool:
        return path in self._paths

    def note(self, paths: Iterable[str]) -> None:
        """Add paths that are about to be sent."""
        self._keep(self._paths | {*paths})

    def forget(self, paths: Iterable[str]) -> None:
        """Take away paths that are no longer there."""
        self._keep(self._paths - {*paths})

    def _keep(self, paths: set[str]) -> None:
        if paths == self._paths:
            return
        self._paths = paths
        content: Mapping[str, object] = {"place": self._place, "files": sorted(paths)}
        replace_file(self._file, json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n")


def _read(file: Path) -> set[str]:
    """The list; empty when there is none or it cannot be read: then nothing there is ours."""
    try:
        return {path for path in json.loads(file.read_text(encoding="utf-8"))["files"] if isinstance(path, str)}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


@dataclass(frozen=True, slots=True)
class Mirrored:
    """What a copy did, by report id (`18/2020/public/bilan`).

    Not sent: those that are no longer what was published here (`altered`), those that are to be made again (`stale`),
    those whose place there holds somebody else's files (`taken`). `orphans`: sent from here once, and no longer wanted;
    `removed` are those that were taken away.
    """

    sent: tuple[str, ...]
    unchanged: tuple[str, ...]
    altered: tuple[str, ...]
    stale: tuple[str, ...]
    taken: tuple[str, ...]
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

    Only files whose hash differs from the record there are sent. The former record is taken away first and the new one
    comes last: what has no record is not a report. The pages follow every report, the index last, and removals follow the
    index: it never links what is not there. `may_remove` is asked once, before anything is sent, about the orphans if there are
    some. Only files that this workspace sent are ever taken away or written over (`SentFiles`), or those that the record
    of the same report there names. `on_report` is told each report and what became of it (`SENT`, `UNCHANGED`,
    `ALTERED`, `STALE`, `TAKEN`, `REMOVED`).

    Raises `WorkspaceLocked` while another command writes here, `ParameterError` when nothing is published or the place
    cannot be used, `ReportFailed` when the link is lost on the way.
    """
    _refuse_own_folders(workspace, storage)
    with workspace_lock(workspace):
        ids = [job_id for job_id in published_ids(workspace) if audience_of(job_id) in audiences]
        if not ids:
            raise ParameterError(
                f"aucun rapport à envoyer (--audience {', '.join(sorted(audiences))}). "
                "À faire : le produire avec « qep run » et cette --audience, ou en demander une autre ici."
            )
        sizes, sent = storage.sizes(), SentFiles(workspace, storage.name)
        _refuse_foreign_pages(storage, sizes, sent)
        there = _by_report(sizes)
        orphans = tuple(sorted(job_id for job_id in there.keys() - {*ids} if _sent_names(sent, job_id, there[job_id])))
        is_delete = bool(orphans) and may_remove(orphans)
        records = dict(storage.read(f"{job_id}/{RECORD}" for job_id in ids if RECORD in there[job_id]))
        entries = index_entries(workspace, catalogue)
        stale = {job_id for job_id, entry in entries.items() if entry.status != "ok"}
        done: dict[str, list[str]] = {SENT: [], UNCHANGED: [], ALTERED: [], STALE: [], TAKEN: []}
        for job_id in ids:
            former = records.get(f"{job_id}/{RECORD}")
            what = STALE if job_id in stale else _send(workspace, storage, sent, job_id, there[job_id], former)
            done[what].append(job_id)
            on_report(job_id, what)
        told = {*done[SENT], *done[UNCHANGED], *stale.intersection(ids)}
        audience: Audience = "public" if {*audiences} == {"public"} else "internal"
        portal = make_portal(workspace, catalogue, entries_elsewhere(entries, told), audience)
        _send_pages(storage, sent, sizes, {name: text.encode("utf-8") for name, text in export_portal(portal)})
        for job_id in orphans if is_delete else ():
            _remove(storage, sent, job_id, there[job_id])
            on_report(job_id, REMOVED)
    return Mirrored(*(tuple(found) for found in done.values()), orphans, orphans if is_delete else ())


def audience_of(job_id: str) -> Audience | None:
    """The audience of a published report, from the folder it is in; None for any other folder."""
    folder = job_id.split("/")[2]
    return next((audience for audience, name in AUDIENCE_FOLDERS.items() if name == folder), None)


def _by_report(sizes: Mapping[str, int]) -> defaultdict[str, dict[str, int]]:
    """Size of each file there, by report and name; what stands higher than a report's folder is left out."""
    reports: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for path, size in sizes.items():
        *levels, name = path.split("/", _LEVELS)
        if len(levels) == _LEVELS:
            reports["/".join(levels)][name] = size
    return reports


def _send(
    workspace: Workspace,
    storage: Storage,
    sent: SentFiles,
    job_id: str,
    there: Mapping[str, int],
    former: bytes | None,
) -> str:
    """Send one report if it has changed and is whole; `there` are the files it has there, `former` their record."""
    report = find_published(workspace, job_id)
    if report is None or report.altered_files():
        return ALTERED
    record = (report.folder / RECORD).read_bytes()
    wanted = {name: entry["bytes"] for name, entry in report.record["files"].items()} | {RECORD: len(record)}
    known = _digests(former)
    ours = {name: size for name, size in there.items() if name in known or f"{job_id}/{name}" in sent}
    if known:
        ours[RECORD] = there[RECORD]
    if there.keys() & wanted.keys() - ours.keys():
        return TAKEN
    if former == record and ours == wanted:
        return UNCHANGED
    fresh = _read_whole(
        report,
        [
            name
            for name, entry in report.record["files"].items()
            if known.get(name) != entry["sha256"] or there.get(name) != entry["bytes"]
        ],
    )
    if fresh is None:
        return ALTERED
    sent.note(f"{job_id}/{name}" for name in (*ours, *wanted))
    if RECORD in there:
        storage.remove(f"{job_id}/{RECORD}")
    for name, content in fresh.items():
        storage.write(f"{job_id}/{name}", content)
    for name in sorted(ours.keys() - wanted.keys()):
        storage.remove(f"{job_id}/{name}")
    storage.write(f"{job_id}/{RECORD}", record)
    sent.forget(f"{job_id}/{name}" for name in ours.keys() - wanted.keys())
    return SENT


def _read_whole(report: PublishedReport, names: Collection[str]) -> dict[str, bytes] | None:
    """Those files, if each has the bytes of its record: someone may be changing them at this very moment."""
    contents = {}
    for name in names:
        content = (report.folder / name).read_bytes()
        if hashlib.sha256(content).hexdigest() != report.record["files"][name]["sha256"]:
            return None
        contents[name] = content
    return contents


def _digests(record: bytes | None) -> Mapping[str, str]:
    """Hash of each file by a record; empty when there is none or it says nothing: every file is then sent."""
    try:
        return {name: entry["sha256"] for name, entry in json.loads(record or b"{}")["files"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def _send_pages(storage: Storage, sent: SentFiles, sizes: Mapping[str, int], pages: Mapping[str, bytes]) -> None:
    """Send the pages that are not there to the letter, in their order, then take away those sent once and of no use any more."""
    likely = [name for name, page in pages.items() if sizes.get(name) == len(page)]
    same = {name for name, page in storage.read(likely) if page == pages[name]}
    sent.note(pages)
    for name, page in pages.items():
        if name not in same:
            storage.write(name, page)
    stale = sorted(name for name in sizes if _is_page(name) and name in sent and name not in pages)
    for name in stale:
        storage.remove(name)
    sent.forget(stale)


def _is_page(name: str) -> bool:
    """True for the name of a page of the portal."""
    folder, _, page = name.rpartition("/")
    return name == INDEX_PAGE or (folder in FOLDERS and page.endswith(".html"))


def _sent_names(sent: SentFiles, job_id: str, names: Iterable[str]) -> list[str]:
    """Of the files in a report's folder there, those that were sent from here, the record first."""
    return sorted((name for name in names if f"{job_id}/{name}" in sent), key=lambda name: (name != RECORD, name))


def _remove(storage: Storage, sent: SentFiles, job_id: str, there: Collection[str]) -> None:
    """Take a report away, its record first: what remains on the way is not a report."""
    names = _sent_names(sent, job_id, there)
    for name in names:
        storage.remove(f"{job_id}/{name}")
    sent.forget(f"{job_id}/{name}" for name in names)


def _refuse_foreign_pages(storage: Storage, sizes: Mapping[str, int], sent: SentFiles) -> None:
    """Pages of those names may be those of somebody's site, the front one first of all."""
    unknown = sorted(name for name in sizes if _is_page(name) and name not in sent)
    foreign = [name for name, page in storage.read(unknown) if GENERATOR.encode() not in page]
    if foreign:
        raise ParameterError(
            f"« {storage.name} » a déjà une page « {foreign[0]} », qui ne vient pas de cet atelier : rien n'a été envoyé. "
            "À faire : donner un sous-dossier, par exemple en ajoutant « /rapports-qualite » à l'adresse."
        )


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
