"""A table, its cells and the marks of the four-colour legend."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, get_args

from qep_lib.display.elements.base import Element
from qep_lib.display.elements.media import DeckSlide, PrintedSheet, WordPage
from qep_lib.display.printable import text_beside_mark
from qep_lib.model.base import Rating

TableForm = Literal["open", "dense", "folded", "sheet"]
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_COLUMN = 40


@dataclass(frozen=True, slots=True)
class RatingMark:
    """A class of the four-colour legend: always a word and a symbol, never colour alone."""

    rating: Rating
    symbol: str
    word: str

    @property
    def words(self) -> str:
        """« ● objectif atteint »."""
        return f"{self.symbol} {self.word}"


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell: what is printed, the raw number for spreadsheets, and a rating mark if it has one."""

    text: str
    number: float | None = None
    mark: RatingMark | None = None

    @property
    def text_alone(self) -> str:
        """Its text, less what its mark says beside it."""
        return text_beside_mark(self.text, self.mark.word if self.mark else None)

    @property
    def words(self) -> str:
        """Its text followed by the symbol and word of its mark, on one line."""
        words = self.text if self.mark is None else f"{self.text_alone} {self.mark.words}"
        return " ".join(words.split())


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A table heading. Numbers are aligned at the end; `width`: its share of a form to fill, other columns being measured."""

    label: str
    align: Literal["start", "end", "center"] = "start"
    width: float = 0


@dataclass(frozen=True, slots=True)
class Table(Element):
    """A table with a caption; `slug` names its sheet and its CSV file. The first cell of a row is its heading.

    `form`: « dense » sets a hundred lines closer to each other; « folded » is shut behind its caption on a page and left out
    of paper, for a table that repeats in full what is shown beside it; « sheet » is in neither, for what only a spreadsheet
    can hold. A sheet of the workbook and a CSV file hold it whole in any form.
    """

    kind: ClassVar[str] = "table"
    divided_by: ClassVar[str] = "rows"
    slug: str
    caption: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    is_wide: bool = False
    form: TableForm = "open"

    def __post_init__(self) -> None:
        check_slug(self.slug)
        if self.form not in get_args(TableForm):
            raise ValueError(f"forme de tableau « {self.form} » inconnue (accepté : {', '.join(get_args(TableForm))})")
        if not self.caption.strip():
            raise ValueError("un tableau demande une légende (caption)")
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"tableau « {self.caption} » : {len(row)} cellules pour {len(self.columns)} colonnes")

    @property
    def tables(self) -> tuple["Table", ...]:
        """Itself."""
        return (self,)

    @property
    def message(self) -> str:
        """Its caption."""
        return self.caption

    def for_typst(self, sheet: PrintedSheet) -> dict[str, Any]:
        """What `draw-table` reads, but how it fits."""
        return {
            "caption": sheet.caption(self.caption),
            "form": self.form,
            "is_wide": self.is_wide,
            "aligns": [column.align for column in self.columns],
            "headings": [sheet.text(column.label) for column in self.columns],
            "rows": [
                [{"text": sheet.text(cell.text_alone), "mark": sheet.mark(cell.mark)} for cell in row]
                for row in self.rows
            ],
            "notes": sheet.texts(self.notes),
        }

    def for_word(self, page: WordPage) -> None:
        """A table of the format, its notes under it."""
        page.table(self)

    def for_slide(self, slide: DeckSlide) -> None:
        """A table of the format; its notes are for who reads the annexes."""
        slide.caption(self.caption)
        slide.table(self)

    def lines(self) -> Iterator[str]:
        """Caption, then a line a row in columns of one width, then notes."""
        yield self.caption
        grid = [[column.label for column in self.columns], *([cell.words for cell in row] for row in self.rows)]
        widths = [min(_LONGEST_COLUMN, max(len(line[i]) for line in grid)) for i in range(len(self.columns))]
        for line in grid:
            yield "  ".join(
                text.rjust(width) if column.align == "end" else text.ljust(width)
                for text, width, column in zip(line, widths, self.columns, strict=True)
            )
        yield from self.notes


def check_slug(slug: str) -> None:
    """ValueError for a name that is not one of a sheet and of a file."""
    if not _SLUG.fullmatch(slug) or len(slug) > 31:
        raise ValueError(f"nom « {slug} » refusé : minuscules, chiffres et tirets, 31 caractères au plus")
