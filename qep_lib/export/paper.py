"""How text and tables are fitted to paper: column widths, type size, page orientation, places where words may break.

Drawing is done by Typst (`templates/report.typ`); nothing here knows about it beyond plain numbers.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qep_lib.display.elements import Cell, Table, TableForm
from qep_lib.display.printable import text_beside_mark, tied
from qep_lib.export.blocks import Block, Heading, Shown

PORTRAIT_MM, LANDSCAPE_MM = 171.0, 258.0
"""Width of the text block of a page, in each orientation."""
SLIDE_MM = 302.0
"""Width of the text block of a slide: a page of 338.67 by 190.5 mm (13.33 by 7.5 inches), the wide format of presentations."""
LANDSCAPE_COLUMNS = 9
"""A table declared wide turns its page from this many columns on; below, smaller type is enough."""
PAGE_SIZES_PT = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5)
SLIDE_LEAST_PT = 18.0
"""Nothing that a room is shown is set smaller; what does not fit is moved to the annexes."""


class TypeArea(NamedTuple):
    """Where blocks are laid out: width in millimetres, sizes of type that tables may take, largest first, and that of texts."""

    width_mm: float
    sizes_pt: tuple[float, ...]
    text_pt: float = 9.5


PORTRAIT, LANDSCAPE = TypeArea(PORTRAIT_MM, PAGE_SIZES_PT), TypeArea(LANDSCAPE_MM, PAGE_SIZES_PT)
SLIDE = TypeArea(SLIDE_MM, (24.0, 22.0, 20.0, SLIDE_LEAST_PT), 20.0)
ANNEX = TypeArea(SLIDE_MM, (16.0, 15.0, 14.0, 13.0, 12.0), 16.0)
_MM_PER_PT = 0.3528
_CELL_PADDING_MM = 3.8
ROW_INSET_MM: dict[TableForm, float] = {"open": 1.55, "dense": 0.75}
"""Room above a row, and below, of the tables that paper holds, in type of a page."""
_SLIM, _BROAD = set("iIjlftr.,;:!|'’()[]- \u00a0\u202f"), set("mwMW@%‰—")
_LONGEST_WORD_EMS, _LONGEST_LINE_EMS = 8.5, 34.0
"""Beyond these a column does not ask for more: long words are hyphenated, long lines run on."""
_FULL_WIDTH_FROM = 0.62
_LINE_EMS = 1.2
_FIRST_LINE_EMS = 0.7
"""The first line of a cell stands from its capitals to its baseline; the others add their leading."""
_TEXT_LINE_EMS = 1.35
_UNBREAKABLE = re.compile(r"[^\s\u00a0\u202f\u200b]{25,}")
_LONGEST_STRETCH = 14
_ZERO_WIDTH_SPACE = "\u200b"


@dataclass(frozen=True, slots=True)
class TableFit:
    """Relative column widths (they add up to 1), type size in points, and the share of the text width to take.

    `is_hyphenated` when a word is longer than its column may be: otherwise words stay whole.
    """

    widths: tuple[float, ...]
    size_pt: float
    share: float
    is_hyphenated: bool


@dataclass(frozen=True, slots=True)
class Part:
    """Blocks that follow each other on pages of one orientation."""

    is_landscape: bool
    blocks: tuple[Block, ...]


def printed(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks that paper holds: all but the tables that are folded, or for a spreadsheet only."""
    return tuple(block for block in blocks if not _is_off_paper(block))


def breakable(text: str) -> str:
    """Printable `text` whose very long words carry zero-width spaces, so that no line leaves its box, and whose signs
    stay with their word, as French typography asks.
    """
    return _UNBREAKABLE.sub(_with_breaks, tied(text))


def split_parts(blocks: Sequence[Block]) -> tuple[Part, ...]:
    """Blocks grouped by orientation: the section (from its headings on) that holds a very wide table is turned whole.

    A section goes from a heading to the next one; headings that directly precede it come along, so that none is
    left alone on the page before.
    """
    parts: list[Part] = []
    for section in _sections(blocks):
        is_landscape = any(_is_very_wide(block) for block in section)
        if parts and parts[-1].is_landscape == is_landscape:
            parts[-1] = Part(is_landscape, parts[-1].blocks + section)
        else:
            parts.append(Part(is_landscape, section))
    return tuple(parts)


