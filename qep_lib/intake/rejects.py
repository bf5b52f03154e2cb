"""The file of what is rejected: one line a fault, with its place, the cell at fault and the rule, never the whole row.

Line and column say where to look in the file itself; the cell is masked. It lives under `data/restreint/`, which is closed to
other users, and is never published.
"""

import csv
from collections.abc import Iterable
from io import StringIO
from pathlib import Path

from qep_lib.files import replace_file
from qep_lib.intake.arrival import former_rejects_path, rejects_path
from qep_lib.model.issue import Issue, shorten
from qep_lib.model.workspace import Workspace
from qep_lib.persons.masking import mask

_COLUMNS = ("fichier", "feuille", "ligne", "colonne", "valeur", "motif", "accepté", "à faire")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝")
_LONGEST_CELL = 200


def write_rejects(workspace: Workspace, dataset: str, issues: Iterable[Issue]) -> Path | None:
    """Write the rejects of `issues` (CSV `;`, UTF-8 BOM), or remove a former file when there is none."""
    path = rejects_path(workspace, dataset)
    former_rejects_path(workspace, dataset).unlink(missing_ok=True)
    rejects = [issue for issue in issues if issue.severity == "reject"]
    if not rejects:
        path.unlink(missing_ok=True)
        return None
    content = StringIO(newline="")
    writer = csv.writer(content, delimiter=";", lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for issue in rejects:
        value = shorten(mask(issue.value or ""), _LONGEST_CELL)
        place = (issue.file, issue.sheet or "", issue.row or "", issue.column or "", value)
        told = (issue.found, issue.accepted, issue.remedy)
        writer.writerow([_harmless(mask(str(cell))) for cell in (*place, *told)])
    replace_file(path, content.getvalue().encode("utf-8-sig"))
    return path


def _harmless(text: str) -> str:
    """A text that a spreadsheet will not run as a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
