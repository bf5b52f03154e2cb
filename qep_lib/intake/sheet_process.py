"""The process that opens a spreadsheet, alone: bytes of the file in, one JSON text a line out, then it ends.

A parser may abort, loop or ask for all the memory of the machine: limits are set on this process, never on the one
that asked (`sheets`, which reads the lines). It starts in four hundredths of a second: no pandas, no Arrow.
"""

import json
import os
import sys
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from qep_lib.intake.extents import (
    FarCells,
    find_far_cells,
    is_excessive,
    near_rectangle,
    open_document_extents,
    without_far_cells,
)
from qep_lib.intake.sheet_scan import SheetScan, has_1904_epoch, scan_sheets
from qep_lib.intake.word_tables import read_tables
from qep_lib.systems import resource

STOPPED = 3
"""Exit code when memory is missing: nothing can be written any more."""


def main() -> None:
    """Read standard input as the kind of workbook told on the command line, after its limits (bytes, seconds)."""
    kind, memory, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    _limit(memory, seconds)
    try:
        content = sys.stdin.buffer.read()
        for line in _lines(content, kind):
            _write(line)
    except PasswordError:
        _write({"fault": "password"})
    except MemoryError:
        os._exit(STOPPED)
    except BaseException:
        # A panic of the parser is no `Exception`; what the file did to it is of no use to a person.
        _write({"fault": "unreadable"})


def _write(line: object) -> None:
    sys.stdout.buffer.write(json.dumps(line).encode() + b"\n")


def _limit(memory: int, seconds: int) -> None:
    if resource is None:
        # Windows: the asking process still stops this one by the clock.
        return
    for name, wanted in (("RLIMIT_AS", memory), ("RLIMIT_CPU", seconds), ("RLIMIT_CORE", 0), ("RLIMIT_FSIZE", 0)):
        # A system that does not know a limit, or has a lower one already, keeps its own.
        with suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (wanted, wanted))


def _lines(content: bytes, kind: str) -> Iterator[object]:
    """A fault; or for each sheet its head and its rows, then `null`."""
    if kind == "docx":
        yield from _word_lines(content)
        return
    scans: dict[str, SheetScan] = {}
    far: dict[str, tuple[str, FarCells]] = {}
    rectangles: Iterable[tuple[str, int, int]] = ()
    is_1904 = False
    if kind == "xlsx":
        with zipfile.ZipFile(BytesIO(content)) as archive:
            is_1904 = has_1904_epoch(archive)
            for name, part, scan in scan_sheets(archive):
                scans[name] = scan
                if found := find_far_cells(scan):
                    far[name] = part, found
        content = without_far_cells(content, dict(far.values())) if far else content
        rectangles = [
            (name, *near_rectangle(scan, far[name][1] if name in far else None)) for name, scan in scans.items()
        ]
    elif kind == "ods":
        with zipfile.ZipFile(BytesIO(content)) as archive:
            rectangles = open_document_extents(archive)
    for name, rows, columns in rectangles:
        if is_excessive(rows, columns):
            yield {"fault": "oversized", "sheet": name, "rows": rows, "columns": columns}
            return
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    for meta in book.sheets_metadata:
        if meta.typ == SheetTypeEnum.WorkSheet:
            scan, beyond = scans.get(meta.name, SheetScan()), far.get(meta.name)
            sheet = book.get_sheet_by_name(meta.name)
            yield {
                "name": meta.name,
                "is_hidden": meta.visible != SheetVisibleEnum.Visible,
                "has_1904_epoch": is_1904,
                "hidden_rows": scan.hidden_rows,
                "far": [beyond[1].count, *beyond[1].furthest] if beyond else None,
                "merges": sheet.merged_cell_ranges or [],
                "reasons": [[*place, *told] for place, told in scan.reasons.items()],
            }
            yield from _rows(sheet, scan)
    yield None


def _word_lines(content: bytes) -> Iterator[object]:
    """Each table of a DOCX as a sheet of text, named by its rank."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        tables = [*read_tables(archive)]
    if not tables:
        yield {"fault": "no_table"}
        return
    for rank, rows in enumerate(tables, 1):
        name, widest = f"tableau {rank}", max(map(len, rows), default=0)
        if is_excessive(len(rows), widest):
            yield {"fault": "oversized", "sheet": name, "rows": len(rows), "columns": widest}
            return
        yield {
            "name": name,
            "is_hidden": False,
            "has_1904_epoch": False,
            "hidden_rows": [],
            "far": None,
            "merges": [],
            "reasons": [],
        }
        for row in rows:
            yield row if any(row) else 1
    yield None


def _rows(sheet: CalamineSheet, scan: SheetScan) -> Iterator[int | list[str | int | float]]:
    """Each line of the sheet without its empty end, or how many blank ones follow.

    A bare number stays one, all else is the text seen on screen.
    """
    percents: dict[int, list[int]] = {}
    for row, column in scan.percents:
        percents.setdefault(row, []).append(column)
    before = [""] * (sheet.start[1] if sheet.start else 0)
    blank = 0
    for line, values in enumerate(sheet.iter_rows(), start=1):
        if not any(value != "" for value in values):
            blank += 1
            continue
        if blank:
            yield blank
            blank = 0
        cells = [*before, *map(_cell, values)]
        for column in percents.get(line, ()):
            if column < len(cells) and isinstance(number := cells[column], (int, float)):
                cells[column] = _as_per_cent(number)
        while cells and cells[-1] == "":
            cells.pop()
        yield cells


def _cell(value: object) -> str | int | float:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, datetime):
        return value.isoformat(sep=" ") if value.time() != time() else value.date().isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value) if isinstance(value, timedelta) else ""


def _as_per_cent(value: float) -> str:
    scaled = (Decimal(repr(value)) * 100).normalize()
    return f"{scaled:f} %".replace(".", ",")


if __name__ == "__main__":
    main()
