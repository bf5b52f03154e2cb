"""Puts a finished report in place as one folder, its record written last. What the files say is `export/`."""

import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qep_lib.files import file_sha256, sync_folder, write_synced
from qep_lib.model.workspace import Workspace
from qep_lib.provenance import Provenance
from qep_lib.runs.plan import Job

RECORD = "provenance.json"
RECORD_VERSION = 1


def publish(
    workspace: Workspace,
    job: Job,
    files: Mapping[str, bytes],
    provenance: Provenance,
    banner: str | None,
    scratch: Path,
) -> dict[str, str]:
    """Publish `files` (name -> content, names may hold one folder) as the report of `job`; returns name -> sha-256.

    The folder is prepared whole in `scratch`, with a record naming every file and its hash, then takes the place of
    the former one by rename: a reader finds the old report, the new one, or for an instant none, never a mixture;
    nothing of an older version stays. `banner` is what a reader must know about the data, or None. `scratch` must be
    on the file system of the reports.
    """
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    fresh = scratch / "rapport"
    for name, content in files.items():
        write_synced(fresh / name, content)
    record = {
        "version": RECORD_VERSION,
        "report_title": job.report_title,
        "site_name": job.site_name,
        "banner": banner,
        "provenance": provenance.to_json(),
        "files": {name: {"sha256": digest, "bytes": len(files[name])} for name, digest in digests.items()},
    }
    write_synced(fresh / RECORD, json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n")
    _swap(fresh, workspace.reports / job.id, scratch / "ancien")
    return digests


def read_record(folder: Path) -> dict[str, Any] | None:
    """The record of a published report whose files are all there and unchanged; None otherwise.

    What has no true record does not exist: a file edited by hand or a folder cut short is not shown as a report.
    """
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        expected = {name: entry["sha256"] for name, entry in record["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return record if all(file_sha256(folder / name) == digest for name, digest in expected.items()) else None


def compare_with_record(folder: Path) -> tuple[str, ...]:
    """What differs between a published folder and its record, in French, one sentence a file; empty when all agree."""
    try:
        files = json.loads((folder / RECORD).read_text(encoding="utf-8"))["files"]
        expected = {name: entry["sha256"] for name, entry in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return (f"{RECORD} manque ou n'est pas lisible",)
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {RECORD}
    differences = [f"{name} manque" for name in sorted(expected.keys() - found)]
    differences += [f"{name} n'est pas au registre de publication" for name in sorted(found - expected.keys())]
    changed = [name for name in sorted(found & expected.keys()) if file_sha256(folder / name) != expected[name]]
    return (*differences, *(f"{name} a changé depuis sa publication" for name in changed))


def _swap(fresh: Path, target: Path, aside: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    sync_folder(fresh)
    if target.exists():
        target.rename(aside)
    try:
        fresh.rename(target)
    except OSError:
        if aside.exists():
            aside.rename(target)
        raise
    sync_folder(target.parent)
    shutil.rmtree(aside, ignore_errors=True)
