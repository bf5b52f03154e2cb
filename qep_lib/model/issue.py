"""A fault in a file, as a value: where, what was found, what is accepted, what to do. Raising is not done here."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

SHOWN_VALUE_LENGTH = 40
"""Longest part of a faulty value that a message repeats (personal data must not travel in logs)."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One fault. `severity`: `error` refuses the file, `reject` sets the row aside, `warning` keeps it.

    `code` is a stable English word (`unknown_option`), for tests and filters; every other text is French.
    `row` is the line number a person sees in the file or sheet (headings included, from 1). `column` names a column of
    data, `key` a key path of a parameter file (`items[2].scale`, counted from 0).
    """

    severity: Literal["error", "reject", "warning"]
    code: str
    found: str
    file: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    accepted: str = ""
    remedy: str = ""
    key: str | None = None

    @property
    def place(self) -> str:
        """« fichier.xlsx, feuille Registre, ligne 12, colonne Reçu le »."""
        parts = [self.file]
        if self.sheet:
            parts.append(f"feuille « {self.sheet} »")
        if self.row is not None:
            parts.append(f"ligne {self.row}")
        if self.column:
            parts.append(f"colonne « {self.column} »")
        if self.key:
            parts.append(f"clé « {self.key} »")
        return ", ".join(parts)

    @property
    def sentence(self) -> str:
        """The whole message in French, one line."""
        text = f"{self.place} : {self.found}"
        if self.value is not None:
            text += f" (trouvé : « {shorten(self.value)} »)"
        text += "."
        if self.accepted:
            text += f" Accepté : {self.accepted}."
        if self.remedy:
            text += f" À faire : {self.remedy}" + ("" if self.remedy.endswith("?") else ".")
        return text


def shorten(value: str, length: int = SHOWN_VALUE_LENGTH) -> str:
    """`value` on one line, cut to `length` characters with an ellipsis."""
    line = " ".join(str(value).split())
    return line if len(line) <= length else line[: length - 1] + "…"


def has_errors(issues: Iterable[Issue]) -> bool:
    """True when at least one issue refuses the whole file."""
    return any(issue.severity == "error" for issue in issues)
