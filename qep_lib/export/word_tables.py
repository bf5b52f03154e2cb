"""Tables of a DOCX as the XML that Word reads, written as text, escaped: python-docx takes a second for a long one."""

from typing import NamedTuple
from xml.sax.saxutils import escape

from docx.oxml.ns import nsdecls

from qep_lib.display.elements import RatingMark, Table
from qep_lib.display.printable import ordinal_parts, tied
from qep_lib.export.measures import TableFit
from qep_lib.export.office import RATING_INKS, mark_words

RAISED = '<w:vertAlign w:val="superscript"/>'
NO_ROW = "Aucune ligne."
_TWIPS_A_MM = 1440 / 25.4


def table_markup(table: Table, fit: TableFit, style: str, page_mm: float, is_to_fill: bool = False) -> str:
    """The table, its cells in that paragraph style: a heading row said again on each page, rows never cut, thin lines between.

    `page_mm`: the widest that it may be, in millimetres; `is_to_fill`: as wide as the page, shared as its columns ask, since its
    cells wait for words that nothing measures.
    """
    asked = [column.width or 1.0 for column in table.columns] if is_to_fill else fit.in_arial(page_mm)
    scale = page_mm / sum(asked) if is_to_fill else 1.0
    widths = [round(scale * width * _TWIPS_A_MM) for width in asked]
    sides = "".join(
        f'<w:{side} w:val="{"single" if side in ("top", "bottom", "insideH") else "nil"}" w:sz="4" w:space="0" w:color="D9DCE3"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    heading = _row_markup(
        [_Written(column.label, None, column.align, True) for column in table.columns], widths, fit.size_pt, style, True
    )
    rows = "".join(
        _row_markup(
            [
                _Written(
                    cell.text_alone,
                    cell.mark,
                    column.align,
                )
                for cell, column in zip(row, table.columns, strict=True)
            ],
            widths,
            fit.size_pt,
            style,
        )
        for row in table.rows
    )
    if not table.rows:
        rows = _row_markup([_Written(NO_ROW, None, "start")], [sum(widths)], fit.size_pt, style)
        rows = rows.replace("</w:tcPr>", f'<w:gridSpan w:val="{len(widths)}"/></w:tcPr>', 1)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{sides}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:firstRow="1" w:firstColumn="1" w:noHBand="1" w:noVBand="1"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{heading}{rows}</w:tbl>"
    )


class _Written(NamedTuple):
    """What a cell holds on paper."""

    text: str
    mark: RatingMark | None
    align: str
    is_heading: bool = False


def _row_markup(cells: list[_Written], widths: list[int], size_pt: float, style: str, is_heading: bool = False) -> str:
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="{style}"/>'
        f'<w:jc w:val="{cell.align}"/></w:pPr>{_cell_runs(cell, size_pt)}</w:p></w:tc>'
        for cell, width in zip(cells, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if is_heading else ''}</w:trPr>{made}</w:tr>"


def _cell_runs(cell: _Written, size_pt: float) -> str:
    size = f'<w:sz w:val="{round(2 * size_pt)}"/>'
    bold = "<w:b/>" if cell.is_heading else ""
    runs = _text_runs(cell.text, bold + size)
    if cell.mark is not None:
        words = f"{' ' if cell.text else ''}{mark_words(cell.mark)}"
        colour = f'<w:color w:val="{RATING_INKS[cell.mark.rating]}"/>'
        runs += _text_runs(words, colour + size)
    return runs


def _text_runs(text: str, looks: str) -> str:
    return "".join(
        f"<w:r><w:rPr>{looks}{RAISED if is_raised else ''}</w:rPr>{_text_markup(part)}</w:r>"
        for part, is_raised in ordinal_parts(tied(text))
        if part
    )


def _text_markup(text: str) -> str:
    lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return "<w:br/>".join(lines)
