"""The exception that refuses a file, from its issues. Collecting them while a file is read is `faults`."""

from collections.abc import Iterable

from qep_lib.errors import DataRefused
from qep_lib.intake.rulebook import Reason
from qep_lib.model.issue import Issue, grouped_sentences

SHOWN_FAULTS = 50
"""How many kinds of fault an error tells; the file of rejected rows holds every one of them."""


def refused(issues: Iterable[Issue], message: str | None = None) -> DataRefused:
    """The exception that refuses a file for these issues, those alike told together; with a single one, its sentence is the
    message."""
    issues = list(issues)
    if message is None and len(issues) == 1:
        return DataRefused(issues[0].sentence)
    if message is None:
        message = f"{issues[0].file} : fichier refusé, {len(issues)} erreurs ; rien n'a été rangé."
    sentences = grouped_sentences(issues)
    left = len(sentences) - SHOWN_FAULTS
    if left > 0:
        sentences[SHOWN_FAULTS:] = [f"… et {left} autres, non affichées"]
    return DataRefused(message, tuple(sentences))


def refuse(
    file: str,
    reason: Reason,
    sheet: str | None = None,
    row: int | None = None,
    column: str | None = None,
    value: str | None = None,
) -> DataRefused:
    """The exception that refuses a file for one fault, at that place."""
    place = (sheet, row, column, value)
    return refused([Issue("error", reason.code, reason.found, file, *place, reason.accepted, reason.remedy)])
