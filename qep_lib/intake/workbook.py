"""Workbooks (XLSX first; ODS and old XLS as far as they can be checked) to a `RawTable`: sheet, header, cells as text.

Opening the file, apart and within limits, is `sheets`.
"""

from collections.abc import Collection, Sequence

import pandas as pd
import pyarrow as pa

from qep_lib.intake.faults import FaultList
from qep_lib.intake.gate import Kind, LetIn
from qep_lib.intake.grids import read_grids
from qep_lib.intake.headings import SEARCHED_ROWS, Headings, find_header, header_names
from qep_lib.intake.rawtable import RawTable, code_texts
from qep_lib.intake.refusal import refuse
from qep_lib.intake.rulebook import Reason, fault
from qep_lib.intake.sheets import Sheet, cell_text, read_sheets, unreadable
from qep_lib.intake.turned import turn_sheet
from qep_lib.model.suggest import did_you_mean


def read_workbook(
    file: LetIn,
    expected: Headings,
    sheet: str | None = None,
    source_id: str = "",
    left: Collection[str] = (),
    is_turned: bool = False,
) -> RawTable:
    """The cells of one sheet as the person sees them, in text; raises `DataRefused` when it cannot be read.

    `sheet` None takes the visible sheet whose rows name the most wanted columns, and tells the others that look like
    data (`source_id`: the file of params/sources where the choice is written). Numbers get a decimal comma, dates
    the form `yyyy-mm-dd`, a cell shown in per cents its « 91,96 % ». `left`: sheets that the import does not read, told;
    `is_turned`: the columns of the sheets are read as rows.
    """
    sheets, told = _without_left(file.name, _sheets(file, expected, is_turned), left)
    read, unread = _pick_sheet(file.name, sheets, expected, sheet)
    return _raw_table(file, read, expected, [*told, *([_other_sheets(unread, source_id)] if unread else [])])


def read_several(
    file: LetIn, expected: Headings, wanted: Sequence[str], left: Collection[str] = (), is_turned: bool = False
) -> tuple[RawTable, ...]:
    """The sheets named (or « all »: the visible ones that name half as many columns as the best of them), each as
    `read_workbook` gives it. Sheets without rows are told; raises `DataRefused` when none has any.
    """
    sheets, told_left = _without_left(file.name, _sheets(file, expected, is_turned), left)
    if wanted == "all":
        best, unread = _pick_sheet(file.name, sheets, expected, None)
        chosen = [sheet for sheet in sheets if sheet is best or (sheet in unread and not sheet.is_hidden)]
        hidden = [sheet for sheet in unread if sheet.is_hidden]
    else:
        kept = [each for each in wanted if each not in left]
        chosen, hidden = [_pick_sheet(file.name, sheets, expected, each)[0] for each in kept], []
    empty = [sheet for sheet in chosen if not _has_rows_after(sheet, _header(sheet, expected)[0])]
    filled = [sheet for sheet in chosen if sheet not in empty] or chosen[:1]
    told = [_unread_sheets(found, them) for found, them in (("sans ligne", empty), ("masquée", hidden)) if them]
    told += told_left
    return tuple(_raw_table(file, sheet, expected, told if place == 0 else []) for place, sheet in enumerate(filled))


def _sheets(file: LetIn, expected: Headings, is_turned: bool) -> tuple[Sheet, ...]:
    """The sheets of a workbook, or the rows of a text that is turned, which is then one sheet."""
    if not is_turned:
        return read_sheets(*file)
    found = read_grids(*file, expected) if file.kind == "text" else read_sheets(*file)
    return tuple(turn_sheet(file.name, sheet) for sheet in found)


def _without_left(name: str, sheets: Sequence[Sheet], left: Collection[str]) -> tuple[list[Sheet], list[Reason]]:
    """(the sheets without those that the import leaves, what is told of these); raises `DataRefused` when none stays, or where
    one that is named is not there: its rows would be counted under another name.
    """
    refuse_absent_sheets(name, left, [sheet.name for sheet in sheets])
    gone = [sheet for sheet in sheets if sheet.name in left]
    if gone and len(gone) == len(sheets):
        raise refuse(name, fault("every_sheet_left", sheets=", ".join(f"« {sheet.name} »" for sheet in gone)))
    told = [fault("sheets_left", listed=", ".join(f"« {sheet.name} »" for sheet in gone))] if gone else []
    return [sheet for sheet in sheets if sheet not in gone], told


