"""A sheet of text seen as columns under a row of headings: which texts a column holds, and what they could be.

Which row is the header, and what a column means, is decided by `tables` and `surveys`.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

import numpy as np
import pandas as pd

from qep_lib.intake.convert import Parser
from qep_lib.intake.dates import parse_dates
from qep_lib.intake.headings import SEARCHED_ROWS, is_total
from qep_lib.intake.months import parse_months
from qep_lib.intake.numbers import parse_numbers
from qep_lib.intake.turned import turned_rows
from qep_lib.model.characters import fold
from qep_lib.persons.masking import mask

TOTALS = ("total", "totaux", "ensemble")
SHOWN_TEXT = 40
_LOOKED_AT = 400
"""Distinct texts of a column that are tried as dates or numbers: enough to know, quick on a large file."""
_ANY_YEAR = 2000
"""The year given to months written without one, to know that they are months: which year does not matter."""
_SIGNS = re.compile(r"[_\-./()«»:,;]+")
_TEXT = pd.StringDtype(na_value=np.nan)


_MASKED_TEXTS, _SENTENCE = 50, 4
"""Texts that are masked to know what a column holds; words from which one is a sentence, not a number with its owner."""
_REACHING = re.compile(r"\[(?:COURRIEL|TELEPHONE|NIR|IBAN|ADRESSE|PASSEPORT)\]")
_MASK, _WORD = re.compile(r"\[[A-Z]+\]"), re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Reached:
    """Shares of the filled cells: `cells` that say how to reach somebody, `sentences` those of them that say more."""

    cells: float
    sentences: float


@dataclass(frozen=True)
class GridColumn:
    """One column: its heading as written, and how often each text stands under it (empty cells left out).

    `above`: what stands over its heading, and over those beside it (« Réponse » over « Envoyée le », « Par »).
    """

    position: int
    heading: str
    texts: Counter[str]
    rows: int
    above: str = ""

    @property
    def filled(self) -> int:
        """Cells that hold something."""
        return self.texts.total()

    @cached_property
    def reached(self) -> "Reached":
        """How many of the cells say how to reach somebody, and how many do it in a sentence."""
        texts = self.texts.most_common(_MASKED_TEXTS)
        masked = [(mask(text), count) for text, count in texts]
        marked = [(text, count) for text, count in masked if _REACHING.search(text)]
        sentences = sum(count for text, count in marked if len(_WORD.findall(_MASK.sub(" ", text))) >= _SENTENCE)
        total = sum(count for _, count in texts) or 1
        return Reached(sum(count for _, count in marked) / total, sentences / total)

    def examples(self, count: int = 3) -> tuple[str, ...]:
        """The commonest texts, short and masked: they are shown on a screen."""
        return tuple(mask(text)[:SHOWN_TEXT].replace("\n", " ") for text, _ in self.texts.most_common(count))

    @cached_property
    def dates(self) -> float:
        """Share of the filled cells that read as days."""
        return self._share(parse_dates)

    @cached_property
    def months(self) -> float:
        """Share of the filled cells that read as months, « janvier » of a statement of one year included."""
        return self._share(partial(parse_months, year=_ANY_YEAR))

    @cached_property
    def numbers(self) -> float:
        """Share of the filled cells that read as numbers."""
        return self._share(parse_numbers)

    @cached_property
    def values(self) -> list[float]:
        """The distinct numbers, ascending."""
        series = pd.Series([*self.texts][:_LOOKED_AT], dtype=_TEXT)
        return sorted(parse_numbers(series)[0].dropna().unique().tolist())

    def _share(self, parse: Parser) -> float:
        texts = [text for text, _ in self.texts.most_common(_LOOKED_AT)]
        if not texts:
            return 0.0
        # A text that is read with a warning is read: what it gives counts, not what is said of it.
        read = parse(pd.Series(texts, dtype=_TEXT))[0].notna().tolist()
        weights = [self.texts[text] for text in texts]
        return sum(w for w, is_read in zip(weights, read, strict=True) if is_read) / sum(weights)


@dataclass(frozen=True)
class Grid:
    """A sheet of a file: rows of text of one width. `file` is the file's own name, `name` that of the sheet; `is_turned`:
    its rows are the columns of the sheet.
    """

    file: str
    name: str
    rows: Sequence[Sequence[str]]
    is_hidden: bool = False
    companions: tuple["Grid", ...] = field(default=(), repr=False)
    is_turned: bool = False

    @property
    def turned(self) -> "Grid":
        """The grid with its columns as rows: a statement whose months are columns."""
        return replace(self, rows=turned_rows(self.rows), is_turned=not self.is_turned)

    def headings(self, header: int) -> list[str]:
        """The cells of that row, line breaks and repeated spaces as one space; of two rows, as the intake joins them."""
        row = [" ".join(cell.split()) for cell in self.rows[header]]
        above = [" ".join(cell.split()) for cell in self.rows[header - 1]] if header else []
        if sum(map(bool, above)) < 2:
            return row
        # A row that names half of the columns is the upper row of the headings, else it is a title.
        is_upper = 2 * sum(map(bool, above)) >= len(row)
        counts, parent, names = Counter(row), "", []
        for cell, upper in zip(row, above, strict=True):
            parent = upper or parent
            is_doubled = bool(cell) and counts[cell] > 1 and bool(parent)
            names.append(f"{parent} / {cell}" if is_doubled else cell or (upper if is_upper else ""))
        return names

    def columns(self, header: int) -> list[GridColumn]:
        """The columns under that row, blank rows and totals at the bottom left out."""
        body, above = self.body(header), self._above(header)
        return [
            GridColumn(
                position, heading, Counter(row[position] for row in body if row[position]), len(body), above[position]
            )
            for position, heading in enumerate(self.headings(header))
        ]

    def _above(self, header: int) -> list[str]:
        """What stands over each heading: the last filled cell on the left, in a row of two titles at least."""
        row = self.rows[header - 1] if header else ()
        if sum(map(bool, row)) < 2:
            return [""] * len(self.rows[header])
        found, last = [], ""
        for cell in row:
            last = " ".join(cell.split()) or last
            found.append(last)
        return found

    def body(self, header: int) -> list[Sequence[str]]:
        """The rows under that one that hold something, without the totals and the notes (one cell) at the bottom."""
        rows = [row for row in self.rows[header + 1 :] if any(row)]
        has_several = sum(map(bool, self.rows[header])) > 2
        while rows and (is_total(next(filter(None, rows[-1])), TOTALS) or (has_several and _is_note(rows[-1]))):
            rows.pop()
        return rows

    def title(self, header: int) -> str:
        """What is written above that row."""
        return " ".join(cell for row in self.rows[:header] for cell in row if cell)

    @property
    def is_empty(self) -> bool:
        """True when no cell holds anything."""
        return not any(any(row) for row in self.rows)

    @property
    def head(self) -> str:
        """The first rows, a line each, cells apart by tabs: where a tool signs."""
        return "\n".join("\t".join(row) for row in self.rows[:SEARCHED_ROWS])

    def words(self, header: int) -> str:
        """What tells the subject of the sheet, folded: names of the file and of the sheet, title."""
        stem = self.file.rsplit(".", 1)[0]
        return _words(f"{stem} {self.name} {self.title(header)}")

    def own_words(self, header: int) -> str:
        """The same without the name of the file, which several sheets share."""
        return _words(f"{self.name} {self.title(header)}")


def _words(text: str) -> str:
    return " ".join(_SIGNS.sub(" ", fold(text)).split())


def _is_note(row: Sequence[str]) -> bool:
    return sum(map(bool, row)) == 1
