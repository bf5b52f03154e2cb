"""Faults found while a file is read: the list that turns what is wrong with a cell into issues.

What is wrong is a rule of `rulebook`; refusing the file is `refusal`.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from qep_lib.intake.refusal import refused
from qep_lib.intake.rulebook import Reason
from qep_lib.model.issue import Issue


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

    def forgive(self, rows: Collection[int]) -> None:
        """Forget what was said of rows that are not read after all."""
        self.issues = [issue for issue in self.issues if issue.row not in rows or issue.severity == "error"]
        self.rejected_rows.difference_update(rows)

    @property
    def errors(self) -> list[Issue]:
        """The issues that refuse the whole file."""
        return [issue for issue in self.issues if issue.severity == "error"]

    def refuse_on_errors(self) -> None:
        """Raise `DataRefused` with every error at once, when there is one."""
        if errors := self.errors:
            raise refused(errors)


def by_line(values: pd.Series) -> Iterator[tuple[int, Any]]:
    """(line of the file, value) of each row of a column, whose index is the line."""
    return zip(values.index.tolist(), values.tolist(), strict=True)