def fit_table(table: Table, available_mm: float, sizes_pt: Sequence[float] = PAGE_SIZES_PT) -> TableFit:
    """Widths as a browser would give them: each column at least its longest word, the rest shared by longest line.

    Declared widths win. Type shrinks until the longest words fit, a dense table starts from the smaller half of the sizes;
    a small table keeps its natural width.
    """
    if not table.columns:
        return TableFit((), sizes_pt[0], 1.0, False)
    sizes = (
        sizes_pt[(len(sizes_pt) - 1) // 2 :]
        if table.form == "dense"
        else sizes_pt[1:] or sizes_pt
        if table.is_wide
        else sizes_pt
    )
    extents = [_extent(table, position) for position in range(len(table.columns))]
    size = next((size for size in sizes if sum(_to_mm(word, size) for word, _ in extents) <= available_mm), sizes[-1])
    smallest = [_to_mm(word, size) for word, _ in extents]
    natural = [_to_mm(line, size) for _, line in extents]
    share = 1.0 if sum(natural) > _FULL_WIDTH_FROM * available_mm else max(0.45, 1.2 * sum(natural) / available_mm)
    if any(column.width for column in table.columns):
        widths = [column.width or _mean_width(table) for column in table.columns]
    else:
        widths = _shared(smallest, natural, share * available_mm)
    shares = tuple(round(width / sum(widths), 5) for width in widths)
    is_hyphenated = any(
        low > round(part * share * available_mm, 1) + 0.1 or low >= _to_mm(_LONGEST_WORD_EMS, size)
        for low, part in zip(smallest, shares, strict=True)
    )
    return TableFit(shares, size, round(share, 4), is_hyphenated)


def row_inset_mm(form: TableForm, size_pt: float) -> float:
    """Room above a row, and below: more in the larger type of slides."""
    return ROW_INSET_MM[form] * max(1.0, size_pt / (PAGE_SIZES_PT[0] + 2))


def estimate_row_heights(table: Table, fit: TableFit, available_mm: float) -> list[float]:
    """Height of each row in millimetres, estimated as its tallest cell's number of lines."""
    columns = [max(1.0, width * fit.share * available_mm - _CELL_PADDING_MM) for width in fit.widths]
    em_mm = fit.size_pt * _MM_PER_PT
    return [
        2 * row_inset_mm(table.form, fit.size_pt)
        + (_FIRST_LINE_EMS - _LINE_EMS) * em_mm
        + _LINE_EMS
        * em_mm
        * max(
            sum(_lines(_ems(line) * em_mm, width) for line in _cell_text(cell).split("\n"))
            for cell, width in zip(row, columns, strict=True)
        )
        for row in table.rows
    ]


def _lines(length: float, width: float) -> int:
    """Lines that words of that length take; a hair more than the width, which rounding made, is not another one."""
    return max(1, math.ceil(length / width - 0.01))


def estimate_text_mm(text: str, size_pt: float = SLIDE.text_pt) -> float:
    """Height of a paragraph as wide as a slide, with the room after it, in millimetres."""
    em_mm = size_pt * _MM_PER_PT
    lines = sum(math.ceil(max(1.0, _ems(line) * em_mm) / SLIDE_MM) for line in text.split("\n"))
    return lines * _TEXT_LINE_EMS * em_mm + em_mm / 2


def _sections(blocks: Sequence[Block]) -> list[tuple[Block, ...]]:
    sections: list[list[Block]] = [[]]
    for block in blocks:
        is_lone_heading = all(isinstance(previous, Heading) for previous in sections[-1])
        if isinstance(block, Heading) and not is_lone_heading:
            sections.append([])
        sections[-1].append(block)
    return [tuple(section) for section in sections if section]


def _is_off_paper(block: Block) -> bool:
    element = block.element if isinstance(block, Shown) else None
    return isinstance(element, Table) and element.form not in ROW_INSET_MM


def _is_very_wide(block: Block) -> bool:
    element = block.element if isinstance(block, Shown) else None
    return isinstance(element, Table) and element.is_wide and len(element.columns) >= LANDSCAPE_COLUMNS


def _extent(table: Table, position: int) -> tuple[float, float]:
    """Longest word and longest line of a column, in ems, within reason."""
    label = table.columns[position].label
    texts = [_cell_text(row[position]) for row in table.rows]
    # Figures never break: a number with its no-break spaces counts as one word, whatever its length.
    words = [_ems(word) for text in (label, *texts) for word in re.split(r"[ \n\u200b]+", text)]
    # A heading may well take two lines: it does not claim the room that data need.
    lines = [_ems(label) / 2, *words, *(_ems(line) for text in texts for line in text.split("\n"))]
    return min(max(words), _LONGEST_WORD_EMS), min(max(lines), _LONGEST_LINE_EMS)


def _ems(text: str) -> float:
    """Width of `text` in Fira Sans semibold, the widest style of a table, in ems."""
    return sum(0.32 if sign in _SLIM else 0.9 if sign in _BROAD else 0.68 if sign.isupper() else 0.57 for sign in text)


def _to_mm(ems: float, size_pt: float) -> float:
    return ems * size_pt * _MM_PER_PT + _CELL_PADDING_MM


def _cell_text(cell: Cell) -> str:
    if cell.mark is None:
        return cell.text
    # A badge has its own margins, about four characters wide with its symbol; its word may wrap.
    return f"{text_beside_mark(cell.text, cell.mark.word)} nnnn{cell.mark.word}".strip()


def _shared(smallest: Sequence[float], natural: Sequence[float], available: float) -> list[float]:
    spare = available - sum(smallest)
    wanted = [high - low for low, high in zip(smallest, natural, strict=True)]
    if spare <= 0 or sum(wanted) == 0:
        return list(smallest)
    return [low + spare * extra / sum(wanted) for low, extra in zip(smallest, wanted, strict=True)]


def _mean_width(table: Table) -> float:
    declared = [column.width for column in table.columns if column.width]
    return sum(declared) / len(declared)


def _with_breaks(match: re.Match) -> str:
    """File names and addresses break after their own signs; a stretch without any, every so many characters."""
    stretches = (part for part in re.split(r"(?<=[/_.\-])", match.group()) if part)
    return _ZERO_WIDTH_SPACE.join(
        part[start : start + _LONGEST_STRETCH] for part in stretches for start in range(0, len(part), _LONGEST_STRETCH)
    )
