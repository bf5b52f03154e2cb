"""Forgetting a dataset, or one of its rows, everywhere: store, results, rejects, reports, what failures left. Asking is `cli`.

What is found is found first and taken away next, the mark of a forgotten row before anything else: whoever is interrupted
types the same command again. The file that was imported belongs to its owner and is never touched.
"""

import csv
import platform
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd

from qep_lib.errors import ParameterError, sure
from qep_lib.files import replace_file
from qep_lib.intake.arrival import former_rejects_path, lists_of, rejects_path
from qep_lib.intake.corrections import corrections_sha256, keep_corrections, read_corrections
from qep_lib.intake.masking import masked_identifier
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.correction import Corrections
from qep_lib.model.subject import Subject
from qep_lib.model.suggest import did_you_mean
from qep_lib.model.tables import TABLES
from qep_lib.model.workspace import Workspace
from qep_lib.persons.masking import mask
from qep_lib.runs.plan.planning import Job
from qep_lib.runs.plan.settings import RunSettings
from qep_lib.runs.publish.published import PublishedReport, find_published, published_ids
from qep_lib.runs.record.history import read_latest
from qep_lib.runs.record.ledger import BatchLedger
from qep_lib.runs.record.outcome import Outcome
from qep_lib.store.comments import comments_of, forget_comments
from qep_lib.store.concerned import readable_entries
from qep_lib.store.forgotten import add_marks, identifying_column, row_marks
from qep_lib.store.import_records import read_record, remove_record, write_record
from qep_lib.store.manifest import DatasetEntry, read_manifest, stored_sites
from qep_lib.store.results import remove_results
from qep_lib.store.secret import read_key
from qep_lib.store.tables import read_sound_dataset, remove_dataset, replace_dataset
from qep_lib.version import __version__


@dataclass(frozen=True, slots=True, eq=False)
class Forgetting:
    """What would go. `rows`: stored rows of that dataset that go, None for all of them; `lines`: their lines in the file;
    `reports`: ids of the published reports that stand on it, `left`: files that failures and calendars left; `comments`:
    how many were written in these rows."""

    entry: DatasetEntry
    rows: pd.DataFrame | None
    lines: tuple[int, ...]
    rejects: int
    reports: tuple[str, ...]
    left: tuple[Path, ...]
    comments: int = 0


def find_dataset(workspace: Workspace, name: str) -> DatasetEntry:
    """The one dataset of that name, of its file's path or of its file's own name. Raises `ParameterError` otherwise."""
    entries = readable_entries(workspace, stored_sites(workspace))
    found = [entry for entry in entries if name in (entry.dataset, entry.file, Path(entry.file).name)]
    if len(found) == 1:
        return found[0]
    if found:
        listed = ", ".join(f"« {entry.dataset} »" for entry in found)
        raise ParameterError(f"« {name} » : plusieurs fichiers importés portent ce nom. Accepté : {listed}.")
    read_manifest(workspace)  # A damaged list may hold it: that is told first.
    near = did_you_mean(name, [known for entry in entries for known in (entry.dataset, Path(entry.file).name)])
    raise ParameterError(
        f"« {name} » : aucun fichier importé de ce nom{' ; ' + near if near else '.'} Accepté : un nom donné par "
        "« qep list datasets »."
    )


def find_dataset_traces(workspace: Workspace, entry: DatasetEntry) -> Forgetting:
    """All that stands on a dataset."""
    rejects = len(_reject_lines(workspace, entry))
    comments = len(comments_of(workspace, entry))
    return Forgetting(entry, None, (), rejects, _reports_on(workspace, entry), _left_by(workspace, entry), comments)


