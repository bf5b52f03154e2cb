"""Raw text columns to typed columns: one distinct text is converted once, faults go back to every row that holds it.

The rules of each type are in `dates`, `numbers` and `closed`; rules between columns in `rules`.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import partial

import pandas as pd

from qep_lib.intake.closed import ClosedList, parse_booleans, parse_closed
from qep_lib.intake.commitments import parse_commitments, parse_module
from qep_lib.intake.dates import parse_dates, serials_to_dates
from qep_lib.intake.half_days import parse_half_days
from qep_lib.intake.months import parse_months
from qep_lib.intake.numbers import parse_integers, parse_numbers, parse_out_of, prove_decimal
from qep_lib.intake.rawtable import TEXT, RawTable
from qep_lib.intake.rulebook import Reason, fault
from qep_lib.model.campaign import DateOrder, DecimalMark
from qep_lib.model.characters import fold
from qep_lib.model.table import Column, Form

_MOJIBAKE = "Ã[\u0080-\u00bf]|â€"
_SCIENTIFIC = r"\d+(?:[.,]\d+)?E[+-]?\d+"
_EXACT_DIGITS = 15
Parser = Callable[[pd.Series], tuple[pd.Series, dict[str, Reason]]]
_FORMS = {"commitments": parse_commitments, "module": parse_module}


def convert(texts: pd.Series, parse: Parser) -> tuple[pd.Series, dict[str, Reason]]:
    """`parse` applied to the distinct texts only; the values come back row by row, aligned on `texts`.

    `texts` may be coded, as in a `RawTable`. Text values are: a column of them costs a number a row.
    """
    coded = texts.array if isinstance(texts.dtype, pd.CategoricalDtype) else pd.Categorical(texts)
    # An empty cell has the code -1: it takes the last value.
    values, reasons = parse(pd.Series([*coded.categories, ""], dtype=TEXT))
    if values.dtype != TEXT:
        return pd.Series(values.array.take(coded.codes), index=texts.index), reasons
    codes, distinct = pd.factorize(values)
    return pd.Series(pd.Categorical.from_codes(codes.take(coded.codes), distinct), index=texts.index), reasons


class ColumnReader:
    """Reads the bound columns of one raw table, sending every fault to its list."""

    def __init__(self, raw: RawTable, bound: Mapping[str, int]):
        self.raw, self.bound, self.faults = raw, bound, raw.faults
        self.orders: Mapping[str, DateOrder] = {}
        self.decimal: DecimalMark | None = None
        self.year: int | None = None
        self.unanswered: frozenset[str] = frozenset()
        self.withdrawn: frozenset[str] = frozenset()
        self._hidden: dict[int, list[int]] = {}
        positions = set(bound.values())
        told: dict[tuple[int, Reason], list[int]] = {}
        for (row, position), reason in sorted(raw.cell_reasons.items(), key=lambda known: known[0]):
            if position not in positions or row not in raw.cells.index:
                continue
            if reason.severity == "warning":
                told.setdefault((position, reason), []).append(row)
                continue
            self._hidden.setdefault(position, []).append(row)
            self.faults.add(reason, row, raw.headings[position])
        for (position, reason), rows in told.items():
            count = f" ({len(rows)} lignes, la première ici)" if len(rows) > 1 else ""
            text = raw.cells[position][rows[0]]
            self.faults.add(replace(reason, found=reason.found + count), rows[0], raw.headings[position], text)

    def heading(self, name: str) -> str:
        """The heading under which the file holds that column; its number where it has none."""
        position = self.bound[name]
        return self.raw.headings[position] or f"colonne {position + 1}, sans en-tête"

    def texts(self, name: str) -> pd.Series:
        """Trimmed text of a bound column, an empty cell as an empty string; cells already at fault are empty."""
        return self._coded(name).astype(TEXT).fillna("")

    def distinct(self, name: str) -> list[str]:
        """The distinct texts of a bound column that some cell holds, without the empty one."""
        texts = self._coded(name)
        return [texts.cat.categories[code] for code in sorted({*texts.cat.codes.unique().tolist()} - {-1})]

    def lines_of(self, name: str, texts: Collection[str]) -> list[int]:
        """The lines of the cells of a bound column that hold one of these texts."""
        cells = self._coded(name)
        return cells.index[cells.isin(list(texts))].tolist()

    def _coded(self, name: str) -> pd.Series:
        """The same, coded as in the raw table: an empty cell is missing."""
        position = self.bound[name]
        texts = self.raw.cells[position]
        if hidden := self._hidden.get(position):
            texts = texts.copy()
            texts.loc[hidden] = None
        return texts

    def read(self, name: str, parse: Parser, is_required: bool = False) -> pd.Series:
        """Typed values of a bound column, text values coded; an empty cell of a required column is a fault."""
        texts = self._coded(name)
        values, reasons = convert(texts, parse)
        self.faults.add_values(texts, self.heading(name), reasons)
        if is_required:
            self._require(name, texts.isna())
        return values

    def read_text(self, name: str, is_required: bool = False, is_identifier: bool = False) -> pd.Series:
        """Free text, coded, empty as missing. Wrongly decoded text is told; a damaged identifier is a fault."""
        texts = self._coded(name)
        find = find_damaged if is_identifier else find_garbled
        self.faults.add_values(texts, self.heading(name), find(pd.Series(texts.cat.categories)))
        if is_required:
            self._require(name, texts.isna())
        if is_identifier and self.raw.serials is not None:
            too_long = texts[self.raw.serials[self.bound[name]] & (texts.str.len() > _EXACT_DIGITS)]
            self.faults.add_values(too_long, self.heading(name), dict.fromkeys(too_long, _LONG_NUMBER))
        return texts

    def read_dates(self, name: str, is_required: bool = False, form: Form = "") -> pd.Series:
        """Days, or months, in the order of the column; in a workbook a bare number is a spreadsheet day number."""
        order = self.orders.get(name, "day_first")
        parse: Parser = (
            partial(parse_months, order=order, year=self.year) if form == "month" else partial(parse_dates, order=order)
        )
        if form == "day_or_words":
            parse = _or_words(parse)
        elif not is_required:
            parse = self._or_none(parse)
        if self.raw.serials is None:
            return self.read(name, parse, is_required)
        position = self.bound[name]
        texts = serials_to_dates(self.texts(name), self.raw.serials[position], self.raw.has_1904_epoch)
        values, reasons = convert(texts, parse)
        self.faults.add_values(texts, self.heading(name), reasons)
        if is_required:
            self._require(name, texts == "")
        return values

    def read_numbers(
        self, name: str, is_required: bool = False, is_whole: bool = False, out_of: int | None = None
    ) -> pd.Series:
        """Numbers with one decimal mark: that of the source, or the one that the cells have; two are an error. `out_of` 10:
        « 7/10 » is 7.
        """
        if self.decimal is None:
            commas, points = prove_decimal(self._written(name))
            if points and (commas := commas or [text for text in self._written(name) if "," in text]):
                self._tell_two_marks(name, commas, points)
        parse = partial(parse_integers if is_whole else parse_numbers, decimal=self.decimal)
        if out_of is not None:
            parse = partial(parse_out_of, parse=parse, out_of=out_of)
        return self.read(name, parse if is_required else self.answers(parse), is_required)

    def answers(self, parse: Parser) -> Parser:
        """`parse` for a closed or numeric question: a code of no answer is no fault, it is told and read as missing."""

        def parse_answers(texts: pd.Series) -> tuple[pd.Series, dict[str, Reason]]:
            values, reasons = parse(texts)
            codes = [text for text, reason in reasons.items() if reason.severity == "reject" and self._is_code(text)]
            return values, reasons | dict.fromkeys(codes, _UNANSWERED)

        return parse_answers

    def _or_none(self, parse: Parser) -> Parser:
        """`parse` for a day that may not be: a code of no answer, or what says that nobody waits for one, is told."""

        def parse_or_none(texts: pd.Series) -> tuple[pd.Series, dict[str, Reason]]:
            values, reasons = self.answers(parse)(texts)
            said = {text for text, reason in reasons.items() if reason.severity == "reject"}
            return values, reasons | dict.fromkeys((t for t in said if fold(t) in self.withdrawn), _WITHDRAWN)

        return parse_or_none

    def _is_code(self, text: str) -> bool:
        return len(text) <= _LONGEST_CODE and fold(text) in self.unanswered

    def _written(self, name: str) -> list[str]:
        """The distinct texts of a column of numbers, without those that a workbook holds as numbers."""
        if self.raw.serials is None:
            return self.distinct(name)
        return self.texts(name)[~self.raw.serials[self.bound[name]]].unique().tolist()

    def _tell_two_marks(self, name: str, commas: list[str], points: list[str]) -> None:
        where, other = (self.lines_of(name, texts)[0] for texts in (points, commas))
        reason = fault("two_decimal_marks", other_line=other, comma=commas[0][:20], line=where)
        self.faults.add(reason, where, self.heading(name), points[0])

    def read_column(self, column: Column, labels: Mapping[str, tuple[str, ...]], is_identifier: bool) -> pd.Series:
        """A column of a table, by its declared type; `labels`: stored value -> labels of the file."""
        if column.type == "date":
            return self.read_dates(column.name, column.required, column.form)
        if column.type == "float":
            return self.read_numbers(column.name, column.required)
        if column.type == "int":
            return self.read_numbers(column.name, column.required, is_whole=True)
        if column.type == "bool":
            return self.read(column.name, lambda texts: parse_booleans(texts, labels))
        if column.form in _FORMS:
            return self.read(column.name, _FORMS[column.form], column.required)
        if column.choices or labels:
            accepted = ClosedList.build(labels or dict.fromkeys(column.choices, ()))
            parse = partial(parse_half_days if column.form == "half_day" else parse_closed, accepted=accepted)
            return self.read(column.name, parse if column.required else self.answers(parse), column.required)
        return self.read_text(column.name, column.required, is_identifier)

    def _require(self, name: str, is_empty: pd.Series) -> None:
        hidden = self._hidden.get(self.bound[name], [])
        for row in is_empty.index[is_empty].difference(hidden).tolist():
            self.faults.add(_EMPTY, row, self.heading(name))


def _or_words(parse: Parser) -> Parser:
    """`parse` for a day that may be said in words (« printemps 2023 »): what is no day is told, and read as missing."""

    def parse_or_tell(texts: pd.Series) -> tuple[pd.Series, dict[str, Reason]]:
        values, reasons = parse(texts)
        told = {
            text: replace(reason, found=f"{reason.found} ; la ligne est gardée, sans cette date", severity="warning")
            for text, reason in reasons.items()
            if reason.severity == "reject"
        }
        return values, reasons | told

    return parse_or_tell


def find_garbled(texts: pd.Series) -> dict[str, Reason]:
    """The texts that were decoded twice, to be told."""
    return dict.fromkeys(texts[texts.str.contains(_MOJIBAKE, regex=True)], _GARBLED)


def find_damaged(texts: pd.Series) -> dict[str, Reason]:
    """The identifiers that a spreadsheet turned into 6,9E+11: they are lost. Leading zeros stay, they are text."""
    return dict.fromkeys(texts[texts.str.fullmatch(_SCIENTIFIC)], _DAMAGED)


_LONGEST_CODE = 30
_UNANSWERED = fault("unanswered")
_WITHDRAWN = fault("withdrawn_not_a_day")
_EMPTY = fault("empty_cell")
_GARBLED = fault("garbled_text")
_DAMAGED = fault("damaged_identifier")
_LONG_NUMBER = fault("long_identifier", digits=_EXACT_DIGITS)
