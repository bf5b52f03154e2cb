"""Faults found while a file is read: what is wrong with a cell (`Reason`) and the list that turns it into issues.

Deciding that a value is wrong belongs to the readers and converters; saying it in one sentence is `model.issue`,
refusing the file is `refusal`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import pandas as pd

from qep_lib.intake.refusal import refused
from qep_lib.model.issue import Issue


@dataclass(frozen=True, slots=True)
class Reason:
    """What is wrong with a value, whatever its place. Fields as in `Issue`."""

    code: str
    found: str
    accepted: str = ""
    remedy: str = ""
    severity: Literal["error", "reject", "warning"] = "reject"


@dataclass(slots=True)
class FaultList:
    """Collects the issues of one file. Rows are the line numbers a person sees."""

    file: str
    sheet: str | None = None
    issues: list[Issue] = field(default_factory=list)
    rejected_rows: set[int] = field(default_factory=set)

    def add(self, reason: Reason, row: int | None = None, column: str | None = None, value: str | None = None) -> None:
        """One fault at one place. A `reject` marks its row as set aside."""
        self.issues.append(
            Issue(
                reason.severity, reason.code, reason.found, self.file, self.sheet, row, column, value,
                reason.accepted, reason.remedy,
            )
        )  # fmt: skip
        if reason.severity == "reject" and row is not None:
            self.rejected_rows.add(row)

    def add_values(self, texts: pd.Series, column: str, reasons: Mapping[str, Reason]) -> None:
        """Faults of a column: `reasons` maps a faulty text to what is wrong; the index of `texts` is the row.

        A reject is told for each row; a warning once for each wording, with the number of rows.
        """
        if not reasons:
            return
        faulty = texts[texts.isin(list(reasons))]
        warned: dict[Reason, list[tuple[int, str]]] = {}
        for row, text in zip(faulty.index.tolist(), faulty.tolist(), strict=True):
            if reasons[text].severity == "warning":
                warned.setdefault(reasons[text], []).append((row, text))
            else:
                self.add(reasons[text], row, column, text)
        for reason, places in warned.items():
            first_row, first_text = places[0]
            count = f" ({len(places)} lignes, la première ici)" if len(places) > 1 else ""
            self.add(replace(reason, found=reason.found + count), first_row, column, first_text)

    @property
    def errors(self) -> list[Issue]:
        """The issues that refuse the whole file."""
        return [issue for issue in self.issues if issue.severity == "error"]

    def refuse_on_errors(self) -> None:
        """Raise `DataRefused` with every error at once, when there is one."""
        if errors := self.errors:
            raise refused(errors)