def find_row_traces(
    workspace: Workspace, catalogue: Catalogue, entry: DatasetEntry, row: str | None, line: int | None
) -> Forgetting:
    """All that stands on one row, named by its identifier as the file has it or by its line in the file.

    Raises `ParameterError` when the dataset has no such row, stored or rejected.
    """
    stored = read_sound_dataset(workspace, entry)
    is_meant = stored["source_row"] == line if row is None else _is_named(workspace, catalogue, entry, stored, row)
    rows = stored[is_meant.fillna(False).astype(bool)]
    lines = tuple(sorted({*rows["source_row"].tolist(), *([] if line is None else [line])}))
    rejects = sum(number in lines for number in _reject_lines(workspace, entry))
    if rows.empty and not rejects:
        named = f"l'identifiant « {mask(row)} »" if row is not None else f"la ligne {line}"
        gone = "rangé" if row is not None else "rangée"
        raise ParameterError(
            f"« {entry.dataset} » : {named} n'y est pas, ni {gone} ni parmi les lignes écartées. "
            "Accepté : un identifiant tel que le fichier l'écrit (--row), ou un numéro de ligne du fichier (--line)."
        )
    reports = _reports_on(workspace, entry) if len(rows) else ()
    comments = sum((comment.sheet, comment.line) in _places(rows) for comment in comments_of(workspace, entry))
    return Forgetting(entry, rows, lines, rejects, reports, _left_by(workspace, entry), comments)


def _is_named(
    workspace: Workspace, catalogue: Catalogue, entry: DatasetEntry, stored: pd.DataFrame, row: str
) -> pd.Series:
    spec = TABLES[entry.table]
    name = identifying_column(spec)
    if name is None:
        raise ParameterError(
            f"« {entry.dataset} » : ses lignes n'ont pas d'identifiant. Accepté : --line, le numéro de ligne du fichier."
        )
    kept = masked_identifier(row.strip(), spec, catalogue, read_key(workspace))
    return stored[name].isin([row.strip(), kept])


def forget(workspace: Workspace, forgetting: Forgetting, asked: Mapping[str, Any]) -> None:
    """Take all of it away; the caller holds the workspace's lock, and writes the index again. `asked`: for the ledger."""
    entry, rows = forgetting.entry, forgetting.rows
    spec = TABLES[entry.table]
    if rows is None:
        forget_comments(workspace, entry)
        remove_dataset(workspace, entry)
        _rewrite_corrections(workspace, entry, None)
    elif len(rows):
        add_marks(workspace, row_marks(rows, spec, entry.site_id, read_key(workspace)).unique())
        forget_comments(workspace, entry, _places(rows))
        stored = read_sound_dataset(workspace, entry)
        gone = len(rows[["sheet", "source_row"]].drop_duplicates())
        kept = _rewrite_corrections(workspace, entry, forgetting.lines)
        fewer = replace(
            entry,
            rows_read=entry.rows_read - gone,
            rows_accepted=entry.rows_accepted - gone,
            corrections_sha256=corrections_sha256(kept),
        )
        replace_dataset(workspace, fewer, stored.drop(index=rows.index))
    _rewrite_rejects(workspace, entry, None if rows is None else forgetting.lines)
    _rewrite_record(workspace, entry, is_whole=rows is None)
    remove_results(workspace, entry.site_id)
    _withdraw(workspace, forgetting.reports, asked)
    for path in forgetting.left:
        path.unlink(missing_ok=True)
    for leftover in workspace.scratch.glob("*"):
        shutil.rmtree(leftover, ignore_errors=True)
    shutil.rmtree(workspace.checkpoints, ignore_errors=True)


def _places(rows: pd.DataFrame) -> set[tuple[str | None, int]]:
    """(sheet, line) of stored rows."""
    places = rows[["sheet", "source_row"]].drop_duplicates().itertuples(index=False)
    return {(sheet if isinstance(sheet, str) else None, int(line)) for sheet, line in places}


def _reports_on(workspace: Workspace, entry: DatasetEntry) -> tuple[str, ...]:
    """Ids of the published reports whose record names the dataset, as records name it."""
    name = mask(entry.dataset)
    published = {job_id: find_published(workspace, job_id) for job_id in published_ids(workspace)}
    return tuple(
        job_id
        for job_id, report in published.items()
        if report is not None and any(known["dataset"] == name for known in report.provenance["datasets"])
    )


def _left_by(workspace: Workspace, entry: DatasetEntry) -> tuple[Path, ...]:
    """Notebooks and traces of failures of reports that read the site, and its calendar where it comes from these rows."""
    jobs = [last.outcome.job for last in read_latest(workspace).values() if entry.site_id in last.outcome.job.sites]
    paths = {workspace.failed / f"{job.id}.ipynb" for job in jobs}
    paths |= {workspace.logs / f"{job.id.replace('/', '-')}.log" for job in jobs}
    paths |= {*(workspace.failed / entry.site_id).rglob("*.ipynb")}
    if TABLES[entry.table].is_of_label:
        paths |= {*(workspace.reports / entry.site_id).glob("*.ics")}
    return tuple(sorted(path for path in paths if path.is_file()))


