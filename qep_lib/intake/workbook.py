"""Workbooks (XLSX first; ODS and old XLS as far as they can be checked) to a `RawTable`: sheet, header, cells as text.

What the reader hides (errors, formulas without value, hidden rows) comes from `sheet_scan`.
"""

import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from xml.etree.ElementTree import ParseError

import pandas as pd
import pyarrow as pa
from defusedxml import DefusedXmlException
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from qep_lib.errors import DataRefused
from qep_lib.intake.faults import FaultList, Reason
from qep_lib.intake.gate import Kind
from qep_lib.intake.headings import SEARCHED_ROWS, Headings, find_header
from qep_lib.intake.rawtable import RawTable, code_texts
from qep_lib.intake.refusal import refuse
from qep_lib.intake.sheet_scan import SheetScan, merged_reasons, scan_sheet
from qep_lib.model.suggest import did_you_mean

_REMEDY = "l'ouvrir dans le tableur et l'enregistrer de nouveau en .xlsx"


def read_workbook(
    name: str, content: bytes, kind: Kind, expected: Headings, sheet: str | None = None, source_id: str = ""
) -> RawTable:
    """The cells of one sheet as the person sees them, in text; raises `DataRefused` when it cannot be read.

    `sheet` None takes the visible sheet whose rows name the most wanted columns, and tells the others that look like
    data (`source_id`: the file of params/sources where the choice is written). Numbers get a decimal comma, dates
    the form `yyyy-mm-dd`, a cell shown in per cents its « 91,96 % ».
    """
    book = _open(name, content)
    sheet_name, rows, unread = _pick_sheet(name, book, expected, sheet)
    faults = FaultList(name, sheet_name)
    if unread:
        faults.add(_other_sheets(unread, source_id))
    scan = _scan(name, content, kind, sheet_name, faults)
    index, _ = find_header([[_as_text(value) for value in row] for row in rows[:SEARCHED_ROWS]], expected)
    headings = tuple(_as_text(value) for value in rows[index]) if rows else ()
    header_line = index + 1
    body = rows[header_line:]
    lines = pd.RangeIndex(header_line + 1, header_line + 1 + len(body))
    values = list(zip(*body, strict=True)) if body else [()] * len(headings)
    texts = [[_as_text(value) for value in column] for column in values]
    serials = pd.DataFrame(
        {position: [_is_number(v) for v in column] for position, column in enumerate(values)}, lines, dtype=bool
    )
    for row, position in scan.percents:
        if row in lines and position < len(values) and serials.at[row, position]:
            texts[position][row - header_line - 1] = _as_per_cent(values[position][row - header_line - 1])
    for row, position in scan.reasons:
        if row in lines and position < len(values) and not texts[position][row - header_line - 1]:
            # The row must not pass for a blank one: an empty-looking cell in error is a filled cell.
            texts[position][row - header_line - 1] = "#"
    columns = (pa.chunked_array([[text or None for text in column]], pa.string()) for column in texts)
    cells = code_texts(columns, lines)
    merges = merged_reasons(_merged_ranges(book, sheet_name), header_line + 1)
    return RawTable(headings, header_line, cells, faults, "", serials, scan.has_1904_epoch, {**merges, **scan.reasons})


def _open(name: str, content: bytes) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(BytesIO(content))
    except PasswordError:
        raise refuse(
            name, "password", "classeur protégé par un mot de passe", accepted="un classeur sans mot de passe",
            remedy=_REMEDY,
        ) from None  # fmt: skip
    except CalamineError:
        raise _unreadable(name) from None


def _unreadable(name: str) -> DataRefused:
    return refuse(
        name, "unreadable_workbook", "classeur illisible : une de ses parties manque ou est abîmée",
        accepted="un classeur .xlsx en bon état", remedy=_REMEDY,
    )  # fmt: skip


def _pick_sheet(
    name: str, book: CalamineWorkbook, expected: Headings, wanted: str | None
) -> tuple[str, list[list], list[str]]:
    """(name of the sheet to read, its rows, names of the other sheets that look like data)."""
    names = book.sheet_names
    if wanted is not None and wanted not in names:
        near = did_you_mean(wanted, names)
        raise refuse(
            name, "missing_sheet", f"feuille « {wanted} » absente" + (f" ({near})" if near else ""), sheet=wanted,
            accepted="feuilles du classeur : " + ", ".join(f"« {sheet} »" for sheet in names),
            remedy="renommer la feuille, ou corriger sheet dans params/sources",
        )  # fmt: skip
    if wanted is not None:
        return wanted, _rows(name, book, wanted), []
    visible = [meta.name for meta in book.sheets_metadata if meta.visible == SheetVisibleEnum.Visible] or names
    read = [(sheet, _rows(name, book, sheet)) for sheet in visible]
    if not read:
        raise _unreadable(name)
    found = [
        find_header([[_as_text(v) for v in row] for row in rows[:SEARCHED_ROWS]], expected) for _, rows in read
    ]  # fmt: skip
    scores = [score for _, score in found]
    best = scores.index(max(scores))
    # Lists of choices repeat a heading or two: data is a sheet that names half as many columns, with rows under them.
    unread = [
        sheet
        for position, ((sheet, rows), (header, score)) in enumerate(zip(read, found, strict=True))
        if position != best and score and 2 * score >= max(scores) and any(map(any, rows[header + 1 :]))
    ]
    return *read[best], unread


def _other_sheets(unread: Sequence[str], source_id: str) -> Reason:
    listed = ", ".join(f"« {sheet} »" for sheet in unread)
    return Reason(
        "other_sheets",
        f"seule cette feuille est lue ; le classeur a d'autres feuilles de données : {listed}",
        remedy="rien si c'est voulu ; sinon réunir les lignes dans une feuille, ou nommer la feuille à lire "
        f"(sheet) dans params/sources/{source_id}.yml",
        severity="warning",
    )


def _rows(name: str, book: CalamineWorkbook, sheet: str) -> list[list]:
    try:
        return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except CalamineError:
        raise _unreadable(name) from None


def _merged_ranges(book: CalamineWorkbook, sheet: str) -> Sequence:
    return book.get_sheet_by_name(sheet).merged_cell_ranges or ()


def _scan(name: str, content: bytes, kind: Kind, sheet: str, faults: FaultList) -> SheetScan:
    if kind != "xlsx":
        found = f"format .{kind} : les cellules en erreur et les formules sans valeur s'y lisent comme vides"
        faults.add(
            Reason("unchecked_format", found, "un classeur .xlsx", "enregistrer en .xlsx et réimporter", "warning")
        )
        return SheetScan({}, frozenset(), (), False)
    try:
        scan = scan_sheet(content, sheet)
    except (DefusedXmlException, ParseError, KeyError, StopIteration, zipfile.BadZipFile):
        raise _unreadable(name) from None
    if scan.hidden_rows:
        faults.add(
            Reason(
                "hidden_rows", f"{len(scan.hidden_rows)} ligne(s) masquée(s) dans le tableur, lues comme les autres",
                remedy="afficher ces lignes pour les relire, et supprimer celles qui ne comptent pas",
                severity="warning",
            ),
            scan.hidden_rows[0],
        )  # fmt: skip
    return scan


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _as_text(value: object) -> str:
    """A cell as text: what is seen on screen, without loss."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value).replace(".", ",")
    if isinstance(value, datetime):
        return value.isoformat(sep=" ") if value.time() != time() else value.date().isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, (int, timedelta)):
        return str(value)
    return ""


def _as_per_cent(value: float) -> str:
    scaled = (Decimal(repr(value)) * 100).normalize()
    return f"{scaled:f} %".replace(".", ",")
