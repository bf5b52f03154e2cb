"""Puts a finished report in place as one folder, its record written last. What the files say is `export/`."""

import hashlib
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qep_lib.files import CHECKPOINTS, file_sha256, put_in_place, write_synced, write_tree
from qep_lib.model.characters import printable
from qep_lib.model.workspace import Workspace
from qep_lib.provenance import Provenance
from qep_lib.runs.plan.planning import AUDIENCE_FOLDERS, Job

RECORD = "provenance.json"
RECORD_VERSION = 1
FORMER = "ancien"
"""Where the replaced report waits, in the folder of its successor, for the instant in which two renames are needed."""


def publish(
    workspace: Workspace,
    job: Job,
    files: Mapping[str, bytes],
    provenance: Provenance,
    banner: str | None,
    title: str | None = None,
) -> dict[str, str]:
    """Publish `files` (name -> content, names may hold one folder) as the report of `job`; returns name -> sha-256.

    The folder is prepared whole beside the reports, with a record naming every file and its hash, then takes the place of
    the former one at once: a reader finds the old report or the new one (see `files.put_in_place` for the systems where
    there is an instant between), never a mixture; nothing of an older version stays. What the former record does not
    name is somebody's own file: it is kept in `Workspace.found`. `banner` is what a reader must know about the data, or
    None; `title` is the one that the report gives itself.
    """
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    record = {
        "version": RECORD_VERSION,
        "report_title": job.report_title,
        "title": title,
        "site_name": job.subject.name,
        "banner": banner,
        "provenance": provenance.to_json(),
        "files": {name: {"sha256": digest, "bytes": len(files[name])} for name, digest in digests.items()},
    }
    workspace.preparation.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=workspace.preparation, ignore_cleanup_errors=True) as folder:
        fresh, place = Path(folder) / "rapport", workspace.reports / job.id
        write_tree(fresh, files)
        text = printable(json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True))
        write_synced(fresh / RECORD, text.encode() + b"\n")
        _keep_own_files(workspace, job.id, place)
        put_in_place(fresh, place, Path(folder) / FORMER)
    return digests


def unexpected_files(folder: Path, record: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of the files of a published folder that its record does not name, in alphabetical order; copies that a Jupyter makes
    of what is opened in it are none."""
    known = {*record["files"], RECORD}
    found = (path.relative_to(folder) for path in folder.rglob("*") if not path.is_dir())
    names = (path.as_posix() for path in found if CHECKPOINTS not in path.parts)
    return tuple(sorted(name for name in names if name not in known))


def _keep_own_files(workspace: Workspace, job_id: str, place: Path) -> None:
    """Copy what a person, or another notebook, left in the folder that is about to go."""
    try:
        names = unexpected_files(place, json.loads((place / RECORD).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        # Without a record nothing there was published by us.
        names = unexpected_files(place, {"files": {}})
    for name in names:
        if (place / name).is_file():
            content = (place / name).read_bytes()
            kept = workspace.found / job_id / name
            if kept.exists() and kept.read_bytes() != content:
                kept = kept.with_name(f"{hashlib.sha256(content).hexdigest()[:12]}-{kept.name}")
            write_synced(kept, content)


def put_back_former(workspace: Workspace, leftover: Path) -> None:
    """Put back the report that a killed process had taken out of its place in favour of a new one that never came."""
    try:
        record = json.loads((leftover / FORMER / RECORD).read_text(encoding="utf-8"))
        asked = record["provenance"]["parameters"]
        place = workspace.reports / asked["site"] / asked["period"] / AUDIENCE_FOLDERS[asked["audience"]]
    except (OSError, ValueError, KeyError, TypeError):
        return
    if not (place / asked["report"]).exists():
        (leftover / FORMER).rename(place / asked["report"])


def compare_with_record(folder: Path) -> tuple[str, ...]:
    """What differs between a published folder and its record, in French, one sentence a file; empty when all agree."""
    try:
        files = json.loads((folder / RECORD).read_text(encoding="utf-8"))["files"]
        expected = {name: entry["sha256"] for name, entry in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return (f"{RECORD} manque ou n'est pas lisible",)
    missing = [name for name in sorted(expected) if not (folder / name).is_file()]
    differences = [f"{name} manque" for name in missing]
    differences += [
        f"{name} n'est pas au registre de publication" for name in unexpected_files(folder, {"files": files})
    ]
    changed = [
        name for name in sorted(expected) if name not in missing and file_sha256(folder / name) != expected[name]
    ]
    return (*differences, *(f"{name} a changé depuis sa publication" for name in changed))
