"""A workbook to its sheets, as tables of text: the door to `sheet_process`, which opens the file apart.

Whatever the file does to its parser (abort, panic, endless loop, no memory left) is one refused file. Choosing a sheet
and finding its header is `workbook`.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from qep_lib.errors import DataRefused
from qep_lib.intake.gate import Kind
from qep_lib.intake.refusal import refuse
from qep_lib.intake.rulebook import Reason, fault

MEMORY_BYTES = 2 * 2**30
CPU_SECONDS, WALL_SECONDS = 60, 180

Cell = str | int | float
"""The text seen on screen, empty for an empty cell; or a bare number."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One sheet. Every row has the same number of cells; row 0 is the sheet's line 1.

    `reasons`: (line from 1, column from 0) -> what hides behind an empty-looking cell. `warnings`: (Reason, line) of
    what a person must know of the sheet, told if it is read.
    """

    name: str
    is_hidden: bool
    rows: Sequence[Sequence[Cell]]
    reasons: Mapping[tuple[int, int], Reason] = field(default_factory=dict)
    warnings: tuple[tuple[Reason, int | None], ...] = ()
    has_1904_epoch: bool = False


def read_sheets(name: str, content: bytes, kind: Kind) -> tuple[Sheet, ...]:
    """The sheets of cells of a workbook, in its order; raises `DataRefused` when it cannot be read within the limits."""
    # -P: a file of the current folder must not pass for a module.
    command = [sys.executable, "-P", "-m", "qep_lib.intake.sheet_process", kind, str(MEMORY_BYTES), str(CPU_SECONDS)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=WALL_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise _stopped(name) from None
    if done.returncode == 1:
        raise RuntimeError(f"sheet_process does not start: {done.stderr.decode(errors='replace')[-500:]}")
    if done.returncode:
        raise _stopped(name)
    lines = map(json.loads, done.stdout.splitlines())
    return tuple(_sheets(name, lines))


def cell_text(cell: Cell) -> str:
    """A cell as a person reads it: a decimal comma, no « .0 » after a whole number."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell).replace(".", ",")
    return cell if isinstance(cell, str) else str(cell)


def _sheets(name: str, lines: Iterator[Any]) -> Iterator[Sheet]:
    """A head, its rows, the next head...: `sheet_process` says what a line is; the last one is null."""
    rows: list[list[Cell]] = []
    head = next(lines, None)
    while head is not None:
        if "fault" in head:
            raise _fault(name, head)
        line = next(lines)
        if isinstance(line, list):
            rows.append(line)
        elif isinstance(line, int):
            rows += [[]] * line
        elif line is None or "name" in line:
            yield _sheet(head, rows)
            head, rows = line, []
        else:
            raise _fault(name, line)


def _sheet(head: Mapping[str, Any], rows: list[list[Cell]]) -> Sheet:
    width = max(map(len, rows), default=0)
    blank: list[Cell] = [""] * width
    padded = [row + blank[len(row) :] if row else blank for row in rows]
    reasons = dict(_merged(head["merges"], len(rows), width))
    reasons |= {(row, column): _reason(row, column, *told) for row, column, *told in head["reasons"]}
    warnings = tuple(_warnings(head))
    return Sheet(head["name"], head["is_hidden"], padded, reasons, warnings, head["has_1904_epoch"])


def _merged(
    ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]], height: int, width: int
) -> Iterator[tuple[tuple[int, int], Reason]]:
    """Why the cells covered by a merge are empty; `ranges` as calamine gives them, rows and columns from 0.

    A merge past the filled rectangle empties nothing; no more cells are told than the sheet has.
    """
    left_to_tell = height * width
    for (top, left), (bottom, right) in ranges:
        for row in range(top, min(bottom, height - 1) + 1):
            for column in range(left, min(right, width - 1) + 1):
                left_to_tell -= 1
                if left_to_tell < 0:
                    return
                if (row, column) != (top, left):
                    yield (
                        (row + 1, column),
                        fault("merged_cell", cell=_cell_name(row + 1, column), other=_cell_name(top + 1, left)),
                    )


def _reason(row: int, column: int, code: str, written: str) -> Reason:
    cell = _cell_name(row, column)
    if code == "cell_error":
        return fault("cell_error", cell=cell, written=f" {written}" if written else "")
    return fault("formula_without_value", cell=cell)


def _warnings(head: Mapping[str, Any]) -> Iterator[tuple[Reason, int | None]]:
    if head["hidden_rows"]:
        yield fault("hidden_rows", count=len(head["hidden_rows"])), head["hidden_rows"][0]
    if head["far"]:
        count, row, column = head["far"]
        yield fault("far_cells", count=count, row=row, column=_cell_name("", column)), row


def _cell_name(row: int | str, column: int) -> str:
    """« B12 » for row 12, column 1."""
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def _fault(name: str, stopped: Mapping[str, Any]) -> DataRefused:
    if stopped["fault"] == "password":
        return refuse(name, fault("password"))
    if stopped["fault"] == "no_table":
        return refuse(name, fault("no_table"))
    if stopped["fault"] == "oversized":
        return refuse(
            name, fault("oversized_sheet", rows=stopped["rows"], columns=stopped["columns"]), sheet=stopped["sheet"]
        )
    return unreadable(name)


def unreadable(name: str) -> DataRefused:
    """The refusal of a workbook of which a part is missing or damaged."""
    return refuse(name, fault("unreadable_workbook"))


def _stopped(name: str) -> DataRefused:
    return refuse(name, fault("stopped_reading"))
