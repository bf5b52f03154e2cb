"""The file of rejected rows that a person corrects: one line a fault, followed by the row as it was read.

It may hold personal data: it lives under `data/restreint/`, readable by its owner only, and is never published.
"""

import csv
import os
from collections.abc import Iterable
from io import StringIO
from pathlib import Path

from qep_lib.intake.arrival import rejects_path
from qep_lib.intake.rawtable import RawTable
from qep_lib.model.issue import Issue
from qep_lib.model.workspace import Workspace

_COLUMNS = ("fichier", "feuille", "ligne", "colonne", "valeur", "motif", "accepté", "à faire")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝")


def write_rejects(workspace: Workspace, dataset: str, raw: RawTable, issues: Iterable[Issue]) -> Path | None:
    """Write the rejects of `issues` with their raw rows (CSV `;`, UTF-8 BOM), or remove a former file when none."""
    path = rejects_path(workspace, dataset)
    rejects = [issue for issue in issues if issue.severity == "reject"]
    if not rejects:
        path.unlink(missing_ok=True)
        return None
    for folder in (workspace.restricted, path.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    content = StringIO(newline="")
    writer = csv.writer(content, delimiter=";", lineterminator="\r\n")
    writer.writerow([*_COLUMNS, *(_harmless(heading) for heading in raw.headings)])
    for issue in rejects:
        cells = raw.cells.loc[issue.row].fillna("").tolist() if issue.row in raw.cells.index else []
        place = (issue.file, issue.sheet or "", issue.row or "", issue.column or "", issue.value or "")
        told = (issue.found, issue.accepted, issue.remedy)
        writer.writerow([_harmless(str(cell)) for cell in (*place, *told, *cells)])
    temporary = path.with_name(f".{path.name}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as stream:
        stream.write(content.getvalue())
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)
    return path


def _harmless(text: str) -> str:
    """A text that a spreadsheet will not run as a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
