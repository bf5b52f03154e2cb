"""Any accepted file as grids of text, before anything is known of it: what `preparation` looks at to propose a source.

The same doors as an import (gate, opening apart, encodings, extents); an import then reads the file again, strictly.
"""

import csv
from io import StringIO

from qep_lib.intake.decoding import decode
from qep_lib.intake.gate import Kind
from qep_lib.intake.headings import Headings
from qep_lib.intake.layout import find_layout
from qep_lib.intake.refusal import refuse
from qep_lib.intake.rulebook import fault
from qep_lib.intake.sheets import Sheet, cell_text, read_sheets
from qep_lib.model.characters import plain


def read_grids(name: str, content: bytes, kind: Kind, expected: Headings) -> tuple[Sheet, ...]:
    """The sheets of a file, their cells as trimmed text; a text file is one sheet without name, a row a record.

    `expected`: headings that help to find the separator of a text. Raises `DataRefused` as an import would.
    """
    if kind == "text":
        return (Sheet("", False, _text_rows(name, content, expected)),)
    return tuple(
        Sheet(sheet.name, sheet.is_hidden, [[plain(cell_text(cell)).strip() for cell in row] for row in sheet.rows])
        for sheet in read_sheets(name, content, kind)
    )


def _text_rows(name: str, content: bytes, expected: Headings) -> list[list[str]]:
    text, _ = decode(name, content)
    dialect = find_layout(text, expected).dialect
    reader = csv.reader(
        StringIO(text.decode(), newline=""), delimiter=dialect.separator, quotechar=dialect.mark,
        doublequote=not dialect.escape, escapechar=dialect.escape or None, skipinitialspace=dialect.separator != " ",
    )  # fmt: skip
    try:
        rows = [[plain(cell).strip() for cell in row] for row in reader]
    except csv.Error:
        raise refuse(name, fault("unreadable_text")) from None
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]
