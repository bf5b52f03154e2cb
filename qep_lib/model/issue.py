"""A fault in a file, as a value: where, what was found, what is accepted, what to do. Raising is not done here.

A sentence travels (screen, logs, ledger, index of reports): whatever it takes from a file is masked and cut short.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from qep_lib.persons.masking import mask

Severity = Literal["error", "reject", "warning"]
SHOWN_VALUES = 3
"""Values quoted of the faults that are told together."""
_DIGITS = re.compile(r"\d+")
SHOWN_VALUE_LENGTH = 40
"""Longest part of a faulty value that a message repeats (personal data must not travel in logs)."""


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a parameter file: its key path, and its line where it is known."""

    file: str
    key: str | None = None
    row: int | None = None

    @property
    def words(self) -> str:
        """« params/questionnaires/x.yml, ligne 12, clé « items[2] » »."""
        parts = [self.file, f"ligne {self.row}" if self.row else "", f"clé « {self.key} »" if self.key else ""]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Issue:
    """One fault. `severity`: `error` refuses the file, `reject` sets the row aside, `warning` keeps it.

    `code` is a stable English word (`unknown_option`), for tests and filters; every other text is French.
    `row` is the line number a person sees in the file or sheet (headings included, from 1). `column` names a column of
    data, `key` a key path of a parameter file (`items[2].scale`, counted from 0). `value` is as read: sentences mask it.
    `other` is where the other half of a disagreement stands.
    """

    severity: Severity
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
    other: Where | None = None

    @property
    def place(self) -> str:
        """« fichier.xlsx, feuille Registre, ligne 12, colonne Reçu le »."""
        return self._place("" if self.row is None else f"ligne {self.row}")

    @property
    def sentence(self) -> str:
        """The whole message in French, one line."""
        return self._said(self.place, [] if self.value is None else [self.value])

    def _place(self, lines: str) -> str:
        parts = [self.file]
        if self.sheet:
            parts.append(f"feuille « {mask(self.sheet)} »")
        if lines:
            parts.append(lines)
        if self.column:
            parts.append(f"colonne « {mask(self.column)} »")
        if self.key:
            parts.append(f"clé « {self.key} »")
        return ", ".join(parts)

    def _said(self, place: str, values: Sequence[str], left: int = 0) -> str:
        text = f"{place} : {mask(self.found)}"
        if values:
            quoted = ", ".join(f"« {shorten(mask(value))} »" for value in values)
            more = f" et {left} autre{'s' * (left > 1)}" if left else ""
            text += f" (trouvé : {quoted}{more})"
        if self.other:
            text += f" ; voir {self.other.words}"
        text += "."
        if self.accepted:
            text += f" Accepté : {self.accepted}."
        if self.remedy:
            text += f" À faire : {self.remedy}" + ("" if self.remedy.endswith("?") else ".")
        return text


def grouped_sentences(issues: Iterable[Issue]) -> list[str]:
    """One sentence for all the faults that are alike but for their line and value, where the first of them was.

    « f.csv, lignes 12 à 51 (40 lignes), colonne « Reçu le » : date illisible (trouvé : « a », « b », « c » et 9 autres). »
    Every line is told, as ranges. Faults that also name another line are told as the first of them.
    """
    alike: dict[Issue, list[Issue]] = {}
    for issue in issues:
        kind = replace(issue, row=None, value=None, found=_DIGITS.sub("0", issue.found))
        alike.setdefault(kind, []).append(issue)
    return [sentence for members in alike.values() for sentence in _told_together(members)]


def _told_together(alike: Sequence[Issue]) -> list[str]:
    first, rows = alike[0], sorted({issue.row for issue in alike if issue.row is not None})
    if len(rows) < 2:
        return [*dict.fromkeys(issue.sentence for issue in alike)]
    values = [*dict.fromkeys(issue.value for issue in alike if issue.value is not None)]
    if len({issue.found for issue in alike}) > 1:
        first = replace(first, found=f"{first.found} (pour la première de ces lignes)")
    place = first._place(f"lignes {line_ranges(rows)} ({len(rows)} lignes)")
    return [first._said(place, values[:SHOWN_VALUES], max(0, len(values) - SHOWN_VALUES))]


def line_ranges(rows: Sequence[int]) -> str:
    """« 3, 5 et 8 à 12 »; two lines that follow each other are two."""
    parts: list[list[int]] = []
    for row in rows:
        if parts and row == parts[-1][-1] + 1:
            parts[-1].append(row)
        else:
            parts.append([row])
    words = [
        word
        for part in parts
        for word in ([f"{part[0]} à {part[-1]}"] if len(part) > 2 else [str(row) for row in part])
    ]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} et {words[-1]}"


_SPACES = re.compile(r"[^\S\u00a0\u202f]+")
"""What a line makes one space of: not the spaces that hold a number and its unit together."""


def shorten(value: str, length: int = SHOWN_VALUE_LENGTH) -> str:
    """`value` on one line, cut to `length` characters with an ellipsis."""
    line = _SPACES.sub(" ", str(value)).strip()
    return line if len(line) <= length else line[: length - 1] + "…"


def has_errors(issues: Iterable[Issue]) -> bool:
    """True when at least one issue refuses the whole file."""
    return any(issue.severity == "error" for issue in issues)