def refuse_absent_sheets(name: str, left: Collection[str], names: Sequence[str]) -> None:
    """Raise `DataRefused` for a sheet to leave that is none of the `names` of the file, a text having no sheet."""
    absent = [each for each in left if each not in names]
    if not absent:
        return
    near = did_you_mean(absent[0], names)
    sheets = ", ".join(f"« {sheet} »" for sheet in names) or "aucune, ce fichier est un texte"
    raise refuse(name, fault("absent_left_sheet", wanted=absent[0], hint=f" ({near})" if near else "", sheets=sheets))


def _raw_table(file: LetIn, read: Sheet, expected: Headings, told: Sequence[Reason]) -> RawTable:
    """One sheet under its header, with what must be told of it."""
    faults = FaultList(file.name, read.name)
    for reason in told:
        faults.add(reason)
    if file.kind not in ("xlsx", "text", "docx"):
        faults.add(_unchecked(file.kind))
    for reason, line in read.warnings:
        faults.add(reason, line)
    index, _ = _header(read, expected)
    headings = header_names(_first_rows(read), index, expected) if read.rows else ()
    header_line = index + 1
    body = read.rows[header_line:]
    lines = pd.RangeIndex(header_line + 1, header_line + 1 + len(body))
    values = list(zip(*body, strict=True)) if body else [()] * len(headings)
    texts = [list(map(cell_text, column)) for column in values]
    serials = pd.DataFrame(
        {position: [not isinstance(v, str) for v in column] for position, column in enumerate(values)},
        lines,
        dtype=bool,
    )
    reasons = {(row, position): reason for (row, position), reason in read.reasons.items() if row in lines}
    for row, position in reasons:
        if position < len(values) and not texts[position][row - header_line - 1]:
            # The row must not pass for a blank one: an empty-looking cell in error is a filled cell.
            texts[position][row - header_line - 1] = "#"
    columns = (pa.chunked_array([[text or None for text in column]], pa.string()) for column in texts)
    return RawTable(
        headings, header_line, code_texts(columns, lines), faults, "", serials, read.has_1904_epoch, reasons
    )


def _header(sheet: Sheet, expected: Headings) -> tuple[int, int]:
    return find_header(_first_rows(sheet), expected)


def _first_rows(sheet: Sheet) -> list[list[str]]:
    return [list(map(cell_text, row)) for row in sheet.rows[:SEARCHED_ROWS]]


def _pick_sheet(
    name: str, sheets: Sequence[Sheet], expected: Headings, wanted: str | None
) -> tuple[Sheet, list[Sheet]]:
    """(the sheet to read, the other sheets that look like data, hidden ones included)."""
    names = [sheet.name for sheet in sheets]
    if wanted is not None and wanted not in names:
        near = did_you_mean(wanted, names)
        raise refuse(
            name,
            fault(
                "missing_sheet",
                wanted=wanted,
                hint=f" ({near})" if near else "",
                sheets=", ".join(f"« {sheet} »" for sheet in names),
            ),
            sheet=wanted,
        )
    if wanted is not None:
        return sheets[names.index(wanted)], []
    visible = [sheet for sheet in sheets if not sheet.is_hidden] or sheets
    if not visible:
        raise unreadable(name)
    found = {sheet.name: _header(sheet, expected) for sheet in sheets}
    best = max(visible, key=lambda sheet: found[sheet.name][1])
    # Lists of choices repeat a heading or two: data is a sheet that names half as many columns, with rows under them.
    least = max(1, found[best.name][1] / 2)
    unread = [
        sheet
        for sheet in sheets
        if sheet is not best and found[sheet.name][1] >= least and _has_rows_after(sheet, found[sheet.name][0])
    ]
    return best, unread


def _has_rows_after(sheet: Sheet, header: int) -> bool:
    return any(cell != "" for row in sheet.rows[header + 1 :] for cell in row)


def _unread_sheets(found: str, sheets: Sequence[Sheet]) -> Reason:
    listed = ", ".join(f"« {sheet.name} »" for sheet in sheets)
    return fault("unread_sheets", found=found, listed=listed)


def _unchecked(kind: Kind) -> Reason:
    return fault("unchecked_format", suffix=kind)


def _other_sheets(unread: Sequence[Sheet], source_id: str) -> Reason:
    listed = ", ".join(f"« {sheet.name} »{' (masquée)' if sheet.is_hidden else ''}" for sheet in unread)
    return fault("other_sheets", listed=listed, source_id=source_id)
