"""How one table cell goes into a spreadsheet: true numbers with a fitting format, and text that cannot act.

Sheets and files are written in `workbook.py`.
"""

import math
import re
from dataclasses import dataclass

from qep_lib.display.elements import Cell
from qep_lib.display.printable import text_beside_mark
from qep_lib.model.characters import printable

LONGEST_CELL = 32_767
"""What Excel accepts in one cell."""
_CUT_MARK = " […] (texte coupé)"
_LONGEST_FORMAT = 120
_DANGEROUS_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝")
_INSIDE = re.compile(r"""([;,|\t\n][\s"]*)(?=[=@＝]|[+-][^\s])""")
"""Before what would begin a formula in a cell of its own, for a program that cuts the file at another separator."""
_NUMBER = re.compile(r"[+−-]?\d[\d \u00a0\u202f]*(?:,\d+)?")
_SPACES = re.compile(r"[ \u00a0\u202f]")
_TWELVE_DIGITS = ".12g"


@dataclass(frozen=True, slots=True)
class Number:
    """A true number and the Excel format that prints it as the report does."""

    value: float
    format: str


def cell_words(cell: Cell) -> str:
    """All a cell says, as text: its own words, then the symbol and word of its mark; cut at what Excel accepts."""
    text = cell.text
    if cell.mark is not None:
        text = f"{text_beside_mark(text, cell.mark.word)} {cell.mark.symbol} {cell.mark.word}".strip()
    text = printable(text)
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - len(_CUT_MARK)] + _CUT_MARK


def read_number(cell: Cell) -> Number | None:
    """The true number of a cell, or None. What surrounds it in print (unit, mark) becomes part of its format."""
    if not _has_number(cell) or cell.number is None:
        return None
    words = cell_words(cell)
    match = _NUMBER.search(words)
    if match is None or not _says(match.group(), cell.number):
        return Number(cell.number, "General")
    digits = match.group().rstrip(" \u00a0\u202f")
    _, _, decimals = digits.partition(",")
    before, after = words[: match.start()], words[match.start() + len(digits) :]
    body = ("#,##0" if re.search(r"\d[ \u00a0\u202f]\d", digits) else "0") + (
        "." + "0" * len(decimals) if decimals else ""
    )
    sign = "+" if digits.startswith("+") else ""
    pattern = f"{_literal(before)}{sign}{body}{_literal(after)}"
    if sign or digits.startswith(("−", "-")):
        pattern = f"{pattern};{_literal(before)}−{body}{_literal(after)}"
    return Number(cell.number, pattern if len(pattern) <= _LONGEST_FORMAT else "General")


def csv_words(cell: Cell) -> str:
    """A cell for a CSV file: a true number with a decimal comma, or text that no spreadsheet takes for a formula."""
    if _has_number(cell):
        return format(cell.number, _TWELVE_DIGITS).replace(".", ",")
    return inert(cell_words(cell))


def inert(text: str) -> str:
    """`text`, preceded by an apostrophe when a spreadsheet would compute it (CWE-1236); so is each of its parts that would
    become a cell of its own in a program that cuts at semicolons, commas, tabs, bars or line ends, whatever the file's own
    separator.
    """
    # A carriage return is a line feed in printable text: both are looked at, and what follows leading spaces too.
    shown = _INSIDE.sub(r"\1'", printable(text))
    begun = shown.lstrip().lstrip('" ')
    return f"'{shown}" if text.startswith(_DANGEROUS_STARTS) or begun.startswith(_DANGEROUS_STARTS) else shown


def _has_number(cell: Cell) -> bool:
    return cell.number is not None and math.isfinite(cell.number)


def _says(digits: str, number: float) -> bool:
    """True when the printed digits are `number`, rounded as printed; one unit of the last place is tolerated."""
    plain = _SPACES.sub("", digits).replace("−", "-").replace(",", ".")
    _, _, decimals = plain.partition(".")
    return abs(float(plain) - number) <= 0.51 * 10 ** -len(decimals)


def _literal(text: str) -> str:
    return '"{}"'.format(text.replace('"', "”").replace("\n", " ")) if text else ""