def _withdraw(workspace: Workspace, reports: Iterable[str], asked: Mapping[str, Any]) -> None:
    """Take reports away, each whole, and say so in the ledger: nobody looks for them any more."""
    jobs = [(job_id, _job_of(sure(find_published(workspace, job_id)))) for job_id in reports]
    if not jobs:
        return
    header = {
        "asked": dict(asked),
        "settings": RunSettings().to_json(),
        "versions": {"qep_lib": __version__, "python": platform.python_version()},
        "planned": [],
        "up_to_date": [],
    }
    ledger = BatchLedger(workspace, header)
    outcomes = [Outcome(job, "withdrawn") for _, job in jobs]
    ledger.record(outcomes)
    for job_id, _ in jobs:
        # Aside first, by one rename: no reader meets half a report.
        with tempfile.TemporaryDirectory(
            dir=workspace.reports, prefix=".retrait-", ignore_cleanup_errors=True
        ) as aside:
            (workspace.reports / job_id).rename(Path(aside) / "rapport")
    ledger.end("finished", Counter(outcome.status for outcome in outcomes))


def _job_of(report: PublishedReport) -> Job:
    asked, record = report.provenance["parameters"], report.record
    return Job(
        asked["report"], record["report_title"], "",
        Subject(asked["site"], record["site_name"], tuple(report.provenance["sites"])),
        asked["period"], asked["as_of"], asked["audience"], "stored",
    )  # fmt: skip


def _reject_lines(workspace: Workspace, entry: DatasetEntry) -> list[int | None]:
    """The line of each fault of the dataset's list of rejects."""
    _, rows = _read_rejects(rejects_path(workspace, entry.dataset))
    return [int(row["ligne"]) if row["ligne"].isdigit() else None for row in rows]


def _read_rejects(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    try:
        reader = csv.DictReader(StringIO(path.read_text(encoding="utf-8-sig"), newline=""), delimiter=";")
    except FileNotFoundError:
        return [], []
    return list(reader.fieldnames or ()), list(reader)


def _rewrite_record(workspace: Workspace, entry: DatasetEntry, is_whole: bool) -> None:
    """The record of the import without any part of a cell, nor the lists to correct; none of a file that is forgotten."""
    record = read_record(workspace, entry.dataset)
    remove_record(workspace, entry.dataset)
    for path in lists_of(workspace, entry.dataset):
        path.unlink(missing_ok=True)
    if record is not None and not is_whole:
        rules = tuple(rule.model_copy(update={"values": ()}) for rule in record.rules)
        write_record(workspace, record.model_copy(update={"rules": rules, "warnings": (), "to_correct": None}))


def _rewrite_corrections(
    workspace: Workspace, entry: DatasetEntry, lines: tuple[int, ...] | None
) -> Corrections | None:
    """What is left of the corrections of the file without those lines; nothing when they are None."""
    path = workspace.root / entry.file
    known = read_corrections(path)
    if known is None:
        return None
    left = Corrections(cells=()) if lines is None else known.without_lines(lines)
    keep_corrections(path, left)
    return left if left.cells else None


def _rewrite_rejects(workspace: Workspace, entry: DatasetEntry, lines: Iterable[int] | None) -> None:
    """The list of rejects without those lines; without any, when None."""
    former_rejects_path(workspace, entry.dataset).unlink(missing_ok=True)
    path = rejects_path(workspace, entry.dataset)
    names, rows = _read_rejects(path)
    gone = None if lines is None else {str(line) for line in lines}
    kept = [] if gone is None else [row for row in rows if row["ligne"] not in gone]
    if not kept:
        path.unlink(missing_ok=True)
    elif len(kept) < len(rows):
        content = StringIO(newline="")
        writer = csv.DictWriter(content, names, delimiter=";", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(kept)
        replace_file(path, content.getvalue().encode("utf-8-sig"))
